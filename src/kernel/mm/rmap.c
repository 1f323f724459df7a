// SPDX-License-Identifier: GPL-2.0-only
/* From a page to the vmas that map it. One list of vmas instead of interval trees and chains. */
#include <linux/mm.h>

static void anon_vma_free_rcu(struct anon_vma *anon_vma)
{
	__free(anon_vma);
}

static void anon_vma_free(struct anon_vma *anon_vma)
{
	/* The kernel's cache keeps the memory an anon_vma for a grace period; with the option so does the model. */
	if (IS_ENABLED(CONFIG_ANON_VMA_RCU))
		call_rcu(anon_vma, anon_vma_free_rcu);
	else
		__free(anon_vma);
}

static void put_anon_vma(struct anon_vma *anon_vma)
{
	if (atomic_dec_and_test(&anon_vma->refcount))
		anon_vma_free(anon_vma);
}

/* The anon_vma lock is held for write. */
static void anon_vma_link(struct anon_vma *anon_vma, struct vm_area_struct *vma)
{
	vma->anon_vma = anon_vma;
	vma->anon_vma_next = anon_vma->head;
	anon_vma->head = vma;
}

/* Gives the vma an anon_vma before its first anonymous page. mmap_lock is held for read: faults may compete. */
int anon_vma_prepare(struct vm_area_struct *vma)
{
	struct mm_struct *mm = vma->vm_mm;
	struct anon_vma *anon_vma;
	bool linked = false;

	if (vma->anon_vma)
		return 0;

	anon_vma = __alloc(struct anon_vma);
	atomic_set(&anon_vma->refcount, 1);
	anon_vma_lock_write(anon_vma);
	spin_lock(&mm->page_table_lock);
	if (!vma->anon_vma) {
		anon_vma_link(anon_vma, vma);
		linked = true;
	}
	spin_unlock(&mm->page_table_lock);
	anon_vma_unlock_write(anon_vma);
	if (!linked)
		put_anon_vma(anon_vma);
	return 0;
}

/* A part of a vma shares the anon_vma of the whole. */
void anon_vma_clone(struct vm_area_struct *dst, struct vm_area_struct *src)
{
	struct anon_vma *anon_vma = src->anon_vma;

	if (!anon_vma)
		return;
	anon_vma_lock_write(anon_vma);
	atomic_inc(&anon_vma->refcount);
	anon_vma_link(anon_vma, dst);
	anon_vma_unlock_write(anon_vma);
}

void unlink_anon_vmas(struct vm_area_struct *vma)
{
	struct anon_vma *anon_vma = vma->anon_vma;
	struct vm_area_struct *member;

	if (!anon_vma)
		return;
	anon_vma_lock_write(anon_vma);
	member = anon_vma->head;
	if (member == vma) {
		anon_vma->head = vma->anon_vma_next;
	} else {
		while (member->anon_vma_next != vma)
			member = member->anon_vma_next;
		member->anon_vma_next = vma->anon_vma_next;
	}
	anon_vma_unlock_write(anon_vma);
	put_anon_vma(anon_vma);
}

/* The pmd that holds a table for this address, NULL when there is none or a huge page. */
pmd_t *mm_find_pmd(struct mm_struct *mm, unsigned long address)
{
	pmd_t *pmd = pmd_offset(mm, address);
	pmd_t pmde;

	if (!pmd)
		return NULL;
	pmde = *pmd;
	barrier();
	if (!pmd_present(pmde) || pmd_trans_huge(pmde))
		return NULL;
	return pmd;
}

static void __page_set_anon_rmap(struct page *page, struct vm_area_struct *vma, unsigned long address)
{
	struct anon_vma *anon_vma = vma->anon_vma;

	BUG_ON(!anon_vma);
	if (PageAnon(page))
		return;
	page->index = address;
	page->anon_vma = anon_vma;
}

/* The first mapping of a page that nobody else knows. */
void page_add_new_anon_rmap(struct page *page, struct vm_area_struct *vma, unsigned long address)
{
	VM_BUG_ON_VMA(address < vma->vm_start || address >= vma->vm_end, vma);
	atomic_set(&page->mapcount, 1);
	__page_set_anon_rmap(page, vma, address);
}

/* The page is locked: it may be in the swap cache. */
void do_page_add_anon_rmap(struct page *page, struct vm_area_struct *vma, unsigned long address)
{
	VM_BUG_ON_PAGE(!PageLocked(page), page);
	if (atomic_inc_return(&page->mapcount) == 1)
		__page_set_anon_rmap(page, vma, address);
}

/*
 * The kernel leaves page->mapping as it is until the page is freed. Here it goes with the last mapping, so that
 * a page of the swap cache never names an anon_vma that is gone (and ksm_might_need_to_copy() has no work).
 */
void page_remove_rmap(struct page *page)
{
	if (atomic_dec_and_test(&page->mapcount))
		page->anon_vma = NULL;
}

/* Takes the anon_vma lock for read, or returns NULL: then the page is not mapped (any more). */
static struct anon_vma *page_lock_anon_vma_read(struct page *page)
{
	struct anon_vma *anon_vma;

	rcu_read_lock();
	anon_vma = page->anon_vma;
	if (!anon_vma || !page_mapped(page) || !atomic_inc_not_zero(&anon_vma->refcount)) {
		rcu_read_unlock();
		return NULL;
	}
	/* The reference keeps it; the lock sleeps. */
	rcu_read_unlock();
	anon_vma_lock_read(anon_vma);
	return anon_vma;
}

static void page_unlock_anon_vma_read(struct anon_vma *anon_vma)
{
	anon_vma_unlock_read(anon_vma);
	put_anon_vma(anon_vma);
}

/* Replaces the mapping of a swap cache page by its swap entry. */
static void try_to_unmap_one(struct page *page, struct vm_area_struct *vma, unsigned long address)
{
	struct mm_struct *mm = vma->vm_mm;
	swp_entry_t entry;
	spinlock_t *ptl;
	pmd_t *pmd;
	pte_t *pte, pteval;

	pmd = mm_find_pmd(mm, address);
	if (!pmd)
		return;
	pte = pte_offset_map_lock(mm, pmd, address, &ptl);
	pteval = *pte;
	if (pte_present(pteval) && pte_page(pteval) == page) {
		entry.val = page->slot;
		swap_duplicate(entry);
		dec_mm_counter(mm, MM_ANONPAGES);
		inc_mm_counter(mm, MM_SWAPENTS);
		set_pte_at(mm, address, pte, swp_entry_to_pte(entry));
		page_remove_rmap(page);
		put_page(page);
	}
	pte_unmap_unlock(pte, ptl);
}

/* The page is locked and in the swap cache. */
void try_to_unmap(struct page *page)
{
	struct anon_vma *anon_vma = page_lock_anon_vma_read(page);
	unsigned long address = page->index;
	struct vm_area_struct *vma;

	if (!anon_vma)
		return;
	for (vma = anon_vma->head; vma; vma = vma->anon_vma_next)
		if (address >= vma->vm_start && address < vma->vm_end)
			try_to_unmap_one(page, vma, address);
	page_unlock_anon_vma_read(anon_vma);
}

// SPDX-License-Identifier: GPL-2.0-only
/* Page faults, and the taking down of ranges. */
#include <linux/mm.h>

/*
 * A page table entry is one word, so that it was read whole: only the mapping goes. (Where it is two words
 * the kernel reads it again under the lock and returns whether it is still the same.)
 */
static inline int pte_unmap_same(struct mm_struct *mm, pmd_t *pmd, pte_t *page_table, pte_t orig_pte)
{
	pte_unmap(page_table);
	return 1;
}

/*
 * Brings in the page of a swap entry. Called with the pte mapped (and returns with it unmapped) and mmap_lock held.
 * VM_FAULT_RETRY: the page was locked by somebody else; mmap_lock is dropped unless FAULT_FLAG_RETRY_NOWAIT is set.
 */
int do_swap_page(struct mm_struct *mm, struct vm_area_struct *vma,
		 unsigned long address, pte_t *page_table, pmd_t *pmd,
		 unsigned int flags, pte_t orig_pte)
{
	spinlock_t *ptl;
	struct page *page;
	swp_entry_t entry;
	pte_t pte;
	int locked;
	int ret = 0;

	if (!pte_unmap_same(mm, pmd, page_table, orig_pte))
		goto out;

	if (orig_pte.kind == PTE_HWPOISON) {
		ret = VM_FAULT_HWPOISON;
		goto out;
	}
	entry = pte_to_swp_entry(orig_pte);
	page = lookup_swap_cache(entry);
	if (!page) {
		page = swapin_readahead(entry, GFP_HIGHUSER_MOVABLE, vma, address);
		ret = VM_FAULT_MAJOR;
	}

	locked = lock_page_or_retry(page, mm, flags);
	if (!locked) {
		ret |= VM_FAULT_RETRY;
		goto out_release;
	}

	/* Without the lock it may have left the swap cache, and come back for another slot. */
	if (unlikely(!PageSwapCache(page) || page->slot != entry.val))
		goto out_page;

	if (__inject(oom) || mem_cgroup_try_charge(page, mm, GFP_KERNEL)) {
		ret = VM_FAULT_OOM;
		goto out_page;
	}

	page_table = pte_offset_map_lock(mm, pmd, address, &ptl);
	if (unlikely(!pte_same(*page_table, orig_pte)))
		goto out_nomap;

	inc_mm_counter(mm, MM_ANONPAGES);
	dec_mm_counter(mm, MM_SWAPENTS);
	pte = mk_pte(page, vm_page_prot(vma));
	if ((flags & FAULT_FLAG_WRITE) && reuse_swap_page(page))
		pte = maybe_mkwrite(pte, vma);
	set_pte_at(mm, address, page_table, pte);
	do_page_add_anon_rmap(page, vma, address);
	mem_cgroup_commit_charge(page);
	swap_free(entry);
	unlock_page(page);
	pte_unmap_unlock(page_table, ptl);
	REACH(swap_fault);
out:
	return ret;
out_nomap:
	mem_cgroup_cancel_charge(page);
	pte_unmap_unlock(page_table, ptl);
out_page:
	unlock_page(page);
out_release:
	put_page(page);
	return ret;
}

static int do_anonymous_page(struct mm_struct *mm, struct vm_area_struct *vma, unsigned long address,
			     pte_t *page_table, pmd_t *pmd, unsigned int flags)
{
	struct page *page;
	spinlock_t *ptl;
	pte_t entry;

	pte_unmap(page_table);

	if (anon_vma_prepare(vma))
		return VM_FAULT_OOM;
	page = alloc_page(GFP_HIGHUSER_MOVABLE, mm);
	if (mem_cgroup_try_charge(page, mm, GFP_KERNEL)) {
		put_page(page);
		return VM_FAULT_OOM;
	}
	entry = mk_pte(page, vm_page_prot(vma));
	entry = maybe_mkwrite(entry, vma);

	page_table = pte_offset_map_lock(mm, pmd, address, &ptl);
	if (!pte_none(*page_table)) {
		pte_unmap_unlock(page_table, ptl);
		mem_cgroup_cancel_charge(page);
		put_page(page);
		return 0;
	}
	inc_mm_counter(mm, MM_ANONPAGES);
	page_add_new_anon_rmap(page, vma, address);
	mem_cgroup_commit_charge(page);
	set_pte_at(mm, address, page_table, entry);
	pte_unmap_unlock(page_table, ptl);
	REACH(base_fault);
	return 0;
}

/* A shared page of a file in memory. There is no page cache: each fault has a page of its own. */
static int do_shmem_fault(struct mm_struct *mm, struct vm_area_struct *vma, unsigned long address,
			  pte_t *page_table, pmd_t *pmd)
{
	struct page *page;
	spinlock_t *ptl;

	pte_unmap(page_table);
	page = alloc_page(GFP_HIGHUSER_MOVABLE, mm);
	page_table = pte_offset_map_lock(mm, pmd, address, &ptl);
	if (!pte_none(*page_table)) {
		pte_unmap_unlock(page_table, ptl);
		put_page(page);
		return 0;
	}
	atomic_inc(&page->mapcount);
	set_pte_at(mm, address, page_table, mk_pte(page, vm_page_prot(vma)));
	pte_unmap_unlock(page_table, ptl);
	REACH(shmem_fault);
	return 0;
}

/* The entry is present: mark it. Nothing is shared, so that a write needs no copy. */
static int do_present_page(struct mm_struct *mm, struct vm_area_struct *vma, unsigned long address,
			   pte_t *page_table, pmd_t *pmd, unsigned int flags, pte_t orig_pte)
{
	spinlock_t *ptl = pte_lockptr(mm, pmd);
	pte_t entry = pte_mkyoung(orig_pte);

	if (flags & FAULT_FLAG_WRITE)
		entry = maybe_mkwrite(entry, vma);
	if (!pte_same(entry, orig_pte)) {
		spin_lock(ptl);
		if (pte_same(*page_table, orig_pte))
			set_pte_at(mm, address, page_table, entry);
		spin_unlock(ptl);
	}
	pte_unmap(page_table);
	return 0;
}

static int handle_pte_fault(struct mm_struct *mm, struct vm_area_struct *vma, unsigned long address,
			    pte_t *pte, pmd_t *pmd, unsigned int flags)
{
	pte_t entry = *pte;

	barrier();
	if (pte_none(entry)) {
		if (vma_is_anonymous(vma))
			return do_anonymous_page(mm, vma, address, pte, pmd, flags);
		return do_shmem_fault(mm, vma, address, pte, pmd);
	}
	if (!pte_present(entry))
		return do_swap_page(mm, vma, address, pte, pmd, flags, entry);
	return do_present_page(mm, vma, address, pte, pmd, flags, entry);
}

static bool transparent_hugepage_enabled(struct vm_area_struct *vma)
{
	return (vma->vm_flags & (VM_HUGEPAGE | VM_NOHUGEPAGE)) == VM_HUGEPAGE;
}

int handle_mm_fault(struct mm_struct *mm, struct vm_area_struct *vma, unsigned long address, unsigned int flags)
{
	pmd_t *pmd = pmd_alloc(mm, address);
	int ret;

	if (flags & FAULT_FLAG_HUGE_PAGE) {
		if (pmd_none(*pmd) && vma_is_anonymous(vma) && transparent_hugepage_enabled(vma)) {
			ret = do_huge_pmd_anonymous_page(mm, vma, address, pmd);
			if (!(ret & VM_FAULT_FALLBACK))
				return ret;
		}
	}
	if (pmd_trans_huge(*pmd))
		return 0;
	if (pte_alloc(mm, pmd, address))
		return VM_FAULT_OOM;
	/* A huge page may have come in between, or gone again. */
	if (pmd_trans_unstable(pmd))
		return 0;
	/*
	 * From here on it is a table, and stays one while mmap_lock is held: only khugepaged puts a huge page in the
	 * place of a table.
	 */
	return handle_pte_fault(mm, vma, address, pte_offset_map(pmd, address), pmd, flags);
}

void do_page_fault(struct mm_struct *mm, unsigned long address, unsigned int flags)
{
	struct vm_area_struct *vma;
	int fault;

	flags |= FAULT_FLAG_ALLOW_RETRY;
retry:
	down_read(&mm->mmap_sem);
	vma = find_vma(mm, address);
	if (!vma || vma->vm_start > address) {
		/* SIGSEGV */
		up_read(&mm->mmap_sem);
		return;
	}
	fault = handle_mm_fault(mm, vma, address, flags);
	if (fault & VM_FAULT_RETRY) {
		/* The lock is dropped. The second time waits with it. */
		flags &= ~FAULT_FLAG_ALLOW_RETRY;
		flags |= FAULT_FLAG_TRIED;
		goto retry;
	}
	up_read(&mm->mmap_sem);
}

/* Pages are freed one by one: there is no batch, and no TLB to flush before. */
static void zap_pte_range(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	struct mm_struct *mm = vma->vm_mm;
	spinlock_t *ptl;
	pte_t *start_pte, *pte;

	start_pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
	for (pte = start_pte; addr < end; pte++, addr += PAGE_SIZE) {
		pte_t ptent = *pte;

		if (pte_none(ptent))
			continue;
		pte_clear(mm, addr, pte);
		if (pte_present(ptent)) {
			struct page *page = pte_page(ptent);

			if (PageAnon(page))
				dec_mm_counter(mm, MM_ANONPAGES);
			page_remove_rmap(page);
			free_page_and_swap_cache(page);
		} else if (ptent.kind == PTE_SWAP) {
			dec_mm_counter(mm, MM_SWAPENTS);
			free_swap_and_cache(pte_to_swp_entry(ptent));
		}
	}
	pte_unmap_unlock(start_pte, ptl);
}

static unsigned long pmd_addr_end(unsigned long addr, unsigned long end)
{
	unsigned long next = (addr + PMD_SIZE) & PMD_MASK;

	return next < end ? next : end;
}

static void unmap_page_range(struct vm_area_struct *vma, unsigned long addr, unsigned long end)
{
	unsigned long next;
	pmd_t *pmd;

	for (; addr < end; addr = next) {
		next = pmd_addr_end(addr, end);
		pmd = pmd_offset(vma->vm_mm, addr);
		if (!pmd)
			continue;
		if (pmd_trans_huge(*pmd)) {
			if (next - addr == HPAGE_PMD_SIZE) {
				zap_huge_pmd(vma, pmd, addr);
				continue;
			}
			split_huge_pmd(vma, pmd, addr);
		}
		if (pmd_trans_unstable(pmd))
			continue;
		zap_pte_range(vma, pmd, addr, next);
	}
}

void unmap_vmas(struct vm_area_struct *vma, unsigned long start, unsigned long end)
{
	for (; vma && vma->vm_start < end; vma = vma->vm_next)
		unmap_page_range(vma, vma->vm_start > start ? vma->vm_start : start,
				 vma->vm_end < end ? vma->vm_end : end);
}

static void free_pte_range(struct mm_struct *mm, pmd_t *pmd)
{
	pgtable_t token = pmd_pgtable(*pmd);

	pmd_clear(pmd);
	pte_free(mm, token);
}

/* Frees the tables of a range of which nothing between floor and ceiling is in use. */
static void free_pgd_range(struct mm_struct *mm, unsigned long addr, unsigned long end,
			   unsigned long floor, unsigned long ceiling)
{
	unsigned long base;
	pmd_t *pmd;

	for (base = addr & PMD_MASK; base < end; base += PMD_SIZE) {
		if (base < floor || base + PMD_SIZE > ceiling)
			continue;
		pmd = pmd_offset(mm, base);
		if (pmd && !pmd_none(*pmd))
			free_pte_range(mm, pmd);
	}
#ifdef CONFIG_PGTABLE_PUD
	for (base = addr & ~(PUD_SIZE - 1); base < end; base += PUD_SIZE) {
		struct pmd_page *table = mm->pud[pud_index(base)];

		if (base < floor || base + PUD_SIZE > ceiling || !table)
			continue;
		mm->pud[pud_index(base)] = NULL;
		__free(table);
	}
#endif
}

/* Rmap must not find the vmas any more before their tables go. */
void free_pgtables(struct mm_struct *mm, struct vm_area_struct *vma, unsigned long floor, unsigned long ceiling)
{
	while (vma) {
		struct vm_area_struct *next = vma->vm_next;

		unlink_anon_vmas(vma);
		free_pgd_range(mm, vma->vm_start, vma->vm_end, floor, next ? next->vm_start : ceiling);
		vma = next;
	}
}

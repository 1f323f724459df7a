// SPDX-License-Identifier: GPL-2.0-only
#include <linux/mm.h>

/* A fault at a none pmd for which a huge page may be used. */
int do_huge_pmd_anonymous_page(struct mm_struct *mm, struct vm_area_struct *vma, unsigned long address, pmd_t *pmd)
{
	unsigned long haddr = address & HPAGE_PMD_MASK;
	spinlock_t *ptl;
	pgtable_t pgtable;
	struct page *page;
	pmd_t entry;

	if (haddr < vma->vm_start || haddr + HPAGE_PMD_SIZE > vma->vm_end)
		return VM_FAULT_FALLBACK;
	if (anon_vma_prepare(vma))
		return VM_FAULT_OOM;
	if (__inject(oom))
		return VM_FAULT_FALLBACK;
	page = alloc_hugepage(mm);
	if (mem_cgroup_try_charge(page, mm, GFP_TRANSHUGE)) {
		put_page(page);
		return VM_FAULT_FALLBACK;
	}
	pgtable = pte_alloc_one(mm);

	ptl = pmd_lock(mm, pmd);
	if (!pmd_none(*pmd)) {
		spin_unlock(ptl);
		mem_cgroup_cancel_charge(page);
		put_page(page);
		pte_free(mm, pgtable);
		return 0;
	}
	entry = mk_huge_pmd(page, vm_page_prot(vma));
	entry = maybe_pmd_mkwrite(entry, vma);
	page_add_new_anon_rmap(page, vma, haddr);
	mem_cgroup_commit_charge(page);
	pgtable_trans_huge_deposit(mm, pmd, pgtable);
	set_pmd_at(mm, haddr, pmd, entry);
	add_mm_counter(mm, MM_ANONPAGES, HPAGE_PMD_NR);
	spin_unlock(ptl);
	REACH(thp_fault);
	return 0;
}

void zap_huge_pmd(struct vm_area_struct *vma, pmd_t *pmd, unsigned long address)
{
	struct mm_struct *mm = vma->vm_mm;
	spinlock_t *ptl = pmd_lock(mm, pmd);
	struct page *page;
	pgtable_t pgtable;
	pmd_t orig_pmd = *pmd;

	if (!pmd_trans_huge(orig_pmd)) {
		spin_unlock(ptl);
		return;
	}
	pmd_clear(pmd);
	pgtable = pgtable_trans_huge_withdraw(mm, pmd);
	page = pmd_page(orig_pmd);
	page_remove_rmap(page);
	add_mm_counter(mm, MM_ANONPAGES, -HPAGE_PMD_NR);
	spin_unlock(ptl);
	pte_free(mm, pgtable);
	put_page(page);
}

/* Maps the same huge page by base entries. There are no subpages: each entry names the page itself. */
void split_huge_pmd(struct vm_area_struct *vma, pmd_t *pmd, unsigned long address)
{
	struct mm_struct *mm = vma->vm_mm;
	spinlock_t *ptl = pmd_lock(mm, pmd);
	pmd_t orig_pmd = *pmd;
	struct page *page;
	pgtable_t pgtable;
	pte_t entry;
	int i;

	if (pmd_trans_huge(orig_pmd)) {
		page = pmd_page(orig_pmd);
		pgtable = pgtable_trans_huge_withdraw(mm, pmd);
		entry = mk_pte(page, orig_pmd.val);
		for (i = 0; i < HPAGE_PMD_NR; i++)
			pgtable->pte[i] = entry;
		atomic_add(HPAGE_PMD_NR - 1, &page->mapcount);
		atomic_add(HPAGE_PMD_NR - 1, &page->refcount);
		smp_wmb();
		pmd_populate(mm, pmd, pgtable);
	}
	spin_unlock(ptl);
}

/* A vma is about to end or begin in the middle of a pmd. */
void split_huge_pmd_address(struct vm_area_struct *vma, unsigned long address)
{
	pmd_t *pmd;

	if (!(address & ~HPAGE_PMD_MASK))
		return;
	pmd = pmd_offset(vma->vm_mm, address);
	if (pmd && pmd_trans_huge(*pmd))
		split_huge_pmd(vma, pmd, address);
}

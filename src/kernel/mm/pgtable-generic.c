// SPDX-License-Identifier: GPL-2.0-only
#include <linux/mm.h>

struct pfn_zero pfn_zero;

pgtable_t pte_alloc_one(struct mm_struct *mm)
{
	return __alloc(struct page_table);
}

void pte_free(struct mm_struct *mm, pgtable_t table)
{
	__free(table);
}

/* Never NULL: tables can always be had. */
pmd_t *pmd_alloc(struct mm_struct *mm, unsigned long address)
{
#ifdef CONFIG_PGTABLE_PUD
	if (!mm->pud[pud_index(address)]) {
		struct pmd_page *new = __alloc(struct pmd_page);

		spin_lock(&mm->page_table_lock);
		if (!mm->pud[pud_index(address)]) {
			mm->pud[pud_index(address)] = new;
			new = NULL;
		}
		spin_unlock(&mm->page_table_lock);
		if (new)
			__free(new);
	}
#endif
	return pmd_offset(mm, address);
}

int pte_alloc(struct mm_struct *mm, pmd_t *pmd, unsigned long address)
{
	spinlock_t *ptl;
	pgtable_t new;

	if (!pmd_none(*pmd))
		return 0;
	new = pte_alloc_one(mm);
	smp_wmb();
	ptl = pmd_lock(mm, pmd);
	if (pmd_none(*pmd)) {
		pmd_populate(mm, pmd, new);
		new = NULL;
	}
	spin_unlock(ptl);
	if (new)
		pte_free(mm, new);
	return 0;
}

/* A table is kept for every huge pmd, for the day that it is split. Both under the pmd lock. */
void pgtable_trans_huge_deposit(struct mm_struct *mm, pmd_t *pmd, pgtable_t table)
{
	table->deposit_next = mm->pmd_huge_pte;
	mm->pmd_huge_pte = table;
}

pgtable_t pgtable_trans_huge_withdraw(struct mm_struct *mm, pmd_t *pmd)
{
	pgtable_t table = mm->pmd_huge_pte;

	mm->pmd_huge_pte = table->deposit_next;
	table->deposit_next = NULL;
	return table;
}

/* The flush itself has nothing to act on: there are no TLBs, and nobody walks tables with interrupts off. */
static void flush_tlb_range(struct vm_area_struct *vma, unsigned long start, unsigned long end)
{
	VM_BUG_ON(!vma->vm_mm);
}

/* Takes a table out of its place. The pmd lock is held. */
pmd_t pmdp_collapse_flush(struct vm_area_struct *vma, unsigned long address, pmd_t *pmdp)
{
	pmd_t pmd;

	VM_BUG_ON(address & ~HPAGE_PMD_MASK);
	pmd = *pmdp;
	VM_BUG_ON(pmd_trans_huge(pmd));
	pmd_clear(pmdp);
	flush_tlb_range(vma, address, address + HPAGE_PMD_SIZE);
	return pmd;
}

// SPDX-License-Identifier: GPL-2.0-only
/* The part of get_user_pages() that a core dump uses: a lookup that takes a reference. */
#include <linux/mm.h>

static struct page *follow_page_pte(struct vm_area_struct *vma, unsigned long address, pmd_t *pmd)
{
	struct mm_struct *mm = vma->vm_mm;
	struct page *page = NULL;
	spinlock_t *ptl;
	pte_t *ptep, pte;

	ptep = pte_offset_map_lock(mm, pmd, address, &ptl);
	pte = *ptep;
	if (pte_present(pte)) {
		page = pte_page(pte);
		get_page(page);
	}
	pte_unmap_unlock(ptep, ptl);
	return page;
}

static struct page *follow_page_mask(struct vm_area_struct *vma, unsigned long address)
{
	struct mm_struct *mm = vma->vm_mm;
	struct page *page = NULL;
	spinlock_t *ptl;
	pmd_t *pmd;

	pmd = pmd_offset(mm, address);
	if (!pmd || pmd_none(*pmd))
		return NULL;
	if (pmd_trans_huge(*pmd)) {
		ptl = pmd_lock(mm, pmd);
		if (pmd_trans_huge(*pmd)) {
			page = pmd_page(*pmd);
			get_page(page);
		}
		spin_unlock(ptl);
		return page;
	}
	REACH(dump_page_walk);
	return follow_page_pte(vma, address, pmd);
}

/* Pages that are not there are holes of the dump: they are not faulted in. */
struct page *get_dump_page(struct mm_struct *mm, unsigned long address)
{
	struct vm_area_struct *vma = find_vma(mm, address);

	if (!vma || address < vma->vm_start)
		return NULL;
	return follow_page_mask(vma, address);
}

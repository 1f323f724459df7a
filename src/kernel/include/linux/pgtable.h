/* SPDX-License-Identifier: GPL-2.0-only */
/* Table entries and the walk from an mm down to them. Accesses are plain, as in 2016. */
#ifndef LINUX_PGTABLE_H
#define LINUX_PGTABLE_H

#include <linux/bug.h>
#include <linux/mm_types.h>

/*
 * What the hardware would show at page frame 0. Whoever follows a none entry as if it were a table
 * gets here, and the first access (an integer where an entry or a lock is expected) is a wild one.
 */
struct pfn_zero {
	int word[4 + 3 * PTRS_PER_PTE];
};
extern struct pfn_zero pfn_zero;

/* pte values */

static inline bool pte_none(pte_t pte)
{
	return pte.kind == PTE_NONE;
}

static inline bool pte_present(pte_t pte)
{
	return pte.kind == PTE_PRESENT;
}

static inline bool is_swap_pte(pte_t pte)
{
	return pte.kind == PTE_SWAP || pte.kind == PTE_HWPOISON;
}

static inline bool pte_same(pte_t a, pte_t b)
{
	return a.kind == b.kind && a.val == b.val && a.page == b.page;
}

static inline bool pte_write(pte_t pte)
{
	return pte.val & _PAGE_RW;
}

static inline bool pte_young(pte_t pte)
{
	return pte.val & _PAGE_ACCESSED;
}

static inline struct page *pte_page(pte_t pte)
{
	return pte.page;
}

static inline pte_t __pte_none(void)
{
	pte_t pte;

	pte.kind = PTE_NONE;
	pte.val = 0;
	pte.page = NULL;
	return pte;
}

/* vma->vm_page_prot: a private mapping starts out read-only, to be copied on write. */
static inline __primitive int vm_page_prot(struct vm_area_struct *vma)
{
	return vma->vm_flags & VM_SHARED ? _PAGE_RW : 0;
}

static inline pte_t mk_pte(struct page *page, int prot)
{
	pte_t pte;

	pte.kind = PTE_PRESENT;
	pte.val = _PAGE_ACCESSED | prot;
	pte.page = page;
	return pte;
}

static inline pte_t pte_mkwrite(pte_t pte)
{
	pte.val |= _PAGE_RW;
	return pte;
}

static inline pte_t pte_mkyoung(pte_t pte)
{
	pte.val |= _PAGE_ACCESSED;
	return pte;
}

static inline pte_t pte_mkold(pte_t pte)
{
	pte.val &= ~_PAGE_ACCESSED;
	return pte;
}

static inline __primitive pte_t maybe_mkwrite(pte_t pte, struct vm_area_struct *vma)
{
	if (vma->vm_flags & VM_WRITE)
		pte = pte_mkwrite(pte);
	return pte;
}

static inline swp_entry_t pte_to_swp_entry(pte_t pte)
{
	swp_entry_t entry;

	entry.val = pte.val;
	return entry;
}

static inline pte_t swp_entry_to_pte(swp_entry_t entry)
{
	pte_t pte;

	pte.kind = PTE_SWAP;
	pte.val = entry.val;
	pte.page = NULL;
	return pte;
}

/* pmd values */

static inline bool pmd_none(pmd_t pmd)
{
	return pmd.kind == PMD_NONE;
}

static inline bool pmd_present(pmd_t pmd)
{
	return pmd.kind != PMD_NONE;
}

static inline bool pmd_trans_huge(pmd_t pmd)
{
	return pmd.kind == PMD_HUGE;
}

static inline struct page *pmd_page(pmd_t pmd)
{
	return pmd.page;
}

/* The table that hardware would find, whatever the entry is: see struct pfn_zero. */
static inline pgtable_t pmd_pgtable(pmd_t pmd)
{
	void *frame = pmd.table;

	if (pmd_trans_huge(pmd))
		frame = pmd.page;
	else if (pmd_none(pmd))
		frame = &pfn_zero;
	return frame;
}

static inline pmd_t __pmd_none(void)
{
	pmd_t pmd;

	pmd.kind = PMD_NONE;
	pmd.val = 0;
	pmd.table = NULL;
	pmd.page = NULL;
	return pmd;
}

static inline pmd_t mk_huge_pmd(struct page *page, int prot)
{
	pmd_t pmd;

	pmd.kind = PMD_HUGE;
	pmd.val = _PAGE_ACCESSED | prot;
	pmd.table = NULL;
	pmd.page = page;
	return pmd;
}

static inline __primitive pmd_t maybe_pmd_mkwrite(pmd_t pmd, struct vm_area_struct *vma)
{
	if (vma->vm_flags & VM_WRITE)
		pmd.val |= _PAGE_RW;
	return pmd;
}

/* Entries in memory */

static inline __primitive void set_pte_at(struct mm_struct *mm, unsigned long address, pte_t *ptep, pte_t pte)
{
	*ptep = pte;
}

static inline __primitive void pte_clear(struct mm_struct *mm, unsigned long address, pte_t *ptep)
{
	*ptep = __pte_none();
}

static inline __primitive void set_pmd_at(struct mm_struct *mm, unsigned long address, pmd_t *pmdp, pmd_t pmd)
{
	*pmdp = pmd;
}

static inline __primitive void pmd_clear(pmd_t *pmdp)
{
	*pmdp = __pmd_none();
}

/* A table that is not one stays what it is: C16 of the first versions puts back what it found. */
static inline __primitive void pmd_populate(struct mm_struct *mm, pmd_t *pmdp, pgtable_t table)
{
	pmd_t pmd;

	pmd.kind = PMD_TABLE;
	pmd.val = 0;
	pmd.table = table;
	pmd.page = NULL;
	*pmdp = pmd;
}

/* Walk */

static inline int pte_index(unsigned long address)
{
	return (address >> PAGE_SHIFT) & (PTRS_PER_PTE - 1);
}

static inline int pmd_index(unsigned long address)
{
	return (address >> PMD_SHIFT) & (PTRS_PER_PMD - 1);
}

#ifdef CONFIG_PGTABLE_PUD
static inline int pud_index(unsigned long address)
{
	return address / PUD_SIZE;
}

/* NULL where the upper entry is none. */
static inline __primitive pmd_t *pmd_offset(struct mm_struct *mm, unsigned long address)
{
	struct pmd_page *table = mm->pud[pud_index(address)];

	if (!table)
		return NULL;
	return &table->pmd[pmd_index(address)];
}
#else
static inline pmd_t *pmd_offset(struct mm_struct *mm, unsigned long address)
{
	return &mm->pmd[pmd_index(address)];
}
#endif

/* Reads the pmd. Counted: every map needs its unmap (CONFIG_HIGHPTE). */
static inline __primitive pte_t *pte_offset_map(pmd_t *pmd, unsigned long address)
{
	pgtable_t table = pmd_pgtable(*pmd);

	__pte_map_count(1);
	return &table->pte[pte_index(address)];
}

static inline void pte_unmap(pte_t *pte)
{
	__pte_map_count(-1);
}

/* Reads the pmd. */
static inline __primitive spinlock_t *pte_lockptr(struct mm_struct *mm, pmd_t *pmd)
{
	pgtable_t table = pmd_pgtable(*pmd);

	return &table->ptl;
}

static inline __primitive pte_t *pte_offset_map_lock(struct mm_struct *mm, pmd_t *pmd, unsigned long address,
						     spinlock_t **ptlp)
{
	spinlock_t *ptl = pte_lockptr(mm, pmd);
	pte_t *pte = pte_offset_map(pmd, address);

	*ptlp = ptl;
	spin_lock(ptl);
	return pte;
}

static inline __primitive void pte_unmap_unlock(pte_t *pte, spinlock_t *ptl)
{
	spin_unlock(ptl);
	pte_unmap(pte);
}

static inline spinlock_t *pmd_lockptr(struct mm_struct *mm, pmd_t *pmd)
{
	return &mm->page_table_lock;
}

static inline __primitive spinlock_t *pmd_lock(struct mm_struct *mm, pmd_t *pmd)
{
	spinlock_t *ptl = pmd_lockptr(mm, pmd);

	spin_lock(ptl);
	return ptl;
}

/* True when the entry is no table (any more): a huge page was put in its place. */
static inline __primitive bool pmd_trans_unstable(pmd_t *pmd)
{
	pmd_t value = *pmd;

	return pmd_none(value) || pmd_trans_huge(value);
}

pmd_t *pmd_alloc(struct mm_struct *mm, unsigned long address);
int pte_alloc(struct mm_struct *mm, pmd_t *pmd, unsigned long address);
pgtable_t pte_alloc_one(struct mm_struct *mm);
void pte_free(struct mm_struct *mm, pgtable_t table);
void pgtable_trans_huge_deposit(struct mm_struct *mm, pmd_t *pmd, pgtable_t table);
pgtable_t pgtable_trans_huge_withdraw(struct mm_struct *mm, pmd_t *pmd);
pmd_t pmdp_collapse_flush(struct vm_area_struct *vma, unsigned long address, pmd_t *pmdp);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* The objects of the model. Fields that no case can see are left out. */
#ifndef LINUX_MM_TYPES_H
#define LINUX_MM_TYPES_H

#include <linux/atomic.h>
#include <linux/bit_spinlock.h>
#include <linux/compat-2016.h>
#include <linux/rwsem.h>
#include <linux/spinlock.h>

#ifndef PMD_ORDER
#define PMD_ORDER 1
#endif

#define PAGE_SHIFT 4
#define PAGE_SIZE (1 << PAGE_SHIFT)
#define PAGE_MASK (~(PAGE_SIZE - 1))
#define PTRS_PER_PTE (1 << PMD_ORDER)
#define PMD_SHIFT (PAGE_SHIFT + PMD_ORDER)
#define PMD_SIZE (1 << PMD_SHIFT)
#define PMD_MASK (~(PMD_SIZE - 1))

#ifdef CONFIG_PGTABLE_PUD
#define PTRS_PER_PMD 2
#define PTRS_PER_PUD 2
#else
#define PTRS_PER_PMD 4
#define PTRS_PER_PUD 1
#endif
#define PUD_SIZE (PTRS_PER_PMD * PMD_SIZE)
#define TASK_SIZE (PTRS_PER_PUD * PUD_SIZE)

#define HPAGE_PMD_ORDER PMD_ORDER
#define HPAGE_PMD_NR PTRS_PER_PTE
#define HPAGE_PMD_SHIFT PMD_SHIFT
#define HPAGE_PMD_SIZE PMD_SIZE
#define HPAGE_PMD_MASK PMD_MASK

struct mm_struct;
struct vm_area_struct;

enum pte_kind {
	PTE_NONE,
	PTE_PRESENT,
	PTE_SWAP,
	PTE_HWPOISON,
};

#define _PAGE_RW 1
#define _PAGE_ACCESSED 2

/* A page table entry. val: _PAGE_* of a present one, the slot of a swap entry. */
typedef struct {
	int kind;
	int val;
	struct page *page;
} __word pte_t;

/* A swap entry, split off a pte: the slot. */
typedef struct {
	int val;
} swp_entry_t;

/* Lowest level table. Also on mm->pmd_huge_pte while a huge page is mapped in its place. */
struct page_table {
	spinlock_t ptl;
	pte_t pte[PTRS_PER_PTE];
	struct page_table *deposit_next;
};

typedef struct page_table *pgtable_t;

enum pmd_kind {
	PMD_NONE,
	PMD_TABLE,
	PMD_HUGE,
};

typedef struct {
	int kind;
	int val;			/* _PAGE_* of a huge one */
	struct page_table *table;
	struct page *page;
} __word pmd_t;

/* The upper table of CONFIG_PGTABLE_PUD. */
struct pmd_page {
	pmd_t pmd[PTRS_PER_PMD];
};

/* What charge a page carries. */
enum charge {
	CHARGE_NONE,
	CHARGE_TRIED,		/* mem_cgroup_try_charge(), neither committed nor cancelled */
	CHARGE_COMMITTED,
};

struct page {
	struct bit_lock lock;		/* PG_locked */
	atomic_t refcount;
	atomic_t mapcount;		/* number of entries that map it, from 0 */
	struct anon_vma *anon_vma;	/* page->mapping of an anonymous page */
	unsigned long index;		/* address it was mapped at */
	bool swapcache;			/* PG_swapcache: `slot` is valid */
	int slot;			/* page_private() */
	bool huge;			/* compound, HPAGE_PMD_NR pages */
	int charge;
	bool lru;			/* PG_lru, of the page that lru_page names */
};

/* One swap slot: entries that name it, and its page in the swap cache. Protected by swap_lock. */
struct swap_slot {
	int map;
	struct page *cache;
};

struct anon_vma {
	struct rw_semaphore rwsem;
	atomic_t refcount;		/* one for each vma of the list */
	struct vm_area_struct *head;	/* stands for the interval tree of anon_vma_chains */
};

struct vm_operations_struct {
	int shmem;
};

#define VM_WRITE 1
#define VM_SHARED 2
#define VM_HUGEPAGE 4
#define VM_NOHUGEPAGE 8
#define VM_DONTDUMP 16		/* keeps vmas from merging, nothing else */
#define VM_NO_THP 32

struct vm_area_struct {
	unsigned long vm_start;
	unsigned long vm_end;
	struct vm_area_struct *vm_next;
	struct mm_struct *vm_mm;
	int vm_flags;
	struct anon_vma *anon_vma;
	struct vm_area_struct *anon_vma_next;	/* next member of anon_vma */
	struct vm_operations_struct *vm_ops;
};

enum {
	MM_ANONPAGES,
	MM_SWAPENTS,
	NR_MM_COUNTERS
};

struct mm_struct {
	struct rw_semaphore mmap_lock;
	spinlock_t page_table_lock;
	atomic_t mm_users;
	atomic_t mm_count;
	struct vm_area_struct *mmap;	/* sorted; also stands for mm_rb */
#ifdef CONFIG_PGTABLE_PUD
	struct pmd_page *pud[PTRS_PER_PUD];
#else
	pmd_t pmd[PTRS_PER_PMD];
#endif
	struct page_table *pmd_huge_pte;
	atomic_t rss_stat[NR_MM_COUNTERS];
	bool core_state;		/* a dump is going on */
};

#endif

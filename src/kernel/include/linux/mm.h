/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef LINUX_MM_H
#define LINUX_MM_H

#include <linux/bug.h>
#include <linux/memcontrol.h>
#include <linux/mm_types.h>
#include <linux/mmap_lock.h>
#include <linux/pgtable.h>
#include <linux/rcupdate.h>
#include <linux/rmap.h>
#include <linux/swap.h>
#include <linux/vmstat.h>

#define GFP_KERNEL 1
#define GFP_HIGHUSER_MOVABLE 2
#define GFP_TRANSHUGE 4

#define FAULT_FLAG_WRITE 1
#define FAULT_FLAG_ALLOW_RETRY 4
#define FAULT_FLAG_RETRY_NOWAIT 8
#define FAULT_FLAG_TRIED 32
/* Not the kernel's: a huge page is free at this moment. */
#define FAULT_FLAG_HUGE_PAGE 256

#define VM_FAULT_OOM 1
#define VM_FAULT_SIGBUS 2
#define VM_FAULT_MAJOR 4
#define VM_FAULT_HWPOISON 16
#define VM_FAULT_RETRY 1024
#define VM_FAULT_FALLBACK 2048
#define VM_FAULT_ERROR (VM_FAULT_OOM | VM_FAULT_SIGBUS | VM_FAULT_HWPOISON)

#define MADV_DONTNEED 4
#define MADV_HUGEPAGE 14
#define MADV_NOHUGEPAGE 15

#define EBUSY 16
#define ENOMEM 12
#define EINVAL 22

/* pages */

struct page *alloc_page(gfp_t gfp, struct mm_struct *mm);
struct page *alloc_hugepage(struct mm_struct *mm);

static inline __primitive void get_page(struct page *page)
{
	atomic_inc(&page->refcount);
}

void put_page(struct page *page);

/* The LRU list, with room for one page: the one that a case wants reclaimed. */
extern spinlock_t lru_lock;
extern struct page *lru_page;

void lru_cache_add(struct page *page);
struct page *isolate_lru_page(void);

static inline __primitive int page_count(struct page *page)
{
	return atomic_read(&page->refcount);
}

static inline __primitive void lock_page(struct page *page)
{
	__bit_lock(&page->lock);
}

static inline __primitive bool trylock_page(struct page *page)
{
	return __bit_trylock(&page->lock);
}

static inline __primitive void unlock_page(struct page *page)
{
	__bit_unlock(&page->lock);
}

static inline __primitive void wait_on_page_locked(struct page *page)
{
	__bit_wait(&page->lock);
}

static inline __primitive bool PageLocked(struct page *page)
{
	return __bit_is_locked(&page->lock);
}

static inline __primitive bool PageCompound(struct page *page)
{
	return page->huge;
}

int __lock_page_or_retry(struct page *page, struct mm_struct *mm, unsigned int flags);

/* Either takes the page lock, or returns 0; then mmap_lock is dropped unless FAULT_FLAG_RETRY_NOWAIT is set. */
static inline __primitive int lock_page_or_retry(struct page *page, struct mm_struct *mm, unsigned int flags)
{
	return trylock_page(page) || __lock_page_or_retry(page, mm, flags);
}

/* A place that may wait for reclaim or for IO: nobody should hold mmap_lock for write there. */
static inline __primitive void might_reclaim(struct mm_struct *mm)
{
#ifdef CONFIG_DEBUG_RECLAIM
	WARN_ON(rwsem_held(&mm->mmap_lock) == 2);
#endif
}

/* counters */

static inline __primitive void add_mm_counter(struct mm_struct *mm, int member, int value)
{
	atomic_add(value, &mm->rss_stat[member]);
}

static inline __primitive void inc_mm_counter(struct mm_struct *mm, int member)
{
	atomic_inc(&mm->rss_stat[member]);
}

static inline __primitive void dec_mm_counter(struct mm_struct *mm, int member)
{
	atomic_dec(&mm->rss_stat[member]);
}

static inline __primitive int get_mm_counter(struct mm_struct *mm, int member)
{
	return atomic_read(&mm->rss_stat[member]);
}

/* vmas */

static inline __primitive bool vma_is_anonymous(struct vm_area_struct *vma)
{
	return !vma->vm_ops;
}

extern struct vm_operations_struct shmem_vm_ops;

struct vm_area_struct *vm_area_alloc(struct mm_struct *mm, unsigned long start, unsigned long end, int flags);
void vm_area_free(struct vm_area_struct *vma);
struct vm_area_struct *find_vma(struct mm_struct *mm, unsigned long address);
struct vm_area_struct *find_vma_prev(struct mm_struct *mm, unsigned long address, struct vm_area_struct **prev);
void vma_link(struct mm_struct *mm, struct vm_area_struct *prev, struct vm_area_struct *vma);
int split_vma(struct mm_struct *mm, struct vm_area_struct *vma, unsigned long address, bool new_below);
int do_munmap(struct mm_struct *mm, unsigned long start, unsigned long len);
int mmap_region(struct mm_struct *mm, unsigned long start, unsigned long len, int flags,
		struct vm_operations_struct *ops);
int do_mremap_shrink(struct mm_struct *mm, unsigned long addr, unsigned long old_len, unsigned long new_len);
int do_madvise(struct mm_struct *mm, unsigned long start, unsigned long len, int advice);
void exit_mmap(struct mm_struct *mm);

/* zap */

void unmap_vmas(struct vm_area_struct *vma, unsigned long start, unsigned long end);
void free_pgtables(struct mm_struct *mm, struct vm_area_struct *vma, unsigned long floor, unsigned long ceiling);
void zap_huge_pmd(struct vm_area_struct *vma, pmd_t *pmd, unsigned long address);
void split_huge_pmd(struct vm_area_struct *vma, pmd_t *pmd, unsigned long address);
void split_huge_pmd_address(struct vm_area_struct *vma, unsigned long address);

/* faults */

int handle_mm_fault(struct mm_struct *mm, struct vm_area_struct *vma, unsigned long address, unsigned int flags);
void do_page_fault(struct mm_struct *mm, unsigned long address, unsigned int flags);
int do_swap_page(struct mm_struct *mm, struct vm_area_struct *vma, unsigned long address, pte_t *page_table,
		 pmd_t *pmd, unsigned int flags, pte_t orig_pte);
int do_huge_pmd_anonymous_page(struct mm_struct *mm, struct vm_area_struct *vma, unsigned long address, pmd_t *pmd);

pmd_t *mm_find_pmd(struct mm_struct *mm, unsigned long address);

/* life of an mm */

void mmput(struct mm_struct *mm);
void mmdrop(struct mm_struct *mm);

/* reclaim and core dump */

void shrink_lru(void);
struct page *get_dump_page(struct mm_struct *mm, unsigned long address);

#endif

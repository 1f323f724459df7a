/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a case may call. These entry points are stable: a patch of another era may change
 * what is behind them, never their names or arguments. Each takes and drops the locks that
 * its real caller takes (system call, page fault, kernel thread).
 *
 * Geometry. Addresses are small: PAGE_SIZE is 16, one pmd spans HPAGE_PMD_NR pages
 * (2 with PMD_ORDER 1, 4 with PMD_ORDER 2), an mm spans four pmds. PAGES(n) is n pages,
 * PMDS(n) is n times HPAGE_PMD_SIZE. `len` and `addr` are in these units (bytes, as in C).
 *
 * Configuration of the model (axis of a case):
 *   PMD_ORDER 1|2                     pages of a pmd: 2 (default) or 4
 *   CONFIG_DEBUG_VM                   VM_BUG_ON, VM_WARN_ON
 *   CONFIG_PGTABLE_PUD                an upper table: pmd pages (2 pmds each) are allocated and freed
 *   CONFIG_TRANSPARENT_HUGE_PAGECACHE shmem vmas may hold huge pages (v4.8-rc1 and later)
 *   CONFIG_RWSEM_COUNT                rwsems are count arithmetic in C; nothing stops at a wrong release
 *   CONFIG_ANON_VMA_RCU               an anon_vma is freed after a grace period (cases that call reclaim())
 *   CONFIG_DEBUG_RECLAIM              warns when memory is reclaimed under a write-held mmap_lock
 *   CONFIG_VM_EVENT_COUNTERS_OFF      sum_vm_event() is always 0
 *
 * Sites of injected faults (inject:):
 *   do_swap_page:oom                  the charge of the page that is swapped in (D5)
 *   khugepaged_alloc_page:oom         the huge page (C1)
 *   mem_cgroup_try_charge:oom         any charge (C2 and D5)
 *   do_huge_pmd_anonymous_page:oom    task_fault_huge() falls back to a base page
 */
#ifndef SCENARIO_H
#define SCENARIO_H

#include <linux/mm.h>
#include <linux/khugepaged.h>
#include <linux/cpu.h>
#include <linux/kernfs.h>

#define PAGES(n) ((n) * PAGE_SIZE)
#define PMDS(n) ((n) * HPAGE_PMD_SIZE)

/*
 * Set-up. These run before the threads, take no locks and return what they made.
 */

/* An mm with one user, no vma; registered with khugepaged, the first one as its scan cursor. */
struct mm_struct *mm_empty(void);
/* mm_empty() and one anonymous VM_WRITE|VM_HUGEPAGE vma [start, start+len) that has an anon_vma. */
struct mm_struct *mm_with_anon_vma(unsigned long start, unsigned long len);
/* The default of most cases: mm_with_anon_vma(start, len), at `addr` a present, writable, young page,
 * in the next page a swap entry of kind `swap` (one of enum swap_kind). */
struct mm_struct *mm_collapsible(unsigned long start, unsigned long len, unsigned long addr, int swap);
/* ALLOCSTALL events since khugepaged last slept: not 0 closes the gate of the first versions. */
void set_allocstall(int events);
/* Adds users (threads of the process that will each call task_exit()). */
void mm_add_users(struct mm_struct *mm, int users);

/* Anonymous vma. VM_WRITE is always set; add VM_HUGEPAGE and others. No anon_vma yet. */
struct vm_area_struct *vma_add(struct mm_struct *mm, unsigned long start, unsigned long len, int flags);
/* The same with an anon_vma of its own. */
struct vm_area_struct *vma_add_anon(struct mm_struct *mm, unsigned long start, unsigned long len, int flags);
/* A shared shmem vma: vm_ops set, never an anon_vma. */
struct vm_area_struct *vma_add_shmem(struct mm_struct *mm, unsigned long start, unsigned long len, int flags);

/* Present, writable, young base page. The vma must have an anon_vma. */
struct page *map_page(struct mm_struct *mm, unsigned long addr);
/* The same, but not young: not counted as referenced. */
struct page *map_old_page(struct mm_struct *mm, unsigned long addr);
/* A huge page and its deposited table. */
struct page *map_huge_page(struct mm_struct *mm, unsigned long addr);

enum swap_kind {
	SWAP_CACHED,		/* its page is in the swap cache, unlocked */
	SWAP_IO,		/* in the swap cache and locked: io_complete(page) unlocks it */
	SWAP_OUT,		/* not in the swap cache: must be read in */
};
/* A swap entry. Returns the swap cache page, NULL for SWAP_OUT. */
struct page *map_swap_pte(struct mm_struct *mm, unsigned long addr, int swap);
/* The entry of a page that memory failure has taken: whoever faults on it gets VM_FAULT_HWPOISON. */
void map_poisoned_pte(struct mm_struct *mm, unsigned long addr);
/* The swap cache page of the swap entry at addr (for io_complete()). */
struct page *swap_page_at(struct mm_struct *mm, unsigned long addr);

/*
 * khugepaged.
 */

/* One attempt at the pmd of addr: lock, test_exit, find_vma, scan, collapse. Returns 1 when the scan went on to collapse. */
int khugepaged_attempt(struct mm_struct *mm, unsigned long addr);
/* One pass of khugepaged_scan_mm_slot() over the mm at the scan cursor; the cursor moves on, a dead mm's slot is collected. */
void khugepaged_scan_pass(void);

/*
 * The process and the rest of the kernel.
 */
int task_munmap(struct mm_struct *mm, unsigned long start, unsigned long len);
/* Anonymous mmap at a place that is free; merges with a neighbour of the same flags. */
int task_mmap(struct mm_struct *mm, unsigned long start, unsigned long len, int flags);
/* MAP_FIXED: unmaps what is there under the same lock. */
int task_mmap_fixed(struct mm_struct *mm, unsigned long start, unsigned long len, int flags);
int task_mmap_fixed_shmem(struct mm_struct *mm, unsigned long start, unsigned long len, int flags);
int task_mremap_shrink(struct mm_struct *mm, unsigned long addr, unsigned long old_len, unsigned long new_len);
/* MADV_HUGEPAGE, MADV_NOHUGEPAGE, MADV_DONTNEED */
int task_madvise(struct mm_struct *mm, unsigned long start, unsigned long len, int advice);
/* A page fault that finds no free huge page: maps a base page. A fault outside every vma does nothing. */
void task_fault(struct mm_struct *mm, unsigned long addr, bool write);
/* The same with a huge page at hand (where the vma allows one and the pmd is none). */
void task_fault_huge(struct mm_struct *mm, unsigned long addr);
/* One user leaves; the last one runs __khugepaged_exit() and exit_mmap(). */
void task_exit(struct mm_struct *mm);
/* The IO on a swap cache page is done. */
void io_complete(struct page *page);
/* Swaps out the page that set-up gave to lru_cache_add(page): page lock, anon_vma lock (read), unmap to swap.
 * Needs CONFIG_ANON_VMA_RCU. */
void reclaim(void);
/* Dumps core: from here on mm->core_state is set; the page at addr is looked up without mmap_lock. */
void core_dump(struct mm_struct *mm, unsigned long addr);
/* Takes a CPU down: its sysfs file is removed under cpu_hotplug.lock. */
void cpu_down(struct kernfs_node *kn);
/* A write to that file, from a buffer at addr in mm. */
void kernfs_write(struct kernfs_node *kn, struct mm_struct *mm, unsigned long addr);
extern struct kernfs_node cpu_kernfs_node;

/*
 * Checks for `finally:` (nothing else runs).
 */

/* Everything of section "invariants": kmap balance is the engine's; counters against what they count (skew);
 * every present page inside a live vma and found through its anon_vma; mapcounts; deposited tables empty;
 * huge pages charged, swap slots counted. Also right after the last user has left (then nothing may be mapped). */
void mm_check(struct mm_struct *mm);
/* What is mapped where. */
bool collapsed(struct mm_struct *mm, unsigned long addr);	/* a huge pmd is at addr */
bool page_mapped_at(struct mm_struct *mm, unsigned long addr);	/* a present base page or a part of a huge one */
bool swapped_out_at(struct mm_struct *mm, unsigned long addr);	/* a swap entry */
bool vma_at(struct mm_struct *mm, unsigned long addr);		/* some vma covers addr */
int mm_anon_pages(struct mm_struct *mm);			/* MM_ANONPAGES */
int mm_swap_entries(struct mm_struct *mm);			/* MM_SWAPENTS */

/*
 * Reach labels (REACH(name) in the model; `_` prints as `-`).
 *
 * Windows, in which khugepaged does not hold mmap_lock:
 *   alloc_window       W0: between up_read() and the lock after the allocation        every version
 *   retry_window       W1: do_swap_page() dropped the lock, before it is taken again    v1 and later
 *   upgrade_window     W2: between up_read() after the swap-in and down_write()         v1 and later
 * How an attempt ended (trace_mm_collapse_huge_page(), trace_mm_khugepaged_scan_pmd()):
 *   collapsed          SCAN_SUCCEED: the huge pmd is in place
 *   scan_fail scan_pmd_null scan_pmd_mapped scan_exceed_none_pte scan_exceed_swap_pte scan_pte_non_present
 *   scan_page_ro scan_lack_referenced_page scan_page_lock scan_page_count scan_swap_cache_page scan_page_compound
 *   scan_any_process scan_vma_null scan_vma_check scan_address_range
 *   scan_alloc_huge_page_fail scan_cgroup_charge_fail
 * The swap-in loop (trace_mm_collapse_huge_page_swapin()):
 *   swapin_done        the loop ran to its end and brought in at least one page
 *   swapin_none        the loop ran to its end without a swap entry
 *   swapin_failed      the loop gave up
 *   retry_nowait       page lock busy, mmap_lock kept (RETRY_NOWAIT)
 * Others:
 *   munmapped vma_merged vma_split thp_fault base_fault swap_fault shmem_fault
 *   exit_barrier       exit waited for khugepaged through mmap_lock
 *   exit_slot_freed    exit freed the mm_slot
 *   exited             exit_mmap() is done
 *   slot_collected     khugepaged freed the slot of a dead mm
 *   reclaimed core_dumped cpu_is_down kernfs_written
 *   dump_page_walk     the dump saw a table, and is about to lock it
 *   fault_under_vma_lock   v6.12: a fault ended without mmap_lock
 */

#endif

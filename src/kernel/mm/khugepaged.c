// SPDX-License-Identifier: GPL-2.0-only
/*
 * khugepaged: looks for a pmd whose base pages can be replaced by one huge page, and replaces them.
 *
 * It holds mm_count of the mm it works on (through the mm_slot), never mm_users: whoever takes
 * mmap_lock here must ask khugepaged_test_exit() before it looks at vmas or tables, because
 * exit_mmap() takes them down without the lock.
 */
#include <linux/khugepaged.h>
#include <linux/mm.h>

enum scan_result {
	SCAN_FAIL,
	SCAN_SUCCEED,
	SCAN_PMD_NULL,
	SCAN_PMD_MAPPED,
	SCAN_EXCEED_NONE_PTE,
	SCAN_EXCEED_SWAP_PTE,
	SCAN_PTE_NON_PRESENT,
	SCAN_PAGE_RO,
	SCAN_LACK_REFERENCED_PAGE,
	SCAN_PAGE_LOCK,
	SCAN_PAGE_COUNT,
	SCAN_PAGE_COMPOUND,
	SCAN_SWAP_CACHE_PAGE,
	SCAN_ANY_PROCESS,
	SCAN_VMA_NULL,
	SCAN_VMA_CHECK,
	SCAN_ADDRESS_RANGE,
	SCAN_ALLOC_HUGE_PAGE_FAIL,
	SCAN_CGROUP_CHARGE_FAIL,
};

/* Tunables. The kernel's defaults, 511 and 64 of 512, at this geometry: all but one may be missing. */
#define khugepaged_max_ptes_none (HPAGE_PMD_NR - 1)
#define khugepaged_max_ptes_swap (HPAGE_PMD_NR - 1)

spinlock_t khugepaged_mm_lock;
struct khugepaged_scan khugepaged_scan = {
	.mm_head = {
		.next = &khugepaged_scan.mm_head,
		.prev = &khugepaged_scan.mm_head,
	},
};

/* ALLOCSTALL at the time that khugepaged last went to sleep. */
static int allocstall;

/* Trace points. A result is a reach label. */

static void trace_scan_result(int result)
{
	switch (result) {
	case SCAN_SUCCEED:
		break;
	case SCAN_PMD_NULL:
		REACH(scan_pmd_null);
		break;
	case SCAN_PMD_MAPPED:
		REACH(scan_pmd_mapped);
		break;
	case SCAN_EXCEED_NONE_PTE:
		REACH(scan_exceed_none_pte);
		break;
	case SCAN_EXCEED_SWAP_PTE:
		REACH(scan_exceed_swap_pte);
		break;
	case SCAN_PTE_NON_PRESENT:
		REACH(scan_pte_non_present);
		break;
	case SCAN_PAGE_RO:
		REACH(scan_page_ro);
		break;
	case SCAN_LACK_REFERENCED_PAGE:
		REACH(scan_lack_referenced_page);
		break;
	case SCAN_PAGE_LOCK:
		REACH(scan_page_lock);
		break;
	case SCAN_PAGE_COUNT:
		REACH(scan_page_count);
		break;
	case SCAN_PAGE_COMPOUND:
		REACH(scan_page_compound);
		break;
	case SCAN_SWAP_CACHE_PAGE:
		REACH(scan_swap_cache_page);
		break;
	case SCAN_ANY_PROCESS:
		REACH(scan_any_process);
		break;
	case SCAN_VMA_NULL:
		REACH(scan_vma_null);
		break;
	case SCAN_VMA_CHECK:
		REACH(scan_vma_check);
		break;
	case SCAN_ADDRESS_RANGE:
		REACH(scan_address_range);
		break;
	case SCAN_ALLOC_HUGE_PAGE_FAIL:
		REACH(scan_alloc_huge_page_fail);
		break;
	case SCAN_CGROUP_CHARGE_FAIL:
		REACH(scan_cgroup_charge_fail);
		break;
	default:
		REACH(scan_fail);
		break;
	}
}

static void trace_mm_khugepaged_scan_pmd(struct mm_struct *mm, int result)
{
	trace_scan_result(result);
}

static void trace_mm_collapse_huge_page_isolate(int result)
{
	trace_scan_result(result);
}

static void trace_mm_collapse_huge_page(struct mm_struct *mm, int isolated, int result)
{
	if (result == SCAN_SUCCEED)
		REACH(collapsed);
	trace_scan_result(result);
}

static void trace_mm_collapse_huge_page_swapin(struct mm_struct *mm, int swapped_in, int ret)
{
	if (!ret)
		REACH(swapin_failed);
	else if (swapped_in)
		REACH(swapin_done);
	else
		REACH(swapin_none);
}

/* The mm_slots */

static inline int khugepaged_test_exit(struct mm_struct *mm)
{
	return atomic_read(&mm->mm_users) == 0;
}

/* The hash of slots is the list itself. */
static struct mm_slot *get_mm_slot(struct mm_struct *mm)
{
	struct mm_slot *mm_slot;

	for (mm_slot = khugepaged_scan.mm_head.next; mm_slot != &khugepaged_scan.mm_head; mm_slot = mm_slot->next)
		if (mm_slot->mm == mm)
			return mm_slot;
	return NULL;
}

static void list_del(struct mm_slot *mm_slot)
{
	struct mm_slot *next = mm_slot->next;
	struct mm_slot *prev = mm_slot->prev;

	next->prev = prev;
	prev->next = next;
}

int __khugepaged_enter(struct mm_struct *mm)
{
	struct mm_slot *mm_slot = __alloc(struct mm_slot);
	struct mm_slot *last;

	spin_lock(&khugepaged_mm_lock);
	mm_slot->mm = mm;
	last = khugepaged_scan.mm_head.prev;
	mm_slot->prev = last;
	mm_slot->next = &khugepaged_scan.mm_head;
	last->next = mm_slot;
	khugepaged_scan.mm_head.prev = mm_slot;
	spin_unlock(&khugepaged_mm_lock);

	atomic_inc(&mm->mm_count);
	return 0;
}

void __khugepaged_exit(struct mm_struct *mm)
{
	struct mm_slot *mm_slot;
	int free = 0;

	spin_lock(&khugepaged_mm_lock);
	mm_slot = get_mm_slot(mm);
	if (mm_slot && khugepaged_scan.mm_slot != mm_slot) {
		list_del(mm_slot);
		free = 1;
	}
	spin_unlock(&khugepaged_mm_lock);

	if (free) {
		REACH(exit_slot_freed);
		__free(mm_slot);
		mmdrop(mm);
	} else if (mm_slot) {
		/*
		 * khugepaged may be at work on this mm. Waiting for the lock once is enough: with it khugepaged
		 * will see that nobody uses the mm, and look no further.
		 */
		down_write(&mm->mmap_sem);
		REACH(exit_barrier);
		up_write(&mm->mmap_sem);
	}
}

static void collect_mm_slot(struct mm_slot *mm_slot)
{
	struct mm_struct *mm = mm_slot->mm;

	if (khugepaged_test_exit(mm)) {
		list_del(mm_slot);
		__free(mm_slot);
		REACH(slot_collected);
		mmdrop(mm);
	}
}

/* Pages of the range */

static void release_pte_page(struct page *page)
{
	unlock_page(page);
}

/* Undoes isolation of the first `nr` entries. */
static void release_pte_pages(pte_t *pte, int nr)
{
	int i;

	for (i = 0; i < nr; i++) {
		pte_t pteval = pte[i];

		if (!pte_none(pteval))
			release_pte_page(pte_page(pteval));
	}
}

static int __collapse_huge_page_isolate(struct vm_area_struct *vma, unsigned long address, pte_t *pte)
{
	struct page *page;
	int none_or_zero = 0, result = 0, referenced = 0;
	bool writable = false;
	int i;

	for (i = 0; i < HPAGE_PMD_NR; i++) {
		pte_t pteval = pte[i];

		if (pte_none(pteval)) {
			if (++none_or_zero <= khugepaged_max_ptes_none)
				continue;
			result = SCAN_EXCEED_NONE_PTE;
			goto out;
		}
		if (!pte_present(pteval)) {
			result = SCAN_PTE_NON_PRESENT;
			goto out;
		}
		page = pte_page(pteval);
		VM_BUG_ON_PAGE(PageCompound(page), page);
		VM_BUG_ON_PAGE(!PageAnon(page), page);

		/* The lock keeps swap and rmap away. Never wait for it: pte lock and anon_vma lock are held. */
		if (!trylock_page(page)) {
			result = SCAN_PAGE_LOCK;
			goto out;
		}

		/* A reference that is neither ours nor the swap cache's is a pin. */
		if (page_count(page) != 1 + !!PageSwapCache(page)) {
			unlock_page(page);
			result = SCAN_PAGE_COUNT;
			goto out;
		}
		if (pte_write(pteval)) {
			writable = true;
		} else {
			if (PageSwapCache(page) && !reuse_swap_page(page)) {
				unlock_page(page);
				result = SCAN_SWAP_CACHE_PAGE;
				goto out;
			}
		}

		if (pte_young(pteval))
			referenced++;
	}
	if (writable) {
		if (referenced) {
			trace_mm_collapse_huge_page_isolate(SCAN_SUCCEED);
			return 1;
		}
	} else {
		result = SCAN_PAGE_RO;
	}
out:
	release_pte_pages(pte, i);
	trace_mm_collapse_huge_page_isolate(result);
	return 0;
}

/* What the pages hold is not modelled: only what becomes of them. */
static void __collapse_huge_page_copy(pte_t *pte, struct page *page, struct vm_area_struct *vma,
				      unsigned long address, spinlock_t *ptl)
{
	int i;

	for (i = 0; i < HPAGE_PMD_NR; i++) {
		pte_t pteval = pte[i];
		struct page *src_page;

		if (pte_none(pteval)) {
			add_mm_counter(vma->vm_mm, MM_ANONPAGES, 1);
			continue;
		}
		src_page = pte_page(pteval);
		VM_BUG_ON_PAGE(page_mapcount(src_page) != 1, src_page);
		release_pte_page(src_page);
		spin_lock(ptl);
		pte_clear(vma->vm_mm, address + i * PAGE_SIZE, pte + i);
		page_remove_rmap(src_page);
		spin_unlock(ptl);
		free_page_and_swap_cache(src_page);
	}
}

/* Drops mmap_lock: an allocation may take long, and may reclaim. */
static struct page *khugepaged_alloc_page(struct page **hpage, struct mm_struct *mm)
{
	struct page *page = NULL;

	VM_BUG_ON(*hpage);

	up_read(&mm->mmap_sem);
	REACH(alloc_window);

	if (!__inject(oom))
		page = alloc_hugepage(mm);
	*hpage = page;
	return page;
}

static bool hugepage_vma_check(struct vm_area_struct *vma)
{
	if (!(vma->vm_flags & VM_HUGEPAGE) || (vma->vm_flags & VM_NOHUGEPAGE))
		return false;
	if (!vma->anon_vma || vma->vm_ops)
		return false;
	return !(vma->vm_flags & VM_NO_THP);
}

/*
 * Brings in the swapped out pages of the range, so that it can be collapsed. Called and returns with mmap_lock
 * held for write. Faults never wait for a page lock here: the page stays out.
 */
static void __collapse_huge_page_swapin(struct mm_struct *mm,
					struct vm_area_struct *vma,
					unsigned long address, pmd_t *pmd)
{
	unsigned long _address;
	pte_t *pte, pteval;
	int swapped_in = 0, ret = 0;

	pte = pte_offset_map(pmd, address);
	for (_address = address; _address < address + HPAGE_PMD_NR * PAGE_SIZE;
	     pte++, _address += PAGE_SIZE) {
		pteval = *pte;
		if (!is_swap_pte(pteval))
			continue;
		swapped_in++;
		ret = do_swap_page(mm, vma, _address, pte, pmd,
				   FAULT_FLAG_ALLOW_RETRY | FAULT_FLAG_RETRY_NOWAIT,
				   pteval);
		if (ret & VM_FAULT_ERROR) {
			trace_mm_collapse_huge_page_swapin(mm, swapped_in, 0);
			return;
		}
		/* do_swap_page() unmapped it */
		pte = pte_offset_map(pmd, _address);
	}
	pte--;
	pte_unmap(pte);
	trace_mm_collapse_huge_page_swapin(mm, swapped_in, 1);
}

/* Called with mmap_lock held for read, returns with it released. */
static void collapse_huge_page(struct mm_struct *mm,
			       unsigned long address,
			       struct page **hpage,
			       struct vm_area_struct *vma)
{
	pmd_t *pmd, _pmd;
	pte_t *pte;
	pgtable_t pgtable;
	struct page *new_page;
	spinlock_t *pmd_ptl, *pte_ptl;
	int isolated = 0, result = 0;
	int swap, curr_allocstall;
	unsigned long hstart, hend;

	VM_BUG_ON(address & ~HPAGE_PMD_MASK);

	new_page = khugepaged_alloc_page(hpage, mm);
	if (!new_page) {
		result = SCAN_ALLOC_HUGE_PAGE_FAIL;
		goto out_nolock;
	}

	if (mem_cgroup_try_charge(new_page, mm, GFP_TRANSHUGE)) {
		result = SCAN_CGROUP_CHARGE_FAIL;
		goto out_nolock;
	}

	/*
	 * Keeps everybody from the tables, but for lockless walkers (stopped by the flush below) and rmap
	 * (stopped by the anon_vma lock and the page locks).
	 */
	down_write(&mm->mmap_sem);
	if (unlikely(khugepaged_test_exit(mm))) {
		result = SCAN_ANY_PROCESS;
		goto out;
	}

	vma = find_vma(mm, address);
	if (!vma) {
		result = SCAN_VMA_NULL;
		goto out;
	}
	hstart = (vma->vm_start + ~HPAGE_PMD_MASK) & HPAGE_PMD_MASK;
	hend = vma->vm_end & HPAGE_PMD_MASK;
	if (address < hstart || address + HPAGE_PMD_SIZE > hend) {
		result = SCAN_ADDRESS_RANGE;
		goto out;
	}
	if (!hugepage_vma_check(vma)) {
		result = SCAN_VMA_CHECK;
		goto out;
	}
	pmd = mm_find_pmd(mm, address);
	if (!pmd) {
		result = SCAN_PMD_NULL;
		goto out;
	}

	swap = get_mm_counter(mm, MM_SWAPENTS);
	curr_allocstall = sum_vm_event(ALLOCSTALL);
	/* Under memory pressure swapping in for a collapse is not worth it. */
	if (allocstall == curr_allocstall && swap != 0)
		__collapse_huge_page_swapin(mm, vma, address, pmd);

	anon_vma_lock_write(vma->anon_vma);

	pte = pte_offset_map(pmd, address);
	pte_ptl = pte_lockptr(mm, pmd);

	pmd_ptl = pmd_lock(mm, pmd);
	/* From here on a lockless walker finds no table, and after the flush none has an old one. */
	_pmd = pmdp_collapse_flush(vma, address, pmd);
	spin_unlock(pmd_ptl);

	spin_lock(pte_ptl);
	isolated = __collapse_huge_page_isolate(vma, address, pte);
	spin_unlock(pte_ptl);

	if (unlikely(!isolated)) {
		pte_unmap(pte);
		spin_lock(pmd_ptl);
		BUG_ON(!pmd_none(*pmd));
		/* Nothing was changed in the old table: put it back. */
		pmd_populate(mm, pmd, pmd_pgtable(_pmd));
		spin_unlock(pmd_ptl);
		anon_vma_unlock_write(vma->anon_vma);
		result = SCAN_FAIL;
		goto out;
	}

	/* All pages are isolated and locked, so rmap cannot get at the old table any more. */
	anon_vma_unlock_write(vma->anon_vma);

	__collapse_huge_page_copy(pte, new_page, vma, address, pte_ptl);
	pte_unmap(pte);
	pgtable = pmd_pgtable(_pmd);

	_pmd = mk_huge_pmd(new_page, vm_page_prot(vma));
	_pmd = maybe_pmd_mkwrite(_pmd, vma);

	/* The huge page's contents come before the entry that makes them visible. */
	smp_wmb();

	spin_lock(pmd_ptl);
	BUG_ON(!pmd_none(*pmd));
	page_add_new_anon_rmap(new_page, vma, address);
	mem_cgroup_commit_charge(new_page);
	pgtable_trans_huge_deposit(mm, pmd, pgtable);
	set_pmd_at(mm, address, pmd, _pmd);
	spin_unlock(pmd_ptl);

	*hpage = NULL;
	result = SCAN_SUCCEED;
out_up_write:
	up_write(&mm->mmap_sem);
	trace_mm_collapse_huge_page(mm, isolated, result);
	return;

out_nolock:
	trace_mm_collapse_huge_page(mm, isolated, result);
	return;
out:
	mem_cgroup_cancel_charge(new_page);
	goto out_up_write;
}

/* Called with mmap_lock held for read. Returns 1 when it has tried to collapse: then the lock is released. */
static int khugepaged_scan_pmd(struct mm_struct *mm,
			       struct vm_area_struct *vma,
			       unsigned long address,
			       struct page **hpage)
{
	pmd_t *pmd;
	pte_t *pte;
	spinlock_t *ptl;
	struct page *page;
	int ret = 0, result = 0, none_or_zero = 0, unmapped = 0, referenced = 0;
	bool writable = false;
	int i;

	VM_BUG_ON(address & ~HPAGE_PMD_MASK);

	pmd = mm_find_pmd(mm, address);
	if (!pmd) {
		result = SCAN_PMD_NULL;
		goto out;
	}

	pte = pte_offset_map_lock(mm, pmd, address, &ptl);
	for (i = 0; i < HPAGE_PMD_NR; i++) {
		pte_t pteval = pte[i];

		if (is_swap_pte(pteval)) {
			if (++unmapped <= khugepaged_max_ptes_swap)
				continue;
			result = SCAN_EXCEED_SWAP_PTE;
			goto out_unmap;
		}
		if (pte_none(pteval)) {
			if (++none_or_zero <= khugepaged_max_ptes_none)
				continue;
			result = SCAN_EXCEED_NONE_PTE;
			goto out_unmap;
		}
		if (pte_write(pteval))
			writable = true;

		page = pte_page(pteval);
		if (PageCompound(page)) {
			result = SCAN_PAGE_COMPOUND;
			goto out_unmap;
		}
		if (PageLocked(page)) {
			result = SCAN_PAGE_LOCK;
			goto out_unmap;
		}
		if (page_count(page) != 1 + !!PageSwapCache(page)) {
			result = SCAN_PAGE_COUNT;
			goto out_unmap;
		}
		if (pte_young(pteval))
			referenced++;
	}
	if (writable) {
		if (referenced) {
			result = SCAN_SUCCEED;
			ret = 1;
		} else {
			result = SCAN_LACK_REFERENCED_PAGE;
		}
	} else {
		result = SCAN_PAGE_RO;
	}
out_unmap:
	pte_unmap_unlock(pte, ptl);
	if (ret)
		collapse_huge_page(mm, address, hpage, vma);
out:
	trace_mm_khugepaged_scan_pmd(mm, result);
	return ret;
}

/* Gives back a huge page that no collapse took. It must not be charged any more. */
static void khugepaged_put_hpage(struct page *hpage)
{
	if (!hpage)
		return;
	ASSERT(hpage->charge == CHARGE_NONE);
	put_page(hpage);
}

/* The cursor goes on to the next slot, or to the start of the list. khugepaged_mm_lock is held. */
static void khugepaged_advance(struct mm_slot *mm_slot)
{
	if (mm_slot->next != &khugepaged_scan.mm_head) {
		khugepaged_scan.mm_slot = mm_slot->next;
		khugepaged_scan.address = 0;
	} else {
		khugepaged_scan.mm_slot = NULL;
	}
}

/*
 * Scans the mm of the cursor, or the first one, until one collapse was tried or the mm is done.
 * Called and returns with khugepaged_mm_lock held.
 */
static void khugepaged_scan_mm_slot(struct page **hpage)
{
	struct mm_slot *mm_slot;
	struct mm_struct *mm;
	struct vm_area_struct *vma;

	if (khugepaged_scan.mm_slot) {
		mm_slot = khugepaged_scan.mm_slot;
	} else {
		mm_slot = khugepaged_scan.mm_head.next;
		khugepaged_scan.address = 0;
		khugepaged_scan.mm_slot = mm_slot;
	}
	spin_unlock(&khugepaged_mm_lock);

	mm = mm_slot->mm;
	down_read(&mm->mmap_sem);
	if (unlikely(khugepaged_test_exit(mm)))
		vma = NULL;
	else
		vma = find_vma(mm, khugepaged_scan.address);

	for (; vma; vma = vma->vm_next) {
		unsigned long hstart, hend;

		if (unlikely(khugepaged_test_exit(mm)))
			break;
		if (!hugepage_vma_check(vma))
			continue;
		hstart = (vma->vm_start + ~HPAGE_PMD_MASK) & HPAGE_PMD_MASK;
		hend = vma->vm_end & HPAGE_PMD_MASK;
		if (hstart >= hend)
			continue;
		if (khugepaged_scan.address > hend)
			continue;
		if (khugepaged_scan.address < hstart)
			khugepaged_scan.address = hstart;

		while (khugepaged_scan.address < hend) {
			int ret;

			if (unlikely(khugepaged_test_exit(mm)))
				goto breakouterloop;

			ret = khugepaged_scan_pmd(mm, vma, khugepaged_scan.address, hpage);
			khugepaged_scan.address += HPAGE_PMD_SIZE;
			if (ret)
				/* mmap_lock is released already */
				goto breakouterloop_mmap_sem;
		}
	}
breakouterloop:
	up_read(&mm->mmap_sem);
breakouterloop_mmap_sem:

	spin_lock(&khugepaged_mm_lock);
	VM_BUG_ON(khugepaged_scan.mm_slot != mm_slot);
	/* Leave the slot when its mm is done or dead. */
	if (khugepaged_test_exit(mm) || !vma) {
		/* The cursor may not stay on a slot that is about to go. */
		khugepaged_advance(mm_slot);
		collect_mm_slot(mm_slot);
	}
}

/* Entry points of cases */

int khugepaged_attempt(struct mm_struct *mm, unsigned long address)
{
	struct vm_area_struct *vma;
	struct page *hpage = NULL;
	unsigned long hstart, hend;
	int ret = 0;

	down_read(&mm->mmap_sem);
	if (unlikely(khugepaged_test_exit(mm)))
		goto out;
	vma = find_vma(mm, address);
	if (!vma || !hugepage_vma_check(vma))
		goto out;
	hstart = (vma->vm_start + ~HPAGE_PMD_MASK) & HPAGE_PMD_MASK;
	hend = vma->vm_end & HPAGE_PMD_MASK;
	if (address < hstart || address + HPAGE_PMD_SIZE > hend)
		goto out;
	ret = khugepaged_scan_pmd(mm, vma, address, &hpage);
out:
	if (!ret)
		up_read(&mm->mmap_sem);
	khugepaged_put_hpage(hpage);
	return ret;
}

void khugepaged_scan_pass(void)
{
	struct page *hpage = NULL;

	spin_lock(&khugepaged_mm_lock);
	if (khugepaged_scan.mm_head.next != &khugepaged_scan.mm_head)
		khugepaged_scan_mm_slot(&hpage);
	spin_unlock(&khugepaged_mm_lock);
	khugepaged_put_hpage(hpage);
}

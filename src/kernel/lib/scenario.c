// SPDX-License-Identifier: GPL-2.0-only
/* What cases call: see include/scenario.h. Nothing here is a function of the kernel. */
#include "scenario.h"

/* Set-up */

struct mm_struct *mm_empty(void)
{
	struct mm_struct *mm = __alloc(struct mm_struct);

	atomic_set(&mm->mm_users, 1);
	/* One for the users, one for the case, which looks at it in the end. */
	atomic_set(&mm->mm_count, 2);
	__khugepaged_enter(mm);
	if (!khugepaged_scan.mm_slot)
		khugepaged_scan.mm_slot = khugepaged_scan.mm_head.next;
	return mm;
}

void mm_add_users(struct mm_struct *mm, int users)
{
	atomic_add(users, &mm->mm_users);
}

struct vm_area_struct *vma_add(struct mm_struct *mm, unsigned long start, unsigned long len, int flags)
{
	struct vm_area_struct *vma, *prev;

	find_vma_prev(mm, start, &prev);
	vma = vm_area_alloc(mm, start, start + len, flags | VM_WRITE);
	vma_link(mm, prev, vma);
	return vma;
}

struct vm_area_struct *vma_add_anon(struct mm_struct *mm, unsigned long start, unsigned long len, int flags)
{
	struct vm_area_struct *vma = vma_add(mm, start, len, flags);

	anon_vma_prepare(vma);
	return vma;
}

struct vm_area_struct *vma_add_shmem(struct mm_struct *mm, unsigned long start, unsigned long len, int flags)
{
	struct vm_area_struct *vma = vma_add(mm, start, len, flags | VM_SHARED);

	vma->vm_ops = &shmem_vm_ops;
	return vma;
}

struct mm_struct *mm_with_anon_vma(unsigned long start, unsigned long len)
{
	struct mm_struct *mm = mm_empty();

	vma_add_anon(mm, start, len, VM_HUGEPAGE);
	return mm;
}

struct mm_struct *mm_collapsible(unsigned long start, unsigned long len, unsigned long addr, int swap)
{
	struct mm_struct *mm = mm_with_anon_vma(start, len);

	map_page(mm, addr);
	map_swap_pte(mm, addr + PAGE_SIZE, swap);
	return mm;
}

static pte_t *pte_for(struct mm_struct *mm, unsigned long addr)
{
	pmd_t *pmd = pmd_alloc(mm, addr);
	pgtable_t table;

	pte_alloc(mm, pmd, addr);
	table = pmd_pgtable(*pmd);
	return &table->pte[pte_index(addr)];
}

static struct page *map_anon_page(struct mm_struct *mm, unsigned long addr, bool young)
{
	struct vm_area_struct *vma = find_vma(mm, addr);
	struct page *page = alloc_page(GFP_HIGHUSER_MOVABLE, mm);
	pte_t *pte = pte_for(mm, addr);
	pte_t entry = maybe_mkwrite(mk_pte(page, vm_page_prot(vma)), vma);

	page_add_new_anon_rmap(page, vma, addr);
	page->charge = CHARGE_COMMITTED;
	inc_mm_counter(mm, MM_ANONPAGES);
	*pte = young ? entry : pte_mkold(entry);
	return page;
}

struct page *map_page(struct mm_struct *mm, unsigned long addr)
{
	return map_anon_page(mm, addr, true);
}

struct page *map_old_page(struct mm_struct *mm, unsigned long addr)
{
	return map_anon_page(mm, addr, false);
}

struct page *map_huge_page(struct mm_struct *mm, unsigned long addr)
{
	struct vm_area_struct *vma = find_vma(mm, addr);
	pmd_t *pmd = pmd_alloc(mm, addr);
	struct page *page = alloc_hugepage(mm);

	page_add_new_anon_rmap(page, vma, addr);
	page->charge = CHARGE_COMMITTED;
	pgtable_trans_huge_deposit(mm, pmd, pte_alloc_one(mm));
	add_mm_counter(mm, MM_ANONPAGES, HPAGE_PMD_NR);
	*pmd = maybe_pmd_mkwrite(mk_huge_pmd(page, vm_page_prot(vma)), vma);
	return page;
}

struct page *map_swap_pte(struct mm_struct *mm, unsigned long addr, int swap)
{
	pte_t *pte = pte_for(mm, addr);
	struct page *page = NULL;
	swp_entry_t entry;
	bool room = get_swap_page(&entry);

	ASSERT(room);
	swap_slots[entry.val].map = 1;
	inc_mm_counter(mm, MM_SWAPENTS);
	*pte = swp_entry_to_pte(entry);
	if (swap != SWAP_OUT) {
		page = alloc_page(GFP_HIGHUSER_MOVABLE, mm);
		add_to_swap_cache(page, entry);
		put_page(page);
		if (swap == SWAP_IO)
			lock_page(page);
	}
	return page;
}

void map_poisoned_pte(struct mm_struct *mm, unsigned long addr)
{
	pte_t *pte = pte_for(mm, addr);
	pte_t pteval = __pte_none();

	pteval.kind = PTE_HWPOISON;
	*pte = pteval;
}

struct page *swap_page_at(struct mm_struct *mm, unsigned long addr)
{
	pte_t *pte = pte_for(mm, addr);
	pte_t pteval = *pte;

	return swap_slots[pteval.val].cache;
}

void set_allocstall(int events)
{
	vm_events[ALLOCSTALL] = events;
}

/* The process and the rest of the kernel */

int task_munmap(struct mm_struct *mm, unsigned long start, unsigned long len)
{
	int ret;

	mmap_write_lock(mm);
	ret = do_munmap(mm, start, len);
	mmap_write_unlock(mm);
	return ret;
}

int task_mmap(struct mm_struct *mm, unsigned long start, unsigned long len, int flags)
{
	int ret;

	mmap_write_lock(mm);
	ret = mmap_region(mm, start, len, flags | VM_WRITE, NULL);
	mmap_write_unlock(mm);
	return ret;
}

int task_mmap_fixed(struct mm_struct *mm, unsigned long start, unsigned long len, int flags)
{
	int ret;

	mmap_write_lock(mm);
	do_munmap(mm, start, len);
	ret = mmap_region(mm, start, len, flags | VM_WRITE, NULL);
	mmap_write_unlock(mm);
	return ret;
}

int task_mmap_fixed_shmem(struct mm_struct *mm, unsigned long start, unsigned long len, int flags)
{
	int ret;

	mmap_write_lock(mm);
	do_munmap(mm, start, len);
	ret = mmap_region(mm, start, len, flags | VM_WRITE | VM_SHARED, &shmem_vm_ops);
	mmap_write_unlock(mm);
	return ret;
}

int task_mremap_shrink(struct mm_struct *mm, unsigned long addr, unsigned long old_len, unsigned long new_len)
{
	int ret;

	mmap_write_lock(mm);
	ret = do_mremap_shrink(mm, addr, old_len, new_len);
	mmap_write_unlock(mm);
	return ret;
}

int task_madvise(struct mm_struct *mm, unsigned long start, unsigned long len, int advice)
{
	return do_madvise(mm, start, len, advice);
}

void task_fault(struct mm_struct *mm, unsigned long addr, bool write)
{
	do_page_fault(mm, addr, write ? FAULT_FLAG_WRITE : 0);
}

void task_fault_huge(struct mm_struct *mm, unsigned long addr)
{
	do_page_fault(mm, addr, FAULT_FLAG_WRITE | FAULT_FLAG_HUGE_PAGE);
}

void task_exit(struct mm_struct *mm)
{
	mmput(mm);
}

void io_complete(struct page *page)
{
	unlock_page(page);
}

void reclaim(void)
{
	shrink_lru();
}

/* Checks */

/* Some vma of the page's anon_vma covers the address. */
static bool rmap_finds(struct mm_struct *mm, struct page *page, unsigned long addr)
{
	struct vm_area_struct *vma;

	if (!page->anon_vma)
		return false;
	for (vma = page->anon_vma->head; vma; vma = vma->anon_vma_next)
		if (vma->vm_mm == mm && addr >= vma->vm_start && addr < vma->vm_end)
			return true;
	return false;
}

static void check_present(struct mm_struct *mm, struct page *page, unsigned long addr)
{
	struct vm_area_struct *vma = find_vma(mm, addr);

	ASSERT(vma && vma->vm_start <= addr);
	if (!vma->vm_ops) {
		ASSERT(rmap_finds(mm, page, addr));
		ASSERT(page->charge == CHARGE_COMMITTED);
	}
	ASSERT(page_mapcount(page) > 0);
}

struct mm_count {
	int anon;
	int swap;
	int huge;
};

static void check_table(struct mm_struct *mm, pgtable_t table, unsigned long base, struct mm_count *count)
{
	int i;

	for (i = 0; i < PTRS_PER_PTE; i++) {
		pte_t pte = table->pte[i];

		if (pte_present(pte)) {
			check_present(mm, pte_page(pte), base + i * PAGE_SIZE);
			if (PageAnon(pte_page(pte)))
				count->anon++;
		} else if (pte.kind == PTE_SWAP) {
			count->swap++;
			ASSERT(swap_slots[pte.val].map > 0);
		}
	}
}

static void check_huge(struct mm_struct *mm, pmd_t pmd, unsigned long base, struct mm_count *count)
{
	struct vm_area_struct *vma = find_vma(mm, base);

	check_present(mm, pmd_page(pmd), base);
	ASSERT(vma->vm_end >= base + HPAGE_PMD_SIZE);
	ASSERT(page_mapcount(pmd_page(pmd)) == 1);
	count->anon += HPAGE_PMD_NR;
	count->huge++;
}

/* A deposited table waits for a split: a page that was put into it is lost. */
static void check_deposits(struct mm_struct *mm, int huge)
{
	pgtable_t table;
	int i;

	for (table = mm->pmd_huge_pte; table; table = table->deposit_next) {
		huge--;
		for (i = 0; i < PTRS_PER_PTE; i++) {
			pte_t pte = table->pte[i];

			ASSERT(pte_none(pte));
		}
	}
	ASSERT(huge == 0);
}

void mm_check(struct mm_struct *mm)
{
	struct mm_count count = { 0, 0, 0 };
	bool alive = atomic_read(&mm->mm_users) > 0;
	unsigned long base;

	for (base = 0; base < TASK_SIZE; base += PMD_SIZE) {
		pmd_t *pmdp = pmd_offset(mm, base);
		pmd_t pmd = __pmd_none();

		if (pmdp)
			pmd = *pmdp;
		if (pmd_none(pmd))
			continue;
		ASSERT(alive);
		if (pmd_trans_huge(pmd))
			check_huge(mm, pmd, base, &count);
		else
			check_table(mm, pmd_pgtable(pmd), base, &count);
	}
	check_deposits(mm, count.huge);
	EXPECT_COUNT(get_mm_counter(mm, MM_ANONPAGES), count.anon);
	EXPECT_COUNT(get_mm_counter(mm, MM_SWAPENTS), count.swap);
}

static pmd_t pmd_at(struct mm_struct *mm, unsigned long addr)
{
	pmd_t *pmd = pmd_offset(mm, addr);

	if (!pmd)
		return __pmd_none();
	return *pmd;
}

static pte_t pte_at(struct mm_struct *mm, unsigned long addr)
{
	pmd_t pmd = pmd_at(mm, addr);

	if (pmd.kind != PMD_TABLE)
		return __pte_none();
	return pmd.table->pte[pte_index(addr)];
}

bool collapsed(struct mm_struct *mm, unsigned long addr)
{
	return pmd_trans_huge(pmd_at(mm, addr));
}

bool page_mapped_at(struct mm_struct *mm, unsigned long addr)
{
	return collapsed(mm, addr) || pte_present(pte_at(mm, addr));
}

bool swapped_out_at(struct mm_struct *mm, unsigned long addr)
{
	return is_swap_pte(pte_at(mm, addr));
}

bool vma_at(struct mm_struct *mm, unsigned long addr)
{
	struct vm_area_struct *vma = find_vma(mm, addr);

	return vma && vma->vm_start <= addr;
}

int mm_anon_pages(struct mm_struct *mm)
{
	return get_mm_counter(mm, MM_ANONPAGES);
}

int mm_swap_entries(struct mm_struct *mm)
{
	return get_mm_counter(mm, MM_SWAPENTS);
}

// SPDX-License-Identifier: GPL-2.0-only
/* The vmas of an mm: one sorted list, which stands for both the list and the tree of 2016. */
#include <linux/mm.h>

struct vm_operations_struct shmem_vm_ops;

struct vm_area_struct *vm_area_alloc(struct mm_struct *mm, unsigned long start, unsigned long end, int flags)
{
	struct vm_area_struct *vma = __alloc(struct vm_area_struct);

	vma->vm_mm = mm;
	vma->vm_start = start;
	vma->vm_end = end;
	vma->vm_flags = flags;
	return vma;
}

void vm_area_free(struct vm_area_struct *vma)
{
	__free(vma);
}

/* The first vma that ends above the address: it need not contain it. */
struct vm_area_struct *find_vma(struct mm_struct *mm, unsigned long address)
{
	struct vm_area_struct *vma;

	for (vma = mm->mmap; vma; vma = vma->vm_next)
		if (address < vma->vm_end)
			break;
	return vma;
}

/* The same, and the one before it. */
struct vm_area_struct *find_vma_prev(struct mm_struct *mm, unsigned long address, struct vm_area_struct **pprev)
{
	struct vm_area_struct *vma, *prev = NULL;

	for (vma = mm->mmap; vma; vma = vma->vm_next) {
		if (address < vma->vm_end)
			break;
		prev = vma;
	}
	*pprev = prev;
	return vma;
}

void vma_link(struct mm_struct *mm, struct vm_area_struct *prev, struct vm_area_struct *vma)
{
	if (prev) {
		vma->vm_next = prev->vm_next;
		prev->vm_next = vma;
	} else {
		vma->vm_next = mm->mmap;
		mm->mmap = vma;
	}
}

/* New bounds. Rmap finds pages by them, so that its lock is taken. */
static void vma_adjust(struct vm_area_struct *vma, unsigned long start, unsigned long end)
{
	struct anon_vma *anon_vma = vma->anon_vma;

	if (anon_vma)
		anon_vma_lock_write(anon_vma);
	vma->vm_start = start;
	vma->vm_end = end;
	if (anon_vma)
		anon_vma_unlock_write(anon_vma);
}

/* The new struct gets the lower part if new_below, else the upper one; the old struct keeps the rest. */
int split_vma(struct mm_struct *mm, struct vm_area_struct *vma, unsigned long address, bool new_below)
{
	struct vm_area_struct *new, *prev = NULL;

	split_huge_pmd_address(vma, address);
	new = vm_area_alloc(mm, vma->vm_start, vma->vm_end, vma->vm_flags);
	new->vm_ops = vma->vm_ops;
	if (new_below)
		new->vm_end = address;
	else
		new->vm_start = address;
	anon_vma_clone(new, vma);
	if (new_below) {
		vma_adjust(vma, address, vma->vm_end);
		if (mm->mmap != vma)
			for (prev = mm->mmap; prev->vm_next != vma; prev = prev->vm_next)
				;
		vma_link(mm, prev, new);
	} else {
		vma_adjust(vma, vma->vm_start, address);
		vma_link(mm, vma, new);
	}
	REACH(vma_split);
	return 0;
}

/* Takes the vmas that end at or below `end` out of the list, from `vma` on. Returns the first that stays. */
static struct vm_area_struct *detach_vmas_to_be_unmapped(struct mm_struct *mm, struct vm_area_struct *vma,
							 struct vm_area_struct *prev, unsigned long end)
{
	struct vm_area_struct *tail_vma = vma, *next;

	while (tail_vma->vm_next && tail_vma->vm_next->vm_start < end)
		tail_vma = tail_vma->vm_next;
	next = tail_vma->vm_next;
	tail_vma->vm_next = NULL;
	if (prev)
		prev->vm_next = next;
	else
		mm->mmap = next;
	return next;
}

static void unmap_region(struct mm_struct *mm, struct vm_area_struct *vma, struct vm_area_struct *prev,
			 struct vm_area_struct *next, unsigned long start, unsigned long end)
{
	unmap_vmas(vma, start, end);
	free_pgtables(mm, vma, prev ? prev->vm_end : 0, next ? next->vm_start : TASK_SIZE);
}

static struct vm_area_struct *remove_vma(struct vm_area_struct *vma)
{
	struct vm_area_struct *next = vma->vm_next;

	vm_area_free(vma);
	return next;
}

/* mmap_lock is held for write. */
int do_munmap(struct mm_struct *mm, unsigned long start, unsigned long len)
{
	unsigned long end = start + len;
	struct vm_area_struct *vma, *prev, *next, *last;

	vma = find_vma_prev(mm, start, &prev);
	if (!vma || vma->vm_start >= end)
		return 0;

	/* What is cut off at the front stays with the old struct, what is cut off at the end too. */
	if (start > vma->vm_start) {
		split_vma(mm, vma, start, 0);
		prev = vma;
		vma = vma->vm_next;
	}
	last = find_vma(mm, end);
	if (last && end > last->vm_start) {
		split_vma(mm, last, end, 1);
		/* The new struct has the lower part, which may be all there is to unmap. */
		vma = prev ? prev->vm_next : mm->mmap;
	}

	next = detach_vmas_to_be_unmapped(mm, vma, prev, end);
	unmap_region(mm, vma, prev, next, start, end);
	while (vma)
		vma = remove_vma(vma);
	REACH(munmapped);
	return 0;
}

static bool can_vma_merge(struct vm_area_struct *vma, int flags, struct vm_operations_struct *ops)
{
	return vma->vm_flags == flags && vma->vm_ops == ops && !ops;
}

/* Grows a neighbour over [start, end) if there is one that suits. Never joins two vmas. */
static bool vma_merge(struct vm_area_struct *prev, struct vm_area_struct *next, unsigned long start,
		      unsigned long end, int flags, struct vm_operations_struct *ops)
{
	if (prev && prev->vm_end == start && can_vma_merge(prev, flags, ops))
		vma_adjust(prev, prev->vm_start, end);
	else if (next && next->vm_start == end && can_vma_merge(next, flags, ops))
		vma_adjust(next, start, next->vm_end);
	else
		return false;
	REACH(vma_merged);
	return true;
}

/* Maps a range of which nothing is mapped. mmap_lock is held for write. */
int mmap_region(struct mm_struct *mm, unsigned long start, unsigned long len, int flags,
		struct vm_operations_struct *ops)
{
	unsigned long end = start + len;
	struct vm_area_struct *vma, *next, *prev;

	next = find_vma_prev(mm, start, &prev);
	if (next && next->vm_start < end)
		return -EINVAL;
	if (vma_merge(prev, next, start, end, flags, ops))
		return 0;
	vma = vm_area_alloc(mm, start, end, flags);
	vma->vm_ops = ops;
	vma_link(mm, prev, vma);
	return 0;
}

/* Nobody uses the mm: no lock. khugepaged was kept out by __khugepaged_exit(). */
void exit_mmap(struct mm_struct *mm)
{
	struct vm_area_struct *vma = mm->mmap;

	if (vma) {
		unmap_vmas(vma, 0, TASK_SIZE);
		free_pgtables(mm, vma, 0, TASK_SIZE);
		while (vma)
			vma = remove_vma(vma);
	}
	REACH(exited);
}

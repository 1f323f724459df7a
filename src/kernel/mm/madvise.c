// SPDX-License-Identifier: GPL-2.0-only
#include <linux/mm.h>

static int madvise_flags(int flags, int advice)
{
	if (advice == MADV_HUGEPAGE)
		return (flags | VM_HUGEPAGE) & ~VM_NOHUGEPAGE;
	return (flags | VM_NOHUGEPAGE) & ~VM_HUGEPAGE;
}

/* New flags for a range. Vmas are split at its ends and not merged again. mmap_lock is held for write. */
static int madvise_behavior(struct mm_struct *mm, unsigned long start, unsigned long end, int advice)
{
	struct vm_area_struct *vma;
	int flags;

	for (vma = find_vma(mm, start); vma && vma->vm_start < end; vma = vma->vm_next) {
		flags = madvise_flags(vma->vm_flags, advice);
		if (flags == vma->vm_flags)
			continue;
		if (vma->vm_start < start)
			split_vma(mm, vma, start, 1);
		if (vma->vm_end > end)
			split_vma(mm, vma, end, 0);
		vma->vm_flags = flags;
	}
	return 0;
}

/* mmap_lock is held for read. */
static int madvise_dontneed(struct mm_struct *mm, unsigned long start, unsigned long end)
{
	unmap_vmas(find_vma(mm, start), start, end);
	return 0;
}

int do_madvise(struct mm_struct *mm, unsigned long start, unsigned long len, int advice)
{
	int error;

	if (advice == MADV_DONTNEED) {
		mmap_read_lock(mm);
		error = madvise_dontneed(mm, start, start + len);
		mmap_read_unlock(mm);
	} else {
		mmap_write_lock(mm);
		error = madvise_behavior(mm, start, start + len, advice);
		mmap_write_unlock(mm);
	}
	return error;
}

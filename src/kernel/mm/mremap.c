// SPDX-License-Identifier: GPL-2.0-only
#include <linux/mm.h>

/* Shrinking in place is all that is modelled: it unmaps the tail. mmap_lock is held for write. */
int do_mremap_shrink(struct mm_struct *mm, unsigned long addr, unsigned long old_len, unsigned long new_len)
{
	if (new_len >= old_len)
		return -EINVAL;
	return do_munmap(mm, addr + new_len, old_len - new_len);
}

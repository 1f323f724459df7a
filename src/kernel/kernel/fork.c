// SPDX-License-Identifier: GPL-2.0-only
#include <linux/khugepaged.h>
#include <linux/mm.h>

/* Drops mm_count: the struct itself. */
void mmdrop(struct mm_struct *mm)
{
	if (atomic_dec_and_test(&mm->mm_count))
		__free(mm);
}

/* Drops mm_users: what the mm maps. */
void mmput(struct mm_struct *mm)
{
	if (atomic_dec_and_test(&mm->mm_users)) {
		khugepaged_exit(mm);
		exit_mmap(mm);
		mmdrop(mm);
	}
}

// SPDX-License-Identifier: GPL-2.0-only
#include <linux/mm.h>

/* The page lock is busy. */
int __lock_page_or_retry(struct page *page, struct mm_struct *mm, unsigned int flags)
{
	if (flags & FAULT_FLAG_ALLOW_RETRY) {
		if (flags & FAULT_FLAG_RETRY_NOWAIT) {
			REACH(retry_nowait);
			return 0;
		}
		up_read(&mm->mmap_sem);
		wait_on_page_locked(page);
		return 0;
	}
	might_reclaim(mm);
	lock_page(page);
	return 1;
}

// SPDX-License-Identifier: GPL-2.0-only
#include <linux/mm.h>
#include "scenario.h"

/* Announces the dump. The other threads of the process have stopped, so that its vmas do not change any more. */
static void coredump_wait(struct mm_struct *mm)
{
	mmap_write_lock(mm);
	mm->core_state = true;
	mmap_write_unlock(mm);
}

/* Looks one page up, without mmap_lock: the vmas of a dying process are thought to be stable. */
void core_dump(struct mm_struct *mm, unsigned long addr)
{
	struct page *page;

	coredump_wait(mm);
	page = get_dump_page(mm, addr);
	if (page)
		put_page(page);
	REACH(core_dumped);
}

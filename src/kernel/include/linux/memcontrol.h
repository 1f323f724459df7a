/* SPDX-License-Identifier: GPL-2.0-only */
/* Memory control groups: whether a page is charged, nothing of whom or how much. */
#ifndef LINUX_MEMCONTROL_H
#define LINUX_MEMCONTROL_H

#include <linux/mm_types.h>

int mem_cgroup_try_charge(struct page *page, struct mm_struct *mm, gfp_t gfp);

/* Undoes a charge that was tried; one that is committed belongs to an earlier user of the page. */
static inline __primitive void mem_cgroup_cancel_charge(struct page *page)
{
	if (page->charge == CHARGE_TRIED)
		page->charge = CHARGE_NONE;
}

static inline __primitive void mem_cgroup_commit_charge(struct page *page)
{
	page->charge = CHARGE_COMMITTED;
}

#endif

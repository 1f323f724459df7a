// SPDX-License-Identifier: GPL-2.0-only
#include <linux/mm.h>

/* 0, or -ENOMEM. A page that is charged stays so: a swap cache page keeps the charge of its first user. */
int mem_cgroup_try_charge(struct page *page, struct mm_struct *mm, gfp_t gfp)
{
	if (page->charge == CHARGE_COMMITTED)
		return 0;
	if (__inject(oom))
		return -ENOMEM;
	page->charge = CHARGE_TRIED;
	return 0;
}

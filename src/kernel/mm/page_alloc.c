// SPDX-License-Identifier: GPL-2.0-only
/* Pages come and go one at a time; there is always one, unless a case injects a failure. No LRU. */
#include <linux/mm.h>

struct page *alloc_page(gfp_t gfp, struct mm_struct *mm)
{
	struct page *page = __alloc(struct page);

	atomic_set(&page->refcount, 1);
	return page;
}

struct page *alloc_hugepage(struct mm_struct *mm)
{
	struct page *page = alloc_page(GFP_TRANSHUGE, mm);

	page->huge = true;
	return page;
}

void put_page(struct page *page)
{
	if (!atomic_dec_and_test(&page->refcount))
		return;
	VM_BUG_ON_PAGE(page_mapped(page), page);
	__free(page);
}

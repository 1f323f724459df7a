// SPDX-License-Identifier: GPL-2.0-only
/* Pages come and go one at a time; there is always one, unless a case injects a failure. */
#include <linux/mm.h>

spinlock_t lru_lock;
struct page *lru_page;

void lru_cache_add(struct page *page)
{
	page->lru = true;
	lru_page = page;
}

/* Takes a reference. The page stays on the list: who isolates it twice finds its lock taken. */
struct page *isolate_lru_page(void)
{
	struct page *page;

	spin_lock(&lru_lock);
	page = lru_page;
	if (page && !atomic_inc_not_zero(&page->refcount))
		page = NULL;
	spin_unlock(&lru_lock);
	return page;
}

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
	if (page->lru) {
		spin_lock(&lru_lock);
		lru_page = NULL;
		spin_unlock(&lru_lock);
	}
	__free(page);
}

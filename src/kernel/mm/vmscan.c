// SPDX-License-Identifier: GPL-2.0-only
#include <linux/mm.h>

/* Reclaim of one base page. Writing it out takes no time; the page stays in the swap cache. */
static void shrink_page(struct page *page)
{
	swp_entry_t entry;
	bool room;

	if (!trylock_page(page))
		return;
	if (PageAnon(page) && !PageSwapCache(page) && !PageCompound(page)) {
		spin_lock(&swap_lock);
		room = get_swap_page(&entry);
		if (room)
			add_to_swap_cache(page, entry);
		spin_unlock(&swap_lock);
		if (room) {
			try_to_unmap(page);
			if (!page_mapped(page))
				REACH(reclaimed);
		}
	}
	unlock_page(page);
}

void shrink_lru(void)
{
	struct page *page = isolate_lru_page();

	if (!page)
		return;
	shrink_page(page);
	put_page(page);
}

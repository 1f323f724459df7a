// SPDX-License-Identifier: GPL-2.0-only
/*
 * Swap slots and the swap cache. The kernel finds a cached page without a lock and keeps counts under
 * another one; here one spinlock covers both, because no case asks about races inside them.
 */
#include <linux/mm.h>

spinlock_t swap_lock;
struct swap_slot swap_slots[NR_SWAP_SLOTS];

/* A free slot. It is in use from the moment that a page is in its cache. */
bool get_swap_page(swp_entry_t *entry)
{
	int i;

	for (i = 0; i < NR_SWAP_SLOTS; i++) {
		if (!swap_slots[i].map && !swap_slots[i].cache) {
			entry->val = i;
			return true;
		}
	}
	return false;
}

void add_to_swap_cache(struct page *page, swp_entry_t entry)
{
	get_page(page);
	page->swapcache = true;
	page->slot = entry.val;
	swap_slots[entry.val].cache = page;
}

/* swap_lock and page lock are held; the caller puts the cache's reference. */
static void delete_from_swap_cache(struct page *page)
{
	swap_slots[page->slot].cache = NULL;
	page->swapcache = false;
}

void swap_duplicate(swp_entry_t entry)
{
	spin_lock(&swap_lock);
	swap_slots[entry.val].map++;
	spin_unlock(&swap_lock);
}

void swap_free(swp_entry_t entry)
{
	spin_lock(&swap_lock);
	swap_slots[entry.val].map--;
	spin_unlock(&swap_lock);
}

/* An entry goes away unread. Its page leaves the swap cache if nobody is busy with it. */
void free_swap_and_cache(swp_entry_t entry)
{
	struct page *page;

	spin_lock(&swap_lock);
	swap_slots[entry.val].map--;
	page = swap_slots[entry.val].cache;
	if (swap_slots[entry.val].map || !page || !trylock_page(page)) {
		spin_unlock(&swap_lock);
		return;
	}
	if (page_mapped(page)) {
		spin_unlock(&swap_lock);
		unlock_page(page);
		return;
	}
	delete_from_swap_cache(page);
	spin_unlock(&swap_lock);
	unlock_page(page);
	put_page(page);
}

/* Takes a reference. */
struct page *lookup_swap_cache(swp_entry_t entry)
{
	struct page *page;

	spin_lock(&swap_lock);
	page = swap_slots[entry.val].cache;
	if (page)
		get_page(page);
	spin_unlock(&swap_lock);
	return page;
}

/* Reads one page, nothing around it; the read is over when this returns. */
struct page *swapin_readahead(swp_entry_t entry, gfp_t gfp, struct vm_area_struct *vma, unsigned long address)
{
	struct page *new_page, *page;

	might_reclaim(vma->vm_mm);
	new_page = alloc_page(gfp, vma->vm_mm);
	spin_lock(&swap_lock);
	page = swap_slots[entry.val].cache;
	if (page)
		get_page(page);
	else
		add_to_swap_cache(new_page, entry);
	spin_unlock(&swap_lock);
	if (!page)
		return new_page;
	put_page(new_page);
	return page;
}

/* The page is locked. True when nobody else can use its contents; it then leaves the swap cache. */
bool reuse_swap_page(struct page *page)
{
	int count = page_mapcount(page);
	bool deleted = false;

	if (count <= 1 && PageSwapCache(page)) {
		spin_lock(&swap_lock);
		count += swap_slots[page->slot].map;
		if (count == 1) {
			delete_from_swap_cache(page);
			deleted = true;
		}
		spin_unlock(&swap_lock);
		if (deleted)
			put_page(page);
	}
	return count <= 1;
}

void free_page_and_swap_cache(struct page *page)
{
	if (PageSwapCache(page) && trylock_page(page)) {
		bool deleted = false;

		if (PageSwapCache(page) && !page_mapped(page)) {
			spin_lock(&swap_lock);
			if (!swap_slots[page->slot].map) {
				delete_from_swap_cache(page);
				deleted = true;
			}
			spin_unlock(&swap_lock);
		}
		unlock_page(page);
		if (deleted)
			put_page(page);
	}
	put_page(page);
}

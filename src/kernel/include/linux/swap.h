/* SPDX-License-Identifier: GPL-2.0-only */
/* Swap slots and the swap cache: one table, one lock (the kernel has a tree lock and a device lock). */
#ifndef LINUX_SWAP_H
#define LINUX_SWAP_H

#include <linux/mm_types.h>

#ifndef NR_SWAP_SLOTS
#define NR_SWAP_SLOTS 4
#endif

extern spinlock_t swap_lock;
extern struct swap_slot swap_slots[NR_SWAP_SLOTS];

static inline __primitive bool PageSwapCache(struct page *page)
{
	return page->swapcache;
}

bool get_swap_page(swp_entry_t *entry);
void swap_duplicate(swp_entry_t entry);
void swap_free(swp_entry_t entry);
void free_swap_and_cache(swp_entry_t entry);
struct page *lookup_swap_cache(swp_entry_t entry);
struct page *swapin_readahead(swp_entry_t entry, gfp_t gfp, struct vm_area_struct *vma, unsigned long address);
void add_to_swap_cache(struct page *page, swp_entry_t entry);
bool reuse_swap_page(struct page *page);
void free_page_and_swap_cache(struct page *page);

#endif

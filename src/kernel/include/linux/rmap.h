/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef LINUX_RMAP_H
#define LINUX_RMAP_H

#include <linux/mm_types.h>

/* There is no anon_vma->root: every anon_vma is its own. */
static inline __primitive void anon_vma_lock_write(struct anon_vma *anon_vma)
{
	down_write(&anon_vma->rwsem);
}

static inline __primitive void anon_vma_unlock_write(struct anon_vma *anon_vma)
{
	up_write(&anon_vma->rwsem);
}

static inline __primitive void anon_vma_lock_read(struct anon_vma *anon_vma)
{
	down_read(&anon_vma->rwsem);
}

static inline __primitive void anon_vma_unlock_read(struct anon_vma *anon_vma)
{
	up_read(&anon_vma->rwsem);
}

static inline __primitive bool PageAnon(struct page *page)
{
	return page->anon_vma != NULL;
}

static inline __primitive int page_mapcount(struct page *page)
{
	return atomic_read(&page->mapcount);
}

static inline __primitive bool page_mapped(struct page *page)
{
	return atomic_read(&page->mapcount) > 0;
}

int anon_vma_prepare(struct vm_area_struct *vma);
void anon_vma_clone(struct vm_area_struct *dst, struct vm_area_struct *src);
void unlink_anon_vmas(struct vm_area_struct *vma);

void page_add_new_anon_rmap(struct page *page, struct vm_area_struct *vma, unsigned long address);
void do_page_add_anon_rmap(struct page *page, struct vm_area_struct *vma, unsigned long address);
void page_remove_rmap(struct page *page);
void try_to_unmap(struct page *page);

#endif

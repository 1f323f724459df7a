/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Spellings of 2016 for today's names, so that a patch of that year reads as posted.
 * Included by mm_types.h; a later era takes the include out and loses nothing else.
 */
#ifndef LINUX_COMPAT_2016_H
#define LINUX_COMPAT_2016_H

/* mm->mmap_sem became mm->mmap_lock in v5.8. */
#define mmap_sem mmap_lock
/* struct page, as far as rmap and swap look at it, is a folio since v5.16. Variables are renamed alike. */
#define page folio

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef LINUX_KHUGEPAGED_H
#define LINUX_KHUGEPAGED_H

#include <linux/mm_types.h>

/* An mm that khugepaged knows. Holds mm_count. Also the link in the hash of slots. */
struct mm_slot {
	struct mm_slot *next;
	struct mm_slot *prev;
	struct mm_struct *mm;
};

struct khugepaged_scan {
	struct mm_slot mm_head;
	struct mm_slot *mm_slot;	/* the cursor */
	unsigned long address;
};

extern spinlock_t khugepaged_mm_lock;
extern struct khugepaged_scan khugepaged_scan;

int __khugepaged_enter(struct mm_struct *mm);
void __khugepaged_exit(struct mm_struct *mm);

static inline void khugepaged_exit(struct mm_struct *mm)
{
	__khugepaged_exit(mm);
}

#endif

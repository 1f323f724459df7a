/* SPDX-License-Identifier: GPL-2.0-only */
/* A lock bit that one context may take and another release (the page lock). */
#ifndef LINUX_BIT_SPINLOCK_H
#define LINUX_BIT_SPINLOCK_H

#include <linux/compiler.h>

struct bit_lock {
	int owner;
} __opaque(bit);

void __bit_lock(struct bit_lock *lock);
int __bit_trylock(struct bit_lock *lock);
void __bit_unlock(struct bit_lock *lock);
int __bit_is_locked(struct bit_lock *lock);
void __bit_wait(struct bit_lock *lock);

#endif

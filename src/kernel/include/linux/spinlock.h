/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef LINUX_SPINLOCK_H
#define LINUX_SPINLOCK_H

#include <linux/compiler.h>

typedef struct spinlock {
	int owner, unused, queue;
} __opaque(spin) spinlock_t;

void spin_lock(spinlock_t *lock);
void spin_lock_nested(spinlock_t *lock, int subclass);
void spin_unlock(spinlock_t *lock);
int spin_trylock(spinlock_t *lock);
int spin_is_locked(spinlock_t *lock);

/* Global locks start as zeroed memory, which is unlocked. */
#define DEFINE_SPINLOCK(name) spinlock_t name

#endif

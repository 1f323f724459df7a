/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef LINUX_MUTEX_H
#define LINUX_MUTEX_H

#include <linux/compiler.h>

struct mutex {
	int owner, unused, queue;
} __opaque(mutex);

void mutex_lock(struct mutex *lock);
void mutex_unlock(struct mutex *lock);
int mutex_trylock(struct mutex *lock);

#endif

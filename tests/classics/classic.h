/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the classic programs have in common. Each .c file gives worker(me) for threads 0, 1, …, and where it
 * needs them classic_setup() and classic_check(); BROKEN selects its wrong version.
 */
#ifndef CLASSIC_H
#define CLASSIC_H

#include <linux/atomic.h>
#include <linux/bug.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/rwsem.h>
#include <linux/spinlock.h>

void mutex_lock_nested(struct mutex *lock, int subclass);

void worker(int me);
void classic_setup(void);
void classic_check(void);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* What the benchmark's models are made of, and their entry points: what threads, set-up and final check call. */
#ifndef BENCH_H
#define BENCH_H

#include <linux/bug.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>
#include <linux/spinlock.h>

void mutex_lock_nested(struct mutex *lock, int subclass);
void PROGRESS(void);
/* Does the current thread hold it? Looking is no step. */
#ifdef __PATCH_ORACLE__
#define lockdep_is_held(lock) (__held(lock) != 0)
#else
#define lockdep_is_held(lock) ((lock)->owner != 0)
#endif

/* khugepaged.c */
void khugepaged(void);
void munmap_and_mmap(void);
void faults(int first);

/* dining.c, bakery.c, filter.c: thread `me` of NR_THREADS, counted from 0 */
void philosopher(int me);
void bakery(int me);
void filter(int me);

/* khugepaged.c, bakery.c */
void bench_setup(void);
void bench_check(void);

#endif

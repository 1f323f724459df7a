/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the engine gives to the model. patch-oracle knows these names itself; the stubs below let
 * gcc check the same text (syntax and types only, it is never run).
 */
#ifndef LINUX_COMPILER_H
#define LINUX_COMPILER_H

#include <linux/types.h>

#ifndef __PATCH_ORACLE__
#define __word			/* struct read and written as one access */
#define __opaque(kind)		/* engine-owned word */
#define __primitive		/* findings inside belong to the caller */

#define READ_ONCE(x) (x)
#define WRITE_ONCE(x, value) ((void)((x) = (value)))
#define smp_load_acquire(p) (*(p))
#define smp_store_release(p, value) ((void)(*(p) = (value)))
#define xchg(p, value) __sync_lock_test_and_set(p, value)
#define cmpxchg(p, old, value) __sync_val_compare_and_swap(p, old, value)

#define __alloc(type) ((type *)__builtin_malloc(sizeof(type)))
#define __free(p) __builtin_free(p)
#define __inject(site) (0)
#define __report(kind) __builtin_trap()
#define REACH(label) ((void)0)

#define __CONFIG_ARG_1 0,
#define __config_second(ignored, value, ...) value
#define __config_pick(arg_or_junk) __config_second(arg_or_junk 1, 0, 0)
#define __config_paste(value) __config_pick(__CONFIG_ARG_##value)
#define IS_ENABLED(option) __config_paste(option)
#endif

#define likely(x) (x)
#define unlikely(x) (x)

int choose(int count);
void assume(int condition);
int smp_processor_id(void);
int __self(void);

void barrier(void);
void smp_mb(void);
void smp_rmb(void);
void smp_wmb(void);

void preempt_disable(void);
void preempt_enable(void);
void might_sleep(void);
void __pte_map_count(int delta);

/* Blocks until *p compares so. */
void __await_eq(int *p, int value);
void __await_ne(int *p, int value);

#endif

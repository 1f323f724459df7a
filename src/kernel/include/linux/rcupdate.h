/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef LINUX_RCUPDATE_H
#define LINUX_RCUPDATE_H

#include <linux/compiler.h>

void rcu_read_lock(void);
void rcu_read_unlock(void);
void synchronize_rcu(void);
void rcu_barrier(void);

#ifndef __PATCH_ORACLE__
/* The object itself stands for its rcu_head. */
#define call_rcu(object, function) ((function)(object))
#endif

#endif

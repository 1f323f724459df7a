/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef LINUX_TYPES_H
#define LINUX_TYPES_H

#define NULL ((void *)0)

typedef _Bool bool;
#define true 1
#define false 0

typedef unsigned int gfp_t;

typedef struct {
	int counter;
} atomic_t;

#endif

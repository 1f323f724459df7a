/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Benchmark: Peterson's filter lock for NR_THREADS threads. At each level waits whoever came last
 * while somebody else is at that level or above.
 */
#include "bench.h"

static int level[NR_THREADS];	/* 0: not interested */
static int last[NR_THREADS];	/* per level, who came to it last */
static atomic_t inside;

static void climb(int me, int to)
{
	int i;

	WRITE_ONCE(level[me], to);
	WRITE_ONCE(last[to], me);
	for (i = 0; i < NR_THREADS; i++) {
		if (i == me)
			continue;
		while (READ_ONCE(level[i]) >= to)
			if (READ_ONCE(last[to]) != me)
				return;
	}
}

void filter(int me)
{
	int to;

	for (;;) {
		PROGRESS();
		for (to = 1; to < NR_THREADS; to++)
			climb(me, to);
		ASSERT(atomic_inc_return(&inside) == 1);
		atomic_dec(&inside);
		WRITE_ONCE(level[me], 0);
	}
}

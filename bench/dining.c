/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Benchmark: dining philosophers, NR_THREADS of them, one fork between two seats. Everybody takes the
 * left fork first, but the last one, who would close the circle; without ORDERED he does close it.
 */
#include "bench.h"

static struct mutex forks[NR_THREADS];

void philosopher(int me)
{
	int first = me;
	int second = (me + 1) % NR_THREADS;

#ifdef ORDERED
	if (me == NR_THREADS - 1) {
		first = 0;
		second = me;
	}
#endif
	for (;;) {
		PROGRESS();
		mutex_lock(&forks[first]);
		mutex_lock_nested(&forks[second], 1);
		ASSERT(lockdep_is_held(&forks[first]) && lockdep_is_held(&forks[second]));
		mutex_unlock(&forks[second]);
		mutex_unlock(&forks[first]);
	}
}

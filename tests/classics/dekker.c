/* SPDX-License-Identifier: GPL-2.0-only */
/* Dekker, as told by Dijkstra 1965: two threads. Wrong: nobody gives way, so both may wait for ever. */
#include "classic.h"

static int wants[2];
static int turn;
static atomic_t inside;

void worker(int me)
{
	int other = 1 - me;

	WRITE_ONCE(wants[me], 1);
	while (READ_ONCE(wants[other])) {
#ifndef BROKEN
		if (READ_ONCE(turn) != me) {
			WRITE_ONCE(wants[me], 0);
			while (READ_ONCE(turn) != me)
				;
			WRITE_ONCE(wants[me], 1);
		}
#endif
	}
	ASSERT(atomic_inc_return(&inside) == 1);
	atomic_dec(&inside);
	WRITE_ONCE(turn, other);
	WRITE_ONCE(wants[me], 0);
}

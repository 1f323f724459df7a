/* SPDX-License-Identifier: GPL-2.0-only */
/* Peterson 1981: two threads. Wrong: the turn is given away before the flag is up. */
#include "classic.h"

static int flag[2];
static int turn;
static atomic_t inside;

void worker(int me)
{
	int other = 1 - me;

#ifdef BROKEN
	WRITE_ONCE(turn, other);
	WRITE_ONCE(flag[me], 1);
#else
	WRITE_ONCE(flag[me], 1);
	WRITE_ONCE(turn, other);
#endif
	while (READ_ONCE(flag[other]) && READ_ONCE(turn) == other)
		;
	ASSERT(atomic_inc_return(&inside) == 1);
	atomic_dec(&inside);
	WRITE_ONCE(flag[me], 0);
}

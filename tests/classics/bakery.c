/* SPDX-License-Identifier: GPL-2.0-only */
/* Lamport 1974: any number of threads, here two. Wrong: nobody waits for a ticket being drawn. */
#include "classic.h"

static int choosing[2];
static int ticket[2];
static atomic_t inside;

void worker(int me)
{
	int other = 1 - me;
	int mine, theirs;

	WRITE_ONCE(choosing[me], 1);
	mine = READ_ONCE(ticket[other]) + 1;
	WRITE_ONCE(ticket[me], mine);
	WRITE_ONCE(choosing[me], 0);
#ifndef BROKEN
	while (READ_ONCE(choosing[other]))
		;
#endif
	do {
		theirs = READ_ONCE(ticket[other]);
	} while (theirs != 0 && (theirs < mine || (theirs == mine && other < me)));
	ASSERT(atomic_inc_return(&inside) == 1);
	atomic_dec(&inside);
	WRITE_ONCE(ticket[me], 0);
}

/* SPDX-License-Identifier: GPL-2.0-only */
/* Two readers and a writer of a pair of words that belong together. Wrong: the writer only reads the lock. */
#include "classic.h"

static struct rw_semaphore lock;
static int first, second;

static void reader(void)
{
	down_read(&lock);
	ASSERT(first == second);
	up_read(&lock);
}

static void writer(void)
{
#ifdef BROKEN
	down_read(&lock);
#else
	down_write(&lock);
#endif
	first++;
	second++;
#ifdef BROKEN
	up_read(&lock);
#else
	up_write(&lock);
#endif
}

void worker(int me)
{
	if (me == 0)
		writer();
	else
		reader();
}

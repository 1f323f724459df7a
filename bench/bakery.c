/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Benchmark: Lamport's bakery with NR_THREADS customers and tickets up to MAX_TICKET; who would draw
 * a larger one starts again. The waits are loops, as in the paper.
 */
#include "bench.h"

#define MAX_TICKET 7

static int choosing[NR_THREADS];
static int ticket[NR_THREADS];
static atomic_t inside;

static int largest_ticket(void)
{
	int i, largest = 0;

	for (i = 0; i < NR_THREADS; i++) {
		int other = READ_ONCE(ticket[i]);

		if (other > largest)
			largest = other;
	}
	return largest;
}

/* `other` of customer i comes before `mine` of customer me. */
static bool comes_first(int other, int i, int mine, int me)
{
	return other != 0 && (other < mine || (other == mine && i < me));
}

void bakery(int me)
{
	int i, mine;

	for (;;) {
		PROGRESS();
		WRITE_ONCE(choosing[me], 1);
		mine = largest_ticket() + 1;
		if (mine > MAX_TICKET) {
			WRITE_ONCE(choosing[me], 0);
			continue;
		}
		WRITE_ONCE(ticket[me], mine);
		WRITE_ONCE(choosing[me], 0);
		for (i = 0; i < NR_THREADS; i++) {
			while (READ_ONCE(choosing[i]))
				;
			while (comes_first(READ_ONCE(ticket[i]), i, mine, me))
				;
		}
		ASSERT(atomic_inc_return(&inside) == 1);
		atomic_dec(&inside);
		WRITE_ONCE(ticket[me], 0);
	}
}

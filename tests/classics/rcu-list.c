/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A reader walks a list of one while an updater replaces what is in it. Wrong in two ways: EARLY shows the new
 * node before it is filled in, BROKEN frees the old one without a grace period. Right in two: synchronize_rcu(),
 * or call_rcu() with CALLBACK.
 */
#include "classic.h"

struct item {
	int value;
};

static struct item *head;

static void read_side(void)
{
	struct item *item;

	rcu_read_lock();
	item = READ_ONCE(head);
	ASSERT(READ_ONCE(item->value) == 1);
	rcu_read_unlock();
}

#ifdef CALLBACK
static void free_item(struct item *item)
{
	__free(item);
}
#endif

static void update_side(void)
{
	struct item *old = READ_ONCE(head);
	struct item *new = __alloc(struct item);

#ifdef EARLY
	WRITE_ONCE(head, new);
	new->value = 1;
#else
	new->value = 1;
	smp_store_release(&head, new);
#endif
#ifdef CALLBACK
	call_rcu(old, free_item);
#else
#ifndef BROKEN
	synchronize_rcu();
#endif
	__free(old);
#endif
}

void worker(int me)
{
	if (me == 0)
		update_side();
	else
		read_side();
}

void classic_setup(void)
{
	head = __alloc(struct item);
	head->value = 1;
}

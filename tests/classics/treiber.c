/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Treiber 1986: a stack without locks. Thread 0 takes the top; thread 1 takes two, frees them and pushes a
 * new one. Wrong: memory is freed at once; when it comes back at once too, the new node has the address of
 * the old top, and thread 0's cmpxchg() puts a freed node on top (ABA). Right: freed after a grace period.
 */
#include "classic.h"

struct node {
	struct node *next;
	int value;
};

static struct node *top;

static void push(struct node *node)
{
	struct node *old;

	do {
		old = READ_ONCE(top);
		WRITE_ONCE(node->next, old);
	} while (cmpxchg(&top, old, node) != old);
}

static struct node *pop(void)
{
	struct node *old, *next;

	for (;;) {
		old = READ_ONCE(top);
		if (!old)
			return NULL;
		next = READ_ONCE(old->next);
		if (cmpxchg(&top, old, next) == old)
			return old;
	}
}

static void take_one(void)
{
	struct node *node;

#ifndef BROKEN
	rcu_read_lock();
#endif
	node = pop();
#ifndef BROKEN
	rcu_read_unlock();
	synchronize_rcu();
#endif
	if (node)
		__free(node);
}

static void take_two_push_one(void)
{
	struct node *one, *two, *new;

#ifndef BROKEN
	rcu_read_lock();
#endif
	one = pop();
	two = pop();
#ifndef BROKEN
	rcu_read_unlock();
	synchronize_rcu();
#endif
	if (two)
		__free(two);
	if (one)
		__free(one);
	new = __alloc(struct node);
	push(new);
}

void worker(int me)
{
	if (me == 0)
		take_one();
	else
		take_two_push_one();
}

void classic_setup(void)
{
	push(__alloc(struct node));
	push(__alloc(struct node));
}

void classic_check(void)
{
	struct node *node;

	for (node = READ_ONCE(top); node; node = READ_ONCE(node->next))
		;
}

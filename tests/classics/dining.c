/* SPDX-License-Identifier: GPL-2.0-only */
/* Dijkstra's philosophers, three of them. Right: the fork with the smaller number first. Wrong: the left one first. */
#include "classic.h"

static struct mutex fork[3];

void worker(int me)
{
	int left = me;
	int right = (me + 1) % 3;
	int first = left, second = right;

#ifndef BROKEN
	if (right < left) {
		first = right;
		second = left;
	}
#endif
	mutex_lock(&fork[first]);
	mutex_lock_nested(&fork[second], 1);
	mutex_unlock(&fork[second]);
	mutex_unlock(&fork[first]);
}

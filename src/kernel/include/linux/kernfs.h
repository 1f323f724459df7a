/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef LINUX_KERNFS_H
#define LINUX_KERNFS_H

#include <linux/rwsem.h>

struct mm_struct;

struct kernfs_node {
	/* s_active: a user of the node holds it for read, its removal drains by taking it for write. */
	struct rw_semaphore active;
	bool removed;
};

void kernfs_remove(struct kernfs_node *kn);

#endif

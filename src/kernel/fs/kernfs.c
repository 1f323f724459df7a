// SPDX-License-Identifier: GPL-2.0-only
#include <linux/kernfs.h>
#include <linux/mm.h>
#include "scenario.h"

/* Fails when the node is going away. */
static bool kernfs_get_active(struct kernfs_node *kn)
{
	down_read(&kn->active);
	if (kn->removed) {
		up_read(&kn->active);
		return false;
	}
	return true;
}

static void kernfs_put_active(struct kernfs_node *kn)
{
	up_read(&kn->active);
}

/* Waits until no operation on the node is under way. The kernel waits for a count; lockdep sees a lock. */
void kernfs_remove(struct kernfs_node *kn)
{
	down_write(&kn->active);
	kn->removed = true;
	up_write(&kn->active);
}

/* The buffer is copied from user space while the node is pinned, and that may fault. */
void kernfs_write(struct kernfs_node *kn, struct mm_struct *mm, unsigned long addr)
{
	if (!kernfs_get_active(kn))
		return;
	task_fault(mm, addr, false);
	kernfs_put_active(kn);
	REACH(kernfs_written);
}

// SPDX-License-Identifier: GPL-2.0-only
#include <linux/cpu.h>
#include <linux/kernfs.h>
#include "scenario.h"

struct cpu_hotplug cpu_hotplug;
struct kernfs_node cpu_kernfs_node;

/* Keeps CPUs from coming and going. Recursion by a CPU that goes down itself is not modelled. */
void get_online_cpus(void)
{
	might_sleep();
	mutex_lock(&cpu_hotplug.lock);
	atomic_inc(&cpu_hotplug.refcount);
	mutex_unlock(&cpu_hotplug.lock);
}

void put_online_cpus(void)
{
	atomic_dec(&cpu_hotplug.refcount);
}

/* Returns with cpu_hotplug.lock held and no reader. */
static void cpu_hotplug_begin(void)
{
	for (;;) {
		mutex_lock(&cpu_hotplug.lock);
		if (atomic_read(&cpu_hotplug.refcount) == 0)
			break;
		mutex_unlock(&cpu_hotplug.lock);
		__await_eq(&cpu_hotplug.refcount.counter, 0);
	}
}

static void cpu_hotplug_done(void)
{
	mutex_unlock(&cpu_hotplug.lock);
}

/* What the notifiers of a dead CPU come down to: its device file is removed. */
static void notify_dead(struct kernfs_node *kn)
{
	kernfs_remove(kn);
}

void cpu_down(struct kernfs_node *kn)
{
	cpu_hotplug_begin();
	notify_dead(kn);
	cpu_hotplug_done();
	REACH(cpu_is_down);
}

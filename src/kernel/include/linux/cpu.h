/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef LINUX_CPU_H
#define LINUX_CPU_H

#include <linux/mutex.h>
#include <linux/atomic.h>

struct cpu_hotplug {
	struct mutex lock;
	atomic_t refcount;		/* readers */
};

extern struct cpu_hotplug cpu_hotplug;

void get_online_cpus(void);
void put_online_cpus(void);

#endif

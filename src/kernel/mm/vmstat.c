// SPDX-License-Identifier: GPL-2.0-only
#include <linux/cpu.h>
#include <linux/vmstat.h>

int vm_events[NR_VM_EVENT_ITEMS];

/* Sums the counters of all CPUs (here one sum), and so must keep CPUs from coming and going. */
int sum_vm_event(enum vm_event_item item)
{
	int sum = 0;

#ifndef CONFIG_VM_EVENT_COUNTERS_OFF
	get_online_cpus();
	sum = vm_events[item];
	put_online_cpus();
#endif
	return sum;
}

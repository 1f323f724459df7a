/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef LINUX_VMSTAT_H
#define LINUX_VMSTAT_H

enum vm_event_item {
	ALLOCSTALL,
	NR_VM_EVENT_ITEMS
};

/* Only set-up writes these. */
extern int vm_events[NR_VM_EVENT_ITEMS];

int sum_vm_event(enum vm_event_item item);

#endif

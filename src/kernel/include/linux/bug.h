/* SPDX-License-Identifier: GPL-2.0-only */
/* BUG_ON() and its kin end in a finding of the kind that they stand for. */
#ifndef LINUX_BUG_H
#define LINUX_BUG_H

#include <linux/compiler.h>

#define BUG_ON(condition)			\
	do {					\
		if (condition)			\
			__report(bug_on);	\
	} while (0)

static inline __primitive bool __warn_on(bool condition)
{
	if (condition)
		__report(warn_on);
	return condition;
}

#define WARN_ON(condition) __warn_on(!!(condition))

#ifdef CONFIG_DEBUG_VM
#define VM_BUG_ON(condition)			\
	do {					\
		if (condition)			\
			__report(vm_bug_on);	\
	} while (0)
#define VM_WARN_ON(condition)			\
	do {					\
		if (condition)			\
			__report(vm_warn_on);	\
	} while (0)
#else
#define VM_BUG_ON(condition) ((void)0)
#define VM_WARN_ON(condition) ((void)0)
#endif

#define VM_BUG_ON_VMA(condition, vma) VM_BUG_ON(condition)
#define VM_BUG_ON_PAGE(condition, page) VM_BUG_ON(condition)

/* An invariant of the model or a case: not a check that the kernel has. */
#define ASSERT(condition)			\
	do {					\
		if (!(condition))		\
			__report(assert);	\
	} while (0)
#define EXPECT(condition)			\
	do {					\
		if (!(condition))		\
			__report(expect);	\
	} while (0)
/* A counter against what it counts. */
#define EXPECT_COUNT(counter, counted)		\
	do {					\
		if ((counter) != (counted))	\
			__report(skew);		\
	} while (0)

#endif

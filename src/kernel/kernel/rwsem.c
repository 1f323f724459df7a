// SPDX-License-Identifier: GPL-2.0-only
/*
 * The count of the x86 xadd rwsem of 2016, for cases that ask what follows a wrong release. The low half
 * counts who is in (the active part), the high half is negative while a writer is in. The real halves have
 * 32 bits, these have 16. A release is one addition and asks nothing.
 *
 * Waiters do not touch the count here: the waiting bias of the kernel, and wake-ups that are lost because of it,
 * are not modelled. A reader gets in while the sum is not negative, a writer while the active part is 0.
 */
#include <linux/rwsem.h>

#ifdef CONFIG_RWSEM_COUNT

#define RWSEM_ACTIVE_MASK 0xffff
#define RWSEM_ACTIVE_BIAS 1
#define RWSEM_WAITING_BIAS (-0x10000)
#define RWSEM_ACTIVE_WRITE_BIAS (RWSEM_WAITING_BIAS + RWSEM_ACTIVE_BIAS)

__primitive void rwsem_count_down_read(struct rw_semaphore *sem)
{
	for (;;) {
		int count = atomic_read(&sem->count);

		if (count + RWSEM_ACTIVE_BIAS >= 0) {
			if (atomic_cmpxchg(&sem->count, count, count + RWSEM_ACTIVE_BIAS) == count)
				return;
		} else {
			__await_ne(&sem->count.counter, count);
		}
	}
}

__primitive int rwsem_count_down_read_trylock(struct rw_semaphore *sem)
{
	for (;;) {
		int count = atomic_read(&sem->count);

		if (count + RWSEM_ACTIVE_BIAS < 0)
			return 0;
		if (atomic_cmpxchg(&sem->count, count, count + RWSEM_ACTIVE_BIAS) == count)
			return 1;
	}
}

__primitive void rwsem_count_down_write(struct rw_semaphore *sem)
{
	for (;;) {
		int count = atomic_read(&sem->count);

		if (!(count & RWSEM_ACTIVE_MASK)) {
			if (atomic_cmpxchg(&sem->count, count, count + RWSEM_ACTIVE_WRITE_BIAS) == count)
				return;
		} else {
			__await_ne(&sem->count.counter, count);
		}
	}
}

__primitive void rwsem_count_up_read(struct rw_semaphore *sem)
{
	atomic_sub(RWSEM_ACTIVE_BIAS, &sem->count);
}

__primitive void rwsem_count_up_write(struct rw_semaphore *sem)
{
	atomic_sub(RWSEM_ACTIVE_WRITE_BIAS, &sem->count);
}

#endif

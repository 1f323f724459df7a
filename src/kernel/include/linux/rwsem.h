/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reader-writer semaphores. Normally the engine's own word, which knows who holds it and how, so that a
 * wrong release is a finding at once. With CONFIG_RWSEM_COUNT it is the count of the x86 xadd rwsem of 2016,
 * which knows nothing of the sort: what a wrong release leads to is computed (kernel/rwsem.c).
 */
#ifndef LINUX_RWSEM_H
#define LINUX_RWSEM_H

#include <linux/atomic.h>
#include <linux/bug.h>

#ifdef CONFIG_RWSEM_COUNT

struct rw_semaphore {
	atomic_t count;
};

void rwsem_count_down_read(struct rw_semaphore *sem);
void rwsem_count_down_write(struct rw_semaphore *sem);
int rwsem_count_down_read_trylock(struct rw_semaphore *sem);
void rwsem_count_up_read(struct rw_semaphore *sem);
void rwsem_count_up_write(struct rw_semaphore *sem);

#define down_read(sem) rwsem_count_down_read(sem)
#define down_write(sem) rwsem_count_down_write(sem)
#define down_read_trylock(sem) rwsem_count_down_read_trylock(sem)
#define up_read(sem) rwsem_count_up_read(sem)
#define up_write(sem) rwsem_count_up_write(sem)
#define rwsem_is_locked(sem) (atomic_read(&(sem)->count) != 0)
/* The count does not know its holders. */
#define rwsem_held(sem) 0

#else

struct rw_semaphore {
	int owner, readers, queue;
} __opaque(rwsem);

void down_read(struct rw_semaphore *sem);
void down_write(struct rw_semaphore *sem);
int down_read_trylock(struct rw_semaphore *sem);
int down_write_trylock(struct rw_semaphore *sem);
void up_read(struct rw_semaphore *sem);
void up_write(struct rw_semaphore *sem);
void downgrade_write(struct rw_semaphore *sem);
int rwsem_is_locked(struct rw_semaphore *sem);
int __held(struct rw_semaphore *sem);
/* How the current thread holds it: 0 not, 1 for read, 2 for write. */
#define rwsem_held(sem) __held(sem)

#endif

#endif

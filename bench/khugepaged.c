/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Benchmark: khugepaged against munmap() and page faults, on one mm with room for one huge page.
 *
 * khugepaged scans under mmap_lock for read, drops it to allocate, looks again, drops it once more
 * and collapses under mmap_lock for write. munmap() detaches and frees the vma, then maps a new one.
 * Each fault thread maps two pages. This text is the fixed version; khugepaged-v1.patch and
 * khugepaged-v3.patch are the broken ones.
 */
#include "bench.h"

#define NR_PTES 4

enum pte_state {
	PTE_NONE,
	PTE_PRESENT,
	PTE_ISOLATED,		/* by the collapse */
};

struct vma {
	int huge;		/* may hold huge pages */
	int writable;
};

static struct rw_semaphore mmap_lock;
static struct vma *the_vma;	/* what find_vma() finds; protected by mmap_lock */
static struct mutex anon_lock;
static spinlock_t pte_lock;
static int ptes[NR_PTES];
static int pmd_huge;
static atomic_t rss;

static struct vma *find_vma(void)
{
	return the_vma;
}

static void map_vma(void)
{
	struct vma *vma = __alloc(struct vma);

	vma->huge = 1;
	vma->writable = 1;
	the_vma = vma;
}

void bench_setup(void)
{
	map_vma();
	ptes[0] = PTE_PRESENT;
	ptes[1] = PTE_PRESENT;
	atomic_set(&rss, 2);
}

/* The vma, if it is there and may hold a huge page. mmap_lock is held. */
static struct vma *revalidate(void)
{
	struct vma *vma = find_vma();

	if (!vma || !vma->huge)
		return NULL;
	return vma;
}

static int scan_ptes(void)
{
	int i, present = 0;

	spin_lock(&pte_lock);
	for (i = 0; i < NR_PTES; i++)
		if (ptes[i] != PTE_NONE)
			present++;
	spin_unlock(&pte_lock);
	return present;
}

static void isolate_ptes(void)
{
	int i;

	for (i = 0; i < NR_PTES; i++)
		if (ptes[i] == PTE_PRESENT)
			ptes[i] = PTE_ISOLATED;
}

/* The contents are in the huge page by now. */
static void release_ptes(void)
{
	int i;

	for (i = 0; i < NR_PTES; i++) {
		if (ptes[i] == PTE_ISOLATED) {
			ptes[i] = PTE_NONE;
			atomic_dec(&rss);
		}
	}
}

static void collapse_huge_page(void)
{
	struct vma *vma;

	/* The huge page was allocated without the lock: look again. */
	down_read(&mmap_lock);
	vma = revalidate();
	up_read(&mmap_lock);
	if (!vma)
		return;

	down_write(&mmap_lock);
	vma = find_vma();
	if (!vma || !vma->writable)
		goto out;
	mutex_lock(&anon_lock);
	spin_lock(&pte_lock);
	ASSERT(!pmd_huge);
	isolate_ptes();
	release_ptes();
	pmd_huge = 1;
	spin_unlock(&pte_lock);
	mutex_unlock(&anon_lock);
	ASSERT(vma->huge);
out:
	up_write(&mmap_lock);
}

void khugepaged(void)
{
	int present;

	down_read(&mmap_lock);
	if (!revalidate()) {
		up_read(&mmap_lock);
		return;
	}
	present = scan_ptes();
	up_read(&mmap_lock);
	if (present > 0)
		collapse_huge_page();
}

static void zap_ptes(void)
{
	int i;

	spin_lock(&pte_lock);
	for (i = 0; i < NR_PTES; i++) {
		if (ptes[i] != PTE_NONE) {
			ptes[i] = PTE_NONE;
			atomic_dec(&rss);
		}
	}
	pmd_huge = 0;
	spin_unlock(&pte_lock);
}

void munmap_and_mmap(void)
{
	struct vma *vma;

	down_write(&mmap_lock);
	vma = find_vma();
	if (!vma || !vma->writable) {
		up_write(&mmap_lock);
		return;
	}
	the_vma = NULL;
	mutex_lock(&anon_lock);
	mutex_unlock(&anon_lock);
	zap_ptes();
	__free(vma);
	up_write(&mmap_lock);

	down_write(&mmap_lock);
	if (!find_vma())
		map_vma();
	up_write(&mmap_lock);
}

static void fault_one(int nr)
{
	if (pmd_huge)
		return;
	spin_lock(&pte_lock);
	if (!pmd_huge && ptes[nr] == PTE_NONE) {
		ptes[nr] = PTE_PRESENT;
		atomic_inc(&rss);
	}
	spin_unlock(&pte_lock);
}

void faults(int first)
{
	int i;

	for (i = 0; i < 2; i++) {
		struct vma *vma;

		down_read(&mmap_lock);
		vma = find_vma();
		if (!vma || !vma->writable) {
			up_read(&mmap_lock);
			return;
		}
		fault_one((first + i) % NR_PTES);
		ASSERT(vma->writable);
		up_read(&mmap_lock);
	}
}

void bench_check(void)
{
	ASSERT(atomic_read(&rss) <= NR_PTES);
}

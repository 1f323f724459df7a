/* khugepaged.c in Promela: a statement for each shared access of the C text, in its order.
 *   -DNR_THREADS=<n>  khugepaged, the task, n - 2 fault threads
 *   -DV=1|2|3         1: the vma is not looked up again; 2: fixed; 3: pte lock before mmap_lock
 */
#ifndef V
#define V 2
#endif
#define NF (NR_THREADS - 2)
#define NR_PTES 4

byte readers; bit writer;	/* mmap_lock */
bit anon, ptl;
byte the_vma;			/* 0: none */
bit live[3], huge[3], writable[3];
byte ptes[NR_PTES];		/* 0 none, 1 present, 2 isolated */
bit pmd_huge;
byte rss;

#define down_read()	atomic { writer == 0 -> readers++ }
#define up_read()	readers--
#define down_write()	atomic { writer == 0 && readers == 0 -> writer = 1 }
#define up_write()	writer = 0
#define lock(l)		atomic { l == 0 -> l = 1 }
#define unlock(l)	l = 0
/* A read through the pointer: of a freed vma it is the bug. */
#define get(field, v)	d_step { assert(live[v]); ok = field[v] }

proctype khugepaged()
{
	byte v, i, n, p;
	bit ok;

	down_read();
	v = the_vma;
	if :: v == 0 -> up_read(); goto out :: else fi;
	get(huge, v);
	if :: !ok -> up_read(); goto out :: else fi;
	lock(ptl);
	do
	:: i < NR_PTES -> if :: ptes[i] != 0 -> n++ :: else fi; i++
	:: else -> break
	od;
	unlock(ptl);
	up_read();
	if :: n == 0 -> goto out :: else fi;

	down_read();
#if V != 1
	v = the_vma;
	if :: v == 0 -> up_read(); goto out :: else fi;
#endif
	get(huge, v);
	up_read();
	if :: !ok -> goto out :: else fi;

#if V == 3
	lock(ptl);
#endif
	down_write();
#if V != 1
	v = the_vma;
	if :: v == 0 -> goto unlock_mmap :: else fi;
#endif
	get(writable, v);
	if :: !ok -> goto unlock_mmap :: else fi;
	lock(anon);
#if V != 3
	lock(ptl);
#endif
	assert(pmd_huge == 0);
	i = 0;
	do
	:: i < NR_PTES -> if :: ptes[i] == 1 -> ptes[i] = 2 :: else fi; i++
	:: else -> break
	od;
	i = 0;
	do
	:: i < NR_PTES -> if :: ptes[i] == 2 -> ptes[i] = 0; rss-- :: else fi; i++
	:: else -> break
	od;
	pmd_huge = 1;
#if V != 3
	unlock(ptl);
#endif
	unlock(anon);
	get(huge, v);
	assert(ok);
unlock_mmap:
	up_write();
#if V == 3
	unlock(ptl);
#endif
out:	skip
}

proctype munmap_and_mmap()
{
	byte v, i;
	bit ok;

	down_write();
	v = the_vma;
	if :: v == 0 -> up_write(); goto out :: else fi;
	get(writable, v);
	if :: !ok -> up_write(); goto out :: else fi;
	the_vma = 0;
	lock(anon);
	unlock(anon);
	lock(ptl);
	do
	:: i < NR_PTES -> if :: ptes[i] != 0 -> ptes[i] = 0; rss-- :: else fi; i++
	:: else -> break
	od;
	pmd_huge = 0;
	unlock(ptl);
	d_step { assert(live[v]); live[v] = 0; huge[v] = 0; writable[v] = 0 };
	up_write();

	down_write();
	if
	:: the_vma == 0 -> live[2] = 1; huge[2] = 1; writable[2] = 1; the_vma = 2
	:: else
	fi;
	up_write();
out:	skip
}

proctype faults(byte first)
{
	byte v, i, a;
	bit ok;

	do
	:: i < 2 ->
		a = (first + i) % NR_PTES;
		down_read();
		v = the_vma;
		if :: v == 0 -> up_read(); goto out :: else fi;
		get(writable, v);
		if :: !ok -> up_read(); goto out :: else fi;
		if
		:: pmd_huge
		:: else ->
			lock(ptl);
			if
			:: pmd_huge
			:: else -> if :: ptes[a] == 0 -> ptes[a] = 1; rss++ :: else fi
			fi;
			unlock(ptl)
		fi;
		get(writable, v);
		assert(ok);
		up_read();
		i++
	:: else -> break
	od;
out:	skip
}

init {
	byte i;
	atomic {
		live[1] = 1; huge[1] = 1; writable[1] = 1; the_vma = 1;
		ptes[0] = 1; ptes[1] = 1; rss = 2;
		run khugepaged();
		run munmap_and_mmap();
		do
		:: i < NF -> run faults(i * 2); i++
		:: else -> break
		od
	};
	(_nr_pr == 1);
	assert(rss <= NR_PTES)
}

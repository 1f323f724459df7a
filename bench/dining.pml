/* dining.c in Promela.  -DNR_THREADS=<seats>  -DORDERED  the last one takes the right fork first */
bit fork[NR_THREADS];

active [NR_THREADS] proctype philosopher()
{
	byte first, second;
	first = _pid;
	second = (_pid + 1) % NR_THREADS;
#ifdef ORDERED
	if
	:: _pid == NR_THREADS - 1 -> first = 0; second = _pid
	:: else
	fi;
#endif
	do
	:: atomic { fork[first] == 0 -> fork[first] = 1 };
	   atomic { fork[second] == 0 -> fork[second] = 1; assert(fork[first] == 1 && fork[second] == 1) };
	   fork[second] = 0;
	   fork[first] = 0
	od
}

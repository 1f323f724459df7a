/* filter.c in Promela.  -DNR_THREADS=<threads> */
byte level[NR_THREADS];		/* 0: not interested */
byte last[NR_THREADS];
byte inside;

active [NR_THREADS] proctype user()
{
	byte to, i;
again:
	to = 1;
	do
	:: to < NR_THREADS ->
		level[_pid] = to;
		last[to] = _pid;
		i = 0;
		do
		:: i == NR_THREADS -> break
		:: i == _pid -> i++
		:: i < NR_THREADS && i != _pid ->
			if
			:: level[i] < to -> i++
			:: else ->
				if
				:: last[to] != _pid -> i = NR_THREADS
				:: else
				fi
			fi
		od;
		to++
	:: else -> break
	od;
	atomic { inside++; assert(inside == 1) };
	inside--;
	level[_pid] = 0;
	goto again
}

/* bakery.c in Promela.  -DNR_THREADS=<customers> */
#define MAX_TICKET 7
bit choosing[NR_THREADS];
byte ticket[NR_THREADS];
byte inside;

active [NR_THREADS] proctype customer()
{
	byte i, mine, other;
again:
	choosing[_pid] = 1;
	i = 0; mine = 0;
	do
	:: i < NR_THREADS ->
		d_step {
			other = ticket[i];
			if :: other > mine -> mine = other :: else fi;
			other = 0;
			i++
		}
	:: else -> break
	od;
	mine++;
	if
	:: mine > MAX_TICKET -> choosing[_pid] = 0; goto again
	:: else
	fi;
	ticket[_pid] = mine;
	choosing[_pid] = 0;
	i = 0;
	do
	:: i < NR_THREADS ->
		choosing[i] == 0;
		(ticket[i] == 0 || ticket[i] > mine || (ticket[i] == mine && i >= _pid));
		i++
	:: else -> break
	od;
	atomic { inside++; assert(inside == 1) };
	inside--;
	ticket[_pid] = 0;
	goto again
}

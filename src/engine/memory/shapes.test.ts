/**
 * Litmus shapes under each memory model, with verdicts that are documented (the kernel's litmus tests
 * and the x86 manuals) or follow from the axioms. Plain and reduced search agree.
 */
import { describe, expect, it } from '@jest/globals';
import type { EngineOptions } from '../index';
import { allows, includes, outcomes } from './shapes';

/** Shape, outcome asked for, models under which it can come about. */
const table: readonly (readonly [string, string, string, string])[] = [
  ['SB', 'x=1 r0=y | y=1 r1=x', '0:r0=0 1:r1=0', 'tso lkmm'],
  ['SB, mb', 'x=1 mb r0=y | y=1 mb r1=x', '0:r0=0 1:r1=0', ''],
  ['SB, one mb', 'x=1 mb r0=y | y=1 r1=x', '0:r0=0 1:r1=0', 'tso lkmm'],
  ['SB, internal reads', 'x=1 r0=x r1=y | y=1 r0=y r1=x', '0:r0=1 0:r1=0 1:r0=1 1:r1=0', 'tso lkmm'],
  ['SB, atomic_inc', 'inc:x r0=y | inc:y r1=x', '0:r0=0 1:r1=0', 'lkmm'],
  ['SB, atomic_inc and mb after', 'inc:x after r0=y | inc:y after r1=x', '0:r0=0 1:r1=0', ''],
  ['SB, mb before atomic_inc', 'x=1 before inc:a r0=y | y=1 before inc:b r1=x', '0:r0=0 1:r1=0', ''],
  ['SB, xchg', 'r2=xchg(x) r0=y | r2=xchg(y) r1=x', '0:r0=0 1:r1=0', ''],
  ['SB, xchg in between', 'x=1 r2=xchg(a) r0=y | y=1 r2=xchg(b) r1=x', '0:r0=0 1:r1=0', ''],
  ['SB, acquire xchg in between', 'x=1 r2=acq(a) r0=y | y=1 mb r1=x', '0:r0=0 1:r1=0', 'lkmm'],
  ['SB, cmpxchg that fails', 'x=1 r2=cas(z,5,6) r0=y | y=1 mb r1=x', '0:r0=0 1:r1=0', 'lkmm'],
  ['SB, cmpxchg that succeeds', 'x=1 r2=cas(z,0,6) r0=y | y=1 mb r1=x', '0:r0=0 1:r1=0', ''],
  ['SB, grace periods', 'x=1 sync r0=y | y=1 sync r0=x', '0:r0=0 1:r0=0', ''],
  ['SB, a lock in between', 'x=1 lock:l unlock:l r0=y | y=1 lock:m unlock:m r1=x', '0:r0=0 1:r1=0', 'lkmm'],
  ['SB, stores in locks', 'lock:l x=1 unlock:l r0=y | lock:m y=1 unlock:m r1=x', '0:r0=0 1:r1=0', 'tso lkmm'],
  ['MP', 'x=1 y=1 | r0=y r1=x', '1:r0=1 1:r1=0', 'lkmm'],
  ['MP, wmb and rmb', 'x=1 wmb y=1 | r0=y rmb r1=x', '1:r0=1 1:r1=0', ''],
  ['MP, wmb', 'x=1 wmb y=1 | r0=y r1=x', '1:r0=1 1:r1=0', 'lkmm'],
  ['MP, rmb', 'x=1 y=1 | r0=y rmb r1=x', '1:r0=1 1:r1=0', 'lkmm'],
  ['MP, wmb and address dependency', 'x=1 wmb y=1 | r0=y r1=x@r0', '1:r0=1 1:r1=0', ''],
  ['MP, release and acquire', 'x=1 y=.1 | r0=.y r1=x', '1:r0=1 1:r1=0', ''],
  ['MP, release and control dependency', 'x=1 y=.1 | r0=y if:r0 r1=x fi', '1:r0=1 1:r1=0', 'lkmm'],
  ['MP, in one lock', 'lock:l x=1 y=1 unlock:l | r0=y rmb r1=x', '1:r0=1 1:r1=0', 'lkmm'],
  ['MP, unlock and lock', 'lock:l x=1 unlock:l lock:l y=1 unlock:l | r0=y rmb r1=x', '1:r0=1 1:r1=0', ''],
  ['MP, unlock and lock of the reader', 'x=1 wmb y=1 | lock:l r0=y unlock:l lock:m r1=x unlock:m', '1:r0=1 1:r1=0', ''],
  ['MP, grace period of the writer', 'rcu r0=y r1=x urcu | x=1 sync y=1', '0:r0=1 0:r1=0', ''],
  ['MP, the same the other way', 'rcu r0=x r1=y urcu | x=1 sync y=1', '0:r0=0 0:r1=1', ''],
  ['MP, grace period, no section', 'r0=y r1=x | x=1 sync y=1', '0:r0=1 0:r1=0', 'lkmm'],
  ['MP, grace period of the reader', 'rcu x=1 y=1 urcu | r0=y sync r1=x', '1:r0=1 1:r1=0', ''],
  ['MP, grace period of the reader, no section', 'x=1 y=1 | r0=y sync r1=x', '1:r0=1 1:r1=0', 'lkmm'],
  ['R', 'x=1 y=1 | y=2 r0=x', 'y=2 1:r0=0', 'tso lkmm'],
  ['R, mb', 'x=1 mb y=1 | y=2 mb r0=x', 'y=2 1:r0=0', ''],
  ['S', 'x=2 y=1 | r0=y x=1', 'x=2 1:r0=1', 'lkmm'],
  ['S, wmb and acquire', 'x=2 wmb y=1 | r0=.y x=1', 'x=2 1:r0=1', ''],
  ['S, wmb and rmb', 'x=2 wmb y=1 | r0=y rmb x=1', 'x=2 1:r0=1', 'lkmm'],
  ['S, wmb and data dependency', 'x=2 wmb y=1 | r0=y x=r0', 'x=2 1:r0=1', ''],
  ['S, wmb and control dependency', 'x=2 wmb y=1 | r0=y if:r0 x=1 fi', 'x=2 1:r0=1', ''],
  ['2+2W', 'x=1 y=2 | y=1 x=2', 'x=1 y=1', 'lkmm'],
  ['2+2W, mb', 'x=1 mb y=2 | y=1 mb x=2', 'x=1 y=1', ''],
  ['WRC', 'x=1 | r0=x y=r0 | r1=y rmb r2=x', '1:r0=1 2:r1=1 2:r2=0', 'lkmm'],
  ['WRC, release', 'x=1 | r0=x y=.1 | r1=y rmb r2=x', '1:r0=1 2:r1=1 2:r2=0', ''],
  ['WRC, wmb orders no reads', 'x=1 | r0=x wmb y=1 | r1=y rmb r2=x', '1:r0=1 2:r1=1 2:r2=0', 'lkmm'],
  ['IRIW, rmb', 'x=1 | y=1 | r0=x rmb r1=y | r0=y rmb r1=x', '2:r0=1 2:r1=0 3:r0=1 3:r1=0', 'lkmm'],
  ['IRIW, mb', 'x=1 | y=1 | r0=x mb r1=y | r0=y mb r1=x', '2:r0=1 2:r1=0 3:r0=1 3:r1=0', ''],
  [
    'ISA2, locks and mb',
    'lock:l x=1 y=1 unlock:l | lock:l r0=y z=1 unlock:l | r1=z mb r2=x',
    '1:r0=1 2:r1=1 2:r2=0',
    '',
  ],
  [
    'Z6.0, locks and mb',
    'lock:l x=1 y=1 unlock:l | lock:l r0=y z=1 unlock:l | z=2 mb r2=x',
    '1:r0=1 2:r2=0 z=2',
    'lkmm',
  ],
  [
    'Z6.0, mb after the lock',
    'lock:l x=1 y=1 unlock:l | lock:l spin r0=y z=1 unlock:l | z=2 mb r2=x',
    '1:r0=1 2:r2=0 z=2',
    '',
  ],
  ['Z6.0, release and acquire', 'x=1 y=.1 | r0=.y z=.1 | z=2 mb r1=x', '1:r0=1 2:r1=0 z=2', 'lkmm'],
  ['CoRR', 'x=1 | r0=x r1=x', '1:r0=1 1:r1=0', ''],
  ['CoWW', 'x=1 x=2', 'x=1', ''],
  ['CoWR', 'x=1 r0=x | x=2', '0:r0=0', ''],
  ['CoRW', 'r0=x x=1 | x=2', '0:r0=1', ''],
  ['no update is lost', 'inc:x | inc:x', 'x=1', ''],
  ['LB', 'r0=x y=1 | r0=y x=1', '0:r0=1 1:r0=1', 'lb'],
  ['LB, wmb orders no loads', 'r0=x wmb y=1 | r0=y wmb x=1', '0:r0=1 1:r0=1', 'lb'],
  ['LB, rmb orders no stores', 'r0=x rmb y=1 | r0=y rmb x=1', '0:r0=1 1:r0=1', 'lb'],
  ['LB, one data dependency', 'r0=x y=1 | r0=y x=r0', '0:r0=1 1:r0=1', 'lb'],
  ['LB, data dependencies', 'r0=x y=r0 | r0=y x=r0', '0:r0=1', ''],
  ['LB, address and data dependency', 'r0=x y=1@r0 | r0=y x=r0', '0:r0=1 1:r0=1', ''],
  ['LB, control dependency and mb', 'r0=x mb y=1 | r0=y if:r0 x=1 fi', '0:r0=1 1:r0=1', ''],
  ['LB, one control dependency', 'r0=x y=1 | r0=y if:r0 x=1 fi', '0:r0=1 1:r0=1', 'lb'],
  ['LB, control dependencies', 'r0=x if:r0 y=1 fi | r0=y if:r0 x=1 fi', '0:r0=1 1:r0=1', ''],
  ['LB, store behind the join', 'r0=x if:r0 r1=z fi y=1 | r0=y if:r0 x=1 fi', '0:r0=1 1:r0=1', 'lb'],
  ['LB, acquire and release', 'r0=x y=.1 | r0=.y x=1', '0:r0=1 1:r0=1', ''],
  ['LB, one release', 'r0=x y=.1 | r0=y x=1', '0:r0=1 1:r0=1', 'lb'],
  ['LB, unlock and lock', 'lock:l r0=x unlock:l lock:l y=1 unlock:l | r1=.y x=1', '0:r0=1 1:r1=1', ''],
  ['LB, section', 'rcu r0=x y=1 urcu | r0=y x=1', '0:r0=1 1:r0=1', 'lb'],
  ['LB, section and grace period', 'rcu r0=x y=1 urcu | r0=y sync x=1', '0:r0=1 1:r0=1', ''],
  ['a load passed by a store', 'x=1 mb z=1 | r0=z q=1 | r1=q mb r2=x', '1:r0=1 2:r1=1 2:r2=0', 'lb'],
  ['a load that a store depends on', 'x=1 mb z=1 | r0=z q=r0 | r1=q mb r2=x', '1:r0=1 2:r1=1 2:r2=0', ''],
];

describe('litmus shapes', () => {
  for (const memory of ['sc', 'tso', 'lkmm', 'lkmm+lb'] as const) {
    it.each(table)(`${memory}: %s`, (_, text, outcome, models) => {
      // What lkmm allows, it allows with load buffering too.
      const allowed = (memory === 'lkmm+lb' ? ['lkmm', 'lb'] : [memory]).some((one) => models.split(' ').includes(one));
      const plain = outcomes(text, { memory, reduction: false });
      expect(includes(plain, outcome)).toBe(allowed);
      expect(outcomes(text, { memory, reduction: true })).toEqual(plain);
    });
  }
});

describe('control dependencies', () => {
  const may = (text: string, outcome: string, control: NonNullable<EngineOptions['control']>): boolean =>
    allows(text, outcome, { memory: 'lkmm', control, reduction: true });
  const arms = 'x=2 wmb y=1 | r0=y if:r0 z=1 x=1 fi';
  const join = 'x=2 wmb y=1 | r0=y if:r0 z=1 fi x=1';

  it('order stores in the branches', () => {
    expect([may(arms, 'x=2 1:r0=1', 'lkmm'), may(arms, 'x=2 1:r0=1', 'hardware')]).toEqual([false, false]);
  });

  it('order stores behind the join only on hardware', () => {
    expect([may(join, 'x=2 1:r0=1', 'lkmm'), may(join, 'x=2 1:r0=1', 'hardware')]).toEqual([true, false]);
  });
});

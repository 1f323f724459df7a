/** `sleep-in-atomic`: which primitives may sleep, and where they may not. */
import { describe, expect, it } from '@jest/globals';
import type { Instr } from '../../program';
import { constant, found, type Build } from '../testing';

const atomic: [string, (b: Build) => Instr[], (b: Build) => Instr[]][] = [
  ['under a spinlock', (b) => [b.take('s')], (b) => [b.drop('s')]],
  ['under an rwlock', (b) => [b.take('l', 'read')], (b) => [b.drop('l', 'read')]],
  ['with preemption off', (b) => [b.preempt('disable')], (b) => [b.preempt('enable')]],
  ['with interrupts off', (b) => [b.irq('disable')], (b) => [b.irq('enable')]],
  ['in an RCU section', (b) => [b.rcu('lock')], (b) => [b.rcu('unlock')]],
];

const sleeping: [string, (b: Build) => Instr[]][] = [
  ['a mutex', (b) => [b.take('m'), b.drop('m')]],
  ['an rwsem', (b) => [b.take('n', 'read'), b.drop('n', 'read')]],
  ['a page lock', (b) => [b.take('b'), b.drop('b')]],
  ['waiting for a page', (b) => [b.wait('b')]],
  ['a completion', (b) => [b.complete('c'), b.wait('c')]],
  ['an await', (b) => [b.store('x', constant(1)), b.await('x', '==', 1)]],
  ['might_sleep', (b) => [b.mightSleep()]],
];

const awake: [string, (b: Build) => Instr[]][] = [
  ['a spinlock', (b) => [b.take('s'), b.drop('s')]],
  ['a trylock', (b) => [b.tryTake(2, 'm'), ...b.unless(2, [b.drop('m')])]],
  ['an access', (b) => [b.load(0, 'x')]],
];

describe('sleep-in-atomic', () => {
  for (const [where, lead, tail] of atomic) {
    for (const [what, sleep] of sleeping) {
      it(`${what} ${where}`, () => {
        expect(found((b) => ({ threads: [b.within('f', [...lead(b), ...sleep(b), ...tail(b)])] }))).toEqual([
          'sleep-in-atomic@f',
        ]);
      });
      it(`not ${what} after it`, () => {
        expect(found((b) => ({ threads: [[...lead(b), ...tail(b), ...sleep(b)]] }))).toEqual([]);
      });
    }
    for (const [what, wakeful] of awake) {
      if (what === 'a spinlock' && where === 'under a spinlock') continue;
      it(`not ${what} ${where}`, () => {
        expect(found((b) => ({ threads: [[...lead(b), ...wakeful(b), ...tail(b)]] }))).toEqual([]);
      });
    }
  }

  it('synchronize_rcu under a spinlock', () => {
    expect(found((b) => ({ threads: [b.within('f', [b.take('s'), b.rcu('synchronize'), b.drop('s')])] }))).toEqual([
      'sleep-in-atomic@f',
    ]);
  });

  it('is a warning: the run goes on', () => {
    expect(
      found((b) => ({ threads: [b.within('f', [b.take('s'), b.mightSleep(), b.drop('s'), b.report('assert')])] })),
    ).toEqual(['assert@f', 'sleep-in-atomic@f']);
  });
});

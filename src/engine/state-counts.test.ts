/**
 * States and transitions of small programs, counted by hand. A step is one shared access and the local
 * code after it, so a thread of n accesses has n + 1 positions.
 */
import { describe, expect, it } from '@jest/globals';
import type { Instr, Program } from '../program';
import type { EngineOptions } from './index';
import { Build, constant, plus, reg, run, type Globals } from './testing';

const globals = { x: 'int', y: 'int', z: 'int', m: 'mutex', n: 'rwsem', c: 'completion' } as const satisfies Globals;

function counts(
  threads: (b: Build) => Instr[][],
  options: Partial<EngineOptions> = {},
): { states: number; transitions: number; terminals: number } {
  const build = new Build(globals);
  const program: Program = build.program(threads(build));
  const { states, transitions, terminals } = run(program, options);
  return { states, transitions, terminals };
}

describe('plain search', () => {
  /*
   * Two threads of two steps each, a1 a2 and b1 b2, on different words. The 6 interleavings:
   *   a1 a2 b1 b2    a1 b1 a2 b2    a1 b1 b2 a2    b1 a1 a2 b2    b1 a1 b2 a2    b1 b2 a1 a2
   * Positions (a, b) with 0 <= a, b <= 2: 9 states. Of these (2, 2) is the end, which is counted as a
   * terminal and not stored: 8 stored. Transitions: from each of the 3 values of b, a goes on twice: 6;
   * likewise b: 6; 12 together.
   */
  it('two threads of two steps: 6 interleavings, 9 states, 12 transitions', () => {
    const two = (b: Build): Instr[][] => [
      [b.store('x', constant(1)), b.store('x', constant(2))],
      [b.store('y', constant(1)), b.store('y', constant(2))],
    ];
    expect(counts(two)).toEqual({ states: 8, transitions: 12, terminals: 1 });
    // Nobody can notice the other: one way through, the end is all there is.
    expect(counts(two, { reduction: true })).toEqual({ states: 0, transitions: 4, terminals: 1 });
  });

  /*
   * Three threads of one step: 3! = 6 interleavings, 2^3 = 8 states, 3 * 2^2 = 12 transitions.
   */
  it('three threads of one step: 8 states, 12 transitions', () => {
    const three = (b: Build): Instr[][] => [
      [b.store('x', constant(1))],
      [b.store('y', constant(1))],
      [b.store('z', constant(1))],
    ];
    expect(counts(three)).toEqual({ states: 7, transitions: 12, terminals: 1 });
    expect(counts(three, { reduction: true })).toEqual({ states: 0, transitions: 3, terminals: 1 });
  });

  /*
   * x++ of two threads, read and write apart (r1 w1, r2 w2), from x = 0. States by (position, register):
   *   start; r1; r2; r1 r2; r1 w1; r2 w2; then after r1 w1: r2 reads 1; after r2 w2: r1 reads 1;
   *   after r1 r2: w1 (x=1, r2 still 0), w2 (x=1, r1 still 0)
   * = 10 stored, and two ends: x=2 (no overlap) and x=1 (lost update).
   * Transitions: start 2, r1 2, r2 2, r1r2 2, and one each from the other six = 14.
   */
  it('a lost update: 10 states and 2 ends', () => {
    const increment = (b: Build): Instr[][] =>
      [0, 1].map(() => [b.load(0, 'x'), b.store('x', plus(reg(0), constant(1)))]);
    expect(counts(increment)).toEqual({ states: 10, transitions: 14, terminals: 2 });
  });

  /*
   * The same under a mutex (lock, read, write, unlock). Thread 1 first: positions 1..3 inside, then 4; thread 2
   * cannot move while the other is inside.
   *   start (0,0); (1,0) (2,0) (3,0) (4,0); (4,1) (4,2) (4,3); mirrored: (0,1) .. (0,4); (1,4) (2,4) (3,4)
   * = 1 + 7 + 7 = 15 stored; one end (x = 2); transitions: 2 from the start, 1 from each other = 16.
   */
  it('under a mutex: 15 states and 1 end', () => {
    const guarded = (b: Build): Instr[][] =>
      [0, 1].map(() => [b.take('m'), b.load(0, 'x'), b.store('x', plus(reg(0), constant(1))), b.drop('m')]);
    expect(counts(guarded)).toEqual({ states: 15, transitions: 16, terminals: 1 });
    /*
     * Reduced: only the acquisitions are choices. The start is stored, and the state in which the first
     * thread is done (its read, write and unlock go alone): there the second goes alone to the end.
     * Both orders lead to the same end.
     */
    expect(counts(guarded, { reduction: true }).states).toBe(1);
  });

  it('readers of an rwsem commute', () => {
    const readers = (b: Build): Instr[][] =>
      [0, 1].map(() => [b.take('n', 'read'), b.load(0, 'x'), b.drop('n', 'read')]);
    // 4 x 4 positions less the end; each of the 4 values of the other, 3 steps, two threads: 24.
    expect(counts(readers)).toEqual({ states: 15, transitions: 24, terminals: 1 });
    expect(counts(readers, { reduction: true })).toEqual({ states: 0, transitions: 6, terminals: 1 });
  });

  it('n threads of one step each have 2^n states', () => {
    for (let n = 1; n <= 6; n++) {
      const many = (b: Build): Instr[][] => Array.from({ length: n }, () => [b.add('x', 1)]);
      // Increments of one word: the word is the number of threads that are done, so positions say all.
      expect(counts(many).states).toBe(2 ** n - 1);
      // Reduced they still clash, but of two orders that meet again sleep sets run one.
      expect(counts(many, { reduction: true }).states).toBeLessThanOrEqual(2 ** n - 1);
    }
  });

  it('every choice is a way of its own', () => {
    const choosing = (b: Build): Instr[][] => [[b.choose(0, 3), b.store('x', reg(0))]];
    // The start; three values of the register; three ends.
    expect(counts(choosing)).toEqual({ states: 4, transitions: 6, terminals: 3 });
  });

  it('the number of choices may be a choice itself', () => {
    const choosing = (b: Build): Instr[][] => [[b.choose(0, 4), b.choose(1, reg(0)), b.store('x', reg(1))]];
    // The start; four values of the first; three of the second, reached in 1 (nothing to choose from is one way), 1,
    // 2 and 3 ways, when the first is no longer needed; three ends.
    expect(counts(choosing)).toEqual({ states: 1 + 4 + 3, transitions: 4 + 7 + 3, terminals: 3 });
  });

  it('fair locks make queueing a step', () => {
    const two = (b: Build): Instr[][] => [0, 1].map(() => [b.take('m'), b.drop('m')]);
    // Unfair: the start, and (1,0) (2,0) (2,1) with each of the two first.
    expect(counts(two)).toEqual({ states: 7, transitions: 8, terminals: 1 });
    // Fair, q for queued: the start, and (1,0) (1,q) (2,q) (2,0) (2,1) with each first; two ways on from (1,0).
    expect(counts(two, { fair: true })).toEqual({ states: 11, transitions: 14, terminals: 1 });
  });
});

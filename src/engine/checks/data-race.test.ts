/** `data-race`: conflicting next accesses, one of them plain; only where asked for. */
import { describe, expect, it } from '@jest/globals';
import type { Instr } from '../../program';
import { constant, found, type Build, type Parts } from '../testing';

const marked = (instr: Instr): Instr => ({ ...instr, marking: 'once' }) as Instr;
const kcsan = { kcsan: true } as const;

const table: [string, (b: Build) => Instr[][], string[]][] = [
  [
    'plain write, plain read',
    (b) => [b.within('one', [b.store('x', constant(1))]), b.within('two', [b.load(0, 'x')])],
    ['data-race@one'],
  ],
  [
    'plain write, marked read: at the plain one',
    (b) => [b.within('one', [marked(b.load(0, 'x'))]), b.within('two', [b.store('x', constant(1))])],
    ['data-race@two'],
  ],
  [
    'plain read, atomic increment',
    (b) => [b.within('one', [b.add('x', 1)]), b.within('two', [b.load(0, 'x')])],
    ['data-race@two'],
  ],
  ['both marked', (b) => [[marked(b.store('x', constant(1)))], [marked(b.load(0, 'x'))]], []],
  ['two reads', (b) => [[b.load(0, 'x')], [b.load(0, 'x')]], []],
  ['two words', (b) => [[b.store('x', constant(1))], [b.store('y', constant(1))]], []],
  [
    'under one mutex',
    (b) => [
      [b.take('m'), b.store('x', constant(1)), b.drop('m')],
      [b.take('m'), b.load(0, 'x'), b.drop('m')],
    ],
    [],
  ],
  [
    'under two mutexes',
    (b) => [
      b.within('one', [b.take('m'), b.store('x', constant(1)), b.drop('m')]),
      b.within('two', [b.take('m2'), b.load(0, 'x'), b.drop('m2')]),
    ],
    ['data-race@one'],
  ],
  [
    'readers of an rwsem that write',
    (b) => [0, 1].map(() => b.within('f', [b.take('n', 'read'), b.store('x', constant(1)), b.drop('n', 'read')])),
    ['data-race@f'],
  ],
  [
    'one after the other through a completion',
    (b) => [
      [b.store('x', constant(1)), b.complete('c')],
      [b.wait('c'), b.load(0, 'x')],
    ],
    [],
  ],
  [
    'behind a step that another thread takes alone',
    (b) => [
      b.within('one', [b.load(1, 'y'), b.load(1, 'y'), b.store('x', constant(1))]),
      b.within('two', [b.load(0, 'x')]),
      [b.load(1, 'y')],
    ],
    ['data-race@one'],
  ],
];

describe('data-race', () => {
  for (const [name, make, names] of table) {
    it(name, () => {
      const parts = (b: Build): Parts => ({ threads: make(b) });
      expect(found(parts, kcsan)).toEqual(names);
      expect(found(parts).filter((one) => one.startsWith('data-race'))).toEqual([]);
      const reversed = (b: Build): Parts => ({ threads: make(b).reverse() });
      expect(found(reversed, kcsan)).toEqual(names);
    });
  }
});

/** `lockdep-circular` and `lockdep-recursive`: lock orders over all runs. */
import { describe, expect, it } from '@jest/globals';
import type { Instr } from '../../program';
import { explore, replay } from '../index';
import { found, made, plainOptions, reg, type Build, type Parts } from '../testing';

/** A thread that takes the first lock, then the second, and drops both; after it the other order, in the same thread: no deadlock. */
const orders = (b: Build, first: Instr[][], second: Instr[][]): Parts => ({
  threads: [[...b.within('one', first.flat()), ...b.within('two', second.flat())]],
});

describe('lockdep-circular', () => {
  it('opposite orders in one thread, where no run deadlocks', () => {
    expect(
      found((b) =>
        orders(
          b,
          [
            [b.take('m'), b.take('m2')],
            [b.drop('m2'), b.drop('m')],
          ],
          [
            [b.take('m2'), b.take('m')],
            [b.drop('m'), b.drop('m2')],
          ],
        ),
      ),
    ).toEqual(['lockdep-circular@one']);
  });

  it('has one witness for each order', () => {
    const program = made((b) =>
      orders(
        b,
        [
          [b.take('m'), b.take('m2')],
          [b.drop('m2'), b.drop('m')],
        ],
        [
          [b.take('m2'), b.take('m')],
          [b.drop('m'), b.drop('m2')],
        ],
      ),
    );
    const [finding] = explore(program, { ...plainOptions, reduction: true }).findings;
    expect(finding?.witnesses.map((one) => one.role)).toEqual(['m -> m2', 'm2 -> m']);
    expect(finding?.detail).toBe('m -> m2 -> m');
  });

  it('a ring of three', () => {
    expect(
      found((b) => ({
        threads: [
          [
            ...b.within('one', [b.take('m'), b.take('m2'), b.drop('m2'), b.drop('m')]),
            ...b.within('two', [b.take('m2'), b.take('m3'), b.drop('m3'), b.drop('m2')]),
            ...b.within('three', [b.take('m3'), b.take('m'), b.drop('m'), b.drop('m3')]),
          ],
        ],
      })),
    ).toEqual(['lockdep-circular@one']);
  });

  it('readers of an rwsem count: a queued writer may stand between', () => {
    const threads = (b: Build): Parts =>
      orders(
        b,
        [
          [b.take('n', 'read'), b.take('m')],
          [b.drop('m'), b.drop('n', 'read')],
        ],
        [
          [b.take('m'), b.take('n', 'read')],
          [b.drop('n', 'read'), b.drop('m')],
        ],
      );
    expect(found(threads)).toEqual(['lockdep-circular@one']);
  });

  it('readers of an rwlock on both sides do not wait for each other', () => {
    const threads = (b: Build, mode: 'read' | 'write'): Parts =>
      orders(
        b,
        [
          [b.take('l', 'read'), b.take('s')],
          [b.drop('s'), b.drop('l', 'read')],
        ],
        [
          [b.take('s'), b.take('l', mode)],
          [b.drop('l', mode), b.drop('s')],
        ],
      );
    expect(found((b) => threads(b, 'read'))).toEqual([]);
    expect(found((b) => threads(b, 'write'))).toEqual(['lockdep-circular@one']);
  });

  it('a trylock never waits, but what is taken under it does', () => {
    expect(
      found((b) =>
        orders(
          b,
          [[b.take('m'), b.tryTake(2, 'm2'), ...b.unless(2, [b.drop('m2')]), b.drop('m')]],
          [
            [b.take('m2'), b.take('m')],
            [b.drop('m'), b.drop('m2')],
          ],
        ),
      ),
    ).toEqual([]);
    expect(
      found((b) =>
        orders(
          b,
          [[b.tryTake(2, 'm'), ...b.unless(2, [b.take('m2'), b.drop('m2'), b.drop('m')])]],
          [
            [b.take('m2'), b.take('m')],
            [b.drop('m'), b.drop('m2')],
          ],
        ),
      ),
    ).toEqual(['lockdep-circular@one']);
  });

  it('a nesting level is a class of its own', () => {
    expect(
      found((b) =>
        orders(
          b,
          [
            [b.take('m'), b.take('m2')],
            [b.drop('m2'), b.drop('m')],
          ],
          [
            [b.take('m2'), b.nested('m', 'write', 1)],
            [b.drop('m'), b.drop('m2')],
          ],
        ),
      ),
    ).toEqual([]);
  });

  it('bit locks have no class', () => {
    expect(
      found((b) =>
        orders(
          b,
          [
            [b.take('m'), b.take('b')],
            [b.drop('b'), b.drop('m')],
          ],
          [
            [b.take('b'), b.take('m')],
            [b.drop('m'), b.drop('b')],
          ],
        ),
      ).filter((name) => name.startsWith('lockdep')),
    ).toEqual([]);
  });
});

describe('lockdep-recursive', () => {
  it('a second read lock of one class, rwsem or rwlock', () => {
    for (const lock of ['n', 'l'] as const) {
      expect(
        found((b) => ({
          threads: [
            b.within('f', [b.take(lock, 'read'), b.take(lock, 'read'), b.drop(lock, 'read'), b.drop(lock, 'read')]),
          ],
        })),
      ).toEqual(['lockdep-recursive@f']);
    }
  });

  it('is shown by the replay of its trace', () => {
    const program = made((b) => ({
      threads: [b.within('f', [b.take('n', 'read'), b.take('n', 'read'), b.drop('n', 'read'), b.drop('n', 'read')])],
    }));
    const options = { ...plainOptions, reduction: true };
    const [finding] = explore(program, options).findings;
    const trace = finding?.witnesses[0]?.trace ?? { stem: [], cycle: [] };
    const shown = { file: 'f.c', line: 1, function: 'f', text: '' };
    expect(replay(program, options, trace, () => shown).findings).toMatchObject([
      { kind: 'lockdep-recursive', detail: finding?.detail },
    ]);
  });

  const two = (b: Build, subclass: number): Parts => ({
    setup: [b.alloc(4), b.store('p', reg(4)), b.alloc(5), b.store('q', reg(5))],
    threads: [
      b.within('f', [
        b.load(4, 'p'),
        b.load(5, 'q'),
        b.takeOf(4, 'mutex'),
        { ...b.takeOf(5, 'mutex'), subclass } as Instr,
        b.dropOf(5, 'mutex'),
        b.dropOf(4, 'mutex'),
      ]),
    ],
  });

  it('two locks of one class, one inside the other', () => {
    expect(found((b) => two(b, 0))).toEqual(['lockdep-recursive@f']);
  });

  it('but not with a nesting level', () => {
    expect(found((b) => two(b, 1))).toEqual([]);
  });
});

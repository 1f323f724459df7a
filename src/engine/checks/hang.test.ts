/** `hang` by livelock: a part of the state graph in which a fair run may stay for ever. */
import { describe, expect, it } from '@jest/globals';
import { explore, formatTrace, replay } from '../index';
import { constant, found, made, plainOptions, type Build, type Parts } from '../testing';

describe('hang: for ever round', () => {
  it('a spin on a word that nobody writes', () => {
    expect(found((b) => ({ threads: [b.within('spin', [b.load(0, 'x'), b.againUntil(0, 1)])] }))).toEqual([
      'hang@spin',
    ]);
  });

  it('a spin on a word that somebody will write is none', () => {
    expect(
      found((b) => ({
        threads: [
          [b.load(0, 'x'), b.againUntil(0, 1)],
          [b.load(1, 'y'), b.store('x', constant(1))],
        ],
      })),
    ).toEqual([]);
  });

  it('a spin whose writer waits for the spinner', () => {
    expect(
      found((b) => ({
        threads: [
          b.within('spin', [b.take('m'), b.load(0, 'x'), b.againUntil(0, 1), b.drop('m')]),
          b.within('writer', [b.take('m'), b.store('x', constant(1)), b.drop('m')]),
        ],
      })),
    ).toEqual(['hang@spin']);
  });

  /** Takes one lock, tries the other, and on failure lets go and starts again. */
  const polite = (b: Build, own: 'm' | 'm2', other: 'm' | 'm2') => [
    b.take(own),
    b.tryTake(2, other),
    ...b.unless(2, [b.drop(other), b.drop(own), { op: 'jump', to: 3, at: 0 } as const]),
    b.drop(own),
    b.again(7),
  ];

  it('two threads that politely give way to each other', () => {
    const threads = (b: Build): Parts => ({
      threads: [
        b.within('one', [...polite(b, 'm', 'm2'), b.load(0, 'x')]),
        b.within('two', [...polite(b, 'm2', 'm'), b.load(0, 'x')]),
      ],
    });
    expect(found(threads)).toEqual(['hang@one']);
    const program = made(threads);
    const [finding] = explore(program, { ...plainOptions, reduction: true }).findings;
    const trace = finding?.witnesses[0]?.trace ?? { stem: [], cycle: [] };
    expect(formatTrace(trace)).toMatch(/\( .*t0.*t1.* \)\*|\( .*t1.*t0.* \)\*/);
    const again = replay(program, plainOptions, trace, () => ({ file: '', line: 1, function: '', text: '' }));
    expect(again.error).toBeUndefined();
    expect(again.finding?.kind).toBe('hang');
  });

  it('fairness is weak: a thread may come too late for a lock for ever', () => {
    const threads = (b: Build): Parts => ({
      threads: [
        [...polite(b, 'm', 'm2'), b.load(0, 'x')],
        [b.take('m2'), b.take('m'), b.drop('m'), b.drop('m2')],
      ],
    });
    // m is free again and again, but never when the second is on: weak fairness does not promise it the lock.
    expect(found(threads)).toEqual(['hang@f']);
  });

  it('PROGRESS in the loop says that it may go on for ever', () => {
    expect(found((b) => ({ threads: [[b.load(0, 'x'), b.progress(), b.againUntil(0, 2)]] }))).toEqual([]);
  });

  it('a loop that ends is none', () => {
    expect(
      found((b) => ({
        threads: [
          [
            b.add('x', 1),
            b.load(0, 'x'),
            b.set(1, {
              kind: 'binary',
              op: '>',
              a: { kind: 'reg', reg: 0 },
              b: constant(3),
              unsigned: false,
              wide: false,
            }),
            b.againUntil(1, 3),
          ],
        ],
      })),
    ).toEqual([]);
  });
});

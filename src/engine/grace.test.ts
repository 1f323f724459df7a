/** RCU: what a grace period waits for, and what it does not. */
import { describe, expect, it } from '@jest/globals';
import { binary, constant, found, reg, type Build, type Parts } from './testing';

const is = (register: number, value: number) => binary('==', reg(register), constant(value));

/** One reader of p under RCU; an updater that takes the node away, waits as told, and frees it. */
const updater = (b: Build, wait: readonly ReturnType<Build['rcu']>[]): Parts => ({
  setup: [b.alloc(4), b.storeValue(4, constant(1)), b.store('p', reg(4))],
  threads: [
    b.within('reader', [b.rcu('lock'), b.load(5, 'p'), ...b.unless(5, [b.loadValue(0, 5)]), b.rcu('unlock')]),
    b.within('updater', [b.load(5, 'p'), b.store('p', constant(0)), ...wait, b.free(5)]),
  ],
});

describe('synchronize_rcu', () => {
  it('keeps what a section sees alive', () => {
    expect(found((b) => updater(b, [b.rcu('synchronize')]))).toEqual([]);
    expect(found((b) => updater(b, []))).toEqual(['use-after-free@reader']);
  });

  it('waits for sections open when it began, not for later ones', () => {
    // A reader that always opens the next section would else keep it waiting for ever; and a section that
    // begins after it did may still be open when it ends.
    expect(
      found((b) => ({
        threads: [
          [b.rcu('synchronize'), b.store('x', constant(1))],
          b.within('reader', [
            b.rcu('lock'),
            b.load(0, 'x'),
            b.load(1, 'x'),
            ...b.reportIf(binary('==', reg(1), constant(1)), 'expect'),
            b.rcu('unlock'),
          ]),
        ],
      })),
    ).toEqual(['expect@reader']);
  });

  it('a section that saw nothing of what came before the grace period sees nothing of what comes after it', () => {
    const threads = (b: Build, wait: boolean): Parts => ({
      threads: [
        [b.store('x', constant(1)), ...(wait ? [b.rcu('synchronize')] : []), b.store('y', constant(1))],
        b.within('reader', [
          b.rcu('lock'),
          b.load(0, 'x'),
          b.load(1, 'y'),
          b.rcu('unlock'),
          ...b.unless(1, b.reportIf(is(0, 0), 'assert')),
        ]),
      ],
    });
    expect(found((b) => threads(b, true))).toEqual([]);
    expect(found((b) => threads(b, false))).toEqual(['assert@reader']);
  });

  it('inside a section waits for itself', () => {
    expect(
      found((b) => ({ threads: [b.within('f', [b.rcu('lock'), b.rcu('synchronize'), b.rcu('unlock')])] })),
    ).toContain('deadlock@f');
  });

  it('nested sections end with the outer one', () => {
    expect(
      found((b) => ({
        ...updater(b, [b.rcu('synchronize')]),
        threads: [
          b.within('reader', [
            b.rcu('lock'),
            b.rcu('lock'),
            b.load(5, 'p'),
            b.rcu('unlock'),
            ...b.unless(5, [b.loadValue(0, 5)]),
            b.rcu('unlock'),
          ]),
          ...updater(b, [b.rcu('synchronize')]).threads.slice(1),
        ],
      })),
    ).toEqual([]);
  });
});

describe('call_rcu', () => {
  const deferred = (b: Build, before: boolean): Parts => {
    const free = b.handler('callback', [b.free(4)]);
    const { setup, threads } = updater(b, []);
    const take = [b.load(5, 'p')];
    return {
      ...(setup ? { setup } : {}),
      threads: [
        ...threads.slice(0, 1),
        before
          ? [...take, b.callRcu(free, reg(5)), b.store('p', constant(0))]
          : [...take, b.store('p', constant(0)), b.callRcu(free, reg(5))],
      ],
    };
  };
  it('runs the callback after the sections that were open', () => {
    expect(found((b) => deferred(b, false))).toEqual([]);
  });
  it('too early: while the node can still be found', () => {
    expect(found((b) => deferred(b, true))).toEqual(['use-after-free@reader']);
  });

  it('rcu_barrier waits until all callbacks have run', () => {
    const threads = (b: Build, wait: boolean): Parts => {
      const callback = b.handler('callback', [b.store('x', constant(1))]);
      return {
        threads: [
          b.within('f', [
            b.callRcu(callback),
            ...(wait ? [b.rcu('barrier')] : []),
            b.load(0, 'x'),
            ...b.reportIf(is(0, 0), 'expect'),
          ]),
        ],
      };
    };
    expect(found((b) => threads(b, true))).toEqual([]);
    expect(found((b) => threads(b, false))).toEqual(['expect@f']);
  });

  it('a callback runs even when its caller has ended', () => {
    expect(
      found((b) => {
        const callback = b.handler('callback', [b.store('x', constant(1))]);
        return {
          threads: [[b.callRcu(callback)]],
          extra: { finally: b.within('last', [b.load(0, 'x'), ...b.reportIf(is(0, 0), 'assert')]) },
        };
      }),
    ).toEqual([]);
  });
});

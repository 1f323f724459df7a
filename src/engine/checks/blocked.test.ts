/** `deadlock` and `hang` where nobody can run. */
import { describe, expect, it } from '@jest/globals';
import { explore } from '../index';
import { constant, found, made, plainOptions, type Build, type Parts } from '../testing';

const details = (make: (b: Build) => Parts): string[] =>
  explore(made(make), { ...plainOptions, reduction: true }).findings.map((one) => `${one.kind}: ${one.detail}`);

describe('deadlock: a wait-for cycle', () => {
  const abba = (b: Build): Parts => ({
    threads: [
      b.within('ab', [b.take('m'), b.take('m2'), b.drop('m2'), b.drop('m')]),
      b.within('ba', [b.take('m2'), b.take('m'), b.drop('m'), b.drop('m2')]),
    ],
  });

  it('two threads take two mutexes in opposite order', () => {
    expect(found(abba)).toEqual(['deadlock@ab', 'lockdep-circular@ab']);
  });

  it('who waits for what held by whom is said', () => {
    expect(details(abba)[0]).toBe('deadlock: t0 waits for m2 held by t1; t1 waits for m held by t0');
  });

  it('a thread takes a mutex it holds', () => {
    expect(found((b) => ({ threads: [b.within('self', [b.take('m'), b.take('m')])] }))).toContain('deadlock@self');
  });

  it('a reader of an rwsem wants to write', () => {
    expect(found((b) => ({ threads: [b.within('upgrade', [b.take('n', 'read'), b.take('n')])] }))).toContain(
      'deadlock@upgrade',
    );
  });

  it('three threads in a ring; the cycle is reported once, at the first function by name', () => {
    const names = found((b) => ({
      threads: [
        b.within('c', [b.take('m'), b.take('m2'), b.drop('m2'), b.drop('m')]),
        b.within('a', [b.take('m2'), b.take('m3'), b.drop('m3'), b.drop('m2')]),
        b.within('b', [b.take('m3'), b.take('m'), b.drop('m'), b.drop('m3')]),
      ],
    }));
    expect(names).toEqual(['deadlock@a', 'lockdep-circular@a']);
  });

  it('a thread behind the cycle is not part of it', () => {
    const names = found((b) => ({
      threads: [
        b.within('ab', [b.take('m'), b.take('m2'), b.drop('m2'), b.drop('m')]),
        b.within('ba', [b.take('m2'), b.take('m'), b.drop('m'), b.drop('m2')]),
        b.within('aaa-behind', [b.take('m'), b.drop('m')]),
      ],
    }));
    expect(names).not.toContain('deadlock@aaa-behind');
    expect(names).not.toContain('hang@aaa-behind');
  });

  it('fair locks: a second read lock behind a queued writer', () => {
    const threads = (b: Build): Parts => ({
      threads: [
        b.within('reader', [b.take('n', 'read'), b.take('n', 'read'), b.drop('n', 'read'), b.drop('n', 'read')]),
        b.within('writer', [b.take('n'), b.drop('n')]),
      ],
    });
    expect(found(threads)).toEqual(['lockdep-recursive@reader']);
    expect(found(threads, { fair: true })).toEqual(['deadlock@reader', 'lockdep-recursive@reader']);
  });

  it('one order for all is no deadlock', () => {
    const threads = (b: Build): Parts => ({
      threads: [0, 1, 2].map(() => [b.take('m'), b.take('m2'), b.drop('m2'), b.drop('m')]),
    });
    expect(found(threads)).toEqual([]);
  });
});

describe('hang: nobody can help', () => {
  it('the holder of the lock has ended', () => {
    expect(
      found((b) => ({
        threads: [b.within('left', [b.take('m')]), b.within('waits', [b.take('m'), b.drop('m')])],
      })),
    ).toEqual(['hang@waits', 'lock-held-at-exit@left']);
  });

  it('a completion is never done', () => {
    expect(found((b) => ({ threads: [b.within('waits', [b.wait('c')])] }))).toEqual(['hang@waits']);
  });

  it('a completion is done once for two that wait; complete_all is enough for all', () => {
    const waiters = (b: Build, all: boolean): Parts => ({
      threads: [b.within('one', [b.wait('c')]), b.within('two', [b.wait('c')]), [b.complete('c', all)]],
    });
    expect(found((b) => waiters(b, false))).toEqual(['hang@one', 'hang@two']);
    expect(found((b) => waiters(b, true))).toEqual([]);
  });

  it('a word never gets its value', () => {
    expect(
      found((b) => ({ threads: [b.within('waits', [b.await('x', '==', 2)]), [b.store('x', constant(1))]] })),
    ).toEqual(['hang@waits']);
  });

  it('a thread that waits for one that hangs is no root', () => {
    expect(
      found((b) => ({
        threads: [
          b.within('root', [b.take('m'), b.wait('c'), b.drop('m')]),
          b.within('behind', [b.take('m'), b.complete('c'), b.drop('m')]),
        ],
      })),
    ).toEqual(['hang@root']);
  });

  it('a bit lock that nobody unlocks', () => {
    expect(found((b) => ({ threads: [b.within('locks', [b.take('b')]), b.within('waits', [b.wait('b')])] }))).toEqual([
      'hang@waits',
    ]);
  });
});

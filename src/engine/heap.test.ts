/** Faults of memory, and what the three reuse policies make of a stale pointer. */
import { describe, expect, it } from '@jest/globals';
import { explore } from './index';
import { binary, constant, found, made, plainOptions, plus, reg, type Build, type Parts } from './testing';

const detail = (make: (b: Build) => Parts): string | undefined =>
  explore(made(make), { ...plainOptions, reduction: true }).findings[0]?.detail;

const faults: [string, (b: Build) => Parts, string, string][] = [
  [
    'a read of NULL',
    (b) => ({ threads: [b.within('f', [b.load(5, 'p'), b.loadValue(0, 5)])] }),
    'null-deref@f',
    'read of NULL + 0',
  ],
  [
    'a write to a member of NULL',
    (b) => ({ threads: [b.within('f', [b.load(5, 'p'), b.storeNext(5, constant(0))])] }),
    'null-deref@f',
    'write to NULL + 1',
  ],
  [
    'a read of freed memory',
    (b) => ({ threads: [b.within('f', [b.alloc(4), b.free(4), b.loadValue(0, 4)])] }),
    'use-after-free@f',
    'read of node#1.value, freed by t0',
  ],
  [
    'a lock in freed memory',
    (b) => ({ threads: [b.within('f', [b.alloc(4), b.free(4), b.takeOf(4, 'mutex')])] }),
    'use-after-free@f',
    'write to node#1.mutex.owner, freed by t0',
  ],
  [
    'freed twice',
    (b) => ({ threads: [b.within('f', [b.alloc(4), b.free(4), b.free(4)])] }),
    'double-free@f',
    'node#1.value, freed by t0',
  ],
  [
    'a global freed',
    (b) => ({ threads: [b.within('f', [b.set(4, b.address('x')), b.free(4)])] }),
    'wild-access@f',
    'free of x',
  ],
  [
    'freed in the middle',
    (b) => ({
      threads: [b.within('f', [b.alloc(4), b.store('p', reg(4)), b.set(5, plus(reg(4), constant(1))), b.free(5)])],
    }),
    'wild-access@f',
    'free of node#1.next',
  ],
  [
    'a word read as another kind',
    (b) => ({
      threads: [
        b.within('f', [b.alloc(4), b.store('p', reg(4)), b.set(5, plus(reg(4), constant(1))), b.loadValue(0, 5)]),
      ],
    }),
    'wild-access@f',
    'read of node#1.next, another kind of entry',
  ],
  [
    'beyond everything',
    (b) => ({ threads: [b.within('f', [b.set(5, constant(99_999)), b.loadValue(0, 5)])] }),
    'wild-access@f',
    'read of no object (99999)',
  ],
  [
    'an index out of bounds',
    (b) => ({ threads: [b.within('f', [{ op: 'check-index', index: constant(4), count: 4, at: 0 }])] }),
    'wild-access@f',
    'index 4 of an array of 4',
  ],
];

describe('faults', () => {
  for (const [name, make, finding, text] of faults) {
    it(name, () => {
      expect(found(make)).toEqual([finding]);
      expect(detail(make)).toBe(text);
    });
  }

  it('freeing NULL is none', () => {
    expect(found((b) => ({ threads: [[b.load(5, 'p'), b.free(5)]] }))).toEqual([]);
  });
});

describe('a stale pointer to an object that came back', () => {
  /* One thread frees the node and allocates one; another still has the old pointer. */
  const stale = (b: Build): Parts => ({
    setup: [b.alloc(4), b.store('p', reg(4))],
    threads: [
      [
        b.load(4, 'p'),
        b.free(4),
        b.alloc(5),
        b.storeValue(5, constant(7)),
        b.store('q', reg(5)),
        b.store('y', constant(1)),
      ],
      b.within('user', [
        b.load(5, 'p'),
        b.await('y', '==', 1),
        b.loadValue(0, 5),
        ...b.reportIf(binary('==', reg(0), constant(7)), 'expect'),
        b.load(6, 'q'),
        ...b.reportIf(binary('==', reg(5), reg(6)), 'warn-on'),
      ]),
    ],
  });
  it('quarantine: never comes back, every use is found', () => {
    expect(found(stale)).toEqual(['use-after-free@user']);
  });
  it('lifo: comes back at once, is legal and compares equal', () => {
    expect(found(stale, { reuse: 'lifo' })).toEqual(['expect@user', 'warn-on@user']);
  });
  it('any: both', () => {
    expect(found(stale, { reuse: 'any' })).toEqual(['expect@user', 'use-after-free@user', 'warn-on@user']);
  });
});

describe('ABA', () => {
  /* cmpxchg from the old top, while another thread takes it off, frees it, and pushes a new one. */
  const aba = (b: Build): Parts => ({
    setup: [b.alloc(4), b.store('p', reg(4)), b.store('q', reg(4))],
    threads: [
      b.within('user', [
        b.load(5, 'q'),
        b.await('y', '==', 1),
        b.cas(0, 'p', reg(5), constant(0)),
        ...b.reportIf(reg(0), 'expect'),
      ]),
      [
        b.load(4, 'p'),
        b.store('p', constant(0)),
        b.free(4),
        b.alloc(6),
        b.store('p', reg(6)),
        b.store('y', constant(1)),
      ],
    ],
  });
  it('is real where memory comes back, and not where it does not', () => {
    expect(found(aba, { reuse: 'lifo' })).toContain('expect@user');
    expect(found(aba)).not.toContain('expect@user');
  });
});

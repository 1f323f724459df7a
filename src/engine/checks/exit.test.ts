/** What a thread may not leave behind. */
import { describe, expect, it } from '@jest/globals';
import { explore } from '../index';
import { found, made, plainOptions, type Build, type Parts } from '../testing';

describe('lock-held-at-exit', () => {
  const table: [string, (b: Build) => Parts, string[]][] = [
    ['a mutex', (b) => ({ threads: [b.within('f', [b.take('m')])] }), ['lock-held-at-exit@f']],
    ['an rwsem for read', (b) => ({ threads: [b.within('f', [b.take('n', 'read')])] }), ['lock-held-at-exit@f']],
    ['a spinlock', (b) => ({ threads: [b.within('f', [b.take('s')])] }), ['lock-held-at-exit@f']],
    ['a read-side section', (b) => ({ threads: [b.within('f', [b.rcu('lock')])] }), ['lock-held-at-exit@f']],
    ['a bit lock may be left to somebody else', (b) => ({ threads: [b.within('f', [b.take('b')])] }), []],
    [
      'a downgraded lock',
      (b) => ({ threads: [b.within('f', [b.take('n'), b.downgrade('n')])] }),
      ['lock-held-at-exit@f'],
    ],
    ['nothing held', (b) => ({ threads: [[b.take('n'), b.downgrade('n'), b.drop('n', 'read')]] }), []],
    [
      'an end that is never reached',
      (b) => ({ threads: [b.within('f', [b.take('m'), b.report('bug-on')])] }),
      ['bug-on@f'],
    ],
  ];
  for (const [name, make, names] of table) {
    it(name, () => {
      expect(found(make)).toEqual(names);
    });
  }

  it('says which, and how', () => {
    const program = made((b) => ({ threads: [[b.take('m'), b.take('n', 'read')]] }));
    expect(explore(program, plainOptions).findings[0]?.detail).toBe('m (write), n (read)');
  });
});

describe('irqs-left-disabled', () => {
  it('after local_irq_disable', () => {
    expect(found((b) => ({ threads: [b.within('f', [b.irq('disable'), b.load(0, 'x')])] }))).toEqual([
      'irqs-left-disabled@f',
    ]);
  });
  it('not when enabled again', () => {
    expect(found((b) => ({ threads: [[b.irq('disable'), b.load(0, 'x'), b.irq('enable')]] }))).toEqual([]);
  });
});

describe('lock-imbalance', () => {
  const table: [string, (b: Build) => Parts, string][] = [
    ['held by nobody', (b) => ({ threads: [b.within('f', [b.drop('m')])] }), 'm released held by nobody'],
    [
      'in the wrong mode',
      (b) => ({ threads: [b.within('f', [b.take('n'), b.drop('n', 'read')])] }),
      'n released for read, held for write by t0',
    ],
    [
      'read held, write released',
      (b) => ({ threads: [b.within('f', [b.take('n', 'read'), b.drop('n')])] }),
      'n released for write, held for read by t0',
    ],
    [
      'twice',
      (b) => ({ threads: [b.within('f', [b.take('s'), b.drop('s'), b.drop('s')])] }),
      's released held by nobody',
    ],
    ['a bit lock of nobody', (b) => ({ threads: [b.within('f', [b.drop('b')])] }), 'b released held by nobody'],
    [
      'a section that is not open',
      (b) => ({ threads: [b.within('f', [b.rcu('unlock')])] }),
      'rcu_read_unlock without rcu_read_lock',
    ],
    [
      'preemption that is on',
      (b) => ({ threads: [b.within('f', [b.preempt('enable')])] }),
      'preempt_enable without preempt_disable',
    ],
    [
      'a downgrade of a read lock',
      (b) => ({ threads: [b.within('f', [b.take('n', 'read'), b.downgrade('n')])] }),
      'n released for write, held for read by t0',
    ],
  ];
  for (const [name, make, detail] of table) {
    it(name, () => {
      expect(found(make)).toEqual(['lock-imbalance@f']);
      expect(explore(made(make), plainOptions).findings[0]?.detail).toBe(detail);
    });
  }

  it('by a thread that does not own it', () => {
    expect(
      found((b) => ({ threads: [[b.take('m'), b.load(0, 'x'), b.drop('m')], b.within('thief', [b.drop('m')])] })),
    ).toEqual(['lock-imbalance@thief']);
  });

  it('but anybody may release a bit lock that is held', () => {
    expect(
      found((b) => ({ setup: [b.take('b')], threads: [b.within('other', [b.drop('b')])] })).filter((name) =>
        name.startsWith('lock-imbalance'),
      ),
    ).toEqual([]);
  });
});

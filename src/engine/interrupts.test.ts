/** Interrupts between CPUs, and threads that share one. */
import { describe, expect, it } from '@jest/globals';
import { binary, constant, found, reg, type Build, type Parts } from './testing';

const is = (register: number, value: number) => binary('==', reg(register), constant(value));

describe('an interrupt', () => {
  it('comes between any two steps of a thread of the target', () => {
    expect(
      found((b) => {
        const handler = b.handler('handler', [b.store('x', constant(1))]);
        return {
          threads: [
            [b.ipi(2, handler, true)],
            b.within('target', [b.load(0, 'x'), b.load(1, 'x'), ...b.reportIf(binary('!=', reg(0), reg(1)), 'expect')]),
          ],
        };
      }),
    ).toEqual(['expect@target']);
  });

  it('not while interrupts are off there', () => {
    expect(
      found((b) => {
        const handler = b.handler('handler', [b.store('x', constant(1))]);
        return {
          threads: [
            [b.ipi(2, handler, true)],
            b.within('target', [
              b.irq('disable'),
              b.load(0, 'x'),
              b.load(1, 'x'),
              ...b.reportIf(binary('!=', reg(0), reg(1)), 'expect'),
              b.irq('enable'),
            ]),
          ],
        };
      }),
    ).toEqual([]);
  });

  it('its sender goes on when all targets have run it, if it waits', () => {
    const threads = (b: Build, wait: boolean): Parts => {
      const handler = b.handler('handler', [b.add('x', 1)]);
      return {
        threads: [
          b.within('sender', [
            b.ipi(7, handler, wait),
            b.load(0, 'x'),
            ...b.reportIf(binary('!=', reg(0), constant(2)), 'expect'),
          ]),
          [b.load(0, 'y')],
          [b.load(0, 'y')],
        ],
      };
    };
    expect(found((b) => threads(b, true))).toEqual([]);
    expect(found((b) => threads(b, false))).toEqual(['expect@sender']);
  });

  it('never comes to the sender itself', () => {
    expect(
      found((b) => {
        const handler = b.handler('handler', [b.report('assert')]);
        return { threads: [[b.ipi(1, handler, true)], [b.load(0, 'x')]] };
      }),
    ).toEqual([]);
  });

  it('waits in the sender until the target ends its section with interrupts off', () => {
    // As the kernel's lockless page walks rely on: a table is freed only after all have answered.
    const threads = (b: Build, off: boolean): Parts => {
      const handler = b.handler('handler', []);
      return {
        setup: [b.alloc(4), b.store('p', reg(4))],
        threads: [
          [b.load(5, 'p'), b.store('p', constant(0)), b.ipi(2, handler, true), b.free(5)],
          b.within('walker', [
            ...(off ? [b.irq('disable')] : []),
            b.load(5, 'p'),
            ...b.unless(5, [b.loadValue(0, 5)]),
            ...(off ? [b.irq('enable')] : []),
          ]),
        ],
      };
    };
    expect(found((b) => threads(b, true))).toEqual([]);
    expect(found((b) => threads(b, false))).toEqual(['use-after-free@walker']);
  });

  it('two senders with interrupts off wait for each other', () => {
    expect(
      found((b) => {
        const handler = b.handler('handler', [b.add('x', 1)]);
        const send = (mask: number) => [b.irq('disable'), b.ipi(mask, handler, true), b.irq('enable')];
        return { threads: [b.within('one', send(2)), b.within('two', send(1))] };
      }),
    ).toEqual(['deadlock@one']);
  });

  it('a sender with interrupts off is not the one to blame for a target that never turns them on', () => {
    expect(
      found((b) => {
        const handler = b.handler('handler', [b.add('x', 1)]);
        return {
          threads: [
            b.within('sender', [b.irq('disable'), b.ipi(2, handler, true), b.irq('enable')]),
            b.within('target', [b.irq('disable'), b.wait('c'), b.irq('enable')]),
          ],
        };
      }),
    ).toEqual(['hang@target']);
  });
});

describe('threads of one CPU', () => {
  const count = (
    b: Build,
    lead: readonly ReturnType<Build['preempt']>[],
    tail: readonly ReturnType<Build['preempt']>[],
  ): Parts => ({
    threads: ['one', 'two'].map((name) =>
      b.within(name, [
        ...lead,
        b.load(0, 'x'),
        b.store('x', { kind: 'binary', op: '+', a: reg(0), b: constant(1), unsigned: false, wide: false }),
        ...tail,
      ]),
    ),
    extra: { cpus: [0, 0], finally: b.within('last', [b.load(0, 'x'), ...b.reportIf(is(0, 1), 'expect')]) },
  });

  it('switch wherever the kernel may preempt', () => {
    expect(found((b) => count(b, [], []))).toEqual(['expect@last']);
  });
  it('not with preemption off', () => {
    expect(found((b) => count(b, [b.preempt('disable')], [b.preempt('enable')]))).toEqual([]);
  });
  it('not with interrupts off', () => {
    expect(found((b) => count(b, [b.irq('disable')], [b.irq('enable')]))).toEqual([]);
  });
  it('not inside a spinlock, even one of their own each', () => {
    expect(found((b) => count(b, [b.take('s')], [b.drop('s')]))).toEqual([]);
  });
  it('on another CPU preemption makes no difference', () => {
    expect(
      found((b) => {
        const { threads, extra } = count(b, [b.preempt('disable')], [b.preempt('enable')]);
        return { threads, extra: { ...extra, cpus: [0, 1] } };
      }),
    ).toEqual(['expect@last']);
  });
});

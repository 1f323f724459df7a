/** What reductions get wrong (ENGINE.md section 2): one test per pitfall, each against the plain search. */
import { describe, expect, it } from '@jest/globals';
import type { Instr, Program } from '../program';
import type { EngineOptions } from './index';
import { Build, binary, constant, names, reg, run, summary, type Globals } from './testing';

const globals = {
  x: 'int',
  y: 'int',
  p: 'pointer',
  q: 'pointer',
  m: 'mutex',
  n: 'rwsem',
  s: 'spin',
  b: 'bit',
  c: 'completion',
} as const satisfies Globals;

const is = (register: number, value: number) => binary('==', reg(register), constant(value));

/** Both searches, which must agree; the names of the findings. */
function both(program: Program, options: Partial<EngineOptions> = {}): string[] {
  const plain = run(program, options);
  const reduced = run(program, { ...options, reduction: true });
  expect(summary(program, reduced)).toEqual(summary(program, plain));
  return names(program, reduced);
}

function test(
  make: (b: Build) => { threads: Instr[][]; setup?: Instr[]; extra?: Parameters<Build['program']>[2] },
): Program {
  const build = new Build(globals);
  const { threads, setup, extra } = make(build);
  return build.program(threads, setup, extra);
}

describe('a step that nobody else can notice goes alone', () => {
  it('but when it crashes, what others run into before it is found too', () => {
    const program = test((b) => ({
      threads: [
        b.within('one', [b.store('x', constant(1)), b.report('assert')]),
        b.within('two', [b.store('y', constant(1)), b.report('assert')]),
      ],
    }));
    expect(both(program)).toEqual(['assert@one', 'assert@two']);
  });

  it('but when its assume fails, what others run into before it is found too', () => {
    const program = test((b) => ({
      threads: [
        b.within('one', [b.store('x', constant(1)), b.assume(constant(0))]),
        b.within('two', [b.store('y', constant(1)), b.report('assert')]),
      ],
    }));
    expect(both(program)).toEqual(['assert@two']);
  });

  it('but when one of its choices crashes, what others run into before it is found too', () => {
    const program = test((b) => ({
      threads: [
        b.within('one', [b.choose(0), ...b.reportIf(is(0, 0), 'assert')]),
        b.within('two', [b.store('y', constant(1)), b.report('bug-on')]),
      ],
    }));
    expect(both(program)).toEqual(['assert@one', 'bug-on@two']);
  });
});

describe('blocking', () => {
  it('a thread that waits for a word is woken in every window, however short', () => {
    const program = test((b) => ({
      threads: [
        [b.store('x', constant(1)), b.store('x', constant(0))],
        b.within('waiter', [b.await('x', '==', 1), b.report('expect')]),
      ],
    }));
    expect(both(program)).toEqual(['expect@waiter', 'hang@waiter']);
  });

  it('the release of a bit lock by another thread is no left mover', () => {
    const program = test((b) => ({
      threads: [
        b.within('locker', [b.take('b'), b.store('x', constant(1))]),
        b.within('other', [b.drop('b'), b.load(0, 'x'), ...b.reportIf(is(0, 0), 'expect')]),
      ],
    }));
    expect(both(program)).toEqual(['expect@other', 'lock-imbalance@other']);
  });

  it('two threads that release one bit lock: each may be the one too many', () => {
    const program = test((b) => ({
      threads: [
        b.within('locker', [b.take('b'), b.drop('b')]),
        b.within('other', [b.load(0, 'x'), b.drop('b')]),
        b.within('third', [b.take('b'), b.drop('b')]),
      ],
    }));
    expect(both(program)).toEqual(
      expect.arrayContaining(['lock-imbalance@locker', 'lock-imbalance@other', 'lock-imbalance@third']),
    );
  });
});

describe('free writes every slot of the object', () => {
  it('the lock in it too: a release may come before', () => {
    const program = test((b) => ({
      setup: [b.alloc(4), b.store('p', reg(4))],
      threads: [
        b.within('holder', [
          b.load(5, 'p'),
          b.takeOf(5, 'mutex'),
          b.store('x', constant(1)),
          b.dropOf(5, 'mutex'),
          b.report('expect'),
        ]),
        b.within('freer', [b.await('x', '==', 1), b.load(5, 'p'), b.free(5)]),
      ],
    }));
    expect(both(program)).toEqual(['expect@holder', 'use-after-free@holder']);
  });

  it('what a callback frees is no longer private', () => {
    const program = test((b) => {
      const callback = b.handler('callback', [b.free(4)]);
      return {
        threads: [
          b.within('caller', [
            b.alloc(4),
            b.storeValue(4, constant(1)),
            b.callRcu(callback, reg(4)),
            b.storeValue(4, constant(2)),
          ]),
        ],
      };
    });
    expect(both(program)).toEqual(['use-after-free@caller']);
  });

  it('what an interrupt is given is no longer private', () => {
    const program = test((b) => {
      const handler = b.handler('handler', [
        b.loadValue(0, 4),
        ...b.reportIf(is(0, 0), 'expect'),
        ...b.reportIf(is(0, 2), 'warn-on'),
      ]);
      return {
        extra: { finally: [b.load(0, 'y')] },
        threads: [
          [b.alloc(4), b.ipi(2, handler, false, reg(4)), b.storeValue(4, constant(2)), b.store('p', reg(4))],
          [b.store('y', constant(1))],
        ],
      };
    });
    expect(both(program)).toEqual(['expect@handler', 'warn-on@handler']);
  });

  it('a use after free and a use after the object came back are both found', () => {
    const program = test((b) => ({
      setup: [b.alloc(4), b.store('p', reg(4))],
      threads: [
        b.within('user', [b.load(5, 'p'), b.loadValue(0, 5), b.report('expect')]),
        [b.load(4, 'p'), b.free(4), b.alloc(6), b.store('q', reg(6))],
      ],
    }));
    expect(both(program, { reuse: 'lifo' })).toEqual(['expect@user', 'use-after-free@user']);
  });

  it('a lock freed while it is held protects nothing', () => {
    const program = test((b) => ({
      setup: [b.alloc(4), b.store('p', reg(4))],
      threads: [
        b.within('holder', [
          b.load(5, 'p'),
          b.takeOf(5, 'mutex'),
          b.storeValue(5, constant(1)),
          b.loadValue(0, 5),
          ...b.reportIf(is(0, 7), 'expect'),
          b.dropOf(5, 'mutex'),
        ]),
        b.within('freer', [
          b.load(5, 'p'),
          b.free(5),
          b.alloc(6),
          b.takeOf(6, 'mutex'),
          b.storeValue(6, constant(7)),
          b.dropOf(6, 'mutex'),
          b.store('p', reg(6)),
        ]),
      ],
    }));
    expect(both(program, { reuse: 'lifo' })).toEqual([
      'expect@holder',
      'lock-imbalance@holder',
      'use-after-free@holder',
    ]);
  });

  it("a private object that its thread freed may come back as another thread's", () => {
    const program = test((b) => ({
      threads: [
        b.within('user', [b.alloc(4), b.free(4), b.loadValue(0, 4), b.report('expect')]),
        [b.alloc(6), b.store('q', reg(6))],
      ],
    }));
    expect(both(program, { reuse: 'lifo' })).toEqual(['expect@user', 'use-after-free@user']);
  });
});

describe('threads of one CPU', () => {
  it('a choice of one, and a lock of the other that keeps it off, do not commute', () => {
    const program = test((b) => ({
      threads: [
        b.within('hog', [b.take('s'), b.wait('c'), b.drop('s')]),
        b.within('other', [b.choose(3), ...b.unless(3, [b.store('y', constant(5))]), b.load(0, 'x')]),
        b.within('third', [b.wait('b')]),
      ],
      extra: { cpus: [0, 0, 1] },
    }));
    expect(both(program)).toEqual(['hang@hog']);
  });
});

describe('ignoring problem', () => {
  it('a thread that spins for ever alone keeps nobody from being explored', () => {
    const program = test((b) => ({
      threads: [
        b.within('spinner', [b.load(0, 'x'), b.againUntil(0, 1)]),
        b.within('one', [b.store('y', constant(1)), b.load(0, 'y'), ...b.reportIf(is(0, 2), 'expect')]),
        b.within('two', [b.store('y', constant(2)), b.report('warn-on')]),
      ],
    }));
    expect(both(program, { kcsan: true })).toEqual(['data-race@one', 'expect@one', 'hang@spinner', 'warn-on@two']);
  });
});

describe('a CPU taken away', () => {
  it('a release does not come before an interrupt that waits for the lock', () => {
    const program = test((b) => {
      const handler = b.handler('handler', [b.take('s'), b.drop('s')]);
      return {
        threads: [
          b.within('holder', [b.take('s'), b.add('y', 1), b.drop('s')]),
          b.within('sender', [b.ipi(1, handler, true)]),
        ],
      };
    });
    expect(both(program)).toEqual(['deadlock@handler']);
  });

  it('nor before a thread of the same CPU that blocks with preemption off', () => {
    const program = test((b) => ({
      threads: [
        b.within('holder', [b.take('m'), b.drop('m')]),
        b.within('hog', [b.preempt('disable'), b.take('m'), b.drop('m'), b.preempt('enable')]),
      ],
      extra: { cpus: [0, 0] },
    }));
    expect(both(program)).toEqual(['deadlock@hog', 'sleep-in-atomic@hog']);
  });
});

describe('what a finding is named after is part of the state', () => {
  it('an object made at two places leaks at both', () => {
    const program = test((b) => ({
      threads: [
        [
          b.choose(0),
          ...b.unless(0, [...b.within('one', [b.alloc(4)]), { op: 'jump', to: 2, at: 0 }]),
          ...b.within('two', [b.alloc(4)]),
          b.load(1, 'x'),
        ],
      ],
    }));
    expect(both(program)).toEqual(['leak@one', 'leak@two']);
  });

  it('two ways to hold a lock, nested or not, give two lock orders', () => {
    const program = test((b) => ({
      threads: [
        b.within('both', [
          b.choose(0),
          ...b.unless(0, [b.nested('n', 'write', 1), { op: 'jump', to: 2, at: 0 }]),
          b.take('n'),
          b.load(1, 'x'),
          b.take('m'),
          b.drop('m'),
          b.drop('n'),
          b.take('m'),
          b.nested('n', 'write', 1),
          b.drop('n'),
          b.drop('m'),
        ]),
      ],
    }));
    expect(both(program)).toEqual(['lockdep-circular@both']);
  });
});

describe('what a unit does before its first shared access', () => {
  it('a crash there stops the run', () => {
    const program = test((b) => ({
      threads: [b.within('one', [b.report('assert')]), b.within('two', [b.load(0, 'x'), b.report('expect')])],
      extra: { finally: b.within('last', [b.load(0, 'x'), b.report('warn-on')]) },
    }));
    expect(both(program)).toEqual(['assert@one', 'expect@two']);
  });

  it('a callback does nothing before its grace period is over', () => {
    const program = test((b) => {
      const callback = b.handler('callback', [b.report('expect')]);
      return { threads: [[b.rcu('lock'), b.callRcu(callback), b.report('assert')]] };
    });
    expect(both(program)).toEqual(['assert@f']);
  });
});

describe('more callbacks than threads', () => {
  it('is a bound, and no pass', () => {
    const program = test((b) => {
      const callback = b.handler('callback', [b.add('y', 1)]);
      return { threads: [[b.rcu('lock'), ...Array.from({ length: 9 }, () => b.callRcu(callback)), b.rcu('unlock')]] };
    });
    const result = run(program, { reduction: true });
    expect([result.complete, result.budget]).toEqual([false, 'callbacks under way']);
  });
});

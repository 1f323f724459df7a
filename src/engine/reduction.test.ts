/** Every reduction against the plain search: same findings, same terminal states, on random programs. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Program } from '../program';
import type { EngineOptions } from './index';
import { flavours, listing, programs, tried } from './random-programs';
import { Build, constant, names, reg, run, summary } from './testing';

/** Larger ones are left out: they say no more, and there are many small ones. */
const LARGEST = 3_000;
const budget = { states: LARGEST, traceStates: 1, livenessStates: 200_000 };

function compare(program: Program, extra: Partial<EngineOptions>): void {
  const options = { budget, ...extra };
  const plain = run(program, options);
  if (plain.budget?.includes('states') === true) return;
  const reduced = run(program, { ...options, reduction: true });
  const text = (): string => listing(program);
  if (JSON.stringify(summary(program, reduced)) !== JSON.stringify(summary(program, plain))) {
    throw new Error(
      `reduced ${JSON.stringify(summary(program, reduced))}\nplain   ${JSON.stringify(summary(program, plain))}\n${text()}`,
    );
  }
  if (reduced.states > plain.states) throw new Error(`${reduced.states} states, plain ${plain.states}\n${text()}`);
  const exact = run(program, { ...options, exact: true });
  expect({ ...(summary(program, exact) as object), states: exact.states }).toEqual({
    ...(summary(program, plain) as object),
    states: plain.states,
  });
}

const parameters = tried(8, 20160523);

const variants: Record<string, Partial<EngineOptions>> = {
  quarantine: {},
  lifo: { reuse: 'lifo' },
  any: { reuse: 'any' },
  fair: { fair: true },
  kcsan: { kcsan: true },
  tso: { memory: 'tso' },
  lkmm: { memory: 'lkmm' },
  'lkmm+lb': { memory: 'lkmm+lb' },
};

describe('reduced search equals plain search', () => {
  for (const [name, flavour] of Object.entries(flavours)) {
    for (const [variant, extra] of Object.entries(variants)) {
      it(`on random programs of ${name}, ${variant}`, () => {
        fc.assert(
          fc.property(programs(flavour), ({ program }) => {
            compare(program, extra);
          }),
          parameters,
        );
      });
    }
  }
});

describe('threads written in reverse order', () => {
  for (const [name, flavour] of Object.entries(flavours)) {
    it(`have the same findings, ${name}`, () => {
      fc.assert(
        fc.property(
          programs(flavour),
          fc.constantFrom('quarantine', 'lifo', 'any'),
          fc.boolean(),
          ({ program, reversed }, reuse, kcsan) => {
            const options = { budget, reuse, kcsan, reduction: true } as const;
            const one = run(program, options);
            const other = run(reversed, options);
            if (one.budget?.includes('states') === true || other.budget?.includes('states') === true) return;
            expect([names(reversed, other), other.terminals]).toEqual([names(program, one), one.terminals]);
          },
        ),
        parameters,
      );
    });
  }
});

const build = new Build({ x: 'int', y: 'int', p: 'pointer', m: 'mutex', n: 'rwsem' });

describe('regressions of the random search', () => {
  it('a trylock is noticed by somebody who only asks whether the lock is held', () => {
    compare(
      build.program([
        [build.tryTake(2, 'm'), ...build.unless(2, [build.store('x', constant(1)), build.drop('m')])],
        [
          { op: 'is-locked', lock: 'mutex', address: build.address('m'), dst: 0, field: 'm', at: 0 },
          build.store('y', reg(0)),
        ],
      ]),
      {},
    );
  });

  it('what breaks the lock discipline on one object breaks it on all it may be renamed to', () => {
    const publish = [
      build.take('n'),
      build.alloc(4),
      build.storeValue(4, constant(7)),
      build.store('p', reg(4)),
      { op: 'downgrade', address: build.address('n'), field: 'n', at: 0 } as const,
      build.drop('n', 'read'),
    ];
    const remove = [build.load(5, 'p'), ...build.unless(5, [build.store('p', constant(0)), build.free(5)])];
    compare(
      build.program([
        [build.take('m'), build.take('n', 'read'), ...remove, build.drop('n', 'read'), build.drop('m'), ...publish],
        [build.load(5, 'p'), ...build.unless(5, [build.loadValue(2, 5)])],
        publish,
      ]),
      { reuse: 'lifo' },
    );
  });
});

/** Every reduction against the plain search: same findings, same terminal states, on random programs. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Instr, PlaceId } from '../program';
import { explore, formatTrace, parseTrace, replay, type EngineOptions, type Exploration } from './index';
import { Build, constant, plainOptions, plus, reg } from './testing';

const build = new Build({ x: 'int', y: 'int', p: 'pointer', m: 'mutex', n: 'rwsem', s: 'spin', b: 'bit' });

/** One statement of a random thread; registers are chosen by the generator. */
const access = fc.constantFrom<Instr[]>(
  [build.load(0, 'x')],
  [build.load(1, 'y')],
  [build.store('x', constant(1))],
  [build.store('x', plus(reg(0), constant(1)))],
  [build.store('y', plus(reg(1), reg(0)))],
  [build.add('y', 1)],
  [build.alloc(4), build.storeValue(4, constant(7)), build.store('p', reg(4))],
  [build.load(5, 'p')],
  [build.load(5, 'p'), ...build.unless(5, [build.loadValue(2, 5)])],
  [build.load(5, 'p'), ...build.unless(5, [build.store('p', constant(0)), build.free(5)])],
  [{ op: 'choose', dst: 3, count: constant(2), at: 0 }, ...build.unless(3, [build.store('y', constant(5))])],
);

/** A bracket of a lock around statements, well nested or not quite. */
const locked = (body: fc.Arbitrary<Instr[]>): fc.Arbitrary<Instr[]> =>
  fc.oneof(
    fc
      .record({ lock: fc.constantFrom('m', 's', 'b', 'n'), body })
      .map(({ lock, body: inner }) => [build.take(lock), ...inner, build.drop(lock)]),
    body.map((inner) => [build.take('n', 'read'), ...inner, build.drop('n', 'read')]),
    body.map((inner) => [build.tryTake(2, 'm'), ...build.unless(2, [...inner, build.drop('m')])]),
    body.map((inner) => [
      build.take('n'),
      ...inner,
      { op: 'downgrade', address: build.address('n'), field: 'n', at: 0 },
      build.drop('n', 'read'),
    ]),
    body.map((inner) => [build.take('m'), build.take('n', 'read'), ...inner, build.drop('n', 'read'), build.drop('m')]),
    fc.constant<Instr[]>([{ op: 'wait', lock: 'bit', address: build.address('b'), field: 'b', at: 0 }]),
    fc.constant<Instr[]>([
      { op: 'is-locked', lock: 'mutex', address: build.address('m'), dst: 0, field: 'm', at: 0 },
      build.store('y', reg(0)),
    ]),
  );

const block = fc.array(access, { maxLength: 3 }).map((parts) => parts.flat());
const thread = fc.array(fc.oneof(access, locked(block)), { maxLength: 3 }).map((parts) => parts.flat());

function summary(result: Exploration): unknown {
  return {
    complete: result.complete,
    findings: result.findings.map((finding) => finding.kind).sort(),
    terminals: result.terminals,
    digest: result.terminalDigest,
  };
}

function compare(threads: Instr[][], extra: Partial<EngineOptions>): void {
  const program = build.program(threads);
  const options = { ...plainOptions, traces: false, ...extra };
  const plain = explore(program, options);
  const reduced = explore(program, { ...options, reduction: true });
  expect(summary(reduced)).toEqual(summary(plain));
  expect(reduced.states).toBeLessThanOrEqual(plain.states + 1);
  const exact = explore(program, { ...options, exact: true });
  expect({ ...(summary(exact) as object), states: exact.states }).toEqual({
    ...(summary(plain) as object),
    states: plain.states,
  });
}

const RUNS = Number(process.env['PATCH_ORACLE_RUNS'] ?? 150);

describe('reduced search equals plain search', () => {
  for (const [name, extra] of Object.entries<Partial<EngineOptions>>({
    quarantine: {},
    lifo: { reuse: 'lifo' },
    any: { reuse: 'any' },
    fair: { fair: true },
    kcsan: { kcsan: true },
  })) {
    it(`on random programs, ${name}`, () => {
      fc.assert(
        fc.property(fc.array(thread, { minLength: 2, maxLength: 3 }), (threads) => {
          compare(threads, extra);
        }),
        { numRuns: RUNS },
      );
    });
  }
});

describe('best traces', () => {
  it('replay to their finding, and print and parse', () => {
    const place = (id: PlaceId) => ({ file: 'test.c', line: 1 + id, function: 'f', text: '' });
    fc.assert(
      fc.property(
        fc.array(thread, { minLength: 2, maxLength: 3 }),
        fc.constantFrom('quarantine', 'lifo', 'any'),
        (threads, reuse) => {
          const program = build.program(threads);
          const options = { ...plainOptions, reduction: true, reuse } as const;
          for (const finding of explore(program, options).findings) {
            if (finding.kind.startsWith('lockdep') || finding.kind === 'data-race') continue;
            for (const { trace } of finding.witnesses) {
              const text = formatTrace(trace);
              const parsed = parseTrace(text).trace;
              expect(parsed).toEqual(trace);
              if (!parsed) return;
              const again = replay(program, options, parsed, place);
              expect(again.error).toBeUndefined();
              expect(again.findings.map((one) => one.kind)).toContain(finding.kind);
            }
          }
        },
      ),
      { numRuns: RUNS },
    );
  });
});

describe('regressions of the random search', () => {
  it('a trylock is noticed by somebody who only asks whether the lock is held', () => {
    compare(
      [
        [build.tryTake(2, 'm'), ...build.unless(2, [build.store('x', constant(1)), build.drop('m')])],
        [
          { op: 'is-locked', lock: 'mutex', address: build.address('m'), dst: 0, field: 'm', at: 0 },
          build.store('y', reg(0)),
        ],
      ],
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
      [
        [build.take('m'), build.take('n', 'read'), ...remove, build.drop('n', 'read'), build.drop('m'), ...publish],
        [build.load(5, 'p'), ...build.unless(5, [build.loadValue(2, 5)])],
        publish,
      ],
      { reuse: 'lifo' },
    );
  });
});

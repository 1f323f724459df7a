/**
 * Random programs for property tests: threads of a few statements, each in a function of its own, so
 * that findings have names. A *flavour* adds the statements of one part of the engine. Programs are
 * small on purpose: the plain search must get through all their interleavings.
 */
import fc from 'fast-check';
import type { Instr, Program } from '../program';
import { Build, binary, constant, frame, plus, reg, type Globals } from './testing';

const globals = {
  x: 'int',
  y: 'int',
  p: 'pointer',
  q: 'pointer',
  m: 'mutex',
  n: 'rwsem',
  l: 'rwlock',
  s: 'spin',
  b: 'bit',
  c: 'completion',
} as const satisfies Globals;

interface Handlers {
  readonly free: number;
  readonly count: number;
  readonly locked: number;
  readonly look: number;
}
/** A statement, or several, once there is something to build it with. */
type Make = (b: Build, handlers: Handlers) => Instr[];
type Source = fc.Arbitrary<Make>;

const pick = (...makes: Make[]): Source => fc.constantFrom(...makes);
const is = (register: number, value: number) => binary('==', reg(register), constant(value));

const access = pick(
  (b) => [b.load(0, 'x')],
  (b) => [b.load(1, 'y')],
  (b) => [b.store('x', constant(1))],
  (b) => [b.store('x', plus(reg(0), constant(1)))],
  (b) => [b.store('y', plus(reg(1), reg(0)))],
  (b) => [b.add('y', 1)],
  (b) => [b.load(0, 'x'), ...b.reportIf(is(0, 0), 'expect')],
  (b) => [b.load(0, 'y'), ...b.reportIf(is(0, 1), 'expect')],
  (b) => [b.load(0, 'x'), ...b.reportIf(is(0, 1), 'assert')],
  (b) => [b.load(0, 'x'), b.assume(is(0, 0))],
  (b) => [b.cas(2, 'x', constant(0), constant(2)), ...b.reportIf(is(2, 0), 'warn-on')],
  (b) => [b.choose(3), ...b.unless(3, [b.store('y', constant(5))])],
  (b) => [b.choose(3), ...b.reportIf(is(3, 0), 'bug-on')],
);

const heap = pick(
  (b) => [b.alloc(4), b.storeValue(4, constant(7)), b.store('p', reg(4))],
  (b) => [b.alloc(4), b.load(5, 'p'), b.storeNext(4, reg(5)), b.store('p', reg(4))],
  (b) => [b.load(5, 'p')],
  (b) => [b.load(5, 'p'), ...b.unless(5, [b.loadValue(2, 5), ...b.reportIf(is(2, 7), 'expect')])],
  (b) => [b.load(5, 'p'), ...b.unless(5, [b.storeValue(5, constant(3))])],
  (b) => [b.load(5, 'p'), ...b.unless(5, [b.loadNext(6, 5), b.store('q', reg(6))])],
  (b) => [b.load(5, 'p'), ...b.unless(5, [b.store('p', constant(0)), b.free(5)])],
  (b) => [b.swap(5, 'p', constant(0)), ...b.unless(5, [b.free(5)])],
  (b) => [b.alloc(4), b.swap(5, 'q', reg(4)), ...b.unless(5, [b.loadValue(0, 5), b.free(5)])],
  (b) => [b.load(5, 'q'), ...b.unless(5, [b.loadNext(6, 5), ...b.unless(6, [b.loadValue(0, 6)])])],
  (b) => [b.load(5, 'p'), b.load(6, 'q'), ...b.reportIf(binary('==', reg(5), reg(6)), 'expect')],
);

const nodeLocks = pick(
  (b) => [b.load(5, 'p'), ...b.unless(5, [b.takeOf(5, 'mutex'), b.storeValue(5, constant(4)), b.dropOf(5, 'mutex')])],
  (b) => [b.load(5, 'p'), ...b.unless(5, [b.takeOf(5, 'bit'), b.loadValue(0, 5), b.dropOf(5, 'bit')])],
  (b) => [b.load(5, 'p'), ...b.unless(5, [b.dropOf(5, 'bit')])],
  (b) => [
    b.load(5, 'p'),
    ...b.unless(5, [b.takeOf(5, 'spin'), b.store('p', constant(0)), b.dropOf(5, 'spin'), b.free(5)]),
  ],
);

const frames = pick(
  (b) => [b.store('q', frame)],
  (b) => [b.set(7, frame), b.storeValue(7, constant(2)), b.loadValue(0, 7), b.store('y', reg(0))],
  (b) => [b.load(5, 'q'), ...b.unless(5, [b.loadValue(2, 5), b.store('y', reg(2))])],
  (b) => [b.load(5, 'q'), ...b.unless(5, [b.storeValue(5, constant(3))])],
);

const waiting = pick(
  (b) => [b.wait('b')],
  (b) => [b.wait('c')],
  (b) => [b.complete('c')],
  (b) => [b.complete('c', true)],
  (b) => [b.await('x', '!=', 0)],
  (b) => [b.await('y', '>=', 1)],
  (b) => [b.await('x', '==', 1, 0)],
  (b) => [b.store('x', constant(0))],
  (b) => [b.drop('b')],
);

const looks = pick(
  (b) => [b.isLocked(0, 'm'), b.store('y', reg(0))],
  (b) => [b.isLocked(0, 'n'), ...b.reportIf(is(0, 1), 'expect')],
  (b) => [b.isLocked(0, 'b'), ...b.reportIf(is(0, 1), 'expect')],
  (b) => [b.held(0, 'm'), ...b.reportIf(is(0, 2), 'expect')],
  (b) => [b.drop('m')],
);

const loops = pick(
  (b) => [b.load(0, 'x'), b.againUntil(0, 1)],
  (b) => [b.tryTake(2, 'm'), b.againUntil(2, 1), b.add('y', 1), b.drop('m')],
  (b) => [
    b.set(0, constant(0)),
    b.set(0, plus(reg(0), constant(1))),
    b.load(1, 'y'),
    { ...again(b), if: binary('==', reg(0), constant(2)) } as Instr,
  ],
  (b) => [b.load(0, 'x'), ...b.reportIf(is(0, 1), 'expect'), b.choose(2), b.againUntil(2, 4)],
);
const again = (b: Build): Instr => b.againUntil(0, 2);

const rcu = pick(
  (b) => [b.rcu('lock'), b.load(5, 'p'), ...b.unless(5, [b.loadValue(2, 5)]), b.rcu('unlock')],
  (b) => [b.rcu('lock'), b.load(0, 'x'), b.rcu('unlock'), ...b.reportIf(is(0, 1), 'expect')],
  (b) => [b.rcu('lock')],
  (b) => [b.rcu('unlock')],
  (b) => [b.rcu('synchronize')],
  (b) => [b.rcu('barrier')],
  (b) => [b.swap(5, 'p', constant(0)), b.rcu('synchronize'), ...b.unless(5, [b.free(5)])],
  (b, h) => [b.swap(5, 'p', constant(0)), ...b.unless(5, [b.callRcu(h.free, reg(5))])],
  (b, h) => [b.callRcu(h.count)],
  (b, h) => [b.alloc(4), b.callRcu(h.look, reg(4)), b.storeValue(4, constant(7))],
);

const cpu = pick(
  (b, h) => [b.ipi(3, h.count, false)],
  (b, h) => [b.ipi(3, h.count, true)],
  (b, h) => [b.ipi(7, h.locked, true)],
  (b, h) => [b.alloc(4), b.ipi(3, h.look, true, reg(4)), b.storeValue(4, constant(7))],
  (b) => [b.irq('disable'), b.add('y', 1), b.irq('enable')],
  (b) => [b.irq('disable')],
  (b) => [b.preempt('disable'), b.load(0, 'x'), b.add('y', 1), b.preempt('enable')],
  (b) => [b.take('s'), b.add('y', 1), b.drop('s')],
  (b, h) => [b.irq('disable'), b.ipi(3, h.count, true), b.irq('enable')],
);

/** A bracket of a lock around statements, well nested or not quite. */
function locked(body: Source): Source {
  const around = (lead: (b: Build) => Instr[], tail: (b: Build) => Instr[]): Source =>
    body.map((inner) => (b, h) => [...lead(b), ...inner(b, h), ...tail(b)]);
  return fc.oneof(
    fc
      .record({ lock: fc.constantFrom('m' as const, 's' as const, 'b' as const, 'n' as const, 'l' as const), body })
      .map(({ lock, body: inner }): Make => (b, h) => [b.take(lock), ...inner(b, h), b.drop(lock)]),
    around(
      (b) => [b.take('n', 'read')],
      (b) => [b.drop('n', 'read')],
    ),
    around(
      (b) => [b.take('l', 'read')],
      (b) => [b.drop('l', 'read')],
    ),
    body.map((inner): Make => (b, h) => [b.tryTake(2, 'm'), ...b.unless(2, [...inner(b, h), b.drop('m')])]),
    body.map((inner): Make => (b, h) => [
      b.rwTake(2, 'n', 'read'),
      ...b.unless(2, [...inner(b, h), b.drop('n', 'read')]),
    ]),
    around(
      (b) => [b.take('n')],
      (b) => [b.downgrade('n'), b.load(0, 'x'), b.drop('n', 'read')],
    ),
    around(
      (b) => [b.take('m'), b.take('n', 'read')],
      (b) => [b.drop('n', 'read'), b.drop('m')],
    ),
    around(
      (b) => [b.take('n', 'write'), b.take('m')],
      (b) => [b.drop('m'), b.drop('n')],
    ),
    body.map((inner): Make => (b, h) => [b.take('m'), ...inner(b, h)]),
  );
}

export interface Flavour {
  /** Statements besides plain accesses. */
  readonly statements: readonly Source[];
  readonly cpus?: readonly number[];
  readonly frames?: boolean;
  /** Longest thread, in statements. */
  readonly longest?: number;
}

export const flavours = {
  locks: { statements: [looks] },
  heap: { statements: [heap, heap, nodeLocks] },
  waiting: { statements: [waiting, waiting, looks] },
  frames: { statements: [frames, frames], frames: true },
  loops: { statements: [loops, waiting] },
  rcu: { statements: [rcu, rcu, heap] },
  interrupts: { statements: [cpu, cpu, waiting], longest: 2 },
  'shared cpu': { statements: [cpu, waiting], cpus: [0, 0, 1], longest: 2 },
} as const satisfies Record<string, Flavour>;

/** Threads as made anew for each order they are to be written in; thread i keeps its function names. */
export interface RandomProgram {
  readonly program: Program;
  readonly reversed: Program;
}

/** Random programs of a flavour: two or three threads, half of them with a set-up that makes objects. */
export function programs(flavour: Flavour): fc.Arbitrary<RandomProgram> {
  const statement = fc.oneof(access, ...flavour.statements);
  const block = fc.array(statement, { maxLength: 2 }).map(
    (makes): Make =>
      (b, h) =>
        makes.flatMap((make) => make(b, h)),
  );
  const thread = fc.array(fc.oneof(statement, locked(block)), { minLength: 1, maxLength: flavour.longest ?? 3 });
  return fc
    .record({ threads: fc.array(thread, { minLength: 2, maxLength: 3 }), objects: fc.boolean(), last: fc.boolean() })
    .map(({ threads, objects, last }) => {
      const make = (backwards: boolean): Program => {
        const b = new Build(globals);
        const handlers: Handlers = {
          free: b.handler('h-free', [...b.unless(4, [b.free(4)])]),
          count: b.handler('h-count', [b.add('y', 1)]),
          locked: b.handler('h-locked', [b.take('s'), b.store('x', constant(1)), b.drop('s')]),
          look: b.handler('h-look', [b.loadValue(0, 4), ...b.reportIf(is(0, 7), 'expect')]),
        };
        const code = threads.map((parts, index) =>
          parts.flatMap((part, at) => b.within(`t${index}.${at}`, part(b, handlers))),
        );
        const cpus = flavour.cpus ?? threads.map((_, index) => index);
        const order = threads.map((_, index) => (backwards ? threads.length - 1 - index : index));
        const setup = [
          b.alloc(4),
          b.storeValue(4, constant(7)),
          b.store('p', reg(4)),
          b.alloc(5),
          b.store('q', reg(5)),
        ];
        return b.program(
          order.map((index) => code[index] ?? []),
          objects ? setup : undefined,
          {
            cpus: order.map((index) => cpus[index] ?? 0),
            frames: flavour.frames === true,
            ...(last ? { finally: b.within('last', [b.load(0, 'y'), ...b.reportIf(is(0, 1), 'expect')]) } : {}),
          },
        );
      };
      return { program: make(false), reversed: make(true) };
    });
}

/** Programs of all flavours. */
export const everyFlavour = fc.constantFrom(...Object.values(flavours)).chain((flavour) => programs(flavour));

/** The same programs each time, unless PATCH_ORACLE_RUNS asks for more, or PATCH_ORACLE_SEED for others. */
export function tried(usual: number, usualSeed: number): { readonly numRuns: number; readonly seed?: number } {
  const runs = process.env['PATCH_ORACLE_RUNS'];
  const seed = process.env['PATCH_ORACLE_SEED'];
  const numRuns = Number(runs ?? usual);
  return runs !== undefined && seed === undefined ? { numRuns } : { numRuns, seed: Number(seed ?? usualSeed) };
}

/** A program as text, for the message of a failure. */
export function listing(program: Program): string {
  const expr = (one: unknown): string =>
    JSON.stringify(one, (_, value: unknown) => value)
      .replace(/"(kind|op|reg|value)":/g, '$1 ')
      .replace(/"/g, '');
  return program.units
    .map((unit) => {
      const lines = unit.code.map((instr, pc) => {
        const { op, at, ...rest } = instr;
        return `  ${pc}: ${op} ${expr(rest)} @${program.places[at]?.function ?? at}`;
      });
      return `${unit.name}:\n${lines.join('\n')}`;
    })
    .join('\n');
}

/**
 * Programs for tests, put together by hand: a few globals, objects and locks, threads as lists of
 * instructions. Jumps are relative to the instruction list, so that a thread reads like assembly.
 */
import { bug } from '../base/diagnostics';
import type {
  Compare,
  Expr,
  Global,
  Instr,
  Leaf,
  LockKind,
  ObjectType,
  Place,
  PlaceId,
  Program,
  Unit,
} from '../program';
import { lockSlots } from '../program';
import { explore, type EngineOptions, type Exploration } from './index';

const at = 0;
const int: Leaf = { kind: 'int' };
const pointer: Leaf = { kind: 'pointer', to: 'node' };

export const constant = (value: number): Expr => ({ kind: 'const', value });
export const reg = (index: number): Expr => ({ kind: 'reg', reg: index });
export const plus = (a: Expr, b: Expr): Expr => ({ kind: 'binary', op: '+', a, b, unsigned: false, wide: false });

export const binary = (op: '==' | '!=' | '+' | '-' | '&', a: Expr, b: Expr): Expr => ({
  kind: 'binary',
  op,
  a,
  b,
  unsigned: false,
  wide: false,
});
/** Address of the first frame of the thread. */
export const frame: Expr = { kind: 'frame', frame: 0, offset: 0 };

/** Slots of a node: value, next, a mutex, a bit lock, a spinlock. */
const LOCKS_OF_NODE = { mutex: 2, bit: 5, spin: 6 } as const;

/** Registers 0-3 are integers, 4-7 pointers. */
const REGISTERS = Array.from({ length: 8 }, (_, i) => ({ name: `r${i}`, pointer: i > 3 }));

function lockType(name: string, lock: LockKind, prefix = ''): ObjectType {
  const slots = Array.from({ length: lockSlots[lock] }, (_, index) => ({
    path: `${prefix}${lock === 'completion' ? 'done' : ['owner', 'readers', 'queue'][index]}`,
    field: name,
    leaf: { kind: 'lock', lock, index } as const,
    ...(index === 0 ? { lockClass: name } : {}),
  }));
  return { name, slots };
}

/** Global names and what they are: `int`, `pointer` (to a node), or a kind of lock. */
export type Globals = Readonly<Record<string, 'int' | 'pointer' | LockKind>>;

export class Build {
  private readonly types: ObjectType[] = [
    {
      name: 'node',
      slots: [
        { path: 'value', field: 'node.value', leaf: int },
        { path: 'next', field: 'node.next', leaf: pointer },
        ...lockType('node.mutex', 'mutex', 'mutex.').slots,
        ...lockType('node.bit', 'bit', 'bit.').slots,
        ...lockType('node.spin', 'spin', 'spin.').slots,
      ],
    },
  ];
  private readonly names: string[];
  private readonly globals: Global[];
  private readonly places: Place[] = [{ file: 'test.c', line: 1, column: 1, function: 'f', transparent: false }];
  private readonly handlers: Unit[] = [];

  constructor(private readonly kinds: Globals) {
    this.names = Object.keys(kinds);
    this.globals = this.names.map((name, index): Global => {
      const kind = kinds[name] ?? 'int';
      const type: ObjectType =
        kind === 'int' || kind === 'pointer'
          ? { name, slots: [{ path: '', field: name, leaf: kind === 'int' ? int : pointer }] }
          : lockType(name, kind);
      this.types.push(type);
      return { name, type: index + 1, initial: type.slots.map(() => 0), root: true };
    });
  }

  address(name: string): Expr {
    const global = this.names.indexOf(name);
    if (global < 0) throw bug(`no global ${name}`);
    return { kind: 'global', global, offset: 0 };
  }

  private leaf(name: string): Leaf {
    return this.kinds[name] === 'pointer' ? pointer : int;
  }

  private lock(name: string): LockKind {
    const kind = this.kinds[name];
    if (kind === undefined || kind === 'int' || kind === 'pointer') throw bug(`${name} is no lock`);
    return kind;
  }

  load(dst: number, name: string): Instr {
    return {
      op: 'load',
      dst: [dst],
      address: this.address(name),
      leaf: this.leaf(name),
      field: name,
      marking: 'plain',
      at,
    };
  }
  store(name: string, value: Expr): Instr {
    return {
      op: 'store',
      address: this.address(name),
      values: [value],
      leaf: this.leaf(name),
      field: name,
      marking: 'plain',
      at,
    };
  }
  /** Reads or writes `value` of the node that a register points to. */
  loadValue(dst: number, node: number): Instr {
    return { op: 'load', dst: [dst], address: reg(node), leaf: int, field: 'node.value', marking: 'plain', at };
  }
  storeValue(node: number, value: Expr): Instr {
    return { op: 'store', address: reg(node), values: [value], leaf: int, field: 'node.value', marking: 'plain', at };
  }
  alloc(dst: number): Instr {
    return { op: 'alloc', dst, type: 0, at };
  }
  free(node: number): Instr {
    return { op: 'free', address: reg(node), type: 0, at };
  }
  add(name: string, value: number): Instr {
    return {
      op: 'rmw',
      fn: 'add',
      address: this.address(name),
      operand: constant(value),
      leaf: int,
      field: name,
      order: 'full',
      at,
    };
  }
  take(name: string, mode: 'read' | 'write' = 'write'): Instr {
    return {
      op: 'acquire',
      lock: this.lock(name),
      mode,
      how: 'block',
      address: this.address(name),
      subclass: 0,
      field: name,
      at,
    };
  }
  tryTake(dst: number, name: string): Instr {
    return {
      op: 'acquire',
      lock: this.lock(name),
      mode: 'write',
      how: 'try',
      address: this.address(name),
      dst,
      subclass: 0,
      field: name,
      at,
    };
  }
  drop(name: string, mode: 'read' | 'write' = 'write'): Instr {
    return { op: 'release', lock: this.lock(name), mode, address: this.address(name), field: name, at };
  }
  /** The same instructions, in a function of this name: findings in them bear it. */
  within(name: string, code: readonly Instr[]): Instr[] {
    let place = this.places.findIndex((one) => one.function === name);
    if (place < 0) {
      place = this.places.length;
      this.places.push({ file: 'test.c', line: place + 1, column: 1, function: name, transparent: false });
    }
    return code.map((instr) => ({ ...instr, at: place }));
  }
  rwTake(dst: number, name: string, mode: 'read' | 'write'): Instr {
    return { ...this.take(name, mode), how: 'try', dst } as Instr;
  }
  nested(name: string, mode: 'read' | 'write', subclass: number): Instr {
    return { ...this.take(name, mode), subclass } as Instr;
  }
  downgrade(name: string): Instr {
    return { op: 'downgrade', address: this.address(name), field: name, at };
  }
  isLocked(dst: number, name: string): Instr {
    return { op: 'is-locked', lock: this.lock(name), address: this.address(name), dst, field: name, at };
  }
  held(dst: number, name: string): Instr {
    return { op: 'held', lock: this.lock(name), address: this.address(name), dst, field: name, at };
  }
  /** Waits for a bit lock or a completion. */
  wait(name: string): Instr {
    const lock = this.lock(name);
    if (lock !== 'bit' && lock !== 'completion') throw bug(`nobody waits for a ${lock}`);
    return { op: 'wait', lock, address: this.address(name), field: name, at };
  }
  complete(name: string, all = false): Instr {
    return { op: 'complete', address: this.address(name), all, field: name, at };
  }
  await(name: string, compare: Compare, value: number, set?: number): Instr {
    return {
      op: 'await',
      address: this.address(name),
      compare,
      value: constant(value),
      ...(set === undefined ? {} : { then: { fn: 'set', operand: constant(set) } as const }),
      leaf: int,
      field: name,
      at,
    };
  }
  /** Puts the value of `from` into a global pointer and the former one into `dst`, atomically. */
  swap(dst: number, name: string, from: Expr): Instr {
    return {
      op: 'rmw',
      fn: 'xchg',
      address: this.address(name),
      operand: from,
      old: dst,
      leaf: this.leaf(name),
      field: name,
      order: 'full',
      at,
    };
  }
  /** `dst` is 1 when the global was `expected` and is now `value`. */
  cas(dst: number, name: string, expected: Expr, value: Expr): Instr {
    return {
      op: 'rmw',
      fn: 'cmpxchg',
      address: this.address(name),
      operand: value,
      expected,
      success: dst,
      leaf: this.leaf(name),
      field: name,
      order: 'full',
      at,
    };
  }
  loadNext(dst: number, node: number): Instr {
    return {
      op: 'load',
      dst: [dst],
      address: plus(reg(node), constant(1)),
      leaf: pointer,
      field: 'node.next',
      marking: 'plain',
      at,
    };
  }
  storeNext(node: number, value: Expr): Instr {
    return {
      op: 'store',
      address: plus(reg(node), constant(1)),
      values: [value],
      leaf: pointer,
      field: 'node.next',
      marking: 'plain',
      at,
    };
  }
  takeOf(node: number, lock: keyof typeof LOCKS_OF_NODE): Instr {
    return {
      op: 'acquire',
      lock,
      mode: 'write',
      how: 'block',
      address: plus(reg(node), constant(LOCKS_OF_NODE[lock])),
      subclass: 0,
      field: `node.${lock}`,
      at,
    };
  }
  dropOf(node: number, lock: keyof typeof LOCKS_OF_NODE): Instr {
    return {
      op: 'release',
      lock,
      mode: 'write',
      address: plus(reg(node), constant(LOCKS_OF_NODE[lock])),
      field: `node.${lock}`,
      at,
    };
  }
  choose(dst: number, count: number | Expr = 2): Instr {
    return { op: 'choose', dst, count: typeof count === 'number' ? constant(count) : count, at };
  }
  rcu(what: 'lock' | 'unlock' | 'synchronize' | 'barrier'): Instr {
    return { op: 'rcu', what, at };
  }
  callRcu(handler: number, argument: Expr = constant(0)): Instr {
    return { op: 'call-rcu', handler, argument, at };
  }
  ipi(mask: number, handler: number, wait: boolean, argument: Expr = constant(0)): Instr {
    return { op: 'ipi', mask: constant(mask), handler, argument, wait, at };
  }
  irq(what: 'disable' | 'enable'): Instr {
    return { op: 'irq', what, at };
  }
  preempt(what: 'disable' | 'enable'): Instr {
    return { op: 'preempt', what, at };
  }
  mightSleep(): Instr {
    return { op: 'might-sleep', at };
  }
  set(dst: number, value: Expr): Instr {
    return { op: 'set', dst, value, at };
  }
  progress(): Instr {
    return { op: 'progress', at };
  }
  report(what: string): Instr {
    return { op: 'report', what, at };
  }
  /** A finding when the condition holds: a crash stops the run. */
  reportIf(condition: Expr, what: string): Instr[] {
    return [{ op: 'branch', if: condition, then: 1, else: 2, at }, this.report(what)];
  }
  assume(condition: Expr): Instr {
    return { op: 'assume', if: condition, at };
  }
  /** Skips `count` instructions unless the register is non-zero. */
  unless(register: number, skipped: readonly Instr[]): Instr[] {
    return [{ op: 'branch', if: reg(register), then: 1, else: 1 + skipped.length, at }, ...skipped];
  }
  /** Jumps back over the `count` instructions before while the register is zero. */
  againUntil(register: number, count: number): Instr {
    return { op: 'branch', if: reg(register), then: 1, else: -count, at };
  }
  /** Jumps back over the `count` instructions before. */
  again(count: number): Instr {
    return { op: 'jump', to: -count, at };
  }

  /** A handler of interrupts or callbacks, by the number that `ipi` and `callRcu` take; its argument is in register 4. */
  handler(name: string, code: readonly Instr[]): number {
    this.handlers.push({ ...this.unit(this.within(name, code), name), parameter: 4 });
    return this.handlers.length - 1;
  }

  private unit(code: readonly Instr[], name: string): Unit {
    const end = code.at(-1)?.at ?? at;
    return {
      name,
      code: [...code.map((instr, pc) => absolute(instr, pc)), { op: 'end', at: end }],
      registers: REGISTERS,
      frames: [],
    };
  }

  /** A program of these threads; `setup` runs first. */
  program(threads: readonly (readonly Instr[])[], setup?: readonly Instr[], extra: Extra = {}): Program {
    const { finally: last, cpus, frames, ...rest } = extra;
    const units = [...this.handlers, ...threads.map((code, index) => this.unit(code, `t${index}`))];
    const first = this.handlers.length;
    const alone = (code: readonly Instr[] | undefined, name: string): number | undefined =>
      code && units.push(this.unit(code, name)) - 1;
    const setupUnit = alone(setup, 'setup');
    const finallyUnit = alone(last, 'finally');
    return {
      types: this.types,
      globals: this.globals,
      places: this.places,
      units: frames ? units.map((unit) => ({ ...unit, frames: [{ name: 'local', type: 0 }] })) : units,
      threads: threads.map((_, index) => ({ name: `t${index}`, unit: first + index, cpu: cpus?.[index] ?? index })),
      ...(setupUnit === undefined ? {} : { setup: setupUnit }),
      ...(finallyUnit === undefined ? {} : { finally: finallyUnit }),
      reachLabels: [],
      ...rest,
    };
  }
}

/** `finally` runs last; `cpus` of the threads (one each if left out); `frames`: every unit has a node among its locals. */
export interface Extra extends Partial<Omit<Program, 'finally'>> {
  readonly finally?: readonly Instr[];
  readonly cpus?: readonly number[];
  readonly frames?: boolean;
}

function absolute(instr: Instr, pc: number): Instr {
  if (instr.op === 'branch') return { ...instr, then: pc + instr.then, else: pc + instr.else };
  return instr.op === 'jump' ? { ...instr, to: pc + instr.to } : instr;
}

export const plainOptions: EngineOptions = {
  reduction: false,
  exact: false,
  reuse: 'quarantine',
  fair: false,
  kcsan: false,
  memory: 'sc',
  budget: { states: 1_000_000, traceStates: 100_000, livenessStates: 100_000 },
  traces: true,
};

/** Name of a finding, as cases write it: `kind@function`. */
export function nameOf(program: Program, finding: { kind: string; place: PlaceId }): string {
  return `${finding.kind}@${program.places[finding.place]?.function ?? '?'}`;
}

/** Names of all findings, in order. */
export function names(program: Program, result: Exploration): string[] {
  return result.findings.map((one) => nameOf(program, one)).sort();
}

/** Plain search, without traces, unless the options say otherwise. */
export function run(program: Program, options: Partial<EngineOptions> = {}): Exploration {
  return explore(program, { ...plainOptions, traces: false, ...options });
}

/** What every search of a program must agree on. */
export function summary(program: Program, result: Exploration): unknown {
  return {
    complete: result.complete,
    findings: names(program, result),
    terminals: result.terminals,
    digest: result.terminalDigest,
  };
}

/** Globals of most tests: two words, two pointers, one lock of each kind. */
export const common = {
  x: 'int',
  y: 'int',
  p: 'pointer',
  q: 'pointer',
  m: 'mutex',
  m2: 'mutex',
  m3: 'mutex',
  n: 'rwsem',
  l: 'rwlock',
  s: 'spin',
  b: 'bit',
  c: 'completion',
} as const satisfies Globals;

/** A program put together by a function: its threads, and perhaps a set-up and more. */
export interface Parts {
  readonly threads: readonly (readonly Instr[])[];
  readonly setup?: readonly Instr[];
  readonly extra?: Extra;
}

export function made(make: (b: Build) => Parts): Program {
  const build = new Build(common);
  const { threads, setup, extra } = make(build);
  return build.program(threads, setup, extra);
}

/** Names of what both searches find; thrown away with an error unless they agree in everything. */
export function found(make: (b: Build) => Parts, options: Partial<EngineOptions> = {}): string[] {
  const program = made(make);
  const plain = run(program, options);
  const reduced = run(program, { ...options, reduction: true });
  const [one, other] = [plain, reduced].map((result) => JSON.stringify(summary(program, result)));
  if (one !== other) throw new Error(`plain   ${one}\nreduced ${other}`);
  return names(program, reduced);
}

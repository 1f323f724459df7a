/**
 * Programs for tests, put together by hand: a few globals, objects and locks, threads as lists of
 * instructions. Jumps are relative to the instruction list, so that a thread reads like assembly.
 */
import { bug } from '../base/diagnostics';
import type { Expr, Global, Instr, Leaf, LockKind, ObjectType, Program, Unit } from '../program';
import { lockSlots } from '../program';
import type { EngineOptions } from './index';

const at = 0;
const int: Leaf = { kind: 'int' };
const pointer: Leaf = { kind: 'pointer', to: 'node' };

export const constant = (value: number): Expr => ({ kind: 'const', value });
export const reg = (index: number): Expr => ({ kind: 'reg', reg: index });
export const plus = (a: Expr, b: Expr): Expr => ({ kind: 'binary', op: '+', a, b, unsigned: false, wide: false });

/** Registers 0-3 are integers, 4-7 pointers. */
const REGISTERS = Array.from({ length: 8 }, (_, i) => ({ name: `r${i}`, pointer: i > 3 }));

function lockType(name: string, lock: LockKind): ObjectType {
  const slots = Array.from({ length: lockSlots[lock] }, (_, index) => ({
    path: `lock.${index}`,
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
      ],
    },
  ];
  private readonly names: string[];
  private readonly globals: Global[];

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
  /** Skips `count` instructions unless the register is non-zero. */
  unless(register: number, skipped: readonly Instr[]): Instr[] {
    return [{ op: 'branch', if: reg(register), then: 1, else: 1 + skipped.length, at }, ...skipped];
  }
  /** Jumps back over the `count` instructions before while the register is zero. */
  againUntil(register: number, count: number): Instr {
    return { op: 'branch', if: reg(register), then: 1, else: -count, at };
  }

  /** A program of these threads; `setup` runs first. */
  program(threads: readonly (readonly Instr[])[], setup?: readonly Instr[], extra: Partial<Program> = {}): Program {
    const unit = (code: readonly Instr[], name: string): Unit => ({
      name,
      code: [...code.map((instr, pc) => absolute(instr, pc)), { op: 'end', at }],
      registers: REGISTERS,
      frames: [],
    });
    const units = threads.map((code, index) => unit(code, `t${index}`));
    if (setup) units.push(unit(setup, 'setup'));
    return {
      types: this.types,
      globals: this.globals,
      places: [{ file: 'test.c', line: 1, column: 1, function: 'f', transparent: false }],
      units,
      threads: threads.map((_, index) => ({ name: `t${index}`, unit: index, cpu: index })),
      ...(setup ? { setup: threads.length } : {}),
      reachLabels: [],
      ...extra,
    };
  }
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

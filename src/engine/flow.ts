/**
 * What is known of a unit before it runs: where its steps begin, which registers are alive there and
 * in which slot each lives, and which shared classes a thread may still touch from each step on.
 *
 * A step is one instruction that another thread could notice and the local code after it (ENGINE.md
 * section 2, "Granularity"). A register needs a slot only when it is alive where a step begins; dead
 * ones are cleared there, so that two states do not differ in values nobody will read.
 */
import { bug } from '../base/diagnostics';
import {
  visitOperands,
  visitRegs,
  visitWritten,
  type Expr,
  type Fence,
  type Instr,
  type Program,
  type Reg,
  type Unit,
} from '../program';
import { BitRows, Bits } from './bits';
import type { MemoryModel } from './memory/area';

/** Which kinds of instruction are steps depends on whether the program can observe them. */
export interface Visibility {
  /** Somebody waits for a grace period. */
  readonly rcu: boolean;
  /** CPUs are shared or interrupted: preemption and interrupt state are visible. */
  readonly cpus: boolean;
  readonly memory: MemoryModel;
}

export function visibilityOf(program: Program, memory: MemoryModel = 'sc'): Visibility {
  const has = (test: (instr: Instr) => boolean): boolean => program.units.some((unit) => unit.code.some(test));
  const cpus = new Set(program.threads.map((thread) => thread.cpu));
  return {
    rcu: has((i) => i.op === 'call-rcu' || (i.op === 'rcu' && (i.what === 'synchronize' || i.what === 'barrier'))),
    cpus: cpus.size < program.threads.length || has((i) => i.op === 'ipi'),
    memory,
  };
}

export function isStep(instr: Instr, visible: Visibility): boolean {
  switch (instr.op) {
    case 'load':
    case 'store':
    case 'rmw':
    case 'await':
    case 'acquire':
    case 'release':
    case 'downgrade':
    case 'wait':
    case 'complete':
    case 'is-locked':
    case 'call-rcu':
    case 'ipi':
    case 'alloc':
    case 'free':
    case 'choose':
      return true;
    case 'fence':
      return isStrong(instr.fence, visible.memory);
    case 'rcu':
      return visible.rcu;
    case 'irq':
    case 'preempt':
      return visible.cpus;
    default:
      return false;
  }
}

/** A fence that threads can notice of one another. */
export function isStrong(fence: Fence, memory: MemoryModel): boolean {
  if (memory === 'tso') return fence === 'mb';
  return memory !== 'sc' && (fence === 'mb' || fence === 'after-unlock-lock');
}

/** Expressions an instruction evaluates. */
export function operandsOf(instr: Instr): readonly Expr[] {
  const all: Expr[] = [];
  visitOperands(instr, (expr) => all.push(expr));
  return all;
}

/** Registers an instruction writes. */
export function writesOf(instr: Instr): readonly Reg[] {
  const all: Reg[] = [];
  visitWritten(instr, (reg) => all.push(reg));
  return all;
}

/** Where control may go after `code[pc]`. */
export function successors(code: readonly Instr[], pc: number): readonly number[] {
  const instr = code[pc];
  if (!instr) throw bug(`no instruction ${pc}`);
  switch (instr.op) {
    case 'jump':
      return [instr.to];
    case 'branch':
      return [instr.then, instr.else];
    case 'end':
    case 'limit':
      return [];
    default:
      return [pc + 1];
  }
}

/** What each instruction of a unit reads and writes, and where it leads. */
export interface Uses {
  readonly reads: readonly (readonly number[])[];
  readonly writes: readonly (readonly number[])[];
  readonly to: readonly (readonly number[])[];
}

function usesOf({ code }: Unit): Uses {
  const reads = code.map((instr) => {
    const regs: number[] = [];
    for (const expr of operandsOf(instr)) {
      visitRegs(expr, (reg) => {
        if (!regs.includes(reg)) regs.push(reg);
      });
    }
    return regs;
  });
  return { reads, writes: code.map(writesOf), to: code.map((_, pc) => successors(code, pc)) };
}

export interface Flow {
  readonly unit: Unit;
  readonly uses: Uses;
  /** Instructions at which steps begin, ascending. */
  readonly steps: readonly number[];
  /** pc -> index in `steps`, -1 where no step begins. */
  readonly stepAt: Int32Array;
  /** Per step: registers alive where it begins. */
  readonly alive: readonly (readonly number[])[];
  /** Per register: its slot among the integer or the pointer registers; -1 when never alive at a step. */
  readonly slotOf: Int32Array;
  readonly integers: number;
  readonly pointers: number;
}

/** Steps, liveness and register slots of one unit. */
export function analyse(unit: Unit, visible: Visibility, alsoBegins?: Uint8Array): Flow {
  const { code } = unit;
  const begins = new Uint8Array(code.length);
  code.forEach((instr, pc) => {
    if (isStep(instr, visible) || alsoBegins?.[pc] === 1) begins[pc] = 1;
  });
  if (endsEarly(code, begins)) begins[0] = 1;
  markLocalLoops(code, begins);
  const steps: number[] = [];
  const stepAt = new Int32Array(code.length).fill(-1);
  begins.forEach((one, pc) => {
    if (one) {
      stepAt[pc] = steps.length;
      steps.push(pc);
    }
  });
  const uses = usesOf(unit);
  const live = liveness(unit, uses);
  const alive = steps.map((pc) => [...live.row(pc)]);
  const { slotOf, integers, pointers } = colour(unit, alive);
  return { unit, uses, steps, stepAt, alive, slotOf, integers, pointers };
}

/**
 * Something may be noticed before the first step: a finding, a label, a failed `assume`. A unit is
 * started by a step of another thread (for a callback long before its grace period is over), which
 * must not run into that: the unit begins with a step of its own.
 */
function endsEarly(code: readonly Instr[], begins: Uint8Array): boolean {
  const seen = new Uint8Array(code.length);
  const work = [0];
  for (let pc = work.pop(); pc !== undefined; pc = work.pop()) {
    const instr = code[pc];
    if (!instr || begins[pc] || seen[pc]) continue;
    seen[pc] = 1;
    if (isNoticed(instr)) return true;
    work.push(...successors(code, pc));
  }
  return false;
}

function isNoticed(instr: Instr): boolean {
  switch (instr.op) {
    case 'report':
    case 'reach':
    case 'assume':
    case 'limit':
    case 'check-index':
    case 'held':
    case 'might-sleep':
      return true;
    case 'rcu':
      return instr.what === 'unlock';
    case 'preempt':
      return instr.what === 'enable';
    default:
      return false;
  }
}

/** A loop without a step in it would never come back to the search: its head becomes one. */
function markLocalLoops(code: readonly Instr[], begins: Uint8Array): void {
  const colour = new Uint8Array(code.length);
  for (let root = 0; root < code.length; root++) {
    if (colour[root]) continue;
    const stack: { pc: number; next: number }[] = [{ pc: root, next: 0 }];
    colour[root] = 1;
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const targets = successors(code, top.pc);
      const target = targets[top.next++];
      if (target === undefined) {
        colour[top.pc] = 2;
        stack.pop();
      } else if (!begins[target]) {
        if (colour[target] === 1) begins[target] = 1;
        else if (!colour[target]) {
          colour[target] = 1;
          stack.push({ pc: target, next: 0 });
        }
      }
    }
  }
}

/** Registers alive before each instruction. */
export function liveness(unit: Unit, { reads, writes, to: ways } = usesOf(unit)): BitRows {
  const { code, registers } = unit;
  const before = new BitRows(code.length, registers.length);
  const predecessors: number[][] = code.map(() => []);
  ways.forEach((targets, pc) => {
    for (const to of targets) predecessors[to]?.push(pc);
  });
  const queued = new Uint8Array(code.length).fill(1);
  const work = code.map((_, pc) => pc);
  const now = new Bits(registers.length);
  for (let pc = work.pop(); pc !== undefined; pc = work.pop()) {
    queued[pc] = 0;
    now.words.fill(0);
    for (const to of ways[pc] as readonly number[]) before.addTo(now, to);
    for (const reg of writes[pc] as readonly number[]) now.delete(reg);
    for (const reg of reads[pc] as readonly number[]) now.add(reg);
    if (before.join(pc, now)) {
      for (const from of predecessors[pc] as number[]) {
        if (!queued[from]) {
          queued[from] = 1;
          work.push(from);
        }
      }
    }
  }
  return before;
}

/** Gives registers that are never alive at the same step the same slot; integers and pointers apart. */
function colour(
  unit: Unit,
  alive: readonly (readonly number[])[],
): { slotOf: Int32Array; integers: number; pointers: number } {
  const count = unit.registers.length;
  const clashes = new Map<number, Bits>();
  for (const set of alive) {
    for (const reg of set) {
      let bits = clashes.get(reg);
      if (!bits) clashes.set(reg, (bits = new Bits(count)));
      for (const other of set) if (other !== reg) bits.add(other);
    }
  }
  const slotOf = new Int32Array(count).fill(-1);
  const counts = { integers: 0, pointers: 0 };
  for (const [reg, bits] of clashes) {
    const pointer = unit.registers[reg]?.pointer === true;
    const used = new Set<number>();
    for (const other of bits) {
      if ((unit.registers[other]?.pointer === true) === pointer) used.add(slotOf[other] as number);
    }
    let slot = 0;
    while (used.has(slot)) slot++;
    slotOf[reg] = slot;
    if (pointer) counts.pointers = Math.max(counts.pointers, slot + 1);
    else counts.integers = Math.max(counts.integers, slot + 1);
  }
  return { slotOf, ...counts };
}

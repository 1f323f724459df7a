/**
 * Load buffering (lkmm+lb), what is known of a unit before it runs: which loads may stay open while
 * their thread goes on with a value to come, and what closes them. An address, the data of a store, a
 * fence, a release or a finding closes a load; a condition does under `ctrl: hardware`, and else only
 * for what is stored before its branches join.
 */
import { readsSome, type Instr, type Unit } from '../../program';
import type { BitRows } from '../bits';
import { operandsOf, successors, writesOf } from '../flow';
import type { Control } from './control';

export interface Late {
  /** 1 where an instruction must begin a step: what comes before it may go on with loads open, it may not. */
  readonly begins: Uint8Array;
  /** 1 at loads that may stay open. */
  readonly defers: Uint8Array;
  /** 1 at instructions before which every load is closed. */
  readonly closesAll: Uint8Array;
  /** Loads that are closed before an instruction, by their place in the code. */
  readonly closes: ReadonlyMap<number, ReadonlySet<number>>;
  /** Registers whose value may come from a load, at an instruction. */
  readonly registers: (load: number, pc: number) => readonly number[];
  /** Conditions open at an instruction that looked at a load. */
  readonly branches: (load: number, pc: number) => readonly number[];
}

/** @param control absent: a condition closes */
export function lateOf(unit: Unit, live: BitRows, control: Control | undefined, rcu: boolean): Late {
  const { code } = unit;
  const closesAll = Uint8Array.from(code, (instr) => (closesEverything(instr, rcu) ? 1 : 0));
  const closes = new Map<number, Set<number>>();
  const registers = new Map<number, Map<number, number[]>>();
  const branches = new Map<number, number[]>();
  const close = (pc: number, load: number): void => {
    const known = closes.get(pc);
    if (known) known.add(load);
    else closes.set(pc, new Set([load]));
  };
  code.forEach((instr, load) => {
    if (instr.op !== 'load' || instr.marking !== 'once') return;
    const at = new Map<number, number[]>();
    registers.set(load, at);
    for (const { pc, reg } of flow(code, live, load, instr.dst)) {
      at.set(pc, [...(at.get(pc) ?? []), reg]);
      const one = code[pc] as Instr;
      if (one.op === 'set' || !reads(one, reg)) continue;
      if (one.op !== 'branch' || !control) close(pc, load);
      else if (control.levelOf[pc] !== -1) {
        branches.set(load, [...(branches.get(load) ?? []), pc]);
        for (const inside of control.region(pc)) if (isWrite(code[inside] as Instr)) close(inside, load);
      }
    }
  });
  const defers = new Uint8Array(code.length);
  for (const load of registers.keys()) {
    if (reachesWrite(code, load, (pc) => closesAll[pc] === 1 || closes.get(pc)?.has(load) === true)) defers[load] = 1;
  }
  const begins = Uint8Array.from(code, (_, pc) => {
    const late = [...(closes.get(pc) ?? [])].some((load) => defers[load] === 1);
    return closesAll[pc] === 1 || late ? 1 : 0;
  });
  return {
    begins,
    defers,
    closesAll,
    closes,
    registers: (load, pc) => registers.get(load)?.get(pc) ?? [],
    branches: (load, pc) => (branches.get(load) ?? []).filter((one) => control?.region(one).has(pc)),
  };
}

/** Where registers hold what a load read: (instruction, register) pairs, before the instruction. */
function flow(
  code: readonly Instr[],
  live: BitRows,
  load: number,
  dst: readonly number[],
): readonly { pc: number; reg: number }[] {
  const seen = new Set<string>();
  const found: { pc: number; reg: number }[] = [];
  const work: { pc: number; reg: number }[] = [];
  const come = (pc: number, reg: number): void => {
    const key = `${pc} ${reg}`;
    if (seen.has(key) || !live.has(pc, reg)) return;
    seen.add(key);
    found.push({ pc, reg });
    work.push({ pc, reg });
  };
  for (const reg of dst) come(load + 1, reg);
  for (let one = work.pop(); one; one = work.pop()) {
    const instr = code[one.pc] as Instr;
    const kept = !writesOf(instr).includes(one.reg);
    for (const to of successors(code, one.pc)) {
      if (kept) come(to, one.reg);
      if (instr.op === 'set' && reads(instr, one.reg)) come(to, instr.dst);
    }
  }
  return found;
}

function reads(instr: Instr, reg: number): boolean {
  return operandsOf(instr).some((expr) => readsSome(expr, (one) => one === reg));
}

/** May the thread store anything before the load is closed? If not, leaving it open shows nothing new. */
function reachesWrite(code: readonly Instr[], load: number, closed: (pc: number) => boolean): boolean {
  const seen = new Set<number>();
  const work = [load + 1];
  for (let pc = work.pop(); pc !== undefined; pc = work.pop()) {
    const instr = code[pc];
    if (!instr || seen.has(pc) || closed(pc)) continue;
    seen.add(pc);
    if (isWrite(instr)) return true;
    work.push(...successors(code, pc));
  }
  return false;
}

function isWrite(instr: Instr): boolean {
  switch (instr.op) {
    case 'store':
    case 'rmw':
    case 'acquire':
      return true;
    case 'await':
      return instr.then !== undefined;
    default:
      return false;
  }
}

function closesEverything(instr: Instr, rcu: boolean): boolean {
  switch (instr.op) {
    case 'store':
      return instr.marking === 'release';
    case 'rmw':
      return instr.order === 'release' || instr.order === 'full';
    case 'fence':
      return instr.fence === 'mb' || instr.fence === 'after-unlock-lock';
    case 'release':
    case 'downgrade':
    case 'complete':
    case 'call-rcu':
    case 'ipi':
    case 'free':
    case 'report':
    case 'limit':
    case 'assume':
      return true;
    case 'await':
      return instr.then !== undefined;
    case 'rcu':
      return instr.what !== 'lock' && (rcu || instr.what !== 'unlock');
    default:
      return false;
  }
}

/**
 * Cleans up the code of a unit: copies and constants go where they are used, a result goes straight
 * into its variable, branches on known values become jumps, and what nobody reads is dropped. Only
 * registers are touched: every access to memory stays, in its order.
 */
import { readsSome, visitRegs, type Expr, type Reg } from '../program';
import type { BasicBlock, Blocks, Exit } from './blocks';
import { constantOf, isFixed } from './fold';
import { mapExprs, mapWritten, visitExprs, visitWrites, writes as writesReg, type Raw, type RawUnit } from './raw-code';
import { substitute } from './substitute';

/** Per register, how many instructions write it. */
function countWrites(raw: RawUnit, blocks: Blocks): Int32Array {
  const writes = new Int32Array(raw.registers.length);
  const write = (reg: Reg): void => {
    writes[reg] = (writes[reg] ?? 0) + 1;
  };
  if (raw.parameter !== undefined) writes[raw.parameter] = 1;
  for (const block of blocks) {
    if (!block) continue;
    for (const instr of block.code) visitWrites(instr, write);
  }
  return writes;
}

/** Per register, how many times it is read. */
function countReads(raw: RawUnit, blocks: Blocks): Int32Array {
  const reads = new Int32Array(raw.registers.length);
  const read = (reg: Reg): void => {
    reads[reg] = (reads[reg] ?? 0) + 1;
  };
  const visit = (expr: Expr): void => visitRegs(expr, read);
  for (const block of blocks) {
    if (!block) continue;
    for (const instr of block.code) visitExprs(instr, visit);
    if (block.exit.kind === 'branch') visit(block.exit.if);
  }
  return reads;
}

/**
 * Registers written once, with a constant, an address that never changes or another register written
 * once, are replaced by that everywhere. Sound because such a register's write stands before all its
 * reads: a variable that may be read unwritten has a second write, its declaration's zero.
 * Returns whether there was any.
 */
export function propagate(raw: RawUnit, blocks: Blocks): boolean {
  const writes = countWrites(raw, blocks);
  const values = new Map<Reg, Expr>();
  const once = (expr: Expr): boolean => expr.kind === 'reg' && writes[expr.reg] === 1;
  for (const block of blocks) {
    if (!block) continue;
    for (const instr of block.code) {
      if (instr.op !== 'set' || writes[instr.dst] !== 1) continue;
      const { value } = instr;
      const nearby = value.kind === 'binary' && value.op === '+' && value.b.kind === 'const' && once(value.a);
      if (isFixed(value) || once(value) || (nearby && !value.wide)) values.set(instr.dst, value);
    }
  }
  for (const reg of [...values.keys()]) if (isCircular(values, reg)) values.delete(reg);
  if (values.size === 0) return false;
  const resolve = (reg: Reg): Expr | undefined => {
    const value = values.get(reg);
    if (!value || isFixed(value)) return value;
    const further = substitute(value, resolve);
    if (further !== value) values.set(reg, further);
    return further;
  };
  const replace = (expr: Expr): Expr => substitute(expr, resolve);
  for (const block of blocks) {
    if (!block) continue;
    const { code } = block;
    let kept = 0;
    for (const instr of code) {
      if (instr.op === 'set' && values.has(instr.dst)) continue;
      code[kept++] = mapExprs(instr, replace);
    }
    code.length = kept;
    if (block.exit.kind !== 'branch') continue;
    const test = replace(block.exit.if);
    if (test !== block.exit.if) block.exit = { ...block.exit, if: test };
  }
  return true;
}

/** Registers that are copied in a circle are never written with anything: dead code keeps them. */
function isCircular(values: ReadonlyMap<Reg, Expr>, from: Reg): boolean {
  let at: Expr | undefined = values.get(from);
  for (let steps = 0; at && steps <= values.size; steps++) {
    const source: Expr = at.kind === 'binary' ? at.a : at;
    if (source.kind !== 'reg') return false;
    at = values.get(source.reg);
  }
  return at !== undefined;
}

/**
 * Inside each block: copies, constants and temporaries used once go into the expressions behind them.
 * Returns whether anything changed.
 */
export function forward(raw: RawUnit, blocks: Blocks): boolean {
  const writes = countWrites(raw, blocks);
  const reads = countReads(raw, blocks);
  const known = new Known();
  let changed = false;
  for (const block of blocks) {
    if (!block) continue;
    const { code } = block;
    known.clear();
    for (const [index, given] of code.entries()) {
      const instr = known.isEmpty ? given : mapExprs(given, known.replace);
      if (instr !== given) {
        code[index] = instr;
        changed = true;
      }
      if (!known.isEmpty) visitWrites(instr, known.forget);
      if (instr.op !== 'set') continue;
      const { dst, value } = instr;
      const single = writes[dst] === 1 && reads[dst] === 1;
      if (!isFixed(value) && value.kind !== 'reg' && !single) continue;
      if (!readsSome(value, (reg) => reg === dst)) known.learn(dst, value);
    }
    if (block.exit.kind !== 'branch' || known.isEmpty) continue;
    const test = known.replace(block.exit.if);
    if (test === block.exit.if) continue;
    block.exit = { ...block.exit, if: test };
    changed = true;
  }
  return changed;
}

/** What registers hold at one point of a block. */
class Known {
  private readonly values = new Map<Reg, Expr>();
  /** Per register: which values that were learnt read it. */
  private readonly users = new Map<Reg, Reg[]>();

  /** Nothing was learnt since `clear`. */
  isEmpty = true;

  clear(): void {
    if (this.isEmpty) return;
    this.values.clear();
    this.users.clear();
    this.isEmpty = true;
  }

  learn(dst: Reg, value: Expr): void {
    this.isEmpty = false;
    this.values.set(dst, value);
    visitRegs(value, (reg) => {
      const list = this.users.get(reg);
      if (list) list.push(dst);
      else this.users.set(reg, [dst]);
    });
  }

  readonly forget = (reg: Reg): void => {
    this.values.delete(reg);
    for (const user of this.users.get(reg) ?? []) this.values.delete(user);
    this.users.delete(reg);
  };

  private readonly of = (reg: Reg): Expr | undefined => this.values.get(reg);

  readonly replace = (expr: Expr): Expr => substitute(expr, this.of);
}

/** `t = load …; x = t` with no other use of t: the load writes x. */
export function retarget(raw: RawUnit, blocks: Blocks): void {
  const writes = countWrites(raw, blocks);
  const reads = countReads(raw, blocks);
  for (const block of blocks) {
    if (!block) continue;
    for (let index = 1; index < block.code.length; index++) {
      const instr = block.code[index];
      if (instr?.op !== 'set' || instr.value.kind !== 'reg') continue;
      const from = instr.value.reg;
      if (writes[from] !== 1 || reads[from] !== 1) continue;
      const at = definition(block.code, index, from, instr.dst);
      const source = at === undefined ? undefined : block.code[at];
      if (at === undefined || !source || source.op === 'set') continue;
      const into = instr.dst;
      block.code[at] = mapWritten(source, (reg) => (reg === from ? into : reg));
      block.code.splice(index, 1);
      index--;
    }
  }
}

/** Where `from` is written, if nothing between there and `index` reads or writes `into`. */
function definition(code: readonly Raw[], index: number, from: Reg, into: Reg): number | undefined {
  let touched = false;
  const visit = (expr: Expr): void => {
    touched ||= readsSome(expr, (reg) => reg === into);
  };
  for (let at = index - 1; at >= 0; at--) {
    const instr = code[at];
    if (!instr) return undefined;
    if (writesReg(instr, into)) return undefined;
    if (writesReg(instr, from)) return at;
    visitExprs(instr, visit);
    if (touched) return undefined;
  }
  return undefined;
}

/** Longest run of `set`s that is copied to make a branch known. */
const maxThreaded = 4;

/** A block that ends in a branch whose outcome the block before it has just set jumps where that leads. */
export function thread(blocks: Blocks): void {
  for (const block of blocks) {
    if (!block) continue;
    for (let rounds = 0; rounds < 8; rounds++) {
      const exit: Exit = block.exit;
      if (exit.kind !== 'jump') break;
      const next: BasicBlock | undefined = blocks[exit.to];
      if (!next || next === block || next.exit.kind !== 'branch' || next.code.length > maxThreaded) break;
      if (next.code.some((instr) => instr.op !== 'set')) break;
      const known = lastKnown(block.code);
      for (const instr of next.code) {
        if (instr.op !== 'set') continue;
        const value = substitute(instr.value, (reg) => known.get(reg));
        if (isFixed(value)) known.set(instr.dst, value);
        else known.delete(instr.dst);
      }
      const test = substitute(next.exit.if, (reg) => known.get(reg));
      const outcome = test.kind === 'global' || test.kind === 'frame' ? 1 : constantOf(test);
      if (outcome === undefined) break;
      block.code.push(...next.code);
      block.exit = { kind: 'jump', to: outcome === 0 ? next.exit.else : next.exit.then, at: exit.at };
    }
  }
}

/** Registers whose value at the end of the code is a constant or fixed address. */
function lastKnown(code: readonly Raw[]): Map<Reg, Expr> {
  const known = new Map<Reg, Expr>();
  const seen = new Set<Reg>();
  for (let at = code.length - 1; at >= 0 && at >= code.length - 16; at--) {
    const instr = code[at];
    if (!instr) break;
    visitWrites(instr, (reg) => {
      if (instr.op === 'set' && !seen.has(reg) && isFixed(instr.value)) known.set(reg, instr.value);
      seen.add(reg);
    });
  }
  return known;
}

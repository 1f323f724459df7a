/**
 * Cleans up the code of a unit: copies and constants go where they are used, a result goes straight
 * into its variable, branches on known values become jumps, and what nobody reads is dropped. Only
 * registers are touched: every access to memory stays, in its order.
 */
import type { Expr, Reg } from '../program';
import type { BasicBlock, Blocks, Exit } from './blocks';
import { constantOf, isFixed } from './fold';
import { mapExprs, mapWritten, visitExprs, visitRegs, written, type Raw, type RawUnit } from './raw-code';
import { substitute } from './substitute';

/** Per register, how many instructions write and how many expressions read it. */
interface Counts {
  readonly writes: Int32Array;
  readonly reads: Int32Array;
}

function count(raw: RawUnit, blocks: Blocks): Counts {
  const writes = new Int32Array(raw.registers.length);
  const reads = new Int32Array(raw.registers.length);
  const read = (reg: Reg): void => {
    reads[reg] = (reads[reg] ?? 0) + 1;
  };
  const visit = (expr: Expr): void => visitRegs(expr, read);
  if (raw.parameter !== undefined) writes[raw.parameter] = 1;
  for (const block of blocks) {
    if (!block) continue;
    for (const instr of block.code) {
      for (const reg of written(instr)) writes[reg] = (writes[reg] ?? 0) + 1;
      visitExprs(instr, visit);
    }
    if (block.exit.kind === 'branch') visit(block.exit.if);
  }
  return { writes, reads };
}

/**
 * Registers written once, with a constant, an address that never changes or another register written
 * once, are replaced by that everywhere. Sound because such a register's write stands before all its
 * reads: a variable that may be read unwritten has a second write, its declaration's zero.
 */
export function propagate(raw: RawUnit, blocks: Blocks): boolean {
  const { writes } = count(raw, blocks);
  const values = new Map<Reg, Expr>();
  for (const block of blocks) {
    for (const instr of block?.code ?? []) {
      if (instr.op !== 'set' || writes[instr.dst] !== 1) continue;
      const { value } = instr;
      const once = (expr: Expr): boolean => expr.kind === 'reg' && writes[expr.reg] === 1;
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
  let changed = false;
  const replace = (expr: Expr): Expr => {
    const next = substitute(expr, resolve);
    if (next !== expr) changed = true;
    return next;
  };
  for (const block of blocks) {
    if (!block) continue;
    block.code = block.code.filter((instr) => instr.op !== 'set' || !values.has(instr.dst));
    block.code = block.code.map((instr) => mapExprs(instr, replace));
    if (block.exit.kind === 'branch') block.exit = { ...block.exit, if: replace(block.exit.if) };
  }
  return changed;
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

/** Inside each block: copies, constants and temporaries used once go into the expressions behind them. */
export function forward(raw: RawUnit, blocks: Blocks): void {
  const { writes, reads } = count(raw, blocks);
  for (const block of blocks) if (block) forwardIn(block, writes, reads);
}

function forwardIn(block: BasicBlock, writes: Int32Array, reads: Int32Array): void {
  const known = new Map<Reg, Expr>();
  /** Per register: which known values read it. */
  const users = new Map<Reg, Reg[]>();
  const forget = (reg: Reg): void => {
    known.delete(reg);
    for (const user of users.get(reg) ?? []) known.delete(user);
    users.delete(reg);
  };
  const replace = (expr: Expr): Expr => (known.size === 0 ? expr : substitute(expr, (reg) => known.get(reg)));
  block.code = block.code.map((given) => {
    const instr = mapExprs(given, replace);
    for (const reg of written(instr)) forget(reg);
    if (instr.op !== 'set') return instr;
    const { dst, value } = instr;
    const single = writes[dst] === 1 && reads[dst] === 1;
    if (!isFixed(value) && value.kind !== 'reg' && !single) return instr;
    let self = false;
    visitRegs(value, (reg) => {
      if (reg === dst) self = true;
    });
    if (self) return instr;
    known.set(dst, value);
    visitRegs(value, (reg) => {
      const list = users.get(reg);
      if (list) list.push(dst);
      else users.set(reg, [dst]);
    });
    return instr;
  });
  if (block.exit.kind === 'branch') block.exit = { ...block.exit, if: replace(block.exit.if) };
}

/** `t = load …; x = t` with no other use of t: the load writes x. */
export function retarget(raw: RawUnit, blocks: Blocks): void {
  const { writes, reads } = count(raw, blocks);
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
  for (let at = index - 1; at >= 0; at--) {
    const instr = code[at];
    if (!instr) return undefined;
    const writes = written(instr);
    if (writes.includes(from)) return writes.includes(into) ? undefined : at;
    if (writes.includes(into)) return undefined;
    let touched = false;
    visitExprs(instr, (expr) =>
      visitRegs(expr, (reg) => {
        if (reg === into) touched = true;
      }),
    );
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
    for (const reg of written(instr)) {
      if (instr.op === 'set' && !seen.has(reg) && isFixed(instr.value)) known.set(reg, instr.value);
      seen.add(reg);
    }
  }
  return known;
}

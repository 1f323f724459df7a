/**
 * Drops `set`s and other pure results that no later instruction reads, and checks of an index that
 * came out as a constant inside its array. Liveness between blocks is kept
 * only for registers that some block reads before writing them; most live and die in one block.
 */
import { visitRegs, type Expr, type Reg } from '../program';
import { successors, type BasicBlock, type Blocks, type Exit } from './blocks';
import { constantOf } from './fold';
import { visitExprs, visitWrites, type Raw, type RawUnit } from './raw-code';

type Rmw = Raw & { readonly op: 'rmw' };

/** Live registers while a block is walked backwards. */
class Live {
  /** Registers that cross blocks, by their number in `index`. */
  readonly crossing: Uint32Array;
  /** Registers of one block: the walk in which they were read. */
  private readonly local: Int32Array;
  private walk = 0;

  constructor(
    private readonly index: Int32Array,
    crossing: number,
  ) {
    this.crossing = new Uint32Array((crossing + 31) >> 5);
    this.local = new Int32Array(index.length);
  }

  /** Live at the end of a block: what its followers read. `liveIn` has a stretch of words for each block. */
  enter(block: BasicBlock, liveIn: Uint32Array): void {
    this.walk++;
    this.crossing.fill(0);
    const { exit } = block;
    if (exit.kind === 'end') return;
    this.join(liveIn, exit.kind === 'jump' ? exit.to : exit.then);
    if (exit.kind === 'branch') this.join(liveIn, exit.else);
  }

  private join(liveIn: Uint32Array, number: number): void {
    const { crossing } = this;
    const from = number * crossing.length;
    for (let at = 0; at < crossing.length; at++) crossing[at] = (crossing[at] ?? 0) | (liveIn[from + at] ?? 0);
  }

  /** Keeps what is live at the start of a block; false when that was known. */
  leave(number: number, liveIn: Uint32Array): boolean {
    const { crossing } = this;
    const to = number * crossing.length;
    let changed = false;
    for (let at = 0; at < crossing.length; at++) {
      const word = crossing[at] ?? 0;
      if (liveIn[to + at] !== word) changed = true;
      liveIn[to + at] = word;
    }
    return changed;
  }

  has(reg: Reg): boolean {
    const at = this.index[reg] ?? -1;
    if (at < 0) return this.local[reg] === this.walk;
    return ((this.crossing[at >> 5] ?? 0) & (1 << (at & 31))) !== 0;
  }

  readonly add = (reg: Reg): void => {
    const at = this.index[reg] ?? -1;
    if (at < 0) this.local[reg] = this.walk;
    else this.crossing[at >> 5] = (this.crossing[at >> 5] ?? 0) | (1 << (at & 31));
  };

  readonly remove = (reg: Reg): void => {
    const at = this.index[reg] ?? -1;
    if (at < 0) this.local[reg] = 0;
    else this.crossing[at >> 5] = (this.crossing[at >> 5] ?? 0) & ~(1 << (at & 31));
  };

  readonly read = (expr: Expr): void => visitRegs(expr, this.add);
}

export function dropDead(raw: RawUnit, blocks: Blocks): void {
  const { index, crossing } = crossingRegisters(raw, blocks);
  const live = new Live(index, crossing);
  const liveIn = new Uint32Array(blocks.length * live.crossing.length);
  const order = postorder(blocks);
  // A block is walked again only when what a follower reads has grown since.
  const walked = new Int32Array(blocks.length);
  const grown = new Int32Array(blocks.length);
  let now = 0;
  for (let changed = true; changed;) {
    changed = false;
    for (const number of order) {
      const block = blocks[number];
      const last = walked[number] ?? 0;
      if (!block || (last > 0 && lastGrowth(block.exit, grown) < last)) continue;
      walked[number] = ++now;
      live.enter(block, liveIn);
      walk(block, live);
      if (live.leave(number, liveIn)) {
        changed = true;
        grown[number] = now;
      }
    }
  }
  for (const block of blocks) {
    if (!block) continue;
    live.enter(block, liveIn);
    drop(block, live);
  }
}

/** When what a follower reads grew last. */
function lastGrowth(exit: Exit, grown: Int32Array): number {
  switch (exit.kind) {
    case 'jump':
      return grown[exit.to] ?? 0;
    case 'branch':
      return Math.max(grown[exit.then] ?? 0, grown[exit.else] ?? 0);
    case 'end':
      return 0;
  }
}

/** Numbers the registers that some block reads before it writes them. */
function crossingRegisters(raw: RawUnit, blocks: Blocks): { readonly index: Int32Array; readonly crossing: number } {
  const index = new Int32Array(raw.registers.length).fill(-1);
  const writtenIn = new Int32Array(raw.registers.length).fill(-1);
  let crossing = 0;
  let number = 0;
  const read = (reg: Reg): void => {
    if (writtenIn[reg] !== number && index[reg] === -1) index[reg] = crossing++;
  };
  const visit = (expr: Expr): void => visitRegs(expr, read);
  const write = (reg: Reg): void => {
    writtenIn[reg] = number;
  };
  for (; number < blocks.length; number++) {
    const block = blocks[number];
    if (!block) continue;
    for (const instr of block.code) {
      visitExprs(instr, visit);
      visitWrites(instr, write);
    }
    if (block.exit.kind === 'branch') visit(block.exit.if);
  }
  return { index, crossing };
}

/** Walks a block backwards; what is dead reads nothing. */
function walk(block: BasicBlock, live: Live): void {
  if (block.exit.kind === 'branch') live.read(block.exit.if);
  for (let at = block.code.length - 1; at >= 0; at--) {
    const instr = block.code[at];
    if (!instr || isDead(instr, live)) continue;
    visitWrites(instr, live.remove);
    visitExprs(instr, live.read);
  }
}

/** Walks a block backwards and takes out what is dead. */
function drop(block: BasicBlock, live: Live): void {
  const { code } = block;
  if (block.exit.kind === 'branch') live.read(block.exit.if);
  // What stays moves to the end.
  let to = code.length;
  for (let at = code.length - 1; at >= 0; at--) {
    const instr = code[at];
    if (!instr || isDead(instr, live)) continue;
    code[--to] = instr.op === 'rmw' ? withoutDead(instr, live) : instr;
    visitWrites(instr, live.remove);
    visitExprs(instr, live.read);
  }
  if (to > 0) code.splice(0, to);
}

function isDead(instr: Raw, live: Live): boolean {
  switch (instr.op) {
    case 'set':
      return !live.has(instr.dst) || (instr.value.kind === 'reg' && instr.value.reg === instr.dst);
    case 'held':
      return !live.has(instr.dst);
    case 'check-index':
      return isKnownToHold(instr.index, instr.count);
    default:
      return false;
  }
}

/** Without the results that nobody reads. */
function withoutDead(instr: Rmw, live: Live): Rmw {
  const { old, new: now, success, ...rest } = instr;
  const dead = (reg: Reg | undefined): boolean => reg !== undefined && !live.has(reg);
  if (!dead(old) && !dead(now) && !dead(success)) return instr;
  return {
    ...rest,
    ...(old !== undefined && live.has(old) ? { old } : {}),
    ...(now !== undefined && live.has(now) ? { new: now } : {}),
    ...(success !== undefined && live.has(success) ? { success } : {}),
  };
}

function isKnownToHold(index: Expr, count: number): boolean {
  const known = constantOf(index);
  return known !== undefined && known >= 0 && known < count;
}

function postorder(blocks: Blocks): readonly number[] {
  const order: number[] = [];
  const seen = new Uint8Array(blocks.length);
  const stack: { readonly number: number; readonly next: readonly number[]; index: number }[] = [];
  const enter = (number: number): void => {
    seen[number] = 1;
    const exit: Exit | undefined = blocks[number]?.exit;
    stack.push({ number, next: exit ? successors(exit) : [], index: 0 });
  };
  enter(0);
  for (let top = stack[stack.length - 1]; top; top = stack[stack.length - 1]) {
    const next = top.next[top.index++];
    if (next === undefined) {
      order.push(top.number);
      stack.pop();
    } else if (seen[next] === 0) {
      enter(next);
    }
  }
  return order;
}

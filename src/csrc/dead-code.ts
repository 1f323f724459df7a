/**
 * Drops `set`s and other pure results that no later instruction reads, and checks of an index that
 * came out as a constant inside its array. Liveness between blocks is kept
 * only for registers that some block reads before writing them; most live and die in one block.
 */
import type { Expr, Reg } from '../program';
import { successors, type BasicBlock, type Blocks, type Exit } from './blocks';
import { constantOf } from './fold';
import { visitExprs, visitRegs, written, type Raw, type RawUnit } from './raw-code';

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

  begin(): void {
    this.walk++;
    this.crossing.fill(0);
  }

  has(reg: Reg): boolean {
    const at = this.index[reg] ?? -1;
    if (at < 0) return this.local[reg] === this.walk;
    return ((this.crossing[at >> 5] ?? 0) & (1 << (at & 31))) !== 0;
  }

  add(reg: Reg): void {
    const at = this.index[reg] ?? -1;
    if (at < 0) this.local[reg] = this.walk;
    else this.crossing[at >> 5] = (this.crossing[at >> 5] ?? 0) | (1 << (at & 31));
  }

  remove(reg: Reg): void {
    const at = this.index[reg] ?? -1;
    if (at < 0) this.local[reg] = 0;
    else this.crossing[at >> 5] = (this.crossing[at >> 5] ?? 0) & ~(1 << (at & 31));
  }
}

export function dropDead(raw: RawUnit, blocks: Blocks): void {
  const { index, crossing } = crossingRegisters(raw, blocks);
  const live = new Live(index, crossing);
  const words = live.crossing.length;
  const liveIn = blocks.map((block) => (block ? new Uint32Array(words) : undefined));
  const enter = (block: BasicBlock): void => {
    live.begin();
    for (const next of successors(block.exit)) {
      const other = liveIn[next];
      if (!other) continue;
      for (let word = 0; word < words; word++) live.crossing[word] = (live.crossing[word] ?? 0) | (other[word] ?? 0);
    }
  };
  const order = postorder(blocks);
  for (let changed = true; changed;) {
    changed = false;
    for (const number of order) {
      const block = blocks[number];
      const before = liveIn[number];
      if (!block || !before) continue;
      enter(block);
      scan(block, live, undefined);
      if (before.some((word, at) => word !== live.crossing[at])) {
        changed = true;
        before.set(live.crossing);
      }
    }
  }
  for (const block of blocks) {
    if (!block) continue;
    enter(block);
    const kept: Raw[] = [];
    scan(block, live, kept);
    block.code = kept.reverse();
  }
}

/** Numbers the registers that some block reads before it writes them. */
function crossingRegisters(raw: RawUnit, blocks: Blocks): { readonly index: Int32Array; readonly crossing: number } {
  const index = new Int32Array(raw.registers.length).fill(-1);
  const writtenIn = new Int32Array(raw.registers.length).fill(-1);
  let crossing = 0;
  for (const [number, block] of blocks.entries()) {
    if (!block) continue;
    const read = (reg: Reg): void => {
      if (writtenIn[reg] !== number && index[reg] === -1) index[reg] = crossing++;
    };
    for (const instr of block.code) {
      visitExprs(instr, (expr) => visitRegs(expr, read));
      for (const reg of written(instr)) writtenIn[reg] = number;
    }
    if (block.exit.kind === 'branch') visitRegs(block.exit.if, read);
  }
  return { index, crossing };
}

/** Walks a block backwards; what is dead is left out of `kept` (which is filled backwards) and reads nothing. */
function scan(block: BasicBlock, live: Live, kept: Raw[] | undefined): void {
  const add = (reg: Reg): void => live.add(reg);
  const read = (expr: Expr): void => visitRegs(expr, add);
  if (block.exit.kind === 'branch') read(block.exit.if);
  for (let at = block.code.length - 1; at >= 0; at--) {
    let instr = block.code[at];
    if (!instr) continue;
    const writes = written(instr);
    if ((instr.op === 'set' || instr.op === 'held') && !live.has(instr.dst)) continue;
    if (instr.op === 'set' && instr.value.kind === 'reg' && instr.value.reg === instr.dst) continue;
    if (instr.op === 'check-index' && isKnownToHold(instr.index, instr.count)) continue;
    if (instr.op === 'rmw' && kept && writes.some((reg) => !live.has(reg))) {
      const { old, new: now, success, ...rest } = instr;
      instr = {
        ...rest,
        ...(old !== undefined && live.has(old) ? { old } : {}),
        ...(now !== undefined && live.has(now) ? { new: now } : {}),
        ...(success !== undefined && live.has(success) ? { success } : {}),
      };
    }
    for (const reg of writes) live.remove(reg);
    visitExprs(instr, read);
    kept?.push(instr);
  }
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

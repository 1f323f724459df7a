/**
 * Raw code as basic blocks and back: builds them, drops what cannot be reached, joins what always
 * follows, and lays them out again. Knows nothing of what instructions compute.
 */
import type { Expr, Instr, PlaceId } from '../program';
import { bug } from '../base/diagnostics';
import type { Label, Raw, RawUnit } from './raw-code';

/** How a block ends. Targets are block numbers. */
export type Exit =
  | { readonly kind: 'jump'; readonly to: number; readonly at: PlaceId }
  | { readonly kind: 'branch'; readonly if: Expr; readonly then: number; readonly else: number; readonly at: PlaceId }
  | { readonly kind: 'end'; readonly at: PlaceId };

export interface BasicBlock {
  /** No jump, branch, end or label. */
  code: Raw[];
  exit: Exit;
}

/** Blocks by number; block 0 is the entry; unreachable ones are undefined. */
export type Blocks = (BasicBlock | undefined)[];

export function buildBlocks(raw: RawUnit): Blocks {
  const numbers = new Map<Label, number>();
  /** Place of the last instruction: that of a block's falling into the next. */
  let at: PlaceId = 0;
  const newBlock = (): BasicBlock => ({ code: [], exit: { kind: 'end', at } });
  let open: BasicBlock | undefined = newBlock();
  const blocks: BasicBlock[] = [open];
  const pending: { block: BasicBlock; instr: Raw & { readonly op: 'jump' | 'branch' } }[] = [];
  for (const instr of raw.code) {
    if (instr.op === 'label') {
      // A label behind a label, or behind a jump, needs no block of its own in front.
      if (!open || open.code.length > 0 || blocks.length === 1) {
        if (open) open.exit = { kind: 'jump', to: blocks.length, at };
        open = newBlock();
        blocks.push(open);
      }
      numbers.set(instr.label, blocks.length - 1);
      continue;
    }
    at = instr.at;
    if (!open) continue;
    if (instr.op === 'jump' || instr.op === 'branch') {
      pending.push({ block: open, instr });
      open = undefined;
    } else if (instr.op === 'end') {
      open.exit = { kind: 'end', at: instr.at };
      open = undefined;
    } else {
      open.code.push(instr);
    }
  }
  const target = (label: Label): number => {
    const number = numbers.get(label);
    if (number === undefined) throw bug(`label ${label} of ${raw.name} is not placed`);
    return number;
  };
  for (const { block, instr } of pending) {
    block.exit =
      instr.op === 'jump'
        ? { kind: 'jump', to: target(instr.to), at: instr.at }
        : { kind: 'branch', if: instr.if, then: target(instr.then), else: target(instr.else), at: instr.at };
  }
  return blocks;
}

export function successors(exit: Exit): readonly number[] {
  switch (exit.kind) {
    case 'jump':
      return [exit.to];
    case 'branch':
      return [exit.then, exit.else];
    case 'end':
      return [];
  }
}

/** Folds known branches, skips empty blocks, drops unreachable ones and joins blocks with their only follower. */
export function straighten(blocks: Blocks): void {
  for (const block of blocks) if (block) block.exit = shortcut(blocks, block.exit);
  const counts = dropUnreachable(blocks);
  for (let number = 0; number < blocks.length; number++) {
    const block = blocks[number];
    if (!block) continue;
    for (;;) {
      const { exit } = block;
      if (exit.kind !== 'jump' || exit.to === number || exit.to === 0 || counts[exit.to] !== 1) break;
      const next = blocks[exit.to];
      if (!next) throw bug('jump to a block that is gone');
      for (const instr of next.code) block.code.push(instr);
      block.exit = next.exit;
      blocks[exit.to] = undefined;
    }
  }
}

function shortcut(blocks: Blocks, exit: Exit): Exit {
  switch (exit.kind) {
    case 'end':
      return exit;
    case 'jump': {
      const to = through(blocks, exit.to);
      const next = blocks[to];
      // Nothing but an end: end here.
      if (next?.code.length === 0 && next.exit.kind === 'end') return next.exit;
      return to === exit.to ? exit : { ...exit, to };
    }
    case 'branch': {
      const test = exit.if;
      if (test.kind === 'const')
        return shortcut(blocks, { kind: 'jump', to: test.value ? exit.then : exit.else, at: exit.at });
      if (test.kind === 'global' || test.kind === 'frame')
        return shortcut(blocks, { kind: 'jump', to: exit.then, at: exit.at });
      const yes = through(blocks, exit.then);
      const no = through(blocks, exit.else);
      if (yes === no) return shortcut(blocks, { kind: 'jump', to: yes, at: exit.at });
      return yes === exit.then && no === exit.else ? exit : { ...exit, then: yes, else: no };
    }
  }
}

/** Where a jump to a block ends up, empty blocks skipped. An endless empty loop stays. */
function through(blocks: Blocks, from: number): number {
  let at = from;
  for (let steps = 0; steps < blocks.length; steps++) {
    const block = blocks[at];
    if (!block || block.code.length > 0 || block.exit.kind !== 'jump') return at;
    at = block.exit.to;
  }
  return from;
}

/** Returns how many edges enter each block that is left (the entry counts one). */
function dropUnreachable(blocks: Blocks): readonly number[] {
  const counts = new Array<number>(blocks.length).fill(0);
  counts[0] = 1;
  const work = [0];
  for (let number = work.pop(); number !== undefined; number = work.pop()) {
    const block = blocks[number];
    if (!block) throw bug('edge to a block that is gone');
    for (const next of successors(block.exit)) {
      const seen = counts[next] ?? 0;
      counts[next] = seen + 1;
      if (seen === 0) work.push(next);
    }
  }
  for (let number = 0; number < blocks.length; number++) if (counts[number] === 0) blocks[number] = undefined;
  return counts;
}

/** Blocks as flat code. Followers stand behind their block where they can; targets become addresses. */
export function layOut(blocks: Blocks): Instr[] {
  const order: number[] = [];
  const placed = new Set<number>();
  for (let number = 0; number < blocks.length; number++) {
    let at: number | undefined = number;
    while (at !== undefined && !placed.has(at) && blocks[at]) {
      placed.add(at);
      order.push(at);
      const exit: Exit | undefined = blocks[at]?.exit;
      at = exit?.kind === 'jump' ? exit.to : undefined;
    }
  }
  const starts = new Map<number, number>();
  let pc = 0;
  for (const [index, number] of order.entries()) {
    starts.set(number, pc);
    const block = blocks[number];
    if (!block) continue;
    pc += block.code.length + (fallsThrough(block, order[index + 1]) ? 0 : 1);
  }
  const target = (number: number): number => {
    const start = starts.get(number);
    if (start === undefined) throw bug('jump to a block that was not laid out');
    return start;
  };
  const code: Instr[] = [];
  for (const [index, number] of order.entries()) {
    const block = blocks[number];
    if (!block) continue;
    for (const instr of block.code) {
      if (instr.op === 'label' || instr.op === 'frame-start') throw bug(`${instr.op} in finished code`);
      code.push(instr);
    }
    const { exit } = block;
    if (fallsThrough(block, order[index + 1])) continue;
    if (exit.kind === 'end') code.push({ op: 'end', at: exit.at });
    else if (exit.kind === 'jump') code.push({ op: 'jump', to: target(exit.to), at: exit.at });
    else code.push({ op: 'branch', if: exit.if, then: target(exit.then), else: target(exit.else), at: exit.at });
  }
  return code;
}

function fallsThrough(block: BasicBlock, next: number | undefined): boolean {
  return block.exit.kind === 'jump' && block.exit.to === next;
}

/**
 * Control dependencies of the kernel's model (`ctrl: lkmm`): a condition orders the stores of its
 * branches, and no store behind the place where they join. Each condition of a unit has a level, and
 * no two that may be open at once share one.
 */
import type { Instr } from '../../program';
import { Bits } from '../bits';
import { successors } from '../flow';

export interface Control {
  /** Levels needed. */
  readonly levels: number;
  /** Level of the condition at a branch; -1 elsewhere. */
  readonly levelOf: Int32Array;
  /** Levels that are over on the way from one instruction to the next. */
  readonly over: (from: number, to: number) => readonly number[];
  /** What may run after a branch before its ways have joined. */
  readonly region: (branch: number) => Bits;
}

export function controlOf(code: readonly Instr[]): Control {
  const branches = code.flatMap((instr, pc) => (instr.op === 'branch' && instr.then !== instr.else ? [pc] : []));
  const joins = joinsOf(code);
  const regions = branches.map((pc) => region(code, pc, joins[pc] as number));
  const levelOf = new Int32Array(code.length).fill(-1);
  const over = new Map<number, number[]>();
  let levels = 0;
  branches.forEach((pc, index) => {
    const own = regions[index] as Bits;
    const used = new Set<number>();
    for (let other = 0; other < index; other++) {
      const at = branches[other] as number;
      if (own.has(at) || (regions[other] as Bits).has(pc)) used.add(levelOf[at] as number);
    }
    let level = 0;
    while (used.has(level)) level++;
    levelOf[pc] = level;
    levels = Math.max(levels, level + 1);
    for (const from of new Set([pc, ...own])) {
      for (const to of successors(code, from)) {
        if (own.has(to)) continue;
        const edge = from * code.length + to;
        over.set(edge, [...(over.get(edge) ?? []), level]);
      }
    }
  });
  return {
    levels,
    levelOf,
    over: (from, to) => over.get(from * code.length + to) ?? [],
    region: (pc) => regions[branches.indexOf(pc)] ?? new Bits(code.length),
  };
}

/** What may run after a branch before its ways have joined. */
function region(code: readonly Instr[], branch: number, join: number): Bits {
  const inside = new Bits(code.length);
  const work = [...successors(code, branch)];
  for (let pc = work.pop(); pc !== undefined; pc = work.pop()) {
    if (pc === join || inside.has(pc)) continue;
    inside.add(pc);
    work.push(...successors(code, pc));
  }
  return inside;
}

/** Immediate post-dominator of each instruction; `code.length` stands for the end. */
function joinsOf(code: readonly Instr[]): Int32Array {
  const end = code.length;
  const next = (pc: number): readonly number[] => {
    const to = successors(code, pc);
    return to.length === 0 ? [end] : to;
  };
  // Backwards order from the end: number nodes so that a node's way out mostly has a higher number.
  const before: number[][] = Array.from({ length: end + 1 }, () => []);
  for (let pc = 0; pc < end; pc++) for (const to of next(pc)) before[to]?.push(pc);
  const order: number[] = [];
  const rank = new Int32Array(end + 1).fill(-1);
  const seen = new Uint8Array(end + 1);
  const stack: { node: number; next: number }[] = [{ node: end, next: 0 }];
  seen[end] = 1;
  for (let top = stack.at(-1); top; top = stack.at(-1)) {
    const to = before[top.node]?.[top.next++];
    if (to === undefined) {
      rank[top.node] = order.length;
      order.push(top.node);
      stack.pop();
    } else if (!seen[to]) {
      seen[to] = 1;
      stack.push({ node: to, next: 0 });
    }
  }
  const join = new Int32Array(end + 1).fill(-1);
  join[end] = end;
  const meet = (a: number, b: number): number => {
    let x = a;
    let y = b;
    while (x !== y) {
      while ((rank[x] as number) < (rank[y] as number)) x = join[x] as number;
      while ((rank[y] as number) < (rank[x] as number)) y = join[y] as number;
    }
    return x;
  };
  for (let changed = true; changed;) {
    changed = false;
    for (let i = order.length - 2; i >= 0; i--) {
      const node = order[i] as number;
      let found = -1;
      for (const to of next(node)) {
        if (join[to] === -1) continue;
        found = found === -1 ? to : meet(found, to);
      }
      if (found !== -1 && join[node] !== found) {
        join[node] = found;
        changed = true;
      }
    }
  }
  // Ways that never end join nowhere.
  return join.map((one) => (one === -1 ? end : one));
}

/**
 * Sequential consistency and x86's total store order: one order of all accesses. Under tso a store may
 * leave its processor's buffer after later reads of that processor, unless a fence, a locked instruction
 * or taking a lock stands between. A grace period waits for every section that began before it does: of
 * each such pair either the section ends before the grace period, or it begins after.
 */
import type { CandidateEvent } from './candidates';
import type { Communication, Skeleton } from './execution';
import { inSet, setOf, type Relation } from './relation';

interface Pair {
  readonly begin: number;
  readonly end: number;
  readonly lock: number;
  readonly unlock: number;
}

export class StrongModel {
  private readonly kept: Relation;
  private readonly pairs: readonly Pair[];

  constructor(
    private readonly one: Skeleton,
    private readonly memory: 'sc' | 'tso',
  ) {
    this.kept = memory === 'sc' ? one.po : storeOrder(one);
    this.pairs = pairsOf(one);
  }

  /** Is there one order? */
  check({ rf, co, fr }: Communication): boolean {
    return this.ordered(this.kept.or(rf.and(this.one.external), co, fr), this.pairs);
  }

  private ordered(order: Relation, pairs: readonly Pair[]): boolean {
    if (!order.acyclic) return false;
    const [first, ...rest] = pairs;
    if (!first) return true;
    const { begin, end, lock, unlock } = first;
    return this.ordered(this.put(order, unlock, end), rest) || this.ordered(this.put(order, begin, lock), rest);
  }

  /** All of its thread up to `earlier` stands before all of its thread from `later` on. */
  private put(order: Relation, earlier: number, later: number): Relation {
    const made = order.or();
    made.add(earlier, later);
    if (this.memory === 'sc') return made;
    const { po, memory, size } = this.one;
    for (let a = 0; a < size; a++) {
      if (!po.has(a, earlier) || !inSet(memory, a)) continue;
      for (let b = 0; b < size; b++) if (po.has(later, b) && inSet(memory, b)) made.add(a, b);
    }
    return made;
  }
}

/** Program order but for stores before later reads; the marks of RCU sections order nothing by themselves. */
function storeOrder(one: Skeleton): Relation {
  const { po, reads, memory, writes } = one;
  const drains = one.where(drainsBuffer);
  const others = setOf(one.size, (event) => !inSet(memory, event));
  const accesses = po.from(memory).to(memory);
  const fenced = po.to(drains).then(po).or(po.from(drains), po.to(drains)).from(memory).to(memory);
  return accesses.minus(accesses.from(writes).to(reads)).or(fenced, po.from(others).to(others));
}

function drainsBuffer({ kind, tag, partner, locked }: CandidateEvent): boolean {
  if (kind === 'fence') return tag === 'mb';
  if (kind === 'sync-rcu' || kind === 'lock-read' || kind === 'lock-write') return true;
  return partner >= 0 || locked;
}

function pairsOf(one: Skeleton): Pair[] {
  const pairs: Pair[] = [];
  const open = new Map<number, number[]>();
  const sections: { readonly thread: number; readonly lock: number; readonly unlock: number }[] = [];
  one.events.forEach(({ kind, thread }, number) => {
    const stack = open.get(thread) ?? [];
    open.set(thread, stack);
    if (kind === 'rcu-lock') stack.push(number);
    const lock = kind === 'rcu-unlock' ? stack.pop() : undefined;
    if (lock !== undefined && stack.length === 0) sections.push({ thread, lock, unlock: number });
  });
  one.events.forEach(({ kind, thread }, end) => {
    if (kind !== 'sync-rcu') return;
    for (const section of sections) {
      if (section.thread !== thread) pairs.push({ begin: end - 1, end, lock: section.lock, unlock: section.unlock });
    }
  });
  return pairs;
}

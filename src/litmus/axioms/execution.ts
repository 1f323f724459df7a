/** One candidate execution as relations: what every model is written in. */
import { readsMemory, writesMemory } from './events';
import type { CandidateEvent, Combination, LocationChoice } from './candidates';
import { Relation, setOf, type EventSet } from './relation';

/** What holds of a combination whatever rf and co. */
export class Skeleton {
  readonly size: number;
  readonly events: readonly CandidateEvent[];
  /** Program order. */
  readonly po: Relation;
  /** Both of one thread, and of two: initial writes are of none. */
  readonly internal: Relation;
  readonly external: Relation;
  readonly sameLocation: Relation;
  /** Halves of read-modify-writes, locks not included. */
  readonly rmw: Relation;
  readonly reads: EventSet;
  readonly writes: EventSet;
  readonly memory: EventSet;

  constructor(readonly combination: Combination) {
    const { events } = combination;
    const size = events.length;
    this.size = size;
    this.events = events;
    this.po = new Relation(size);
    this.internal = new Relation(size);
    this.external = new Relation(size);
    this.sameLocation = new Relation(size);
    this.rmw = new Relation(size);
    events.forEach((a, i) => {
      events.forEach((b, j) => {
        const same = a.thread === b.thread && a.thread >= 0;
        if (same) this.internal.add(i, j);
        else if (i !== j) this.external.add(i, j);
        if (same && i < j) this.po.add(i, j);
        if (a.location >= 0 && a.location === b.location) this.sameLocation.add(i, j);
      });
      if (a.kind === 'read' && a.partner >= 0) this.rmw.add(i, a.base + a.partner);
    });
    this.reads = this.where(readsMemory);
    this.writes = this.where(writesMemory);
    this.memory = this.where((event) => event.location >= 0);
  }

  where(is: (event: CandidateEvent) => boolean): EventSet {
    return setOf(this.size, (number) => is(this.events[number] as CandidateEvent)); // numbers below size
  }

  /** Reads that an event depends on, as pairs. */
  dependency(of: 'address' | 'data' | 'control'): Relation {
    const made = new Relation(this.size);
    this.events.forEach((event, number) => {
      for (let bits = event[of]; bits !== 0; bits &= bits - 1) {
        made.add(event.base + 31 - Math.clz32(bits & -bits), number);
      }
    });
    return made;
  }

  /** Memory accesses around a fence: before it, and behind it. */
  fenced(...tags: readonly CandidateEvent['tag'][]): Relation {
    return this.around(this.where(({ kind, tag }) => kind === 'fence' && tags.includes(tag)));
  }

  around(set: EventSet): Relation {
    return this.po.to(set).then(this.po);
  }
}

/** rf, co and fr of one candidate. */
export interface Communication {
  readonly rf: Relation;
  readonly co: Relation;
  readonly fr: Relation;
}

export function communication(size: number, choices: readonly LocationChoice[]): Communication {
  const rf = new Relation(size);
  const co = new Relation(size);
  const fr = new Relation(size);
  for (const { order, reads } of choices) {
    order.forEach((a, rank) => {
      for (const b of order.slice(rank + 1)) co.add(a, b);
    });
    for (const [read, write] of reads) {
      rf.add(write, read);
      for (const later of order.slice(order.indexOf(write) + 1)) fr.add(read, later);
    }
  }
  return { rf, co, fr };
}

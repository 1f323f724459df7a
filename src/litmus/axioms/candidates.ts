/**
 * Candidate executions: the ways of the threads put together, every read with a write it reads from (rf),
 * the writes of every location in an order (co). Candidates that break sc-per-variable or atomicity are
 * never made: both speak of one location, and are held to while its choices are enumerated.
 */
import { readsMemory, writesMemory, type ThreadEvent, type ThreadPath } from './events';

/** An event of a candidate; thread -1 is an initial write. */
export interface CandidateEvent extends ThreadEvent {
  readonly thread: number;
  /** Number of the first event of its thread: dependency bits and partners count from it. */
  readonly base: number;
}

/** One way of each thread put together. */
export interface Combination {
  readonly events: readonly CandidateEvent[];
  readonly paths: readonly ThreadPath[];
  /** Numbers of the events at each location. */
  readonly locations: ReadonlyMap<number, readonly number[]>;
}

/** rf and co of one location. */
export interface LocationChoice {
  /** Writes in coherence order, the initial one first. */
  readonly order: readonly number[];
  /** Pairs of read and the write it reads from. */
  readonly reads: readonly (readonly [read: number, write: number])[];
}

/**
 * Undefined when some read has no write to read from, or two read-modify-writes would need the same one,
 * which atomicity forbids: most ways put together fall here, before anything is made of them.
 */
export function combine(paths: readonly ThreadPath[], initial: (address: number) => number): Combination | undefined {
  /** Per location and value, writes that no read-modify-write has taken yet. */
  const supply = new Map<number, Map<number, number>>();
  const change = (values: Map<number, number>, value: number, by: number): number => {
    const count = (values.get(value) ?? 0) + by;
    values.set(value, count);
    return count;
  };
  for (const path of paths) {
    for (const event of path.events) {
      if (event.location < 0) continue;
      let values = supply.get(event.location);
      if (!values) supply.set(event.location, (values = new Map([[initial(event.location), 1]])));
      if (writesMemory(event)) change(values, event.value, 1);
    }
  }
  for (const path of paths) {
    for (const event of path.events) {
      const values = event.kind === 'read' ? supply.get(event.location) : undefined;
      if (!values) continue;
      if (!values.has(event.value)) return undefined;
      if (event.partner >= 0 && change(values, event.value, -1) < 0) return undefined;
    }
  }
  const events: CandidateEvent[] = [];
  const locations = new Map<number, number[]>();
  for (const location of supply.keys()) {
    locations.set(location, [events.length]);
    events.push({
      ...{ kind: 'write', tag: 'once', location, value: initial(location), address: 0, data: 0, control: 0 },
      ...{ partner: -1, locked: false, at: 0, pc: 0, thread: -1, base: 0 },
    });
  }
  paths.forEach((path, thread) => {
    const base = events.length;
    for (const event of path.events) {
      if (event.location >= 0) locations.get(event.location)?.push(events.length);
      events.push({ ...event, thread, base });
    }
  });
  return { events, paths, locations };
}

/** Every rf and co of one location. */
export function locationChoices(combination: Combination, at: readonly number[]): readonly LocationChoice[] {
  const { events } = combination;
  const event = (number: number): CandidateEvent => events[number] as CandidateEvent; // numbers of this combination
  const [first = 0, ...others] = at;
  const writes = others.filter((one) => writesMemory(event(one)));
  const reads = others.filter((one) => readsMemory(event(one)));
  const isLock = others.some((one) =>
    ['lock-read', 'unlock', 'lock-fail', 'is-held', 'is-free'].includes(event(one).kind),
  );
  const found: LocationChoice[] = [];
  const before = (a: number, b: number): boolean => event(a).thread === event(b).thread && a < b;

  const withOrder = (order: readonly number[]): void => {
    const rank = new Map(order.map((one, index) => [one, index]));
    const rankOf = (write: number): number => rank.get(write) ?? 0;
    const chosen: [number, number][] = [];
    const fits = (read: number, write: number): boolean => {
      const key = rankOf(write);
      // From a write: not overtaken by one before the read, and none that stands behind the read.
      for (const own of writes) {
        if (before(own, read) && rankOf(own) > key) return false;
        if (before(read, own) && rankOf(own) <= key) return false;
      }
      for (const [other, from] of chosen) {
        if (before(other, read) && rankOf(from) > key) return false;
        if (before(read, other) && rankOf(from) < key) return false;
      }
      const { partner, base, thread, kind } = event(read);
      if (partner < 0) return true;
      const own = rankOf(base + partner);
      if (kind === 'lock-read') return own === key + 1;
      // No write of another thread comes in between.
      return !order.slice(key + 1, own).some((one) => event(one).thread !== thread);
    };
    const assign = (index: number): void => {
      const read = reads[index];
      if (read === undefined) {
        found.push({ order, reads: [...chosen] });
        return;
      }
      for (const write of order) {
        if (!readable(event(read), event(write), write === first, isLock) || !fits(read, write)) continue;
        chosen.push([read, write]);
        assign(index + 1);
        chosen.pop();
      }
    };
    assign(0);
  };

  const arrange = (order: number[], left: readonly number[]): void => {
    if (left.length === 0) withOrder([...order]);
    for (const one of left) {
      if (left.some((other) => before(other, one))) continue;
      if (isLock && !lockAllows(event, order, one)) continue;
      order.push(one);
      arrange(
        order,
        left.filter((other) => other !== one),
      );
      order.pop();
    }
  };
  arrange([first], writes);
  return found;
}

function readable(read: CandidateEvent, write: CandidateEvent, initial: boolean, isLock: boolean): boolean {
  if (!isLock) return read.value === write.value;
  // A lock is taken, and seen free, from its unlocked state; seen held from whoever took it.
  const free = initial || write.kind === 'unlock';
  return read.kind === 'lock-read' || read.kind === 'is-free' ? free : write.kind === 'lock-write';
}

/** Critical sections of one lock do not overlap, and the holder alone unlocks. */
function lockAllows(event: (number: number) => CandidateEvent, order: readonly number[], next: number): boolean {
  const last = event(order.at(-1) ?? 0);
  const held = last.kind === 'lock-write';
  const { kind, thread } = event(next);
  if (kind === 'lock-write') return !held;
  return kind === 'unlock' ? held && last.thread === thread : true;
}

/**
 * What each location may hold. A value is written by an instruction from values that were read; as every
 * instruction of a program without loops runs once, none stands twice in the history of a value. Without
 * that, the values of a counter would have no end.
 */
import { readsMemory, writesMemory, type ThreadEvent } from './events';

/** Instructions that a value comes from: `thread:pc`. */
type History = ReadonlySet<string>;

/** Histories kept of one value; beyond that it counts as one without history, which allows more. */
const MAX_HISTORIES = 16;

export class Domains {
  private readonly locations = new Map<number, Map<number, History[]>>();

  constructor(private readonly initial: (address: number) => number) {}

  values(address: number): readonly number[] {
    return [...this.at(address).keys()];
  }

  /** Takes in what a way of a thread writes; true when something was new. */
  learn(thread: number, events: readonly ThreadEvent[]): boolean {
    let grown = false;
    for (const event of events) {
      if (!writesMemory(event) || event.kind !== 'write') continue;
      const own = event.partner >= 0 ? 1 << event.partner : 0;
      const sources = events.filter((one, at) => readsMemory(one) && ((event.data | own) >>> at) & 1);
      const instruction = `${thread}:${event.pc}`;
      for (const history of this.histories(sources)) {
        if (history.has(instruction)) continue;
        if (this.put(event.location, event.value, new Set([...history, instruction]))) grown = true;
      }
    }
    return grown;
  }

  private at(address: number): Map<number, History[]> {
    let found = this.locations.get(address);
    if (!found) this.locations.set(address, (found = new Map([[this.initial(address), [new Set<string>()]]])));
    return found;
  }

  /** Every union of one history of each read. */
  private histories(reads: readonly ThreadEvent[]): History[] {
    let all: History[] = [new Set()];
    for (const { location, value } of reads) {
      const next = (this.at(location).get(value) ?? []).flatMap((one) =>
        all.map((other) => new Set([...one, ...other])),
      );
      all = next.length > MAX_HISTORIES ? [new Set()] : next;
    }
    return all;
  }

  /** Only the shortest histories are kept: what a longer one allows, a part of it allows too. */
  private put(address: number, value: number, history: History): boolean {
    const values = this.at(address);
    const known = values.get(value) ?? [];
    if (known.some((one) => [...one].every((instruction) => history.has(instruction)))) return false;
    const others = known.filter((one) => ![...history].every((instruction) => one.has(instruction)));
    values.set(value, others.length < MAX_HISTORIES ? [...others, history] : [new Set()]);
    return true;
  }
}

/**
 * Loads that stay open (lkmm+lb): their thread has gone on with a value that some store is yet to
 * give. Each is kept with the step it began at, its place, the value, and what it had to see then.
 * Sooner or later such a store must be there to close it, or the run never was one.
 */
import type { State } from '../state';

/** Loads that one thread may have open. */
export const OPEN = 4;
/** Slots of one: step, location and offset, number of the value. */
const ENTRY = 3;
const OFFSETS = 64;
/** Added to the step of a load that a smp_rmb stands behind. */
const FENCED = 1 << 24;

export interface OpenLoad {
  readonly step: number;
  /** A smp_rmb came behind it: it is over before the next load. */
  readonly fenced: boolean;
  readonly location: number;
  readonly offset: number;
  readonly values: readonly number[];
  /** Slot of the view that says which stores it may take. */
  readonly view: number;
}

export class OpenLoads {
  private readonly values: (readonly number[])[] = [];
  private readonly ids = new Map<string, number>();
  /** Per location and width, values that stores were seen to have: what a load may wait for. */
  private readonly known = new Map<number, Set<number>>();
  private readonly learnt = new Map<number, Set<number>>();

  /**
   * @param entries per thread, address of its entries
   * @param views per thread, address of their views
   */
  constructor(
    private readonly state: State,
    private readonly entries: readonly number[],
    private readonly views: readonly number[],
  ) {}

  /** Slots that the entries of a thread take. */
  static readonly slots = 1 + OPEN * ENTRY;

  private at(slot: number): number {
    return this.state.slots[slot] as number;
  }

  count(thread: number): number {
    return this.at(this.entries[thread] as number);
  }

  get(thread: number, index: number): OpenLoad {
    const entry = (this.entries[thread] as number) + 1 + index * ENTRY;
    const place = this.at(entry + 1);
    return {
      step: this.at(entry) % FENCED,
      fenced: this.at(entry) >= FENCED,
      location: Math.floor(place / OFFSETS),
      offset: place % OFFSETS,
      values: this.values[this.at(entry + 2)] ?? [],
      view: (this.views[thread] as number) + index,
    };
  }

  add(thread: number, step: number, location: number, offset: number, value: number, view: number): void {
    const base = this.entries[thread] as number;
    const count = this.at(base);
    const entry = base + 1 + count * ENTRY;
    this.state.set(entry, step);
    this.state.set(entry + 1, location * OFFSETS + offset);
    this.state.set(entry + 2, value);
    this.state.set((this.views[thread] as number) + count, view);
    this.state.set(base, count + 1);
  }

  remove(thread: number, index: number): void {
    const base = this.entries[thread] as number;
    const views = this.views[thread] as number;
    const count = this.at(base);
    for (let i = index; i < count; i++) {
      const entry = base + 1 + i * ENTRY;
      for (let j = 0; j < ENTRY; j++) this.state.set(entry + j, i + 1 < count ? this.at(entry + ENTRY + j) : 0);
      this.state.set(views + i, i + 1 < count ? this.at(views + i + 1) : 0);
    }
    this.state.set(base, count - 1);
  }

  /** The thread passes a smp_rmb. */
  fence(thread: number): void {
    const base = this.entries[thread] as number;
    for (let i = 0; i < this.at(base); i++) {
      const entry = base + 1 + i * ENTRY;
      if (this.at(entry) < FENCED) this.state.set(entry, this.at(entry) + FENCED);
    }
  }

  /** Does the thread wait for a value of this location? */
  holds(thread: number, location: number): boolean {
    for (let i = this.count(thread) - 1; i >= 0; i--) if (this.get(thread, i).location === location) return true;
    return false;
  }

  idOf(values: readonly number[]): number {
    const key = values.join();
    let id = this.ids.get(key);
    if (id === undefined) {
      id = this.values.length;
      this.values.push(values);
      this.ids.set(key, id);
    }
    return id;
  }

  valueOf(id: number): readonly number[] {
    return this.values[id] ?? [];
  }

  /** A store had these values: the next search may wait for them. */
  note(location: number, values: readonly number[]): void {
    const id = this.idOf(values);
    if (this.known.get(location)?.has(id)) return;
    const learnt = this.learnt.get(location);
    if (learnt) learnt.add(id);
    else this.learnt.set(location, new Set([id]));
  }

  /** True when values were met that this search did not know of: it must begin anew. */
  learn(): boolean {
    const more = this.learnt.size > 0;
    for (const [location, ids] of this.learnt) {
      const known = this.known.get(location) ?? new Set();
      for (const id of ids) known.add(id);
      this.known.set(location, known);
    }
    this.learnt.clear();
    return more;
  }

  /** Numbers of the values that a load of a location may wait for; `present` are those it has now. */
  awaited(location: number, offset: number, width: number, present: readonly (readonly number[])[]): number[] {
    const part = (values: readonly number[]): number => this.idOf(values.slice(offset, offset + width));
    const found = new Set<number>();
    for (const id of this.known.get(location) ?? []) found.add(part(this.valueOf(id)));
    for (const values of present) found.add(part(values));
    return [...found].sort((a, b) => (this.valueOf(a).join() < this.valueOf(b).join() ? -1 : 1));
  }
}

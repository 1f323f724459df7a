/**
 * Views: which store of each location is the oldest that may still be seen. A view maps locations to
 * positions in their lists of stores; a location that is not in it stands at position 0. Views are
 * values: equal ones have one number, so that a state holds them in its slots and hashes them as such.
 * The empty view is 0.
 */
import { bug } from '../../base/diagnostics';

/** Positions in a list of stores are below this. */
export const MAX_STORES = 256;

const PAIR = 2 ** 24;

export class Views {
  /** Entries `location * MAX_STORES + position`, ascending. */
  private readonly entries: number[][] = [[]];
  private readonly ids = new Map<string, number>([['', 0]]);
  private readonly joins = new Map<number, number>();

  private intern(entries: number[]): number {
    const key = String.fromCharCode(...entries.flatMap((one) => [one & 0xffff, one >>> 16]));
    const known = this.ids.get(key);
    if (known !== undefined) return known;
    const id = this.entries.length;
    if (id >= PAIR) throw bug('too many views');
    this.entries.push(entries);
    this.ids.set(key, id);
    return id;
  }

  private of(view: number): readonly number[] {
    const entries = this.entries[view];
    if (!entries) throw bug(`no view ${view}`);
    return entries;
  }

  /** Position of a location. */
  at(view: number, location: number): number {
    if (view === 0) return 0;
    for (const one of this.of(view)) if (one >>> 8 === location) return one & (MAX_STORES - 1);
    return 0;
  }

  /** Does the view say anything of the location? */
  has(view: number, location: number): boolean {
    return this.at(view, location) > 0;
  }

  /** The later position of each location. */
  join(a: number, b: number): number {
    if (a === b || b === 0) return a;
    if (a === 0) return b;
    const key = a < b ? a * PAIR + b : b * PAIR + a;
    let joined = this.joins.get(key);
    if (joined === undefined) {
      joined = this.merge(this.of(a), this.of(b));
      this.joins.set(key, joined);
    }
    return joined;
  }

  private merge(a: readonly number[], b: readonly number[]): number {
    const merged: number[] = [];
    let i = 0;
    let j = 0;
    while (i < a.length || j < b.length) {
      const x = a[i] ?? Infinity;
      const y = b[j] ?? Infinity;
      if (Math.floor(x / MAX_STORES) === Math.floor(y / MAX_STORES)) {
        merged.push(Math.max(x, y));
        i++;
        j++;
      } else if (x < y) {
        merged.push(x);
        i++;
      } else {
        merged.push(y);
        j++;
      }
    }
    return this.intern(merged);
  }

  /** The view with a location at this position at least. */
  raise(view: number, location: number, position: number): number {
    return position === 0 ? view : this.join(view, this.intern([location * MAX_STORES + position]));
  }

  /** `a` says nothing that `b` does not say. */
  within(a: number, b: number): boolean {
    return this.join(a, b) === b;
  }

  /** A store was put in at `position`: it and later ones moved up by one. */
  inserted(view: number, location: number, position: number): number {
    return this.map(view, location, (one) => (one >= position ? one + 1 : one));
  }

  /** The `count` oldest stores of a location are gone. */
  dropped(view: number, location: number, count: number): number {
    return this.map(view, location, (one) => Math.max(0, one - count));
  }

  private map(view: number, location: number, to: (position: number) => number): number {
    if (!this.has(view, location)) return view;
    const mapped: number[] = [];
    for (const one of this.of(view)) {
      if (one >>> 8 !== location) mapped.push(one);
      else {
        const position = to(one & (MAX_STORES - 1));
        if (position > 0) mapped.push(location * MAX_STORES + position);
      }
    }
    return this.intern(mapped);
  }

  /** What a view says of some locations. */
  restricted(view: number, keep: (location: number) => boolean): number {
    if (view === 0) return 0;
    const entries = this.of(view);
    const kept = entries.filter((one) => keep(one >>> 8));
    return kept.length === entries.length ? view : this.intern(kept);
  }
}

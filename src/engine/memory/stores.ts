/**
 * Lists of stores: for each location the stores made to it, in the order all threads agree on
 * (coherence). Stores and lists are values with numbers, as views are. List 0 is the untouched
 * location: one store, whose values stand in memory, and which everybody has seen.
 */
import { bug } from '../../base/diagnostics';
import type { PlaceId } from '../../program';

export interface Store {
  readonly values: readonly number[];
  /** What the store published: whoever reads it and orders later accesses has seen this. */
  readonly view: number;
  /** What the store depends on: the same, for its own thread reading it back. */
  readonly dep: number;
  /** Thread; -1 for a store so old that nobody can tell. */
  readonly writer: number;
  /** Second half of a read-modify-write that read the store before it: nothing goes between. */
  readonly glued: boolean;
  readonly plain: boolean;
  readonly at: PlaceId;
}

export class Stores {
  private readonly stores: Store[] = [];
  private readonly storeIds = new Map<string, number>();
  private readonly lists: (readonly number[])[] = [[]];
  private readonly listIds = new Map<string, number>([['', 0]]);

  store(one: Store): number {
    const { values, view, dep, writer, glued, plain, at } = one;
    const key = `${values.join()};${view};${dep};${writer};${glued ? 1 : 0}${plain ? 1 : 0};${at}`;
    let id = this.storeIds.get(key);
    if (id === undefined) {
      id = this.stores.length;
      this.stores.push(one);
      this.storeIds.set(key, id);
    }
    return id;
  }

  list(stores: readonly number[]): number {
    const key = stores.join();
    let id = this.listIds.get(key);
    if (id === undefined) {
      id = this.lists.length;
      this.lists.push(stores);
      this.listIds.set(key, id);
    }
    return id;
  }

  /** Stores of a list, oldest first; empty for list 0. */
  of(list: number): readonly number[] {
    const stores = this.lists[list];
    if (!stores) throw bug(`no list ${list}`);
    return stores;
  }

  get(store: number): Store {
    const one = this.stores[store];
    if (!one) throw bug(`no store ${store}`);
    return one;
  }
}

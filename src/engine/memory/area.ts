/**
 * Where a weak memory model keeps its part of the state, and what its locations are. A location is an
 * integer, a pointer, or a whole word: what one access reads or writes.
 */
import type { Leaf } from '../../program';

export type MemoryModel = 'sc' | 'tso' | 'lkmm' | 'lkmm+lb';
/** Until when a condition orders stores behind it: as machines do, or to the end of its branches. */
export type Control = 'hardware' | 'lkmm';

/** Stores that one thread may have under way. */
export const BUFFER = 24;
/** Views that belong to a lock: published by writers' releases, by readers', and own stores of the last one. */
export const LOCK_VIEWS = 3;

export interface Area {
  /** All slots of the area lie in [start, end): lists, and views (lkmm) or buffers (tso). */
  readonly start: number;
  readonly end: number;
  /** Per address: its location + 1; 0 where none. */
  readonly locationOf: Int32Array;
  /** Per location: first address, slots. */
  readonly addresses: readonly number[];
  readonly widths: readonly number[];
  /** Address of the list of location 0. */
  readonly lists: number;
  /** Per address of a lock: address of its views; 0 elsewhere. */
  readonly lockViews: Int32Array;
  /** Per thread: address of its views (lkmm) or of its store buffer (tso). */
  readonly threads: readonly number[];
  /** Per thread: address of the views that its registers depend on. */
  readonly deps: readonly number[];
  /** Views of all: `shared`. */
  readonly shared: number;
  /** Per thread: address of what it has open (lkmm+lb); behind `end`. */
  readonly open: readonly number[];
  readonly all: number;
}

/** Views that belong to nobody: strong fences, starts of grace periods, ended sections of readers, ended callbacks. */
export const shared = { fences: 0, graces: 1, sections: 2, callbacks: 3, end: 4 } as const;

export interface AreaInput {
  readonly model: MemoryModel;
  /** First free address: objects lie below it. */
  readonly start: number;
  readonly objects: readonly { readonly address: number; readonly leaves: readonly Leaf[] }[];
  /** Registers of each thread. */
  readonly registers: readonly number[];
  /** Slots of views of each thread, and of what it has open. */
  readonly views: number;
  readonly open: number;
}

export function areaOf(input: AreaInput): Area {
  const locationOf = new Int32Array(input.start);
  const lockViews = new Int32Array(input.start);
  const addresses: number[] = [];
  const widths: number[] = [];
  let next = input.start;
  const weak = input.model !== 'sc';
  for (const { address, leaves } of weak ? input.objects : []) {
    leaves.forEach((leaf, offset) => {
      const at = address + offset;
      if (leaf.kind === 'lock') {
        if (leaf.index === 0) {
          lockViews[at] = next;
          next += LOCK_VIEWS;
        }
        return;
      }
      if (leaf.kind === 'word' && leaf.index > 0) widths[widths.length - 1] = leaf.index + 1;
      else {
        addresses.push(at);
        widths.push(1);
      }
      locationOf[at] = addresses.length;
    });
  }
  const lists = next;
  if (weak) next += addresses.length;
  const room =
    input.model === 'sc' ? 0 : input.model === 'tso' ? 1 + BUFFER * (1 + Math.max(1, ...widths)) : input.views;
  const threads = input.registers.map(() => {
    const at = next;
    next += room;
    return at;
  });
  const lkmm = input.model === 'lkmm' || input.model === 'lkmm+lb';
  const deps = input.registers.map((count) => {
    const at = next;
    if (lkmm) next += count;
    return at;
  });
  const sharedAt = next;
  if (lkmm) next += shared.end;
  const end = next;
  const open = input.registers.map(() => {
    const at = next;
    if (input.model === 'lkmm+lb') next += input.open;
    return at;
  });
  return {
    start: input.start,
    locationOf,
    addresses,
    widths,
    lists,
    lockViews,
    threads,
    deps,
    shared: sharedAt,
    end,
    open,
    all: next,
  };
}

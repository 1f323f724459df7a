/**
 * The kernel's memory model as a machine: threads run in order over a list of stores for each location,
 * and a load takes any store that its thread's views allow (ENGINE.md section 3). There is no one time
 * line: what a thread must see is what stores it read had published, and only from where a fence, an
 * acquire or a dependency orders it.
 *
 * Only locations in `weak` have lists; all others stand in memory and are as under sc. What thread 0
 * does (set-up, final check) is seen by everybody. What memory shows is always the last store.
 */
import type { PlaceId } from '../../program';
import type { State } from '../state';
import type { Area } from './area';
import { LOCK_VIEWS, shared } from './area';
import { OPEN, type OpenLoads } from './open-loads';
import { MAX_STORES, Views } from './views';
import { Stores, type Store } from './stores';

/** Views of a thread, as offsets from their base. */
export const enum Of {
  /** What later loads must see; what later stores must follow. */
  loads,
  stores,
  /** All it read, with what that published: what a release or strong fence publishes. */
  seen,
  /** All its stores, with what they published: what a smp_wmb publishes. */
  own,
  /** What its stores depended on: smp_wmb orders that too. */
  chain,
  /** What its next store publishes. */
  published,
  /** At its last unlock: all, and its own stores. */
  unlockAll,
  unlockOwn,
  /** When it last took a lock: what the unlock before published. */
  handover,
  /** Conditions it stands behind, a view a level (`ctrl: lkmm`). */
  control,
}

export interface LkmmHost {
  /** Some thread but this one, or an interrupt, may still touch the location: with `before` left to see. */
  readonly floor: (location: number, bound: (thread: number) => number) => number;
  /** The location may still be touched by the thread itself. */
  readonly touches: (thread: number, location: number) => boolean;
  /** Views the thread still needs where it stands, a bit per `Of`. */
  readonly needs: (thread: number) => number;
  readonly fencesAhead: () => boolean;
  readonly tooMany: () => void;
  /** lkmm+lb: the load that the thread stands before may stay open; its step, or 0. */
  readonly defers: (thread: number) => number;
  readonly tooManyOpen: () => void;
  /** kcsan: told of a store that nothing orders before what the thread does now, where one of them is plain. */
  readonly race: ((thread: number, address: number, store: Store, plain: boolean, at: PlaceId) => void) | undefined;
}

type Compute = (old: number) => { readonly value: number; readonly success: boolean };

export class Lkmm {
  /** Per address: 1 where the location has a list. */
  readonly weak: Uint8Array;
  /** What the last load read, and what its value depends on. */
  readonly out = new Int32Array(64);
  dep = 0;
  readonly views = new Views();
  readonly stores = new Stores();
  private readonly slots: Int32Array;
  private readonly found = new Int32Array(MAX_STORES + 1);
  private active: number[] = [];

  constructor(
    private readonly state: State,
    private readonly area: Area,
    private readonly levels: number,
    private readonly host: LkmmHost,
    /** lkmm+lb */
    readonly open: OpenLoads | undefined,
  ) {
    this.slots = state.slots;
    this.weak = new Uint8Array(area.locationOf.length);
  }

  /** Which locations have lists: those with a slot in `unprotected`, or all. */
  setWeak(unprotected: (address: number) => boolean): void {
    this.active = [];
    this.area.addresses.forEach((address, location) => {
      const width = this.area.widths[location] as number;
      let weak = false;
      for (let i = 0; i < width; i++) if (unprotected(address + i)) weak = true;
      this.weak.fill(weak ? 1 : 0, address, address + width);
      if (weak) this.active.push(location);
    });
  }

  private at(slot: number): number {
    return this.slots[slot] as number;
  }

  private view(thread: number, of: Of): number {
    return this.at((this.area.threads[thread] as number) + of);
  }

  private add(thread: number, of: Of, view: number): void {
    if (view === 0) return;
    const slot = (this.area.threads[thread] as number) + of;
    this.state.set(slot, this.views.join(this.at(slot), view));
  }

  join = (a: number, b: number): number => (a === 0 ? b : b === 0 ? a : this.views.join(a, b));

  private locationOf(address: number): number {
    return (this.area.locationOf[address] as number) - 1;
  }

  private listSlot(location: number): number {
    return this.area.lists + location;
  }

  /** Stores of a location; the untouched one counts. */
  private list(location: number): readonly number[] {
    const list = this.at(this.listSlot(location));
    return list === 0 ? [this.untouched(location)] : this.stores.of(list);
  }

  private untouched(location: number): number {
    const address = this.area.addresses[location] as number;
    const width = this.area.widths[location] as number;
    const values = Array.from({ length: width }, (_, i) => this.at(address + i));
    return this.stores.store({ values, view: 0, dep: 0, writer: -1, glued: false, plain: false, at: 0 });
  }

  // ---- loads

  /** Stores that a load may take. */
  loads(thread: number, address: number, width: number, addressDep: number): number {
    const location = this.locationOf(address);
    return this.present(thread, location, addressDep) + this.awaited(thread, address, width).length;
  }

  private present(thread: number, location: number, addressDep: number): number {
    const list = this.at(this.listSlot(location));
    if (list === 0) return 1;
    return this.stores.of(list).length - this.bound(thread, Of.loads, location, addressDep);
  }

  /** Values, by number, that the load may stay open for. */
  awaited(thread: number, address: number, width: number): readonly number[] {
    if (!this.open || this.host.defers(thread) === 0) return [];
    if (this.open.count(thread) === OPEN) {
      this.host.tooManyOpen();
      return [];
    }
    const location = this.locationOf(address);
    const values = this.list(location).map((store) => this.stores.get(store).values);
    return this.open.awaited(location, address - (this.area.addresses[location] as number), width, values);
  }

  /** The value that a load would stay open for; undefined where it takes a store. */
  awaitedBy(thread: number, address: number, width: number, choice: number, addressDep: number): number | undefined {
    return this.awaited(thread, address, width)[choice - this.present(thread, this.locationOf(address), addressDep)];
  }

  /** A load may stay open for these values: a trace says so. */
  expect(address: number, values: readonly number[]): void {
    const location = this.locationOf(address);
    const offset = address - (this.area.addresses[location] as number);
    const whole = Array.from({ length: this.area.widths[location] as number }, (_, i) => values[i - offset] ?? 0);
    this.open?.note(location, whole);
    this.open?.learn();
  }

  /** Stores of others that nothing orders before an access that must see those up to `seen`. */
  private races(thread: number, location: number, seen: number, plain: boolean, at: PlaceId): void {
    const stores = this.stores.of(this.at(this.listSlot(location)));
    for (let position = seen + 1; position < stores.length; position++) {
      const store = this.stores.get(stores[position] as number);
      if (store.writer === thread || !(plain || store.plain)) continue;
      this.host.race?.(thread, this.area.addresses[location] as number, store, plain, at);
    }
  }

  // ---- loads that stay open

  /** Stores that an open load may take now. */
  closings(thread: number, index: number): number {
    if (!this.open) return 0;
    const { location, offset, values, view } = this.open.get(thread, index);
    const list = this.list(location);
    const lower = this.views.at(this.at(view), location);
    let count = 0;
    for (let position = list.length - 1; position >= lower; position--) {
      const store = this.stores.get(list[position] as number);
      if (values.every((value, i) => store.values[offset + i] === value)) this.found[count++] = position;
    }
    return count;
  }

  /** Closes an open load; what its value depends on. */
  close(thread: number, index: number, choice: number): number {
    const { views, open } = this;
    if (!open) return 0;
    this.closings(thread, index);
    const position = this.found[choice] as number;
    const { location, view, fenced } = open.get(thread, index);
    const store = this.stores.get(this.list(location)[position] as number);
    const got = store.writer === thread ? store.dep : views.raise(store.view, location, position);
    const dep = this.join(got, this.at(view));
    this.add(thread, Of.seen, got);
    const coherent = views.raise(0, location, position);
    this.add(thread, Of.loads, coherent);
    this.add(thread, Of.stores, coherent);
    if (fenced) this.add(thread, Of.loads, dep);
    open.remove(thread, index);
    return dep;
  }

  /** A register or condition turns out to depend on this. */
  depends(slot: number, view: number): void {
    this.state.set(slot, this.join(this.at(slot), view));
  }

  private bound(thread: number, of: Of.loads | Of.stores, location: number, dep: number): number {
    return Math.max(this.views.at(this.view(thread, of), location), this.views.at(dep, location));
  }

  /** Takes the `choice`-th store before the last. */
  load(
    thread: number,
    address: number,
    width: number,
    choice: number,
    addressDep: number,
    acquire: boolean,
    plain: boolean,
    at: PlaceId,
  ): void {
    const location = this.locationOf(address);
    if (this.host.race) this.races(thread, location, this.bound(thread, Of.loads, location, addressDep), plain, at);
    const offset = address - (this.area.addresses[location] as number);
    const list = this.list(location);
    const waitsFor = this.open && this.awaitedBy(thread, address, width, choice, addressDep);
    if (this.open && waitsFor !== undefined) {
      this.open.valueOf(waitsFor).forEach((value, i) => (this.out[i] = value));
      const view = this.join(addressDep, this.view(thread, Of.loads));
      this.open.add(thread, this.host.defers(thread), location, offset, waitsFor, view);
      this.dep = 0;
      return;
    }
    const position = list.length - 1 - choice;
    const store = this.stores.get(list[position] as number);
    for (let i = 0; i < width; i++) this.out[i] = store.values[offset + i] as number;
    this.dep = this.take(thread, location, position, store, addressDep, acquire);
  }

  /** The thread has read a store; the view that what it does with the value depends on. */
  private take(
    thread: number,
    location: number,
    position: number,
    store: Store,
    addressDep: number,
    acquire: boolean,
  ): number {
    const { views } = this;
    const own = store.writer === thread;
    const got = own ? store.dep : views.raise(store.view, location, position);
    this.add(thread, Of.seen, got);
    // Ordered before it, for whoever depends on it: what it had to see itself.
    const dep = this.join(this.join(got, addressDep), this.view(thread, Of.loads));
    const coherent = views.raise(0, location, position);
    this.add(thread, Of.loads, coherent);
    this.add(thread, Of.stores, coherent);
    if (acquire && !(own && store.plain)) {
      this.add(thread, Of.loads, dep);
      this.add(thread, Of.stores, dep);
    }
    return dep;
  }

  /** The store that a load would take, and those behind it; undefined where there is but one. */
  choice(
    thread: number,
    address: number,
    choice: number,
  ): { readonly address: number; readonly read: Store; readonly unseen: readonly Store[] } | undefined {
    const location = this.locationOf(address);
    const list = location < 0 ? 0 : this.at(this.listSlot(location));
    if (list === 0 || thread === 0) return undefined;
    const stores = this.stores.of(list);
    const position = stores.length - 1 - choice;
    if (position < 0) return undefined;
    return {
      address: this.area.addresses[location] as number,
      read: this.stores.get(stores[position] as number),
      unseen: stores.slice(position + 1).map((one) => this.stores.get(one)),
    };
  }

  // ---- stores

  /** Places in the order of stores that a store may take. */
  places(thread: number, address: number, dep: number, release: boolean): number {
    return this.findPlaces(thread, this.locationOf(address), dep, release);
  }

  /** Fills `found` with positions, last first. */
  private findPlaces(thread: number, location: number, dep: number, release: boolean): number {
    const list = this.at(this.listSlot(location));
    const stores = list === 0 ? undefined : this.stores.of(list);
    const length = stores?.length ?? 1;
    let count = 0;
    this.found[count++] = length;
    if (!stores) return count;
    const before = this.bound(thread, Of.stores, location, this.ordered(thread, dep, release));
    for (let position = length - 1; position > before; position--) {
      if (!this.stores.get(stores[position] as number).glued) this.found[count++] = position;
    }
    return count;
  }

  /** What a store must follow besides what its thread's stores follow anyway. */
  private ordered(thread: number, dep: number, release: boolean): number {
    let view = dep;
    for (let level = 0; level < this.levels; level++) view = this.join(view, this.view(thread, Of.control + level));
    return release ? this.join(view, this.view(thread, Of.seen)) : view;
  }

  /** Stores `out[0..width)`. */
  store(
    thread: number,
    address: number,
    choice: number,
    addressDep: number,
    dataDep: number,
    release: boolean,
    plain: boolean,
    at: PlaceId,
  ): void {
    const location = this.locationOf(address);
    const dep = this.join(addressDep, dataDep);
    if (this.host.race) {
      const seen = this.bound(thread, Of.stores, location, this.ordered(thread, dep, release));
      this.races(thread, location, seen, plain, at);
    }
    this.findPlaces(thread, location, dep, release);
    const position = this.found[choice] as number;
    const width = this.area.widths[location] as number;
    const values = Array.from(this.out.subarray(0, width));
    this.put(thread, location, position, values, dep, 0, release, plain, false, at);
  }

  private put(
    thread: number,
    location: number,
    position: number,
    values: readonly number[],
    dep: number,
    inherited: number,
    release: boolean,
    plain: boolean,
    glued: boolean,
    at: PlaceId,
  ): void {
    const { views, area } = this;
    const former = this.list(location);
    if (former.length >= MAX_STORES - 1) {
      this.host.tooMany();
      return;
    }
    const last = position === former.length;
    if (!last) this.renumber((view) => views.inserted(view, location, position));
    const list = last ? former : this.list(location);
    const mine = (view: number): number => (last ? view : views.inserted(view, location, position));
    let view = this.join(mine(inherited), this.view(thread, Of.published));
    if (release) view = this.join(view, this.join(this.view(thread, Of.seen), this.view(thread, Of.own)));
    const after = this.join(this.ordered(thread, mine(dep), release), this.view(thread, Of.stores));
    this.open?.note(location, values);
    const store = this.stores.store({ values, view, dep: mine(dep), writer: thread, glued, plain, at });
    this.state.set(
      this.listSlot(location),
      this.stores.list([...list.slice(0, position), store, ...list.slice(position)]),
    );
    const coherent = views.raise(0, location, position);
    this.add(thread, Of.loads, coherent);
    this.add(thread, Of.stores, coherent);
    this.add(thread, Of.own, this.join(view, coherent));
    this.add(thread, Of.chain, after);
    if (last) {
      const address = area.addresses[location] as number;
      for (let i = 0; i < values.length; i++) this.state.set(address + i, values[i] as number);
    }
  }

  // ---- read-modify-writes

  /** Stores that a read-modify-write may read; `only` those with which a conditional one succeeds, or fails. */
  updates(
    thread: number,
    address: number,
    addressDep: number,
    dataDep: number,
    release: boolean,
    only: boolean | undefined,
    compute: Compute,
  ): number {
    const location = this.locationOf(address);
    const list = this.list(location);
    const lower = this.bound(thread, Of.loads, location, addressDep);
    const dep = this.join(addressDep, dataDep);
    const storesAfter = this.bound(thread, Of.stores, location, this.ordered(thread, dep, release));
    let count = 0;
    for (let position = list.length - 1; position >= lower; position--) {
      const store = this.stores.get(list[position] as number);
      const { success } = compute(store.values[0] as number);
      if (only !== undefined && success !== only) continue;
      if (success) {
        const next = list[position + 1];
        if (position < storesAfter || (next !== undefined && this.stores.get(next).glued)) continue;
      }
      this.found[count++] = position;
    }
    return count;
  }

  /** Reads and writes; false when no store is left to read. `out[0]` is the old value. */
  update(
    thread: number,
    address: number,
    choice: number,
    addressDep: number,
    dataDep: number,
    acquire: boolean,
    release: boolean,
    only: boolean | undefined,
    compute: Compute,
    at: PlaceId,
  ): boolean {
    const count = this.updates(thread, address, addressDep, dataDep, release, only, compute);
    if (this.host.race) {
      const read = this.locationOf(address);
      this.races(thread, read, this.bound(thread, Of.loads, read, addressDep), false, at);
    }
    if (choice >= count) return false;
    const location = this.locationOf(address);
    const position = this.found[choice] as number;
    const store = this.stores.get(this.list(location)[position] as number);
    const old = store.values[0] as number;
    const { value, success } = compute(old);
    const dep = this.take(thread, location, position, store, addressDep, acquire && success);
    if (success) {
      const before = this.join(addressDep, dataDep);
      this.put(thread, location, position + 1, [value], before, store.view, release, false, true, at);
      this.dep = this.views.inserted(dep, location, position + 1);
    } else this.dep = dep;
    this.out[0] = old;
    return true;
  }

  /** Stores that let a waiting thread go on. */
  waits(thread: number, address: number, addressDep: number, compute: Compute): number {
    const location = this.locationOf(address);
    const list = this.list(location);
    const lower = this.bound(thread, Of.loads, location, addressDep);
    let count = 0;
    for (let position = list.length - 1; position >= lower; position--) {
      if (compute(this.stores.get(list[position] as number).values[0] as number).success)
        this.found[count++] = position;
    }
    return count;
  }

  /** Goes on with one of them, which is then acquired. */
  waited(thread: number, address: number, choice: number, addressDep: number, compute: Compute): boolean {
    if (choice >= this.waits(thread, address, addressDep, compute)) return false;
    const location = this.locationOf(address);
    const position = this.found[choice] as number;
    this.take(thread, location, position, this.stores.get(this.list(location)[position] as number), addressDep, true);
    return true;
  }

  // ---- fences

  /** smp_mb(), or what else is one. */
  mb(thread: number, more = 0): void {
    const { state, area } = this;
    const slot = area.shared + shared.fences;
    const all = this.join(this.join(this.at(slot), this.all(thread)), more);
    state.set(slot, all);
    this.follow(thread, all);
    this.add(thread, Of.published, all);
  }

  /** What a release of the thread publishes. */
  private all(thread: number): number {
    return this.join(this.join(this.view(thread, Of.seen), this.view(thread, Of.own)), this.view(thread, Of.published));
  }

  /** Everything later of the thread comes after what the view says. */
  private follow(thread: number, view: number): void {
    this.add(thread, Of.loads, view);
    this.add(thread, Of.stores, view);
    this.add(thread, Of.seen, view);
  }

  rmb(thread: number): void {
    this.open?.fence(thread);
    this.add(thread, Of.loads, this.view(thread, Of.seen));
  }

  wmb(thread: number): void {
    this.add(thread, Of.published, this.view(thread, Of.own));
    this.add(thread, Of.stores, this.view(thread, Of.chain));
  }

  /** smp_mb__after_unlock_lock(): all before the unlock that gave the lock, before all from here on. */
  afterUnlockLock(thread: number): void {
    const slot = this.area.shared + shared.fences;
    const all = this.join(this.at(slot), this.view(thread, Of.handover));
    this.state.set(slot, all);
    this.follow(thread, all);
    this.add(thread, Of.published, all);
  }

  /** A condition was evaluated: under `ctrl: hardware` all later stores follow it (level -1). */
  control(thread: number, level: number, dep: number): void {
    if (dep === 0) return;
    if (level < 0) this.add(thread, Of.stores, dep);
    else this.add(thread, Of.control + level, dep);
  }

  /** The branches of a condition have joined. */
  joined(thread: number, level: number): void {
    this.state.set((this.area.threads[thread] as number) + Of.control + level, 0);
  }

  // ---- locks and whatever hands over: completions, grace periods, interrupts

  /** `order`: an earlier unlock of the thread, and this lock, order what stands around them (spinlocks). */
  acquired(thread: number, address: number, read: boolean, order: boolean): void {
    const slot = this.area.lockViews[address] as number;
    if (slot === 0) return;
    const given = read ? this.at(slot) : this.join(this.at(slot), this.at(slot + 1));
    this.follow(thread, given);
    const before = this.view(thread, Of.unlockAll);
    this.state.set((this.area.threads[thread] as number) + Of.handover, this.join(given, before));
    if (!order) return;
    this.add(thread, Of.loads, before);
    this.add(thread, Of.stores, before);
    this.add(thread, Of.published, this.join(this.view(thread, Of.unlockOwn), this.at(slot + 2)));
  }

  released(thread: number, address: number, read: boolean, order: boolean): void {
    const slot = this.area.lockViews[address] as number;
    if (slot === 0) return;
    const all = this.all(thread);
    const to = slot + (read ? 1 : 0);
    this.state.set(to, this.join(this.at(to), all));
    if (!order) return;
    const own = this.view(thread, Of.own);
    this.state.set(slot + LOCK_VIEWS - 1, own);
    const base = this.area.threads[thread] as number;
    this.state.set(base + Of.unlockAll, all);
    this.state.set(base + Of.unlockOwn, own);
  }

  /** A thread or handler begins after what another did. */
  begins(thread: number, after: number): void {
    const view = this.all(after);
    this.follow(thread, view);
    this.add(thread, Of.published, view);
  }

  /** A reader's section is over for one who waits for it. */
  sectionOver(reader: number, waiter: number): void {
    this.begins(waiter, reader);
  }

  sectionBegins(thread: number): void {
    const view = this.at(this.area.shared + shared.graces);
    this.follow(thread, view);
    this.add(thread, Of.published, view);
  }

  sectionEnds(thread: number): void {
    const slot = this.area.shared + shared.sections;
    this.state.set(slot, this.join(this.at(slot), this.all(thread)));
  }

  /** A callback is queued: it comes after what the caller did, and after sections that are over or will be. */
  callback(thread: number, caller: number): void {
    this.begins(thread, caller);
    const slot = this.area.shared + shared.graces;
    this.state.set(slot, this.join(this.at(slot), this.all(caller)));
    this.follow(thread, this.at(this.area.shared + shared.sections));
  }

  callbackEnds(thread: number): void {
    const slot = this.area.shared + shared.callbacks;
    this.state.set(slot, this.join(this.at(slot), this.all(thread)));
  }

  /** All callbacks are over. */
  callbacksOver(thread: number): void {
    this.mb(thread, this.at(this.area.shared + shared.callbacks));
  }

  /** A grace period begins: sections from now on see what came before, and it sees sections now over. */
  graceBegins(thread: number): void {
    this.mb(thread);
    const slot = this.area.shared + shared.graces;
    this.state.set(slot, this.join(this.at(slot), this.all(thread)));
    const over = this.at(this.area.shared + shared.sections);
    this.follow(thread, over);
    this.add(thread, Of.published, over);
  }

  // ---- after a step

  /** An object is gone: nobody remembers its stores. The writer of one that might land later, or -1. */
  freed(thread: number, address: number, width: number): { writer: number; at: PlaceId; address: number } | undefined {
    let late: { writer: number; at: PlaceId; address: number } | undefined;
    for (let at = address; at < address + width; at++) {
      const location = this.locationOf(at);
      if (location < 0 || this.area.addresses[location] !== at) continue;
      const list = this.at(this.listSlot(location));
      if (list === 0) continue;
      const stores = this.stores.of(list);
      if (thread > 0) {
        for (let i = this.bound(thread, Of.stores, location, 0) + 1; i < stores.length; i++) {
          const store = this.stores.get(stores[i] as number);
          if (store.writer !== thread) late = { writer: store.writer, at: store.at, address: at };
        }
      }
      this.renumber((view) => this.views.dropped(view, location, MAX_STORES));
      this.state.set(this.listSlot(location), 0);
    }
    return late;
  }

  /** Forgets what no longer matters, so that states that do not differ are the same. */
  tidy(thread: number): void {
    this.tidyThread(thread);
    const fences = this.area.shared + shared.fences;
    if (this.at(fences) !== 0 && !this.host.fencesAhead()) this.state.set(fences, 0);
    for (const location of this.active) {
      const list = this.at(this.listSlot(location));
      if (list === 0) continue;
      const stores = this.stores.of(list);
      if (stores.length === 1) {
        this.state.set(this.listSlot(location), this.kept(location, 0));
        continue;
      }
      const floor = this.host.floor(location, (one) => this.lower(one, location));
      const gone = Math.min(floor, stores.length - 1);
      if (gone > 0) {
        this.renumber((view) => this.views.dropped(view, location, gone));
        this.state.set(this.listSlot(location), this.kept(location, gone));
      }
    }
  }

  private lower(thread: number, location: number): number {
    let least = this.views.at(this.view(thread, Of.loads), location);
    least = Math.min(least, this.views.at(this.view(thread, Of.stores), location));
    for (let i = (this.open?.count(thread) ?? 0) - 1; i >= 0; i--) {
      const one = this.open?.get(thread, i);
      if (one?.location === location) least = Math.min(least, this.views.at(this.at(one.view), location));
    }
    return least;
  }

  /** The list without its oldest stores; what nobody can tell of the oldest kept one is forgotten. */
  private kept(location: number, gone: number): number {
    const stores = this.stores.of(this.at(this.listSlot(location))).slice(gone);
    const oldest = this.stores.get(stores[0] as number);
    const plain = { ...oldest, glued: false };
    if (stores.length === 1 && oldest.view === 0 && oldest.dep === 0) return 0;
    return this.stores.list([this.stores.store(plain), ...stores.slice(1)]);
  }

  private tidyThread(thread: number): void {
    const base = this.area.threads[thread] as number;
    const needs = this.host.needs(thread);
    const keep = (location: number): boolean => this.host.touches(thread, location);
    for (let of = 0; of < Of.control + this.levels; of++) {
      const view = this.at(base + of);
      if (view === 0) continue;
      if (!((needs >> Math.min(of, Of.control)) & 1)) this.state.set(base + of, 0);
      else if (isBound(of)) {
        this.state.set(base + of, this.views.restricted(view, keep));
      }
    }
  }

  /** A view that a register depends on, without what the thread must see anyway. */
  trim = (thread: number, view: number): number => {
    if (view === 0) return 0;
    const kept = this.views.restricted(view, (location) => this.host.touches(thread, location));
    const known =
      this.views.within(kept, this.view(thread, Of.loads)) && this.views.within(kept, this.view(thread, Of.stores));
    return known ? 0 : kept;
  };

  /** Positions in a list changed: every view of the state is rewritten. */
  private renumber(to: (view: number) => number): void {
    const { state, area, slots } = this;
    const afterLists = area.lists + area.addresses.length;
    for (let slot = area.start; slot < area.end; slot++) {
      const value = slots[slot] as number;
      if (value === 0) continue;
      if (slot >= area.lists && slot < afterLists) state.set(slot, this.renumberedList(value, to));
      else state.set(slot, to(value));
    }
  }

  private renumberedList(list: number, to: (view: number) => number): number {
    const stores = this.stores.of(list);
    let changed = false;
    const renumbered = stores.map((id) => {
      const one = this.stores.get(id);
      const view = to(one.view);
      const dep = to(one.dep);
      if (view === one.view && dep === one.dep) return id;
      changed = true;
      return this.stores.store({ ...one, view, dep });
    });
    return changed ? this.stores.list(renumbered) : list;
  }
}

/** It only says what the thread itself must see: nothing of what it will not touch. */
function isBound(of: Of): boolean {
  return of === Of.loads || of === Of.stores || of === Of.chain || of >= Of.control;
}

/**
 * Object lifetime and the three reuse policies (DESIGN.md section 6). `quarantine`: a freed object
 * never comes back. `lifo`: the last freed object of the type comes back first. `any`: fresh, or any
 * freed object of the type, every choice explored. Under the last two a pointer is an address: a
 * stale pointer to a live reused object is legal, so ABA is real.
 */
import type { PlaceId } from '../program';
import { FREED, FRESH, LIVE, book, poolKey, type Layout } from './layout';
import { PoolExhausted, type Sink } from './sink';
import type { State } from './state';

export type Reuse = 'quarantine' | 'lifo' | 'any';

/** Most objects one thread may allocate of one type before the cell is inconclusive. */
export const MAX_POOL = 64;

export class Heap {
  private readonly slots: Int32Array;
  constructor(
    private readonly state: State,
    private readonly layout: Layout,
    private readonly reuse: Reuse,
    private readonly sink: { current: Sink },
    private readonly name: (address: number) => string,
    private readonly threadName: (thread: number) => string,
  ) {
    this.slots = state.slots;
  }

  private at(address: number): number {
    return this.slots[address] as number;
  }

  /** Outcomes an allocation may have. */
  choices(type: number): number {
    const list = this.layout.freeLists.get(type);
    return this.reuse === 'any' && list ? this.at(list.address) + 1 : 1;
  }

  /** Address of the thread's next fresh object; 0 when its pool is used up. */
  nextFresh(thread: number, type: number): number {
    const key = poolKey(type, thread);
    const taken = this.layout.taken.get(key);
    return taken === undefined ? 0 : (this.layout.pools.get(key)?.[this.at(taken)] ?? 0);
  }

  /** Freed objects that the next allocation of the type may bring back. */
  revivable(type: number): number[] {
    const list = this.layout.freeLists.get(type);
    const freed = list ? this.at(list.address) : 0;
    if (!list || freed === 0) return [];
    if (this.reuse === 'lifo') return [this.at(list.address + freed)];
    return Array.from({ length: freed }, (_, i) => this.at(list.address + 1 + i));
  }

  /** Address of the freed object that the allocation would bring back; 0 when it would be fresh. */
  reusedBy(type: number, choice: number): number {
    const list = this.layout.freeLists.get(type);
    const freed = list ? this.at(list.address) : 0;
    if (!list || freed === 0 || (this.reuse === 'any' && choice === 0)) return 0;
    return this.at(list.address + (this.reuse === 'lifo' ? freed : choice));
  }

  /**
   * A zeroed object. Under `any`, choice 0 is fresh and choice n the n-th freed one.
   * @returns its address; 0 when the pool's bound ends the search
   */
  alloc(thread: number, type: number, choice: number, place: PlaceId): number {
    const list = this.layout.freeLists.get(type);
    const address = this.reusedBy(type, choice);
    if (list && address > 0) {
      const freed = this.at(list.address);
      const index = this.reuse === 'lifo' ? freed - 1 : choice - 1;
      for (let i = index; i < freed - 1; i++) this.state.set(list.address + 1 + i, this.at(list.address + 2 + i));
      this.state.set(list.address + freed, 0);
      this.state.set(list.address, freed - 1);
      this.state.set(address - 1, LIVE);
      const words = this.madeBy(address, thread, place);
      this.state.set(words + book.owner, 0);
      this.state.set(words + book.generation, this.at(words + book.generation) + 1);
      return address;
    }
    const key = poolKey(type, thread);
    const taken = this.layout.taken.get(key);
    const fresh = this.nextFresh(thread, type);
    if (taken === undefined || fresh === 0) {
      if ((this.layout.pools.get(key)?.length ?? 0) < MAX_POOL) throw new PoolExhausted(type, thread);
      this.sink.current.limit('objects allocated by one thread');
      return 0;
    }
    this.state.set(taken, this.at(taken) + 1);
    this.state.set(fresh - 1, LIVE);
    this.state.set(this.madeBy(fresh, thread, place) + book.owner, thread + 1);
    return fresh;
  }

  private madeBy(address: number, thread: number, place: PlaceId): number {
    const words = this.bookOf(address);
    this.state.set(words + book.madeBy, thread + 1);
    this.state.set(this.madeAt(address), place + 1);
    return words;
  }

  private madeAt(address: number): number {
    return this.layout.madeAt[this.layout.object[address] as number] as number;
  }

  private bookOf(address: number): number {
    return this.layout.bookOf[this.layout.object[address] as number] as number;
  }

  /** Frees an object; false when that was a finding. Freeing NULL does nothing. */
  free(thread: number, address: number, type: number, place: PlaceId): boolean {
    if (address === 0) return true;
    const object = this.layout.objects[this.layout.object[address] ?? -1];
    if (!object || object.kind !== 'heap' || object.address !== address || object.type !== type) {
      this.sink.current.report('wild-access', place, thread, () => `free of ${this.name(address)}`);
      return false;
    }
    if (this.at(address - 1) !== LIVE) {
      const kind = this.at(address - 1) === FREED ? 'double-free' : 'wild-access';
      this.sink.current.report(kind, place, thread, () => `${this.name(address)}${this.freedBy(address)}`);
      return false;
    }
    for (let i = 0; i < object.slots; i++) this.state.set(address + i, 0);
    this.state.set(address - 1, FREED);
    this.state.set(this.madeAt(address), 0);
    const words = this.bookOf(address);
    this.state.set(words + book.freedBy, thread + 1);
    this.state.set(words + book.freedAt, place + 1);
    const list = this.layout.freeLists.get(type);
    if (list) {
      // It may come back as somebody else's.
      this.state.set(words + book.owner, 0);
      const count = this.at(list.address);
      this.state.set(list.address + 1 + count, address);
      this.state.set(list.address, count + 1);
    }
    return true;
  }

  private freedBy(address: number): string {
    const who = this.at(this.bookOf(address) + book.freedBy);
    return who > 0 ? `, freed by ${this.threadName(who - 1)}` : '';
  }

  /** Reports an access that may not be: to NULL, to freed memory, or to the wrong kind of slot. */
  fault(thread: number, address: number, place: PlaceId, write: boolean): void {
    const verb = write ? 'write to' : 'read of';
    const { header, first, leaf } = this.layout;
    const sink = this.sink.current;
    if (address >= 0 && address < first) {
      sink.report('null-deref', place, thread, () => `${verb} NULL + ${address}`);
      return;
    }
    const head = header[address] ?? 0;
    if (head > 0 && this.at(head) === FREED) {
      sink.report('use-after-free', place, thread, () => `${verb} ${this.name(address)}${this.freedBy(head + 1)}`);
    } else if (head > 0 && this.at(head) === FRESH) {
      sink.report('wild-access', place, thread, () => `${verb} memory never allocated`);
    } else if ((leaf[address] ?? -1) >= 0) {
      sink.report('wild-access', place, thread, () => `${verb} ${this.name(address)}, another kind of entry`);
    } else sink.report('wild-access', place, thread, () => `${verb} no object (${address})`);
  }

  /** A pointer was stored at `where`: unless that is private memory of the thread, others can now reach what it points to. */
  publish(thread: number, value: number, where: number): void {
    if (value < this.layout.first || this.isPrivate(thread, where)) return;
    this.share(value);
  }

  /** Everything reachable from `value` stops being private. */
  share(value: number): void {
    const index = this.layout.object[value] ?? -1;
    if (value < this.layout.first || index < 0) return;
    const words = this.layout.bookOf[index] as number;
    if (this.at(words + book.owner) === 0) return;
    this.state.set(words + book.owner, 0);
    const object = this.layout.objects[index];
    if (!object) return;
    for (let at = object.address; at < object.address + object.slots; at++) {
      if (this.layout.pointer[at]) this.share(this.at(at));
    }
  }

  /** Only this thread can reach the object: another thread has no pointer to it. */
  isPrivate(thread: number, address: number): boolean {
    const index = this.layout.object[address] ?? -1;
    return index >= 0 && this.at((this.layout.bookOf[index] as number) + book.owner) === thread + 1;
  }
}

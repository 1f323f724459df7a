/**
 * rwsem, rwlock, mutex, spinlock and bit lock on their slots: owner (thread + 1), readers (4 bits a
 * thread), queue (4 bits a waiter, oldest lowest: thread * 2 + reads). Also the list of locks each
 * thread holds, which is bookkeeping for lockdep, the lock discipline and reports.
 *
 * Unfair locks (the default): readers commute, whoever comes next may take a free lock. Fair locks:
 * joining the queue is a step, and nobody overtakes; only there can a queued writer block a reader.
 */
import type { PlaceId } from '../program';
import { MAX_HELD, lockLeaf, record, type Layout } from './layout';
import type { Sink } from './sink';
import type { State } from './state';

/** Looked up once: a search asks for it at every step, and a global is dear inside a test's sandbox. */
const { imul } = Math;

export const enum Held {
  no,
  read,
  write,
}

/** Lockdep classes are `lockClass * SUBCLASSES + nesting level`. */
export const SUBCLASSES = 8;

export class Locks {
  private readonly slots: Int32Array;
  private readonly bitLeaf: number | undefined;
  constructor(
    private readonly state: State,
    private readonly layout: Layout,
    private readonly fair: boolean,
    private readonly sink: { current: Sink },
  ) {
    this.slots = state.slots;
    this.bitLeaf = layout.leaves.find(lockLeaf('bit'));
  }

  private at(address: number): number {
    return this.slots[address] as number; // addresses were checked by the caller
  }

  /** tso: the thread has released the lock, but its store is still under way. */
  leaving: ((thread: number, address: number) => boolean) | undefined;

  /** How a thread holds a lock with readers, or one without. */
  held(thread: number, address: number, readers: boolean): Held {
    if (this.leaving?.(thread, address)) return Held.no;
    if (this.at(address) === thread + 1) return Held.write;
    return readers && ((this.at(address + 1) >>> (4 * thread)) & 15) !== 0 ? Held.read : Held.no;
  }

  isLocked(address: number, readers: boolean): number {
    return this.at(address) !== 0 || (readers && this.at(address + 1) !== 0) ? 1 : 0;
  }

  private free(address: number, readers: boolean, read: boolean): boolean {
    return this.at(address) === 0 && (read || !readers || this.at(address + 1) === 0);
  }

  /** Can the thread's blocking acquire take a step? */
  canAcquire(thread: number, address: number, readers: boolean, read: boolean, queued: boolean): boolean {
    if (!this.fair || !queued) return this.free(address, readers, read);
    if (this.at(this.recordOf(thread) + record.phase) === 0) return true;
    if (!this.free(address, readers, read)) return false;
    for (let queue = this.at(address + 2); queue !== 0; queue >>>= 4) {
      const waiter = queue & 15;
      if (waiter >> 1 === thread) return true;
      if (!read || (waiter & 1) === 0) return false;
    }
    return false;
  }

  private recordOf(thread: number): number {
    return this.layout.threads[thread]?.base ?? 0;
  }

  /** Takes the lock, or (fair) joins its queue. True when the lock was taken. */
  acquire(
    thread: number,
    address: number,
    readers: boolean,
    read: boolean,
    queued: boolean,
    subclass: number,
    place: PlaceId,
  ): boolean {
    const { state } = this;
    if (this.fair && queued) {
      const phase = this.recordOf(thread) + record.phase;
      if (this.at(phase) === 0) {
        this.order(thread, address, read, subclass, place);
        if (!this.free(address, readers, read) || this.at(address + 2) !== 0) {
          let shift = 0;
          while ((this.at(address + 2) >>> shift) & 15) shift += 4;
          state.set(address + 2, this.at(address + 2) | ((thread * 2 + (read ? 1 : 0)) << shift));
          state.set(phase, 1);
          return false;
        }
      } else {
        state.set(phase, 0);
        let kept = 0;
        let shift = 0;
        for (let queue = this.at(address + 2); queue !== 0; queue >>>= 4) {
          if ((queue & 15) >> 1 === thread) continue;
          kept |= (queue & 15) << shift;
          shift += 4;
        }
        state.set(address + 2, kept);
      }
    } else this.order(thread, address, read, subclass, place);
    this.take(thread, address, read, subclass);
    return true;
  }

  /** A trylock: 1 when taken. Takes part in lockdep only as a lock held later. */
  tryAcquire(
    thread: number,
    address: number,
    readers: boolean,
    read: boolean,
    queued: boolean,
    subclass: number,
  ): number {
    if (!this.free(address, readers, read) || (this.fair && queued && this.at(address + 2) !== 0)) return 0;
    this.take(thread, address, read, subclass);
    return 1;
  }

  private take(thread: number, address: number, read: boolean, subclass: number): void {
    if (read) this.state.set(address + 1, this.at(address + 1) + (1 << (4 * thread)));
    else this.state.set(address, thread + 1);
    const held = this.layout.threads[thread]?.held ?? 0;
    const count = this.at(held);
    if (count < MAX_HELD) {
      this.state.set(held + 1 + 2 * count, address);
      this.state.set(held + 2 + 2 * count, (read ? Held.read : Held.write) + 4 * subclass);
      this.state.set(held, count + 1);
      if (subclass > 0) this.nest(thread, address, subclass, 1);
    } else this.sink.current.limit('locks held by one thread');
  }

  /** True when the thread held it in that mode; anything else is a `lock-imbalance`. Bit locks may be released by anybody. */
  release(thread: number, address: number, read: boolean, anybody: boolean): boolean {
    const { state } = this;
    if (read) {
      if (((this.at(address + 1) >>> (4 * thread)) & 15) === 0) return false;
      state.set(address + 1, this.at(address + 1) - (1 << (4 * thread)));
      this.forget(thread, address);
      return true;
    }
    const owner = this.at(address) - 1;
    if (owner !== thread && !(anybody && owner >= 0)) return false;
    state.set(address, 0);
    this.forget(owner, address);
    return true;
  }

  /** tso: the thread releases a spinlock, which is free for others only when `freed` says so. */
  leave(thread: number, address: number): boolean {
    if (this.at(address) !== thread + 1 || this.leaving?.(thread, address) === true) return false;
    this.forget(thread, address);
    return true;
  }

  freed(address: number): void {
    this.state.set(address, 0);
  }

  /** Write held becomes read held. */
  downgrade(thread: number, address: number): boolean {
    if (this.at(address) !== thread + 1) return false;
    this.release(thread, address, false, false);
    this.take(thread, address, true, 0);
    return true;
  }

  private forget(thread: number, address: number): void {
    const held = this.layout.threads[thread]?.held ?? 0;
    const count = this.at(held);
    for (let i = count - 1; i >= 0; i--) {
      if (this.at(held + 1 + 2 * i) !== address) continue;
      const subclass = this.at(held + 2 + 2 * i) >> 2;
      if (subclass > 0) this.nest(thread, address, subclass, -1);
      for (let j = i; j < count - 1; j++) {
        this.state.set(held + 1 + 2 * j, this.at(held + 3 + 2 * j));
        this.state.set(held + 2 + 2 * j, this.at(held + 4 + 2 * j));
      }
      this.state.set(held - 1 + 2 * count, 0);
      this.state.set(held + 2 * count, 0);
      this.state.set(held, count - 1);
      return;
    }
  }

  private isBit(address: number): boolean {
    return this.layout.leaf[address] === this.bitLeaf;
  }

  private nest(thread: number, address: number, subclass: number, sign: 1 | -1): void {
    const nesting = this.recordOf(thread) + record.nesting;
    this.state.set(nesting, (this.at(nesting) + sign * imul(address * SUBCLASSES + subclass, 0x9e3779b1)) | 0);
  }

  /** Tells lockdep what the thread is about to take while holding what. It knows nothing of bit locks (page locks). */
  order(thread: number, address: number, read: boolean, subclass: number, place: PlaceId): void {
    const { lockClass } = this.layout;
    const base = lockClass[address] as number;
    if (base < 0 || this.isBit(address)) return;
    const to = base * SUBCLASSES + subclass;
    const held = this.layout.threads[thread]?.held ?? 0;
    for (let i = 0; i < this.at(held); i++) {
      const other = this.at(held + 1 + 2 * i);
      const mode = this.at(held + 2 + 2 * i);
      const otherBase = lockClass[other] as number;
      if (otherBase < 0 || this.isBit(other)) continue;
      this.sink.current.lockOrder(
        otherBase * SUBCLASSES + (mode >> 2),
        ((mode & 3) as Held) === Held.read,
        to,
        read,
        place,
        thread,
      );
    }
  }

  holdsAny(thread: number): boolean {
    return this.at(this.layout.threads[thread]?.held ?? 0) > 0;
  }

  /** Locks a thread holds, oldest first. */
  heldBy(thread: number): { address: number; read: boolean }[] {
    const held = this.layout.threads[thread]?.held ?? 0;
    return Array.from({ length: this.at(held) }, (_, i) => ({
      address: this.at(held + 1 + 2 * i),
      read: ((this.at(held + 2 + 2 * i) & 3) as Held) === Held.read,
    }));
  }

  /** Threads that hold the lock now; whoever took a bit lock counts, though another may release it. */
  holders(address: number, readers: boolean): number[] {
    const found: number[] = [];
    if (this.at(address) !== 0) found.push(this.at(address) - 1);
    if (readers) {
      for (let thread = 0; thread < 8; thread++) {
        if ((this.at(address + 1) >>> (4 * thread)) & 15) found.push(thread);
      }
    }
    return found;
  }
}

/**
 * Total store order (x86): each thread has a buffer of stores, first in first out, and reads its own
 * before memory. A fence, a locked instruction and a lock operation wait until the buffer is empty;
 * otherwise the oldest store may go to memory at any time, as a choice of its thread (a *drain*).
 */
import type { State } from '../state';
import { BUFFER, type Area } from './area';

export class Tso {
  /** Per address: 1 where stores are buffered. */
  readonly weak: Uint8Array;
  /** What the next `push` stores. */
  readonly out = new Int32Array(64);
  private readonly slots: Int32Array;
  /** Slots of an entry: address, then values. */
  private readonly entry: number;

  constructor(
    private readonly state: State,
    private readonly area: Area,
    private readonly tooMany: () => void,
  ) {
    this.slots = state.slots;
    this.weak = new Uint8Array(area.locationOf.length);
    this.entry = 1 + Math.max(1, ...area.widths);
  }

  setWeak(unprotected: (address: number) => boolean): void {
    this.area.addresses.forEach((address, location) => {
      const width = this.area.widths[location] as number;
      let weak = false;
      for (let i = 0; i < width; i++) if (unprotected(address + i)) weak = true;
      this.weak.fill(weak ? 1 : 0, address, address + width);
    });
  }

  private at(slot: number): number {
    return this.slots[slot] as number;
  }

  private base(thread: number): number {
    return this.area.threads[thread] as number;
  }

  /** Stores under way. */
  busy(thread: number): boolean {
    return this.at(this.base(thread)) !== 0;
  }

  /** Address of the oldest store under way; 0 when there is none. */
  oldest(thread: number): number {
    return this.at(this.base(thread)) === 0 ? 0 : this.at(this.base(thread) + 1);
  }

  width(address: number): number {
    return this.area.widths[(this.area.locationOf[address] as number) - 1] ?? 1;
  }

  /** Has the thread a store under way to one of these slots? */
  holds(thread: number, address: number, width: number): boolean {
    const base = this.base(thread);
    for (let i = this.at(base) - 1; i >= 0; i--) {
      const at = this.at(base + 1 + i * this.entry);
      if (at < address + width && address < at + this.width(at)) return true;
    }
    return false;
  }

  /** The value that a thread finds at an address. */
  read(thread: number, address: number): number {
    const base = this.base(thread);
    for (let i = this.at(base) - 1; i >= 0; i--) {
      const entry = base + 1 + i * this.entry;
      const offset = address - this.at(entry);
      if (offset >= 0 && offset < this.width(this.at(entry))) return this.at(entry + 1 + offset);
    }
    return this.at(address);
  }

  /** Puts `out[0..width)` into the buffer. */
  push(thread: number, address: number, width: number): void {
    const base = this.base(thread);
    const count = this.at(base);
    if (count === BUFFER) {
      this.tooMany();
      return;
    }
    const entry = base + 1 + count * this.entry;
    this.state.set(entry, address);
    for (let i = 0; i < width; i++) this.state.set(entry + 1 + i, this.out[i] as number);
    this.state.set(base, count + 1);
  }

  /** A spinlock is released by a store like any other. */
  unlock(thread: number, address: number): void {
    this.out[0] = 0;
    this.push(thread, address, 1);
  }

  isLock(address: number): boolean {
    return this.area.locationOf[address] === 0;
  }

  /** The oldest store goes to memory, or frees its lock. `reaches` says whether its place is still there. */
  drain(thread: number, reaches: (address: number) => boolean, freed: (lock: number) => void): boolean {
    const base = this.base(thread);
    const count = this.at(base);
    const address = this.at(base + 1);
    const whole = reaches(address);
    if (whole && this.isLock(address)) freed(address);
    else if (whole) {
      for (let i = 0; i < this.width(address); i++) this.state.set(address + i, this.at(base + 2 + i));
    }
    const end = base + 1 + count * this.entry;
    for (let slot = base + 1; slot < end; slot++) {
      this.state.set(slot, slot + this.entry < end ? this.at(slot + this.entry) : 0);
    }
    this.state.set(base, count - 1);
    return whole;
  }
}

/**
 * Lock discipline (ENGINE.md section 2; Flanagan and Qadeer 2003, Stoller 2000): a slot whose every
 * write happens under one lock held exclusively and every read under that lock in some mode, or that
 * one thread alone touches, or that nobody writes, is *protected*: accesses to it commute with
 * whatever others may do next. It is assumed of every slot, checked on every access of the search,
 * and given up for good (`unprotected`) at the first breach, after which the search starts again.
 * Setup and final check run alone and do not count.
 *
 * Under canonical storing a state is left unexplored when a renamed one was seen, so what is learnt of
 * one object must hold for every object it may be renamed to: there all objects of a type are one.
 */
import type { Layout } from './layout';
import { Held, type Locks } from './locks';

/** In `unprotected`: the lock in the slot. */
const DISTRUSTED = 2;

export class Discipline {
  /** thread + 1 of the only thread that touched the slot; 255: several. */
  private readonly who: Uint8Array;
  private readonly written: Uint8Array;
  /** Locks that all accesses so far were protected by. */
  private readonly guards: (number[] | undefined)[];
  /** Slots given up in this search. */
  breaches = 0;

  /** @param unprotected per address: given up in an earlier search; written to */
  constructor(
    private readonly locks: Locks,
    private readonly unprotected: Uint8Array,
    /** The lock at an address protects; bit locks, which anybody may release, do not. */
    private readonly protects: (address: number) => boolean,
    /** Per address, the address whose slot stands for it; the address itself under direct storing. */
    private readonly standsFor: Int32Array,
  ) {
    this.who = new Uint8Array(unprotected.length);
    this.written = new Uint8Array(unprotected.length);
    this.guards = new Array<number[] | undefined>(unprotected.length);
  }

  /** None of the slots has been given up. */
  isProtected(address: number, width: number): boolean {
    for (let at = address; at < address + width; at++) {
      if (this.unprotected[this.standsFor[at] as number] !== 0) return false;
    }
    return true;
  }

  /** The slot is not what the discipline takes it for. */
  giveUp(address: number): void {
    const slot = this.standsFor[address] as number;
    if (this.unprotected[slot] !== 0) return;
    this.unprotected[slot] = 1;
    this.breaches++;
  }

  /** A lock was freed while somebody held it: from now on it protects nothing. */
  distrust(address: number): void {
    const slot = this.standsFor[address] as number;
    if ((this.unprotected[slot] as number) & DISTRUSTED) return;
    this.unprotected[slot] = DISTRUSTED | 1;
    this.breaches++;
  }

  private trusts(address: number): boolean {
    return ((this.unprotected[this.standsFor[address] as number] as number) & DISTRUSTED) === 0;
  }

  /** An access by a thread in the present state. */
  note(thread: number, address: number, width: number, write: boolean): void {
    for (let at = address; at < address + width; at++) {
      const slot = this.standsFor[at] as number;
      if (this.unprotected[slot] === 0) this.noteSlot(thread, slot, write);
    }
  }

  private noteSlot(thread: number, at: number, write: boolean): void {
    const who = this.who[at] as number;
    const guards = this.guards[at];
    if (guards === undefined) {
      this.who[at] = thread + 1;
      this.guards[at] = this.heldNow(thread, write);
    } else {
      if (who !== thread + 1) this.who[at] = 255;
      for (let i = guards.length - 1; i >= 0; i--) {
        const held = this.locks.held(thread, guards[i] as number, true);
        if (held === Held.no || (write && held !== Held.write)) guards.splice(i, 1);
      }
    }
    if (write) this.written[at] = 1;
    if (this.who[at] === 255 && this.written[at] === 1 && this.guards[at]?.length === 0) {
      this.unprotected[at] = 1;
      this.breaches++;
    }
  }

  private heldNow(thread: number, write: boolean): number[] {
    return this.locks
      .heldBy(thread)
      .filter(({ address, read }) => (!write || !read) && this.protects(address) && this.trusts(address))
      .map(({ address }) => address);
  }
}

/** For each address the first object of its type (`renamed`), or itself. */
export function slotsThatStand(layout: Layout, renamed: boolean): Int32Array {
  const stands = Int32Array.from({ length: layout.size }, (_, at) => at);
  if (!renamed) return stands;
  const first = new Map<number, number>();
  for (const object of layout.objects) {
    if (object.kind !== 'heap') continue;
    const to = first.get(object.type) ?? object.address;
    first.set(object.type, to);
    for (let i = 0; i < object.slots; i++) stands[object.address + i] = to + i;
  }
  return stands;
}

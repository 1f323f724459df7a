/**
 * Canonical storing, for runs in which objects are reused: there the address of an object depends on
 * the order of allocations, so states are compared up to a renaming of heap objects. The state is
 * written out from its roots (globals, thread records), heap objects numbered in the order in which
 * they are met, and that text is hashed. Sound because equal texts are isomorphic states; the other
 * way round it may tell two isomorphic states apart only where live objects are reachable from no root.
 */
import { bug } from '../base/diagnostics';
import { FREED, FRESH, LIVE, type Layout, type ThreadRecord } from './layout';
import type { State } from './state';
import { mix0, mix1 } from './state';
import type { Key } from './table';

/** Marks a renamed pointer, so that it differs from an integer or a fixed address. */
const RENAMED = 0x40000000;
const OFFSET_BITS = 14;

export class CanonicalKey implements Key {
  key0 = 0;
  key1 = 0;
  private out = new Int32Array(1 << 10);
  private length = 0;
  private readonly number: Int32Array;
  private readonly met: number[] = [];
  private readonly fixed: Uint8Array;

  constructor(
    private readonly state: State,
    private readonly layout: Layout,
    /** `lifo` keeps the order of freed objects; for `any` they are a set. */
    private readonly ordered: boolean,
    /** Leaves out which callback thread a callback waits in: nobody can tell, and it depends on who came first. */
    private readonly callbacksAlike = false,
  ) {
    this.number = new Int32Array(layout.objects.length);
    this.fixed = Uint8Array.from(layout.objects, (object) => (object.kind === 'heap' ? 0 : 1));
    const largest = Math.max(0, ...layout.objects.map((object) => object.slots));
    if (largest + 2 >= 1 << OFFSET_BITS || layout.objects.length >= RENAMED >> OFFSET_BITS) {
      throw bug(`${layout.objects.length} objects of up to ${largest} slots do not fit a canonical pointer`);
    }
  }

  /** The canonical form of the present state; valid until the next call. */
  contents(): Int32Array {
    this.write();
    return this.out.subarray(0, this.length);
  }

  compute(): void {
    this.write();
    let a = 0;
    let b = 0;
    for (let i = 0; i < this.length; i++) {
      const value = this.out[i] as number;
      a ^= mix0(i + 1, value);
      b ^= mix1(i + 1, value);
    }
    this.key0 = a;
    this.key1 = b;
  }

  private put(value: number): void {
    if (this.length === this.out.length) {
      const out = new Int32Array(this.out.length * 2);
      out.set(this.out);
      this.out = out;
    }
    this.out[this.length++] = value;
  }

  private pointer(value: number): number {
    // A pointer to just behind an object stands on the header of the next one, but belongs to the former.
    const behind = value > 0 && this.layout.header[value] === 0 ? 1 : 0;
    const index = value > 0 ? (this.layout.object[value - behind] ?? -1) : -1;
    if (index < 0 || this.fixed[index]) return value;
    const object = this.layout.objects[index];
    if (!object) return value;
    let number = this.number[index] as number;
    if (number === 0) {
      this.met.push(index);
      number = this.number[index] = this.met.length;
    }
    return RENAMED | (number << OFFSET_BITS) | (value - object.address + 1);
  }

  /** Callbacks last, by what they are about to do; idle callback threads left out. */
  private sortedThreads(): ThreadRecord[] {
    const { slots } = this.state;
    const isCallback = ({ kind }: ThreadRecord): boolean => kind === 'rcu';
    const order = (a: ThreadRecord, b: ThreadRecord): number => {
      for (let i = 0; i < a.end - a.base; i++) {
        const difference = (slots[a.base + i] as number) - (slots[b.base + i] as number);
        if (difference !== 0) return difference;
      }
      return 0;
    };
    const { threads } = this.layout;
    const busy = threads.filter((thread) => isCallback(thread) && slots[thread.base] !== 0);
    return [...threads.filter((thread) => !isCallback(thread)), ...busy.sort(order)];
  }

  private range(from: number, to: number): void {
    const { slots } = this.state;
    const { pointer } = this.layout;
    for (let at = from; at < to; at++) {
      const value = slots[at] as number;
      this.put(pointer[at] && value !== 0 ? this.pointer(value) : value);
    }
  }

  private write(): void {
    const { layout, state } = this;
    this.length = 0;
    this.number.fill(0);
    this.met.length = 0;
    layout.objects.forEach((object, index) => {
      if (this.fixed[index]) this.range(object.address, object.address + object.slots);
    });
    for (const thread of this.callbacksAlike ? this.sortedThreads() : layout.threads) {
      this.range(thread.base, thread.end);
    }
    if (this.ordered) {
      for (const { address } of layout.freeLists.values()) {
        const count = state.slots[address] as number;
        this.put(count);
        for (let i = 1; i <= count; i++) this.put(this.pointer(state.slots[address + i] as number));
      }
    }
    this.objects(0);
    // Live objects that nothing points to (leaks), in address order.
    const before = this.met.length;
    layout.objects.forEach((object, index) => {
      if (!this.fixed[index] && this.number[index] === 0 && state.slots[object.address - 1] === LIVE) {
        this.pointer(object.address);
      }
    });
    this.objects(before);
    if (!this.ordered) {
      // Freed objects that nothing points to are all alike: their count says all.
      for (const { address } of layout.freeLists.values()) {
        let unseen = 0;
        const count = state.slots[address] as number;
        for (let i = 1; i <= count; i++) {
          const index = layout.object[state.slots[address + i] as number] as number;
          if (this.number[index] === 0) unseen++;
        }
        this.put(unseen);
      }
    }
  }

  /** Writes the objects met, those met on the way included. */
  private objects(from: number): void {
    for (let i = from; i < this.met.length; i++) {
      const object = this.layout.objects[this.met[i] as number];
      if (!object) continue;
      const life = this.state.slots[object.address - 1] as number;
      this.put(object.type);
      this.put(life);
      this.put(this.state.slots[this.layout.madeAt[this.met[i] as number] as number] as number);
      if (life !== FREED && life !== FRESH) this.range(object.address, object.address + object.slots);
    }
  }
}

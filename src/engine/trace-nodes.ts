/**
 * Nodes of the search for best traces: states on a tree, each kept as what its step changed. A search
 * holds millions of them, so a node is a number, its facts and its changes lie in large arrays, and a
 * state is put together again from the nearest ancestor that is kept whole.
 */
import type { State } from './state';

/** A step from a node, and what the trace up to its end costs. */
export interface Step {
  /** -1: to the root. */
  readonly parent: number;
  /** -1: to the root. */
  readonly thread: number;
  readonly outcome: number;
  readonly preemptions: number;
  readonly steps: number;
}

/** Words of a node's record. */
const enum Word {
  parent,
  /** `thread`, `ran`, `running`, `ready` and `links`, packed. */
  small,
  outcome,
  preemptions,
  steps,
  key0,
  key1,
  /** Hashes of the state. */
  h0,
  h1,
  /** Where its (slot, value) pairs lie: number of the array, and first word in it. */
  changes,
  /** Words of them: changed since the parent, or, with `links` 0, different from the base. */
  length,
  count,
}

/** One node in so many is kept whole. */
const wholeEvery = 16;

const recordBits = 12;
const changeBits = 18;

export class Nodes {
  /** Nodes made. */
  count = 0;
  private readonly base: Int32Array;
  private readonly records: Int32Array[] = [];
  private readonly changes: Int32Array[] = [];
  private chunk = new Int32Array(0);
  private top = 0;
  private readonly path: number[] = [];
  /** The node kept whole that was needed last, and its state: neighbours mostly need the same one. */
  private whole = -1;
  private readonly wholeSlots: Int32Array;

  /** The present state becomes the base, best one that the others differ little from. */
  constructor(private readonly state: State) {
    this.base = state.slots.slice();
    this.wholeSlots = state.slots.slice();
  }

  parent(node: number): number {
    return this.word(node, Word.parent);
  }

  thread(node: number): number {
    return (this.word(node, Word.small) & 15) - 1;
  }

  ran(node: number): number {
    return ((this.word(node, Word.small) >> 4) & 15) - 1;
  }

  running(node: number): number {
    return (this.word(node, Word.small) >> 8) & 15;
  }

  ready(node: number): number {
    return (this.word(node, Word.small) >> 12) & 255;
  }

  outcome(node: number): number {
    return this.word(node, Word.outcome);
  }

  preemptions(node: number): number {
    return this.word(node, Word.preemptions);
  }

  steps(node: number): number {
    return this.word(node, Word.steps);
  }

  key0(node: number): number {
    return this.word(node, Word.key0);
  }

  key1(node: number): number {
    return this.word(node, Word.key1);
  }

  h0(node: number): number {
    return this.word(node, Word.h0);
  }

  h1(node: number): number {
    return this.word(node, Word.h1);
  }

  /** Ancestors between it and the nearest one that is kept whole, that one included. */
  private links(node: number): number {
    return this.word(node, Word.small) >> 20;
  }

  private word(node: number, word: Word): number {
    const record = this.records[node >> recordBits] as Int32Array; // nodes that were made
    return record[(node & ((1 << recordBits) - 1)) * Word.count + word] as number;
  }

  /**
   * Keeps the present state as a node; its undo log goes back to the parent.
   * @param step that led to it
   * @param ran thread that ran last, -1 for none: stores going to memory are no steps of theirs
   * @param ready threads that can run, a bit each
   * @param running the one whose going on costs no preemption; 0 for none
   * @param key0 with key1: of (state, running thread)
   */
  capture(step: Step, ran: number, ready: number, running: number, key0: number, key1: number): number {
    const { state } = this;
    const before = step.parent < 0 ? wholeEvery : this.links(step.parent) + 1;
    const links = before < wholeEvery ? before : 0;
    this.room(links === 0 ? 2 * state.slots.length : state.top);
    const from = this.top;
    if (links === 0) this.keepWhole();
    else this.keepChanges();

    const node = this.count++;
    if (node >> recordBits === this.records.length) this.records.push(new Int32Array(Word.count << recordBits));
    const record = this.records[node >> recordBits] as Int32Array;
    const at = (node & ((1 << recordBits) - 1)) * Word.count;
    record[at + Word.parent] = step.parent;
    record[at + Word.small] = (step.thread + 1) | ((ran + 1) << 4) | (running << 8) | (ready << 12) | (links << 20);
    record[at + Word.outcome] = step.outcome;
    record[at + Word.preemptions] = step.preemptions;
    record[at + Word.steps] = step.steps;
    record[at + Word.key0] = key0;
    record[at + Word.key1] = key1;
    record[at + Word.h0] = state.h0;
    record[at + Word.h1] = state.h1;
    record[at + Word.changes] = ((this.changes.length - 1) << changeBits) | from;
    record[at + Word.length] = this.top - from;
    return node;
  }

  /** Makes a node's state the present one, with nothing to undo. */
  restore(node: number): void {
    const { state, path } = this;
    path.length = 0;
    let one = node;
    for (; this.links(one) > 0; one = this.parent(one)) path.push(one);
    if (one !== this.whole) {
      this.whole = one;
      this.wholeSlots.set(this.base);
      this.change(this.wholeSlots, one);
    }
    state.slots.set(this.wholeSlots);
    for (let i = path.length - 1; i >= 0; i--) this.change(state.slots, path[i] as number);
    state.undo(state.top, this.h0(node), this.h1(node));
    state.settle();
  }

  private change(slots: Int32Array, node: number): void {
    const where = this.word(node, Word.changes);
    const changes = this.changes[where >>> changeBits] as Int32Array;
    const from = where & ((1 << changeBits) - 1);
    const to = from + this.word(node, Word.length);
    for (let at = from; at < to; at += 2) slots[changes[at] as number] = changes[at + 1] as number;
  }

  /** Makes room for so many words of changes in one array, the first of them below `1 << changeBits`. */
  private room(words: number): void {
    const length = 1 << changeBits;
    if (this.top < length && this.top + words <= this.chunk.length) return;
    this.chunk = new Int32Array(Math.max(length, words));
    this.changes.push(this.chunk);
    this.top = 0;
  }

  private keepWhole(): void {
    const { base, chunk } = this;
    const { slots } = this.state;
    for (let slot = 0; slot < slots.length; slot++) {
      if (slots[slot] === base[slot]) continue;
      chunk[this.top++] = slot;
      chunk[this.top++] = slots[slot] as number;
    }
  }

  private keepChanges(): void {
    const { chunk } = this;
    const { slots, log, top } = this.state;
    for (let at = 0; at < top; at += 2) {
      const slot = log[at] as number;
      chunk[this.top++] = slot;
      chunk[this.top++] = slots[slot] as number;
    }
  }
}

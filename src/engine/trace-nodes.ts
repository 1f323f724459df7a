/**
 * Nodes of the search for best traces: states on a tree, each kept as what its step changed. A search
 * holds millions of them, so the changes lie in large shared arrays, and a state is put together again
 * from the nearest ancestor that is kept whole.
 */
import type { State } from './state';

export interface Node {
  readonly parent: Node | undefined;
  /** Thread and outcome that led here; thread -1 at the root. */
  readonly thread: number;
  readonly outcome: number;
  /** Thread that ran last: stores going to memory are no steps of theirs. */
  readonly ran: number;
  readonly preemptions: number;
  readonly steps: number;
  /** Threads that can run, a bit each, and the one whose going on costs no preemption; 0 for none. */
  readonly ready: number;
  readonly running: number;
  /** Key of (state, running thread). */
  readonly key0: number;
  readonly key1: number;
  readonly h0: number;
  readonly h1: number;
  /** (slot, value) pairs in [from, to): changed since the parent, or, with `links` 0, different from the base. */
  readonly changes: Int32Array;
  readonly from: number;
  readonly to: number;
  /** Ancestors between it and the nearest one that is kept whole, that one included. */
  readonly links: number;
}

/** What the search knows of a new node; the rest is read off the state. */
export type NodeFacts = Omit<Node, 'parent' | 'h0' | 'h1' | 'changes' | 'from' | 'to' | 'links'>;

/** One node in so many is kept whole. */
const wholeEvery = 16;

const chunkLength = 1 << 18;

export class Nodes {
  private readonly base: Int32Array;
  private chunk = new Int32Array(chunkLength);
  private top = 0;
  private readonly path: Node[] = [];

  /** The present state becomes the base, best one that the others differ little from. */
  constructor(private readonly state: State) {
    this.base = state.slots.slice();
  }

  /** Keeps the present state; its undo log goes back to the parent. */
  capture(parent: Node | undefined, facts: NodeFacts): Node {
    const { state } = this;
    const links = parent === undefined || parent.links + 1 === wholeEvery ? 0 : parent.links + 1;
    const most = links === 0 ? 2 * state.slots.length : state.top;
    if (this.top + most > this.chunk.length) {
      this.chunk = new Int32Array(Math.max(chunkLength, most));
      this.top = 0;
    }
    const from = this.top;
    if (links === 0) this.keepWhole();
    else this.keepChanges();
    return { parent, ...facts, h0: state.h0, h1: state.h1, changes: this.chunk, from, to: this.top, links };
  }

  /** Makes a node's state the present one, with nothing to undo. */
  restore(node: Node): void {
    const { state, path } = this;
    const { slots } = state;
    path.length = 0;
    for (let one: Node | undefined = node; one; one = one.parent) {
      path.push(one);
      if (one.links === 0) break;
    }
    slots.set(this.base);
    for (let i = path.length - 1; i >= 0; i--) {
      const { changes, from, to } = path[i] as Node;
      for (let at = from; at < to; at += 2) slots[changes[at] as number] = changes[at + 1] as number;
    }
    state.undo(state.top, node.h0, node.h1);
    state.settle();
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

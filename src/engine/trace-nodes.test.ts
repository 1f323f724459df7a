/** Nodes of the trace search give back the states and facts that they were made of. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { State } from './state';
import { Nodes, type Step } from './trace-nodes';

const slots = 400;

interface Made {
  readonly node: number;
  readonly step: Step;
  readonly slots: Int32Array;
  readonly hash: readonly [number, number];
}

/** Makes a tree of nodes: each edit is (which earlier node, slots to write, value). */
function grow(edits: readonly (readonly [number, readonly number[], number])[]): {
  state: State;
  nodes: Nodes;
  made: Made[];
} {
  const state = new State(slots, slots);
  for (let slot = 0; slot < slots; slot += 3) state.set(slot, slot);
  state.settle();
  const nodes = new Nodes(state);
  const made: Made[] = [];
  const keep = (step: Step): void => {
    const node = nodes.capture(step, step.thread, 0b10110, 2, step.steps * 7, ~step.steps);
    made.push({ node, step, slots: state.slots.slice(), hash: [state.h0, state.h1] });
  };
  keep({ parent: -1, thread: -1, outcome: 0, preemptions: 0, steps: 0 });
  for (const [which, writes, value] of edits) {
    const parent = made[which % made.length] as Made;
    nodes.restore(parent.node);
    for (const slot of writes) state.set(slot, value);
    const steps = parent.step.steps + 1;
    keep({ parent: parent.node, thread: which % 9, outcome: value, preemptions: which % 5, steps });
    state.undo(0, ...parent.hash);
    expect(state.slots).toEqual(parent.slots);
  }
  return { state, nodes, made };
}

const edit = fc.tuple(
  fc.nat(200),
  fc.array(fc.nat(slots - 1), { maxLength: 12 }),
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
);

describe('nodes', () => {
  it('give back state, hash and facts, in whatever order they are asked for', () => {
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 120 }), fc.array(fc.nat(200), { maxLength: 60 }), (edits, order) => {
        const { state, nodes, made } = grow(edits);
        for (const at of order) {
          const one = made[at % made.length] as Made;
          nodes.restore(one.node);
          expect(state.slots).toEqual(one.slots);
          expect([state.h0, state.h1, state.top]).toEqual([...one.hash, 0]);
          const { node, step } = one;
          expect({
            parent: nodes.parent(node),
            thread: nodes.thread(node),
            outcome: nodes.outcome(node),
            preemptions: nodes.preemptions(node),
            steps: nodes.steps(node),
          }).toEqual(step);
          expect([nodes.ran(node), nodes.ready(node), nodes.running(node)]).toEqual([step.thread, 0b10110, 2]);
          expect([nodes.key0(node), nodes.key1(node)]).toEqual([step.steps * 7, ~step.steps]);
        }
      }),
    );
  });

  it('lie in as many arrays as they need', () => {
    // A chain: one in sixteen is kept whole, and ten thousand of them fill several arrays of both kinds.
    const { state, nodes, made } = grow(
      Array.from({ length: 10_000 }, (_, at) => [at, Array.from({ length: 60 }, (__, i) => (at + i) % slots), at + 1]),
    );
    expect(nodes.count).toBe(made.length);
    for (const one of [made[0], made[4095], made[4096], made[7777], made.at(-1)]) {
      if (!one) throw new Error('too few nodes');
      nodes.restore(one.node);
      expect(state.slots).toEqual(one.slots);
    }
  });
});

/** The code of a program is shared by its machines, and one machine does not see what another does. */
import { describe, expect, it } from '@jest/globals';
import type { PlaceId, Program } from '../program';
import { analysisOf } from './analysis';
import { compiledSteps } from './compiled';
import { Machine, initialSizes } from './machine';
import { constant, made, run, type Build } from './testing';

const program = (): Program =>
  made((b: Build) => ({
    threads: [[b.store('x', constant(1)), b.store('y', constant(2))], [b.store('x', constant(3))]],
  }));

const placesOf = ({ units }: Program): PlaceId[] => units.flatMap(({ code }) => code.map((instr) => instr.at));

describe('the code of a program', () => {
  it('is made once for the places that are watched, and made again for others', () => {
    const one = program();
    const analysis = analysisOf(one, 'sc', false, undefined);
    const [first = 0, second = 0] = placesOf(one);
    const both = compiledSteps(analysis, new Set([first, second]));
    expect(compiledSteps(analysis)).toBe(both);
    expect(compiledSteps(analysis, new Set([second]))).toBe(both);
    const other = analysisOf(program(), 'sc', false, undefined);
    const none = compiledSteps(other);
    const some = compiledSteps(other, new Set([first]));
    expect(some).not.toBe(none);
    expect([...some.watch]).toEqual([first]);
  });

  it('notes the places that are watched after a search without any', () => {
    const one = program();
    expect(run(one).executed.size).toBe(0);
    const watch = new Set(placesOf(one));
    expect(run(one, { watch }).executed).toEqual(run(program(), { watch }).executed);
    expect(run(one).executed.size).toBe(0);
  });

  it('runs in the memory of each machine', () => {
    const one = program();
    const options = { reuse: 'quarantine', fair: false } as const;
    const [a, b] = [new Machine(one, options, initialSizes(one)), new Machine(one, options, initialSizes(one))];
    a.start();
    b.start();
    const before = b.state.slots.slice();
    a.step(1, 0);
    expect(b.state.slots).toEqual(before);
    b.step(1, 0);
    expect(b.state.slots).toEqual(a.state.slots);
  });

  it('holds nothing of a layout that pools of another size change', () => {
    const one = program();
    const options = { reuse: 'quarantine', fair: false } as const;
    const small = new Machine(one, options, { pools: new Map(), callbacks: 0 });
    const large = new Machine(one, options, { pools: new Map([['0:1', 5]]), callbacks: 1 });
    expect(large.layout.size).toBeGreaterThan(small.layout.size);
    expect(large.layout.globals).toEqual(small.layout.globals);
    expect(large.layout.leaves).toBe(small.layout.leaves);
  });
});

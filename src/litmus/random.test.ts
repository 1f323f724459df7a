/**
 * Search and axioms on random litmus tests without loops: two that share nothing but the program. A
 * difference is a bug of one of them.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { renderDiagnostic } from '../base/diagnostics';
import { SourceFile } from '../base/source';
import { compiled, lines } from './corpus';
import { randomTest, type RandomOptions } from './random-tests';
import { readLitmus } from './read';
import { axiomEnds, searchEnds } from './run';

const plain: RandomOptions = { plain: false, locks: false, rcu: false, atomics: false, length: 4 };

/** What is drawn, and how many. */
const draws: readonly (readonly [string, RandomOptions, number])[] = [
  ['marked accesses and fences', plain, 40],
  ['atomics', { ...plain, atomics: true }, 40],
  ['locks', { ...plain, locks: true }, 40],
  ['RCU', { ...plain, rcu: true }, 40],
  ['all of them', { plain: true, locks: true, rcu: true, atomics: true, length: 3 }, 60],
];

describe.each(['sc'] as const)('%s', (memory) => {
  it.each(draws)('%s', (_, options, numRuns) => {
    const property = fc.property(randomTest(options), (text) => {
      const { test, diagnostics } = readLitmus(new SourceFile('random.litmus', text));
      if (!test) throw new Error(diagnostics.map(renderDiagnostic).join('\n'));
      const { program, results } = compiled(test);
      const axioms = axiomEnds(program, results, memory, 'lkmm');
      if (axioms.kind !== 'ends') throw new Error(axioms.what);
      const search = searchEnds(program, results, memory);
      expect(search.complete).toBe(true);
      expect(lines(search.ends.map((values) => ({ values })))).toEqual(lines(axioms.ends));
    });
    fc.assert(property, { numRuns, seed: 20250101 });
  });
});

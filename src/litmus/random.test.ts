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
import { axiomEnds, litmusMemories, searchEnds, type LitmusMemory } from './run';

const marked: RandomOptions = { plain: false, locks: false, rcu: false, atomics: false, length: 4 };

/** DESIGN.md's tso drains the buffer at every operation on a lock; on x86 unlocking is a store like any other. */
const unlockDrains = 'unlocking drains the buffer';

interface Draw {
  readonly memory: LitmusMemory;
  readonly what: string;
  readonly options: RandomOptions;
  /** Why the search may have fewer ends than the axioms allow. */
  readonly fewer?: string;
}

const draws: readonly Draw[] = litmusMemories.flatMap((memory): Draw[] => [
  { memory, what: 'marked accesses and fences', options: marked },
  { memory, what: 'atomics', options: { ...marked, atomics: true } },
  {
    ...{ memory, what: 'locks', options: { ...marked, locks: true } },
    ...(memory === 'tso' ? { fewer: unlockDrains } : {}),
  },
  { memory, what: 'RCU', options: { ...marked, rcu: true } },
  {
    ...{
      memory,
      what: 'all of them',
      options: { plain: true, locks: true, rcu: true, atomics: true, length: 3 },
    },
    ...(memory === 'tso' ? { fewer: unlockDrains } : {}),
  },
]);

describe('search and axioms agree', () => {
  it.each(draws.map((draw) => [draw.memory, draw.what, draw] as const))('%s: %s', (_, __, draw) => {
    const property = fc.property(randomTest(draw.options), (text) => {
      const { test, diagnostics } = readLitmus(new SourceFile('random.litmus', text));
      if (!test) throw new Error(diagnostics.map(renderDiagnostic).join('\n'));
      const { program, results } = compiled(test);
      const axioms = axiomEnds(program, results, draw.memory, 'lkmm');
      if (axioms.kind !== 'ends') throw new Error(axioms.what);
      const search = searchEnds(program, results, draw.memory, 'lkmm');
      expect(search.complete).toBe(true);
      const races = axioms.flags.includes('data-race');
      if (races) expect(search.findings.map(({ kind }) => kind)).toContain('data-race');
      // What a race leaves of a program nobody says.
      if (races) return;
      const found = lines(search.ends.map((values) => ({ values })));
      const allowed = lines(axioms.ends);
      if (draw.fewer === undefined) expect(found).toEqual(allowed);
      else expect(allowed).toEqual(expect.arrayContaining(found));
    });
    fc.assert(property, { numRuns: 25, seed: 20250101 });
  });
});

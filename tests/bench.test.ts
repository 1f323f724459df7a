/**
 * The programs of bench/ say what their Promela texts say, and their small sizes have these numbers of
 * states. Times belong to `npm run bench`, not here.
 */
import { describe, expect, it } from '@jest/globals';
import { programOf, safety, type Variant } from '../bench/models';
import { explore } from '../src/engine';

interface Pinned extends Variant {
  readonly title: string;
  /** States stored by the plain and by the reduced search. */
  readonly plain: number;
  readonly reduced: number;
  readonly found: readonly string[];
}

const table: readonly Pinned[] = [
  {
    title: 'khugepaged v1 uses a freed vma',
    subject: 'khugepaged',
    threads: 3,
    patch: 'khugepaged-v1.patch',
    plain: 1293,
    reduced: 160,
    found: ['use-after-free@collapse_huge_page'],
  },
  {
    title: 'khugepaged v3 takes two locks in the wrong order',
    subject: 'khugepaged',
    threads: 3,
    patch: 'khugepaged-v3.patch',
    plain: 1517,
    reduced: 155,
    found: ['deadlock@collapse_huge_page', 'lockdep-circular@collapse_huge_page', 'sleep-in-atomic@collapse_huge_page'],
  },
  { title: 'khugepaged is right', subject: 'khugepaged', threads: 3, plain: 1374, reduced: 150, found: [] },
  {
    title: 'khugepaged is right with two faults',
    subject: 'khugepaged',
    threads: 4,
    plain: 27067,
    reduced: 791,
    found: [],
  },
  // States in which nobody can run are not stored: 392 with the one deadlock.
  {
    title: 'dining philosophers starve',
    subject: 'dining',
    threads: 5,
    plain: 391,
    reduced: 31,
    found: ['deadlock@philosopher'],
  },
  {
    title: 'dining philosophers with order eat',
    subject: 'dining',
    threads: 5,
    defines: ['ORDERED'],
    plain: 261,
    reduced: 24,
    found: [],
  },
  { title: 'the bakery serves one at a time', subject: 'bakery', threads: 2, plain: 1329, reduced: 1329, found: [] },
  { title: 'the filter lock lets one in', subject: 'filter', threads: 2, plain: 71, reduced: 49, found: [] },
  { title: 'the filter lock of three', subject: 'filter', threads: 3, plain: 5221, reduced: 2488, found: [] },
];

/**
 * Dining philosophers counted without the engine: each stands before one of four lock operations, and
 * `(i, state)` says which forks it holds.
 */
function countDining(seats: number, ordered: boolean): number {
  const forks = Array.from({ length: seats }, (_, i) => (ordered && i === seats - 1 ? [0, i] : [i, (i + 1) % seats]));
  const seen = new Set(['0'.repeat(seats)]);
  const work = [...seen];
  for (let state = work.pop(); state !== undefined; state = work.pop()) {
    const at = [...state].map(Number);
    const taken = new Set(at.flatMap((step, i) => (step === 0 ? [] : forks[i]?.slice(0, step === 2 ? 2 : 1))));
    for (let i = 0; i < seats; i++) {
      const step = at[i] ?? 0;
      if (step < 2 && taken.has(forks[i]?.[step])) continue;
      const next = at.with(i, (step + 1) % 4).join('');
      if (!seen.has(next)) {
        seen.add(next);
        work.push(next);
      }
    }
  }
  return seen.size;
}

describe('the programs of the benchmark', () => {
  it.each(table)('$title', (one) => {
    const program = programOf(one);
    const plain = explore(program, { ...safety, reduction: false });
    const reduced = explore(program, safety);
    const named = (result: typeof plain): string[] =>
      result.findings.map(({ kind, place }) => `${kind}@${program.places[place]?.function ?? '?'}`).sort();
    expect({ plain: plain.states, reduced: reduced.states }).toEqual({ plain: one.plain, reduced: one.reduced });
    expect(named(plain)).toEqual(one.found);
    expect(named(reduced)).toEqual(one.found);
    expect(reduced.terminalDigest).toBe(plain.terminalDigest);
    expect(plain.bytesPerState).toBeLessThan(24);
  });

  it('philosophers are as many states as counted by hand', () => {
    expect([countDining(5, false) - 1, countDining(5, true), countDining(7, true)]).toEqual([391, 261, 2847]);
  });
});

/** The order in which a case writes its threads changes no verdict, no finding and no label. */
import { afterAll, describe, expect, it } from '@jest/globals';
import { usual } from '../src/run/prepare';
import { compareSearches } from '../src/run/compare';
import { named, search } from './corpus';

const options = { ...usual, traces: false };
const several = named.filter(([, cell]) => cell.case.threads.length > 1);
const counts = { same: 0, different: 0, 'not-compared': 0 };

describe('threads in reversed order', () => {
  it('has cells of several threads', () => {
    expect(several.length).toBeGreaterThan(0);
  });

  for (const [name, cell] of several) {
    it(name, () => {
      const compared = compareSearches(search(cell, options), search(cell, { ...options, reversed: true }), false);
      counts[compared.kind]++;
      expect(compared.kind === 'different' ? compared.what : '').toBe('');
    });
  }
});

afterAll(() => {
  process.stderr.write(`reversed threads: ${counts.same + counts.different} of ${several.length} cells compared\n`);
});

/**
 * The reduced search against the plain one, cell by cell: same findings, verdict, labels and terminal
 * states. Cells of more plain states than the bound are left to `npm run prove`.
 */
import { afterAll, describe, expect, it } from '@jest/globals';
import { usual } from '../src/run/prepare';
import { compareSearches } from '../src/run/compare';
import { named, search } from './corpus';

/** Plain states of a cell. */
const bound = 300_000;

const reduced = { ...usual, traces: false };
const counts = { same: 0, different: 0, 'not-compared': 0 };

describe(`reduced = plain, up to ${bound} plain states`, () => {
  for (const [name, cell] of named) {
    it(name, () => {
      const plain = search(cell, { ...reduced, reduction: false, states: bound });
      const compared = plain.result.complete
        ? compareSearches(search(cell, reduced), plain, true)
        : ({ kind: 'not-compared' } as const);
      counts[compared.kind]++;
      expect(compared.kind === 'different' ? compared.what : '').toBe('');
    });
  }
});

afterAll(() => {
  const compared = counts.same + counts.different;
  process.stderr.write(`reduced = plain: ${compared} of ${named.length} cells compared, ${counts.different} differ\n`);
});

import { describe, expect, it } from '@jest/globals';
import { cell, imbalance, swapin, useAfterFree, version } from '../report/fixtures';
import type { CellResult, SeriesResult } from '../result';
import { goTo } from './elsewhere';

const name = 'use-after-free@collapse_huge_page';

/** v1 to v5 in order, a control on v2; what 04-munmap finds in each. */
function series(found: Readonly<Record<string, readonly (typeof useAfterFree)[] | Partial<CellResult>>>): SeriesResult {
  const versions = ['v1', 'v2', 'v3', 'v4', 'v5'].map((one) => version(one));
  const cells = Object.entries(found).map(([one, what]) =>
    Array.isArray(what) ? cell(one, '04-munmap', what) : cell(one, '04-munmap', [], what as Partial<CellResult>),
  );
  return { ...swapin, versions: [...versions, version('what-if', { control: true, base: 'v2' })], cells };
}

function from(all: SeriesResult, of: string): string | undefined {
  const own = all.cells.find((one) => one.version === of);
  if (!own) throw new Error(`no cell of ${of}`);
  return goTo(all, own, name);
}

describe('the version that a finding is replayed on', () => {
  it('is the first later one without it', () => {
    const all = series({ v1: [], v2: [useAfterFree], v3: [useAfterFree], v4: [imbalance], v5: [] });
    expect(from(all, 'v2')).toBe('v4');
  });

  it('else the last earlier one', () => {
    const all = series({ v1: [], v2: [], v3: [useAfterFree], v4: [useAfterFree] });
    expect(from(all, 'v4')).toBe('v2');
  });

  it('is one that has an answer to the same question', () => {
    const all = series({
      v1: [useAfterFree],
      v2: { verdict: 'inconclusive' },
      v3: { config: 'other' },
      v4: { memory: 'tso' },
      v5: [],
    });
    expect(from(all, 'v1')).toBe('v5');
  });

  it('is none where every version has it', () => {
    expect(from(series({ v1: [useAfterFree], v2: [useAfterFree] }), 'v1')).toBeUndefined();
  });

  it('of a control is what it stands on, or none; and no version goes to a control', () => {
    expect(from(series({ v1: [], v2: [], v3: [], 'what-if': [useAfterFree] }), 'what-if')).toBe('v2');
    expect(from(series({ v1: [], v2: [useAfterFree], 'what-if': [useAfterFree] }), 'what-if')).toBeUndefined();
    expect(from(series({ v5: [useAfterFree], 'what-if': [] }), 'v5')).toBeUndefined();
  });
});

import { describe, expect, it } from '@jest/globals';
import { validate, type Schema } from '../../tests/json-schema';
import type { SeriesResult } from '../result';
import { cell, imbalance, swapin, useAfterFree } from './fixtures';
import { parseResults, resultsText } from './results-file';
import { resultsSchema, resultsSchemaJson, type ResultsFile } from './results-schema';

const { steps } = useAfterFree.witnesses[0] ?? { steps: [] };

/** With every optional field of waist 2 that the fixture leaves out. */
const full: SeriesResult = {
  ...swapin,
  modelHash: '0123456789ab',
  leftOut: ['page contents: stubbed'],
  versions: swapin.versions.map((one) => ({
    ...one,
    contexts: [{ patch: 'p', hunk: 1, oldStart: 3, newStart: 4, before: ['a'], after: [] }],
    interdiff: { against: 'base', text: '' },
  })),
  cells: [
    ...swapin.cells,
    cell('v1', '03-oom', [imbalance], { config: 'other', patchLines: { p: { run: [1], unrun: [] } } }),
    cell('base', '03-oom', [], { config: 'other', verdict: 'inconclusive', complete: false, budget: 'states' }),
    cell(
      'v1',
      '04-munmap',
      useAfterFree.witnesses.map((one) => ({
        ...useAfterFree,
        witnesses: [{ ...one, elsewhere: { version: 'v2', steps: steps.slice(2), stuck: 'x', findings: ['y'] } }],
      })),
      { config: 'other' },
    ),
  ],
};

const text = resultsText([swapin, full]);
const file = JSON.parse(text) as ResultsFile;

describe('a results file', () => {
  it('reads back as what was written', () => {
    expect(parseResults(text)).toEqual([swapin, full]);
  });

  it('is the same bytes each time', () => {
    expect(resultsText(parseResults(text))).toBe(text);
  });

  it('fits its schema, and its JSON Schema', () => {
    expect(resultsSchema.safeParse(file).error?.issues).toBeUndefined();
    expect(validate(file, resultsSchemaJson() as Schema)).toEqual([]);
  });

  it('is refused by both with a field that is not described', () => {
    const other = { ...file, series: file.series.map((one) => ({ ...one, more: 1 })) };
    expect(resultsSchema.safeParse(other).success).toBe(false);
    expect(validate(other, resultsSchemaJson() as Schema)).toContain('/series/0: unknown property more');
  });

  it('says each place and each chain of calls once', () => {
    for (const { places, stacks } of file.series) {
      expect(new Set(places.map((one) => JSON.stringify(one))).size).toBe(places.length);
      expect(new Set(stacks.map((one) => JSON.stringify(one))).size).toBe(stacks.length);
    }
  });

  it('says of a finding what became of it', () => {
    const [v1] = (file.series[0]?.cells ?? []).filter((one) => one.version === 'v1' && one.case === '04-munmap');
    expect(v1).toMatchObject({ change: 'new', against: 'base', gone: [] });
    expect(v1?.findings.map((one) => `${one.status} ${one.id.replace(/\w{8}$/, '…')}`)).toEqual([
      'new use-after-free-…',
      'new lock-imbalance-…',
    ]);
    const hotplug = file.series[0]?.cells.find((one) => one.version === 'v1' && one.case === '14-hotplug');
    expect(hotplug).toMatchObject({ change: 'fixed', gone: [{ name: 'lockdep-circular@get_online_cpus' }] });
  });

  it('has a cell a line', () => {
    expect(text.split('\n').filter((line) => line.startsWith('{"series":"swapin","version"'))).toHaveLength(
      swapin.cells.length + full.cells.length,
    );
  });

  it.each([
    ['no JSON', '{', /JSON/],
    ['nothing', 'null', /schema is undefined, not 2/],
    ['another schema', '{"schema":1,"series":[]}', /schema is 1, not 2/],
    ['no series', '{"schema":2}', /no list of series/],
    ['an index that leads nowhere', text.replace('"stack":0', '"stack":9999'), /names stack 9999, of/],
  ])('with %s is refused', (_, wrong, message) => {
    expect(() => parseResults(wrong)).toThrow(message);
  });
});

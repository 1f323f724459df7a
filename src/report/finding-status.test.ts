import { describe, expect, it } from '@jest/globals';
import type { CellResult, Finding, SeriesResult } from '../result';
import { findingId, normalisedLine } from './finding-id';
import { changeOf, statusOfCell, statusOfVersion, versionsBefore } from './finding-status';
import { cell, imbalance, swapin, useAfterFree, version } from './fixtures';

const at = (name: string, findings: readonly Finding[], more: Partial<CellResult> = {}): CellResult =>
  cell(name, '04-munmap', findings, more);

function seriesOf(...cells: readonly CellResult[]): SeriesResult {
  const versions = [
    version('base'),
    version('v1', { base: 'base' }),
    version('v2', { base: 'base' }),
    version('what-if', { base: 'v1', control: true }),
    version('v3', { base: 'v2' }),
  ];
  return { ...swapin, versions, cells };
}

describe('the id of a finding', () => {
  it.each([
    ['down_write(&mm->mmap_sem);', 'down_write(& mm->mmap_sem ) ;  /* again */'],
    ['if (a && b)', 'if(a&&b) // why'],
    ['return x;', '  return\tx;'],
  ])('does not see blanks and comments: %s', (one, other) => {
    expect(normalisedLine(one)).toBe(normalisedLine(other));
  });

  it('keeps words apart', () => {
    expect(normalisedLine('unsigned long a')).not.toBe(normalisedLine('unsigned longa'));
  });

  const id = findingId({ series: 'swapin', case: '04-munmap' }, useAfterFree);

  it('begins with the kind', () => {
    expect(id).toMatch(/^use-after-free-[0-9a-f]{8}$/);
  });

  it('survives moved lines, other patches and other traces', () => {
    const { patch: _, ...place } = { ...useAfterFree.place, line: 999 };
    const witnesses = useAfterFree.witnesses.map((one) => ({ ...one, trace: 'other', steps: one.steps.slice(-9) }));
    expect(findingId({ series: 'swapin', case: '04-munmap' }, { ...useAfterFree, place, witnesses })).toBe(id);
  });

  it.each<[string, Finding]>([
    ['kind', { ...useAfterFree, kind: 'double-free' }],
    ['line', { ...useAfterFree, place: { ...useAfterFree.place, text: 'other();' } }],
    ['function', { ...useAfterFree, place: { ...useAfterFree.place, function: 'other' } }],
    ['thread', { ...useAfterFree, thread: 'task' }],
    ['other thread', { ...useAfterFree, detail: 'vm_area_struct#1.anon_vma, freed by khugepaged' }],
  ])('is another for another %s', (_, other) => {
    expect(findingId({ series: 'swapin', case: '04-munmap' }, other)).not.toBe(id);
  });

  it('is another in another case', () => {
    expect(findingId({ series: 'swapin', case: '05-mmap' }, useAfterFree)).not.toBe(id);
  });
});

describe('what became of a finding', () => {
  const told = (series: SeriesResult, name: string): string[] => {
    const one = series.cells.find((found) => found.version === name);
    if (one === undefined) throw new Error(`no cell of ${name}`);
    const status = statusOfCell(series, one);
    const words = status.findings.map((found) => `${found.status} ${found.finding.kind}`);
    return [`${changeOf(one, status)} against ${status.against ?? 'nothing'}`, ...words];
  };

  it.each<[string, CellResult[], string[]]>([
    ['first asked', [at('v2', [imbalance])], ['first against nothing', 'first lock-imbalance']],
    ['nothing to nothing', [at('v1', []), at('v2', [])], ['same against v1']],
    ['new', [at('v1', []), at('v2', [imbalance])], ['new against v1', 'new lock-imbalance']],
    ['still', [at('v1', [imbalance]), at('v2', [imbalance])], ['still against v1', 'still lock-imbalance']],
    ['fixed', [at('v1', [imbalance]), at('v2', [])], ['fixed against v1', 'fixed lock-imbalance']],
    [
      'behind another crash, a finding is not fixed',
      [at('v1', [imbalance]), at('v2', [useAfterFree])],
      ['changed against v1', 'new use-after-free', 'masked lock-imbalance'],
    ],
    [
      'one of two is left',
      [at('v1', [imbalance, useAfterFree]), at('v2', [imbalance])],
      ['fewer against v1', 'still lock-imbalance', 'masked use-after-free'],
    ],
    [
      'no answer fixes nothing',
      [at('v1', [imbalance]), at('v2', [], { verdict: 'inconclusive', complete: false })],
      ['no-answer against v1', 'unknown lock-imbalance'],
    ],
    [
      'a version without an answer is passed over',
      [at('base', [imbalance]), at('v1', [], { verdict: 'refused' }), at('v2', [imbalance])],
      ['still against base', 'still lock-imbalance'],
    ],
    [
      'another configuration is another question',
      [at('v1', [imbalance], { config: 'debug' }), at('v2', [imbalance])],
      ['first against nothing', 'first lock-imbalance'],
    ],
  ])('%s', (_, cells, expected) => {
    expect(told(seriesOf(...cells), 'v2')).toEqual(expected);
  });

  it('a posting follows the posting before, whatever it stands on; a what-if what it stands on', () => {
    const names = (name: string): string[] => versionsBefore(seriesOf(), name).map((one) => one.name);
    expect(names('v3')).toEqual(['v2', 'v1', 'base']);
    expect(names('what-if')).toEqual(['v1', 'base']);
    expect(names('base')).toEqual([]);
    expect(names('absent')).toEqual([]);
  });

  it('of a version, a finding that one configuration still has is still there', () => {
    const series = seriesOf(
      at('v1', [imbalance]),
      at('v1', [imbalance], { config: 'debug' }),
      at('v2', [imbalance]),
      at('v2', [], { config: 'debug' }),
    );
    expect(statusOfVersion(series, 'v2').map((one) => one.status)).toEqual(['still']);
  });
});

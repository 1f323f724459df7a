import { describe, expect, it } from '@jest/globals';
import type { CellResult } from '../result';
import { withWithouts } from './join';
import { leftOutOf, provenanceOf } from './provenance';
import { resultsText } from '../report';
import { readResults } from './results';
import { stepText } from './step-text';
import { topLevel } from './top-level';

describe('a top-level key read quickly', () => {
  const text = `title: one # not this
question: what of
  the rest?
quoted: "a: b"
block: |
  x
threads:
  title: inner
`;
  it.each([
    ['title', 'one'],
    ['question', 'what of the rest?'],
    ['quoted', 'a: b'],
    ['block', 'x'],
    ['absent', ''],
  ])('%s', (key, expected) => {
    expect(topLevel(text, key)).toBe(expected);
  });
});

describe('provenance', () => {
  it('is the functions that are no faithful re-telling', () => {
    const text = `| function | status | departure |
| --- | --- | --- |
| \`collapse()\` | kept | order of locks |
| \`alloc\`, \`charge\` | simplified | never fails |
| \`flush\` | stubbed | one word a CPU |
`;
    expect(provenanceOf(text)).toEqual({
      alloc: 'simplified: never fails',
      charge: 'simplified: never fails',
      flush: 'stubbed: one word a CPU',
    });
  });
});

describe('what the model leaves out', () => {
  it('is the table of the whole, without what is kept', () => {
    const text = `# x\n\n## The whole\n\n| what | status | how |\n|---|---|---|\n| TLB | stubbed | left out |
| names | kept | |\n| pages | simplified | 16 bytes |\n\n## mm\n\n| \`f\` | stubbed | x |\n`;
    expect(leftOutOf(text)).toEqual(['TLB: left out', 'pages: 16 bytes']);
    expect(leftOutOf('# x\n')).toEqual([]);
  });
});

describe('a replayed step', () => {
  it('says who, what, where, from where, with which locks, and what changed', () => {
    const place = (fn: string, line: number, text: string) => ({ file: 'mm/a.c', line, function: fn, text });
    const step = {
      thread: 'task',
      cpu: 1,
      place: { ...place('inner', 7, 'x = 1;'), patch: { patch: 'patches/s/v1/1.patch', hunk: 2, line: 30 } },
      stack: [place('outer', 20, 'middle();'), place('middle', 12, 'inner();')],
      action: 'write x = 1',
      held: [{ lock: 'mm.mmap_lock', mode: 'read' as const }],
      changed: [{ name: 'x', from: '0', to: '1' }],
      reached: ['window'],
      irqsOff: true,
      preemptOff: false,
      preemption: true,
    };
    expect(stepText(step, 3)).toBe(`   3  task (CPU1)  write x = 1  [preempts, irqs off]
        mm/a.c:7 in inner: x = 1;
        written by patches/s/v1/1.patch:30 (hunk 2)
        called from mm/a.c:12 in middle: inner();
        called from mm/a.c:20 in outer: middle();
        holds mm.mmap_lock (read)
        x: 0 -> 1
        reached window
`);
  });
});

describe('a results file', () => {
  it('reads back', () => {
    expect(readResults(resultsText([]), 'f').all).toEqual([]);
  });

  it.each([['{'], ['{"schema":2}'], ['{"schema":1}'], ['null']])('refuses %s', (text) => {
    expect(readResults(text, 'f').diagnostics.map((one) => one.code)).toEqual(['run-bad-results']);
  });
});

describe('a line taken out', () => {
  const passing: CellResult = {
    series: 's',
    version: 'v1',
    case: 'c',
    config: 'default',
    memory: 'sc',
    verdict: 'pass',
    asExpected: true,
    mismatches: [],
    expected: { kind: 'findings', findings: [] },
    source: 'dossier',
    complete: true,
    diagnostics: [],
    states: 1,
    transitions: 1,
    collisionBound: 0,
    reached: {},
    demanded: [],
    findings: [],
  };
  const taken = { function: 'f', line: 'lock();', expected: ['leak@f'], found: ['leak@f'], asExpected: true };

  it('stands beside the pass it proves', () => {
    expect(withWithouts(passing, [taken])).toEqual({ ...passing, withouts: [taken] });
  });

  it.each([
    ['nothing is found', { ...taken, found: [], asExpected: false }, 'pass'],
    ['it does not build', { ...taken, found: [], asExpected: false, problem: 'error' }, 'error'],
  ])('fails the cell when %s', (_, one, found) => {
    const result = withWithouts(passing, [one]);
    expect(result.asExpected).toBe(false);
    expect(result.mismatches).toEqual([{ kind: 'without', line: 'lock();', expected: 'leak@f', found }]);
  });
});

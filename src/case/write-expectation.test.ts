import { describe, expect, it } from '@jest/globals';
import { renderDiagnostic } from '../base/diagnostics';
import { SourceFile } from '../base/source';
import { readCase, writeExpectation, type NewExpectation, type SeriesNames } from './index';

const series: SeriesNames = {
  name: 'swapin',
  versions: ['base', 'v1', 'v2'].map((name) => ({ name, optional: name === 'v2' })),
  items: [],
};

const text = (expectation: string, rest = ''): string => `series: swapin # of 2016
title: t
question: q
${rest}threads: { a: f(); }
from: dossier
expect:
${expectation}# the end
`;

function write(before: string, wanted: Partial<NewExpectation>): string {
  const read = readCase(new SourceFile('cases/swapin/04.yaml', before), '04', series);
  expect(read.diagnostics.map(renderDiagnostic)).toEqual([]);
  if (!read.case) throw new Error('no case');
  const done = writeExpectation(read.case, series, {
    version: 'v1',
    config: 'default',
    memory: 'sc',
    findings: ['leak@f'],
    from: 'observed',
    because: 'it is: "so"',
    ...wanted,
  });
  return done.text ?? done.diagnostics.map(renderDiagnostic).join('\n');
}

const own = '{ findings: leak@f, from: observed, because: "it is: \\"so\\"" }';
const two = 'configs: { d: { X: 1 }, p: { X: 2 } }\n';

describe('writing an expectation', () => {
  it.each([
    ['one word', '  base: pass # yes\n  v1: pass   # no\n', {}, `  base: pass # yes\n  v1: ${own}   # no\n`, ''],
    [
      'a pass, and several findings',
      '  base: leak@g\n  v1: [leak@f, leak@g]\n',
      { version: 'base', findings: [] },
      `  base: ${own.replace('leak@f', 'pass')}\n  v1: [leak@f, leak@g]\n`,
      '',
    ],
    [
      'a line over several lines',
      '  base: pass\n  v1:\n    findings: pass\n    from: observed\n',
      { findings: ['leak@f', 'leak@g'] },
      `  base: pass\n  v1:\n    ${own.replace('leak@f', '[leak@f, leak@g]')}\n`,
      '',
    ],
    [
      'a version without a line',
      '  base: pass\n  v1: pass # no\n',
      { version: 'v2' },
      `  base: pass\n  v1: pass # no\n  v2: ${own}\n`,
      '',
    ],
    [
      'one config of its own',
      '  base: pass\n  v1: { d: pass, p: leak@g }\n',
      { config: 'p' },
      `  base: pass\n  v1: { d: pass, p: ${own} }\n`,
      two,
    ],
    [
      'one config of a shared line',
      '  base: pass\n  v1: [leak@g]\n',
      { config: 'p' },
      `  base: pass\n  v1: { d: [leak@g], p: ${own} }\n`,
      two,
    ],
    [
      'one memory model',
      '  base: pass\n  v1: { d: pass, p: { findings: leak@g } }\n',
      { config: 'd', memory: 'tso' },
      `  base: pass\n  v1: { d/sc: pass, d/tso: ${own}, p/sc: { findings: leak@g }, p/tso: { findings: leak@g } }\n`,
      `${two}memory: [sc, tso]\n`,
    ],
  ] as const)('%s', (_, before, wanted, after, rest) => {
    expect(write(text(before, rest), wanted)).toBe(text(after, rest));
  });

  it('keeps to a mapping on one line', () => {
    const flow = text('').replace('expect:\n', 'expect: { base: pass, v1: pass }\n');
    expect(write(flow, { version: 'v2' })).toBe(flow.replace('v1: pass', `v1: pass, v2: ${own}`));
  });

  it('leaves what it cannot say on one line to a person', () => {
    const before = text('  base: pass\n  v1:\n    findings: pass\n    from: observed\n', two);
    expect(write(before, { config: 'p' })).toContain('case-write-by-hand');
  });
});

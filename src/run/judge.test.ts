import { describe, expect, it } from '@jest/globals';
import type { Expectation } from '../result';
import { judge, judgeRefusal, type Searched } from './judge';

const nothing: Searched = { complete: true, findings: [], reached: new Set(['window']), vacuous: [] };
const pass: Expectation = { kind: 'findings', findings: [] };
const finding = (kind: string, severity: 'crash' | 'warn') => ({ kind, severity, place: { function: 'f' } });

describe('a verdict', () => {
  it('is pass when everything was explored, nothing found and every demanded label passed', () => {
    expect(judge(nothing, pass, ['window'])).toEqual({ verdict: 'pass', mismatches: [] });
  });

  it.each([
    ['a budget ended the search', { ...nothing, complete: false, budget: 'states' }, 'inconclusive'],
    ['a thread never ran', { ...nothing, vacuous: ['thread b never ran'] }, 'vacuous'],
    ['a demanded label was not passed', { ...nothing, reached: new Set<string>() }, 'not-reached'],
  ])('is never pass when %s', (_, searched, kind) => {
    const { verdict, mismatches } = judge(searched, pass, ['window']);
    expect(verdict).toBe('inconclusive');
    expect(mismatches.map((one) => one.kind)).toEqual([kind]);
  });

  it('is inconclusive when a budget ended the search, even with a finding', () => {
    const searched = { ...nothing, complete: false, findings: [finding('leak', 'warn')] };
    expect(judge(searched, pass, []).verdict).toBe('inconclusive');
  });

  it('is the worst severity found', () => {
    const searched = { ...nothing, findings: [finding('leak', 'warn'), finding('assert', 'crash')] };
    const expected: Expectation = { kind: 'findings', findings: ['assert@f', 'leak@f'] };
    expect(judge(searched, expected, [])).toEqual({ verdict: 'crash', mismatches: [] });
  });

  it('differs by every finding too many and every finding missing', () => {
    const searched = { ...nothing, findings: [finding('leak', 'warn')] };
    const expected: Expectation = { kind: 'findings', findings: ['assert@f'] };
    expect(judge(searched, expected, []).mismatches).toEqual([
      { kind: 'unexpected-finding', finding: 'leak@f' },
      { kind: 'missing-finding', finding: 'assert@f' },
    ]);
  });

  it('differs when something was searched that should not build', () => {
    expect(judge(nothing, { kind: 'refused', code: 'type-mismatch' }, []).mismatches).toEqual([
      { kind: 'not-refused', code: 'type-mismatch' },
    ]);
  });
});

describe('a refusal', () => {
  it.each([
    ['as expected', ['csrc-unknown-name', 'csrc-type-mismatch'], { kind: 'refused', code: 'type-mismatch' }, []],
    [
      'for another reason',
      ['csrc-unknown-name'],
      { kind: 'refused', code: 'type-mismatch' },
      [
        { kind: 'not-refused', code: 'type-mismatch' },
        { kind: 'refused', code: 'unknown-name' },
      ],
    ],
    ['of what should pass', ['patch-hunk-absent'], pass, [{ kind: 'refused', code: 'hunk-absent' }]],
  ] as const)('%s', (_, codes, expected, mismatches) => {
    expect(judgeRefusal(codes, expected)).toEqual(mismatches);
  });
});

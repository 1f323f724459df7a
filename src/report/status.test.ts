import { describe, expect, it } from '@jest/globals';
import type { CellResult, ReviewItem, SeriesResult } from '../result';
import { cell, imbalance, item, swapin, useAfterFree } from './fixtures';
import { statusOf } from './status';

const claimed: ReviewItem = item('R1', { claim: { version: 'v1', finding: 'use-after-free@collapse_huge_page' } });
const skip = { expected: { kind: 'skip', reason: 'control' } } as const;
const unasked = { ...skip, verdict: 'inconclusive', complete: false } as const;

function series(cells: readonly CellResult[]): SeriesResult {
  return { ...swapin, items: [claimed], cells };
}

describe('status of a review item', () => {
  it.each<[string, readonly CellResult[], string]>([
    ['the finding is there', [cell('v1', '04-munmap', [useAfterFree])], 'confirmed'],
    [
      'it is there in one of two configs',
      [cell('v1', '04-munmap', []), cell('v1', '04-munmap', [useAfterFree])],
      'confirmed',
    ],
    ['it is there in a case that does not decide', [cell('v1', '03-oom', [useAfterFree])], 'open: no-case'],
    ['a complete pass with the window shown', [cell('v1', '04-munmap', [])], 'refuted'],
    ['a pass of another version', [cell('v2', '04-munmap', [])], 'open: no-case'],
    ['a pass that demands no label', [cell('v1', '04-munmap', [], { demanded: [] })], 'open: window-not-shown'],
    ['a pass whose label was not reached', [cell('v1', '04-munmap', [], { reached: {} })], 'open: window-not-shown'],
    ['a pass that is not complete', [cell('v1', '04-munmap', [], { complete: false })], 'open: not-explored'],
    [
      'a search ended by its budget',
      [cell('v1', '04-munmap', [], { verdict: 'inconclusive', complete: false })],
      'open: not-explored',
    ],
    [
      'a variant that does not build',
      [cell('v1', '04-munmap', [], { verdict: 'refused', complete: false })],
      'open: not-explored',
    ],
    ['another finding in its place', [cell('v1', '04-munmap', [imbalance])], 'open: other-findings'],
    [
      'one config passes, one crashes otherwise',
      [cell('v1', '04-munmap', []), cell('v1', '04-munmap', [imbalance])],
      'open: other-findings',
    ],
    ['the case is not asked of the version', [cell('v1', '04-munmap', [], unasked)], 'open: no-case'],
    ['the case says skip, and was asked all the same', [cell('v1', '04-munmap', [useAfterFree], skip)], 'confirmed'],
  ])('%s', (_, cells, expected) => {
    const status = statusOf(series(cells), claimed, 'v1');
    expect(status.kind === 'open' ? `open: ${status.why.kind}` : status.kind).toBe(expected);
  });

  it.each<[string, string, string]>([
    ['a kind alone, any function', 'use-after-free', 'confirmed'],
    ['a kind and another function', 'use-after-free@exit_mmap', 'open'],
    ['another kind', 'double-free', 'open'],
  ])('claim names %s', (_, finding, expected) => {
    const one = item('R1', { claim: { version: 'v1', finding } });
    expect(statusOf(series([cell('v1', '04-munmap', [useAfterFree])]), one, 'v1').kind).toBe(expected);
  });

  it('decides by the cases the item names and those that name the item', () => {
    const one = item('R99', { claim: { version: 'v1', finding: 'lock-imbalance' }, cases: ['03-oom'] });
    expect(statusOf(series([cell('v1', '03-oom', [imbalance])]), one, 'v1').kind).toBe('confirmed');
  });

  it('does not judge what is no safety claim, nor what names no finding', () => {
    const cells = [cell('v1', '04-munmap', [])];
    expect(statusOf(series(cells), item('R1', { notASafetyClaim: 'cost' }), 'v1').kind).toBe('not-a-safety-claim');
    expect(statusOf(series(cells), item('R1'), 'v1')).toMatchObject({ kind: 'open', why: { kind: 'no-claim' } });
  });
});

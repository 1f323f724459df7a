/**
 * Every cell of the corpus: `npx jest -t 'swapin/v2'`. Its verdict (a failing test says what the terminal
 * would), and two other ways to search it that must say the same. When all cells ran, their results are
 * left for `patch-oracle report`.
 */
import { afterAll, describe, expect, it } from '@jest/globals';
import { formatTrace, parseTrace } from '../src/engine';
import { renderFailure } from '../src/report';
import type { CellResult } from '../src/result';
import { demandedLabels } from '../src/case';
import { compareSearches, type Comparison } from '../src/run/compare';
import { lineOf, type Cell } from '../src/run/prepare';
import { leaveResults } from '../src/run/commands/review';
import { provenanceText, seriesResults } from '../src/run/results';
import { cells, CorpusRun, mistakes, named, plainBound, project, root } from './corpus';

const results = new Map<Cell, CellResult>();
const corpus = new CorpusRun();

/** Cells compared with another search of theirs, by how that ended. */
const compared = {
  'reduced = plain': { same: 0, different: 0, 'not-compared': 0 },
  'reversed threads': { same: 0, different: 0, 'not-compared': 0 },
};

/** A search ends by its own budgets, which are counts: a slow machine may take its time. */
const patience = 30 * 60_000;

describe('the corpus', () => {
  it('has no mistake in a case, a series or a patch', () => {
    expect(mistakes.join('\n')).toBe('');
  });

  it('has cells', () => {
    expect(cells.length).toBeGreaterThan(0);
  });
});

describe.each(named)('%s', (_name, cell) => {
  it(
    'is as expected',
    async () => {
      const { result } = await corpus.searches(cell);
      results.set(cell, result);
      if (!result.asExpected) throw new Failure(renderFailure(result));
      for (const { trace } of result.findings.flatMap((finding) => finding.witnesses)) expectReadsBack(trace);
    },
    patience,
  );

  it(
    `is the same in the plain search, up to ${plainBound} states`,
    async () => {
      const { reduced, plain } = await corpus.searches(cell);
      expectSame('reduced = plain', compareSearches(reduced, plain, true));
    },
    patience,
  );

  if (cell.case.threads.length > 1) {
    it(
      'is the same with its threads in reversed order',
      async () => {
        const { reduced, reversed } = await corpus.searches(cell);
        expectSame('reversed threads', compareSearches(reduced, reversed, false));
      },
      patience,
    );
  }
});

/** The message alone: a stack of the test runner would say nothing. */
class Failure extends Error {
  constructor(message: string) {
    super(message);
    this.stack = message;
  }
}

/** That it leads to its finding has been checked by the run that printed it. */
function expectReadsBack(text: string): void {
  const { trace } = parseTrace(text);
  if (!trace) throw new Error(`does not parse: ${text}`);
  expect(formatTrace(trace)).toBe(text);
}

function expectSame(way: keyof typeof compared, comparison: Comparison): void {
  compared[way][comparison.kind]++;
  expect(comparison.kind === 'different' ? comparison.what : '').toBe('');
}

const passing = named.filter(([, cell]) => {
  const { expectation } = lineOf(cell);
  return expectation.kind === 'findings' && expectation.findings.length === 0;
});

/** In the case, or for the version in a case that asks the same question or decides the same item. */
function provesItCanFail(cell: Cell): boolean {
  const siblings = project.cases.filter(
    (one) =>
      one === cell.case ||
      (one.series === cell.case.series &&
        (one.question === cell.case.question || one.decides.some((item) => cell.case.decides.includes(item)))),
  );
  return siblings.some((one) => one.without.some((without) => without.version === cell.version));
}

describe('a passing cell can fail', () => {
  it('shows the windows its question names: each demands a reach label', () => {
    const silent = passing.filter(([, cell]) => demandedLabels(cell.case, cell.version).length === 0);
    expect(silent.map(([name]) => name)).toEqual([]);
  });

  it('notices a line taken out of its version, in its case or in a sibling of the same question', () => {
    const unproven = passing.filter(([, cell]) => !provesItCanFail(cell));
    expect(unproven.map(([name]) => name)).toEqual([]);
  });
});

describe('the size of the search', () => {
  // The one golden file of state counts: a diff of it is a change of the model, the cases or the reduction.
  it('is what it was, cell by cell', () => {
    if (results.size < cells.length) throw new Error('some cells gave no result; see above');
    const lines = named.map(([name, cell]) => `${name}: ${results.get(cell)?.states ?? 0} states`);
    expect(`\n${lines.join('\n')}\n`).toMatchSnapshot();
  });
});

afterAll(async () => {
  await corpus.close();
  // Part of the cells would make a report of part of the truth.
  if (results.size < cells.length || cells.length === 0) return;
  for (const [way, { same, different }] of Object.entries(compared)) {
    process.stderr.write(`${way}: ${same + different} of ${cells.length} cells compared, ${different} differ\n`);
  }
  const inOrder = cells.flatMap((cell) => results.get(cell) ?? []);
  leaveResults(root, seriesResults(project, inOrder, provenanceText(project)));
});

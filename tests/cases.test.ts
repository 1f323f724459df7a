/**
 * Every cell of the corpus, a test by name: `npx jest -t 'swapin/v2'`. A failing test says what the
 * terminal would. When all cells ran, their results are left for `patch-oracle report`.
 */
import { afterAll, describe, expect, it } from '@jest/globals';
import { formatTrace, parseTrace, replay } from '../src/engine';
import { renderFailure } from '../src/report';
import { findingName, type CellResult } from '../src/result';
import { demandedLabels } from '../src/case';
import { withWithouts } from '../src/run/join';
import { runWithout } from '../src/run/mutant';
import { lineOf, prepare, usual, type Cell } from '../src/run/prepare';
import { leaveResults, provenanceText } from '../src/run/commands/review';
import { attributed } from '../src/run/places';
import { withoutsOf } from '../src/run/plan';
import { seriesResults } from '../src/run/results';
import { cells, mistakes, named, project, root, search, builds } from './corpus';

const results = new Map<Cell, CellResult>();

describe('the corpus', () => {
  it('has no mistake in a case, a series or a patch', () => {
    expect(mistakes.join('\n')).toBe('');
  });

  it('has cells', () => {
    expect(cells.length).toBeGreaterThan(0);
  });
});

describe('cell', () => {
  for (const [name, cell] of named) {
    it(name, () => {
      const own = search(cell, usual).result;
      const withouts = withoutsOf(cell).map((index) => runWithout(builds, cell, index, usual).result);
      const result = withWithouts(own, withouts);
      results.set(cell, result);
      if (!result.asExpected) throw new Failure(renderFailure(result));
      expectTracesReplay(cell, result);
    });
  }
});

/** The message alone: a stack of the test runner would say nothing. */
class Failure extends Error {
  constructor(message: string) {
    super(message);
    this.stack = message;
  }
}

/** Every printed trace reads back, and leads to the finding it was printed for. */
function expectTracesReplay(cell: Cell, result: CellResult): void {
  if (result.findings.length === 0) return;
  const prepared = prepare(cell, builds.build(cell.case.series, cell.version, cell.config), usual);
  if (prepared.kind === 'refused') throw new Error('a cell with findings was refused');
  const { program, options, place } = prepared;
  for (const finding of result.findings) {
    expect(finding.witnesses.length).toBeGreaterThan(0);
    for (const witness of finding.witnesses) {
      const { trace } = parseTrace(witness.trace);
      if (!trace) throw new Error(`does not parse: ${witness.trace}`);
      expect(formatTrace(trace)).toBe(witness.trace);
      const replayed = replay(program, options, trace, place);
      expect(replayed.error).toBeUndefined();
      // A witness with a role shows one part: an edge between two lock classes.
      if (witness.role !== undefined) continue;
      const names = replayed.findings.map((one) =>
        findingName({ kind: one.kind, place: place(attributed(program, one.place)) }),
      );
      expect(names).toContain(findingName(finding));
    }
  }
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

afterAll(() => {
  // Part of the cells would make a report of part of the truth.
  if (results.size < cells.length || cells.length === 0) return;
  const inOrder = cells.flatMap((cell) => results.get(cell) ?? []);
  leaveResults(root, seriesResults(project, inOrder, provenanceText(project)));
});

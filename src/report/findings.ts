/**
 * The findings of one version, grouped by name, each with the cell that tells it best. It chooses; it prints nothing.
 */
import type { CellResult, Finding, ReviewItem, SeriesResult, Severity } from '../result';
import { findingName, lengthOf } from '../result';
import { cellsOf } from './cells-of';
import { decidingCases, matchesClaim } from './status';

/** One finding in one case; other configurations of the case show the same. */
export interface Occurrence {
  readonly cell: CellResult;
  readonly finding: Finding;
  /** All cells of the case with it, `cell` included. */
  readonly cells: readonly CellResult[];
}

export interface FindingGroup {
  readonly name: string;
  readonly severity: Severity;
  /** The best telling first: a case that decides what a reviewer claimed of this version, then of any, then the cheapest trace. */
  readonly occurrences: readonly [Occurrence, ...Occurrence[]];
  /** Items whose claim this finding confirms in this version. */
  readonly confirms: readonly ReviewItem[];
}

/** What reviewers claimed of this version first, then crashes before warnings, then what most questions find, then by name. */
export function groupFindings(series: SeriesResult, version: string): FindingGroup[] {
  const cells = cellsOf(series, version);
  const names = [...new Set(cells.flatMap((cell) => cell.findings.map(findingName)))];
  const groups = names.flatMap((name) => {
    const [first, ...rest] = occurrencesOf(series, version, cells, name);
    if (first === undefined) return [];
    const confirms = series.items.filter((item) => [first, ...rest].some((one) => decides(series, item, one)));
    const group: FindingGroup = { name, severity: first.finding.severity, occurrences: [first, ...rest], confirms };
    return [group];
  });
  return groups.sort(
    (a, b) =>
      raisedHere(b, version) - raisedHere(a, version) ||
      Number(b.severity === 'crash') - Number(a.severity === 'crash') ||
      b.occurrences.length - a.occurrences.length ||
      compare(a.name, b.name),
  );
}

function raisedHere(group: FindingGroup, version: string): number {
  return Number(group.confirms.some((item) => item.claim?.version === version));
}

function occurrencesOf(
  series: SeriesResult,
  version: string,
  cells: readonly CellResult[],
  name: string,
): Occurrence[] {
  const found: Occurrence[] = [];
  for (const { name: caseName } of series.cases) {
    const showing = cells
      .filter((cell) => cell.case === caseName)
      .filter((cell) => findingIn(cell, name) !== undefined);
    const best = [...showing].sort((a, b) => compareCost(findingIn(a, name), findingIn(b, name)))[0];
    const finding = best && findingIn(best, name);
    if (best && finding) found.push({ cell: best, finding, cells: showing });
  }
  const asked = (one: Occurrence): number => {
    const items = series.items.filter((item) => decides(series, item, one));
    return items.some((item) => item.claim?.version === version) ? 2 : Number(items.length > 0);
  };
  return found.sort((a, b) => asked(b) - asked(a) || compareCost(a.finding, b.finding));
}

/** Does this occurrence confirm the item's claim? */
export function decides(series: SeriesResult, item: ReviewItem, one: Occurrence): boolean {
  const claim = item.claim;
  return (
    item.notASafetyClaim === undefined &&
    claim !== undefined &&
    matchesClaim(claim.finding, one.finding) &&
    decidingCases(series, item).includes(one.cell.case)
  );
}

function findingIn(cell: CellResult, name: string): Finding | undefined {
  return cell.findings.filter((one) => findingName(one) === name).sort(compareCost)[0];
}

function compareCost(a: Finding | undefined, b: Finding | undefined): number {
  const sum = (finding: Finding | undefined, cost: (one: Finding['witnesses'][number]) => number): number =>
    (finding?.witnesses ?? []).reduce((total, one) => total + cost(one), 0);
  return (
    sum(a, (one) => one.preemptions) - sum(b, (one) => one.preemptions) ||
    sum(a, (one) => lengthOf(one.steps)) - sum(b, (one) => lengthOf(one.steps))
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

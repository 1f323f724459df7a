/**
 * What became of each finding since the version before: new, still there, fixed. Computed from the ids of the cells of
 * one case, configuration and memory model. It prints nothing.
 *
 * "Fixed" is said only where a complete search could have shown the finding and did not: where other crashes now end the
 * runs earlier it is `masked`, where the search has no answer it is `unknown`.
 */
import type { CellResult, Finding, SeriesResult, VersionInfo } from '../result';
import { cellsOf, sameQuestion } from './cells-of';
import { findingId } from './finding-id';

/** Of a finding that is there. `first`: no earlier version was asked. */
export type Present = 'new' | 'still' | 'first';

/** Of a finding that the version before had. */
export type Gone = 'fixed' | 'masked' | 'unknown';

export interface FindingStatus {
  readonly id: string;
  readonly status: Present | Gone;
  /** As this version shows it; of one that is gone, as the version before did. */
  readonly finding: Finding;
}

export interface CellStatus {
  /** Version it was compared with: the nearest one before in which the same cell has an answer. */
  readonly against?: string;
  /** In the order found; then those that are gone. */
  readonly findings: readonly FindingStatus[];
}

/** What a matrix says of a cell beside its verdict. `same`: nothing before, nothing now. */
export type Change = 'first' | 'same' | 'still' | 'new' | 'fixed' | 'fewer' | 'changed' | 'no-answer';

/**
 * Earlier versions, nearest first. A posted version comes after those posted before it, in the order of series.yaml; a
 * what-if comes after what it stands on.
 */
export function versionsBefore(series: SeriesResult, name: string): VersionInfo[] {
  const at = series.versions.findIndex((one) => one.name === name);
  const version = series.versions[at];
  if (version === undefined) return [];
  if (!version.control)
    return series.versions
      .slice(0, at)
      .filter((one) => !one.control)
      .reverse();
  const chain: VersionInfo[] = [];
  let next = series.versions.find((one) => one.name === version.base);
  while (next !== undefined && !chain.includes(next)) {
    chain.push(next);
    const base: string | undefined = next.base;
    next = series.versions.find((one) => one.name === base);
  }
  return chain;
}

export function statusOfCell(series: SeriesResult, cell: CellResult): CellStatus {
  for (const version of versionsBefore(series, cell.version)) {
    const before = sameQuestion(series, version.name, cell);
    if (before !== undefined && isAnswered(before)) return compareCells(before, cell);
  }
  return { findings: firstOfEach(cell).map(([id, finding]) => ({ id, status: 'first', finding })) };
}

/** @param before an answered cell of the same case, configuration and memory model */
export function compareCells(before: CellResult, now: CellResult): CellStatus {
  const had = new Map(firstOfEach(before));
  const has = new Map(firstOfEach(now));
  const gone: Gone = !isAnswered(now)
    ? 'unknown'
    : now.findings.some((one) => one.severity === 'crash')
      ? 'masked'
      : 'fixed';
  return {
    against: before.version,
    findings: [
      ...[...has].map(([id, finding]) => ({ id, status: had.has(id) ? 'still' : 'new', finding }) as const),
      ...[...had].filter(([id]) => !has.has(id)).map(([id, finding]) => ({ id, status: gone, finding })),
    ],
  };
}

export function changeOf(cell: CellResult, status: CellStatus): Change {
  if (!isAnswered(cell)) return 'no-answer';
  if (status.against === undefined) return 'first';
  const has = (one: FindingStatus['status']): boolean => status.findings.some((found) => found.status === one);
  const gone = has('fixed') || has('masked');
  if (has('new')) return gone ? 'changed' : 'new';
  if (has('still')) return gone ? 'fewer' : 'still';
  return gone ? 'fixed' : 'same';
}

/** Every finding of a version, once by its id over all configurations, and those that it no longer has. */
export function statusOfVersion(series: SeriesResult, version: string): FindingStatus[] {
  const found = new Map<string, FindingStatus>();
  for (const cell of cellsOf(series, version)) {
    if (cell.expected.kind === 'skip') continue;
    for (const one of statusOfCell(series, cell).findings) {
      const known = found.get(one.id);
      if (known === undefined || weight[one.status] > weight[known.status]) found.set(one.id, one);
    }
  }
  return [...found.values()];
}

/** Of what configurations say differently, what is said of the version: present before gone, the weaker claim first. */
const weight: Readonly<Record<FindingStatus['status'], number>> = {
  still: 6,
  new: 5,
  first: 4,
  unknown: 3,
  masked: 2,
  fixed: 1,
};

function isAnswered(cell: CellResult): boolean {
  return cell.verdict === 'pass' || cell.verdict === 'warn' || cell.verdict === 'crash';
}

function firstOfEach(cell: CellResult): [id: string, finding: Finding][] {
  const found = new Map<string, Finding>();
  for (const finding of cell.findings) {
    const id = findingId(cell, finding);
    if (!found.has(id)) found.set(id, finding);
  }
  return [...found];
}

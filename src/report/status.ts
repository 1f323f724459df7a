/**
 * What the cells say of a reviewer's concern, per version: confirmed, refuted within bounds, or open.
 * Always "in the model". It computes; it prints nothing.
 */
import type { CellResult, ReviewItem, SeriesResult } from '../result';
import { findingName } from '../result';
import { cellsOf } from './cells-of';

export type Status =
  /** A deciding cell shows the claimed finding. `cells` are those that do. */
  | { readonly kind: 'confirmed'; readonly cells: readonly CellResult[] }
  /** Every deciding cell is a complete pass whose demanded labels were all passed by some run. */
  | { readonly kind: 'refuted'; readonly cells: readonly CellResult[] }
  | { readonly kind: 'open'; readonly why: OpenReason; readonly cells: readonly CellResult[] }
  | { readonly kind: 'not-a-safety-claim'; readonly reason: string };

export type OpenReason =
  /** No case decides it, or none is asked of this version. */
  | { readonly kind: 'no-case' }
  /** The item names no finding to look for. */
  | { readonly kind: 'no-claim' }
  /** Other findings are there; their runs stop before the claimed one could show. */
  | { readonly kind: 'other-findings'; readonly findings: readonly string[] }
  /** A search was ended by its budget, or the variant could not be built. */
  | { readonly kind: 'not-explored'; readonly cases: readonly string[] }
  /** It passes, but no label shows that the window was entered. */
  | { readonly kind: 'window-not-shown'; readonly cases: readonly string[] };

/** Nothing was searched. A cell under `skip` that was searched all the same has its answer. */
export function isUnasked(cell: CellResult): boolean {
  return cell.expected.kind === 'skip' && !cell.complete && cell.verdict === 'inconclusive';
}

/** Names of the cases that decide an item: those it names and those that name it. */
export function decidingCases(series: SeriesResult, item: ReviewItem): string[] {
  return series.cases
    .filter((one) => item.cases.includes(one.name) || one.decides.includes(item.id))
    .map((one) => one.name);
}

export function statusOf(series: SeriesResult, item: ReviewItem, version: string): Status {
  if (item.notASafetyClaim !== undefined) return { kind: 'not-a-safety-claim', reason: item.notASafetyClaim };
  const cases = new Set(decidingCases(series, item));
  const cells = cellsOf(series, version).filter((cell) => cases.has(cell.case) && !isUnasked(cell));
  const open = (why: OpenReason): Status => ({ kind: 'open', why, cells });

  if (cells.length === 0) return open({ kind: 'no-case' });
  const claim = item.claim;
  if (claim === undefined) return open({ kind: 'no-claim' });

  const showing = cells.filter((cell) => cell.findings.some((one) => matchesClaim(claim.finding, one)));
  if (showing.length > 0) return { kind: 'confirmed', cells: showing };

  const others = cells.flatMap((cell) => cell.findings.map(findingName));
  if (others.length > 0) return open({ kind: 'other-findings', findings: [...new Set(others)] });

  const unexplored = cells.filter((cell) => cell.verdict !== 'pass' || !cell.complete);
  if (unexplored.length > 0) return open({ kind: 'not-explored', cases: namesOf(unexplored) });

  const unseen = cells.filter(
    (cell) => cell.demanded.length === 0 || cell.demanded.some((label) => cell.reached[label] !== true),
  );
  if (unseen.length > 0) return open({ kind: 'window-not-shown', cases: namesOf(unseen) });
  return { kind: 'refuted', cells };
}

/** A claim names `kind@function`, or a kind alone where the function is not the point. */
export function matchesClaim(
  claimed: string,
  finding: { readonly kind: string; readonly place: { readonly function: string } },
): boolean {
  return claimed.includes('@') ? claimed === findingName(finding) : claimed === finding.kind;
}

function namesOf(cells: readonly CellResult[]): string[] {
  return [...new Set(cells.map((cell) => cell.case))];
}

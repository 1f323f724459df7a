/**
 * What changed in a question from the version before. Versions are compared in the order of the series; a control is
 * compared with what it stands on. Pure.
 */
import type { CellResult, SeriesResult, VersionInfo } from '../../result';
import { findingName } from '../../result';

export type Change =
  /** Nothing to compare with, or nothing there in both. */
  | { readonly kind: 'none' }
  | {
      readonly kind: 'new' | 'fixed' | 'still' | 'fewer';
      readonly against: string;
      /** Names of findings that the version before has not. */
      readonly added: readonly string[];
      /** Names that only the version before has. */
      readonly gone: readonly string[];
    };

/** The version that this one is compared with. */
export function versionBefore(series: SeriesResult, version: VersionInfo): VersionInfo | undefined {
  if (version.control) return series.versions.find((one) => one.name === version.base);
  const posted = series.versions.filter((one) => !one.control);
  return posted[posted.indexOf(version) - 1];
}

const isAnswer = (cell: CellResult): boolean => cell.verdict !== 'refused' && cell.verdict !== 'inconclusive';

/** Compares cells of one case; an axis that only one of them has, or that has no answer, is left out. */
export function changeOf(now: readonly CellResult[], before: readonly CellResult[], against: string): Change {
  const pairs = now.flatMap((cell) => {
    const other = before.find((one) => one.config === cell.config && one.memory === cell.memory);
    return other && isAnswer(cell) && isAnswer(other) ? [[cell, other] as const] : [];
  });
  if (pairs.length === 0) return { kind: 'none' };
  const names = (cells: readonly CellResult[]): string[] => [
    ...new Set(cells.flatMap((cell) => cell.findings.map(findingName))),
  ];
  const here = names(pairs.map(([cell]) => cell));
  const there = names(pairs.map(([, other]) => other));
  const added = here.filter((one) => !there.includes(one));
  const gone = there.filter((one) => !here.includes(one));
  if (here.length === 0 && there.length === 0) return { kind: 'none' };
  const kind = added.length > 0 ? 'new' : here.length === 0 ? 'fixed' : gone.length > 0 ? 'fewer' : 'still';
  return { kind, against, added, gone };
}

/** The change as words: `new crash`, `fixed`. */
export function changeWord(change: Change, now: readonly CellResult[]): string {
  if (change.kind === 'none') return '';
  if (change.kind !== 'new') return change.kind;
  const crash = now.some((cell) =>
    cell.findings.some((one) => one.severity === 'crash' && change.added.includes(findingName(one))),
  );
  return crash ? 'new crash' : 'new warn';
}

/**
 * The cells of a series by version and by question, sorted once: nearly every page asks for those of one version, and a
 * series has a thousand and more. It chooses nothing.
 */
import type { CellResult, SeriesResult } from '../result';

interface Sorted {
  readonly byVersion: ReadonlyMap<string, readonly CellResult[]>;
  readonly byQuestion: ReadonlyMap<string, CellResult>;
}

const sorted = new WeakMap<readonly CellResult[], Sorted>();

/** Every cell of a version, in the order of the series. */
export function cellsOf(series: SeriesResult, version: string): readonly CellResult[] {
  return sortedOf(series).byVersion.get(version) ?? [];
}

/** What another version answers to the same question: case, configuration and memory model. */
export function sameQuestion(series: SeriesResult, version: string, cell: CellResult): CellResult | undefined {
  return sortedOf(series).byQuestion.get(questionKey(version, cell));
}

function sortedOf({ cells }: SeriesResult): Sorted {
  let known = sorted.get(cells);
  if (known === undefined) sorted.set(cells, (known = sort(cells)));
  return known;
}

function sort(cells: readonly CellResult[]): Sorted {
  const byVersion = new Map<string, CellResult[]>();
  const byQuestion = new Map<string, CellResult>();
  for (const cell of cells) {
    const own = byVersion.get(cell.version);
    if (own) own.push(cell);
    else byVersion.set(cell.version, [cell]);
    const key = questionKey(cell.version, cell);
    if (!byQuestion.has(key)) byQuestion.set(key, cell);
  }
  return { byVersion, byQuestion };
}

function questionKey(version: string, { case: name, config, memory }: CellResult): string {
  return `${version}\n${name}\n${config}\n${memory}`;
}

/** What the pages of the report are called, and the small marks that all of them share. It chooses words, not truth. */
import type { CellResult, SeriesResult, Verdict, VersionInfo } from '../../result';
import { cellsOf } from '../cells-of';
import { axesOf, glyphs, loreLink } from '../words';
import { markup, idOf, type Raw } from './escape';

/** `swapin/v1`, `swapin/v1/04-munmap`, `swapin/v1/04-munmap/use-after-free@f`: ids, which links name after a `#`. */
export const seriesId = (series: string): string => idOf(series);
export const versionId = (series: string, version: string): string => idOf(series, version);
export const caseId = (cell: Pick<CellResult, 'series' | 'version' | 'case'>): string =>
  idOf(cell.series, cell.version, cell.case);
export const findingId = (cell: Pick<CellResult, 'series' | 'version' | 'case'>, name: string): string =>
  idOf(cell.series, cell.version, cell.case, name);
export const lineId = (version: VersionInfo, patch: string, line: number): string =>
  idOf(version.series, version.name, 'patch', `${version.patches.findIndex((one) => one.file === patch) + 1}:${line}`);

export function link(id: string, text: Raw | string): Raw {
  return markup`<a href="#${id}">${text}</a>`;
}

/** A verdict as glyph and word: never colour alone. */
export function verdict(word: Verdict): Raw {
  return markup`<span class="v ${word}">${glyphs[word]} ${word}</span>`;
}

/** A mail in the archive. The page asks nothing of the network until the reader does. */
export function mail(messageId: string, text: string): Raw {
  return markup`<a href="${loreLink(messageId)}" rel="noreferrer">${text}</a>`;
}

/** Cells of a version that were asked for, by case, in the order of cases. */
export function byCase(series: SeriesResult, version: string): ReadonlyMap<string, readonly CellResult[]> {
  const found = new Map<string, CellResult[]>(series.cases.map((info) => [info.name, []]));
  for (const cell of cellsOf(series, version)) {
    if (cell.expected.kind !== 'skip') found.get(cell.case)?.push(cell);
  }
  return new Map([...found].filter(([, cells]) => cells.length > 0));
}

/** `debug, tso`, or `default` where there is more than one axis to tell apart. */
export function axesText(cells: readonly CellResult[]): string {
  return cells.map((cell) => axesOf(cell) || 'default').join('; ');
}

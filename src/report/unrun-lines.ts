/** Added lines of a version that are code and that no run of its cases passed. It computes; it prints nothing. */
import type { SeriesResult } from '../result';
import { cellsOf } from './cells-of';

export interface UnrunLine {
  /** Path of the patch file. */
  readonly file: string;
  /** 1-based line of the patch file. */
  readonly line: number;
  /** With its sign. */
  readonly text: string;
}

export function unrunLines(series: SeriesResult, version: string): UnrunLine[] {
  const cells = cellsOf(series, version);
  const info = series.versions.find((one) => one.name === version);
  return (info?.patches ?? []).flatMap(({ file, text }) => {
    const all = cells.flatMap((cell) => cell.patchLines?.[file] ?? []);
    const ran = new Set(all.flatMap((one) => one.run));
    const never = [...new Set(all.flatMap((one) => one.unrun))].filter((line) => !ran.has(line)).sort((a, b) => a - b);
    const lines = text.split('\n');
    return never.map((line) => ({ file, line, text: lines[line - 1] ?? '' }));
  });
}

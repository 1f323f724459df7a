/** `review`: searches every cell of the chosen versions and writes their reports. Without a choice: everything, and the index. */
import path from 'node:path';
import { createColors } from 'picocolors';
import { renderFailure, renderSummary, resultsText } from '../../report';
import type { SeriesResult } from '../../result';
import { usual } from '../prepare';
import { cacheOf } from '../cache';
import { execute } from '../execute';
import { writeWhole } from '../files';
import { tell, type ExitCode, type Io } from '../io';
import { open, workersOf } from '../open';
import type { Common } from '../open-root';
import { diskReader } from '../disk';
import type { Project } from '../project';
import { writeReports, type Written } from '../reports';
import { resultsFile, seriesResults } from '../results';
import { verdictCode } from './run';

export interface ReviewFlags extends Common {
  /** false: `--no-cache`. */
  readonly cache?: boolean;
  readonly jobs?: string;
}

export async function review(variants: readonly string[], flags: ReviewFlags, io: Io): Promise<ExitCode> {
  const workers = workersOf(flags, io);
  if (typeof workers !== 'number') return tell(io, [workers]);
  const opened = open(variants, flags, io);
  if (typeof opened === 'number') return opened;
  const { project, cells } = opened;
  const colors = createColors(io.color);
  const cache = cacheOf(project, flags);
  const how = {
    options: usual,
    withouts: true,
    workers,
    ...(cache ? { cache } : {}),
    onCell: (cell: (typeof done.cells)[number]): void => {
      if (!cell.asExpected) io.out(`${renderFailure(cell, colors)}\n\n`);
    },
  };
  const done = await execute(project, cells, how, io);
  // A case that is wrong in itself has no verdict: its reports stay as they were.
  if (done.inputErrors.length > 0) return tell(io, done.inputErrors);
  const all = seriesResults(project, done.cells, provenanceText(project));
  const chosen =
    variants.length === 0 ? undefined : new Set(cells.map((cell) => `${cell.case.series}/${cell.version}`));
  const written = writeReports(project.root, all, chosen);
  if (!chosen) leaveResults(project.root, all);
  if (!chosen) cache?.removeUnused();
  tellWritten(written, io);
  io.out(`${renderSummary(done.cells, colors)}\n`);
  return verdictCode(done.cells, [], io);
}

export function provenanceText(project: Project): string {
  return diskReader(project.root).read('src/kernel/PROVENANCE.md') ?? '';
}

/** For `report`, and for other tools to read. */
export function leaveResults(root: string, all: readonly SeriesResult[]): void {
  writeWhole(path.join(root, resultsFile), resultsText(all));
}

export function tellWritten(written: Written, io: Io): void {
  for (const file of written.changed) io.out(`wrote ${file}\n`);
  for (const file of written.removed) io.out(`removed ${file}\n`);
  if (written.changed.length + written.removed.length === 0) io.out(`${written.unchanged} reports are current\n`);
}

/** `review`: searches every cell of the chosen versions and writes their reports. Without a choice: everything, and the index. */
import path from 'node:path';
import { createColors } from 'picocolors';
import { diagnose, type Diagnostic } from '../../base/diagnostics';
import { renderFailure, renderSummary, resultsText } from '../../report';
import type { CellResult, SeriesResult } from '../../result';
import { usual } from '../prepare';
import { cacheOf } from '../cache';
import { withElsewhere } from '../elsewhere';
import { execute } from '../execute';
import { writeWhole } from '../files';
import { Inputs } from '../inputs';
import { tell, type ExitCode, type Io } from '../io';
import { keptNeeds } from '../kept-needs';
import { rememberReview, unchangedReview } from '../last-review';
import { open, workersOf } from '../open';
import { openRoot, type Common } from '../open-root';
import { Pool } from '../pool';
import type { Project } from '../project';
import { writeReports, type Written } from '../reports';
import { provenanceText, resultsFile, seriesResults } from '../results';
import { blobName, blobText, parseShard, shareOf, type Shard } from '../shards';
import { verdictCode } from './run';

export interface ReviewFlags extends Common {
  /** As typed: `2/4`. */
  readonly shard?: string;
  /** Folder for the blob of the shard. */
  readonly blob?: string;
  /** false: `--no-cache`. */
  readonly cache?: boolean;
  readonly jobs?: string;
}

export async function review(variants: readonly string[], flags: ReviewFlags, io: Io): Promise<ExitCode> {
  const workers = workersOf(flags, io);
  if (typeof workers !== 'number') return tell(io, [workers]);
  const shard = shardOf(variants, flags);
  if (shard && 'code' in shard) return tell(io, [shard]);
  const everything = variants.length === 0 && !shard;
  if (everything && flags.cache !== false) {
    const root = openRoot(flags, io);
    const last = root === undefined ? undefined : unchangedReview(root);
    if (last) {
      io.out(`nothing changed; ${last.pages} reports are current\n${last.summary}\n`);
      return 0;
    }
  }
  const opened = open(variants, flags, io);
  if (typeof opened === 'number') return opened;
  const { project } = opened;
  const cells = shard ? shareOf(opened.cells, shard) : opened.cells;
  const colors = createColors(io.color);
  const cache = cacheOf(project, flags);
  // The workers of the cells know how when traces are replayed.
  const pool = new Pool(project.root, workers);
  const how = {
    options: usual,
    withouts: true,
    workers: pool,
    ...(cache ? { cache } : {}),
    onCell: (cell: CellResult): void => {
      if (!cell.asExpected) io.out(`${renderFailure(cell, colors)}\n\n`);
    },
  };
  let all: readonly SeriesResult[];
  try {
    const done = await execute(project, cells, how, io);
    // A case that is wrong in itself has no verdict: its reports stay as they were.
    if (done.inputErrors.length > 0) return tell(io, done.inputErrors);
    all = seriesResults(project, done.cells, provenanceText(project));
    if (everything) all = await withElsewhere(project, all, how);
  } finally {
    await pool.close();
  }
  const found = all.flatMap((series) => series.cells);
  if (shard) {
    const file = path.join(shard.folder, blobName(shard));
    writeWhole(path.resolve(io.cwd, file), blobText({ ...shard, inputs: new Inputs(project).ofProject(), all }));
    io.out(`wrote ${file}\n${renderSummary(found, colors)}\n`);
    return verdictCode(found, [], io);
  }
  if (!everything) {
    const chosen = new Set(cells.map((cell) => `${cell.case.series}/${cell.version}`));
    return conclude(project, all, chosen, io);
  }
  const code = conclude(project, all, undefined, io);
  cache?.removeUnused();
  if (cache && code === 0) rememberReview(project.root, renderSummary(found, createColors(false)));
  return code;
}

/** The shard and the folder for its blob, or why they are none. */
function shardOf(
  variants: readonly string[],
  { shard, blob }: ReviewFlags,
): (Shard & { readonly folder: string }) | Diagnostic | undefined {
  if (shard === undefined && blob === undefined) return undefined;
  if (shard === undefined) return diagnose('run-shard-without-blob', { given: '--blob', missing: '--shard' });
  if (blob === undefined) return diagnose('run-shard-without-blob', { given: '--shard', missing: '--blob' });
  if (variants.length > 0) return diagnose('run-shard-of-some', { names: variants.join(' ') });
  const parsed = parseShard(shard);
  return parsed ? { ...parsed, folder: blob } : diagnose('run-bad-shard', { value: shard });
}

/**
 * Writes the reports of what was searched, says which, and sums up.
 * @param chosen `swapin/v1`; undefined: everything, and the index
 */
export function conclude(
  project: Project,
  all: readonly SeriesResult[],
  chosen: ReadonlySet<string> | undefined,
  io: Io,
): ExitCode {
  const cells = all.flatMap((series) => series.cells);
  const written = writeReports(project.root, all, keptNeeds(project), chosen);
  if (!chosen) leaveResults(project.root, all);
  tellWritten(written, io);
  io.out(`${renderSummary(cells, createColors(io.color))}\n`);
  return verdictCode(cells, [], io);
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

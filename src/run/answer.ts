/** What is known of some versions, for commands that answer about them: searched now, or read from a results file. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { diagnose, hasErrors } from '../base/diagnostics';
import { versionsBefore } from '../report';
import type { SeriesResult } from '../result';
import { cacheOf } from './cache';
import { execute } from './execute';
import { tell, type ExitCode, type Io } from './io';
import { workersOf } from './open';
import type { Common } from './open-root';
import { everything, plan } from './plan';
import { usual } from './prepare';
import type { Project } from './project';
import { provenanceText, readResults, seriesResults } from './results';

export interface AnswerFlags extends Common {
  /** A results file, from the current folder: nothing is searched. */
  readonly from?: string;
  /** Only these cases. */
  readonly case?: readonly string[];
  readonly jobs?: string;
  /** false: `--no-cache`. */
  readonly cache?: boolean;
}

export interface Variant {
  readonly series: string;
  readonly version: string;
}

/**
 * Results in which the variants can be told: their own cells, those of the versions they stand on, and those of the
 * version before. Or the exit code, after having said why not.
 */
export async function answer(
  project: Project,
  wanted: readonly Variant[],
  flags: AnswerFlags,
  io: Io,
): Promise<readonly SeriesResult[] | ExitCode> {
  if (flags.from !== undefined) return readAnswer(flags.from, io);
  const workers = workersOf(flags, io);
  if (typeof workers !== 'number') return tell(io, [workers]);
  const variants = [...new Set(wanted.flatMap((one) => neededFor(project, one)))];
  const { cells, diagnostics } = plan(project, { ...everything, variants, cases: flags.case ?? [] });
  if (hasErrors(diagnostics)) return tell(io, diagnostics);
  const cache = cacheOf(project, flags);
  const done = await execute(
    project,
    cells,
    { options: usual, withouts: false, workers, ...(cache ? { cache } : {}) },
    io,
  );
  if (done.inputErrors.length > 0) return tell(io, done.inputErrors);
  return seriesResults(project, done.cells, provenanceText(project));
}

function readAnswer(from: string, io: Io): readonly SeriesResult[] | ExitCode {
  let text: string;
  try {
    text = readFileSync(path.resolve(io.cwd, from), 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return tell(io, [diagnose('run-unreadable', { file: from, reason })]);
  }
  const { all, diagnostics } = readResults(text, from);
  return all ?? tell(io, diagnostics);
}

/** Names of variants, in the order of need. */
function neededFor(project: Project, { series, version }: Variant): string[] {
  const known = seriesResults(project, [], '').find((one) => one.series === series);
  if (known === undefined) return [];
  const own = known.versions.find((one) => one.name === version);
  const base = known.versions.filter((one) => one.name === own?.base);
  const names = [
    version,
    ...base.map((one) => one.name),
    ...versionsBefore(known, version)
      .slice(0, 1)
      .map((one) => one.name),
  ];
  return names.map((name) => `${series}/${name}`);
}

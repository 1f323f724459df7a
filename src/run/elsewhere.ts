/**
 * The same schedule on another version: each finding's trace replayed where the finding is gone. Made after the cells, for
 * a cell's own result depends on nothing but its version.
 */
import {
  findingName,
  type CellResult,
  type Elsewhere,
  type SeriesResult,
  type VersionInfo,
  type Witness,
} from '../result';
import type { Cache } from './cache';
import { cellJob, type Job, type JobResult } from './jobs';
import { cellsOf } from './plan';
import { runJobs, type Pool } from './pool';
import { usual, type Cell } from './prepare';
import type { Project } from './project';

interface Replays {
  readonly job: Job;
  /** One per trace of the job. */
  readonly witnesses: readonly Witness[];
}

export interface How {
  /** Worker threads at most, or a pool that the caller closes. */
  readonly workers: number | Pool;
  readonly cache?: Cache;
}

/** The series with `elsewhere` in every witness whose finding is gone in another version. */
export async function withElsewhere(
  project: Project,
  all: readonly SeriesResult[],
  { workers, cache }: How,
): Promise<SeriesResult[]> {
  const wanted = all.flatMap((series) => replaysOf(project, series));
  const made = new Map<Witness, Elsewhere>();
  const keep = ({ witnesses }: Replays, result: JobResult): void => {
    if (result.kind !== 'replayed') return;
    result.runs.forEach((run, at) => {
      const witness = witnesses[at];
      if (run && witness) made.set(witness, run);
    });
  };
  const open: Replays[] = [];
  for (const one of wanted) {
    const known = cache?.get(one.job);
    if (known) keep(one, known);
    else open.push(one);
  }
  const jobs = open.map((one) => one.job);
  await runJobs(project, jobs, workers, {
    onDone: (at, result) => {
      const one = open[at];
      if (!one) return;
      cache?.put(one.job, result);
      keep(one, result);
    },
  });
  return all.map((series) => ({ ...series, cells: series.cells.map((cell) => withRuns(cell, made)) }));
}

function withRuns(cell: CellResult, made: ReadonlyMap<Witness, Elsewhere>): CellResult {
  if (cell.findings.length === 0) return cell;
  const findings = cell.findings.map((finding) => ({
    ...finding,
    witnesses: finding.witnesses.map((witness) => {
      const elsewhere = made.get(witness);
      return elsewhere ? { ...witness, elsewhere } : witness;
    }),
  }));
  return { ...cell, findings };
}

/** Jobs of a series: per cell gone to, the traces of all versions that go there, for it is made ready once. */
function replaysOf(project: Project, series: SeriesResult): Replays[] {
  const home = project.cases.filter((one) => one.series === series.series);
  const goingTo = new Map<string, { readonly cell: Cell; readonly witnesses: Witness[] }>();
  for (const cell of series.cells) {
    const info = home.find((one) => one.name === cell.case);
    for (const finding of cell.findings) {
      const version = goTo(series, cell, findingName(finding));
      const other =
        info && version !== undefined
          ? cellsOf(info, version, [cell.config]).find((one) => one.memory === cell.memory)
          : undefined;
      if (!other) continue;
      const key = JSON.stringify([version, cell.case, cell.config, cell.memory]);
      const known = goingTo.get(key) ?? { cell: other, witnesses: [] };
      known.witnesses.push(...finding.witnesses);
      goingTo.set(key, known);
    }
  }
  return [...goingTo.values()].map(({ cell, witnesses }) => {
    // The hash before a trace is of the version it was found on.
    const replay = witnesses.map((witness) => witness.trace.replace(/^#[0-9a-f]+\s+/, ''));
    return { job: { ...cellJob(cell, usual), replay }, witnesses };
  });
}

/**
 * The first later posted version in which the same cell has an answer without the finding; else the last earlier one. A
 * control goes to what it stands on.
 */
export function goTo(series: SeriesResult, cell: CellResult, name: string): string | undefined {
  const { versions } = series;
  const at = versions.findIndex((one) => one.name === cell.version);
  const own = versions[at];
  const isFree = (one: VersionInfo): boolean => {
    const other = series.cells.find((found) => found.version === one.name && isSameQuestion(found, cell));
    return other !== undefined && !other.findings.some((finding) => findingName(finding) === name);
  };
  if (own?.control) {
    const base = versions.find((one) => one.name === own.base);
    return base && isFree(base) ? base.name : undefined;
  }
  const posted = (some: readonly VersionInfo[]): VersionInfo[] => some.filter((one) => !one.control);
  const later = posted(versions.slice(at + 1)).find(isFree);
  return (later ?? posted(versions.slice(0, at)).findLast(isFree))?.name;
}

/** The same case, configuration and memory model, with an answer. */
function isSameQuestion(one: CellResult, cell: CellResult): boolean {
  const answered = one.verdict === 'pass' || one.verdict === 'warn' || one.verdict === 'crash';
  const same = one.case === cell.case && one.config === cell.config && one.memory === cell.memory;
  return same && answered && one.expected.kind !== 'skip';
}

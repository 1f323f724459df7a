/**
 * Runs cells, with the lines that their cases take out, and puts the parts together. Whole cells are
 * handed on in the order of the plan, as soon as all before them are there.
 */
import type { CellResult } from '../result';
import type { Cache } from './cache';
import type { Io } from './io';
import { joined } from './join';
import { Bench, jobsOf, type Job, type JobResult } from './jobs';
import { runJobs, type Pool, type PoolEvents } from './pool';
import type { Cell, CellOptions } from './prepare';
import { ProgressLine } from './progress';
import { SharedPlaces } from './share-places';
import type { Project } from './project';

export interface Executed {
  readonly cells: readonly CellResult[];
  /** Rendered diagnostics of what is wrong in the cases themselves. */
  readonly inputErrors: readonly string[];
}

export interface Execution {
  readonly options: CellOptions;
  /** Also run each passing cell without the lines that its case names. */
  readonly withouts: boolean;
  /** Worker threads at most, or a pool that the caller closes. */
  readonly workers: number | Pool;
  readonly onCell?: (cell: CellResult) => void;
  /** Results of earlier runs; those of this one are added. */
  readonly cache?: Cache;
  /** What was built in this thread before. */
  readonly bench?: Bench;
}

export async function execute(project: Project, cells: readonly Cell[], how: Execution, io: Io): Promise<Executed> {
  const jobs = cells.map((cell) => jobsOf(cell, how.options, how.withouts));
  const flat = jobs.flat();
  const progress = new ProgressLine(io, flat.length);
  const results: (JobResult | undefined)[] = flat.map(() => undefined);
  const whole: CellResult[] = [];
  let nextJob = 0;
  const flush = (): void => {
    for (let own = jobs[whole.length]; own; own = jobs[whole.length]) {
      const parts = results.slice(nextJob, nextJob + own.length);
      if (parts.some((part) => part === undefined)) return;
      nextJob += own.length;
      const cell = joined(parts.filter((part) => part !== undefined));
      whole.push(cell);
      if (how.onCell) {
        progress.clear();
        how.onCell(cell);
      }
    }
  };
  const places = new SharedPlaces();
  const done = (index: number, result: JobResult): void => {
    results[index] = result.kind === 'cell' ? { ...result, result: places.share(result.result) } : result;
    progress.finish(index, result.kind === 'cell' ? result.result.states : 0);
    flush();
  };
  const open: { readonly job: Job; readonly index: number }[] = [];
  flat.forEach((job, index) => {
    const known = how.cache?.get(job);
    if (known) done(index, known);
    else open.push({ job, index });
  });
  const missing = open.map((one) => one.job);
  const events: PoolEvents = {
    onProgress: (at, states) => progress.at(open[at]?.index ?? 0, states),
    onDone: (at, result) => {
      const one = open[at];
      if (!one) return;
      how.cache?.put(one.job, result);
      done(one.index, result);
    },
  };
  await runJobs(project, missing, how.workers, events, how.bench ?? new Bench(project));
  progress.clear();
  const inputErrors = results.flatMap((result) => (result && 'inputErrors' in result ? result.inputErrors : []));
  return { cells: whole, inputErrors: [...new Set(inputErrors)] };
}

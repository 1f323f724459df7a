/**
 * Jobs: what a worker is told, as plain data, and how one is run. A job is a cell, or a cell with a
 * line taken out.
 */
import type { Elsewhere } from '../result';
import { runCell, type CellOutcome } from './cell';
import { runWithout, type WithoutOutcome } from './mutant';
import type { Cell, CellOptions } from './prepare';
import { cellsOf, withoutsOf } from './plan';
import type { Project } from './project';
import { Builds, macrosKey } from './builds';
import { runReplays } from './replayed';

export interface Job {
  readonly series: string;
  readonly case: string;
  readonly version: string;
  readonly config: string;
  readonly memory: string;
  /** Index into the case's `without`. */
  readonly without?: number;
  /** Traces of another version to replay, instead of a search. */
  readonly replay?: readonly string[];
  readonly options: Omit<CellOptions, 'onProgress'>;
  /** Jobs of one group share a built model. */
  readonly group: string;
}

export type JobResult =
  | ({ readonly kind: 'cell' } & CellOutcome)
  | ({ readonly kind: 'without' } & WithoutOutcome)
  | {
      readonly kind: 'replayed';
      /** One per trace. */
      readonly runs: readonly (Elsewhere | undefined)[];
      readonly inputErrors: readonly string[];
    };

export type Progress = (states: number, transitions: number) => void;

export function cellJob(cell: Cell, options: CellOptions): Job {
  const { onProgress: _, ...plain } = options;
  return {
    series: cell.case.series,
    case: cell.case.name,
    version: cell.version,
    config: cell.config.name,
    memory: cell.memory,
    options: plain,
    group: `${cell.case.series}/${cell.version} ${macrosKey(cell.config)}`,
  };
}

/** The cell itself, then the cell without each of the lines that the case takes out of it. */
export function jobsOf(cell: Cell, options: CellOptions, withouts: boolean): Job[] {
  const job = cellJob(cell, options);
  return [job, ...(withouts ? withoutsOf(cell).map((without) => ({ ...job, without })) : [])];
}

/** Runs jobs of one project one after another, keeping what they share. */
export class Bench {
  private readonly builds: Builds;

  constructor(private readonly project: Project) {
    this.builds = new Builds(project);
  }

  run(job: Job, onProgress?: Progress): JobResult {
    const cell = this.cellOf(job);
    const options = { ...job.options, ...(onProgress ? { onProgress } : {}) };
    if (job.replay) return { kind: 'replayed', runs: runReplays(this.builds, cell, job.replay), inputErrors: [] };
    return job.without === undefined
      ? { kind: 'cell', ...runCell(this.builds, cell, options) }
      : { kind: 'without', ...runWithout(this.builds, cell, job.without, options) };
  }

  private cellOf(job: Job): Cell {
    const one = this.project.cases.find((found) => found.series === job.series && found.name === job.case);
    const cell = one && cellsOf(one, job.version, [job.config]).find((found) => found.memory === job.memory);
    if (!cell) throw new Error(`patch-oracle bug: no cell ${JSON.stringify(job)}`);
    return cell;
  }
}

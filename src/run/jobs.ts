/**
 * Jobs: what a worker is told, as plain data, and how one is run. A job is a cell, or a cell in a
 * changed variant, or a replay.
 */
import type { Elsewhere } from '../result';
import { runCell, type CellOutcome } from './cell';
import { runChanged, runWithout, type Change, type ChangedOutcome, type WithoutOutcome } from './mutant';
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
  /** What is changed in the variant first. */
  readonly change?: Change;
  /** Traces of another version to replay, instead of a search. */
  readonly replay?: readonly string[];
  readonly options: Omit<CellOptions, 'onProgress'>;
  /** Jobs of one group share a built model. */
  readonly group: string;
}

export type JobResult =
  | ({ readonly kind: 'cell' } & CellOutcome)
  | ({ readonly kind: 'without' } & WithoutOutcome)
  | ({ readonly kind: 'changed' } & ChangedOutcome)
  | {
      readonly kind: 'replayed';
      /** One per trace. */
      readonly runs: readonly (Elsewhere | undefined)[];
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
  if (!withouts) return [job];
  return [job, ...withoutsOf(cell).map((index) => ({ ...job, change: { kind: 'without', index } as const }))];
}

/** Runs jobs of one project one after another, keeping what they share. */
export class Bench {
  constructor(
    private readonly project: Project,
    private readonly builds = new Builds(project),
  ) {}

  /** A bench for the project as it is now. What was built is kept where the model and the patches are the same objects. */
  after(now: Project): Bench {
    const { model, series } = this.project;
    const same =
      model.size === now.model.size &&
      [...model].every(([name, file]) => now.model.get(name) === file) &&
      series.length === now.series.length &&
      series.every((one, index) => now.series[index] === one);
    return same ? new Bench(now, this.builds) : new Bench(now);
  }

  /** Builds what a search of the cell needs, and searches nothing. */
  build(cell: Cell): void {
    this.builds.build(cell.case.series, cell.version, cell.config);
  }

  run(job: Job, onProgress?: Progress): JobResult {
    const cell = this.cellOf(job);
    const options = { ...job.options, ...(onProgress ? { onProgress } : {}) };
    const { change, replay } = job;
    if (replay) return { kind: 'replayed', runs: runReplays(this.builds, cell, replay) };
    if (!change) return { kind: 'cell', ...runCell(this.builds, cell, options) };
    if (change.kind === 'without') {
      return { kind: 'without', ...runWithout(this.builds, cell, change.index, options) };
    }
    return { kind: 'changed', ...runChanged(this.builds, cell, change, options) };
  }

  private cellOf(job: Job): Cell {
    const one = this.project.cases.find((found) => found.series === job.series && found.name === job.case);
    const cell = one && cellsOf(one, job.version, [job.config], 'all').find((found) => found.memory === job.memory);
    if (!cell) throw new Error(`patch-oracle bug: no cell ${JSON.stringify(job)}`);
    return cell;
  }
}

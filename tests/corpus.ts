/**
 * The committed corpus for the tests: read once per test file, cells by name, and their searches, which
 * run on worker threads (inside jest's sandbox the engine is three times slower).
 */
import os from 'node:os';
import path from 'node:path';
import { renderDiagnostic } from '../src/base/diagnostics';
import type { CellResult } from '../src/result';
import type { CellOutcome } from '../src/run/cell';
import { joined } from '../src/run/join';
import { cellJob, jobsOf } from '../src/run/jobs';
import { Pool } from '../src/run/pool';
import { usual, type Cell, type CellOptions } from '../src/run/prepare';
import { everything, plan } from '../src/run/plan';
import { loadProject } from '../src/run/project';
import { SharedPlaces } from '../src/run/share-places';

export const root = path.join(__dirname, '..');
export const project = loadProject(root);

/** What is wrong with the corpus, as the terminal prints it. */
export const mistakes = project.diagnostics.map(renderDiagnostic);

export const cells: readonly Cell[] = plan(project, everything).cells;

/** `swapin/v1 04-munmap [debug]`: always with the config, so that every name is a test's own. */
export function nameOf(cell: Cell): string {
  const axes = [cell.config.name, ...(cell.memory === 'sc' ? [] : [cell.memory])].join(', ');
  return `${cell.case.series}/${cell.version} ${cell.case.name} [${axes}]`;
}

export const named: readonly (readonly [string, Cell])[] = cells.map((cell) => [nameOf(cell), cell]);

/** Plain states of a cell: what takes more is left to `npm run prove`. */
export const plainBound = 300_000;

/** Everything that the tests ask of one cell. */
export interface Searches {
  /** As `npm start` runs it, the lines taken out included. */
  readonly result: CellResult;
  readonly reduced: CellOutcome;
  readonly plain: CellOutcome;
  readonly reversed: CellOutcome;
}

/** What a comparison looks at: without the steps of its traces. */
function slim(one: CellOutcome): CellOutcome {
  const findings = one.result.findings.map((finding) => ({ ...finding, witnesses: [] }));
  return { ...one, result: { ...one.result, findings } };
}

/** Searches of cells in their order. Those of the next few cells run while a test looks at one. */
export class CorpusRun {
  private readonly workers = os.availableParallelism();
  private readonly pool = new Pool(root, this.workers);
  private readonly places = new SharedPlaces();
  private readonly begun = new Map<Cell, Promise<Searches>>();

  searches(cell: Cell): Promise<Searches> {
    const from = cells.indexOf(cell);
    for (const ahead of cells.slice(from + 1, from + 1 + 2 * this.workers)) this.begin(ahead).catch(() => {});
    return this.begin(cell);
  }

  close(): Promise<void> {
    return this.pool.close();
  }

  private begin(cell: Cell): Promise<Searches> {
    const known = this.begun.get(cell);
    if (known) return known;
    const begun = this.search(cell);
    this.begun.set(cell, begun);
    return begun;
  }

  private async search(cell: Cell): Promise<Searches> {
    const quiet = { ...usual, traces: false };
    const [parts, plain, reversed] = await Promise.all([
      Promise.all(jobsOf(cell, usual, true).map((job) => this.pool.run(job))),
      this.outcome(cell, { ...quiet, reduction: false, states: plainBound }),
      this.outcome(cell, { ...quiet, reversed: true }),
    ]);
    const [reduced] = parts;
    if (reduced?.kind !== 'cell') throw new Error('a cell without its own result');
    return {
      result: this.places.share(joined(parts)),
      reduced: slim(reduced),
      plain: slim(plain),
      reversed: slim(reversed),
    };
  }

  private async outcome(cell: Cell, options: CellOptions): Promise<CellOutcome> {
    const result = await this.pool.run(cellJob(cell, options));
    if (result.kind !== 'cell') throw new Error('not the result of a cell');
    return result;
  }
}

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
import { cellJob, jobsOf, type JobResult } from '../src/run/jobs';
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

const sameVersion = (a: Cell, b: Cell): boolean => a.case.series === b.case.series && a.version === b.version;

/**
 * Searches of cells in their order, and ahead of the test that looks at one: of few cells, as the next ones may have been
 * left out by name, and of more and more when each is asked for.
 */
export class CorpusRun {
  private readonly workers = os.availableParallelism();
  private readonly pool = new Pool(root, this.workers);
  private readonly places = new SharedPlaces();
  private readonly begun = new Map<Cell, Promise<Searches>>();
  /** The last cell that was asked for, and how many were before it without a gap. */
  private last = -1;
  private row = 0;
  /** The row goes beyond a version, so it is likely to go on: tests are often chosen by version. */
  private beyond = false;

  async searches(cell: Cell): Promise<Searches> {
    const at = cells.indexOf(cell);
    if (at !== this.last) {
      const before = at === this.last + 1 ? cells[this.last] : undefined;
      this.row = before ? this.row + 1 : 0;
      this.beyond = before !== undefined && (this.beyond || !sameVersion(before, cell));
      this.last = at;
      this.begin([cell]);
      const next = cells.slice(at + 1, at + 1 + 2 * this.workers * (this.row + 1));
      this.beginSome(this.beyond ? next : next.filter((one) => sameVersion(one, cell)));
    }
    const searches = await this.begun.get(cell);
    if (!searches) throw new Error('not a cell of the corpus');
    return searches;
  }

  close(): Promise<void> {
    return this.pool.close();
  }

  private beginSome(some: readonly Cell[]): void {
    const ahead = some.filter((one) => !this.begun.has(one));
    while (ahead.length > 0) {
      const [first] = ahead;
      const end = ahead.findIndex((one) => one.case !== first?.case || one.version !== first.version);
      this.begin(ahead.splice(0, end < 0 ? ahead.length : end));
    }
  }

  /** Of one case and version; a program is kept until another is made, so those of reversed threads come last. */
  private begin(some: readonly Cell[]): void {
    const quiet = { ...usual, traces: false };
    const asWritten = some
      .filter((cell) => !this.begun.has(cell))
      .map((cell) => ({
        cell,
        parts: Promise.all(jobsOf(cell, usual, true).map((job) => this.pool.run(job))),
        plain: this.outcome(cell, { ...quiet, reduction: false, states: plainBound }),
      }));
    for (const { cell, parts, plain } of asWritten) {
      const searches = this.gathered(parts, plain, this.outcome(cell, { ...quiet, reversed: true }));
      // Whoever asks for it hears of a failure.
      searches.catch(() => {});
      this.begun.set(cell, searches);
    }
  }

  private async gathered(
    ...outcomes: [Promise<JobResult[]>, Promise<CellOutcome>, Promise<CellOutcome>]
  ): Promise<Searches> {
    const [parts, plain, reversed] = await Promise.all(outcomes);
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

/** A whole series on one core, in a process of its own: what each cell takes, and the most memory held. */
import { join } from 'node:path';
import { everything, plan } from '../src/run/plan';
import { Bench, jobsOf } from '../src/run/jobs';
import { usual } from '../src/run/prepare';
import { loadProject } from '../src/run/project';
import { timed } from './clock';

export interface SeriesFigures {
  readonly cells: number;
  /** Cells that were searched to their end. */
  readonly complete: number;
  readonly milliseconds: number;
  /** Lines taken out, and the time of searching without them. */
  readonly withouts: number;
  readonly withoutMilliseconds: number;
  /** Largest first. */
  readonly slowest: readonly { readonly name: string; readonly milliseconds: number; readonly states: number }[];
  readonly peakMegabytes: number;
}

/** Prints the figures of the named series as JSON. */
export function main(names: readonly string[]): void {
  const project = loadProject(join(__dirname, '..'));
  const bench = new Bench(project);
  const cells: { name: string; milliseconds: number; states: number; complete: boolean }[] = [];
  let withouts = 0;
  let withoutMilliseconds = 0;
  const { cells: planned } = plan(project, { ...everything, variants: names });
  for (const cell of planned) {
    for (const job of jobsOf(cell, usual, true)) {
      const { milliseconds, value } = timed(() => bench.run(job));
      if (value.kind === 'without') {
        withouts++;
        withoutMilliseconds += milliseconds;
      } else if (value.kind === 'cell' && value.result.verdict !== 'refused' && value.result.expected.kind !== 'skip') {
        const { states, complete } = value.result;
        const name = `${job.series}/${job.version} ${job.case}${job.config === 'default' ? '' : ` [${job.config}]`}`;
        cells.push({ name, milliseconds, states, complete });
      }
    }
  }
  const figures: SeriesFigures = {
    cells: cells.length,
    complete: cells.filter((one) => one.complete).length,
    milliseconds: cells.reduce((sum, one) => sum + one.milliseconds, 0),
    withouts,
    withoutMilliseconds,
    slowest: cells
      .sort((a, b) => b.milliseconds - a.milliseconds)
      .slice(0, 5)
      .map(({ name, milliseconds, states }) => ({ name, milliseconds, states })),
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
  };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
}

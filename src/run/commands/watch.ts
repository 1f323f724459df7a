/** `watch`: whenever a patch, a case or a file of the model changes, searches again the cells that it touches, and only those. */
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { createColors } from 'picocolors';
import { hasErrors } from '../../base/diagnostics';
import { renderCell, renderFailure, renderSummary } from '../../report';
import type { CellResult } from '../../result';
import { cacheOf } from '../cache';
import { execute } from '../execute';
import { Inputs } from '../inputs';
import { tell, type ExitCode, type Io } from '../io';
import { Bench, jobsOf } from '../jobs';
import { KeptTexts } from '../kept-texts';
import { open, workersOf, type SearchFlags } from '../open';
import { openRoot } from '../open-root';
import { everything, plan } from '../plan';
import { usual, type Cell } from '../prepare';
import { loadProject, type Project } from '../project';

export async function watch(variants: readonly string[], flags: SearchFlags, io: Io): Promise<ExitCode> {
  const workers = workersOf(flags, io);
  if (typeof workers !== 'number') return tell(io, [workers]);
  const root = openRoot(flags, io);
  if (root === undefined) return 2;
  const opened = open(variants, flags, io);
  const kept = new KeptTexts();
  // A project that is wrong now may be right after the next change; a name that is wrong stays so.
  const choice = { ...everything, variants, cases: flags.case ?? [], configs: flags.config ?? [] };
  if (typeof opened === 'number' && !hasErrors(loadProject(root).diagnostics)) return opened;
  let project = loadProject(root, kept);
  let known = typeof opened === 'number' ? new Map<string, string>() : keysOf(project, opened.cells);
  let bench = new Bench(project);
  const folders = ['src/kernel', 'patches', 'cases'].map((name) => path.join(root, name));
  const changes = io.changes(folders);
  io.out(`watching ${known.size} cells; a change of a patch, a case or the model asks again what it touches\n`);
  const warming = new AbortController();
  if (typeof opened !== 'number') void warmUp(bench, opened.cells, warming.signal);
  for await (const _ of changes) {
    warming.abort();
    project = loadProject(root, kept);
    tell(io, project.diagnostics);
    if (hasErrors(project.diagnostics)) continue;
    const { cells, diagnostics } = plan(project, choice);
    tell(io, diagnostics);
    const now = keysOf(project, cells);
    const touched = cells.filter((cell) => known.get(nameOf(cell)) !== now.get(nameOf(cell)));
    known = now;
    bench = bench.after(project);
    await ask(project, touched, { workers, bench }, io);
  }
  warming.abort();
  return 0;
}

/** Variants that are built before the first change: as many as are kept. */
const warmed = 12;

/** Builds variants while nothing has changed yet, one after another, so that a change is never kept waiting for long. */
async function warmUp(bench: Bench, cells: readonly Cell[], until: AbortSignal): Promise<void> {
  const first = new Map(cells.map((cell) => [jobsOf(cell, usual, false)[0]?.group, cell]));
  for (const cell of [...first.values()].slice(0, warmed)) {
    await setImmediate();
    if (until.aborted) return;
    bench.build(cell);
  }
}

/** Cells at most that are searched in this thread: a case in every version of a series. Workers build everything anew. */
const here = 24;

interface Means {
  readonly workers: number;
  readonly bench: Bench;
}

async function ask(project: Project, cells: readonly Cell[], { workers, bench }: Means, io: Io): Promise<void> {
  if (cells.length === 0) {
    io.out('no cell is touched\n');
    return;
  }
  const colors = createColors(io.color);
  const cache = cacheOf(project, {});
  const how = {
    options: usual,
    withouts: true,
    bench,
    ...(cache ? { cache } : {}),
    onCell: (cell: CellResult): void => {
      io.out(`${renderCell(cell, colors)}\n`);
      if (!cell.asExpected) io.out(`${renderFailure(cell, colors)}\n\n`);
    },
  };
  // The first answer comes from this thread, which has everything built; workers would have to start.
  const first = await execute(project, cells.slice(0, 1), { ...how, workers: 1 }, io);
  const others = cells.slice(1);
  const rest = await execute(project, others, { ...how, workers: others.length > here ? workers : 1 }, io);
  tell(io, [...first.inputErrors, ...rest.inputErrors]);
  io.out(`\n${renderSummary([...first.cells, ...rest.cells], colors)}\n`);
}

function nameOf(cell: Cell): string {
  return [cell.case.series, cell.version, cell.case.name, cell.config.name, cell.memory].join(' ');
}

/** What each cell depends on, its lines taken out included. */
function keysOf(project: Project, cells: readonly Cell[]): Map<string, string> {
  const inputs = new Inputs(project);
  return new Map(
    cells.map((cell) => [
      nameOf(cell),
      jobsOf(cell, usual, true)
        .map((job) => inputs.of(job))
        .join(' '),
    ]),
  );
}

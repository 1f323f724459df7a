/** `watch`: whenever a patch, a case or a file of the model changes, searches again the cells that it touches, and only those. */
import path from 'node:path';
import { createColors } from 'picocolors';
import { hasErrors } from '../../base/diagnostics';
import { renderCell, renderFailure, renderSummary } from '../../report';
import { cacheOf } from '../cache';
import { execute } from '../execute';
import { Inputs } from '../inputs';
import { tell, type ExitCode, type Io } from '../io';
import { jobsOf } from '../jobs';
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
  // A project that is wrong now may be right after the next change; a name that is wrong stays so.
  const choice = { ...everything, variants, cases: flags.case ?? [], configs: flags.config ?? [] };
  if (typeof opened === 'number' && !hasErrors(loadProject(root).diagnostics)) return opened;
  let known = typeof opened === 'number' ? new Map<string, string>() : keysOf(opened.project, opened.cells);
  const folders = ['src/kernel', 'patches', 'cases'].map((name) => path.join(root, name));
  const changes = io.changes(folders);
  io.out(`watching ${known.size} cells; a change of a patch, a case or the model asks again what it touches\n`);
  for await (const _ of changes) {
    const project = loadProject(root);
    tell(io, project.diagnostics);
    if (hasErrors(project.diagnostics)) continue;
    const { cells, diagnostics } = plan(project, choice);
    tell(io, diagnostics);
    const now = keysOf(project, cells);
    const touched = cells.filter((cell) => known.get(nameOf(cell)) !== now.get(nameOf(cell)));
    known = now;
    await ask(project, touched, workers, io);
  }
  return 0;
}

async function ask(project: Project, cells: readonly Cell[], workers: number, io: Io): Promise<void> {
  if (cells.length === 0) {
    io.out('no cell is touched\n');
    return;
  }
  const colors = createColors(io.color);
  const cache = cacheOf(project, {});
  const done = await execute(
    project,
    cells,
    {
      options: usual,
      withouts: true,
      workers,
      ...(cache ? { cache } : {}),
      onCell: (cell) => {
        io.out(`${renderCell(cell, colors)}\n`);
        if (!cell.asExpected) io.out(`${renderFailure(cell, colors)}\n\n`);
      },
    },
    io,
  );
  tell(io, done.inputErrors);
  io.out(`\n${renderSummary(done.cells, colors)}\n`);
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

/** `doctor`: what is weak in the corpus, each with what to do. Searches what is not kept from an earlier run. */
import { hasErrors } from '../../base/diagnostics';
import { renderAilments } from '../../report';
import { ailmentsOf } from '../ailments';
import { Builds } from '../builds';
import { cacheOf } from '../cache';
import { execute } from '../execute';
import type { ExitCode, Io } from '../io';
import { tell } from '../io';
import { open, workersOf } from '../open';
import type { Common } from '../open-root';
import { expectedLine, prepare, usual, type Cell } from '../prepare';
import type { Project } from '../project';
import { provenanceText, seriesResults } from '../results';

export interface DoctorFlags extends Common {
  readonly cache?: boolean;
  readonly jobs?: string;
  readonly json?: boolean;
}

export async function doctor(flags: DoctorFlags, io: Io): Promise<ExitCode> {
  const workers = workersOf(flags, io);
  if (typeof workers !== 'number') return tell(io, [workers]);
  // The warnings of the project are ailments of their own: they are not printed twice.
  const opened = open([], flags, { ...io, err: () => undefined });
  if (typeof opened === 'number') return open([], flags, io) as ExitCode;
  const { project, cells } = opened;
  const cache = cacheOf(project, flags);
  const how = { options: usual, withouts: true, workers, ...(cache ? { cache } : {}) };
  const done = await execute(project, cells, how, io);
  if (done.inputErrors.length > 0) return tell(io, done.inputErrors);
  const all = seriesResults(project, done.cells, provenanceText(project));
  const found = ailmentsOf(all, unreachedFunctions(project, cells), project.diagnostics);
  io.out(flags.json === true ? `${JSON.stringify({ schema: 1, ailments: found })}\n` : renderAilments(found));
  return 0;
}

/** Functions of the plain model that are in no program of a case, in the first and the last version it is asked of. */
function unreachedFunctions(project: Project, cells: readonly Cell[]): string[] {
  const builds = new Builds(project);
  const reached = new Set<string>();
  const perCase = new Map<unknown, Cell[]>();
  for (const cell of cells) perCase.set(cell.case, [...(perCase.get(cell.case) ?? []), cell]);
  // By version, so that what is built serves many cases.
  const chosen = [...perCase.values()].flatMap((own) => [own[0], own.at(-1)]).filter((cell) => cell !== undefined);
  const order = (cell: Cell): number => cells.indexOf(cell);
  for (const cell of chosen.sort((a, b) => order(a) - order(b))) {
    if (expectedLine(cell)?.expectation.kind === 'refused') continue;
    const prepared = prepare(cell, builds.build(cell.case.series, cell.version, cell.config), usual);
    if (prepared.kind === 'refused') continue;
    for (const place of prepared.program.places) reached.add(place.function);
  }
  const plain = builds.buildFiles(cells[0]?.case.series ?? '', '', (cells[0] as Cell).config, {
    files: project.model,
    diagnostics: [],
  });
  if (!plain.model || hasErrors(plain.diagnostics)) return [];
  return plain.model.functions.filter(({ name }) => !reached.has(name)).map(({ name, file }) => `${file}: ${name}()`);
}

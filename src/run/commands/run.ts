/** `run`: searches the chosen cells and says of each whether it is as expected. Writes no report. */
import { createColors } from 'picocolors';
import { diagnose } from '../../base/diagnostics';
import {
  renderCell,
  renderFailure,
  renderGithub,
  renderJunit,
  renderPatchwork,
  renderSarif,
  renderSummary,
  resultsText,
  toJson,
} from '../../report';
import type { CellResult, SeriesResult } from '../../result';
import { cacheOf } from '../cache';
import { execute } from '../execute';
import { tell, type ExitCode, type Io } from '../io';
import { open, workersOf, type SearchFlags } from '../open';
import type { Project } from '../project';
import { provenanceText, seriesResults } from '../results';

export async function run(variants: readonly string[], flags: SearchFlags, io: Io): Promise<ExitCode> {
  const workers = workersOf(flags, io);
  if (typeof workers !== 'number') return tell(io, [workers]);
  const opened = open(variants, flags, io);
  if (typeof opened === 'number') return opened;
  const colors = createColors(io.color);
  const format = flags.json === true ? 'json' : (flags.format ?? 'text');
  if (!isFormat(format)) {
    return tell(io, [diagnose('run-unknown-format', { format, known: Object.keys(formats).join(', ') })]);
  }
  const options = {
    reduction: flags.reduction !== false,
    exact: flags.exact === true,
    traces: flags.traces !== false,
  };
  const onCell = (cell: CellResult): void => {
    io.out(`${renderCell(cell, colors)}\n`);
    if (!cell.asExpected) io.out(`${renderFailure(cell, colors)}\n\n`);
  };
  const cache = cacheOf(opened.project, flags);
  const how = {
    options,
    withouts: true,
    workers,
    ...(cache ? { cache } : {}),
    ...(format === 'text' ? { onCell } : {}),
  };
  const done = await execute(opened.project, opened.cells, how, io);
  if (format === 'text') io.out(`\n${renderSummary(done.cells, colors)}\n`);
  else io.out(formats[format](resultsOf(opened.project, done.cells)));
  return verdictCode(done.cells, done.inputErrors, io);
}

type Render = (all: readonly SeriesResult[]) => string;

/** What `--format` may be. `text` is printed as cells come in. */
const formats = {
  text: () => '',
  json: (all) => `${JSON.stringify(toJson(all.flatMap((series) => series.cells)))}\n`,
  results: resultsText,
  junit: renderJunit,
  sarif: renderSarif,
  github: renderGithub,
  patchwork: (all) => renderPatchwork(all),
} satisfies Readonly<Record<string, Render>>;

function isFormat(name: string): name is keyof typeof formats {
  return Object.hasOwn(formats, name);
}

function resultsOf(project: Project, cells: readonly CellResult[]): SeriesResult[] {
  return seriesResults(project, cells, provenanceText(project));
}

/** 2 where a case is wrong in itself, 1 where a verdict differs, else 0. */
export function verdictCode(cells: readonly CellResult[], inputErrors: readonly string[], io: Io): ExitCode {
  if (inputErrors.length > 0) return tell(io, inputErrors);
  return cells.every((cell) => cell.asExpected) ? 0 : 1;
}

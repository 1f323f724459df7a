/** `run`: searches the chosen cells and says of each whether it is as expected. Writes no file. */
import { createColors } from 'picocolors';
import { renderCell, renderFailure, renderSummary, toJson } from '../../report';
import type { CellResult } from '../../result';
import { cacheOf } from '../cache';
import { execute } from '../execute';
import { tell, type ExitCode, type Io } from '../io';
import { open, workersOf, type SearchFlags } from '../open';

export async function run(variants: readonly string[], flags: SearchFlags, io: Io): Promise<ExitCode> {
  const workers = workersOf(flags, io);
  if (typeof workers !== 'number') return tell(io, [workers]);
  const opened = open(variants, flags, io);
  if (typeof opened === 'number') return opened;
  const colors = createColors(io.color);
  const json = flags.json === true;
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
  const how = { options, withouts: true, workers, ...(cache ? { cache } : {}), ...(json ? {} : { onCell }) };
  const done = await execute(opened.project, opened.cells, how, io);
  if (json) io.out(`${JSON.stringify(toJson(done.cells))}\n`);
  else io.out(`\n${renderSummary(done.cells, colors)}\n`);
  return verdictCode(done.cells, done.inputErrors, io);
}

/** 2 where a case is wrong in itself, 1 where a verdict differs, else 0. */
export function verdictCode(cells: readonly CellResult[], inputErrors: readonly string[], io: Io): ExitCode {
  if (inputErrors.length > 0) return tell(io, inputErrors);
  return cells.every((cell) => cell.asExpected) ? 0 : 1;
}

/** `trace`: searches one case in one variant and prints every finding with its best trace, in CPU columns. */
import { createColors } from 'picocolors';
import { renderCell, renderFinding } from '../../report';
import { findingName } from '../../result';
import { usual } from '../prepare';
import { execute } from '../execute';
import type { ExitCode, Io } from '../io';
import { open } from '../open';
import type { Common } from '../open-root';

export interface TraceFlags extends Common {
  readonly config?: readonly string[];
  /** Only findings with this name, or of this kind. */
  readonly finding?: string;
}

export async function trace(name: string, variant: string, flags: TraceFlags, io: Io): Promise<ExitCode> {
  const opened = open([variant], { ...flags, case: [name] }, io, 'all');
  if (typeof opened === 'number') return opened;
  const colors = createColors(io.color);
  const how = { options: { ...usual, skipped: true }, withouts: false, workers: 1 };
  const { cells } = await execute(opened.project, opened.cells, how, io);
  for (const cell of cells) {
    io.out(`${renderCell(cell, colors)}\n`);
    for (const diagnostic of cell.diagnostics) io.out(`${diagnostic}\n`);
    for (const finding of cell.findings) {
      const wanted = flags.finding === undefined || [finding.kind, findingName(finding)].includes(flags.finding);
      if (wanted) io.out(`\n${renderFinding(cell, finding, colors)}\n`);
    }
    io.out('\n');
  }
  return cells.every((cell) => cell.asExpected) ? 0 : 1;
}

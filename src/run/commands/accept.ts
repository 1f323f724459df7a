/**
 * `accept`: what a case finds in a version becomes what it expects. The trace is shown first, each cell is
 * asked for, and only that version's line of the case changes. Nothing is accepted by running anything.
 */
import path from 'node:path';
import { createColors } from 'picocolors';
import { diagnose } from '../../base/diagnostics';
import { writeExpectation } from '../../case';
import { cellTitle, renderCell, renderFinding } from '../../report';
import { findingName, type CellResult, type Source } from '../../result';
import { execute } from '../execute';
import { writeWhole } from '../files';
import { tell, type ExitCode, type Io } from '../io';
import { open } from '../open';
import type { Common } from '../open-root';
import { loadProject, namesOf, type Project } from '../project';
import { usual } from '../prepare';

export interface AcceptFlags extends Common {
  readonly reason: string;
  /** As typed: `dossier` or `observed`. */
  readonly from?: string;
  readonly config?: readonly string[];
  readonly yes?: boolean;
}

export async function accept(name: string, variant: string, flags: AcceptFlags, io: Io): Promise<ExitCode> {
  const reason = flags.reason.trim();
  if (reason === '') return tell(io, [diagnose('run-no-reason', {})]);
  // A prediction is made before the first run; what was run can no longer be one.
  const from = (['dossier', 'observed'] as const).find((one) => one === (flags.from ?? 'observed'));
  if (!from) {
    return tell(io, [diagnose('run-unknown-source', { source: flags.from ?? '', known: 'dossier, observed' })]);
  }
  const opened = open([variant], { ...flags, case: [name] }, io, 'all');
  if (typeof opened === 'number') return opened;
  const { project, cells } = opened;
  const how = { options: { ...usual, skipped: true }, withouts: false, workers: 1 };
  const done = await execute(project, cells, how, io);
  if (done.inputErrors.length > 0) return tell(io, done.inputErrors);
  let code: ExitCode = 0;
  for (const cell of done.cells) {
    const ended = await acceptCell(project, cell, { from, reason, yes: flags.yes === true }, io);
    if (ended > code) code = ended;
  }
  return code;
}

interface Terms {
  readonly from: Source;
  readonly reason: string;
  readonly yes: boolean;
}

async function acceptCell(project: Project, cell: CellResult, terms: Terms, io: Io): Promise<ExitCode> {
  const title = cellTitle(cell);
  const expected = cell.expected.kind === 'findings' ? cell.expected.findings : undefined;
  const found = [...new Set(cell.findings.map(findingName))];
  if (expected && [...expected].sort().join(' ') === [...found].sort().join(' ')) {
    io.out(`${title}: as expected already\n`);
    return 0;
  }
  const why = refusal(cell);
  if (why !== undefined) return tell(io, [diagnose('run-not-acceptable', { cell: title, why })]);
  const colors = createColors(io.color);
  io.out(`${renderCell(cell, colors)}\n`);
  for (const finding of cell.findings) io.out(`\n${renderFinding(cell, finding, colors)}\n`);
  if (!terms.yes) {
    const answer = await io.ask(`\nIs this what ${title} should say? [y/N] `);
    if (answer === undefined) return tell(io, [diagnose('run-nobody-to-ask', {})]);
    if (!/^y(es)?$/i.test(answer.trim())) {
      io.out('left as it was\n');
      return 1;
    }
  }
  return write(project, cell, found, terms, io);
}

/** Why what was found says nothing that could be expected. */
function refusal(cell: CellResult): string | undefined {
  if (cell.verdict === 'refused') return `it does not build: ${cell.diagnostics[0]?.split('\n')[0] ?? 'refused'}`;
  if (!cell.complete) return `inconclusive, ended by ${cell.budget ?? 'a budget'}`;
  if (cell.verdict === 'inconclusive') return 'inconclusive: nothing shows that its windows were entered';
  return undefined;
}

function write(project: Project, cell: CellResult, found: readonly string[], terms: Terms, io: Io): ExitCode {
  // Read again: an earlier cell of this case may have been written.
  const now = loadProject(project.root);
  const one = now.cases.find((other) => other.series === cell.series && other.name === cell.case);
  const series = now.series.find((other) => other.name === cell.series);
  const memory = one?.memory.find((other) => other === cell.memory);
  if (!one || !series || !memory) return tell(io, now.diagnostics);
  const { version, config } = cell;
  const wanted = { version, config, memory, findings: found, from: terms.from, because: terms.reason };
  const { text, diagnostics } = writeExpectation(one, namesOf(series), wanted);
  if (text === undefined) return tell(io, diagnostics);
  writeWhole(path.join(project.root, one.file.name), text);
  io.out(`wrote ${one.file.name}\n`);
  return 0;
}

/** `replay`: runs one printed trace again, and prints each step with its source line, call stack, held locks and changed memory. */
import { diagnose, renderDiagnostic } from '../../base/diagnostics';
import { parseTrace, replay as replayTrace } from '../../engine';
import { prepare, usual, type Cell } from '../prepare';
import { tell, type ExitCode, type Io } from '../io';
import { open, variantOf } from '../open';
import type { Common } from '../open-root';
import { attributed } from '../places';
import { stepText } from '../step-text';
import { Builds } from '../builds';
import { findingName } from '../../result';

export interface ReplayFlags extends Common {
  readonly config?: string;
  readonly memory?: string;
}

export function replay(name: string, variant: string, words: readonly string[], flags: ReplayFlags, io: Io): ExitCode {
  const { config, memory, ...common } = flags;
  const search = { ...common, case: [name], ...(config === undefined ? {} : { config: [config] }) };
  const opened = open([variant], search, io, 'all');
  if (typeof opened === 'number') return opened;
  if (!variantOf(opened.project, variant, io)) return 2;
  const cell = opened.cells.find((one) => memory === undefined || one.memory === memory);
  if (!cell) return tell(io, [diagnose('run-nothing', {})]);
  const text = words.join(' ').replace(/\s+/g, ' ').trim();
  return replayIn(cell, new Builds(opened.project), text, io);
}

/** Parses the text and prints what the trace does in the cell. */
export function replayIn(cell: Cell, builds: Builds, text: string, io: Io): ExitCode {
  const parsed = parseTrace(text);
  if (!parsed.trace) {
    const { offset, message } = parsed.error ?? { offset: 0, message: 'empty' };
    return tell(io, [diagnose('run-bad-trace', { offset: offset + 1, message })]);
  }
  const built = builds.build(cell.case.series, cell.version, cell.config);
  const prepared = prepare(cell, built, usual);
  if (prepared.kind === 'refused') return tell(io, prepared.diagnostics);
  const { program, options, place } = prepared;
  const made = /^#([0-9a-f]{8})\b/.exec(text)?.[1];
  const own = options.hash ?? '';
  if (made !== undefined && made !== own) {
    io.err(`${renderDiagnostic(diagnose('run-other-variant', { made, own }))}\n`);
  }
  const done = replayTrace(program, options, parsed.trace, place);
  done.steps.forEach((step, index) => io.out(stepText(step, index + 1)));
  if (done.error !== undefined) {
    io.err(`${renderDiagnostic(diagnose('run-trace-stuck', { step: done.steps.length + 1, reason: done.error }))}\n`);
    return 1;
  }
  if (done.findings.length === 0) io.out('\nnothing was found on this way\n');
  for (const finding of done.findings) {
    const where = place(attributed(program, finding.place));
    const named = findingName({ kind: finding.kind, place: where });
    io.out(`\n${named} in ${finding.thread} at ${where.file}:${where.line}: ${where.text}\n`);
    if (finding.detail !== '') io.out(`  ${finding.detail}\n`);
  }
  return 0;
}

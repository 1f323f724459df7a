/** `blame`: the smallest set of hunks, and of lines in them, without which the verdict of a case changes. */
import { diagnose } from '../../base/diagnostics';
import { hunkParts, lineParts, type Part, type Series } from '../../patch';
import { renderBlame, studyFormats, type StudyFormat } from '../../report';
import { kinds, type Blame, type BlamedParts, type PatchLine } from '../../result';
import { askAsIs, askChanged } from '../changed';
import { tell, type ExitCode, type Io } from '../io';
import { open, workersOf } from '../open';
import type { Common } from '../open-root';
import { Pool } from '../pool';
import { lineOf, type Cell } from '../prepare';
import { smallest } from '../smallest';

export interface BlameFlags extends Common {
  readonly config?: readonly string[];
  /** Blame for this finding only: `kind@function`. */
  readonly finding?: string;
  readonly jobs?: string;
  readonly format?: string;
}

/** Searches for one cell: more would keep a reviewer waiting. */
const budget = 600;

export async function blame(name: string, variant: string, flags: BlameFlags, io: Io): Promise<ExitCode> {
  const workers = workersOf(flags, io);
  if (typeof workers !== 'number') return tell(io, [workers]);
  const format = formatOf(flags.format, io);
  if (!format) return 2;
  const opened = open([variant], { ...flags, case: [name] }, io);
  if (typeof opened === 'number') return opened;
  const { project } = opened;
  const asked = opened.cells.filter((cell) => lineOf(cell).expectation.kind === 'findings');
  const pool = new Pool(project.root, workers);
  try {
    const found: Blame[] = [];
    for (const cell of asked) {
      const series = project.series.find((one) => one.name === cell.case.series);
      const one = series && (await blameOf(pool, series, cell, flags.finding));
      if (one) found.push(one);
    }
    if (found.length === 0) return tell(io, [diagnose('run-nothing-to-blame', { case: name, variant })]);
    io.out(renderBlame(found, format));
    return 0;
  } finally {
    await pool.close();
  }
}

export function formatOf(word: string | undefined, io: Io): StudyFormat | undefined {
  const format = studyFormats.find((one) => one === (word ?? 'markdown'));
  if (!format) tell(io, [diagnose('run-unknown-format', { format: word ?? '', known: studyFormats.join(', ') })]);
  return format;
}

async function blameOf(
  pool: Pool,
  series: Series,
  cell: Cell,
  finding: string | undefined,
): Promise<Blame | undefined> {
  const found = await askAsIs(pool, cell);
  if (!found || (finding !== undefined && !found.includes(finding))) return undefined;
  const word = (names: readonly string[]): string =>
    finding === undefined ? verdictOf(names) : String(names.includes(finding));
  const answers = new Map<string, readonly string[]>();
  const changes = async (parts: readonly Part[]): Promise<boolean> => {
    const answer = await askChanged(pool, cell, { kind: 'parts', parts });
    // What does not build, or has no end, says nothing of the parts.
    if (answer.problem || word(answer.found) === word(found)) return false;
    answers.set(JSON.stringify(parts), answer.found);
    return true;
  };
  const hunks = hunkParts(series, cell.version);
  const first = await smallest(hunks, changes, budget);
  const lines = first.set.flatMap((hunk) => lineParts(series, cell.version, hunk));
  const second = await smallest(lines, changes, Math.max(0, budget - first.asked));
  const blamed = ({ set, alone, cut }: typeof first): BlamedParts => ({
    changed: set.flatMap((part) => changedLines(series, cell.version, part)),
    found: answers.get(JSON.stringify(set)) ?? found,
    alone: alone.map((part) => changedLines(series, cell.version, part)),
    cut,
  });
  return {
    series: series.name,
    version: cell.version,
    case: cell.case.name,
    config: cell.config.name,
    memory: cell.memory,
    found,
    hunks: blamed(first),
    lines: blamed(second),
    searches: first.asked + second.asked,
  };
}

/** The worst severity of the findings. */
function verdictOf(names: readonly string[]): 'crash' | 'warn' | 'pass' {
  if (names.length === 0) return 'pass';
  const severities: Readonly<Record<string, string>> = kinds;
  return names.some((name) => severities[name.slice(0, name.indexOf('@'))] === 'crash') ? 'crash' : 'warn';
}

/** The changed lines of a part, as they stand in the patch file. */
function changedLines(series: Series, version: string, part: Part): PatchLine[] {
  const lines = part.line === undefined ? lineParts(series, version, part) : [part];
  const texts =
    series.versions
      .get(version)
      ?.patches.find((one) => one.file === part.patch)
      ?.text.split('\n') ?? [];
  return lines.map(({ patch, hunk, line = 0 }) => ({ patch, hunk, line, text: texts[line - 1] ?? '' }));
}

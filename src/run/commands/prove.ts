/** `prove`: every cell searched reduced, plain and with its threads reversed; all three must say the same. A page a series. */
import path from 'node:path';
import { diagnose } from '../../base/diagnostics';
import { cellTitle } from '../../report';
import type { CellOutcome } from '../cell';
import { usual } from '../prepare';
import { compareSearches, type Comparison } from '../compare';
import { writeWhole } from '../files';
import { tell, type ExitCode, type Io } from '../io';
import { cellJob } from '../jobs';
import { open, workersOf } from '../open';
import type { Common } from '../open-root';
import { everything, plan } from '../plan';
import { runJobs } from '../pool';
import { ProgressLine } from '../progress';

export interface ProveFlags extends Common {
  /** As typed. */
  readonly states?: string;
  readonly jobs?: string;
  readonly write?: boolean;
}

/** Plain states a cell may take: more does not fit into the memory of a small machine. */
const unbounded = 40_000_000;

export async function prove(variants: readonly string[], flags: ProveFlags, io: Io): Promise<ExitCode> {
  const workers = workersOf(flags, io);
  if (typeof workers !== 'number') return tell(io, [workers]);
  const states = flags.states === undefined ? unbounded : Number(flags.states);
  if (!Number.isInteger(states) || states < 1) {
    return tell(io, [diagnose('run-bad-number', { value: flags.states ?? '', option: '--states' })]);
  }
  const opened = open(variants, flags, io);
  if (typeof opened === 'number') return opened;
  const { project, cells } = opened;
  const names = [...new Set(cells.map((cell) => cell.case.series))];
  if (flags.write === true) {
    const whole = plan(project, { ...everything, variants: names }).cells;
    if (whole.length > cells.length) return tell(io, [diagnose('run-proof-of-part', { series: names.join(' ') })]);
  }
  const reduced = { ...usual, traces: false };
  const plain = { ...reduced, reduction: false, states };
  const ways = [reduced, plain, { ...reduced, reversed: true }];
  const jobs = cells.flatMap((cell) => ways.map((options) => cellJob(cell, options)));
  const progress = new ProgressLine(io, jobs.length);
  const results = await runJobs(project, jobs, workers, {
    onProgress: (index, count) => progress.at(index, count),
    onDone: (index, result) => progress.finish(index, result.kind === 'cell' ? result.result.states : 0),
  });
  progress.clear();
  const outcomes = results.flatMap((one) => (one.kind === 'cell' ? [one] : []));
  const rows = cells.flatMap((_, index) => {
    const [own, full, reversed] = outcomes.slice(index * 3, index * 3 + 3);
    return own && full && reversed ? [rowOf(own, full, reversed)] : [];
  });
  for (const name of names) {
    const text = proofText(
      name,
      rows.filter((row) => row.series === name),
    );
    io.out(text);
    if (flags.write === true) writeWhole(path.join(project.root, `docs/proof/${name}.md`), text);
  }
  return rows.some((row) => row.plain.kind === 'different' || row.reversed.kind === 'different') ? 1 : 0;
}

interface Row {
  readonly series: string;
  readonly title: string;
  readonly reducedStates: number;
  readonly plainStates: number;
  readonly plain: Comparison;
  readonly reversed: Comparison;
}

function rowOf(own: CellOutcome, full: CellOutcome, reversed: CellOutcome): Row {
  return {
    series: own.result.series,
    title: cellTitle(own.result),
    reducedStates: own.result.states,
    plainStates: full.result.states,
    plain: compareSearches(own, full, true),
    reversed: compareSearches(own, reversed, false),
  };
}

function proofText(series: string, rows: readonly Row[]): string {
  const compared = (pick: (row: Row) => Comparison) => {
    const all = rows.map(pick).filter((one) => one.kind !== 'not-compared');
    return `${all.filter((one) => one.kind === 'same').length} of ${all.length} cells compared`;
  };
  const sum = (pick: (row: Row) => number) =>
    rows.filter((row) => row.plain.kind !== 'not-compared').reduce((total, row) => total + pick(row), 0);
  const lines = [
    `# Proof of ${series}: the reduced search says what the plain one says`,
    '',
    `Made by \`npm run prove -- ${series} --write\`. Findings, verdict, reach labels and the set of terminal`,
    'states of the reduced search against those of the plain one; findings, verdict and labels with the threads in',
    'reversed order. What is skipped or refused has nothing to compare.',
    '',
    `- reduced = plain: ${compared((row) => row.plain)} (${thousands(sum((row) => row.reducedStates))} reduced states, ${thousands(sum((row) => row.plainStates))} plain ones)`,
    `- reversed = as written: ${compared((row) => row.reversed)}`,
    '',
    '| cell | reduced states | plain states | reduced = plain | reversed |',
    '| --- | ---: | ---: | --- | --- |',
    ...rows.map(
      (row) =>
        `| ${row.title} | ${thousands(row.reducedStates)} | ${thousands(row.plainStates)} | ${wordOf(row.plain)} | ${wordOf(row.reversed)} |`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function wordOf(one: Comparison): string {
  return one.kind === 'different' ? `**different**: ${one.what}` : one.kind === 'same' ? 'same' : 'not compared';
}

function thousands(count: number): string {
  return count.toLocaleString('en-US');
}

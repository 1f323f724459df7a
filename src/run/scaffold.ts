/** Texts that `new` writes: a series, a version with a patch to write, a case; a case made from a finding of another. */
import { findingId } from '../report';
import type { CellResult, Finding, SeriesResult } from '../result';
import { findingName } from '../result';

export function seriesText(): string {
  return [
    '# yaml-language-server: $schema=../series.schema.json',
    'title: "TODO: what the series is about, in our words"',
    'versions:',
    '  base:',
    '    tag: B0',
    '    title: the plain model',
    '',
  ].join('\n');
}

export function versionText(name: string, base: string | undefined): string {
  return [
    `  ${name}:`,
    `    tag: ${JSON.stringify(name)}`,
    ...(base === undefined ? [] : [`    base: ${JSON.stringify(base)}`]),
    '    title: "TODO: one line, what this revision is"',
    '    control: true # until each case has a line for it',
    `    patches: [${name}/0001-todo.patch]`,
    '',
  ].join('\n');
}

export function todoPatch(): string {
  return [
    'From: patch-oracle model',
    'Subject: TODO',
    'Models: <unknown@invalid> by unknown',
    '',
    'TODO: the Message-ID and the author above, and here in your own words what the',
    'change does. Write it with patch-oracle edit and refresh, and take this out.',
    '---',
    '',
  ].join('\n');
}

export interface NewCase {
  readonly series: string;
  /** Versions that every case has a line for, in order. */
  readonly versions: readonly string[];
  readonly decides: readonly string[];
}

export function caseText({ series, versions, decides }: NewCase): string {
  return [
    ...headOf(series, decides),
    'setup: |',
    '  /* TODO what there is before the threads begin; lib/scenario.c has set-ups */',
    'threads:',
    '  a: REACH(a_ran); /* TODO an entry point of include/scenario.h */',
    '  b: REACH(b_ran);',
    'from: observed',
    'expect:',
    ...versions.map((version) => `  ${version}: {skip: not asked yet}`),
    '',
  ].join('\n');
}

function headOf(series: string, decides: readonly string[]): string[] {
  return [
    '# yaml-language-server: $schema=../case.schema.json',
    `series: ${series}`,
    'title: "TODO: who does what when"',
    'question: "TODO: one question a reviewer would ask?"',
    ...(decides.length === 0 ? [] : [`decides: [${decides.join(', ')}]`]),
  ];
}

export interface Found {
  readonly series: SeriesResult;
  readonly cell: CellResult;
  readonly finding: Finding;
}

/** The first cell, in the order of the results, that shows the finding. */
export function findById(all: readonly SeriesResult[], id: string): Found | undefined {
  for (const series of all) {
    for (const cell of series.cells) {
      const finding = cell.findings.find((one) => findingId(cell, one) === id);
      if (finding) return { series, cell, finding };
    }
  }
  return undefined;
}

/** Every id there is, for "did you mean". */
export function knownIds(all: readonly SeriesResult[]): string[] {
  return [
    ...new Set(
      all.flatMap((series) => series.cells.flatMap((cell) => cell.findings.map((one) => findingId(cell, one)))),
    ),
  ];
}

/** Blocks of the other case that the new one has too, in this order. */
const kept = ['configs', 'memory', 'setup', 'threads', 'finally', 'reach'];

/**
 * The case of the finding under a new question: its set-up, threads and checks as they are, and what the results say of
 * it as expectations that nobody has reviewed.
 * @param text of the case's file
 */
export function caseFrom({ series, cell, finding }: Found, text: string, decides: readonly string[]): string {
  const versions = series.versions.map((one) => one.name);
  const lines = versions.flatMap((version) => {
    const cells = series.cells.filter((one) => one.version === version && one.case === cell.case);
    return cells.length === 0 ? [] : [`  ${version}: ${expectationOf(cells)}`];
  });
  return [
    ...headOf(series.series, decides),
    ...kept.flatMap((key) => topLevelBlock(text, key)),
    'from: observed',
    'expect:',
    ...lines,
    `notes: made from ${findingName(finding)} of ${series.series}/${cell.version} in ${cell.case}`,
    '',
  ].join('\n');
}

function expectationOf(cells: readonly CellResult[]): string {
  const [first] = cells;
  if (first && cells.length === 1) return answerOf(first);
  const keyOf = (cell: CellResult): string => {
    const one = (key: 'config' | 'memory'): boolean => new Set(cells.map((other) => other[key])).size === 1;
    return one('memory') ? cell.config : one('config') ? cell.memory : `${cell.config}/${cell.memory}`;
  };
  return `{${cells.map((cell) => `${keyOf(cell)}: ${answerOf(cell)}`).join(', ')}}`;
}

/** Nothing is expected where there was no answer. */
function answerOf(cell: CellResult): string {
  if (cell.expected.kind === 'refused') return `refused(${cell.expected.code})`;
  if (cell.expected.kind === 'skip') return `{skip: ${JSON.stringify(cell.expected.reason)}}`;
  if (cell.verdict === 'pass') return 'pass';
  if (cell.verdict === 'inconclusive' || cell.verdict === 'refused') return '{skip: no answer yet}';
  const names = [...new Set(cell.findings.map(findingName))].sort();
  return names.length === 1 ? (names[0] ?? '') : `[${names.join(', ')}]`;
}

/** Lines of a top-level key with what belongs to it, as they stand. */
function topLevelBlock(text: string, key: string): string[] {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => line.startsWith(`${key}:`));
  if (at < 0) return [];
  let end = at + 1;
  while (end < lines.length && /^(?:\s|$)/.test(lines[end] ?? '')) end++;
  const block = lines.slice(at, end);
  while (block[block.length - 1]?.trim() === '') block.pop();
  return block;
}

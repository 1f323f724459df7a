/**
 * What `run` prints per cell and at its end, and what jest prints when a cell is not as expected. Plain text; colour
 * comes in as functions, and no word stands on colour alone.
 */
import type { CellResult, Finding, Verdict } from '../result';
import { findingName, lengthOf } from '../result';
import { plain, plainLines } from './escape';
import { isUnasked } from './status';
import { traceTable } from './trace-table';
import {
  axesOf,
  count,
  expectationText,
  foundText,
  glyphs,
  list,
  mismatchText,
  replayCommand,
  variantName,
} from './words';

/** Satisfied by picocolors' `createColors(flag)`. */
export interface Colors {
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly bold: (text: string) => string;
}

const same = (text: string): string => text;

export const noColors: Colors = { red: same, green: same, yellow: same, dim: same, bold: same };

function colorOf(verdict: Verdict, colors: Colors): (text: string) => string {
  return verdict === 'pass' ? colors.green : verdict === 'crash' ? colors.red : colors.yellow;
}

export function cellTitle(cell: CellResult): string {
  const axes = axesOf(cell);
  return plain(`${variantName(cell)} ${cell.case}${axes === '' ? '' : ` [${axes}]`}`);
}

/** One line: `ok ✘ crash swapin/v1 04-munmap  use-after-free@… 1,234 states`. */
export function renderCell(cell: CellResult, colors: Colors = noColors): string {
  if (isUnasked(cell)) return colors.dim(`--   not asked       ${cellTitle(cell)}`);
  const state = cell.expected.kind === 'skip' ? '--  ' : cell.asExpected ? colors.green('ok  ') : colors.red('DIFF');
  const verdict = colorOf(cell.verdict, colors)(`${glyphs[cell.verdict]} ${cell.verdict}`.padEnd(14));
  const found = cell.verdict === 'pass' ? '' : `  ${plain(foundText(cell))}`;
  const states = colors.dim(`  ${cell.states.toLocaleString('en-US')} states`);
  return `${state} ${verdict} ${cellTitle(cell)}${found}${states}`;
}

/** Why a cell is not as expected: expected against found, the facts, the traces of what was not expected. */
export function renderFailure(cell: CellResult, colors: Colors = noColors): string {
  const lines = [
    colors.bold(`${cellTitle(cell)}: not as expected`),
    `  expected  ${colors.green(plain(expectationText(cell.expected)))}${cell.source === 'dossier' ? '' : ` (${cell.source})`}`,
    `  found     ${colorOf(cell.verdict, colors)(plain(foundText(cell)))}`,
    ...cell.mismatches.map((one) => `  - ${plain(mismatchText(one))}`),
  ];
  for (const text of cell.diagnostics) lines.push('', ...indent(plainLines(text).split('\n')));
  const unexpected = new Set(
    cell.mismatches.flatMap((one) => (one.kind === 'unexpected-finding' ? [one.finding] : [])),
  );
  const told = cell.findings.filter((one) => unexpected.size === 0 || unexpected.has(findingName(one)));
  for (const finding of told) lines.push('', ...indent(renderFinding(cell, finding, colors).split('\n')));
  return lines.join('\n');
}

/** One finding with its interleaving and the command that replays it. */
export function renderFinding(cell: CellResult, finding: Finding, colors: Colors = noColors, width = 100): string {
  const { place } = finding;
  const color = finding.severity === 'crash' ? colors.red : colors.yellow;
  const lines = [
    color(`${finding.severity}: ${findingName(finding)}`),
    `  in ${plain(place.function)}() ${plain(place.file)}:${place.line}: ${plain(place.text)}`,
  ];
  if (place.patch)
    lines.push(`  written by ${plain(place.patch.patch)}:${place.patch.line} (hunk ${place.patch.hunk})`);
  for (const witness of finding.witnesses) {
    const table = traceTable(finding, witness, width);
    lines.push('');
    if (witness.role !== undefined) lines.push(`  ${plain(witness.role)}:`);
    lines.push(...indent(table.lines));
    for (const one of table.passed)
      lines.push(colors.dim(`  [${one.letter}] ${plain(`${one.patch}:${one.line}: ${one.place.text}`)}`));
    const cost = `${count(witness.preemptions, 'preemption')}, ${count(lengthOf(witness.steps), 'step')}, ${witness.traceIs}`;
    lines.push(
      '',
      `  ${cost}; replay with`,
      ...replayCommand(cell, plain(witness.trace), width).map((line) => `  ${line}`),
    );
  }
  return lines.join('\n');
}

/** The last lines of a run. */
export function renderSummary(cells: readonly CellResult[], colors: Colors = noColors): string {
  const asked = cells.filter((cell) => cell.expected.kind !== 'skip');
  const wrong = asked.filter((cell) => !cell.asExpected);
  const observed = asked.filter((cell) => cell.source === 'observed');
  const verdicts = (['crash', 'warn', 'pass', 'inconclusive', 'refused'] as const).flatMap((verdict) => {
    const n = asked.filter((cell) => cell.verdict === verdict).length;
    return n === 0 ? [] : [colorOf(verdict, colors)(`${n} ${verdict}`)];
  });
  const variants = new Set(asked.map(variantName)).size;
  const lines = [`${count(asked.length, 'cell')} of ${count(variants, 'variant')}: ${list(verdicts)}`];
  if (observed.length > 0)
    lines.push(colors.yellow(`${count(observed.length, 'expectation')} unreviewed (from: observed)`));
  if (wrong.length === 0) lines.push(colors.green('all as expected'));
  else {
    lines.push(colors.red(`${count(wrong.length, 'cell')} not as expected:`));
    for (const cell of wrong) {
      lines.push(
        `  ${cellTitle(cell)}: expected ${plain(expectationText(cell.expected))}, found ${plain(foundText(cell))}`,
      );
    }
  }
  return lines.join('\n');
}

function indent(lines: readonly string[]): string[] {
  return lines.map((line) => (line === '' ? '' : `  ${line}`));
}

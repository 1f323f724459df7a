/**
 * Cells as JUnit XML: a suite for each version, a test for each cell. A cell that is as expected passes, whatever was
 * found in it; a test that fails is a verdict that differs. No times are in it.
 */
import type { CellResult, SeriesResult } from '../result';
import { askedCells } from './version-findings';
import { axesOf, expectationText, foundText, mismatchText, replayCommand } from './words';

export function renderJunit(all: readonly SeriesResult[]): string {
  const suites = all.flatMap((series) =>
    series.versions.flatMap((version) => {
      const cells = askedCells(series, version.name);
      return cells.length === 0 ? [] : [suite(`${series.series}/${version.name}`, cells)];
    }),
  );
  const cells = all.flatMap((series) => series.versions.flatMap((version) => askedCells(series, version.name)));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="patch-oracle"${counts(cells)}>`,
    ...suites,
    '</testsuites>',
    '',
  ].join('\n');
}

function counts(cells: readonly CellResult[]): string {
  const errors = cells.filter(isError).length;
  const failures = cells.filter((cell) => !cell.asExpected).length - errors;
  return ` tests="${cells.length}" failures="${failures}" errors="${errors}" skipped="0"`;
}

/** No verdict was reached: not a verdict that differs. */
function isError(cell: CellResult): boolean {
  return !cell.asExpected && (cell.verdict === 'inconclusive' || cell.verdict === 'refused');
}

function suite(name: string, cells: readonly CellResult[]): string {
  return [`  <testsuite name="${xml(name)}"${counts(cells)}>`, ...cells.map(testCase), '  </testsuite>'].join('\n');
}

function testCase(cell: CellResult): string {
  const axes = axesOf(cell);
  const name = axes === '' ? cell.case : `${cell.case} [${axes}]`;
  const open = `    <testcase classname="${xml(`${cell.series}.${cell.version}`)}" name="${xml(name)}"`;
  const body = [...failure(cell), ...output(cell)];
  return body.length === 0 ? `${open}/>` : [`${open}>`, ...body, '    </testcase>'].join('\n');
}

function failure(cell: CellResult): string[] {
  if (cell.asExpected) return [];
  const tag = isError(cell) ? 'error' : 'failure';
  const message = `expected ${expectationText(cell.expected)}, found ${foundText(cell)}`;
  const type = cell.mismatches[0]?.kind ?? 'differs';
  const text = [...cell.mismatches.map(mismatchText), ...cell.diagnostics].join('\n');
  return [`      <${tag} type="${xml(type)}" message="${xml(message)}">${xml(text)}</${tag}>`];
}

/** What was found, with the commands that replay it. */
function output(cell: CellResult): string[] {
  if (cell.findings.length === 0) return [];
  const lines = cell.findings.flatMap((finding) => [
    `${finding.severity} ${finding.kind}@${finding.place.function}: ${finding.detail}`.replace(/: $/, ''),
    ...finding.witnesses.flatMap((witness) => replayCommand(cell, witness.trace).map((line) => `  ${line}`)),
  ]);
  return [`      <system-out>${xml(lines.join('\n'))}</system-out>`];
}

/** Text of an element or of an attribute. What XML 1.0 cannot hold is shown by its number. */
export function xml(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(
      /[^\t\n\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu,
      (one) => `\\u{${(one.codePointAt(0) ?? 0).toString(16)}}`,
    );
}

/**
 * Results as annotations of a GitHub Actions log: `::error` on the line of what is not as expected, `::notice` on the
 * patch line of a finding that the case expects. A step that prints this puts them beside the lines of a pull request.
 */
import type { CellResult, SeriesResult, VersionInfo } from '../result';
import { patchLineOf, type PatchLine } from './patch-line';
import { askedCells, findingsOfVersion } from './version-findings';
import { axesOf, expectationText, foundText, mismatchText, variantName } from './words';

export function renderGithub(all: readonly SeriesResult[]): string {
  const lines = all.flatMap((series) => series.versions.flatMap((version) => versionLines(series, version)));
  return lines.map((line) => `${line}\n`).join('');
}

function versionLines(series: SeriesResult, version: VersionInfo): string[] {
  const errors = askedCells(series, version.name)
    .filter((cell) => !cell.asExpected)
    .map((cell) => unexpected(series, version, cell));
  const notices = findingsOfVersion(series, version)
    .filter((one) => one.own && one.cells.every((cell) => cell.asExpected))
    .flatMap((one) => {
      const at = patchLineOf(version, one.finding);
      const info = series.cases.find((found) => found.name === one.cell.case);
      const told = `${one.status === 'first' ? '' : `${one.status}: `}${info?.question ?? ''} (${one.id}, as expected; in the model)`;
      return at === undefined
        ? []
        : [command('notice', at, `${variantName(one.cell)} ${one.cell.case}: ${one.name}`, told)];
    });
  return [...errors, ...notices];
}

/** On the patch line of the first finding that nobody expected, else on the case. */
function unexpected(series: SeriesResult, version: VersionInfo, cell: CellResult): string {
  const names = cell.mismatches.flatMap((one) => (one.kind === 'unexpected-finding' ? [one.finding] : []));
  const finding = cell.findings.find((one) => names.includes(`${one.kind}@${one.place.function}`));
  const file = series.cases.find((one) => one.name === cell.case)?.file ?? `cases/${cell.series}/${cell.case}.yaml`;
  const at = (finding && patchLineOf(version, finding)) ?? { patch: file };
  const axes = axesOf(cell);
  const title = `${variantName(cell)} ${cell.case}${axes === '' ? '' : ` [${axes}]`}`;
  const facts = [
    `expected ${expectationText(cell.expected)}, found ${foundText(cell)}`,
    ...cell.mismatches.map(mismatchText),
  ];
  return command('error', at, title, [...facts, ...cell.diagnostics].join('\n'));
}

function command(word: string, at: { patch: string } | PatchLine, title: string, message: string): string {
  const line = 'line' in at ? `,line=${at.line}` : '';
  return `::${word} file=${property(at.patch)}${line},title=${property(title)}::${data(message)}`;
}

function data(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function property(text: string): string {
  return data(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}

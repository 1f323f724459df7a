/**
 * A new version for the terminal: every case beside the versions named, what became of its findings, the
 * patch lines that no case runs, the review items still open, and the commands that come next.
 */
import type { CellResult, SeriesResult } from '../result';
import { plain } from './escape';
import { changeOf, statusOfCell } from './finding-status';
import { statusOf } from './status';
import { axesOf, count, foundText } from './words';

/** @param beside names of versions, the nearest first */
export function renderFirstRun(series: SeriesResult, version: string, beside: readonly string[]): string {
  const cells = series.cells.filter((cell) => cell.version === version);
  const head = ['case', ...beside, version, 'since'];
  const rows = cells.map((cell) => [
    title(cell),
    ...beside.map((name) =>
      answerOf(series.cells.find((other) => other.version === name && title(other) === title(cell))),
    ),
    answerOf(cell),
    changeOf(cell, statusOfCell(series, cell)),
  ]);
  const parts = [
    `${series.series}/${version}, in the model: ${count(cells.length, 'cell')}`,
    columns([head, ...rows]),
    unrun(series, version, cells),
    openItems(series, version),
    next(series, version, cells),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function title(cell: CellResult): string {
  const axes = axesOf(cell);
  return plain(axes === '' ? cell.case : `${cell.case} [${axes}]`);
}

function answerOf(cell: CellResult | undefined): string {
  if (!cell) return '-';
  // A skipped cell that was searched all the same has its verdict.
  return cell.expected.kind === 'skip' && !cell.complete && cell.verdict === 'inconclusive'
    ? 'not asked'
    : foundText(cell);
}

/** Columns as wide as their widest entry. */
function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => (row[at] ?? '').length)));
  return rows
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function unrun(series: SeriesResult, version: string, cells: readonly CellResult[]): string {
  const info = series.versions.find((one) => one.name === version);
  const lines = (info?.patches ?? []).flatMap(({ file, text }) => {
    const all = cells.flatMap((cell) => cell.patchLines?.[file] ?? []);
    const ran = new Set(all.flatMap((one) => one.run));
    const never = [...new Set(all.flatMap((one) => one.unrun))].filter((line) => !ran.has(line)).sort((a, b) => a - b);
    return never.map((line) => `  ${file}:${line}: ${plain(text.split('\n')[line - 1] ?? '').trim()}`);
  });
  return lines.length === 0
    ? 'Every added line that is code is run by some case.'
    : [`${count(lines.length, 'added line')} that no case runs:`, ...lines].join('\n');
}

function openItems(series: SeriesResult, version: string): string {
  const open = series.items.filter((item) => statusOf(series, item, version).kind === 'open');
  if (open.length === 0) return '';
  const lines = open.map((item) => `  ${item.id}  ${plain(item.who)}: ${plain(item.concern)}`);
  return [`${count(open.length, 'review item')} open:`, ...lines].join('\n');
}

function next(series: SeriesResult, version: string, cells: readonly CellResult[]): string {
  const unsaid = [
    ...new Set(cells.filter((cell) => cell.expected.kind === 'skip' || !cell.asExpected).map((one) => one.case)),
  ];
  if (unsaid.length === 0) return 'Every cell is as its case expects.';
  const lines = unsaid.map((name) => `  patch-oracle accept ${name} ${series.series}/${version} --reason '…'`);
  return ['Read the trace (patch-oracle trace <case> <variant>), then:', ...lines].join('\n');
}

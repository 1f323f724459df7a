/**
 * A new version for the terminal: every case beside the versions named, what became of its findings, the
 * patch lines that no case runs, the review items still open, and the commands that come next.
 */
import { findingName, type CellResult, type SeriesResult } from '../result';
import { plain } from './escape';
import { changeOf, statusOfCell } from './finding-status';
import { decidingCases, isUnasked, statusOf } from './status';
import { unrunLines } from './unrun-lines';
import { axesOf, count } from './words';

/**
 * @param beside names of versions, the nearest first
 * @param chosen names of the cases that were asked; undefined: all
 */
export function renderFirstRun(
  series: SeriesResult,
  version: string,
  beside: readonly string[],
  chosen?: ReadonlySet<string>,
): string {
  const cells = series.cells.filter((cell) => cell.version === version);
  const rows = cells.map((cell) => {
    const others = beside.map((name) =>
      series.cells.find((other) => other.version === name && title(other) === title(cell)),
    );
    return [title(cell), ...others.map(wordOf), wordOf(cell), changeOf(cell, statusOfCell(series, cell))];
  });
  const parts = [
    `${series.series}/${version}, in the model: ${count(cells.length, 'cell')}`,
    columns([['case', ...beside, version, 'since'], ...rows]),
    changes(series, cells),
    unrun(series, version, chosen),
    openItems(series, version, chosen),
    next(series, version, cells),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function title(cell: CellResult): string {
  const axes = axesOf(cell);
  return plain(axes === '' ? cell.case : `${cell.case} [${axes}]`);
}

function wordOf(cell: CellResult | undefined): string {
  return cell === undefined || isUnasked(cell) ? '-' : cell.verdict;
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

/** What the cells find that are not as they were. */
function changes(series: SeriesResult, cells: readonly CellResult[]): string {
  const lines = cells.flatMap((cell) => {
    const status = statusOfCell(series, cell);
    if (['same', 'still', 'no-answer'].includes(changeOf(cell, status))) return [];
    const findings = status.findings.map((one) => `    ${one.status}: ${findingName(one.finding)}`);
    return findings.length === 0 ? [] : [`  ${title(cell)}`, ...new Set(findings)];
  });
  return lines.length === 0 ? '' : ['Changed:', ...lines].join('\n');
}

function unrun(series: SeriesResult, version: string, chosen: ReadonlySet<string> | undefined): string {
  const lines = unrunLines(series, version).map(({ file, line, text }) => `  ${file}:${line}: ${plain(text).trim()}`);
  return lines.length === 0
    ? `Every added line that is code is run by some case${chosen ? ' of these' : ''}.`
    : [`${count(lines.length, 'added line')} that ${chosen ? 'none of these cases' : 'no case'} runs:`, ...lines].join(
        '\n',
      );
}

/** Of some cases: the items that they decide, and those that no case decides. */
function openItems(series: SeriesResult, version: string, chosen: ReadonlySet<string> | undefined): string {
  const open = series.items.filter((item) => {
    const cases = decidingCases(series, item);
    const isMeant = chosen === undefined || cases.length === 0 || cases.some((name) => chosen.has(name));
    return isMeant && statusOf(series, item, version).kind === 'open';
  });
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

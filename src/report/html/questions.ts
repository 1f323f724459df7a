/** The questions asked of one version, each with its answer, its bounds and what shows that the answer is worth something. */
import type { CaseInfo, CellResult, VersionInfo } from '../../result';
import { findingName } from '../../result';
import { expectationText, foundText, glyphs, list, mismatchText } from '../words';
import type { Changes } from './change';
import type { Book } from './book';
import { markup, lines, type Raw } from './escape';
import { axesText, byCase, caseId, findingId, link, verdict } from './names';

/** Unexpected answers first, else in the order of the cases. */
export function questions(version: VersionInfo, changes: Changes, book: Book): Raw {
  const { series } = changes;
  const own = byCase(series, version.name);
  const rows = [...own].sort(([, a], [, b]) => Number(b.some(isWrong)) - Number(a.some(isWrong)));
  if (rows.length === 0) return markup`<p>No case asks anything of this version.</p>`;
  return markup`<h3>The questions</h3>
<div class="wide"><table class="questions"><caption class="away">Questions asked of ${version.name} and what was found</caption>
<thead><tr><th scope="col">question<th scope="col">verdict<th scope="col">found, within which bounds
<tbody>
${rows.map(([name, cells]) => {
  const info = series.cases.find((one) => one.name === name);
  const { kind, word, against } = changes.of(cells);
  const said = word !== '' && markup`<br><span class="c ${kind}">${word} since ${against}</span>`;
  const answers = groups(cells).map((group) => answer(group, info, cells.length > 1, book));
  return markup`<tr id="${caseId({ series: series.series, version: version.name, case: name })}"><th scope="row">${name}<td>${verdicts(cells)}${said}<td>${answers}
`;
})}</table></div>`;
}

const isWrong = (cell: CellResult): boolean => !cell.asExpected;

/** Each distinct verdict; with its axes where they differ. */
export function verdicts(cells: readonly CellResult[]): Raw {
  const distinct = [...new Set(cells.map((cell) => cell.verdict))];
  return markup`${distinct.map((one, index) => {
    const of = cells.filter((cell) => cell.verdict === one);
    return markup`${index > 0 && markup`<br />`}${verdict(one)}${distinct.length > 1 && markup` <small>${axesText(of)}</small>`}`;
  })}${cells.some(isWrong) && markup` <b class="wrong">! unexpected</b>`}`;
}

/** Cells that say the same, told once. */
function groups(cells: readonly CellResult[]): CellResult[][] {
  const found = new Map<string, CellResult[]>();
  for (const cell of cells) {
    const key = JSON.stringify([
      cell.verdict,
      cell.findings.map(findingName),
      cell.mismatches,
      cell.source,
      cell.complete,
    ]);
    found.set(key, [...(found.get(key) ?? []), cell]);
  }
  return [...found.values()];
}

function answer(cells: readonly CellResult[], info: CaseInfo | undefined, named: boolean, book: Book): Raw {
  const [cell] = cells;
  if (!cell) return markup``;
  const names = [...new Set(cell.findings.map(findingName))];
  const states = cells.map((one) => one.states.toLocaleString('en')).join(' + ');
  const explored = cell.complete
    ? `all of ${states} states`
    : `${states} states${cell.budget === undefined ? '' : `, ended by ${cell.budget}`}`;
  const wrong =
    !cell.asExpected &&
    markup` <b class="wrong">expected ${expectationText(cell.expected)}, found ${foundText(cell)}</b
      >${cell.mismatches.map((one) => markup`<br />${mismatchText(one)}`)}`;
  const links = names.map((name, index) => [index > 0 && ', ', link(findingId(cell, name), name)]);
  const refused = cell.diagnostics.length > 0 && markup`<pre>${lines(cell.diagnostics.join('\n'))}</pre>`;
  const note = book.note(noteOf(cells, cell, info));
  return markup`<div>${named && markup`<b>${axesText(cells)}</b>: `}${links}${wrong}${refused} <span class="dim" data-n="${note}">${cell.verdict !== 'refused' && explored}</span></div>`;
}

/** Bounds, labels and proofs, which the script puts behind the count of states. */
function noteOf(cells: readonly CellResult[], cell: CellResult, info: CaseInfo | undefined): string {
  const bounds = [...new Set(cells.map((one) => boundsText(info, one.config)).filter((text) => text !== ''))];
  const passed = cell.demanded.filter((label) => cell.reached[label]);
  const missed = cell.demanded.filter((label) => !cell.reached[label]);
  const parts = [
    bounds.join(' / '),
    passed.length > 0 ? `passed ${list(passed)}` : '',
    missed.length > 0 ? `NOT passed: ${list(missed)}` : '',
    ...(cell.withouts ?? []).map(
      (one) =>
        `${glyphs[one.asExpected ? 'pass' : 'crash']} without \u201c${one.line}\u201d: ${list(one.found) || (one.problem ?? 'pass')}`,
    ),
    cell.source === 'observed' ? 'the expectation is not reviewed' : '',
  ];
  return parts.filter((part) => part !== '').join('; ');
}

function boundsText(info: CaseInfo | undefined, config: string): string {
  return Object.entries(info?.configs[config] ?? {})
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');
}

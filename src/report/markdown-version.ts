/**
 * The report of one version, `reports/<series>/<version>.md`: committed, so that its diff is a change of verdict or
 * of words. No state counts, times, hashes or line numbers are in it.
 */
import {
  notExplored,
  type CaseInfo,
  type CellResult,
  type SeriesResult,
  type Verdict,
  type VersionInfo,
} from '../result';
import { code, codeBlock, markdown } from './escape';
import { groupFindings, type FindingGroup } from './findings';
import { findingAnchor, renderFinding } from './markdown-finding';
import { caseAnchor, reviewItems } from './markdown-items';
import { simplifiedOn } from './simplified';
import { decidingCases } from './status';
import { askedCells } from './version-findings';
import {
  axesOf,
  count,
  expectationText,
  findingNames,
  foundText,
  glyphs,
  list,
  loreLink,
  mismatchText,
  slug,
  versionLabel,
  worst,
} from './words';

/** With more findings than this, those that confirm no concern are folded. */
const unfolded = 8;

/** @throws when the series has no such version. */
export function renderVersion(series: SeriesResult, name: string): string {
  const version = series.versions.find((one) => one.name === name);
  if (!version) throw new Error(`patch-oracle bug: no version ${name} in ${series.series}`);
  const cells = askedCells(series, name);
  const groups = groupFindings(series, name);
  const noted = new Set<string>();
  return `${[
    ...head(series, version),
    ...mismatches(cells),
    ...summary(series, cells),
    ...reviewItems(series, version),
    ...questions(series, cells),
    ...(groups.length > 0
      ? [
          '## Findings',
          '',
          ...contents(series, groups),
          ...groups.flatMap((group) =>
            renderFinding(series, version, group, groups.length > unfolded && group.confirms.length === 0, noted),
          ),
        ]
      : []),
    ...passed(series, cells),
    ...notAnswered(cells),
    ...simplified(series, cells),
    ...unreviewed(cells),
    ...footer(series),
  ]
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trimEnd()}\n`;
}

function head(series: SeriesResult, version: VersionInfo): string[] {
  const lines = [`# ${markdown(`${series.series}/${versionLabel(version)}: ${version.title}`)}`, ''];
  const by = version.author === undefined ? '' : ` by ${markdown(version.author)}`;
  const on = version.date === undefined ? '' : ` on ${markdown(version.date)}`;
  if (version.messageId !== undefined) {
    lines.push(`Posted${by}${on}, [${markdown(version.messageId)}](${loreLink(version.messageId)}).`);
  } else if (by !== '' || on !== '') lines.push(`Written${by}${on}.`);
  if (version.patches.length > 0) {
    const base = version.base === undefined ? '' : ` on top of ${code(version.base)}`;
    lines.push(
      `Modelled${base} by ${list(version.patches.map((one) => code(one.file)))}: a rendition of the change over the model, not the posted text.`,
    );
  }
  return [...lines, ''];
}

function mismatches(cells: readonly CellResult[]): string[] {
  const wrong = cells.filter((cell) => !cell.asExpected);
  if (wrong.length === 0) return [];
  const lines = [
    `> **${count(wrong.length, 'cell')} of this version ${wrong.length === 1 ? 'is' : 'are'} not as expected.**`,
    '>',
  ];
  for (const cell of wrong) {
    // What was found besides and what is missing, expected and found say already.
    const more = cell.mismatches.filter((one) => one.kind !== 'unexpected-finding' && one.kind !== 'missing-finding');
    const texts = [
      `expected ${code(expectationText(cell.expected))}, found ${code(foundText(cell))}`,
      ...more.map((one) => markdown(mismatchText(one))),
    ];
    lines.push(`> - **${cellName(cell)}**: ${texts.join('; ')}`);
  }
  return [...lines, ''];
}

function cellName(cell: CellResult): string {
  const axes = axesOf(cell);
  return markdown(axes === '' ? cell.case : `${cell.case} (${axes})`);
}

function summary(series: SeriesResult, cells: readonly CellResult[]): string[] {
  const verdicts = series.cases.flatMap(({ name }) => {
    const one = worst(cells.filter((cell) => cell.case === name).map((cell) => cell.verdict));
    return one === undefined ? [] : [one];
  });
  if (verdicts.length === 0) return ['No case asks anything of this version.', ''];
  const words: Record<Verdict, string> = {
    crash: 'crash',
    warn: 'warn',
    pass: 'pass',
    inconclusive: 'stay open',
    refused: 'cannot be built',
  };
  const parts = (['crash', 'warn', 'pass', 'inconclusive', 'refused'] as const).flatMap((verdict) => {
    const n = verdicts.filter((one) => one === verdict).length;
    return n === 0 ? [] : [`${n} ${words[verdict]}`];
  });
  const lines = [
    `In the model, ${count(verdicts.length, 'question')} ${verdicts.length === 1 ? 'was' : 'were'} asked of this version: **${list(parts)}**.`,
  ];
  if (verdicts.includes('pass')) {
    lines.push('A pass means that every interleaving within the bounds named below was run.');
  }
  return [...lines, ''];
}

function questions(series: SeriesResult, cells: readonly CellResult[]): string[] {
  if (cells.length === 0) return [];
  const rows = cells.map((cell) => {
    const info = series.cases.find((one) => one.name === cell.case);
    const first = cells.find((one) => one.case === cell.case) === cell;
    const anchor = first ? `<a id="${caseAnchor(cell.case)}"></a>` : '';
    const found = findingNames(cell).map((name) => `[${code(name)}](#${findingAnchor(name, cell.case)})`);
    return `| ${anchor}${cellName(cell)} | ${first ? questionText(series, info) : ''} | ${verdictText(cell)} | ${found.join(', ')} |`;
  });
  return ['## Questions', '', '| case | question | verdict | found |', '|---|---|---|---|', ...rows, ''];
}

/** The question, with the concerns it decides. */
function questionText(series: SeriesResult, info: CaseInfo | undefined): string {
  if (info === undefined) return '';
  const decides = series.items.filter((item) => decidingCases(series, item).includes(info.name)).map((item) => item.id);
  return `${markdown(info.question)}${decides.length === 0 ? '' : ` (${decides.map(markdown).join(', ')})`}`;
}

export function verdictText(cell: CellResult): string {
  const text = `${glyphs[cell.verdict]} ${cell.verdict}`;
  return cell.asExpected ? text : `${text}, **not as expected**`;
}

function passed(series: SeriesResult, cells: readonly CellResult[]): string[] {
  const passes = cells.filter((cell) => cell.verdict === 'pass');
  if (passes.length === 0) return [];
  const rows = passes.map((cell) => {
    const info = series.cases.find((one) => one.name === cell.case);
    return `| ${cellName(cell)} | ${boundsText(info, cell)} | ${labelsText(cell)} | ${withoutText(cell)} |`;
  });
  return [
    '## Passed',
    '',
    'Every interleaving was run, within these bounds. A label is a point that some run passed: it shows that the window was',
    'entered. The last column is the proof that the question can fail: a line taken out of this version, and what is found then.',
    '',
    '| case | bounds | labels shown | without a line |',
    '|---|---|---|---|',
    ...rows,
    '',
  ];
}

function withoutText(cell: CellResult): string {
  return (cell.withouts ?? [])
    .map((one) => {
      const found = one.problem === undefined ? one.found.map(code).join(', ') || 'nothing' : markdown(one.problem);
      const lines = one.line
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map(code)
        .join(' ');
      return `${lines} in ${code(`${one.function}()`)}: ${found}${one.asExpected ? '' : ', **not as expected**'}`;
    })
    .join('<br>');
}

function boundsText(info: CaseInfo | undefined, cell: CellResult): string {
  const settings = Object.entries(info?.configs[cell.config] ?? {}).map(([key, value]) => `${key}=${value}`);
  const left = notExplored(cell.memory);
  return [code(cell.memory), ...settings.map(code), ...(left === undefined ? [] : [left])].join(', ');
}

function labelsText(cell: CellResult): string {
  if (cell.demanded.length === 0) return 'none asked for';
  return cell.demanded
    .map((label) => (cell.reached[label] === true ? code(label) : `${code(label)} **not reached**`))
    .join(', ');
}

function notAnswered(cells: readonly CellResult[]): string[] {
  const open = cells.filter((cell) => cell.verdict === 'inconclusive' || cell.verdict === 'refused');
  if (open.length === 0) return [];
  return [
    '## Not answered',
    '',
    ...open.flatMap((cell) => [
      `- ${[`${cellName(cell)}: ${markdown(foundText(cell))}`, ...cell.mismatches.map((one) => markdown(mismatchText(one)))].join('; ')}`,
      ...(cell.diagnostics.length > 0 ? ['', codeBlock(cell.diagnostics.join('\n\n')), ''] : []),
    ]),
    '',
  ];
}

/** The findings at a glance. */
function contents(series: SeriesResult, groups: readonly FindingGroup[]): string[] {
  if (groups.length < 2) return [];
  return [
    '| finding | severity | questions | concerns it confirms |',
    '|---|---|---|---|',
    ...groups.map((group) => {
      const cases = series.cases
        .filter((info) => group.occurrences.some((one) => one.cell.case === info.name))
        .map((info) => markdown(info.name));
      const confirms = group.confirms.map((item) => `${markdown(item.id)} ${markdown(item.who)}`);
      return `| [${code(group.name)}](#${slug(group.name)}) | ${group.severity} | ${cases.join(', ')} | ${confirms.join(', ')} |`;
    }),
    '',
  ];
}

/** What stands between the model and the kernel on the way of the traces. */
function simplified(series: SeriesResult, cells: readonly CellResult[]): string[] {
  const rows = simplifiedOn(
    series,
    cells.flatMap((cell) => cell.findings),
  );
  if (rows.length === 0) return [];
  return [
    '## Simplified or stubbed on the way of these traces',
    '',
    ...rows.map(({ functions, how }) => `- ${list(functions.map((name) => code(`${name}()`)))}: ${markdown(how)}`),
    '',
  ];
}

function unreviewed(cells: readonly CellResult[]): string[] {
  const observed = cells.filter((cell) => cell.source === 'observed');
  if (observed.length === 0) return [];
  return [
    '## Unreviewed expectations',
    '',
    'These were written down after the first run (`from: observed`); nobody has predicted or confirmed them.',
    '',
    ...observed.map((cell) => `- ${cellName(cell)}: ${code(expectationText(cell.expected))}`),
    '',
  ];
}

function footer(series: SeriesResult): string[] {
  const where = series.cases[0]?.file.replace(/[^/]*$/, '');
  return [
    '---',
    '',
    `Made by ${code('npm start')} from ${code(where ?? 'cases/')} and ${code(`patches/${series.series}/`)}; back to the [index](../README.md).`,
    `Everything here is said of the model in ${code('src/kernel/')}, a small re-telling of the kernel in C, not of the kernel.`,
  ];
}

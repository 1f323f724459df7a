/**
 * One finding as Markdown: the question, the patch lines, the interleaving, the command that replays it.
 */
import type { Finding, SeriesResult, VersionInfo, Witness } from '../result';
import { findingName, lengthOf } from '../result';
import { code, codeBlock, html, markdown, plain } from './escape';
import { decides, type FindingGroup, type Occurrence } from './findings';
import { renderPatch } from './markdown-patch';
import { short, traceTable, type TraceTable } from './trace-table';
import { axesOf, count, list, replayCommand, slug, withoutHash } from './words';

export function findingAnchor(name: string, caseName: string): string {
  return slug(`${name.replace('@', '-')}--${caseName}`);
}

/**
 * @param folded whether a reader must open it: for findings that confirm nothing, on a long page
 * @param noted cases whose notes the page has by now; those of this finding are added
 * @returns Markdown lines, a heading first
 */
export function renderFinding(
  series: SeriesResult,
  version: VersionInfo,
  group: FindingGroup,
  folded: boolean,
  noted: Set<string>,
): string[] {
  const [first, ...others] = group.occurrences;
  // A reviewer's concern is proven by its own case; elsewhere the command that replays it is enough.
  const told = others.filter((other) => group.confirms.some((item) => decides(series, item, other)));
  const position = (one: Occurrence): number => series.cases.findIndex((info) => info.name === one.cell.case);
  const rest = others.filter((other) => !told.includes(other)).sort((a, b) => position(a) - position(b));
  const body = renderOccurrence(series, version, first, !folded, noted);
  const summary = html(`${first.cell.case}: ${titleOf(series, first)}`);
  const lines = [
    `### ${code(group.name)}`,
    '',
    ...(folded ? ['<details>', `<summary>${summary}</summary>`, '', ...body, '</details>', ''] : body),
  ];
  for (const other of told) {
    lines.push(
      '<details>',
      `<summary>The same in ${html(`${other.cell.case}: ${titleOf(series, other)}`)}</summary>`,
      '',
      ...renderOccurrence(series, version, other, false, noted),
      '</details>',
      '',
    );
  }
  if (rest.length > 0) {
    const commands = rest.flatMap((other) => [
      plain(`# ${other.cell.case}: ${titleOf(series, other)}`),
      ...replayCommand(other.cell, withoutHash(other.finding.witnesses[0]?.trace ?? '')),
    ]);
    lines.push(
      ...rest.map((other) => `<a id="${findingAnchor(group.name, other.cell.case)}"></a>`),
      '<details>',
      `<summary>The same ${told.length > 0 ? 'also ' : ''}in ${html(list(rest.map((other) => other.cell.case)))}</summary>`,
      '',
      codeBlock(commands.join('\n'), 'sh'),
      '</details>',
      '',
    );
  }
  return lines;
}

function titleOf(series: SeriesResult, one: Occurrence): string {
  return series.cases.find((info) => info.name === one.cell.case)?.title ?? '';
}

function renderOccurrence(
  series: SeriesResult,
  version: VersionInfo,
  one: Occurrence,
  withPatch: boolean,
  noted: Set<string>,
): string[] {
  const { cell, finding } = one;
  const info = series.cases.find((candidate) => candidate.name === cell.case);
  const axes = one.cells.map(axesOf).filter((text) => text !== '');
  const lines = [
    `<a id="${findingAnchor(findingName(finding), cell.case)}"></a>`,
    `**${markdown(cell.case)}** asks: *${markdown(info?.question ?? '')}*`,
    '',
    `In the model${axes.length > 0 ? ` (${list(axes.map(code))})` : ''}, ${sentence(finding)}`,
    '',
  ];
  if (info?.notes !== undefined && !noted.has(info.name)) {
    noted.add(info.name);
    lines.push(`> ${markdown(info.notes.trim())}`, '');
  }
  finding.witnesses.forEach((witness) => {
    // Letters only where the diff that explains them stands beside the table.
    const table = withPatch
      ? ownTable(version, finding, witness)
      : traceTable(finding, witness, undefined, () => false);
    if (witness.role !== undefined) lines.push(`**${markdown(witness.role)}**`, '');
    if (withPatch) lines.push(...renderPatch(series, version, finding, witness, table));
    lines.push(
      codeBlock(table.lines.join('\n')),
      '',
      `Replay (${howGood(witness)}):`,
      '',
      codeBlock(replayCommand(cell, withoutHash(witness.trace)).join('\n'), 'sh'),
      '',
    );
  });
  return lines;
}

/** Letters for the version's own patch lines; where no step stands on one, for those of the versions it stands on too. */
function ownTable(version: VersionInfo, finding: Finding, witness: Witness): TraceTable {
  const own = new Set(version.patches.map((one) => one.file));
  const direct = witness.steps.some((step) => step.place.patch !== undefined && own.has(step.place.patch.patch));
  return traceTable(finding, witness, undefined, direct ? (patch) => own.has(patch) : undefined);
}

function howGood(witness: Witness): string {
  return `${count(witness.preemptions, 'preemption')}, ${count(lengthOf(witness.steps), 'step')}, ${witness.traceIs}`;
}

/** What ran into what, at which line. */
function sentence(finding: Finding): string {
  const { place } = finding;
  const last = finding.witnesses[0]?.steps.at(-1)?.thread;
  const who = last === 'setup' ? 'the set-up' : last === 'finally' ? 'the final check' : code(finding.thread);
  const detail = finding.detail === '' ? '' : ` (${markdown(short(finding.detail))})`;
  const what = `${code(finding.kind)}${detail}`;
  const line = place.text === '' ? '' : `, at the line ${code(place.text)}`;
  const where = `in ${code(`${place.function}()`)} in ${code(place.file)}${line}.`;
  switch (finding.kind) {
    case 'leak':
      return `a run ends with ${what}; what is lost was made ${where}`;
    case 'deadlock':
    case 'hang':
      return `a run ends with ${what}; ${code(finding.thread)} stands ${where}`;
    default:
      return `${who} runs into ${what} ${where}`;
  }
}

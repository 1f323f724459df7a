/**
 * One finding as Markdown: the question, the patch lines, the interleaving, the command that replays it.
 */
import type { Finding, SeriesResult, SourcePlace, VersionInfo, Witness } from '../result';
import { findingName } from '../result';
import { code, codeBlock, html, markdown, plain } from './escape';
import { decides, type FindingGroup, type Occurrence } from './findings';
import { contextLine, excerpt, functionOfHeading, hunksOf, type Hunk, type LineMark } from './patch-excerpt';
import { short, traceTable, type TraceTable } from './trace-table';
import { axesOf, count, list, replayCommand, slug, withoutHash } from './words';

/** Hunks quoted beside one trace; a reader follows no more. */
const mostHunks = 4;

export function findingAnchor(name: string, caseName: string): string {
  return slug(`${name.replace('@', '-')}--${caseName}`);
}

/**
 * @param folded whether a reader must open it: for findings that confirm nothing, on a long page
 * @returns Markdown lines, a heading first
 */
export function renderFinding(
  series: SeriesResult,
  version: VersionInfo,
  group: FindingGroup,
  folded: boolean,
): string[] {
  const [first, ...others] = group.occurrences;
  // A reviewer's concern is proven by its own case; elsewhere the command that replays it is enough.
  const told = others.filter((other) => group.confirms.some((item) => decides(series, item, other)));
  const position = (one: Occurrence): number => series.cases.findIndex((info) => info.name === one.cell.case);
  const rest = others.filter((other) => !told.includes(other)).sort((a, b) => position(a) - position(b));
  const body = renderOccurrence(series, version, first, true);
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
      ...renderOccurrence(series, version, other, false),
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

function renderOccurrence(series: SeriesResult, version: VersionInfo, one: Occurrence, withPatch: boolean): string[] {
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
  finding.witnesses.forEach((witness) => {
    const table = ownTable(version, finding, witness);
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
  return `${count(witness.preemptions, 'preemption')}, ${count(witness.steps.length, 'step')}, ${witness.traceIs}`;
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

/** The patch lines a trace passes, as a diff with the letters of the table. */
function renderPatch(
  series: SeriesResult,
  version: VersionInfo,
  finding: Finding,
  witness: Witness,
  table: TraceTable,
): string[] {
  const hunks = chainOf(series, version).flatMap(hunksOf);
  const fault = placeInPatch(hunks, finding.place);
  const marks: LineMark[] = table.passed.map((one) => ({ patch: one.patch, line: one.line, word: `[${one.letter}]` }));
  if (fault) marks.push({ ...fault, word: `<== ${finding.kind}` });
  const own = new Set(version.patches.map((one) => one.file));
  const others = ranLines(witness, own).filter(
    (one) => !marks.some((mark) => mark.patch === one.patch && mark.line === one.line),
  );

  const touches = (hunk: Hunk, some: readonly LineMark[]): boolean =>
    some.some((mark) => mark.patch === hunk.patch && hunk.lines.some((line) => line.line === mark.line));
  const marked = hunks.filter((hunk) => touches(hunk, marks.length > 0 ? marks : others));
  if (marked.length === 0) return untouched(version, hunks, witness);
  // The hunk at fault and those passed last say most; they are shown in the patch's order.
  const rank = (hunk: Hunk): number => marks.findLastIndex((mark) => touches(hunk, [mark]));
  const chosen = [...marked].sort((a, b) => rank(b) - rank(a)).slice(0, mostHunks);
  const shown = marked.filter((hunk) => chosen.includes(hunk));
  const left = marked.length - shown.length;
  const more = left > 0 ? `, and ${count(left, 'more hunk')} not shown` : '';
  return [
    `${faultSentence(finding, fault)}${more}:`,
    '',
    codeBlock(diffOf(shown, [...marks, ...others]).join('\n'), 'diff'),
    '',
  ];
}

function faultSentence(finding: Finding, fault: { readonly patch: string } | undefined): string {
  const marks = 'the run passes the patch lines marked with a letter, which the table repeats, or a `*`';
  if (finding.place.patch !== undefined) return `A patch wrote the line at fault; ${marks}`;
  if (fault !== undefined) return `The patch leaves the line at fault as it was; ${marks}`;
  return `The line at fault is not in the patch; ${marks}`;
}

/** Every patch line of these patches that a step of the run stands on. */
function ranLines(witness: Witness, patches: ReadonlySet<string>): LineMark[] {
  const ran = new Map<string, LineMark>();
  for (const step of witness.steps) {
    for (const { patch } of [...step.stack, step.place]) {
      if (patch === undefined || !patches.has(patch.patch)) continue;
      ran.set(`${patch.patch}:${patch.line}`, { patch: patch.patch, line: patch.line, word: '*' });
    }
  }
  return [...ran.values()];
}

function placeInPatch(
  hunks: readonly Hunk[],
  place: SourcePlace,
): { readonly patch: string; readonly line: number } | undefined {
  return place.patch === undefined ? contextLine(hunks, place) : { patch: place.patch.patch, line: place.patch.line };
}

/** The versions this one stands on, the first one first, then itself. */
function chainOf(series: SeriesResult, version: VersionInfo): VersionInfo[] {
  const chain: VersionInfo[] = [];
  let next: VersionInfo | undefined = version;
  while (next !== undefined && !chain.includes(next)) {
    chain.unshift(next);
    const base: string | undefined = next.base;
    next = series.versions.find((one) => one.name === base);
  }
  return chain;
}

/** No line that a patch added was run: what it took away is at fault, or what was there before. */
function untouched(version: VersionInfo, hunks: readonly Hunk[], witness: Witness): string[] {
  if (version.patches.length === 0) return [];
  const functions = new Set(
    witness.steps.flatMap((step) => [...step.stack, step.place].map((place) => place.function)),
  );
  const near = hunks.filter((hunk) => hunk.version === version.name && functions.has(functionOfHeading(hunk.heading)));
  if (near.length === 0) {
    return ['The run passes no line that this version added, and none of the functions that it changes.', ''];
  }
  const names = [...new Set(near.map((hunk) => code(`${functionOfHeading(hunk.heading)}()`)))];
  const shown = near.slice(0, mostHunks);
  const more = near.length > shown.length ? `, and ${count(near.length - shown.length, 'more hunk')} not shown` : '';
  const marks = shown.flatMap((hunk) =>
    hunk.lines.filter((line) => line.sign !== ' ').map((line) => ({ patch: hunk.patch, line: line.line, word: '' })),
  );
  return [
    `The run passes no line that this version added; it goes through ${list(names)}, where it takes lines away${more}:`,
    '',
    codeBlock(diffOf(shown, marks).join('\n'), 'diff'),
    '',
  ];
}

function diffOf(hunks: readonly Hunk[], marks: readonly LineMark[]): string[] {
  const text: string[] = [];
  let patch = '';
  for (const hunk of hunks) {
    if (hunk.patch !== patch) text.push(`--- ${hunk.patch}`);
    patch = hunk.patch;
    text.push(...excerpt(hunk, marks));
  }
  return text;
}

/**
 * A plain-text answer for the mailing list: the hunks of our rendition that findings belong to, each with the
 * interleaving under its line, and what the answer stands on. 72 columns but for quoted code. It speaks of the model in
 * every statement, and gives no tag.
 */
import type { Finding, SeriesResult, VersionInfo, Witness } from '../result';
import { plain } from './escape';
import { groupFindings, type FindingGroup } from './findings';
import { hunksOf, type Hunk } from './patch-excerpt';
import { patchLineOf, type PatchLine } from './patch-line';
import { simplifiedOn } from './simplified';
import { short, traceTable, type TraceTable } from './trace-table';
import { askedCells, findingsOfVersion, verdictOfVersion, type VersionFinding } from './version-findings';
import { count, list, replayCommand, variantName, versionLabel, withoutHash } from './words';

const width = 72;

/** Findings of one name, as one answer. */
interface Told {
  readonly group: FindingGroup;
  /** Those of the group that the version's base does not have. */
  readonly own: readonly VersionFinding[];
}

/** What is told under one patch line: the first in full, the others by name. */
interface Spot {
  readonly number: number;
  readonly at: PatchLine;
  readonly first: Told;
  readonly others: readonly Told[];
}

/**
 * @param only findings with this name or of this kind are told; default: all
 * @throws when the series has no such version
 */
export function renderReply(series: SeriesResult, name: string, only?: string): string {
  const version = series.versions.find((one) => one.name === name);
  if (version === undefined) throw new Error(`patch-oracle bug: no version ${name} in ${series.series}`);
  const findings = findingsOfVersion(series, version);
  const told = toldOf(series, version, findings).filter(
    ({ group }) => only === undefined || group.name === only || group.name.startsWith(`${only}@`),
  );
  const spots = spotsOf(version, told);
  const elsewhere = told.filter((one) => !spots.some((spot) => spot.first === one || spot.others.includes(one)));
  const lines = [
    ...opening(series, version),
    ...hunks(series, version, spots),
    ...(elsewhere.length === 0
      ? []
      : [
          '',
          ...fill('In the model also found, on ways that pass no line of this patch:'),
          ...elsewhere.flatMap(brief),
        ]),
    ...(only === undefined ? older(findings, told) : []),
    ...closing(
      series,
      version,
      spots.map((spot) => spot.first),
    ),
  ];
  return `${lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()}\n`;
}

function toldOf(series: SeriesResult, version: VersionInfo, findings: readonly VersionFinding[]): Told[] {
  const own = findings.filter((one) => one.own);
  return groupFindings(series, version.name)
    .filter((group) => own.some((one) => one.name === group.name))
    .map((group) => ({ group, own: own.filter((one) => one.name === group.name) }));
}

/** In the order of the patches' lines. What reviewers asked about is told first under its line, see `groupFindings`. */
function spotsOf(version: VersionInfo, told: readonly Told[]): Spot[] {
  const at = new Map<string, { at: PatchLine; told: Told[] }>();
  for (const one of told) {
    const line = patchLineOf(version, one.group.occurrences[0].finding);
    if (line === undefined) continue;
    const key = `${line.patch}:${line.line}`;
    const known = at.get(key);
    if (known === undefined) at.set(key, { at: line, told: [one] });
    else known.told.push(one);
  }
  const files = version.patches.map((one) => one.file);
  return [...at.values()]
    .sort((a, b) => files.indexOf(a.at.patch) - files.indexOf(b.at.patch) || a.at.line - b.at.line)
    .flatMap(({ at: line, told: [first, ...others] }, index) =>
      first === undefined ? [] : [{ number: index + 1, at: line, first, others }],
    );
}

function opening(series: SeriesResult, version: VersionInfo): string[] {
  const posted =
    version.messageId === undefined
      ? []
      : [postedLine(version, version.messageId), `<${plain(version.messageId)}>:`, ''];
  const verdict = verdictOfVersion(series, version);
  const found = verdict === undefined ? '' : ` ${sentence(verdict.summary)}`;
  return [
    ...posted,
    ...fill(
      `This is the answer of a model, not of a kernel that ran. patch-oracle has a small model of mm/ in C and a rendition of this posting over it (${variantName({ series: series.series, version: version.name })}); in the model it runs every interleaving of each question within stated bounds.${found}`,
    ),
    ...(version.patches.length === 0
      ? []
      : ['', ...fill('The hunks quoted below are those of the rendition over the model, not the posted text.')]),
  ];
}

function postedLine(version: VersionInfo, messageId: string): string {
  const when = version.date === undefined ? '' : `On ${plain(version.date)}, `;
  return messageId === '' ? '' : `${when}${plain(version.author ?? 'somebody')} posted`;
}

/** Hunks with findings, quoted, each finding under its line. */
function hunks(series: SeriesResult, version: VersionInfo, spots: readonly Spot[]): string[] {
  let file = '';
  return hunksOf(version).flatMap((hunk) => {
    const here = spots.filter(({ at }) => at.patch === hunk.patch && hunk.lines.some((line) => line.line === at.line));
    if (here.length === 0) return [];
    const head = file === hunk.file ? [] : [`> --- a/${hunk.file}`, `> +++ b/${hunk.file}`];
    file = hunk.file;
    return ['', ...head, ...quoted(series, hunk, here)];
  });
}

function quoted(series: SeriesResult, hunk: Hunk, spots: readonly Spot[]): string[] {
  const lines = [`> @@ ${hunk.heading}`.trimEnd()];
  for (const line of hunk.lines) {
    lines.push(`> ${line.sign}${line.text}`.trimEnd());
    const here = spots.filter((spot) => spot.at.line === line.line);
    if (here.length > 0) lines.push('', ...here.flatMap((spot) => [...telling(series, spot), '']));
  }
  return lines;
}

const how: Readonly<Record<PatchLine['how'], string>> = {
  wrote: 'at this line',
  shows: 'at this line',
  passes: 'after this line, the last of the patch that the run passes,',
  removes: 'in the function that this line is taken from,',
};

function telling(series: SeriesResult, { number, at, first: { group, own }, others }: Spot): string[] {
  const { cell, finding } = group.occurrences[0];
  const info = series.cases.find((one) => one.name === cell.case);
  const cases = [...new Set(own.map((one) => one.cell.case))].filter((name) => name !== cell.case);
  const detail = finding.detail === '' ? '' : ` (${short(finding.detail)})`;
  const place = at.how === 'wrote' || at.how === 'shows' ? '' : ` The line at fault: ${plain(finding.place.text)}`;
  return [
    ...fill(
      `[${number}] In the model, ${how[at.how]} ${whoOf(finding)} runs into ${finding.kind} in ${plain(finding.place.function)}()${detail}.${place}`,
    ),
    ...fill(`Question (${plain(cell.case)}): ${plain(info?.question ?? '')}`, 4),
    ...confirmed(group, cell.version).flatMap((line) => fill(line, 4)),
    ...fill(statusSentence(own), 4),
    ...(cases.length === 0 ? [] : fill(`In the model also found by ${list(cases.map(plain))}.`, 4)),
    ...finding.witnesses.flatMap((witness) => ['', ...run(series, group, witness)]),
    ...(others.length === 0
      ? []
      : ['', ...fill('In the model the same line also leads to:'), ...others.flatMap(brief)]),
  ];
}

/** What is found when all threads have ended, no thread ran into. */
function whoOf(finding: Finding): string {
  const last = finding.witnesses[0]?.steps.at(-1)?.thread;
  if (last === 'finally') return 'the final check';
  return last === 'setup' ? 'the set-up' : plain(finding.thread);
}

function brief({ group, own }: Told): string[] {
  const cases = [...new Set(own.map((one) => plain(one.cell.case)))];
  const { kind, place } = group.occurrences[0].finding;
  return bullet(`${kind} in ${plain(place.function)}() (${cases.join(', ')})`);
}

/** Concerns raised about this version: what was said of later ones is no part of the answer. */
function confirmed(group: FindingGroup, version: string): string[] {
  return group.confirms
    .filter((item) => item.claim?.version === version)
    .map(
      (item) =>
        `It is what ${plain(item.who)} was concerned about on ${plain(item.date)} <${plain(item.messageId)}>: ${plain(item.concern)}`,
    );
}

/** New against the version before, or still there. */
function statusSentence(own: readonly VersionFinding[]): string {
  const still = own.filter((one) => one.status === 'still');
  if (still.length === 0)
    return own.some((one) => one.status === 'new') ? 'The version before does not have it in the model.' : '';
  return still.length === own.length
    ? 'The version before has it in the model too, on the same source line.'
    : `The version before has it in the model too in ${list([...new Set(still.map((one) => plain(one.cell.case)))])}.`;
}

function run(series: SeriesResult, group: FindingGroup, witness: Witness): string[] {
  const { cell, finding } = group.occurrences[0];
  const version = series.versions.find((one) => one.name === cell.version);
  const own = new Set((version?.patches ?? []).map((one) => one.file));
  const table = traceTable(finding, witness, width, (patch) => own.has(patch), width);
  return [
    ...(witness.role === undefined ? [] : [...fill(plain(witness.role)), '']),
    ...table.lines,
    ...legend(table),
    '',
    ...replayCommand(cell, withoutHash(witness.trace), width - 2).map((line) => `  ${line}`),
  ];
}

/** What the letters in the margin of the table stand for. */
function legend(table: TraceTable): string[] {
  const rows = table.passed.map(({ letter, place }) => `[${letter}] ${plain(place.text)}`);
  if (rows.length === 0) return [];
  return ['', ...rows.map((row) => (row.length > width ? `${row.slice(0, width - 4)} ...` : row))];
}

/** Findings that the base has too are no fault of this posting: named, not told. */
function older(findings: readonly VersionFinding[], told: readonly Told[]): string[] {
  const names = new Set(findings.filter((one) => !one.own).map((one) => one.name));
  for (const one of told) names.delete(one.group.name);
  if (names.size === 0) return [];
  return ['', ...fill(`In the model what this version stands on already has: ${list([...names].sort())}.`)];
}

function closing(series: SeriesResult, version: VersionInfo, told: readonly Told[]): string[] {
  const cells = askedCells(series, version.name);
  const simplified = simplifiedOn(
    series,
    told.map((one) => one.group.occurrences[0].finding),
  );
  const unanswered = cells.filter((cell) => cell.verdict === 'inconclusive' || cell.verdict === 'refused');
  const open = [...new Set(unanswered.map((cell) => plain(cell.case)))];
  return [
    '',
    'What this stands on',
    '-------------------',
    ...fill(baseText(series, version)),
    '',
    ...fill(`Bounds: ${boundsText(series, version)}.`),
    ...(open.length === 0 ? [] : ['', ...fill(`Without an answer in the model: ${list(open)}.`)]),
    ...(simplified.length === 0
      ? []
      : [
          '',
          ...fill('On the way of these runs the model simplifies or stubs:'),
          ...simplified.flatMap(({ functions, how: text }) =>
            bullet(`${list(functions.map((name) => `${plain(name)}()`))}: ${plain(text)}`),
          ),
        ]),
    '',
    ...fill('The model as a whole leaves out or reduces:'),
    ...(series.leftOut ?? []).flatMap((one) => bullet(plain(one))),
    ...bullet(memoryText(cells.map((cell) => cell.memory))),
    '',
    ...fill(
      'A finding of the model is an interleaving to check against the real code by eye. Where the model found nothing, that holds for the model within these bounds, and is no statement about a kernel.',
    ),
  ];
}

function baseText(series: SeriesResult, version: VersionInfo): string {
  const base = series.versions.find((one) => one.name === version.base);
  if (base === undefined) {
    return `Base: ${version.base === undefined ? 'the plain model' : `${plain(version.base)}, of the model`}.`;
  }
  const mail = base.messageId === undefined ? '' : ` <${plain(base.messageId)}>`;
  return `Base: ${plain(versionLabel(base))} of the model, ${plain(base.title)}${mail}.`;
}

/** Every setting of the configurations asked, `PMD_ORDER=1 or 2`, and the memory models. */
function boundsText(series: SeriesResult, version: VersionInfo): string {
  const cells = askedCells(series, version.name);
  const values = new Map<string, Set<string>>();
  for (const cell of cells) {
    const config = series.cases.find((one) => one.name === cell.case)?.configs[cell.config] ?? {};
    for (const [key, value] of Object.entries(config)) values.set(key, (values.get(key) ?? new Set()).add(value));
  }
  const settings = [...values].sort().map(([key, all]) => `${plain(key)}=${[...all].sort().map(plain).join(' or ')}`);
  const memory = [...new Set(cells.map((cell) => cell.memory))].sort();
  const questions = new Set(cells.map((cell) => cell.case)).size;
  return [count(questions, 'question'), `memory model ${memory.join(', ')}`, ...settings].join('; ');
}

function memoryText(models: readonly string[]): string {
  return models.some((one) => one !== 'sc')
    ? `memory ordering: as the memory models named above say, per question${models.includes('lkmm') ? '; under lkmm load buffering not explored' : ''}`
    : 'memory ordering: every access takes effect at once (sc); no store buffer, no reordering';
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function bullet(text: string): string[] {
  return fill(text, 4).map((line, index) => (index === 0 ? `  - ${line.slice(4)}` : line));
}

/** Words in lines of at most `width` columns, further lines and the first one indented; a longer word keeps a line of its own. */
export function fill(text: string, indent = 0): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter((one) => one !== '')) {
    if (line !== '' && indent + line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  if (line !== '') lines.push(line);
  return lines.map((one) => ' '.repeat(indent) + one);
}

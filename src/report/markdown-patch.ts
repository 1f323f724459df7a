/**
 * The patch lines that a run passes, as Markdown: a diff whose letters the interleaving repeats.
 */
import type { Finding, SeriesResult, SourcePlace, VersionInfo, Witness } from '../result';
import { code, codeBlock } from './escape';
import { contextLine, excerpt, functionOfHeading, hunksOf, type Hunk, type LineMark } from './patch-excerpt';
import type { TraceTable } from './trace-table';
import { count, list } from './words';

/** Hunks quoted beside one trace; a reader follows no more. */
const mostHunks = 4;

/** The patch lines a trace passes, as a diff with the letters of the table. */
export function renderPatch(
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
  const bases = [...new Set(shown.map((hunk) => hunk.version))].filter((name) => name !== version.name);
  const older =
    bases.length === 0
      ? ''
      : `; ${list(bases.map(code))} ${bases.length === 1 ? 'is' : 'are'} what this version stands on`;
  return [
    `${faultSentence(finding, fault)}${more}${older}:`,
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

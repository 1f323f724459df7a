/**
 * The patches of a version as a reviewer sees them: unified, in colour, with findings under their line, and for each
 * added line whether a case runs it.
 */
import type { CellResult, ElementNeed, HunkContext, Necessity, SeriesResult, VersionInfo } from '../../result';
import { cellsOf } from '../cells-of';
import { groupFindings, type FindingGroup } from '../findings';
import { contextLine, functionOfHeading, hunksOf, type Hunk } from '../patch-excerpt';
import { isNeeded, needSummary, needText } from '../study';
import { count, glyphs } from '../words';
import { colour, coloured, type Lexer } from './colour';
import type { Book } from './book';
import { markup, idOf, lineEnd, lines, type Raw } from './escape';
import { findingId, lineId, link } from './names';

/** A finding and the patch line that it is shown under. */
interface Box {
  readonly patch: string;
  readonly line: number;
  readonly group: FindingGroup;
  /** `here`: on the line itself. `passes`: the line at fault is elsewhere, and this is the last own line that the run passes. */
  readonly how: 'here' | 'passes';
}

/** What the parts of one page share. */
export interface Page {
  readonly lexer: Lexer;
  readonly book: Book;
  /** By name of the variant; known of some only. */
  readonly needs: ReadonlyMap<string, Necessity>;
}

/** Patch file -> line -> does some case run it? Lines that are no code are missing. */
type Coverage = ReadonlyMap<string, ReadonlyMap<number, boolean>>;

export function patches(series: SeriesResult, version: VersionInfo, page: Page): Raw {
  if (version.patches.length === 0) return markup``;
  const hunks = hunksOf(version);
  const groups = groupFindings(series, version.name);
  const boxes = groups.flatMap((group) => boxOf(version, hunks, group));
  const apart = groups.filter((group) => !boxes.some((box) => box.group === group));
  const coverage = coverageOf(cellsOf(series, version.name));
  const needs = page.needs.get(`${version.series}/${version.name}`);
  return markup`<h3>The patches, in the model</h3>
    ${unrun(version, hunks, coverage)}
    ${apart.length > 0 && markup`<p>On none of their lines: ${apart.map((group, index) => [index > 0 && ', ', link(occurrenceId(group), group.name)])}.</p>`}
    ${needs && markup`<p>${needSummary(needs)}</p>`}
    ${version.patches.map((patch) => onePatch(version, patch, { hunks, boxes, coverage, elements: needs?.elements ?? [] }, page))}`;
}

const occurrenceId = (group: FindingGroup): string => findingId(group.occurrences[0].cell, group.name);

function boxOf(version: VersionInfo, hunks: readonly Hunk[], group: FindingGroup): Box[] {
  const { finding } = group.occurrences[0];
  const own = (patch: string): boolean => version.patches.some((one) => one.file === patch);
  const { patch } = finding.place;
  if (patch && own(patch.patch)) return [{ patch: patch.patch, line: patch.line, group, how: 'here' }];
  const near = patch ? undefined : contextLine(hunks, finding.place);
  if (near) return [{ ...near, group, how: 'here' }];
  const steps = finding.witnesses.flatMap((witness) => witness.steps);
  for (const step of steps.reverse()) {
    if (step.thread !== finding.thread) continue;
    const passed = [step.place, ...[...step.stack].reverse()].find((place) => place.patch && own(place.patch.patch));
    if (passed?.patch) return [{ patch: passed.patch.patch, line: passed.patch.line, group, how: 'passes' }];
  }
  return [];
}

function coverageOf(cells: readonly CellResult[]): Coverage {
  const coverage = new Map<string, Map<number, boolean>>();
  for (const cell of cells) {
    for (const [patch, known] of Object.entries(cell.patchLines ?? {})) {
      const lines = coverage.get(patch) ?? new Map<number, boolean>();
      coverage.set(patch, lines);
      for (const line of known.unrun) if (!lines.has(line)) lines.set(line, false);
      for (const line of known.run) lines.set(line, true);
    }
  }
  return coverage;
}

/** The lines that no case runs come first: nothing is known of them. */
function unrun(version: VersionInfo, hunks: readonly Hunk[], coverage: Coverage): Raw {
  if (coverage.size === 0) return markup``;
  const missed = hunks.flatMap((hunk) =>
    hunk.lines.flatMap((line) => (coverage.get(hunk.patch)?.get(line.line) === false ? [{ hunk, line }] : [])),
  );
  const known = [...coverage.values()].reduce((sum, one) => sum + one.size, 0);
  if (missed.length === 0) {
    return markup`<p class="covered">
      Some case runs each of the ${count(known, 'added line')} that ${known === 1 ? 'is' : 'are'} code.
    </p>`;
  }
  return markup`<div class="missed">
    <p>
      <b>${count(missed.length, 'added line')} that no case runs</b>, of ${known} that are code. The verdicts below say
      nothing of them.
    </p>
    <ul>
      ${missed.map(({ hunk, line }) => markup`<li>${link(lineId(version, hunk.patch, line.line), markup`<code>${line.text.trim()}</code>`)} in ${functionOfHeading(hunk.heading)}()</li>`)}
    </ul>
  </div>`;
}

/** What is known of the lines of a version's patches. */
interface Known {
  readonly hunks: readonly Hunk[];
  readonly boxes: readonly Box[];
  readonly coverage: Coverage;
  readonly elements: readonly ElementNeed[];
}

function onePatch(
  version: VersionInfo,
  patch: VersionInfo['patches'][number],
  { hunks, boxes, coverage, elements }: Known,
  page: Page,
): Raw {
  const own = hunks.filter((hunk) => hunk.patch === patch.file);
  const head = headOf(patch.text);
  const known = [...(coverage.get(patch.file) ?? [])];
  const context = (hunk: Hunk): HunkContext | undefined =>
    version.contexts?.find((one) => one.patch === hunk.patch && one.hunk === hunk.number);
  const number = page.book.patch({
    id: idOf(version.series, version.name, 'patch', String(version.patches.indexOf(patch) + 1)),
    hunks: own.map((hunk) => ({
      line: hunk.lines[0]?.line ?? 0,
      old: context(hunk)?.oldStart ?? 0,
      fresh: context(hunk)?.newStart ?? 0,
      before: colour(context(hunk)?.before ?? [], page.lexer),
      after: colour(context(hunk)?.after ?? [], page.lexer),
    })),
    run: known.flatMap(([line, ran]) => (ran ? [line] : [])),
    unrun: known.flatMap(([line, ran]) => (ran ? [] : [line])),
  });
  return markup`<article class="patch" data-p="${number}">
    <h4>${head.subject ?? patch.file}</h4>
    <p class="dim"><code>${patch.file}</code>${head.models.map((one) => ` · models ${one}`)}</p>
    ${head.description !== '' && markup`<pre class="said">${lines(head.description)}</pre>`}
    ${own.map((hunk, index) => oneHunk(hunk, own[index - 1]?.file !== hunk.file, page.lexer))}
    ${boxes
      .filter((box) => box.patch === patch.file)
      .map((box) => markup`<div class="box" data-l="${box.line}">${boxText(box)}</div> `)}
    ${elements
      .filter((one) => one.place.patch === patch.file)
      .map(
        (one) =>
          markup`<div class="box ${isNeeded(one) ? 'need' : 'unneeded'}" data-l="${one.place.line}"><code>${one.text}</code> ${needText(one)}</div> `,
      )}
  </article> `;
}

/** A line of text per line of the hunk; the script makes a table of it, with what `Book.patch` remembers. */
function oneHunk(hunk: Hunk, named: boolean, lexer: Lexer): Raw {
  const pieces = coloured(hunk.lines, lexer);
  const text = hunk.lines.map((line, index) => markup`${line.sign}${pieces[index]}${lineEnd}`);
  return markup`${named && markup`<h5>${hunk.file}</h5>`}
<pre class="hunk" data-h="${hunk.heading}">${text}</pre>`;
}

/** Questions named in a box; the others stand with the runs. */
const mostCases = 3;

function boxText(box: Box): Raw {
  const { group } = box;
  const how = box.how === 'here' ? '' : ' after a run that passes here';
  const named = group.occurrences.slice(0, mostCases);
  const more = group.occurrences.length - named.length;
  return markup`<span class="v ${group.severity}"
      ><span aria-hidden="true">${glyphs[group.severity]}</span> ${group.severity}</span
    >
    <b>${group.name}</b>${how} in
    ${named.map((one, index) => [index > 0 && ', ', link(findingId(one.cell, group.name), one.cell.case)])}${more > 0 && ` and ${more} more`}${group.confirms.map((item) => markup`<br />${item.who} (${item.id}): <q>${item.concern}</q>`)}`;
}

/** Subject, models and description, as a patch file of ours has them. */
function headOf(text: string): { subject?: string; models: string[]; description: string } {
  const end = text.indexOf('\n---\n');
  const [head = '', ...rest] = (end < 0 ? '' : text.slice(0, end)).split('\n\n');
  const subject = /^Subject: (.*(?:\n[ \t].*)*)/m.exec(head)?.[1]?.replace(/\s+/g, ' ');
  const models = [...head.matchAll(/^Models: (.*)$/gm)].map((match) => match[1] ?? '');
  return { ...(subject === undefined ? {} : { subject }), models, description: rest.join('\n\n').trim() };
}

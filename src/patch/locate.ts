/**
 * Where a hunk belongs. Its old lines must occur exactly, in the place that its heading names, once; line numbers count
 * for nothing. Anything else is refused, with the place that comes nearest.
 */
import { diagnose, didYouMean, type Diagnostic } from '../base/diagnostics';
import type { SourceFile, Span } from '../base/source';
import { allows, headingFor, homeOf, homeText, layoutOf, readHeading, type FileLayout, type Heading } from './heading';
import { nearestMatch } from './nearest';
import { newLines, oldLines, type Hunk } from './patch-file';

export type Placement =
  /** 0-based line at which the old lines begin. */
  { readonly kind: 'at'; readonly at: number } | { readonly kind: 'refused'; readonly diagnostic: Diagnostic };

/** One file before a patch, read once for all its hunks. */
export class Target {
  readonly layout: FileLayout;

  constructor(
    readonly path: string,
    readonly file: SourceFile,
  ) {
    this.layout = layoutOf(file.text);
  }

  get lines(): readonly string[] {
    return this.layout.lines;
  }

  span(line: number, count = 1): Span {
    const last = this.file.lineSpan(line + Math.max(1, count));
    return { file: this.file, start: this.file.lineSpan(line + 1).start, end: last.end };
  }
}

export function locate(target: Target, hunk: Hunk, patch: SourceFile): Placement {
  return new Search(target, hunk, patch).result();
}

/** 0-based lines at which `wanted` occurs. */
export function occurrences(lines: readonly string[], wanted: readonly string[]): number[] {
  const found: number[] = [];
  for (let at = 0; at + wanted.length <= lines.length; at++) {
    if (wanted.every((line, index) => lines[at + index] === line)) found.push(at);
  }
  return found;
}

const shown = 3;

class Search {
  private readonly header: Span;
  private readonly heading: Heading;
  private readonly facts: { readonly hunk: number; readonly path: string };

  constructor(
    private readonly target: Target,
    private readonly hunk: Hunk,
    private readonly patch: SourceFile,
  ) {
    this.header = patch.lineSpan(hunk.line);
    this.heading = readHeading(hunk.heading, target.layout);
    this.facts = { hunk: hunk.number, path: target.path };
  }

  result(): Placement {
    const { target, hunk, facts } = this;
    const old = oldLines(hunk);
    if (old.length === 0) return this.refuse(diagnose('patch-hunk-no-context', facts, this.header));
    const all = occurrences(target.lines, old);
    const allowed = all.filter((at) => allows(this.heading, target.layout, hunk, at));
    const [only] = allowed;
    if (only !== undefined && allowed.length === 1) return { kind: 'at', at: only };
    if (allowed.length > 1) return this.refuse(this.many(allowed));
    if (all.length > 0) return this.refuse(this.elsewhere(all));
    return this.refuse(this.nowhere(old));
  }

  private refuse(diagnostic: Diagnostic): Placement {
    return { kind: 'refused', diagnostic };
  }

  private many(places: readonly number[]): Diagnostic {
    const notes = places.slice(0, shown).map((at) => ({ message: 'here', span: this.target.span(at) }));
    return diagnose('patch-hunk-many', { ...this.facts, count: places.length }, this.header, notes);
  }

  /** The lines are in the file, but not where the heading says. */
  private elsewhere(places: readonly number[]): Diagnostic {
    const { target, hunk, facts, heading } = this;
    const [first = 0] = places;
    const home = homeOf(target.layout, hunk, first);
    const names = { home: homeText(home), write: home?.name ?? headingFor(target.layout, hunk, first) };
    const notes = places.slice(0, shown).map((at) => ({
      message: `its lines stand here, in ${homeText(homeOf(target.layout, hunk, at))}`,
      span: target.span(at),
    }));
    if (hunk.heading === '') return diagnose('patch-hunk-no-heading', { ...facts, ...names }, this.header, notes);
    if (heading.anchors.length > 0) {
      return diagnose('patch-hunk-heading', { ...facts, heading: heading.name, ...names }, this.header, notes);
    }
    return this.unknownHeading(names.write, notes);
  }

  private unknownHeading(write: string, notes: Diagnostic['notes']): Diagnostic {
    const { target, facts, heading } = this;
    const known = target.layout.blocks.map((block) => block.name);
    const near = write === '' ? didYouMean(heading.name, known) : undefined;
    const hint = near === undefined ? undefined : `did you mean '${near}'?`;
    const all = { ...facts, heading: heading.name, home: write === '' ? '<function>' : write };
    return diagnose('patch-heading-unknown', all, this.header, notes, hint);
  }

  private nowhere(old: readonly string[]): Diagnostic {
    const { target, hunk, patch, facts, heading } = this;
    const fresh = newLines(hunk);
    const done =
      fresh.length > 0 && hunk.lines.some((one) => one.kind === 'add') ? occurrences(target.lines, fresh) : [];
    const [applied] = done.filter((at) => heading.anchors.length === 0 || allows(heading, target.layout, hunk, at));
    if (applied !== undefined) {
      const notes = [{ message: 'its new lines stand here', span: target.span(applied) }];
      return diagnose('patch-hunk-applied', facts, this.header, notes);
    }
    const near = nearestMatch(target.lines, old, this.searched());
    if (!near) {
      const misnamed = hunk.heading !== '' && heading.anchors.length === 0;
      return misnamed ? this.unknownHeading('', []) : diagnose('patch-hunk-nowhere', facts, this.header);
    }
    const wanted = hunk.lines.filter((one) => one.kind !== 'add')[near.patchLine];
    const which = near.equal === old.length ? 'has this line between' : 'differs here';
    const notes = [
      { message: `the nearest match (${near.equal} of ${old.length} lines) ${which}`, span: target.span(near.line) },
      ...(wanted ? [{ message: 'where the hunk wants this line', span: patch.lineSpan(wanted.line) }] : []),
    ];
    if (hunk.heading !== '' && heading.anchors.length === 0) return this.unknownHeading('', notes);
    const blanks = wanted && wanted.text.trim() === (target.lines[near.line] ?? '').trim() && near.equal < old.length;
    const hint = blanks ? 'the two lines differ in blanks only: did a tab become blanks on the way?' : undefined;
    return diagnose('patch-hunk-nowhere', facts, this.header, notes, hint);
  }

  /** Line ranges of the blocks that the heading names, else the whole file. */
  private searched(): readonly (readonly [number, number])[] {
    const blocks = this.heading.anchors.flatMap((anchor) => (anchor.block ? [anchor.block] : []));
    if (blocks.length === 0) return [[0, this.target.lines.length]];
    return blocks.map((block) => [block.start, block.end + 1] as const);
  }
}

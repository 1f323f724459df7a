/**
 * The part of a version's patches that a finding is about, with its lines marked. Reads the patch text as the
 * result carries it; it applies nothing and judges nothing.
 */
import type { VersionInfo } from '../result';
import { expandTabs } from './escape';

export interface HunkLine {
  /** ' ', '+' or '-'. */
  readonly sign: string;
  readonly text: string;
  /** 1-based line in the patch file. */
  readonly line: number;
}

export interface Hunk {
  readonly patch: string;
  /** Version whose patch it is. */
  readonly version: string;
  /** 1-based number in the patch file. */
  readonly number: number;
  /** File it changes, without the `a/`, `b/` prefix. */
  readonly file: string;
  /** The text after the second `@@`. */
  readonly heading: string;
  readonly lines: readonly HunkLine[];
}

/** Word to put at the end of a patch line: `[a]`, `<== use-after-free`. */
export interface LineMark {
  readonly patch: string;
  readonly line: number;
  readonly word: string;
}

const known = new WeakMap<VersionInfo, readonly Hunk[]>();

/** Every hunk of a version's patches, in order. Lines outside hunks are the mail's, and are left out. */
export function hunksOf(version: VersionInfo): readonly Hunk[] {
  let hunks = known.get(version);
  if (hunks === undefined) {
    hunks = version.patches.flatMap(({ file, text }) => hunksIn(file, text, version.name));
    known.set(version, hunks);
  }
  return hunks;
}

/** The hunks of one diff; `patch` and `version` are only put into them. */
export function hunksIn(patch: string, text: string, version: string): Hunk[] {
  const hunks: Hunk[] = [];
  let file = '';
  let lines: HunkLine[] = [];
  let left = { old: 0, new: 0 };
  text.split('\n').forEach((raw, index) => {
    const sign = raw[0] ?? ' ';
    if ((left.old > 0 || left.new > 0) && (sign === ' ' || sign === '+' || sign === '-')) {
      lines.push({ sign, text: raw.slice(1), line: index + 1 });
      left = { old: left.old - (sign === '+' ? 0 : 1), new: left.new - (sign === '-' ? 0 : 1) };
      return;
    }
    const target = /^\+\+\+ (?:b\/)?(\S+)/.exec(raw);
    if (target) file = target[1] ?? '';
    const header = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@ ?(.*)$/.exec(raw);
    if (!header) return;
    left = { old: Number(header[1] ?? 1), new: Number(header[2] ?? 1) };
    lines = [];
    hunks.push({ patch, version, number: hunks.length + 1, file, heading: (header[3] ?? '').trim(), lines });
  });
  return hunks;
}

/** Name of the function a hunk's heading stands in, or the whole heading when it names none. */
export function functionOfHeading(heading: string): string {
  return /([A-Za-z_]\w*)\s*\(/.exec(heading)?.[1] ?? heading;
}

/** The place of a line that no patch wrote, as context of a hunk of the same file and function; undefined unless exactly one fits. */
export function contextLine(
  hunks: readonly Hunk[],
  place: { readonly file: string; readonly function: string; readonly text: string },
): { readonly patch: string; readonly line: number } | undefined {
  const found = hunks
    .filter((hunk) => hunk.file === place.file && functionOfHeading(hunk.heading) === place.function)
    .flatMap((hunk) =>
      hunk.lines
        .filter((line) => line.sign === ' ' && place.text !== '' && line.text.trim() === place.text)
        .map((line) => ({ patch: hunk.patch, line: line.line })),
    );
  return found.length === 1 ? found[0] : undefined;
}

/**
 * One hunk as a diff, cut to `around` lines before and after its marked lines. Deleted and added lines next to
 * a mark stay. The marks stand in one column at the end of their lines.
 */
export function excerpt(hunk: Hunk, marks: readonly LineMark[], around = 3): string[] {
  const wordAt = new Map<number, string>();
  for (const mark of marks) {
    if (mark.patch !== hunk.patch) continue;
    const before = wordAt.get(mark.line);
    wordAt.set(mark.line, before === undefined ? mark.word : `${before} ${mark.word}`);
  }
  const marked = hunk.lines.flatMap((line, at) => (wordAt.has(line.line) ? [at] : []));
  const keep = hunk.lines.map((_, index) => marked.some((at) => Math.abs(at - index) <= around));
  const shown = hunk.lines.map((line) => `${line.sign}${expandTabs(line.text, 1)}`);
  const width = Math.min(
    60,
    Math.max(0, ...shown.filter((_, index) => wordAt.has(hunk.lines[index]?.line ?? 0)).map((line) => line.length)),
  );
  const out = [`@@ hunk ${hunk.number} @@ ${hunk.heading}`.trimEnd()];
  let gap = false;
  hunk.lines.forEach((line, index) => {
    if (!keep[index]) {
      gap = true;
      return;
    }
    if (gap && out.length > 1) out.push(' ...');
    gap = false;
    const word = wordAt.get(line.line);
    const text = shown[index] ?? '';
    out.push(word === undefined ? text.trimEnd() : `${text.padEnd(width)}  ${word}`.trimEnd());
  });
  return out;
}

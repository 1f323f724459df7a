/**
 * Unified diffs that our own rules accept: two sets of files to text. `diff` finds the changes; headings are ours, and
 * context grows until every hunk has one place.
 */
import { structuredPatch } from 'diff';
import { bug } from '../base/diagnostics';
import { SourceFile } from '../base/source';
import { applyFilePatches, type Files } from './apply';
import { headingFor, layoutOf, linesOf } from './heading';
import { parseDiff } from './parse-patch';
import type { Hunk } from './patch-file';

/** What turns `before` into `after`, files in the order of their paths; empty when nothing does. */
export function writeDiff(before: Files, after: Files): string {
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  const textOf = (files: Files, path: string): string | undefined => {
    const text = files.get(path)?.text;
    return text === undefined || text === '' || text.endsWith('\n') ? text : `${text}\n`;
  };
  return paths.map((path) => fileDiff(path, textOf(before, path), textOf(after, path))).join('');
}

const usualContext = 3;

function fileDiff(path: string, before: string | undefined, after: string | undefined): string {
  if (before === after) return '';
  const most = Math.max(usualContext, linesOf(before ?? '').length);
  for (let context = usualContext; ; context = Math.min(context * 2, most)) {
    const text = withContext(path, before, after, context);
    if (before === undefined || after === undefined || holds(path, before, after, text)) return text;
    if (context === most) throw bug(`the diff of ${path} does not apply to the text it was made from`);
  }
}

/** Does the diff give `after` when it is applied as a patch is? */
function holds(path: string, before: string, after: string, diff: string): boolean {
  const source = new SourceFile('diff', diff);
  const parsed = parseDiff(source);
  if (!parsed.files) return false;
  const { files } = applyFilePatches(new Map([[path, new SourceFile(path, before)]]), parsed.files, source);
  return files?.get(path)?.text === after;
}

function withContext(path: string, before: string | undefined, after: string | undefined, context: number): string {
  const layout = layoutOf(before ?? '');
  const { hunks } = structuredPatch(path, path, before ?? '', after ?? '', undefined, undefined, { context });
  const lines = [
    before === undefined ? '--- /dev/null' : `--- a/${path}`,
    after === undefined ? '+++ /dev/null' : `+++ b/${path}`,
  ];
  for (const hunk of hunks) {
    const whole = before === undefined || after === undefined;
    const heading = whole ? '' : headingFor(layout, asHunk(hunk.lines), hunk.oldStart - 1);
    const counts = `-${range(hunk.oldStart, hunk.oldLines)} +${range(hunk.newStart, hunk.newLines)}`;
    lines.push(`@@ ${counts} @@${heading === '' ? '' : ` ${heading}`}`, ...hunk.lines);
  }
  return `${lines.join('\n')}\n`;
}

/** An empty range is named by the line before it. */
function range(start: number, count: number): string {
  return `${count === 0 ? start - 1 : start},${count}`;
}

function asHunk(lines: readonly string[]): Hunk {
  const kinds = { '+': 'add', '-': 'remove' } as const;
  const kindOf = (line: string): 'add' | 'remove' | 'context' => kinds[line.charAt(0) as '+' | '-'] ?? 'context';
  return {
    number: 0,
    heading: '',
    oldStart: 0,
    newStart: 0,
    line: 0,
    lines: lines.map((line) => ({ kind: kindOf(line), text: line.slice(1), line: 0 })),
  };
}

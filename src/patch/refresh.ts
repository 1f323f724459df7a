/**
 * `edit` and `refresh`: a version as a tree of files, and its last patch file made anew from the edited tree. The patch
 * keeps its header and description; line numbers, context and headings are new.
 */
import { diagnose, type Diagnostic } from '../base/diagnostics';
import { SourceFile } from '../base/source';
import type { Files } from './apply';
import { pathFault } from './model-path';
import type { PatchFile } from './patch-file';
import type { Series } from './series';
import { applyPatches, lastPatch } from './version';
import { writeDiff } from './write-diff';

export interface Refreshed {
  /** Patch file to write, relative to the project. */
  readonly file?: string;
  readonly text?: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** What `edit` writes: paths relative to the folder, in order. */
export function editTree(files: Files): readonly { readonly path: string; readonly text: string }[] {
  return [...files].map(([path, file]) => ({ path, text: file.text })).sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** @param edited the whole tree, path relative to the folder -> text; what is missing is removed by the patch */
export function refreshVersion(
  model: Files,
  series: Series,
  name: string,
  edited: ReadonlyMap<string, string>,
  allSeries: readonly Series[] = [],
): Refreshed {
  const found = lastPatch(series, name, allSeries);
  if (!('below' in found)) return { diagnostics: [found] };
  const { below, last } = found;
  if (!last) return { diagnostics: [diagnose('refresh-no-patch', { name }, found.version.nameSpan)] };
  const before = applyPatches(model, below);
  if (!before.files) return { diagnostics: before.diagnostics };
  return refreshPatch(before.files, edited, last);
}

/** @param before the files that the patch is applied to */
export function refreshPatch(before: Files, edited: ReadonlyMap<string, string>, patch: PatchFile): Refreshed {
  const diagnostics = [...edited].flatMap(([path, text]) => treeFaults(path, text));
  if (diagnostics.length > 0) return { diagnostics };
  const after = new Map([...edited].map(([path, text]) => [path, new SourceFile(path, text)] as const));
  const diff = writeDiff(before, after);
  const file = patch.source.name;
  if (diff === '') return { diagnostics: [diagnose('refresh-nothing', { patch: file })] };
  return { file, text: `${preambleText(patch.preamble)}${diff}`, diagnostics: [] };
}

function treeFaults(path: string, text: string): Diagnostic[] {
  if (pathFault(path) !== undefined) return [diagnose('refresh-tree-path', { path })];
  if (text.includes('\r')) return [diagnose('refresh-tree-text', { path, what: 'has a CR' })];
  if (text !== '' && !text.endsWith('\n'))
    return [diagnose('refresh-tree-text', { path, what: 'ends without a newline' })];
  return text === '' ? [diagnose('refresh-tree-text', { path, what: 'is empty' })] : [];
}

/** Without a diffstat, which would be out of date, and with the `---` that ends the description. */
function preambleText(preamble: readonly string[]): string {
  const lines = preamble.filter((line) => !/^ \S.* \| +\d+ *[+-]*$|^ \d+ files? changed,/.test(line));
  while (lines.at(-1)?.trim() === '') lines.pop();
  if (!lines.includes('---')) lines.push('---');
  return `${lines.join('\n')}\n`;
}

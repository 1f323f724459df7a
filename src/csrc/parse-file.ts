/**
 * One .c file through preprocessor and parser, kept: versions share most of their files, and most
 * files ask about few options of the configuration. A tree is used again only where nothing that
 * could change it differs, so this is invisible but for time. It reads no disk.
 */
import { diagnose, type Diagnostic } from '../base/diagnostics';
import type { SourceFile } from '../base/source';
import type { TranslationUnit } from './ast';
import { lex } from './lex';
import { parseUnit } from './parse';
import { preprocess, type PreprocessOptions } from './preprocess';
import { endsWithoutValue } from './returns';

export interface ParsedFile {
  readonly tree: TranslationUnit;
  readonly diagnostics: readonly Diagnostic[];
  /** Every file that was read, the given one first. */
  readonly files: readonly SourceFile[];
}

interface Kept {
  readonly result: ParsedFile;
  readonly config: ReadonlyMap<string, string>;
  readonly intrinsicMacros: ReadonlySet<string>;
  /** Every path that was asked for, and what was there: a header that is missing counts too. */
  readonly asked: ReadonlyMap<string, SourceFile | undefined>;
  readonly pasted: ReadonlySet<string>;
}

/** Trees kept of one file: one for each configuration that makes a difference, and for each set of headers. */
const maxKept = 8;
const kept = new WeakMap<SourceFile, Kept[]>();
const words = new WeakMap<SourceFile, ReadonlySet<string>>();

function wordsOf(file: SourceFile): ReadonlySet<string> {
  let known = words.get(file);
  if (!known) words.set(file, (known = new Set(lex(file).map(({ text }) => text))));
  return known;
}

/** Values that are no words bring no further macro into play. */
const plain = (config: ReadonlyMap<string, string>): boolean =>
  [...config.values()].every((value) => /^(?:y|n|[0-9]+)$/.test(value));

/** Can the two configurations lead only to the same tokens? A macro matters only where its name stands or is pasted. */
function sameFor(one: Kept, config: ReadonlyMap<string, string>): boolean {
  const names = new Set([...one.config.keys(), ...config.keys()]);
  const changed = [...names].filter((name) => one.config.get(name) !== config.get(name));
  if (changed.length === 0) return true;
  if (!plain(one.config) || !plain(config)) return false;
  return !changed.some((name) => one.pasted.has(name) || one.result.files.some((file) => wordsOf(file).has(name)));
}

export function parseFile(file: SourceFile, options: PreprocessOptions): ParsedFile {
  let list = kept.get(file);
  if (!list) kept.set(file, (list = []));
  const known = list.find(
    (one) =>
      one.intrinsicMacros === options.intrinsicMacros &&
      [...one.asked].every(([path, found]) => options.read(path) === found) &&
      sameFor(one, options.config),
  );
  if (known) return known.result;

  const asked = new Map<string, SourceFile | undefined>();
  const read = (path: string): SourceFile | undefined => {
    const found = options.read(path);
    asked.set(path, found);
    return found;
  };
  const text = preprocess(file, { ...options, read });
  const parsed = parseUnit(text.tokens);
  const found = [...text.diagnostics, ...parsed.diagnostics];
  // After a mistake the tree may lack the very return that counts.
  const ends = found.length > 0 ? [] : endsWithoutValue(parsed.tree);
  const missing = ends.map(({ name, at }) => diagnose('missing-return', { name }, at));
  const result: ParsedFile = { tree: parsed.tree, diagnostics: [...found, ...missing], files: text.files };
  const { config, intrinsicMacros } = options;
  list.unshift({ result, config, intrinsicMacros, asked, pasted: text.pasted });
  list.length = Math.min(list.length, maxKept);
  return result;
}

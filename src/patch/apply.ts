/**
 * One patch on a set of files: all of it or nothing. Each line that a patch writes remembers which patch, hunk and
 * line wrote it, and keeps that through every later patch.
 */
import { diagnose, didYouMean, hasErrors, type Diagnostic } from '../base/diagnostics';
import { SourceFile, type LineOrigin } from '../base/source';
import { linesOf } from './heading';
import { locate, Target } from './locate';
import { newLines, oldLines, type FilePatch, type Hunk } from './patch-file';

/** Path relative to src/kernel -> text. */
export type Files = ReadonlyMap<string, SourceFile>;

export interface Applied {
  /** Absent when anything was refused. */
  readonly files?: Map<string, SourceFile>;
  readonly diagnostics: readonly Diagnostic[];
}

/** @param patch the text that spans point into; its name is that of the origins */
export function applyFilePatches(files: Files, patches: readonly FilePatch[], patch: SourceFile): Applied {
  const result = new Map(files);
  const diagnostics: Diagnostic[] = [];
  for (const one of patches) {
    const changed = applyOne(files, one, patch, diagnostics);
    if (changed === undefined) result.delete(one.path);
    else result.set(one.path, changed);
  }
  return hasErrors(diagnostics) ? { diagnostics } : { files: result, diagnostics };
}

/** The file as it will be; undefined when it will be gone, or when a diagnostic says why not. */
function applyOne(files: Files, one: FilePatch, patch: SourceFile, diagnostics: Diagnostic[]): SourceFile | undefined {
  const old = files.get(one.path);
  const header = patch.lineSpan(one.line);
  if (one.action === 'create') {
    if (old) diagnostics.push(diagnose('patch-file-exists', { path: one.path }, header));
    return createFile(one, patch);
  }
  if (!old) {
    const near = didYouMean(one.path, files.keys());
    const hint = near === undefined ? undefined : `did you mean '${near}'?`;
    diagnostics.push(diagnose('patch-file-unknown', { path: one.path }, header, undefined, hint));
    return undefined;
  }
  if (one.action === 'delete') {
    const [hunk] = one.hunks;
    const whole = one.hunks.length === 1 && hunk && newLines(hunk).length === 0;
    const same = whole && oldLines(hunk).join('\n') === linesOf(old.text).join('\n');
    if (!same) diagnostics.push(diagnose('patch-file-remains', { path: one.path }, header));
    return undefined;
  }
  return changeFile(old, one, patch, diagnostics);
}

function createFile(one: FilePatch, patch: SourceFile): SourceFile {
  const writer = new Writer(patch);
  for (const hunk of one.hunks) writer.hunk(hunk, [], 0, new Map());
  return writer.file(one.path);
}

function changeFile(
  old: SourceFile,
  one: FilePatch,
  patch: SourceFile,
  diagnostics: Diagnostic[],
): SourceFile | undefined {
  const target = new Target(one.path, old);
  const writer = new Writer(patch);
  let before: Hunk | undefined;
  let next = 0;
  for (const hunk of one.hunks) {
    const place = locate(target, hunk, patch);
    if (place.kind === 'refused') {
      diagnostics.push(place.diagnostic);
      continue;
    }
    if (place.at < next && before) {
      const facts = { hunk: hunk.number, before: before.number };
      diagnostics.push(diagnose('patch-hunk-order', facts, patch.lineSpan(hunk.line)));
      continue;
    }
    writer.keep(target.lines, next, place.at, old.origins);
    writer.hunk(hunk, target.lines, place.at, old.origins);
    next = place.at + oldLines(hunk).length;
    before = hunk;
  }
  writer.keep(target.lines, next, target.lines.length, old.origins);
  return writer.file(old.name);
}

type Origins = ReadonlyMap<number, LineOrigin>;

/** Collects the lines of a new file with their origins. */
class Writer {
  private readonly lines: string[] = [];
  private readonly origins = new Map<number, LineOrigin>();

  constructor(private readonly patch: SourceFile) {}

  /** Lines [from, to) of the old file, 0-based. */
  keep(old: readonly string[], from: number, to: number, origins: Origins): void {
    for (let at = from; at < to; at++) this.push(old[at] ?? '', origins.get(at + 1));
  }

  /** @param at 0-based line of the old file at which the hunk's old lines begin */
  hunk(hunk: Hunk, old: readonly string[], at: number, origins: Origins): void {
    let next = at;
    for (const one of hunk.lines) {
      if (one.kind === 'add') this.push(one.text, { patch: this.patch.name, hunk: hunk.number, line: one.line });
      else if (one.kind === 'context') this.keep(old, next, next + 1, origins);
      if (one.kind !== 'add') next++;
    }
  }

  file(name: string): SourceFile {
    return new SourceFile(name, this.lines.map((line) => `${line}\n`).join(''), this.origins);
  }

  private push(text: string, origin: LineOrigin | undefined): void {
    this.lines.push(text);
    if (origin) this.origins.set(this.lines.length, origin);
  }
}

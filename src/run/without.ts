/**
 * A variant with lines taken out of one of its functions. The lines become empty, so that every
 * other line keeps its number and the patch that wrote it. Nothing of C is understood here but
 * comments, strings, brackets and where a function's body ends.
 */
import { diagnose, didYouMean, type Diagnostic } from '../base/diagnostics';
import { SourceFile } from '../base/source';
import type { Without } from '../case';
import { blocksOf } from '../patch';
import type { Files } from './variants';

export interface Mutant {
  readonly files?: Files;
  readonly diagnostics: readonly Diagnostic[];
}

export function takeOut(files: Files, without: Without): Mutant {
  const found = [...files].flatMap(([path, file]) => {
    const body = bodyOf(file.text, without.function);
    return body ? [{ path, file, body }] : [];
  });
  const place = found[0];
  const facts = { version: without.version, function: without.function };
  if (!place) {
    const names = [...files.values()].flatMap((file) => blocksOf(file.text).map((one) => one.name));
    const hint = nearest(without.function, names);
    return { diagnostics: [diagnose('case-without-function', facts, without.span, undefined, hint)] };
  }
  const { path, file, body } = place;
  const first = file.position(body.start).line;
  const last = file.position(body.end).line;
  const lines = file.text.split('\n');
  const gone = new Set<number>();
  const diagnostics: Diagnostic[] = [];
  for (const text of without.lines) {
    const wanted = trimmed(text.split('\n'));
    const starts: number[] = [];
    for (let at = first; at + wanted.length - 1 <= last; at++) {
      if (wanted.every((line, index) => (lines[at - 1 + index] ?? '').trim() === line)) starts.push(at);
    }
    const line = wanted.join(' / ');
    if (starts.length === 0) {
      const own = lines.slice(first - 1, last).map((one) => one.trim());
      const strange = wanted.find((one) => !own.includes(one));
      const hint =
        strange === undefined ? 'its lines are there, and do not stand together like this' : nearest(strange, own);
      diagnostics.push(diagnose('case-without-absent', { ...facts, line }, without.span, undefined, hint));
    }
    if (starts.length > 1) {
      diagnostics.push(diagnose('case-without-many', { ...facts, line, count: starts.length }, without.span));
    }
    for (const start of starts) for (let at = 0; at < wanted.length; at++) gone.add(start + at);
  }
  if (diagnostics.length > 0) return { diagnostics };
  const text = lines.map((line, index) => (gone.has(index + 1) ? '' : line)).join('\n');
  return { files: new Map([...files, [path, new SourceFile(file.name, text, file.origins)]]), diagnostics: [] };
}

function nearest(word: string, known: readonly string[]): string | undefined {
  const near = didYouMean(word, known);
  return near === undefined ? undefined : `did you mean '${near}'?`;
}

/** Without blanks at both ends of each line, and without empty lines at both ends of the text. */
function trimmed(lines: readonly string[]): string[] {
  const clean = lines.map((line) => line.trim());
  while (clean.length > 1 && clean[0] === '') clean.shift();
  while (clean.length > 1 && clean.at(-1) === '') clean.pop();
  return clean;
}

/** Offsets of a function's definition, from its name to its closing brace. */
export function bodyOf(text: string, name: string): { start: number; end: number } | undefined {
  const code = blanked(text);
  const pattern = new RegExp(`\\b${name}\\s*\\(`, 'g');
  for (let match = pattern.exec(code); match; match = pattern.exec(code)) {
    const open = match.index + match[0].length - 1;
    const close = closing(code, open, '(', ')');
    const brace = close < 0 ? -1 : code.slice(close + 1).search(/\S/) + close + 1;
    if (close < 0 || code[brace] !== '{') continue;
    // A call has code before it in its statement: `if (f(x)) {`. A definition stands outside every brace.
    if (depthAt(code, match.index) !== 0) continue;
    const end = closing(code, brace, '{', '}');
    if (end >= 0) return { start: match.index, end };
  }
  return undefined;
}

function depthAt(code: string, offset: number): number {
  let depth = 0;
  for (let at = 0; at < offset; at++) {
    if (code[at] === '{') depth++;
    else if (code[at] === '}') depth--;
  }
  return depth;
}

function closing(code: string, open: number, left: string, right: string): number {
  let depth = 0;
  for (let at = open; at < code.length; at++) {
    if (code[at] === left) depth++;
    else if (code[at] === right && --depth === 0) return at;
  }
  return -1;
}

/** Comments, strings and preprocessor lines as blanks: their brackets do not count. */
function blanked(text: string): string {
  return text.replace(
    /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|^[ \t]*#(?:\\\n|[^\n])*/gm,
    (found) => found.replace(/[^\n]/g, ' '),
  );
}

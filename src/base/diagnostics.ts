/**
 * Diagnostics: what is wrong, where, and what to do about it. A user's mistake is returned and
 * collected, never thrown; our own faults are thrown by `bug`. The words of every diagnostic are in
 * `codes.ts`; this file knows how one is made and shown.
 */
import { codes, type Code } from './codes';
import type { Span } from './source';

export type Severity = 'error' | 'warning';

export interface Diagnostic {
  readonly code: Code;
  readonly severity: Severity;
  readonly message: string;
  readonly hint?: string;
  /** Absent when the mistake is not in a text (a missing file, a command-line argument). */
  readonly span?: Span;
  /** Further places with a word on each: the earlier declaration, the nearest match. */
  readonly notes?: readonly { readonly message: string; readonly span: Span }[];
}

type Facts = Readonly<Record<string, string | number>>;

function fill(template: string, facts: Facts): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = facts[name];
    if (value === undefined) throw bug(`diagnostic text names {${name}}, which was not given`);
    return String(value);
  });
}

/** Makes a diagnostic from the table of codes; `facts` fill the `{names}` of its message and hint. */
export function diagnose(
  code: Code,
  facts: Facts,
  span?: Span,
  notes?: Diagnostic['notes'],
  hint?: string,
): Diagnostic {
  const entry: { severity: Severity; message: string; hint?: string } = codes[code];
  const text = hint ?? (entry.hint === undefined ? undefined : fill(entry.hint, facts));
  return {
    code,
    severity: entry.severity,
    message: fill(entry.message, facts),
    ...(text === undefined ? {} : { hint: text }),
    ...(span ? { span } : {}),
    ...(notes ? { notes } : {}),
  };
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((one) => one.severity === 'error');
}

/** `file:line:column`, or the empty string for a diagnostic without a place. */
export function placeOf(span: Span | undefined): string {
  if (!span) return '';
  const { line, column } = span.file.position(span.start);
  return `${span.file.name}:${line}:${column}`;
}

function excerpt(span: Span): string[] {
  const { line, column } = span.file.position(span.start);
  const text = span.file.line(line).replace(/\r$/, '');
  const end = span.file.position(Math.max(span.start + 1, span.end));
  const width = end.line === line ? Math.max(1, end.column - column) : Math.max(1, text.length - column + 1);
  const gutter = String(line);
  const lead = text.slice(0, column - 1).replace(/[^\t]/g, ' ');
  return [`  ${gutter} | ${text}`, `  ${' '.repeat(gutter.length)} | ${lead}${'^'.repeat(width)}`];
}

/** The line of the patch file to change: a variant's own files are nowhere on disk. */
function writtenBy(span: Span): string[] {
  const { line, column } = span.file.position(span.start);
  const origin = span.file.origins.get(line);
  // One column more: the sign of the patch line.
  return origin ? [`  written by ${origin.patch}:${origin.line}:${column + 1}`] : [];
}

/** The text users read: place, severity, code, message, source line with caret, notes, hint. Ends without a newline. */
export function renderDiagnostic(one: Diagnostic): string {
  const place = placeOf(one.span);
  const lines = [`${place === '' ? '' : `${place}: `}${one.severity}[${one.code}]: ${one.message}`];
  if (one.span) lines.push(...excerpt(one.span), ...writtenBy(one.span));
  for (const note of one.notes ?? []) {
    lines.push(`${placeOf(note.span)}: note: ${note.message}`, ...excerpt(note.span));
  }
  if (one.hint !== undefined) lines.push(`  hint: ${one.hint}`);
  return lines.join('\n');
}

/** An error of ours, not of the user. */
export function bug(message: string): Error {
  return new Error(`patch-oracle bug: ${message}`);
}

/** Closes a switch over a tagged union. */
export function unreachable(value: never): never {
  throw bug(`unreachable: ${JSON.stringify(value)}`);
}

/** The candidate nearest to `word` by edit distance, or undefined when none is near (at most a third of its letters). */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(word, candidate, bestDistance);
    if (distance < bestDistance) {
      bestDistance = distance;
      best = candidate;
    }
  }
  return best;
}

function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitute = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitute, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? limit;
}

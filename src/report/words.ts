/**
 * The words, glyphs, names and addresses that every format uses in the same way. It knows results, not formats.
 */
import { unreachable } from '../base/diagnostics';
import type { CellResult, Expectation, Mismatch, Verdict, VersionInfo } from '../result';
import { findingName } from '../result';
import { shellQuote } from './escape';

/** A word never stands on colour or glyph alone. */
export const glyphs: Readonly<Record<Verdict, string>> = {
  pass: '✔',
  warn: '▲',
  crash: '✘',
  inconclusive: '?',
  refused: '∅',
};

/** Worst first. */
const order: readonly Verdict[] = ['crash', 'warn', 'inconclusive', 'refused', 'pass'];

export function worst(verdicts: readonly Verdict[]): Verdict | undefined {
  return order.find((one) => verdicts.includes(one));
}

export function variantName(cell: { readonly series: string; readonly version: string }): string {
  return `${cell.series}/${cell.version}`;
}

/** `debug, tso`; empty for the one unnamed configuration under sc. */
export function axesOf(cell: { readonly config: string; readonly memory: string }): string {
  const parts: string[] = [];
  if (cell.config !== '' && cell.config !== 'default') parts.push(cell.config);
  if (cell.memory !== 'sc') parts.push(cell.memory);
  return parts.join(', ');
}

/** Distinct finding names of a cell, in the order found. */
export function findingNames(cell: CellResult): string[] {
  return [...new Set(cell.findings.map(findingName))];
}

/** The archive's page of a mail. Only characters that a Message-ID may hold survive. */
export function loreLink(messageId: string): string {
  const id = encodeURIComponent(messageId.replace(/^<|>$/g, ''))
    .replace(/%40/g, '@')
    .replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16)}`);
  return `https://lore.kernel.org/all/${id}/`;
}

/** A count with its noun: `1 step`, `3 steps`; the plural where it is not made with an s. */
export function count(n: number, noun: string, plural = `${noun}s`): string {
  return `${n} ${n === 1 ? noun : plural}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function list(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words[words.length - 1] ?? ''}`;
}

/** The title a version is known by: its number, or the tag when that says more. */
export function versionLabel(version: VersionInfo): string {
  return version.tag === '' || version.tag === version.name ? version.name : `${version.name} (${version.tag})`;
}

export function expectationText(expected: Expectation): string {
  switch (expected.kind) {
    case 'findings':
      return expected.findings.length === 0 ? 'pass' : expected.findings.join(', ');
    case 'refused':
      return `refused(${expected.code})`;
    case 'skip':
      return 'not asked';
    default:
      return unreachable(expected);
  }
}

/** What the cell turned out to be, in the words of an `expect:` line. */
export function foundText(cell: CellResult): string {
  switch (cell.verdict) {
    case 'pass':
      return 'pass';
    case 'crash':
    case 'warn':
      return findingNames(cell).join(', ');
    case 'inconclusive':
      return cell.budget === undefined ? 'inconclusive' : `inconclusive (${cell.budget})`;
    case 'refused':
      return 'refused';
    default:
      return unreachable(cell.verdict);
  }
}

export function mismatchText(mismatch: Mismatch): string {
  switch (mismatch.kind) {
    case 'unexpected-finding':
      return `found, but not expected: ${mismatch.finding}`;
    case 'missing-finding':
      return `expected, but not found: ${mismatch.finding}`;
    case 'not-reached':
      return `no explored run passed the label ${mismatch.label}`;
    case 'inconclusive':
      return `the search ended before everything was explored: ${mismatch.budget}`;
    case 'refused':
      return `the variant or the case could not be built: ${mismatch.code}`;
    case 'not-refused':
      return `expected to be refused (${mismatch.code}), but it builds`;
    case 'vacuous':
      return `the question was not really asked: ${mismatch.reason}`;
    case 'without':
      return `without the line ${mismatch.line}: expected ${mismatch.expected}, found ${mismatch.found}`;
    default:
      return unreachable(mismatch);
  }
}

/** A trace without the hash of the variant it was found on, which would change with every word of the model. */
export function withoutHash(trace: string): string {
  return trace.replace(/^#[0-9a-f]+\s+/, '');
}

/** The command that replays a trace, as separate lines of at most `width` columns where the trace has blanks to break at. */
export function replayCommand(cell: CellResult, trace: string, width = 72): string[] {
  const flags: string[] = [];
  if (cell.config !== '' && cell.config !== 'default') flags.push('--config', shellQuote(cell.config));
  if (cell.memory !== 'sc') flags.push('--memory', shellQuote(cell.memory));
  const head = [
    'npx patch-oracle replay',
    shellQuote(`${cell.series}/${cell.case}`),
    shellQuote(variantName(cell)),
    ...flags,
  ].join(' ');
  const oneLine = `${head} ${quoted(trace)}`;
  if (oneLine.length <= width) return [oneLine];
  // A long name of a case leaves no room for the flags behind it.
  const heads = head.length + 2 <= width ? [`${head} \\`] : head.split(/ (?=--)/).map((part) => `${part} \\`);
  const [first = '', ...rest] = heads;
  return [first, ...rest.map((line) => `  ${line}`), ...wrapQuoted(trace, width - 2).map((line) => `  ${line}`)];
}

function quoted(trace: string): string {
  return `'${trace.replace(/'/g, `'\\''`)}'`;
}

/** A quoted trace over several lines: any blank in a trace may be a line end, so the lines paste as one argument. */
function wrapQuoted(trace: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of quoted(trace).split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = ` ${word}`;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines;
}

/** The anchor GitHub gives a heading. */
export function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_ -]/gu, '')
    .replace(/ /g, '-');
}

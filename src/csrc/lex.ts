/**
 * Text to tokens. White space and comments are pieces too, so that the pieces of a text concatenate
 * back to it. It knows nothing of directives, macros or grammar; what cannot be a token comes out as
 * a `bad` one and is reported only if it reaches the parser.
 */
import type { SourceFile } from '../base/source';
import { keywords } from './keywords';

export type TokenKind = 'identifier' | 'keyword' | 'number' | 'string' | 'char' | 'punctuator' | 'bad' | 'end';

/** Why a token is bad: a code of codes-csrc-syntax.ts. */
export type Flaw = 'unterminated-comment' | 'unterminated-string' | 'stray-character' | 'split-token' | 'wide-string';

/**
 * One token. [start, end) is its place in `file`, the text that the user wrote: for what a macro
 * brought in, the place of the outermost macro use.
 */
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly file: SourceFile;
  readonly start: number;
  readonly end: number;
  /** First of its line (line splices do not count as line ends). */
  readonly first: boolean;
  /** White space or a comment stands before it. */
  readonly spaced: boolean;
  readonly flaw: Flaw | undefined;
  /** Macros that this token may no longer be expanded as. */
  readonly hidden: ReadonlySet<string> | undefined;
  /** Where it is spelled, when that is inside a macro definition. */
  readonly spelledAt: { readonly file: SourceFile; readonly start: number; readonly end: number } | undefined;
}

/** A stretch of text: a token, or white space, line splices and comments. */
export interface Piece {
  readonly kind: TokenKind | 'space' | 'comment';
  readonly start: number;
  readonly end: number;
  readonly flaw: Flaw | undefined;
}

// Classes of characters; a letter or digit is at least `letter`.
const other = 0;
const space = 1;
const newline = 2;
const letter = 3;
const digit = 4;

const classes = new Uint8Array(128);
for (const c of ' \t\r\v\f') classes[c.charCodeAt(0)] = space;
classes[10] = newline;
for (let c = 48; c <= 57; c++) classes[c] = digit;
for (let c = 0; c < 26; c++) classes[65 + c] = classes[97 + c] = letter;
classes[95] = letter;

function classAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code < 128 ? (classes[code] ?? other) : other;
}

function inWord(text: string, at: number): boolean {
  return classAt(text, at) >= letter;
}

/** Longest first within a first character. */
const punctuators = new Map<string, readonly string[]>();
for (const one of (
  '... <<= >>= -> ++ -- << >> <= >= == != && || *= /= %= += -= &= ^= |= ## ' +
  '[ ] ( ) { } . & * + - ~ ! / % < > ^ | ? : ; = , #'
).split(' ')) {
  punctuators.set(one.charAt(0), [...(punctuators.get(one.charAt(0)) ?? []), one]);
}

/** Length of the line splice (backslash and line end) at an offset, else 0. */
function spliceAt(text: string, at: number): number {
  if (text[at] !== '\\') return 0;
  if (text[at + 1] === '\n') return 2;
  return text[at + 1] === '\r' && text[at + 2] === '\n' ? 3 : 0;
}

function endOfLineComment(text: string, from: number): number {
  let at = from;
  for (;;) {
    const end = text.indexOf('\n', at);
    if (end < 0) return text.length;
    const before = text[end - 1] === '\r' ? end - 2 : end - 1;
    if (text[before] !== '\\') return end;
    at = end + 1;
  }
}

/** End of the string or character constant that opens at `from`, and whether its quote is closed on its line. */
function endOfQuoted(text: string, from: number): { end: number; closed: boolean } {
  const quote = text[from];
  let at = from + 1;
  while (at < text.length) {
    const c = text[at];
    if (c === quote) return { end: at + 1, closed: true };
    if (c === '\n') return { end: at, closed: false };
    at += c === '\\' ? Math.max(2, spliceAt(text, at)) : 1;
  }
  return { end: text.length, closed: false };
}

function endOfNumber(text: string, from: number): number {
  let at = from;
  for (;;) {
    const c = text[at];
    if ((c === '+' || c === '-') && /[eEpP]/.test(text[at - 1] ?? '')) at++;
    else if (c === '.' || inWord(text, at)) at++;
    else return at;
  }
}

/** The piece that starts at `start`; `start` is inside the text. */
function pieceAt(text: string, start: number): Piece {
  const piece = (kind: Piece['kind'], end: number, flaw?: Flaw): Piece => ({ kind, start, end, flaw });
  const c = text.charAt(start);
  const kind = classAt(text, start);
  if (kind === letter) {
    let end = start + 1;
    while (inWord(text, end)) end++;
    if (spliceAt(text, end) > 0 && inWord(text, end + spliceAt(text, end))) return piece('bad', end, 'split-token');
    const quote = text[end];
    const wide = (quote === '"' || quote === "'") && /^(?:L|u|U|u8)$/.test(text.slice(start, end));
    if (wide) return piece('bad', endOfQuoted(text, end).end, 'wide-string');
    return piece(keywords.has(text.slice(start, end)) ? 'keyword' : 'identifier', end);
  }
  if (kind === space || kind === newline || (c === '\\' && spliceAt(text, start) > 0)) {
    let end = start;
    for (;;) {
      const next = classAt(text, end);
      if (next === space || next === newline) end++;
      else if (spliceAt(text, end) > 0) end += spliceAt(text, end);
      else return piece('space', end);
    }
  }
  if (kind === digit || (c === '.' && classAt(text, start + 1) === digit)) {
    return piece('number', endOfNumber(text, start + 1));
  }
  if (c === '"' || c === "'") {
    const { end, closed } = endOfQuoted(text, start);
    return closed ? piece(c === '"' ? 'string' : 'char', end) : piece('bad', end, 'unterminated-string');
  }
  if (c === '/' && text[start + 1] === '/') return piece('comment', endOfLineComment(text, start));
  if (c === '/' && text[start + 1] === '*') {
    const end = text.indexOf('*/', start + 2);
    return end < 0 ? piece('bad', text.length, 'unterminated-comment') : piece('comment', end + 2);
  }
  const found = punctuators.get(c)?.find((one) => text.startsWith(one, start));
  if (found !== undefined) return piece('punctuator', start + found.length);
  const code = text.codePointAt(start) ?? 0;
  return piece('bad', start + (code > 0xffff ? 2 : 1), 'stray-character');
}

/** Every piece of a text, in order; their stretches touch and cover it. */
export function* pieces(text: string): Generator<Piece, void, undefined> {
  for (let at = 0; at < text.length;) {
    const piece = pieceAt(text, at);
    yield piece;
    at = piece.end;
  }
}

/** Does a line end (no splice) lie in this white space? */
function breaksLine(text: string, start: number, end: number): boolean {
  for (let at = start; at < end;) {
    const splice = spliceAt(text, at);
    if (splice === 0 && text[at] === '\n') return true;
    at += Math.max(1, splice);
  }
  return false;
}

const texts = new Map<string, string>();

/** One string object per word, so that its hash is computed once. */
function intern(word: string): string {
  const known = texts.get(word);
  if (known !== undefined) return known;
  if (texts.size > 100_000) texts.clear();
  texts.set(word, word);
  return word;
}

function tokenize(file: SourceFile): readonly Token[] {
  const { text } = file;
  const tokens: Token[] = [];
  let first = true;
  let spaced = false;
  for (let at = 0; at < text.length;) {
    const { kind, start, end, flaw } = pieceAt(text, at);
    at = end;
    if (kind === 'space' || kind === 'comment') {
      spaced = true;
      if (kind === 'space') first ||= breaksLine(text, start, end);
      continue;
    }
    const word = intern(text.slice(start, end));
    tokens.push({ kind, text: word, file, start, end, first, spaced, flaw, hidden: undefined, spelledAt: undefined });
    first = false;
    spaced = false;
  }
  return tokens;
}

const cache = new WeakMap<SourceFile, readonly Token[]>();

/** The tokens of a file without white space and comments. Made once per SourceFile. */
export function lex(file: SourceFile): readonly Token[] {
  let tokens = cache.get(file);
  if (!tokens) cache.set(file, (tokens = tokenize(file)));
  return tokens;
}

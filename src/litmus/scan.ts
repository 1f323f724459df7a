/**
 * Words of a litmus test's frame. Its comments are `(* … *)` (nested), `//` and C's; `/\` and `\/` are
 * its connectives, which C's lexer would take for a line splice. Bodies of threads are stretches of
 * text, found by their braces; C's lexer reads them later.
 */
import { diagnose, type Diagnostic } from '../base/diagnostics';
import type { SourceFile, Span } from '../base/source';

export interface Word {
  readonly kind: 'name' | 'number' | 'sign' | 'text' | 'end';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Thrown after a diagnostic was recorded: what follows a broken frame means nothing. */
export class BrokenFrame extends Error {}

const patterns: readonly (readonly [Word['kind'], RegExp])[] = [
  ['name', /[A-Za-z_][A-Za-z_0-9]*/y],
  ['number', /0[xX][0-9a-fA-F]+|[0-9]+/y],
  ['sign', /\/\\|\\\/|=>|==|<>|!=|&&|\|\||./suy],
];

export class Scanner {
  word: Word;
  private at: number;

  constructor(
    readonly file: SourceFile,
    from: number,
    private readonly diagnostics: Diagnostic[],
  ) {
    this.at = from;
    this.word = this.next();
  }

  spanOf(word: Word): Span {
    return { file: this.file, start: word.start, end: Math.max(word.end, word.start + 1) };
  }

  /** The word under way, and on to the next one. */
  take(): Word {
    const { word } = this;
    this.word = this.next();
    return word;
  }

  is(text: string): boolean {
    return this.word.text === text && this.word.kind !== 'text';
  }

  accept(text: string): boolean {
    if (!this.is(text)) return false;
    this.take();
    return true;
  }

  expect(text: string): Word {
    if (!this.is(text)) throw this.fail(`'${text}'`);
    return this.take();
  }

  name(what: string): Word {
    if (this.word.kind !== 'name') throw this.fail(what);
    return this.take();
  }

  fail(expected: string): BrokenFrame {
    const { word } = this;
    const found = word.kind === 'end' ? 'the end of the file' : `'${word.text}'`;
    this.diagnostics.push(diagnose('litmus-expected', { expected, found }, this.spanOf(word)));
    return new BrokenFrame();
  }

  /** Behind the `{` that was just taken: the text to its `}`, which is passed. */
  body(open: Word): { readonly start: number; readonly end: number } {
    let depth = 1;
    // The word ahead was read with the frame's rules: start over behind the brace, with C's.
    this.at = open.end;
    for (;;) {
      const c = this.file.text[this.at];
      if (c === undefined) throw this.unclosed('this brace', open.start);
      if (c === '"' || c === "'") this.skipQuoted(c);
      else if (this.file.text.startsWith('//', this.at) || this.file.text.startsWith('/*', this.at)) this.skipComment();
      else {
        if (c === '{') depth++;
        if (c === '}' && --depth === 0) break;
        this.at++;
      }
    }
    const end = this.at++;
    this.word = this.next();
    return { start: open.end, end };
  }

  /** Passes the rest of the line that the word under way stands in. */
  skipLine(): void {
    const end = this.file.text.indexOf('\n', this.word.start);
    this.at = end < 0 ? this.file.text.length : end;
    this.word = this.next();
  }

  private unclosed(what: string, at: number): BrokenFrame {
    this.diagnostics.push(diagnose('litmus-unclosed', { what }, { file: this.file, start: at, end: at + 1 }));
    return new BrokenFrame();
  }

  private skipQuoted(quote: string): void {
    const { text } = this.file;
    const start = this.at++;
    while (text[this.at] !== quote) {
      if (this.at >= text.length) throw this.unclosed('this quote', start);
      this.at += text[this.at] === '\\' ? 2 : 1;
    }
    this.at++;
  }

  /** At a comment: passes it. */
  private skipComment(): void {
    const { text } = this.file;
    const start = this.at;
    if (text.startsWith('//', start)) {
      const end = text.indexOf('\n', start);
      this.at = end < 0 ? text.length : end;
      return;
    }
    if (text.startsWith('/*', start)) {
      const end = text.indexOf('*/', start + 2);
      if (end < 0) throw this.unclosed('this comment', start);
      this.at = end + 2;
      return;
    }
    const marks = /\(\*|\*\)/g;
    marks.lastIndex = start;
    let depth = 0;
    for (let found = marks.exec(text); found; found = marks.exec(text)) {
      depth += found[0] === '(*' ? 1 : -1;
      if (depth === 0) {
        this.at = marks.lastIndex;
        return;
      }
    }
    throw this.unclosed('this comment', start);
  }

  private next(): Word {
    const { text } = this.file;
    for (;;) {
      const rest = text[this.at];
      if (rest !== undefined && /\s/.test(rest)) this.at++;
      else if (['//', '/*', '(*'].some((mark) => text.startsWith(mark, this.at))) this.skipComment();
      else break;
    }
    const start = this.at;
    if (start >= text.length) return { kind: 'end', text: '', start, end: start };
    if (text[start] === '"') {
      this.skipQuoted('"');
      return { kind: 'text', text: text.slice(start + 1, this.at - 1), start, end: this.at };
    }
    for (const [kind, pattern] of patterns) {
      pattern.lastIndex = start;
      const found = pattern.exec(text);
      if (!found) continue;
      this.at = pattern.lastIndex;
      return { kind, text: found[0], start, end: this.at };
    }
    return { kind: 'end', text: '', start, end: start };
  }
}

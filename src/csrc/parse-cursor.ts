/**
 * What every part of the parser stands on: the tokens and a place among them, reporting, giving up
 * and going on, and which names are types. It knows no grammar.
 */
import type { Code } from '../base/codes';
import { bug, type Diagnostic } from '../base/diagnostics';
import type { Span } from '../base/source';
import type { Name } from './ast';
import { keywords } from './keywords';
import type { Token } from './lex';
import { spanOf } from './macros';
import { SyntaxDiagnostics } from './syntax-report';

/** Thrown by `fail` and caught by `attempt`, never seen outside the parser: the construct is left after its diagnostic. */
const abandoned = new Error('patch-oracle bug: a parser error left the parser');

/** Levels of nesting: deeper is refused, so that no text can exhaust the stack here or in the checker. */
export const maxDepth = 200;
/** Operators in a row on one level (`a + a + …`), which make the tree as deep. */
export const maxChain = 1000;

export class Cursor {
  protected at = 0;
  private readonly collected = new SyntaxDiagnostics();
  private readonly last: Token;
  private depth = 0;
  /** Innermost last. True: a typedef; false: an ordinary name that hides one. */
  private readonly scopes: Map<string, boolean>[];
  /** The token farthest behind the current one that was looked at. */
  private farthest = 0;
  private record: { readonly asked: Map<string, boolean>; readonly declared: Map<string, boolean> } | undefined;

  /** @param tokens ends with the one of kind `end` */
  constructor(
    protected readonly tokens: readonly Token[],
    typedefs: Iterable<string>,
    /** At the end of the text a missing `;` is none. */
    private readonly lastSemicolonOptional = false,
  ) {
    const last = tokens.at(-1);
    if (last?.kind !== 'end') throw bug('the parser was given tokens without an end');
    this.last = last;
    this.scopes = [new Map([...typedefs].map((name) => [name, true]))];
  }

  get diagnostics(): readonly Diagnostic[] {
    return this.collected.all;
  }

  // ------------------------------------------------------------------------------------- tokens

  protected get token(): Token {
    return this.tokens[this.at] ?? this.last;
  }

  protected peek(distance = 1): Token {
    this.farthest = Math.max(this.farthest, this.at + distance);
    return this.tokens[this.at + distance] ?? this.last;
  }

  /** The token before the current one; at the very start, the current one. */
  protected get previous(): Token {
    return this.tokens[this.at - 1] ?? this.token;
  }

  protected is(text: string): boolean {
    return this.token.text === text;
  }

  /** The current keyword without its underscores (`__typeof__` is `typeof`), else undefined. */
  protected get keyword(): string | undefined {
    const { token } = this;
    return token.kind === 'keyword' ? keywords.get(token.text) : undefined;
  }

  protected advance(): Token {
    const { token } = this;
    if (token !== this.last) this.at++;
    return token;
  }

  protected accept(text: string): boolean {
    if (this.token.text !== text) return false;
    this.at++;
    return true;
  }

  protected expect(text: string, after = ''): Token {
    if (!this.is(text)) this.fail(`'${text}'${after}`);
    return this.advance();
  }

  protected name(what: string): Name {
    if (this.token.kind !== 'identifier') this.fail(what);
    const token = this.advance();
    return { text: token.text, span: spanOf(token) };
  }

  /** From `first` to the token before the current one. */
  protected since(first: Span): Span {
    const { previous } = this;
    if (previous.file !== first.file) return spanOf(first);
    const start = Math.min(first.start, previous.start);
    return { file: first.file, start, end: Math.max(first.end, previous.end) };
  }

  // ----------------------------------------------------------------------------------- mistakes

  protected report(
    code: Code,
    facts: Readonly<Record<string, string | number>>,
    span: Span,
    notes?: Diagnostic['notes'],
    hint?: string,
  ): void {
    this.collected.report(code, facts, span, notes, hint);
  }

  /** Reports a part of C that is refused, at the current token. */
  protected refuse(code: Code, facts: Readonly<Record<string, string | number>> = {}): never {
    this.reportAt(this.token, code, facts);
    return this.abandon();
  }

  private reportAt(token: Token, code: Code, facts: Readonly<Record<string, string | number>>, hint?: string): void {
    const notes = token.spelledAt
      ? [{ message: 'it comes from this macro', span: spanOf(token.spelledAt) }]
      : undefined;
    this.report(code, facts, spanOf(token), notes, hint);
  }

  protected abandon(): never {
    throw abandoned;
  }

  /** Reports that something else was expected than the current token, and gives the construct up. */
  protected fail(expected: string, hint?: string): never {
    const { token } = this;
    if (token.flaw) return this.refuse(token.flaw, { text: token.text });
    if (this.keyword === 'asm') return this.refuse('assembly');
    const found = token.kind === 'end' ? 'the end of the text' : `'${token.text}'`;
    this.reportAt(token, 'expected', { expected, found }, hint);
    return this.abandon();
  }

  /**
   * The `;` that ends something. Where it is missing at a line end, that is reported and parsing goes
   * on as if it were there. The place is that of gcc: behind what it should end, or before the next token.
   */
  protected semicolon(beforeNext = false): void {
    if (this.accept(';') || (this.lastSemicolonOptional && this.token.kind === 'end')) return;
    if (this.token.flaw || this.keyword === 'asm') this.fail("';'");
    const { file, end } = this.previous;
    const found = this.token.kind === 'end' ? 'the end of the text' : `'${this.token.text}'`;
    this.report(
      'missing-semicolon',
      { found },
      beforeNext && this.token.kind !== 'end' ? spanOf(this.token) : { file, start: end, end },
    );
    if (!this.token.first && !this.is('}') && this.token.kind !== 'end') this.abandon();
  }

  /** Runs `parse`; when it gives up, skips to the next likely start and answers undefined. */
  protected attempt<T>(parse: () => T): T | undefined {
    const { at, depth } = this;
    const scopes = this.scopes.length;
    try {
      return parse();
    } catch (error) {
      if (error !== abandoned) throw error;
      this.depth = depth;
      this.scopes.length = scopes;
      this.skip(at);
      return undefined;
    }
  }

  /** Past the next `;`, or past the `}` of a block that opens on the way; stops before a `}` that closes more. */
  private skip(from: number): void {
    let open = 0;
    for (let at = from; at < this.at; at++) {
      const text = this.tokens[at]?.text;
      if (text === '{') open++;
      else if (text === '}') open = Math.max(0, open - 1);
    }
    while (this.token !== this.last) {
      const text = this.token.text;
      if (text === '{') open++;
      else if (text === '}') {
        if (open === 0) return;
        open--;
      }
      this.at++;
      if (open === 0 && text === ';') return;
      if (open === 0 && text === '}' && !this.is(';') && !this.is(')') && !this.is(',')) return;
    }
  }

  protected enter(): void {
    if (++this.depth > maxDepth) this.refuse('too-deep', { depth: maxDepth });
  }

  protected leave(): void {
    this.depth--;
  }

  protected chain(length: number): void {
    if (length > maxChain) this.refuse('too-deep', { depth: maxChain });
  }

  // -------------------------------------------------------------------------------------- names

  protected openScope(): void {
    this.scopes.push(new Map());
  }

  protected closeScope(): void {
    this.scopes.pop();
  }

  protected declare(name: string, typedef: boolean): void {
    if (!typedef && !this.isTypedef(name)) return;
    this.scopes.at(-1)?.set(name, typedef);
    if (this.scopes.length === 1) this.record?.declared.set(name, typedef);
  }

  protected isTypedef(name: string): boolean {
    for (let at = this.scopes.length - 1; at > 0; at--) {
      const known = this.scopes[at]?.get(name);
      if (known !== undefined) return known;
    }
    const answer = this.scopes[0]?.get(name) ?? false;
    if (this.record && !this.record.declared.has(name)) this.record.asked.set(name, answer);
    return answer;
  }

  /** Runs `parse` and says all that its outcome stands on besides the tokens that it took, and what it declared. */
  protected recorded(parse: () => void): {
    readonly asked: ReadonlyMap<string, boolean>;
    readonly declared: ReadonlyMap<string, boolean>;
    readonly farthest: number;
  } {
    const record = { asked: new Map<string, boolean>(), declared: new Map<string, boolean>() };
    this.record = record;
    this.farthest = 0;
    parse();
    this.record = undefined;
    return { ...record, farthest: this.farthest };
  }

  /** Does the token stand in the file that heads the text, not in one that it includes? */
  protected isOwn(token: Token): boolean {
    return token.file === this.last.file;
  }

  /** Typedef names of the outermost scope. */
  get typedefs(): ReadonlySet<string> {
    return new Set([...(this.scopes[0] ?? [])].filter(([, typedef]) => typedef).map(([name]) => name));
  }
}

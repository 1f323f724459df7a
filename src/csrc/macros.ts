/**
 * Macros and their expansion, with the hide sets of Prosser's algorithm (the one the C committee
 * used): a token that came out of a macro is never expanded as that macro again. It does not know
 * directives, files or grammar.
 */
import type { Span } from '../base/source';
import { pieces, type Token, type TokenKind } from './lex';
import type { SyntaxReport } from './syntax-report';

export interface Macro {
  readonly name: string;
  /** Absent for an object-like macro. A variadic one's last parameter takes all remaining arguments. */
  readonly parameters: readonly string[] | undefined;
  readonly variadic: boolean;
  readonly body: readonly Token[];
  readonly definedAt: Span;
  /** Answered by this file instead of by `body`. */
  readonly builtin?: 'is-enabled' | 'line' | 'file';
}

export type Macros = Map<string, Macro>;

/** Where the tokens after a macro name come from; undefined at the end of the file and before a directive. */
export interface TokenInput {
  peek(): Token | undefined;
  next(): Token | undefined;
}

/** Tokens that the macro uses of one file may take as arguments and make: a bound on what a hostile text can cost. */
const tokenBudget = 200_000;
/** Macro calls inside arguments of macro calls: deeper is refused, so that no text can exhaust the stack. */
const maxDepth = 100;

const isWord = (token: Token): boolean => token.kind === 'identifier' || token.kind === 'keyword';
const isPunctuator = (token: Token | undefined, text: string): boolean =>
  token !== undefined && token.kind === 'punctuator' && token.text === text;

export function spanOf(token: Span): Span {
  return { file: token.file, start: token.start, end: token.end };
}

/** Adds `more` to the hide set of every token; tokens that share a set go on sharing one. */
function hide(tokens: readonly Token[], more: ReadonlySet<string>): readonly Token[] {
  const joined = new Map<ReadonlySet<string> | undefined, ReadonlySet<string>>([[undefined, more]]);
  return tokens.map((token) => {
    let hidden = joined.get(token.hidden);
    if (!hidden) joined.set(token.hidden, (hidden = new Set([...(token.hidden ?? []), ...more])));
    const { kind, text, file, start, end, spaced, flaw, spelledAt } = token;
    return { kind, text, file, start, end, first: false, spaced, flaw, hidden, spelledAt };
  });
}

/** `push(...more)` would put every element on the stack. */
function append(list: Token[], more: readonly Token[]): void {
  for (const token of more) list.push(token);
}

/** The hide set of what `token` expands to: its own (and, for a call, only what `)` shares), and the macro's name. */
function hiddenAfter(token: Token, close: Token | undefined, name: string): ReadonlySet<string> {
  const own = token.hidden ?? [];
  const kept = close ? [...own].filter((one) => close.hidden?.has(one)) : own;
  return new Set([...kept, name]);
}

export class Expander {
  /** Words that ## made. */
  readonly pasted = new Set<string>();
  private made = 0;
  private depth = 0;

  constructor(
    readonly macros: Macros,
    private readonly report: SyntaxReport,
  ) {}

  /** Could this token start an expansion? */
  macroOf(token: Token): Macro | undefined {
    if (!isWord(token)) return undefined;
    const macro = this.macros.get(token.text);
    return macro === undefined || token.hidden?.has(token.text) ? undefined : macro;
  }

  /** Expands `first`, taking arguments from `input` where a call's parenthesis stands there, and appends the result to `out`. */
  expand(first: Token, input: TokenInput, out: Token[]): void {
    const pending: Token[] = [first];
    for (let token = pending.pop(); token !== undefined; token = pending.pop()) {
      const macro = this.macroOf(token);
      if (macro === undefined || this.exhausted(token)) {
        out.push(token);
        continue;
      }
      let result: readonly Token[];
      if (macro.parameters === undefined) {
        result = this.substitute(macro, token, undefined, []);
      } else {
        if (!isPunctuator(pending.at(-1) ?? input.peek(), '(')) {
          out.push(token);
          continue;
        }
        const call = this.collect(macro, token, pending, input);
        if (call) for (const argument of call.arguments) this.made += argument.length;
        result = call && !this.exhausted(token) ? this.substitute(macro, token, call.close, call.arguments) : [];
      }
      this.made += result.length;
      for (let at = result.length - 1; at >= 0; at--) {
        const one = result[at];
        if (one) pending.push(one);
      }
    }
  }

  /** A list of tokens fully expanded on its own. */
  expandAll(tokens: readonly Token[]): readonly Token[] {
    if (!tokens.some((token) => this.macroOf(token))) return tokens;
    if (this.depth >= maxDepth) {
      for (const token of tokens) if (this.macroOf(token)) this.exhaust(token);
      return tokens;
    }
    this.depth++;
    const out: Token[] = [];
    let at = 0;
    const input: TokenInput = { peek: () => tokens[at], next: () => tokens[at++] };
    for (let token = input.next(); token; token = input.next()) this.expand(token, input, out);
    this.depth--;
    return out;
  }

  private exhausted(token: Token): boolean {
    if (this.made < tokenBudget) return false;
    this.exhaust(token);
    return true;
  }

  private exhaust(token: Token): void {
    if (this.made < Infinity) this.report('macro-budget', { name: token.text }, spanOf(token));
    this.made = Infinity;
  }

  /** Reads `( … )`; undefined (and reported) when it has no end or the wrong number of arguments. */
  private collect(
    macro: Macro,
    name: Token,
    pending: Token[],
    input: TokenInput,
  ): { arguments: readonly (readonly Token[])[]; close: Token } | undefined {
    const parameters = macro.parameters ?? [];
    const take = (): Token | undefined => pending.pop() ?? input.next();
    take();
    const found: Token[][] = [[]];
    let depth = 0;
    for (;;) {
      const token = take();
      if (token === undefined) {
        this.report('macro-call-open', { name: macro.name }, spanOf(name));
        pending.push({ ...name, kind: 'number', text: '0' });
        return undefined;
      }
      if (token.kind === 'punctuator') {
        if (token.text === '(') depth++;
        else if (token.text === ')' && depth-- === 0) {
          const given = parameters.length === 0 && found.length === 1 && found[0]?.length === 0 ? 0 : found.length;
          if (macro.variadic && given === parameters.length - 1) found.push([]);
          else if (given !== parameters.length) {
            const expected = macro.variadic ? `at least ${parameters.length - 1}` : parameters.length;
            this.report('macro-argument-count', { name: macro.name, expected, given }, spanOf(name), [
              { message: `'${macro.name}' is defined here`, span: macro.definedAt },
            ]);
            pending.push({ ...name, kind: 'number', text: '0' });
            return undefined;
          }
          return { arguments: found, close: token };
        } else if (token.text === ',' && depth === 0 && !(macro.variadic && found.length === parameters.length)) {
          found.push([]);
          continue;
        }
      }
      found.at(-1)?.push(token);
    }
  }

  private substitute(
    macro: Macro,
    name: Token,
    close: Token | undefined,
    given: readonly (readonly Token[])[],
  ): readonly Token[] {
    const use: Span = {
      file: name.file,
      start: name.start,
      end: close && close.file === name.file ? Math.max(name.end, close.end) : name.end,
    };
    const hidden = hiddenAfter(name, close, macro.name);
    const { file, start, end } = use;
    const make = (kind: TokenKind, text: string, like: Token): Token => {
      const flaw = kind === 'bad' ? like.flaw : undefined;
      const spelledAt = like.spelledAt ?? like;
      return { kind, text, file, start, end, first: false, spaced: like.spaced, flaw, hidden, spelledAt };
    };
    if (macro.builtin) return [this.builtin(macro.builtin, name, given[0] ?? [], make)];
    const parameterOf = (token: Token | undefined): readonly Token[] | undefined => {
      const index = token && isWord(token) ? (macro.parameters?.indexOf(token.text) ?? -1) : -1;
      return index < 0 ? undefined : (given[index] ?? []);
    };

    const { body } = macro;
    const out: Token[] = [];
    for (let at = 0; at < body.length; at++) {
      const token = body[at];
      if (!token) continue;
      const next = body[at + 1];
      if (isPunctuator(token, '#') && macro.parameters && next) {
        out.push(make('string', stringified(parameterOf(next) ?? []), token));
        at++;
      } else if (isPunctuator(token, '##') && next) {
        const argument = parameterOf(next);
        const left = out.pop();
        if (macro.variadic && next.text === macro.parameters?.at(-1) && left && isPunctuator(left, ',')) {
          if (argument && argument.length > 0) {
            out.push(left);
            append(out, hide(this.expandAll(argument), hidden));
          }
        } else {
          const right = argument ? hide(argument, hidden) : [make(next.kind, next.text, next)];
          out.push(this.paste(left, right[0], token, make));
          append(out, right.slice(1));
        }
        at++;
      } else {
        const argument = parameterOf(token);
        if (!argument) out.push(make(token.kind, token.text, token));
        else if (!isPunctuator(next, '##')) append(out, hide(this.expandAll(argument), hidden));
        else if (argument.length === 0) out.push(make('end', '', token));
        else append(out, hide(argument, hidden));
      }
    }
    return out.filter((token) => token.kind !== 'end');
  }

  /** `left ## right`; an absent side, or one of kind `end`, is an empty argument. */
  private paste(
    left: Token | undefined,
    right: Token | undefined,
    operator: Token,
    make: (kind: TokenKind, text: string, like: Token) => Token,
  ): Token {
    if (!left || left.kind === 'end') return right ?? make('end', '', operator);
    if (!right || right.kind === 'end') return left;
    const text = left.text + right.text;
    const [piece, more] = [...pieces(text)];
    if (!piece || more || piece.kind === 'space' || piece.kind === 'comment' || piece.kind === 'bad') {
      const token = make('bad', text, operator);
      this.report('bad-paste', { left: left.text, right: right.text }, spanOf(token), [
        { message: 'the macro puts them together here', span: spanOf(operator) },
      ]);
      return make('identifier', left.text, operator);
    }
    this.pasted.add(text);
    return make(piece.kind, text, operator);
  }

  private builtin(
    which: 'is-enabled' | 'line' | 'file',
    name: Token,
    argument: readonly Token[],
    make: (kind: TokenKind, text: string, like: Token) => Token,
  ): Token {
    switch (which) {
      case 'line':
        return make('number', String(name.file.position(name.start).line), name);
      case 'file':
        return make('string', JSON.stringify(name.file.name), name);
      case 'is-enabled': {
        const [only, more] = argument;
        const body = only && !more ? this.macros.get(only.text)?.body : undefined;
        return make('number', body?.length === 1 && body[0]?.text === '1' ? '1' : '0', name);
      }
    }
  }
}

function stringified(tokens: readonly Token[]): string {
  const escaped = tokens.map((token, index) => {
    const text = token.kind === 'string' || token.kind === 'char' ? token.text.replace(/["\\]/g, '\\$&') : token.text;
    return index > 0 && (token.spaced || token.first) ? ` ${text}` : text;
  });
  return `"${escaped.join('')}"`;
}

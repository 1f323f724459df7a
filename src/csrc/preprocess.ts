/**
 * The preprocessor: directives, includes and configuration, from files to the tokens of one
 * translation unit. Every token keeps its place in the text that the user wrote. Nothing is thrown:
 * mistakes are collected. It does not know the grammar, nor the disk: `read` gives it files.
 */
import { didYouMean, type Diagnostic } from '../base/diagnostics';
import { SourceFile, type Span } from '../base/source';
import { conditionHolds } from './if-expression';
import { lex, type Token } from './lex';
import { Expander, spanOf, type Macro, type Macros, type TokenInput } from './macros';
import { SyntaxDiagnostics } from './syntax-report';

export interface PreprocessOptions {
  /** A file of the model by its path under src/kernel (`include/linux/mm.h`). */
  readonly read: (path: string) => SourceFile | undefined;
  /** `CONFIG_X: y` defines it as 1, `n` leaves it undefined; any other value is the macro's text. */
  readonly config: ReadonlyMap<string, string>;
  /** Names that stay as they are even where a header defines them: READ_ONCE and its like. */
  readonly intrinsicMacros: ReadonlySet<string>;
}

export interface Preprocessed {
  /** Ends with one token of kind `end`. */
  readonly tokens: readonly Token[];
  readonly macros: ReadonlyMap<string, Macro>;
  readonly diagnostics: readonly Diagnostic[];
  /** Every file that was read, the given one first. */
  readonly files: readonly SourceFile[];
  /** Words that ## made: they stand in no file. */
  readonly pasted: ReadonlySet<string>;
}

/** Includes inside includes: deeper is a cycle without a guard. */
const maxIncludeDepth = 40;

interface Conditional {
  readonly opened: Token;
  /** The part being read is kept. */
  active: boolean;
  /** Some part was kept, or the whole stands in a skipped part: no further part is. */
  done: boolean;
  elseSeen: boolean;
}

const isPunctuator = (token: Token | undefined, text: string): boolean =>
  token !== undefined && token.kind === 'punctuator' && token.text === text;
const isWord = (token: Token | undefined): token is Token =>
  token !== undefined && (token.kind === 'identifier' || token.kind === 'keyword');

const directives = 'include define undef if ifdef ifndef elif else endif error warning pragma'.split(' ');
const builtinFile = new SourceFile('<predefined>', '');

class Run {
  readonly out: Token[] = [];
  readonly files: SourceFile[] = [];
  readonly macros: Macros;
  readonly diagnostics = new SyntaxDiagnostics();
  private readonly report = this.diagnostics.report;
  private readonly expander: Expander;
  get pasted(): ReadonlySet<string> {
    return this.expander.pasted;
  }

  private readonly once = new Set<SourceFile>();
  private readonly guards = new Map<SourceFile, string>();
  private depth = 0;

  constructor(
    private readonly options: PreprocessOptions,
    macros: ReadonlyMap<string, Macro> | undefined,
  ) {
    this.macros = new Map(macros ?? predefined(options.config));
    this.expander = new Expander(this.macros, this.report);
  }

  file(file: SourceFile): void {
    if (!this.files.includes(file)) this.files.push(file);
    const tokens = lex(file);
    const conditionals: Conditional[] = [];
    let skipping = false;
    let at = 0;
    const startsDirective = (token: Token | undefined): boolean =>
      token !== undefined && token.first && isPunctuator(token, '#');
    const input: TokenInput = {
      peek: () => (startsDirective(tokens[at]) ? undefined : tokens[at]),
      next: () => (startsDirective(tokens[at]) ? undefined : tokens[at++]),
    };
    for (let token = tokens[at]; token !== undefined; token = tokens[at]) {
      at++;
      if (token.first && isPunctuator(token, '#')) {
        const from = at;
        while (tokens[at]?.first === false) at++;
        if (this.directive(token, tokens.slice(from, at), conditionals, skipping)) {
          skipping = conditionals.some((one) => !one.active);
        }
      } else if (skipping) {
        while (tokens[at] && !startsDirective(tokens[at])) at++;
      } else if (token.kind !== 'number' && token.kind !== 'punctuator' && this.expander.macroOf(token)) {
        this.expander.expand(token, input, this.out);
      } else {
        this.out.push(token);
      }
    }
    for (const { opened } of conditionals) this.report('if-open', {}, spanOf(opened));
    const guard = includeGuard(tokens);
    if (guard !== undefined) this.guards.set(file, guard);
  }

  /** One directive line; `rest` is what follows the `#`. Answers whether the conditionals changed. */
  private directive(hash: Token, rest: readonly Token[], conditionals: Conditional[], skipping: boolean): boolean {
    const [name, ...words] = rest;
    if (!name) return false;
    switch (name.text) {
      case 'if':
      case 'ifdef':
      case 'ifndef': {
        const active = !skipping && this.condition(name, words);
        conditionals.push({ opened: name, active, done: active || skipping, elseSeen: false });
        return true;
      }
      case 'elif':
      case 'else': {
        const top = conditionals.at(-1);
        if (!top || top.elseSeen) {
          const why = top ? 'it follows an #else' : 'there is no #if before it';
          this.report('stray-conditional', { name: name.text, why }, spanOf(name));
          return false;
        }
        top.elseSeen = name.text === 'else';
        top.active = !top.done && (name.text === 'else' || this.condition(name, words));
        top.done ||= top.active;
        if (name.text === 'else') this.nothingAfter(name, words);
        return true;
      }
      case 'endif':
        if (!conditionals.pop()) {
          this.report('stray-conditional', { name: 'endif', why: 'there is no #if before it' }, spanOf(name));
        }
        this.nothingAfter(name, words);
        return true;
    }
    if (skipping) return false;
    switch (name.text) {
      case 'define':
        this.define(name, words);
        break;
      case 'undef':
        if (isWord(words[0])) this.macros.delete(words[0].text);
        else this.report('macro-name', { directive: 'undef' }, spanOf(words[0] ?? name));
        this.nothingAfter(name, words.slice(1));
        break;
      case 'include':
        this.include(name, words);
        break;
      case 'error':
      case 'warning': {
        const last = words.at(-1);
        const text = last ? hash.file.text.slice(words[0]?.start, last.end) : '';
        this.report(name.text === 'error' ? 'error-directive' : 'warning-directive', { text }, spanOf(name));
        break;
      }
      case 'pragma':
        if (words[0]?.text === 'once' && words.length === 1) this.once.add(hash.file);
        else this.report('pragma', { name: words[0]?.text ?? '' }, spanOf(words[0] ?? name));
        break;
      default: {
        const near = didYouMean(name.text, directives);
        this.report(
          'unknown-directive',
          { name: name.text },
          spanOf(name),
          undefined,
          near && `did you mean #${near}?`,
        );
      }
    }
    return false;
  }

  private nothingAfter(name: Token, words: readonly Token[]): void {
    const [first] = words;
    if (first) this.report('directive-extra', { name: name.text }, spanOf(first));
  }

  private condition(name: Token, words: readonly Token[]): boolean {
    if (name.text === 'ifdef' || name.text === 'ifndef') {
      const [word] = words;
      if (!isWord(word)) {
        this.report('macro-name', { directive: name.text }, spanOf(word ?? name));
        return false;
      }
      this.nothingAfter(name, words.slice(1));
      return this.macros.has(word.text) === (name.text === 'ifdef');
    }
    const line: Span = { file: name.file, start: name.start, end: words.at(-1)?.end ?? name.end };
    return conditionHolds(this.expander.expandAll(this.definedResolved(words)), line, this.report);
  }

  /** `defined X` and `defined(X)` answered before macros are expanded. */
  private definedResolved(words: readonly Token[]): readonly Token[] {
    const out: Token[] = [];
    for (let at = 0; at < words.length; at++) {
      const word = words[at];
      if (!word) continue;
      if (word.text !== 'defined') {
        out.push(word);
        continue;
      }
      const open = isPunctuator(words[at + 1], '(');
      const name = words[open ? at + 2 : at + 1];
      if (!isWord(name) || (open && !isPunctuator(words[at + 3], ')'))) {
        this.report('macro-name', { directive: 'defined' }, spanOf(word));
        return [];
      }
      out.push({ ...word, kind: 'number', text: this.macros.has(name.text) ? '1' : '0' });
      at += open ? 3 : 1;
    }
    return out;
  }

  private define(directive: Token, words: readonly Token[]): void {
    const [name, ...after] = words;
    if (!isWord(name) || name.text === 'defined') {
      this.report('macro-name', { directive: 'define' }, spanOf(name ?? directive));
      return;
    }
    if (this.options.intrinsicMacros.has(name.text)) return;
    let body: readonly Token[] = after;
    let parameters: string[] | undefined;
    let variadic = false;
    if (isPunctuator(after[0], '(') && after[0]?.spaced === false) {
      const close = after.findIndex((token) => isPunctuator(token, ')'));
      const list = this.parameters(name, close < 0 ? undefined : after.slice(1, close));
      if (!list) return;
      ({ names: parameters, variadic } = list);
      body = after.slice(close + 1);
    }
    const badHash = body.find(
      (token, at) =>
        (isPunctuator(token, '##') && (at === 0 || at === body.length - 1)) ||
        (isPunctuator(token, '#') && parameters && !parameters.includes(body[at + 1]?.text ?? '')),
    );
    if (badHash) {
      this.report('macro-hash', { operator: badHash.text }, spanOf(badHash));
      return;
    }
    const macro: Macro = { name: name.text, parameters, variadic, body, definedAt: spanOf(name) };
    const known = this.macros.get(name.text);
    if (known?.builtin === 'is-enabled') return;
    if (known && !sameMacro(known, macro)) {
      this.report('macro-redefined', { name: name.text }, spanOf(name), [
        { message: 'it was defined here', span: known.definedAt },
      ]);
    }
    this.macros.set(name.text, macro);
  }

  /** `a, b, ...` or the GNU `a, rest...`; undefined (and reported) when it is not a parameter list. */
  private parameters(
    macro: Token,
    list: readonly Token[] | undefined,
  ): { names: string[]; variadic: boolean } | undefined {
    const names: string[] = [];
    let variadic = false;
    const wrong = (token: Token | undefined): undefined => {
      this.report('macro-parameters', { name: macro.text }, spanOf(token ?? macro));
      return undefined;
    };
    if (!list) return wrong(undefined);
    for (let at = 0; at < list.length; at++) {
      const token = list[at];
      if (isPunctuator(token, '...')) {
        names.push('__VA_ARGS__');
        variadic = true;
      } else if (isWord(token) && !names.includes(token.text)) {
        names.push(token.text);
        if (isPunctuator(list[at + 1], '...')) {
          variadic = true;
          at++;
        }
      } else return wrong(token);
      const next = list[at + 1];
      if (next === undefined) break;
      at++;
      if (!isPunctuator(next, ',') || variadic || list[at + 1] === undefined) return wrong(next);
    }
    return { names, variadic };
  }

  private include(directive: Token, words: readonly Token[]): void {
    const [first] = words;
    const last = words.at(-1);
    const span: Span = {
      file: directive.file,
      start: first?.start ?? directive.start,
      end: last?.end ?? directive.end,
    };
    let path: string | undefined;
    let quoted = false;
    if (first?.kind === 'string' && words.length === 1) {
      path = first.text.slice(1, -1);
      quoted = true;
    } else if (first && last && isPunctuator(first, '<') && isPunctuator(last, '>')) {
      path = first.file.text.slice(first.end, last.start);
    }
    if (path === undefined) {
      this.report('include-form', {}, span);
      return;
    }
    const folder = directive.file.name.slice(0, directive.file.name.lastIndexOf('/') + 1);
    const file = (quoted ? this.options.read(folder + path) : undefined) ?? this.options.read(`include/${path}`);
    if (!file) {
      this.report('include-missing', { path }, span);
      return;
    }
    const guard = this.guards.get(file);
    if (this.once.has(file) || (guard !== undefined && this.macros.has(guard))) return;
    if (this.depth >= maxIncludeDepth) {
      this.report('include-depth', { path, depth: maxIncludeDepth }, span);
      return;
    }
    this.depth++;
    this.file(file);
    this.depth--;
  }
}

/** The macro whose definition makes a second reading of the file empty: `#ifndef X` first, its `#endif` last. */
function includeGuard(tokens: readonly Token[]): string | undefined {
  const [hash, ifndef, name] = tokens;
  if (!hash?.first || !isPunctuator(hash, '#') || ifndef?.text !== 'ifndef' || !isWord(name)) return undefined;
  let depth = 0;
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (!token?.first || !isPunctuator(token, '#')) {
      if (depth === 0) return undefined;
      continue;
    }
    const word = tokens[at + 1]?.text;
    if (word === 'if' || word === 'ifdef' || word === 'ifndef') depth++;
    else if ((word === 'else' || word === 'elif') && depth === 1) return undefined;
    else if (word === 'endif') {
      depth--;
      at++;
    }
    if (depth > 0) while (tokens[at + 1]?.first === false) at++;
  }
  return name.text;
}

function sameMacro(a: Macro, b: Macro): boolean {
  return (
    a.variadic === b.variadic &&
    a.parameters?.join() === b.parameters?.join() &&
    a.body.length === b.body.length &&
    a.body.every((token, at) => token.text === b.body[at]?.text && (at === 0 || token.spaced === b.body[at]?.spaced))
  );
}

function predefined(config: ReadonlyMap<string, string>): Macros {
  const macros: Macros = new Map();
  const definedAt: Span = { file: builtinFile, start: 0, end: 0 };
  const add = (name: string, rest: Partial<Macro>): void => {
    macros.set(name, { name, parameters: undefined, variadic: false, body: [], definedAt, ...rest });
  };
  const text = (name: string, value: string): void => {
    const file = new SourceFile('<config>', value);
    add(name, { body: lex(file), definedAt: { file, start: 0, end: value.length } });
  };
  text('__PATCH_ORACLE__', '1');
  for (const name of ['IS_ENABLED', 'IS_BUILTIN', 'IS_REACHABLE']) {
    add(name, { parameters: ['option'], builtin: 'is-enabled' });
  }
  add('__LINE__', { builtin: 'line' });
  add('__FILE__', { builtin: 'file' });
  for (const [name, value] of config) if (value !== 'n') text(name, value === 'y' ? '1' : value);
  return macros;
}

/**
 * @param macros the macros to start with, instead of the predefined ones: a scenario starts with
 *   those that its header left
 */
export function preprocess(
  file: SourceFile,
  options: PreprocessOptions,
  macros?: ReadonlyMap<string, Macro>,
): Preprocessed {
  const run = new Run(options, macros);
  run.file(file);
  const end = file.text.length;
  run.out.push({
    ...{ kind: 'end', text: '', file, start: end, end, first: true, spaced: true },
    ...{ flaw: undefined, hidden: undefined, spelledAt: undefined },
  });
  const { out: tokens, macros: left, files, pasted } = run;
  return { tokens, macros: left, diagnostics: run.diagnostics.all, files, pasted };
}

/** Types: specifiers, struct and enum bodies, declarators, parameters, attributes, initialisers. */
import type { Span } from '../base/source';
import type {
  BuiltinName,
  Designator,
  EnumDefinition,
  Enumerator,
  Initializer,
  InitializerEntry,
  InitializerList,
  Name,
  Parameter,
  Storage,
  StructDefinition,
  StructMember,
  TypeSyntax,
} from './ast';
import { keywords } from './keywords';
import type { Token } from './lex';
import { spanOf } from './macros';
import { ExpressionParser } from './parse-expression';

const storageWords: ReadonlySet<string> = new Set(['typedef', 'static', 'extern', 'register']);
const typeWords: ReadonlySet<string> = new Set('void _Bool char short int long signed unsigned'.split(' '));
/** Words that can only start a type, but that the model does without; the value is their diagnostic. */
const refusedWords: ReadonlyMap<string, 'union' | 'float' | 'not-supported'> = new Map([
  ['union', 'union'],
  ...['float', 'double', '_Complex', '_Imaginary', '__float128', '_Float128'].map((word) => [word, 'float'] as const),
  ...['volatile', 'auto', '_Atomic', '_Alignas', '_Thread_local', '__thread', '__int128'].map(
    (word) => [word, 'not-supported'] as const,
  ),
]);
const otherWords = ['const', 'restrict', 'inline', '_Noreturn', 'struct', 'enum', 'typeof', '__auto_type'];
const startWords: ReadonlySet<string> = new Set([
  ...otherWords,
  ...storageWords,
  ...typeWords,
  ...refusedWords.keys(),
  '__attribute__',
]);

const harmlessAttributes: ReadonlySet<string> = new Set(
  'unused noinline always_inline noreturn cold hot pure fallthrough warn_unused_result maybe_unused used gnu_inline'.split(
    ' ',
  ),
);

const builtins: ReadonlyMap<string, BuiltinName> = new Map<string, BuiltinName>([
  ['void', 'void'],
  ['_Bool', '_Bool'],
  ['char', 'char'],
  ['char signed', 'signed char'],
  ['char unsigned', 'unsigned char'],
  ['int', 'int'],
  ['long', 'long'],
  ['long long', 'long long'],
  ['long long unsigned', 'unsigned long long'],
  ['long unsigned', 'unsigned long'],
  ['short', 'short'],
  ['short unsigned', 'unsigned short'],
  ['unsigned', 'unsigned int'],
]);

/** `long unsigned int` to `unsigned long`; undefined when the words do not go together. */
function builtinOf(words: readonly string[]): BuiltinName | undefined {
  const [only, second] = words;
  if (second === undefined && only !== undefined && only !== 'signed') {
    return only === 'unsigned' ? 'unsigned int' : builtins.get(only);
  }
  const rest = [...words].sort();
  const drop = (word: string): void => {
    const at = rest.indexOf(word);
    if (at >= 0) rest.splice(at, 1);
  };
  if (!rest.includes('char')) {
    if (words.some((word) => word === 'long' || word === 'short' || word === 'signed' || word === 'unsigned'))
      drop('int');
    if (!rest.includes('unsigned')) drop('signed');
    if (rest.length === 0) return 'int';
  }
  return builtins.get(rest.join(' '));
}

export interface Specifiers {
  readonly first: Token;
  readonly storage: Storage;
  readonly inline: boolean;
  readonly primitive: boolean;
  readonly type: TypeSyntax;
}

/** A declarator before its base type is put in. */
interface Shape {
  readonly name?: Name;
  wrap(base: TypeSyntax): TypeSyntax;
}

export abstract class TypeParser extends ExpressionParser {
  protected startsType(token: Token): boolean {
    if (token.kind === 'identifier') return this.isTypedef(token.text) || token.text === '__primitive';
    return token.kind === 'keyword' && startWords.has(keywords.get(token.text) ?? token.text);
  }

  protected knownTypes(): Iterable<string> {
    return [...this.typedefs, ...startWords, 'return', 'goto', 'break', 'continue', 'switch', 'else'];
  }

  // -------------------------------------------------------------------------------- specifiers

  /** Storage class, qualifiers and the base type. Fails when there is none. */
  protected specifiers(): Specifiers {
    const first = this.token;
    let storage: Storage = 'none';
    let inline = false;
    let primitive = false;
    let isConst = false;
    let type: TypeSyntax | undefined;
    const words: string[] = [];
    while (!(type && this.endsWithoutSemicolon())) {
      const { token } = this;
      const word = this.keyword;
      if (word === undefined) {
        if (token.kind !== 'identifier') break;
        if (token.text === '__primitive') {
          primitive = true;
          this.advance();
          continue;
        }
        if (type || words.length > 0 || !this.isTypedef(token.text)) break;
        this.advance();
        type = { kind: 'typedef-type', name: token.text, const: false, span: spanOf(token) };
      } else if (typeWords.has(word)) {
        words.push(word);
        this.advance();
      } else if (storageWords.has(word)) {
        if (storage !== 'none') {
          this.report('two-storage-classes', { first: storage, second: word }, spanOf(token));
        }
        storage = word as Storage;
        this.advance();
      } else if (word === 'const') {
        isConst = true;
        this.advance();
      } else if (word === 'inline') {
        inline = true;
        this.advance();
      } else if (word === 'restrict' || word === '_Noreturn' || word === '__extension__') this.advance();
      else if (word === '__attribute__') this.attributes();
      else if (word === 'struct') type = this.once(type, this.struct());
      else if (word === 'enum') type = this.once(type, this.enum());
      else if (word === 'typeof') type = this.once(type, this.typeof());
      else if (word === '__auto_type') {
        this.advance();
        type = this.once(type, { kind: 'auto-type', const: false, span: spanOf(token) });
      } else {
        const refused = refusedWords.get(word);
        if (refused === undefined) break;
        this.refuse(refused, { what: token.text });
      }
    }
    if (words.length > 0) {
      const span = this.since(first);
      const name = builtinOf(words);
      if (type) this.report('type-words', { words: `${words.join(' ')}, and another type` }, span);
      else if (name === undefined) this.report('type-words', { words: words.join(' ') }, span);
      type ??= { kind: 'builtin-type', name: name ?? 'int', const: false, span };
    }
    type ??= this.missingType();
    if (isConst) type = { ...type, const: true };
    return { first, storage, inline, primitive, type };
  }

  private once(known: TypeSyntax | undefined, found: TypeSyntax): TypeSyntax {
    if (known) this.report('type-words', { words: 'one type right after another' }, found.span);
    return found;
  }

  /** Behind `}` of a struct or enum, with the next declaration on the next line: its `;` was forgotten. */
  protected endsWithoutSemicolon(): boolean {
    return this.token.first && this.previous.text === '}' && this.startsType(this.token);
  }

  /** No type where one must be: says which mistake that is, and takes int so that parsing can go on. */
  private missingType(): TypeSyntax {
    const { token } = this;
    if (token.kind !== 'identifier') return this.fail('a type');
    const next = this.peek();
    const int: TypeSyntax = { kind: 'builtin-type', name: 'int', const: false, span: spanOf(token) };
    if (next.kind === 'identifier' || next.text === '*' || next.text === ')' || (next.text === ',' && token.first)) {
      this.unknownType(token);
      this.advance();
    } else this.report('missing-type', { name: token.text }, spanOf(token));
    return int;
  }

  /** `__attribute__((…))`; those that could change the meaning are refused. */
  protected attributes(): void {
    while (this.keyword === '__attribute__') {
      this.advance();
      this.expect('(');
      this.expect('(');
      while (!this.is(')')) {
        const { token } = this;
        if (token.kind !== 'identifier' && token.kind !== 'keyword') this.fail('the name of an attribute');
        this.advance();
        const name = token.text.replace(/^__|__$/g, '');
        if (!harmlessAttributes.has(name)) this.report('attribute', { name }, spanOf(token));
        if (this.accept('(')) {
          for (let open = 1; open > 0;) {
            if (this.token.kind === 'end') this.fail("')'");
            const { text } = this.advance();
            open += text === '(' ? 1 : text === ')' ? -1 : 0;
          }
        }
        if (!this.accept(',')) break;
      }
      this.expect(')');
      this.expect(')');
    }
  }

  private struct(): TypeSyntax {
    const first = this.advance();
    this.attributes();
    const tag = this.token.kind === 'identifier' ? this.name('a tag') : undefined;
    if (!this.is('{')) {
      if (!tag) this.fail("a tag or '{' after struct");
      return { kind: 'struct-type', tag, const: false, span: this.since(first) };
    }
    const definition = this.structBody(first, tag);
    return { kind: 'struct-type', ...(tag ? { tag } : {}), definition, const: false, span: this.since(first) };
  }

  private structBody(first: Token, tag: Name | undefined): StructDefinition {
    const open = this.advance();
    this.enter();
    const members: StructMember[] = [];
    while (!this.is('}')) {
      if (this.token.kind === 'end') {
        this.unclosed(open);
        this.abandon();
      }
      if (this.accept(';')) continue;
      for (const member of this.attempt(() => this.members()) ?? []) members.push(member);
    }
    this.advance();
    this.leave();
    let word = false;
    let opaque: Name | undefined;
    for (;;) {
      if (this.keyword === '__attribute__') this.attributes();
      else if (this.accept('__word')) word = true;
      else if (this.accept('__opaque')) {
        this.expect('(', ' after __opaque');
        opaque = this.name('the kind of lock');
        this.expect(')');
      } else break;
    }
    return {
      ...{ kind: 'struct-definition', ...(tag ? { tag } : {}), members, word },
      ...{ ...(opaque ? { opaque } : {}), span: this.since(first) },
    };
  }

  /** The text ends before the `}` of this `{`. */
  protected unclosed(open: Token): void {
    this.report('unclosed-brace', {}, spanOf(this.previous), [
      { message: "this '{' is never closed", span: spanOf(open) },
    ]);
  }

  /** One member declaration, up to its `;`. */
  private members(): StructMember[] {
    const { first, type: base } = this.specifiers();
    if (this.is(';')) {
      this.advance();
      if (base.kind === 'struct-type' && !base.tag) return [{ kind: 'struct-member', type: base, span: base.span }];
      this.report('declares-nothing', {}, this.since(first));
      return [];
    }
    const members: StructMember[] = [];
    do {
      if (this.is(':')) this.refuse('bit-field');
      const start = this.token;
      const { name, type } = this.declarator(base);
      if (!name) this.fail('the name of a member');
      if (this.is(':')) this.refuse('bit-field');
      this.attributes();
      members.push({ kind: 'struct-member', name, type, span: this.since(start) });
    } while (this.accept(','));
    this.semicolon(true);
    return members;
  }

  private enum(): TypeSyntax {
    const first = this.advance();
    this.attributes();
    const tag = this.token.kind === 'identifier' ? this.name('a tag') : undefined;
    if (!this.is('{')) {
      if (!tag) this.fail("a tag or '{' after enum");
      return { kind: 'enum-type', tag, const: false, span: this.since(first) };
    }
    this.advance();
    const enumerators: Enumerator[] = [];
    while (!this.is('}')) {
      const name = this.name('the name of an enumerator');
      this.attributes();
      const value = this.accept('=') ? this.conditional() : undefined;
      this.declare(name.text, false);
      enumerators.push({ kind: 'enumerator', name, ...(value ? { value } : {}), span: this.since(name.span) });
      if (!this.accept(',')) break;
    }
    const close = this.expect('}', " or ',' after an enumerator");
    if (enumerators.length === 0) this.report('empty-enum', {}, spanOf(close));
    this.attributes();
    const span = this.since(first);
    const definition: EnumDefinition = { kind: 'enum-definition', ...(tag ? { tag } : {}), enumerators, span };
    return { kind: 'enum-type', ...(tag ? { tag } : {}), definition, const: false, span };
  }

  private typeof(): TypeSyntax {
    const first = this.advance();
    this.expect('(', ' after typeof');
    const operand = this.startsType(this.token) ? this.typeName() : this.expression();
    this.expect(')');
    return { kind: 'typeof-type', operand, const: false, span: this.since(first) };
  }

  // -------------------------------------------------------------------------------- declarators

  protected declarator(base: TypeSyntax): { name?: Name; type: TypeSyntax } {
    const shape = this.shape();
    const type = shape.wrap(base);
    return shape.name ? { name: shape.name, type } : { type };
  }

  private shape(): Shape {
    this.enter();
    const shape = this.is('*') ? this.pointer() : this.direct();
    this.leave();
    return shape;
  }

  private pointer(): Shape {
    const star = this.advance();
    let isConst = false;
    for (;;) {
      const word = this.keyword;
      if (word === 'const') isConst = true;
      else if (word === 'volatile') this.refuse('not-supported', { what: 'volatile' });
      else if (word !== 'restrict') break;
      this.advance();
    }
    this.attributes();
    const end: Span = this.since(star);
    const rest = this.shape();
    return {
      ...(rest.name ? { name: rest.name } : {}),
      wrap: (to) => rest.wrap({ kind: 'pointer-type', to, const: isConst, span: cover(to.span, end) }),
    };
  }

  private direct(): Shape {
    let inner: Shape | undefined;
    if (this.token.kind === 'identifier' && !this.isTypedefHere()) {
      const name = this.name('a name');
      inner = { name, wrap: (base) => base };
    } else if (this.is('(') && !this.startsType(this.peek()) && this.peek().text !== ')') {
      this.advance();
      this.attributes();
      inner = this.shape();
      this.expect(')');
    }
    const suffixes: ((base: TypeSyntax) => TypeSyntax)[] = [];
    for (;;) {
      const first = this.token;
      if (this.is('[')) {
        this.advance();
        if (this.is('*') || this.keyword === 'static') this.refuse('vla');
        const size = this.is(']') ? undefined : this.assignment();
        this.expect(']');
        const end = this.since(first);
        suffixes.push((of) => {
          const span = cover(of.span, end);
          return { kind: 'array-type', of, ...(size ? { size } : {}), const: false, span };
        });
      } else if (this.is('(')) {
        const parameters = this.parameters(inner?.name?.text ?? 'this function');
        const end = this.since(first);
        suffixes.push((result) => {
          return { kind: 'function-type', result, parameters, const: false, span: cover(result.span, end) };
        });
      } else break;
      this.chain(suffixes.length);
    }
    const wrap = (base: TypeSyntax): TypeSyntax => {
      const outer = suffixes.reduceRight((type, suffix) => suffix(type), base);
      return inner ? inner.wrap(outer) : outer;
    };
    return inner?.name ? { name: inner.name, wrap } : { wrap };
  }

  /** A typedef name stands here as a type (`int (pte_t)`), not as the name being declared (`pte_t pte_t`, `int u8;`). */
  private isTypedefHere(): boolean {
    if (!this.isTypedef(this.token.text)) return false;
    const { text, kind } = this.peek();
    return kind === 'identifier' || text === '*';
  }

  private parameters(function_: string): readonly Parameter[] {
    const open = this.advance();
    if (this.is(')')) {
      this.advance();
      this.report('old-style-function', { name: function_ }, this.since(open));
      return [];
    }
    if (this.keyword === 'void' && this.peek().text === ')') {
      this.at += 2;
      return [];
    }
    if (this.token.kind === 'identifier' && !this.isTypedef(this.token.text)) this.oldStyle(open, function_);
    const list: Parameter[] = [];
    do {
      if (this.is('...')) this.refuse('varargs');
      const { first, type: base } = this.specifiers();
      const { name, type } = this.declarator(base);
      this.attributes();
      list.push({ kind: 'parameter', ...(name ? { name } : {}), type, span: this.since(first) });
    } while (this.accept(','));
    this.expect(')', ' after the parameters');
    return list;
  }

  /** `f(a, b) int a; {`: names only, and a body or declarations after them. */
  private oldStyle(open: Token, function_: string): void {
    let after = 0;
    while (this.peek(after).kind === 'identifier' && this.peek(after + 1).text === ',') after += 2;
    if (this.peek(after).kind !== 'identifier' || this.peek(after + 1).text !== ')') return;
    const next = this.peek(after + 2);
    if (next.text !== '{' && !this.startsType(next)) return;
    this.report('old-style-function', { name: function_ }, spanOf(open));
    while (!this.is('{') && this.token.kind !== 'end') this.advance();
    this.abandon();
  }

  protected typeName(): TypeSyntax {
    const { storage, first, type: base } = this.specifiers();
    if (storage !== 'none') this.report('expected', { expected: 'a type', found: `'${storage}'` }, spanOf(first));
    const { name, type } = this.declarator(base);
    if (name) {
      this.report('expected', { expected: 'a type without a name', found: `'${name.text}'` }, name.span);
      this.abandon();
    }
    return type;
  }

  // ------------------------------------------------------------------------------- initialisers

  protected initializer(): Initializer {
    return this.is('{') ? this.initializerList() : this.assignment();
  }

  protected initializerList(): InitializerList {
    this.enter();
    const open = this.advance();
    const entries: InitializerEntry[] = [];
    while (!this.is('}')) {
      const first = this.token;
      const designators: Designator[] = [];
      while (this.is('.') || this.is('[')) {
        const start = this.advance();
        if (start.text === '.') {
          const name = this.name('the name of a member');
          designators.push({ kind: 'member-designator', name, span: this.since(start) });
        } else {
          const index = this.conditional();
          if (this.is('...')) this.refuse('not-supported', { what: '[first ... last] =' });
          this.expect(']');
          designators.push({ kind: 'index-designator', index, span: this.since(start) });
        }
        this.chain(designators.length);
      }
      if (designators.length > 0) this.expect('=', ' after a designator');
      const value = this.initializer();
      entries.push({ kind: 'initializer-entry', designators, value, span: this.since(first) });
      if (!this.accept(',')) break;
    }
    this.expect('}', ' at the end of the initialiser');
    this.leave();
    return { kind: 'initializer-list', entries, span: this.since(open) };
  }
}

/** From the start of one span to the end of another, if both are in one file. */
function cover(from: Span, to: Span): Span {
  if (from.file !== to.file) return to;
  return { file: from.file, start: Math.min(from.start, to.start), end: Math.max(from.end, to.end) };
}

/** Expressions, by precedence climbing. Types and statements inside them come from the classes below this one. */
import { didYouMean } from '../base/diagnostics';
import type {
  Argument,
  BinaryOperator,
  CompoundStatement,
  Expression,
  InitializerList,
  StringLiteral,
  TypeSyntax,
  UnaryOperator,
} from './ast';
import { constantOf, stringOf } from './constants';
import type { Token } from './lex';
import { spanOf } from './macros';
import { Cursor } from './parse-cursor';

/** Binding strength: a higher one binds tighter. All are left-associative. */
const binary: ReadonlyMap<string, number> = new Map(
  [['||'], ['&&'], ['|'], ['^'], ['&'], ['==', '!='], ['<', '>', '<=', '>='], ['<<', '>>'], ['+', '-'], ['*', '/', '%']]
    .map((level, strength) => level.map((operator) => [operator, strength + 1] as const))
    .flat(),
);

const assignments: ReadonlyMap<string, BinaryOperator | undefined> = new Map([
  ['=', undefined],
  ...(['*', '/', '%', '+', '-', '<<', '>>', '&', '^', '|'] as const).map(
    (operator) => [`${operator}=`, operator] as const,
  ),
]);

const prefixes: ReadonlySet<string> = new Set(['-', '+', '~', '!', '*', '&']);

export abstract class ExpressionParser extends Cursor {
  protected abstract startsType(token: Token): boolean;
  protected abstract typeName(): TypeSyntax;
  protected abstract initializerList(): InitializerList;
  /** `{ … }` with a scope of its own. */
  protected abstract compound(): CompoundStatement;

  /** With the comma operator. */
  protected expression(): Expression {
    let left = this.assignment();
    for (let length = 1; this.is(','); length++) {
      this.chain(length);
      this.advance();
      const right = this.assignment();
      left = { kind: 'comma', left, right, span: this.since(left.span) };
    }
    return left;
  }

  /** Without the comma operator: an argument, an initialiser. */
  protected assignment(): Expression {
    this.enter();
    const target = this.conditional();
    const { text } = this.token;
    let result = target;
    if (assignments.has(text)) {
      this.advance();
      const operator = assignments.get(text);
      const value = this.assignment();
      const span = this.since(target.span);
      result = { kind: 'assign', ...(operator ? { operator } : {}), target, value, span };
    }
    this.leave();
    return result;
  }

  protected conditional(): Expression {
    const condition = this.binary(this.unary(), 1);
    if (!this.is('?')) return condition;
    this.enter();
    this.advance();
    const then = this.is(':') ? undefined : this.expression();
    this.expect(':', " and the other value of '?'");
    const otherwise = this.conditional();
    this.leave();
    const span = this.since(condition.span);
    return { kind: 'conditional', condition, ...(then ? { then } : {}), else: otherwise, span };
  }

  private binary(first: Expression, weakest: number): Expression {
    let left = first;
    for (let length = 1; ; length++) {
      const strength = binary.get(this.token.text);
      if (strength === undefined || strength < weakest) return left;
      this.chain(length);
      const operator = this.advance().text;
      let right = this.unary();
      const next = binary.get(this.token.text);
      if (next !== undefined && next > strength) right = this.binary(right, strength + 1);
      const span = this.since(left.span);
      if (operator === '&&' || operator === '||') left = { kind: 'logical', operator, left, right, span };
      // The table holds only these and the two logical ones.
      else left = { kind: 'binary', operator: operator as BinaryOperator, left, right, span };
    }
  }

  private unary(): Expression {
    const { token } = this;
    if (token.kind === 'identifier' || token.kind === 'number') return this.postfix(this.primary(), token);
    this.enter();
    const result = this.prefixed(token);
    this.leave();
    return result;
  }

  private prefixed(token: Token): Expression {
    const { text } = token;
    if (token.kind === 'punctuator') {
      if (prefixes.has(text)) {
        this.advance();
        const operand = this.unary();
        return { kind: 'unary', operator: text as UnaryOperator, operand, span: this.since(token) };
      }
      if (text === '++' || text === '--') {
        this.advance();
        const operand = this.unary();
        return { kind: 'increment', prefix: true, delta: text === '++' ? 1 : -1, operand, span: this.since(token) };
      }
      if (text === '&&') this.refuse('computed-goto');
      if (text === '(' && this.startsType(this.peek())) return this.castOrLiteral(token);
    }
    switch (this.keyword) {
      case 'sizeof':
        return this.sizeof(token);
      case '__extension__':
        this.advance();
        return this.unary();
      case '_Alignof':
      case '__alignof__':
        return this.refuse('not-supported', { what: text });
      default:
        return this.postfix(this.primary(), token);
    }
  }

  /** `(type) operand` or `(type) { … }`. */
  private castOrLiteral(open: Token): Expression {
    this.advance();
    const type = this.typeName();
    this.expect(')', ' after the type');
    if (this.is('{')) {
      const initializer = this.initializerList();
      return this.postfix({ kind: 'compound-literal', type, initializer, span: this.since(open) }, open);
    }
    const operand = this.unary();
    return { kind: 'cast', type, operand, span: this.since(open) };
  }

  private sizeof(token: Token): Expression {
    this.advance();
    let operand: Expression | TypeSyntax;
    if (this.is('(') && this.startsType(this.peek())) {
      const open = this.advance();
      operand = this.typeName();
      this.expect(')', ' after the type');
      if (this.is('{')) {
        const initializer = this.initializerList();
        operand = this.postfix({ kind: 'compound-literal', type: operand, initializer, span: this.since(open) }, open);
      }
    } else operand = this.unary();
    return { kind: 'sizeof', operand, span: this.since(token) };
  }

  private postfix(first: Expression, start: Token): Expression {
    let left = first;
    for (let length = 1; ; length++) {
      const { text, kind } = this.token;
      if (kind !== 'punctuator') return left;
      switch (text) {
        case '(': {
          this.advance();
          const list = this.arguments();
          left = { kind: 'call', callee: left, arguments: list, span: this.since(start) };
          break;
        }
        case '[': {
          this.advance();
          const index = this.expression();
          this.expect(']');
          left = { kind: 'index', array: left, index, span: this.since(start) };
          break;
        }
        case '.':
        case '->': {
          this.advance();
          const member = this.name('the name of a member');
          left = { kind: 'member', object: left, arrow: text === '->', member, span: this.since(start) };
          break;
        }
        case '++':
        case '--': {
          this.advance();
          const delta = text === '++' ? 1 : -1;
          left = { kind: 'increment', prefix: false, delta, operand: left, span: this.since(start) };
          break;
        }
        default:
          return left;
      }
      this.chain(length);
    }
  }

  private arguments(): readonly Argument[] {
    const list: Argument[] = [];
    if (this.accept(')')) return list;
    do {
      list.push(this.argument());
    } while (this.accept(','));
    this.expect(')', ' after the arguments');
    return list;
  }

  private argument(): Argument {
    const { token } = this;
    if (token.kind === 'string' || token.text === '__func__') {
      const literal = this.string();
      if (this.is(',') || this.is(')')) return literal;
      this.report('string-place', {}, literal.span);
      this.abandon();
    }
    if (!this.startsType(token)) return this.assignment();
    const type = this.typeName();
    return { kind: 'type-argument', type, span: this.since(token) };
  }

  /** Adjacent strings, joined. */
  protected string(): StringLiteral {
    const first = this.token;
    let value = '';
    while (this.token.kind === 'string' || this.token.text === '__func__') {
      const token = this.advance();
      const text = token.kind === 'string' ? stringOf(token) : token.text;
      if (text === undefined) this.report('bad-escape', {}, spanOf(token));
      value += text ?? '';
    }
    return { kind: 'string-literal', value, span: this.since(first) };
  }

  private primary(): Expression {
    const { token } = this;
    switch (token.kind) {
      case 'identifier':
        if (token.text === '__func__') break;
        if (this.isTypedef(token.text)) this.fail('a value');
        this.advance();
        return { kind: 'name', name: token.text, span: spanOf(token) };
      case 'number':
      case 'char': {
        const constant = constantOf(token);
        this.advance();
        const span = spanOf(token);
        if (typeof constant !== 'string') return { kind: 'int-literal', ...constant, text: token.text, span };
        this.report(constant === 'not-a-constant' ? 'bad-number' : constant, { text: token.text }, span);
        return { kind: 'int-literal', value: 0n, unsigned: false, longs: 0, text: token.text, span };
      }
      case 'punctuator':
        if (token.text === '(') return this.parenthesized(token);
        break;
      case 'keyword':
        if (token.text === '_Generic') this.refuse('generic');
        break;
      default:
    }
    if (token.kind === 'string' || token.text === '__func__') {
      this.report('string-place', {}, this.string().span);
      this.abandon();
    }
    return this.fail('a value');
  }

  private parenthesized(open: Token): Expression {
    this.advance();
    if (this.is('{')) {
      const body = this.compound();
      this.expect(')', " after '({ … }'");
      return { kind: 'statement-expression', body, span: this.since(open) };
    }
    this.castOfUnknownType();
    const inner = this.expression();
    this.expect(')');
    return inner;
  }

  /** `(foo_t *)x` and `(foo_t)x` with an unknown `foo_t` would fail at an unhelpful place. */
  private castOfUnknownType(): void {
    const { token } = this;
    if (token.kind !== 'identifier') return;
    let after = 1;
    while (this.peek(after).text === '*') after++;
    const next = this.peek(after + 1);
    const operandFollows = next.kind === 'identifier' || next.kind === 'number';
    if (this.peek(after).text !== ')' || (after === 1 && !operandFollows)) return;
    this.unknownType(token);
    this.abandon();
  }

  /** Reports a name that stands where only a type can. */
  protected unknownType(token: Token): void {
    const near = didYouMean(token.text, this.knownTypes());
    const hint = near === undefined ? undefined : `did you mean '${near}'?`;
    this.report('unknown-type', { name: token.text }, spanOf(token), undefined, hint);
  }

  /** Names to suggest for an unknown type. */
  protected abstract knownTypes(): Iterable<string>;
}

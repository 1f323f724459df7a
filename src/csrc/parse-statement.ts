/** Statements, blocks and declarations. */
import type { BlockItem, CompoundStatement, Declaration, Declarator, Expression, Statement, StaticAssert } from './ast';
import type { Token } from './lex';
import { spanOf } from './macros';
import type { Specifiers } from './parse-type';
import { TypeParser } from './parse-type';

export abstract class StatementParser extends TypeParser {
  // ------------------------------------------------------------------------------- declarations

  /** The rest of a declaration whose specifiers (and first declarator, if it has any) are read, with its `;`. */
  protected declaration(specifiers: Specifiers, firstDeclarator?: Declarator): Declaration {
    const { first, storage, inline, primitive, type: base } = specifiers;
    const declarators: Declarator[] = firstDeclarator ? [firstDeclarator] : [];
    if (!firstDeclarator && !declaresType(specifiers)) this.report('declares-nothing', {}, this.since(first));
    while (firstDeclarator && this.accept(',')) {
      declarators.push(this.initialized(this.oneDeclarator(specifiers), specifiers));
    }
    // gcc looks for the `;` of a bare declarator behind it, else before what follows.
    const bare = declarators.length > 0 && !declarators.at(-1)?.initializer;
    this.semicolon(!(bare && this.startsType(this.token)));
    const span = this.since(first);
    return { kind: 'declaration', storage, inline, primitive, base, declarators, span };
  }

  /** A name with its type, declared from here on; its initialiser is still to come. */
  protected oneDeclarator({ type: base, storage }: Specifiers): Declarator {
    const start = this.token;
    const { name, type } = this.declarator(base);
    if (!name) return this.fail('a name');
    if (this.keyword === 'asm') this.refuse('assembly');
    this.attributes();
    this.declare(name.text, storage === 'typedef');
    return { kind: 'declarator', name, type, span: this.since(start) };
  }

  protected initialized(declarator: Declarator, { type: base }: Specifiers): Declarator {
    if (this.is(':') && base.kind !== 'struct-type') this.refuse('bit-field');
    if (!this.accept('=')) return declarator;
    const initializer = this.initializer();
    return { ...declarator, initializer, span: this.since(declarator.span) };
  }

  protected staticAssert(): StaticAssert {
    const first = this.advance();
    this.expect('(');
    const condition = this.conditional();
    let text = '';
    if (this.accept(',')) {
      if (this.token.kind !== 'string') this.fail('a string');
      text = this.string().value;
    }
    this.expect(')');
    this.semicolon();
    return { kind: 'static-assert', condition, text, span: this.since(first) };
  }

  // --------------------------------------------------------------------------------------- blocks

  protected compound(): CompoundStatement {
    const open = this.expect('{');
    this.openScope();
    const items = this.items(open);
    this.closeScope();
    const end = spanOf(this.previous);
    return { kind: 'compound', items, end, span: this.since(open) };
  }

  /** Block items up to and with the `}`; without `open`, up to the end of the text. */
  protected items(open: Token | undefined): BlockItem[] {
    this.enter();
    const items: BlockItem[] = [];
    for (;;) {
      if (this.token.kind === 'end') {
        if (open) this.unclosed(open);
        break;
      }
      if (this.is('}')) {
        if (open) {
          this.advance();
          break;
        }
        this.attempt(() => this.fail('a statement'));
        this.advance();
        continue;
      }
      this.attempt(() => items.push(this.item()));
    }
    this.leave();
    return items;
  }

  private item(): BlockItem {
    const { token } = this;
    if (this.startsDeclaration(token)) return this.localDeclaration();
    return this.keyword === '_Static_assert' ? this.staticAssert() : this.statement();
  }

  private startsDeclaration(token: Token): boolean {
    if (this.startsType(token)) return this.peek().text !== ':' && !this.fallsThrough();
    // Two names in a row: the first must be meant as a type.
    return token.kind === 'identifier' && this.peek().kind === 'identifier';
  }

  private localDeclaration(): Declaration {
    const specifiers = this.specifiers();
    if (this.is(';') || this.endsWithoutSemicolon()) return this.declaration(specifiers);
    const declarator = this.oneDeclarator(specifiers);
    if (this.is('{') && declarator.type.kind === 'function-type') {
      this.report('nested-function', { name: declarator.name.text }, declarator.name.span);
      this.abandon();
    }
    return this.declaration(specifiers, this.initialized(declarator, specifiers));
  }

  /** `__attribute__((fallthrough));` */
  private fallsThrough(): boolean {
    return this.keyword === '__attribute__' && /^(__)?fallthrough(__)?$/.test(this.peek(3).text);
  }

  // ------------------------------------------------------------------------------------ statements

  protected statement(): Statement {
    this.enter();
    const result = this.bareStatement();
    this.leave();
    return result;
  }

  private bareStatement(): Statement {
    const first = this.token;
    if (first.kind === 'identifier' && this.peek().text === ':') {
      const name = this.name('a label');
      this.advance();
      const statement = this.labelled();
      return { kind: 'label', name, statement, span: this.since(first) };
    }
    if (this.is('{')) return this.compound();
    if (this.accept(';')) return { kind: 'empty', span: spanOf(first) };
    switch (this.keyword) {
      case 'if': {
        this.advance();
        const condition = this.parenthesizedCondition();
        const then = this.statement();
        const otherwise = this.accept('else') ? this.statement() : undefined;
        const span = this.since(first);
        return { kind: 'if', condition, then, ...(otherwise ? { else: otherwise } : {}), span };
      }
      case 'while': {
        this.advance();
        const condition = this.parenthesizedCondition();
        const body = this.statement();
        return { kind: 'while', condition, body, span: this.since(first) };
      }
      case 'do': {
        this.advance();
        const body = this.statement();
        this.expect('while', ' after the body of do');
        const condition = this.parenthesizedCondition();
        this.semicolon();
        return { kind: 'do', body, condition, span: this.since(first) };
      }
      case 'for':
        return this.forStatement();
      case 'switch': {
        this.advance();
        const value = this.parenthesizedCondition();
        const body = this.statement();
        return { kind: 'switch', value, body, span: this.since(first) };
      }
      case 'case': {
        this.advance();
        const value = this.conditional();
        const high = this.accept('...') ? this.conditional() : undefined;
        this.expect(':', ' after the value of case');
        const statement = this.labelled();
        return { kind: 'case', value, ...(high ? { high } : {}), statement, span: this.since(first) };
      }
      case 'default': {
        this.advance();
        this.expect(':', ' after default');
        const statement = this.labelled();
        return { kind: 'default', statement, span: this.since(first) };
      }
      case 'goto': {
        this.advance();
        if (this.is('*')) this.refuse('computed-goto');
        const label = this.name('a label');
        this.semicolon();
        return { kind: 'goto', label, span: this.since(first) };
      }
      case 'break':
      case 'continue': {
        const kind = this.keyword;
        this.advance();
        this.semicolon();
        return { kind, span: this.since(first) };
      }
      case 'return': {
        this.advance();
        const { kind, first: startsLine } = this.token;
        const absent = this.is(';') || this.is('}') || kind === 'end' || (startsLine && kind === 'keyword');
        const value = absent ? undefined : this.expression();
        this.semicolon();
        return { kind: 'return', ...(value ? { value } : {}), span: this.since(first) };
      }
      case '__attribute__':
        if (!this.fallsThrough()) break;
        this.attributes();
        this.semicolon();
        return { kind: 'empty', span: this.since(first) };
      case '__label__':
        return this.refuse('not-supported', { what: '__label__' });
      case 'else':
        return this.fail(
          'a statement',
          "an 'else' belongs to the if right before it; more than one statement there needs braces",
        );
      default:
    }
    if (this.startsDeclaration(first)) this.refuse('declaration-as-body');
    const expression = this.expression();
    this.semicolon();
    return { kind: 'expression-statement', expression, span: this.since(first) };
  }

  /** What follows a label: nothing before `}` or a declaration, which gcc accepts too. */
  private labelled(): Statement {
    const { token } = this;
    const nothing = this.is('}') || token.kind === 'end' || this.startsDeclaration(token);
    if (!nothing && this.keyword !== '_Static_assert') return this.statement();
    return { kind: 'empty', span: spanOf(this.previous) };
  }

  private parenthesizedCondition(): Expression {
    this.expect('(');
    const condition = this.expression();
    this.expect(')');
    return condition;
  }

  private forStatement(): Statement {
    const first = this.advance();
    this.expect('(', ' after for');
    this.openScope();
    let init: Expression | Declaration | undefined;
    if (this.startsDeclaration(this.token)) init = this.localDeclaration();
    else {
      if (!this.is(';')) init = this.expression();
      this.expect(';', ' after the first part of for');
    }
    const condition = this.is(';') ? undefined : this.expression();
    this.expect(';', ' after the condition of for');
    const step = this.is(')') ? undefined : this.expression();
    this.expect(')', ' after the three parts of for');
    const body = this.statement();
    this.closeScope();
    return {
      ...{ kind: 'for', ...(init ? { init } : {}), ...(condition ? { condition } : {}) },
      ...{ ...(step ? { step } : {}), body, span: this.since(first) },
    };
  }
}

/** `struct x { … };`, `struct x;`, `enum …;` say something without a name after them. */
function declaresType({ type, storage }: Specifiers): boolean {
  if (storage === 'typedef') return false;
  return (type.kind === 'struct-type' && type.tag !== undefined) || type.kind === 'enum-type';
}

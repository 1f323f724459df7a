/**
 * Tokens to a syntax tree. Recursive descent that knows typedef names; a mistake is reported and
 * parsing goes on behind the next `;` or `}`, so that one text can show several. Parts of C that the
 * model does without are refused by name. It resolves no names and computes no types.
 */
import type { Diagnostic } from '../base/diagnostics';
import type { CompoundStatement, ExternalDeclaration, FunctionDefinition, TranslationUnit } from './ast';
import { keepItem, keptItem } from './kept-items';
import type { Token } from './lex';
import { spanOf } from './macros';
import { StatementParser } from './parse-statement';

class Parser extends StatementParser {
  unit(): TranslationUnit {
    const items: ExternalDeclaration[] = [];
    while (this.token.kind !== 'end') {
      const { at } = this;
      if (this.isOwn(this.token)) this.attempt(() => this.external(items));
      else this.fromHeader(items);
      if (this.at === at) this.advance();
    }
    return { kind: 'translation-unit', items };
  }

  /** An item of a header, as it was parsed before if nothing could make it another. */
  private fromHeader(items: ExternalDeclaration[]): void {
    const { at } = this;
    const known = keptItem(this.tokens, at, (name) => this.isTypedef(name));
    if (known) {
      items.push(...known.items);
      for (const [name, typedef] of known.declared) this.declare(name, typedef);
      this.at += known.tokens.length;
      return;
    }
    const found: ExternalDeclaration[] = [];
    const { asked, declared, farthest } = this.recorded(() => this.attempt(() => this.external(found)));
    items.push(...found);
    const tokens = this.tokens.slice(at, this.at);
    const last = tokens.at(-1)?.text;
    const whole = (last === ';' || last === '}') && farthest < this.at;
    if (whole && this.diagnostics.length === 0) keepItem({ tokens, items: found, asked, declared });
  }

  body(): CompoundStatement {
    const first = this.token;
    const items = this.items(undefined);
    const end = spanOf(this.previous);
    return { kind: 'compound', items, end, span: this.since(first) };
  }

  private external(items: ExternalDeclaration[]): void {
    if (this.accept(';')) return;
    if (this.keyword === '_Static_assert') {
      items.push(this.staticAssert());
      return;
    }
    if (this.is('}')) this.fail('a declaration');
    const specifiers = this.specifiers();
    if (this.is(';') || this.endsWithoutSemicolon()) {
      items.push(this.declaration(specifiers));
      return;
    }
    const declarator = this.oneDeclarator(specifiers);
    const { name, type } = declarator;
    if (!this.is('{') || type.kind !== 'function-type') {
      items.push(this.declaration(specifiers, this.initialized(declarator, specifiers)));
      return;
    }
    this.openScope();
    for (const parameter of type.parameters) if (parameter.name) this.declare(parameter.name.text, false);
    const body = this.compound();
    this.closeScope();
    const { first, storage, inline, primitive } = specifiers;
    const definition: FunctionDefinition = {
      ...{ kind: 'function-definition', name, storage, inline, primitive, type, body },
      span: this.since(first),
    };
    items.push(definition);
  }
}

export interface Parsed<T> {
  readonly tree: T;
  /** Typedef names at the top level, those given included: for a text that stands behind this one. */
  readonly typedefs: ReadonlySet<string>;
  readonly diagnostics: readonly Diagnostic[];
}

/** A whole file. The tree holds what could be understood; it is complete only without diagnostics. */
export function parseUnit(tokens: readonly Token[], typedefs: Iterable<string> = []): Parsed<TranslationUnit> {
  const parser = new Parser(tokens, typedefs);
  const tree = parser.unit();
  return { tree, typedefs: parser.typedefs, diagnostics: parser.diagnostics };
}

/** The inside of a function without its braces, as a scenario has it; the last `;` may be left out. */
export function parseBody(tokens: readonly Token[], typedefs: Iterable<string> = []): Parsed<CompoundStatement> {
  const parser = new Parser(tokens, typedefs, true);
  const tree = parser.body();
  return { tree, typedefs: parser.typedefs, diagnostics: parser.diagnostics };
}

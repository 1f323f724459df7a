/**
 * The syntax tree of the model's C: tagged unions on `kind`, made by parse.ts and read by check and
 * lower. It says what was written, not what it means: no names are resolved here, no types computed.
 *
 * Every node has a `span` in the text that the user wrote. What a macro brought in has the span of
 * the outermost macro use; an argument of that use keeps its own span.
 */
import type { Span } from '../base/source';

interface Node {
  readonly span: Span;
}

/** An identifier with its place. */
export interface Name extends Node {
  readonly text: string;
}

// ---------------------------------------------------------------------------------------- types

interface TypeNode extends Node {
  readonly const: boolean;
}

/** Names are normalised: `long unsigned int` is `unsigned long`, `signed` is `int`, `bool` comes from a typedef or macro of `_Bool`. */
export type BuiltinName =
  | 'void'
  | '_Bool'
  | 'char'
  | 'signed char'
  | 'unsigned char'
  | 'short'
  | 'unsigned short'
  | 'int'
  | 'unsigned int'
  | 'long'
  | 'unsigned long'
  | 'long long'
  | 'unsigned long long';

export interface BuiltinType extends TypeNode {
  readonly kind: 'builtin-type';
  readonly name: BuiltinName;
}

export interface TypedefType extends TypeNode {
  readonly kind: 'typedef-type';
  readonly name: string;
}

/** `struct tag`, `struct tag {…}` or `struct {…}`: at least one of tag and definition is there. */
export interface StructType extends TypeNode {
  readonly kind: 'struct-type';
  readonly tag?: Name;
  /** One object, shared by all declarators of its declaration: define each object once. */
  readonly definition?: StructDefinition;
}

export interface StructDefinition extends Node {
  readonly kind: 'struct-definition';
  readonly tag?: Name;
  readonly members: readonly StructMember[];
  /** `__word` after the body: the struct is read and written as one access. */
  readonly word: boolean;
  /** `__opaque(rwsem)` after the body. The word inside is not checked by the parser. */
  readonly opaque?: Name;
}

/** One member; `int a, *b;` makes two. Without a name it is an anonymous struct, whose members are the outer one's. */
export interface StructMember extends Node {
  readonly kind: 'struct-member';
  readonly name?: Name;
  readonly type: TypeSyntax;
}

/** `enum tag`, `enum tag {…}` or `enum {…}`. */
export interface EnumType extends TypeNode {
  readonly kind: 'enum-type';
  readonly tag?: Name;
  /** One object, shared by all declarators of its declaration: define each object once. */
  readonly definition?: EnumDefinition;
}

export interface EnumDefinition extends Node {
  readonly kind: 'enum-definition';
  readonly tag?: Name;
  readonly enumerators: readonly Enumerator[];
}

export interface Enumerator extends Node {
  readonly kind: 'enumerator';
  readonly name: Name;
  readonly value?: Expression;
}

export interface PointerType extends TypeNode {
  readonly kind: 'pointer-type';
  readonly to: TypeSyntax;
}

/** `size` is absent for `[]`. A size that is not constant is refused by the checker (a VLA). */
export interface ArrayType extends TypeNode {
  readonly kind: 'array-type';
  readonly of: TypeSyntax;
  readonly size?: Expression;
}

/** `(void)` gives no parameters. */
export interface FunctionType extends TypeNode {
  readonly kind: 'function-type';
  readonly result: TypeSyntax;
  readonly parameters: readonly Parameter[];
}

export interface Parameter extends Node {
  readonly kind: 'parameter';
  readonly name?: Name;
  /** As written: arrays and functions are not yet turned into pointers. */
  readonly type: TypeSyntax;
}

/** `typeof(x)`, `__typeof__(x)` of an expression or a type. */
export interface TypeofType extends TypeNode {
  readonly kind: 'typeof-type';
  readonly operand: Expression | TypeSyntax;
}

/** `__auto_type`: the type of the initialiser. */
export interface AutoType extends TypeNode {
  readonly kind: 'auto-type';
}

export type TypeSyntax =
  BuiltinType | TypedefType | StructType | EnumType | PointerType | ArrayType | FunctionType | TypeofType | AutoType;

// --------------------------------------------------------------------------------- declarations

export type Storage = 'none' | 'typedef' | 'static' | 'extern' | 'register';

/**
 * `struct x {…};`, `int a, *b = &a;`, `typedef …;`, prototypes. A prototype is a declarator of
 * function type. `base` is the type before any declarator: look at it first for struct and enum
 * definitions (a declaration without declarators has only that).
 */
export interface Declaration extends Node {
  readonly kind: 'declaration';
  readonly storage: Storage;
  readonly inline: boolean;
  /** `__primitive` was written before it. */
  readonly primitive: boolean;
  readonly base: TypeSyntax;
  readonly declarators: readonly Declarator[];
}

export interface Declarator extends Node {
  readonly kind: 'declarator';
  readonly name: Name;
  readonly type: TypeSyntax;
  readonly initializer?: Initializer;
}

export interface FunctionDefinition extends Node {
  readonly kind: 'function-definition';
  readonly name: Name;
  readonly storage: Storage;
  readonly inline: boolean;
  readonly primitive: boolean;
  readonly type: FunctionType;
  readonly body: CompoundStatement;
}

/** `_Static_assert(condition, "text");` */
export interface StaticAssert extends Node {
  readonly kind: 'static-assert';
  readonly condition: Expression;
  readonly text: string;
}

export interface TranslationUnit {
  readonly kind: 'translation-unit';
  readonly items: readonly ExternalDeclaration[];
}

export type ExternalDeclaration = Declaration | FunctionDefinition | StaticAssert;

export type Initializer = Expression | InitializerList;

export interface InitializerList extends Node {
  readonly kind: 'initializer-list';
  readonly entries: readonly InitializerEntry[];
}

export interface InitializerEntry extends Node {
  readonly kind: 'initializer-entry';
  /** `.a.b[1] = value` has three; an entry without a designator has none. */
  readonly designators: readonly Designator[];
  readonly value: Initializer;
}

export type Designator =
  | (Node & { readonly kind: 'member-designator'; readonly name: Name })
  | (Node & { readonly kind: 'index-designator'; readonly index: Expression });

// ----------------------------------------------------------------------------------- statements

export interface CompoundStatement extends Node {
  readonly kind: 'compound';
  readonly items: readonly BlockItem[];
  /** The closing brace (or the last token): where a function falls off its end. */
  readonly end: Span;
}

export type BlockItem = Statement | Declaration | StaticAssert;

export type Statement =
  | CompoundStatement
  | (Node & { readonly kind: 'expression-statement'; readonly expression: Expression })
  | (Node & { readonly kind: 'empty' })
  | (Node & {
      readonly kind: 'if';
      readonly condition: Expression;
      readonly then: Statement;
      readonly else?: Statement;
    })
  | (Node & { readonly kind: 'while'; readonly condition: Expression; readonly body: Statement })
  | (Node & { readonly kind: 'do'; readonly body: Statement; readonly condition: Expression })
  | (Node & {
      readonly kind: 'for';
      readonly init?: Expression | Declaration;
      readonly condition?: Expression;
      readonly step?: Expression;
      readonly body: Statement;
    })
  | (Node & { readonly kind: 'switch'; readonly value: Expression; readonly body: Statement })
  /** `case low:` or GNU `case low ... high:`. */
  | (Node & {
      readonly kind: 'case';
      readonly value: Expression;
      readonly high?: Expression;
      readonly statement: Statement;
    })
  | (Node & { readonly kind: 'default'; readonly statement: Statement })
  | (Node & { readonly kind: 'label'; readonly name: Name; readonly statement: Statement })
  | (Node & { readonly kind: 'goto'; readonly label: Name })
  | (Node & { readonly kind: 'break' })
  | (Node & { readonly kind: 'continue' })
  | (Node & { readonly kind: 'return'; readonly value?: Expression });

// ---------------------------------------------------------------------------------- expressions

export type BinaryOperator =
  '*' | '/' | '%' | '+' | '-' | '<<' | '>>' | '<' | '>' | '<=' | '>=' | '==' | '!=' | '&' | '^' | '|';

export type UnaryOperator = '-' | '+' | '~' | '!' | '*' | '&';

export interface NameExpression extends Node {
  readonly kind: 'name';
  readonly name: string;
}

/** An integer or character constant. */
export interface IntLiteral extends Node {
  readonly kind: 'int-literal';
  readonly value: bigint;
  /** Suffix `u`. (That a large hexadecimal constant is unsigned too is for the checker, from `text`.) */
  readonly unsigned: boolean;
  /** 0, 1 (`l`) or 2 (`ll`). */
  readonly longs: 0 | 1 | 2;
  readonly text: string;
}

/** Adjacent strings are joined. Allowed by the parser only as an argument of a call. */
export interface StringLiteral extends Node {
  readonly kind: 'string-literal';
  readonly value: string;
}

export interface CallExpression extends Node {
  readonly kind: 'call';
  readonly callee: Expression;
  readonly arguments: readonly Argument[];
}

/** A type name where an argument stands: `__alloc(struct page)`, `offsetof(struct x, m)`. */
export interface TypeArgument extends Node {
  readonly kind: 'type-argument';
  readonly type: TypeSyntax;
}

export type Argument = Expression | TypeArgument;

export type Expression =
  | NameExpression
  | IntLiteral
  | StringLiteral
  | CallExpression
  | (Node & { readonly kind: 'unary'; readonly operator: UnaryOperator; readonly operand: Expression })
  /** `++x`, `x--`; `delta` is 1 or -1. */
  | (Node & {
      readonly kind: 'increment';
      readonly prefix: boolean;
      readonly delta: 1 | -1;
      readonly operand: Expression;
    })
  | (Node & {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    })
  | (Node & {
      readonly kind: 'logical';
      readonly operator: '&&' | '||';
      readonly left: Expression;
      readonly right: Expression;
    })
  /** `target = value` without `operator`, else `target operator= value`. */
  | (Node & {
      readonly kind: 'assign';
      readonly operator?: BinaryOperator;
      readonly target: Expression;
      readonly value: Expression;
    })
  | (Node & { readonly kind: 'comma'; readonly left: Expression; readonly right: Expression })
  /** `then` is absent in GNU `condition ?: else`. */
  | (Node & {
      readonly kind: 'conditional';
      readonly condition: Expression;
      readonly then?: Expression;
      readonly else: Expression;
    })
  /** `object.member`, or `object->member` with `arrow`. */
  | (Node & {
      readonly kind: 'member';
      readonly object: Expression;
      readonly arrow: boolean;
      readonly member: Name;
    })
  | (Node & { readonly kind: 'index'; readonly array: Expression; readonly index: Expression })
  | (Node & { readonly kind: 'cast'; readonly type: TypeSyntax; readonly operand: Expression })
  /** `(pte_t){ .kind = 1 }` */
  | (Node & { readonly kind: 'compound-literal'; readonly type: TypeSyntax; readonly initializer: InitializerList })
  | (Node & { readonly kind: 'sizeof'; readonly operand: Expression | TypeSyntax })
  /** `({ … })`: its value is that of the last item, if that is an expression statement. */
  | (Node & { readonly kind: 'statement-expression'; readonly body: CompoundStatement });

export type ExpressionOf<K extends Expression['kind']> = Extract<Expression, { readonly kind: K }>;
export type StatementOf<K extends Statement['kind']> = Extract<Statement, { readonly kind: K }>;

/** Tells the two kinds of operand of `sizeof` and `typeof` apart. */
export function isTypeSyntax(node: Expression | TypeSyntax): node is TypeSyntax {
  return node.kind.endsWith('-type');
}

/**
 * What the checker carries along: names in scope, diagnostics, and the function being checked.
 * A mistake inside an expression is recorded and thrown as `Refused`, caught by the statement around it:
 * one full expression gives one diagnostic, and the next statement is checked all the same.
 */
import { diagnose, didYouMean, type Diagnostic } from '../base/diagnostics';
import type { Code } from '../base/codes';
import type { Span } from '../base/source';
import type { CType, IntType, Struct } from './types';
import type * as ast from './ast';
import type { Block, FunctionSymbol, LabelTarget, Local, Place, SwitchCase, Value, Variable } from './typed';

/** What an identifier stands for. */
export type Named =
  | Local
  | Variable
  | FunctionSymbol
  | { readonly kind: 'typedef'; readonly type: CType }
  | { readonly kind: 'enumerator'; readonly value: number };

export type Tagged =
  { readonly kind: 'struct'; readonly struct: Struct } | { readonly kind: 'enum'; readonly type: IntType };

export class Scope {
  readonly names = new Map<string, Named>();
  readonly tags = new Map<string, Tagged>();
  /** Structs whose body this unit has seen: others are incomplete here, even if another unit has one. */
  readonly structs: Set<Struct>;
  private ownEnums: Map<ast.EnumDefinition, IntType> | undefined;

  constructor(readonly outer: Scope | undefined) {
    this.structs = outer ? outer.structs : new Set();
  }

  /** Enums that were defined in this very scope. Few scopes have any. */
  get enums(): Map<ast.EnumDefinition, IntType> {
    return (this.ownEnums ??= new Map<ast.EnumDefinition, IntType>());
  }

  name(name: string): Named | undefined {
    return this.names.get(name) ?? this.outer?.name(name);
  }

  tag(name: string): Tagged | undefined {
    return this.tags.get(name) ?? this.outer?.tag(name);
  }

  get height(): ScopeHeight {
    return { names: this.names.size, tags: this.tags.size, structs: this.structs.size };
  }

  /** What stood in a file scope when it had this height: names and tags stay in the order in which they came. */
  upTo({ names, tags, structs }: ScopeHeight): Scope {
    const below = new Scope(undefined);
    for (const [name, named] of first(this.names, names)) below.names.set(name, named);
    for (const [tag, tagged] of first(this.tags, tags)) below.tags.set(tag, tagged);
    for (const struct of first(this.structs, structs)) below.structs.add(struct);
    return below;
  }

  *allNames(): Iterable<string> {
    yield* this.names.keys();
    if (this.outer) yield* this.outer.allNames();
  }
}

export interface ScopeHeight {
  readonly names: number;
  readonly tags: number;
  readonly structs: number;
}

function* first<T>(all: Iterable<T>, count: number): Iterable<T> {
  let left = count;
  for (const one of all) {
    if (left-- <= 0) return;
    yield one;
  }
}

/** Thrown after a diagnostic was recorded; never leaves the checker. */
export class Refused extends Error {}

export interface SwitchState {
  readonly cases: SwitchCase[];
  otherwise: LabelTarget | undefined;
}

/** The function (or scenario text) being checked. */
export interface FunctionState {
  readonly name: string;
  readonly result: CType;
  readonly labels: Map<string, { target: LabelTarget; defined: boolean; span: Span }>;
  /** Open blocks, outermost first. */
  readonly scopes: number[];
  nextScope: number;
  readonly switches: SwitchState[];
  loops: number;
  /** `return` statements seen. */
  returns: number;
}

export interface CheckOptions {
  readonly allowIntPointerMixing: boolean;
}

/** What is shared by all translation units of a model. */
export interface Linkage {
  readonly functions: Map<string, FunctionSymbol>;
  readonly variables: Map<string, Variable>;
  /** By file, offset and tag: one header seen by many units defines one struct. */
  readonly structs: Map<string, Struct>;
  /** By file, offset and name: static inline functions of headers are checked once. */
  readonly headerFunctions: Map<string, FunctionSymbol>;
  /** Every function with a body. */
  readonly bodies: FunctionSymbol[];
  /** `__inject` sites: `function:site`. */
  readonly sites: Set<string>;
  /** First use of every function and variable that a body names, to find those defined nowhere. */
  readonly uses: Map<FunctionSymbol | Variable, Span>;
  /** Arrays that were declared without a size and got one later. */
  readonly sizedLate: Set<Variable>;
}

export function newLinkage(): Linkage {
  return {
    functions: new Map(),
    variables: new Map(),
    structs: new Map(),
    headerFunctions: new Map(),
    bodies: [],
    sites: new Set(),
    uses: new Map(),
    sizedLate: new Set(),
  };
}

/** The linkage of a model for one scenario: what its texts declare, use and inject stays with it. */
export function forScenario(linkage: Linkage): Linkage {
  return { ...linkage, structs: new Map(linkage.structs), sites: new Set(linkage.sites), uses: new Map() };
}

/** How lower files reach back up: types contain expressions, expressions contain statements. */
export interface Recursion {
  value(context: Context, expression: ast.Expression): Value;
  place(context: Context, expression: ast.Expression): Place;
  read(context: Context, place: Place): Value;
  writable(context: Context, place: Place): void;
  typeOf(context: Context, expression: ast.Expression): CType;
  /** The body of a statement expression and its value. */
  block(context: Context, body: ast.CompoundStatement): { readonly block: Block; readonly result: Value | undefined };
}

export class Context {
  scope: Scope;
  current: FunctionState | undefined;
  /** Bodies of structs at the unit's file scope, by tag: their mentions may come first. */
  readonly bodies = new Map<string, ast.StructDefinition>();

  constructor(
    readonly linkage: Linkage,
    readonly recursion: Recursion,
    readonly options: CheckOptions,
    readonly diagnostics: Diagnostic[],
    outer?: Scope,
  ) {
    this.scope = new Scope(outer);
  }

  /** Whether an object of the type can be made here. */
  isComplete(type: CType): boolean {
    if (type.kind === 'struct') return type.struct.members !== undefined && this.scope.structs.has(type.struct);
    if (type.kind === 'array') return type.count !== undefined && this.isComplete(type.of);
    return type.kind === 'int' || type.kind === 'pointer';
  }

  report(
    code: Code,
    facts: Readonly<Record<string, string | number>>,
    span: Span,
    notes?: Diagnostic['notes'],
    hint?: string,
  ): void {
    this.diagnostics.push(diagnose(code, facts, span, notes, hint));
  }

  /** Records a mistake and gives up the expression or declaration around it. */
  refuse(
    code: Code,
    facts: Readonly<Record<string, string | number>>,
    span: Span,
    notes?: Diagnostic['notes'],
    hint?: string,
  ): never {
    this.report(code, facts, span, notes, hint);
    throw new Refused(code);
  }

  /** Runs `work`; undefined when it was refused (and recorded). */
  attempt<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      if (error instanceof Refused) return undefined;
      throw error;
    }
  }

  within<T>(work: () => T): T {
    const outer = this.scope;
    this.scope = new Scope(outer);
    try {
      return work();
    } finally {
      this.scope = outer;
    }
  }

  /** A hint that names the nearest known word. */
  near(word: string, candidates: Iterable<string>): string | undefined {
    const best = didYouMean(word, candidates);
    return best === undefined ? undefined : `did you mean '${best}'?`;
  }
}

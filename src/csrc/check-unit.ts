/**
 * Checks a translation unit: its declarations and the bodies of its functions, and ties names with
 * external linkage to one symbol per model. Also checks scenario texts, whose set-up declares globals.
 */
import type { SourceFile, Span } from '../base/source';
import { diagnose, type Diagnostic } from '../base/diagnostics';
import type * as ast from './ast';
import { checkInitializer } from './check-initializers';
import {
  asInitial,
  checkBlock,
  checkItem,
  checkLabels,
  checkStaticAssert,
  newFunctionState,
  recursion,
  refuseComputed,
} from './check-statements';
import { parameterType, resolveFunction, resolveType } from './check-types';
import { convert } from './conversions';
import { Context, type CheckOptions, type Linkage, type Scope, type ScopeHeight } from './scope';
import type { Block, FunctionBody, FunctionSymbol, Local, Statement, Value, Variable } from './typed';
import { sameType, typeName, unqualified, voidType, type CType } from './types';

/** A unit that was checked: its file scope, and what each of its functions could see of that. */
export interface CheckedUnit {
  readonly scope: Scope;
  readonly functions: ReadonlyMap<ast.FunctionDefinition, CheckedFunction>;
}

export interface CheckedFunction {
  readonly symbol: FunctionSymbol;
  /** How much of the file scope stood in front of its body. */
  readonly height: ScopeHeight;
  /** Its body names a struct that the model did not know before: other bodies may mean the same one. */
  readonly declares: boolean;
}

/** Checks a unit into the linkage. `main` is the .c file that heads it. */
export function checkUnit(
  linkage: Linkage,
  unit: ast.TranslationUnit,
  main: SourceFile | undefined,
  options: CheckOptions,
  diagnostics: Diagnostic[],
): CheckedUnit {
  const context = new Context(linkage, recursion, options, diagnostics);
  const functions = new Map<ast.FunctionDefinition, CheckedFunction>();
  collectAllBodies(unit, context);
  for (const item of unit.items) {
    context.attempt(() => {
      if (item.kind === 'static-assert') checkStaticAssert(context, item);
      else if (item.kind === 'declaration') checkDeclaration(context, item, main);
      else checkFunction(context, item, main, functions);
    });
  }
  return { scope: context.scope, functions };
}

/**
 * Checks another body of a function of a unit that was checked, as if it had stood there then: it sees what was
 * declared in front of it, and the symbols that the rest of the model knows.
 */
export function checkBodyAgain(
  context: Context,
  unit: ast.TranslationUnit,
  checked: CheckedUnit,
  known: CheckedFunction,
  definition: ast.FunctionDefinition,
): FunctionBody {
  collectAllBodies(unit, context);
  context.scope = checked.scope.upTo(known.height);
  return checkBody(context, known.symbol, definition);
}

function collectAllBodies(unit: ast.TranslationUnit, context: Context): void {
  for (const item of unit.items) if (item.kind === 'declaration') collectBodies(item.base, context.bodies);
}

/** Struct bodies of a declaration, those inside other bodies included: their tags are the file's. */
function collectBodies(type: ast.TypeSyntax, into: Map<string, ast.StructDefinition>): void {
  switch (type.kind) {
    case 'struct-type': {
      const { definition } = type;
      if (!definition) return;
      if (definition.tag && !into.has(definition.tag.text)) into.set(definition.tag.text, definition);
      for (const member of definition.members) collectBodies(member.type, into);
      return;
    }
    case 'pointer-type':
      collectBodies(type.to, into);
      return;
    case 'array-type':
      collectBodies(type.of, into);
      return;
    default:
      return;
  }
}

/** Names that are used and defined nowhere in the model. */
export function checkLinkage(linkage: Linkage, diagnostics: Diagnostic[]): void {
  for (const [symbol, span] of linkage.uses) {
    const defined = symbol.kind === 'function' ? symbol.body !== undefined : symbol.defined;
    if (!defined) diagnostics.push(diagnose('not-defined', { name: symbol.name }, span));
  }
}

function checkDeclaration(context: Context, declaration: ast.Declaration, main: SourceFile | undefined): void {
  const base = declaration.base;
  if (base.kind === 'auto-type') context.refuse('unsupported', { what: "'__auto_type' outside a function" }, base.span);
  resolveType(context, base);
  for (const one of declaration.declarators) {
    context.attempt(() => {
      const type = resolveType(context, one.type);
      if (declaration.storage === 'typedef') declareTypedef(context, one, type);
      else if (type.kind === 'function') declareFunction(context, one.name, type, declaration, main);
      else declareVariable(context, one, type, declaration.storage);
    });
  }
}

function declareTypedef(context: Context, one: ast.Declarator, type: CType): void {
  const name = one.name.text;
  const earlier = context.scope.names.get(name);
  if (earlier && !(earlier.kind === 'typedef' && sameType(earlier.type, type))) {
    context.refuse('redefinition', { name }, one.name.span);
  }
  // An untagged struct is known by its first typedef name.
  if (type.kind === 'struct' && type.struct.name === '<anonymous>') {
    type.struct.name = name;
    type.struct.tagged = false;
  }
  context.scope.names.set(name, { kind: 'typedef', type });
}

function declareFunction(
  context: Context,
  name: ast.Name,
  type: CType & { readonly kind: 'function' },
  declaration: { readonly storage: ast.Storage; readonly primitive: boolean },
  main: SourceFile | undefined,
): FunctionSymbol {
  const here = context.scope.names.get(name.text);
  if (here && here.kind !== 'function') {
    const notes = 'span' in here ? [{ message: 'declared here', span: here.span }] : undefined;
    context.refuse('redefinition', { name: name.text }, name.span, notes);
  }
  const isStatic = declaration.storage === 'static' || here?.static === true;
  const key = `${name.span.file.name}:${name.span.start}:${name.text}`;
  const inHeader = isStatic && name.span.file !== main;
  const known =
    here ??
    (isStatic
      ? inHeader
        ? context.linkage.headerFunctions.get(key)
        : undefined
      : context.linkage.functions.get(name.text));
  if (known) {
    if (!sameType(known.type, type)) {
      const facts = { name: name.text, type: typeName(type), earlier: typeName(known.type) };
      context.report('conflicting-types', facts, name.span, [{ message: 'declared here', span: known.span }]);
    }
    known.transparent ||= declaration.primitive;
    context.scope.names.set(name.text, known);
    return known;
  }
  const symbol: FunctionSymbol = {
    kind: 'function',
    name: name.text,
    type,
    span: name.span,
    static: isStatic,
    transparent: declaration.primitive,
    body: undefined,
  };
  context.scope.names.set(name.text, symbol);
  if (!isStatic) context.linkage.functions.set(name.text, symbol);
  else if (inHeader) context.linkage.headerFunctions.set(key, symbol);
  return symbol;
}

function declareVariable(context: Context, one: ast.Declarator, type: CType, storage: ast.Storage): void {
  const name = one.name.text;
  const { span } = one.name;
  const here = context.scope.names.get(name);
  if (here && here.kind !== 'variable') context.refuse('redefinition', { name }, span);
  const isStatic = storage === 'static';
  const known = here ?? (isStatic ? undefined : context.linkage.variables.get(name));
  if (type.kind === 'void') context.refuse('incomplete-type', { type: typeName(type) }, span);
  const variable: Variable = known ?? {
    kind: 'variable',
    name,
    type,
    span,
    initial: undefined,
    defined: false,
    static: isStatic,
  };
  if (known && !sameType(known.type, type)) {
    const facts = { name, type: typeName(type), earlier: typeName(known.type) };
    context.refuse('conflicting-types', facts, span, [{ message: 'declared here', span: known.span }]);
  }
  context.scope.names.set(name, variable);
  if (!isStatic) context.linkage.variables.set(name, variable);
  if (known && type.kind === 'array' && type.count !== undefined) resize(context, known, type);
  if (storage === 'extern' && !one.initializer) return;
  if (one.initializer) {
    if (variable.initial) {
      context.refuse('redefinition', { name }, span, [{ message: 'first defined here', span: variable.span }]);
    }
    const { value, type: sized } = checkInitializer(context, type, one.initializer);
    if (known) resize(context, variable, sized);
    else variable.type = sized;
    refuseComputed(context, value);
    variable.initial = asInitial(value);
  } else if (variable.defined && known !== here) {
    context.refuse('redefinition', { name }, span, [{ message: 'first defined here', span: variable.span }]);
  }
  variable.defined = true;
  if (!context.isComplete(variable.type)) context.refuse('incomplete-type', { type: typeName(variable.type) }, span);
}

/** A variable that was declared before may get its size only now: bodies in front of here did not know it. */
function resize(context: Context, variable: Variable, type: CType): void {
  if (variable.type.kind === 'array' && variable.type.count === undefined) context.linkage.sizedLate.add(variable);
  variable.type = type;
}

function checkFunction(
  context: Context,
  definition: ast.FunctionDefinition,
  main: SourceFile | undefined,
  checked: Map<ast.FunctionDefinition, CheckedFunction>,
): void {
  const type = resolveFunction(context, definition.type);
  const symbol = declareFunction(context, definition.name, type, definition, main);
  if (symbol.body) {
    const sharedHeader =
      symbol.span.start === definition.name.span.start && symbol.span.file === definition.name.span.file;
    if (sharedHeader && definition.storage === 'static') return;
    context.refuse('redefinition', { name: symbol.name }, definition.name.span, [
      { message: 'first defined here', span: symbol.span },
    ]);
  }
  symbol.span = definition.name.span;
  symbol.type = type;
  const { height } = context.scope;
  const { structs, bodies } = context.linkage;
  const before = structs.size;
  symbol.body = checkBody(context, symbol, definition);
  checked.set(definition, { symbol, height, declares: structs.size > before });
  bodies.push(symbol);
}

function checkBody(context: Context, symbol: FunctionSymbol, definition: ast.FunctionDefinition): FunctionBody {
  const parameters: Local[] = [];
  return context.within(() => {
    const state = newFunctionState(symbol.name, symbol.type.result);
    context.current = state;
    for (const one of definition.type.parameters) {
      if (!one.name) {
        context.report('unsupported', { what: 'a parameter without a name in a definition' }, one.span);
        continue;
      }
      const local = newParameter(one.name, parameterType(resolveType(context, one.type)));
      if (context.scope.names.has(local.name)) context.report('redefinition', { name: local.name }, local.span);
      if (!context.isComplete(local.type))
        context.report('incomplete-type', { type: typeName(local.type) }, local.span);
      context.scope.names.set(local.name, local);
      parameters.push(local);
    }
    const { block } = checkBlock(context, definition.body, false);
    checkLabels(context, state);
    context.current = undefined;
    return {
      file: definition.name.span.file,
      parameters,
      block,
      returns: state.returns,
      end: definition.body.end,
    };
  });
}

function newParameter(name: ast.Name, type: CType): Local {
  return { kind: 'local', name: name.text, type, span: name.span, parameter: true, assigned: false, addressed: false };
}

// ---- scenarios

/** A scenario text as a body: what lowering needs of it. */
export interface ScenarioBody {
  readonly name: string;
  readonly block: Block;
}

/** Checks set-up text: its top-level declarations become variables of the context's scope. */
export function checkSetup(
  context: Context,
  items: readonly ast.BlockItem[],
  end: Span,
): { readonly body: ScenarioBody; readonly variables: readonly Variable[] } {
  const variables: Variable[] = [];
  const state = newFunctionState('setup', voidType);
  context.current = state;
  state.scopes.push(0);
  const statements: Statement[] = [];
  for (const item of items) {
    if (item.kind !== 'declaration' || item.storage === 'typedef') {
      statements.push(...checkItem(context, item));
      continue;
    }
    for (const one of item.declarators) {
      context.attempt(() => {
        const made = setupVariable(context, one);
        variables.push(made.variable);
        if (made.statement) statements.push(made.statement);
      });
    }
  }
  checkLabels(context, state);
  context.current = undefined;
  return { body: { name: 'setup', block: { kind: 'block', scope: 0, statements, end } }, variables };
}

function setupVariable(
  context: Context,
  one: ast.Declarator,
): { readonly variable: Variable; readonly statement: Statement | undefined } {
  const name = one.name.text;
  const { span } = one.name;
  const auto = one.type.kind === 'auto-type';
  const given = one.initializer && one.initializer.kind !== 'initializer-list' ? one.initializer : undefined;
  const type = auto && given ? recursion.value(context, given).type : resolveType(context, one.type);
  if (context.scope.names.has(name)) context.report('redefinition', { name }, span);
  const variable: Variable = { kind: 'variable', name, type, span, initial: undefined, defined: true, static: true };
  if (!one.initializer) {
    if (!context.isComplete(type)) context.refuse('incomplete-type', { type: typeName(type) }, span);
    context.scope.names.set(name, variable);
    return { variable, statement: undefined };
  }
  if (context.isComplete(type)) context.scope.names.set(name, variable);
  const checked = checkInitializer(context, type, one.initializer);
  variable.type = checked.type;
  context.scope.names.set(name, variable);
  const place = { kind: 'variable', variable, type: unqualified(checked.type), span } as const;
  const store: Value = { kind: 'assign', place, value: checked.value, marking: 'plain', type: place.type, span };
  return { variable, statement: { kind: 'value', value: convert(store, voidType), span } };
}

/** Checks a thread's or the final text as a body of its own. */
export function checkThread(context: Context, name: string, items: readonly ast.BlockItem[], span: Span): ScenarioBody {
  const state = newFunctionState(name, voidType);
  context.current = state;
  const body: ast.CompoundStatement = { kind: 'compound', items, span, end: span };
  const { block } = checkBlock(context, body, false);
  checkLabels(context, state);
  context.current = undefined;
  return { name, block };
}

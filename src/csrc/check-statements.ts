/**
 * Checks statements and local declarations. A refused statement is left out and the next is checked.
 */
import { unreachable } from '../base/diagnostics';
import type { Span } from '../base/source';
import type * as ast from './ast';
import { checkPlace, checkValue, readOf, typeOf, writable } from './check-expressions';
import { checkInitializer } from './check-initializers';
import { resolveType } from './check-types';
import { constantExpr, constantInt } from './constant-expression';
import { assignable, condition, convert } from './conversions';
import type { Context, FunctionState, Recursion, SwitchState } from './scope';
import type { Block, LabelTarget, Local, Statement, Value } from './typed';
import { promoted, typeName, unqualified, voidType, type CType } from './types';

export const recursion: Recursion = {
  value: checkValue,
  place: checkPlace,
  read: readOf,
  writable,
  typeOf,
  block: (context, body) => checkBlock(context, body, true),
};

export function newFunctionState(name: string, result: CType): FunctionState {
  return { name, result, labels: new Map(), scopes: [], nextScope: 1, switches: [], loops: 0, returns: 0 };
}

/** After the body: every label that a goto names must be there. */
export function checkLabels(context: Context, state: FunctionState): void {
  const known = [...state.labels].filter(([, label]) => label.defined).map(([name]) => name);
  for (const [name, label] of state.labels) {
    if (label.defined) continue;
    context.report('unknown-label', { name, function: state.name }, label.span, undefined, context.near(name, known));
  }
}

function stateOf(context: Context): FunctionState {
  if (!context.current) throw new Error('patch-oracle bug: statement outside a function');
  return context.current;
}

/** A block in a scope of its own; with `wantResult` its last expression statement is its value. */
export function checkBlock(
  context: Context,
  body: ast.CompoundStatement,
  wantResult: boolean,
): { readonly block: Block; readonly result: Value | undefined } {
  return context.within(() => {
    const state = stateOf(context);
    const scope = state.nextScope++;
    state.scopes.push(scope);
    const statements: Statement[] = [];
    let result: Value | undefined;
    for (const [index, item] of body.items.entries()) {
      if (wantResult && index === body.items.length - 1 && item.kind === 'expression-statement') {
        result = checkValue(context, item.expression);
        continue;
      }
      statements.push(...checkItem(context, item));
    }
    state.scopes.pop();
    return { block: { kind: 'block', scope, statements, end: body.end }, result };
  });
}

export function checkItem(context: Context, item: ast.BlockItem): readonly Statement[] {
  if (item.kind === 'declaration') return checkLocalDeclaration(context, item);
  if (item.kind === 'static-assert') {
    context.attempt(() => checkStaticAssert(context, item));
    return [];
  }
  const statement = checkStatement(context, item);
  return statement ? [statement] : [];
}

export function checkStaticAssert(context: Context, item: ast.StaticAssert): void {
  const value = constantInt(context, checkValue(context, item.condition), 'a static assertion');
  if (value === 0) context.report('static-assert', { text: item.text }, item.span);
}

function checkLocalDeclaration(context: Context, declaration: ast.Declaration): readonly Statement[] {
  const statements: Statement[] = [];
  const base = declaration.base;
  context.attempt(() => base.kind !== 'auto-type' && resolveType(context, base));
  for (const one of declaration.declarators) {
    context.attempt(() => {
      const statement = checkLocal(context, declaration, one);
      if (statement) statements.push(statement);
    });
  }
  return statements;
}

function checkLocal(context: Context, declaration: ast.Declaration, one: ast.Declarator): Statement | undefined {
  const name = one.name.text;
  const { span } = one.name;
  const names = context.scope.names;
  if (one.type.kind === 'auto-type') {
    const value =
      one.initializer && one.initializer.kind !== 'initializer-list' && checkValue(context, one.initializer);
    if (!value) return context.refuse('unsupported', { what: "'__auto_type' without an initialiser" }, span);
    const local = newLocal(name, value.type, span, false);
    declare(context, local);
    return { kind: 'declare', local, initial: value, span };
  }
  const type = resolveType(context, one.type);
  if (declaration.storage === 'typedef') {
    names.set(name, { kind: 'typedef', type });
    return undefined;
  }
  if (type.kind === 'function' || declaration.storage === 'extern') {
    return context.refuse('unsupported', { what: 'a declaration of another object inside a function' }, span);
  }
  if (declaration.storage === 'static') {
    return checkStaticLocal(context, one, type);
  }
  const local = newLocal(name, type, span, one.initializer === undefined);
  if (one.initializer === undefined || context.isComplete(type)) {
    if (!context.isComplete(type)) context.refuse('incomplete-type', { type: typeName(type) }, span);
    declare(context, local);
  }
  if (!one.initializer) return { kind: 'declare', local, initial: undefined, span };
  const { value, type: sized } = checkInitializer(context, type, one.initializer);
  const made = sized === type ? local : newLocal(name, sized, span, false);
  if (made !== local) declare(context, made);
  return { kind: 'declare', local: made, initial: value, span };
}

function checkStaticLocal(context: Context, one: ast.Declarator, type: CType): undefined {
  const name = one.name.text;
  const initial = one.initializer ? checkInitializer(context, type, one.initializer) : undefined;
  const final = initial?.type ?? type;
  if (initial) refuseComputed(context, initial.value);
  if (!context.isComplete(final)) context.refuse('incomplete-type', { type: typeName(final) }, one.name.span);
  context.scope.names.set(name, {
    kind: 'variable',
    name: `${stateOf(context).name}.${name}`,
    type: final,
    span: one.name.span,
    initial: initial && asInitial(initial.value),
    defined: true,
    static: true,
  });
  return undefined;
}

export function asInitial(value: Value): {
  readonly parts: readonly { readonly offset: number; readonly value: Value }[];
} {
  return value.kind === 'aggregate' ? value.initial : { parts: [{ offset: 0, value }] };
}

/** Objects that live before any code runs are initialised by constants and addresses of their like. */
export function refuseComputed(context: Context, value: Value): void {
  if (value.kind === 'aggregate') {
    for (const part of value.initial.parts) refuseComputed(context, part.value);
  } else if (!constantExpr(value, () => 0)) {
    context.refuse('not-constant', { what: 'the initialiser of a global or static variable' }, value.span);
  }
}

function newLocal(name: string, type: CType, span: Span, assigned: boolean): Local {
  return { kind: 'local', name, type, span, parameter: false, assigned, addressed: type.kind === 'array' };
}

function declare(context: Context, local: Local): void {
  const earlier = context.scope.names.get(local.name);
  if (earlier) {
    const notes = earlier.kind === 'local' ? [{ message: 'first defined here', span: earlier.span }] : undefined;
    context.report('redefinition', { name: local.name }, local.span, notes);
  }
  context.scope.names.set(local.name, local);
}

/** A statement, or undefined when it was refused as a whole. Sub-statements are checked even if a condition was refused. */
function checkStatement(context: Context, statement: ast.Statement): Statement | undefined {
  const { span } = statement;
  const state = stateOf(context);
  const test = (expression: ast.Expression): Value | undefined =>
    context.attempt(() => condition(context, checkValue(context, expression)));
  const loop = (body: ast.Statement): Statement | undefined => {
    state.loops++;
    const checked = checkStatement(context, body);
    state.loops--;
    return checked;
  };
  switch (statement.kind) {
    case 'compound':
      return { ...checkBlock(context, statement, false).block, span };
    case 'expression-statement': {
      const value = context.attempt(() => checkEffect(context, statement.expression));
      return value && { kind: 'value', value, span };
    }
    case 'empty':
      return { kind: 'empty', span };
    case 'if': {
      const value = test(statement.condition);
      const then = checkStatement(context, statement.then);
      const otherwise = statement.else && checkStatement(context, statement.else);
      return value && then && { kind: 'if', if: value, then, else: otherwise, span };
    }
    case 'while': {
      const value = test(statement.condition);
      const body = loop(statement.body);
      return value && body && { kind: 'while', if: value, body, span };
    }
    case 'do': {
      const body = loop(statement.body);
      const value = test(statement.condition);
      return value && body && { kind: 'do', if: value, body, span };
    }
    case 'for':
      return checkFor(context, statement, loop);
    case 'switch':
      return checkSwitch(context, statement);
    case 'case':
      return checkCase(context, statement);
    case 'default': {
      const target = newTarget(state, 'default');
      const open = state.switches[state.switches.length - 1];
      if (!open) context.report('misplaced-statement', { statement: 'default', wanted: 'switch' }, span);
      else if (open.otherwise) context.report('duplicate-case', { value: 'default' }, span);
      else open.otherwise = target;
      return { kind: 'label', target, body: checkStatement(context, statement.statement), span };
    }
    case 'label': {
      const label = labelOf(state, statement.name);
      if (label.defined) context.report('redefinition', { name: statement.name.text }, statement.name.span);
      label.defined = true;
      label.target.scopes = [...state.scopes];
      return { kind: 'label', target: label.target, body: checkStatement(context, statement.statement), span };
    }
    case 'goto':
      return { kind: 'goto', target: labelOf(state, statement.label).target, span };
    case 'break':
      if (state.loops === 0 && state.switches.length === 0) {
        context.report('misplaced-statement', { statement: 'break', wanted: 'loop or switch' }, span);
      }
      return { kind: 'break', span };
    case 'continue':
      if (state.loops === 0) context.report('misplaced-statement', { statement: 'continue', wanted: 'loop' }, span);
      return { kind: 'continue', span };
    case 'return':
      state.returns++;
      return context.attempt(() => checkReturn(context, statement));
    default:
      return unreachable(statement);
  }
}

/** An expression for its effect: a struct or void is as good as a scalar. */
function checkEffect(context: Context, expression: ast.Expression): Value {
  return convert(checkValue(context, expression), voidType);
}

function checkFor(
  context: Context,
  statement: ast.StatementOf<'for'>,
  loop: (body: ast.Statement) => Statement | undefined,
): Statement | undefined {
  return context.within(() => {
    const state = stateOf(context);
    const { init, condition: test, step, span } = statement;
    const scope = state.nextScope++;
    state.scopes.push(scope);
    const first: Statement[] = [];
    if (init?.kind === 'declaration') {
      first.push(...checkLocalDeclaration(context, init));
    } else if (init) {
      const value = context.attempt(() => checkEffect(context, init));
      if (value) first.push({ kind: 'value', value, span: init.span });
    }
    const value = test && context.attempt(() => condition(context, checkValue(context, test)));
    const next = step && context.attempt(() => checkEffect(context, step));
    const body = loop(statement.body);
    state.scopes.pop();
    if (!body) return undefined;
    const inner: Statement = { kind: 'for', if: value, step: next, body, span };
    return { kind: 'block', scope, statements: [...first, inner], end: span, span };
  });
}

function checkSwitch(context: Context, statement: ast.StatementOf<'switch'>): Statement | undefined {
  const state = stateOf(context);
  const on = context.attempt(() => {
    const value = checkValue(context, statement.value);
    if (value.type.kind === 'int') return convert(value, promoted(value.type));
    return context.refuse('operand-types', { operator: 'switch', types: `'${typeName(value.type)}'` }, value.span);
  });
  const open: SwitchState = { cases: [], otherwise: undefined };
  state.switches.push(open);
  const body = checkStatement(context, statement.body);
  state.switches.pop();
  const { cases, otherwise } = open;
  return on && body && { kind: 'switch', on, cases, otherwise, body, span: statement.span };
}

function checkCase(context: Context, statement: ast.StatementOf<'case'>): Statement | undefined {
  const state = stateOf(context);
  const target = newTarget(state, 'case');
  const open = state.switches[state.switches.length - 1];
  context.attempt(() => {
    const low = constantInt(context, checkValue(context, statement.value), 'a case');
    const high = statement.high ? constantInt(context, checkValue(context, statement.high), 'a case') : low;
    if (!open) {
      context.report('misplaced-statement', { statement: 'case', wanted: 'switch' }, statement.span);
    } else if (open.cases.some((one) => one.low <= high && low <= one.high)) {
      context.report('duplicate-case', { value: low }, statement.value.span);
    } else {
      open.cases.push({ low, high, label: target });
    }
  });
  return { kind: 'label', target, body: checkStatement(context, statement.statement), span: statement.span };
}

function checkReturn(context: Context, statement: ast.StatementOf<'return'>): Statement {
  const state = stateOf(context);
  const { span } = statement;
  const returnsNothing = state.result.kind === 'void';
  if (!statement.value) {
    if (!returnsNothing) {
      context.report('return-without-value', { function: state.name, type: typeName(state.result) }, span);
    }
    return { kind: 'return', value: undefined, span };
  }
  const value = checkValue(context, statement.value);
  if (returnsNothing) {
    if (value.type.kind !== 'void') context.report('return-value', { function: state.name }, span);
    return { kind: 'return', value: convert(value, voidType), span };
  }
  const converted = assignable(context, value, unqualified(state.result), 'return');
  if (converted.kind === 'function') context.refuse('function-value', { name: converted.symbol.name }, value.span);
  return { kind: 'return', value: converted, span };
}

function newTarget(state: FunctionState, name: string): LabelTarget {
  return { name, scopes: [...state.scopes] };
}

function labelOf(state: FunctionState, name: ast.Name): { target: LabelTarget; defined: boolean; span: Span } {
  const known = state.labels.get(name.text);
  if (known) return known;
  const made = { target: { name: name.text, scopes: [] }, defined: false, span: name.span };
  state.labels.set(name.text, made);
  return made;
}

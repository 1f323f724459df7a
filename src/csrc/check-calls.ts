/**
 * Checks calls: of functions, of parameters bound to functions, and of intrinsics by their table.
 */
import type { Marking } from '../program';
import { unreachable } from '../base/diagnostics';
import type { Span } from '../base/source';
import type * as ast from './ast';
import { resolveType } from './check-types';
import { constantInt } from './constant-expression';
import { assignable, condition, convert, literal } from './conversions';
import { intrinsics, type Intrinsic, type Parameter } from './intrinsics';
import { memberOffset, slotCount } from './layout';
import { memberNames, memberPath, memberPlace } from './places';
import type { Context } from './scope';
import type { Argument, FunctionSymbol, Local, Place, Value } from './typed';
import {
  intType,
  pointerTo,
  sameType,
  typeName,
  unqualified,
  unsignedLongType,
  voidType,
  type CType,
  type FunctionType,
} from './types';

type Call = ast.CallExpression;

export function checkCall(context: Context, call: Call): Value {
  const { callee } = call;
  if (callee.kind === 'name') {
    const shadow = context.scope.name(callee.name);
    if (shadow?.kind !== 'local') {
      if (callee.name === 'container_of') return checkContainerOf(context, call);
      if (callee.name === 'offsetof') return checkOffsetOf(context, call);
      if (callee.name === '__builtin_expect') return checkExpect(context, call);
      const intrinsic = intrinsics.get(callee.name);
      if (intrinsic) return checkIntrinsic(context, intrinsic, call);
    }
    if (!shadow) {
      const names = [...context.scope.allNames(), ...intrinsics.keys()];
      context.refuse(
        'unknown-function',
        { name: callee.name },
        callee.span,
        undefined,
        context.near(callee.name, names),
      );
    }
  }
  const { target, type } = checkCallee(context, callee);
  const given = call.arguments;
  const wanted = type.parameters.length;
  if (given.length !== wanted) {
    const note = target.span ? [{ message: `'${target.name}' is declared here`, span: target.span }] : undefined;
    context.refuse('argument-count', { name: target.name, wanted, given: given.length }, call.span, note);
  }
  const values = given.map((one, index) => {
    const value = expressionArgument(context, one, target.name);
    const to = type.parameters[index];
    return to ? assignable(context, value, to, `argument ${index + 1} of '${target.name}'`) : value;
  });
  return { kind: 'call', callee: target, arguments: values, type: unqualified(type.result), span: call.span };
}

function checkCallee(
  context: Context,
  callee: ast.Expression,
): { readonly target: FunctionSymbol | Local; readonly type: FunctionType } {
  let at = callee;
  while (at.kind === 'unary' && at.operator === '*') at = at.operand;
  const named = at.kind === 'name' ? context.scope.name(at.name) : undefined;
  if (named?.kind === 'function') {
    if (!context.linkage.uses.has(named)) context.linkage.uses.set(named, at.span);
    return { target: named, type: named.type };
  }
  if (named?.kind === 'local' && named.type.kind === 'pointer' && named.type.to.kind === 'function') {
    return { target: named, type: named.type.to };
  }
  const type = context.recursion.typeOf(context, at);
  if (type.kind === 'pointer' && type.to.kind === 'function') {
    const name = at.kind === 'member' ? at.member.text : at.kind === 'name' ? at.name : 'it';
    return context.refuse('indirect-call', { name }, callee.span);
  }
  return context.refuse('not-a-function', { type: typeName(type) }, callee.span);
}

function expressionArgument(context: Context, argument: ast.Argument, name: string): Value {
  if (argument.kind === 'type-argument') {
    return context.refuse('unsupported', { what: `a type as an argument of '${name}'` }, argument.span);
  }
  return context.recursion.value(context, argument);
}

function count(context: Context, call: Call, name: string, wanted: number): void {
  const given = call.arguments.length;
  if (given !== wanted) context.refuse('argument-count', { name, wanted, given }, call.span);
}

// ---- forms that are macros for gcc

function checkExpect(context: Context, call: Call): Value {
  count(context, call, '__builtin_expect', 2);
  const [first] = call.arguments;
  if (!first) throw new Error('patch-oracle bug: __builtin_expect');
  return convert(expressionArgument(context, first, '__builtin_expect'), intType);
}

/** `container_of(pointer, struct x, member)`: slots back from the member to its object. */
function checkContainerOf(context: Context, call: Call): Value {
  count(context, call, 'container_of', 3);
  const [first, second] = call.arguments;
  if (!first || second?.kind !== 'type-argument') {
    return context.refuse('intrinsic-argument', { index: 2, name: 'container_of', wanted: 'a type' }, call.span);
  }
  const pointer = expressionArgument(context, first, 'container_of');
  const type = resolveType(context, second.type);
  const { offset, of } = memberArgument(context, call, type, 'container_of');
  const wanted = pointerTo(of);
  if (pointer.type.kind !== 'pointer' || !sameType(unqualified(pointer.type.to), unqualified(of), true)) {
    const facts = { what: "argument 1 of 'container_of'", from: typeName(pointer.type), to: typeName(wanted) };
    context.refuse('type-mismatch', facts, first.span);
  }
  return { kind: 'container', pointer, slots: offset, type: pointerTo(type), span: call.span };
}

function checkOffsetOf(context: Context, call: Call): Value {
  count(context, call, 'offsetof', 2);
  const [first] = call.arguments;
  if (first?.kind !== 'type-argument') {
    return context.refuse('intrinsic-argument', { index: 1, name: 'offsetof', wanted: 'a type' }, call.span);
  }
  const { offset } = memberArgument(context, call, resolveType(context, first.type), 'offsetof');
  return literal(offset * 4, call.span, unsignedLongType);
}

/** The last argument, `a.b`, as a member of the type. */
function memberArgument(
  context: Context,
  call: Call,
  type: CType,
  name: string,
): { readonly offset: number; readonly of: CType } {
  const last = call.arguments[call.arguments.length - 1];
  const names: { text: string; span: Span }[] = [];
  let at = last;
  while (at?.kind === 'member' && !at.arrow) {
    names.unshift(at.member);
    at = at.object;
  }
  if (at?.kind !== 'name') {
    const facts = { index: call.arguments.length, name, wanted: 'a member' };
    return context.refuse('intrinsic-argument', facts, call.span);
  }
  names.unshift({ text: at.name, span: at.span });
  let offset = 0;
  let of = type;
  for (const one of names) {
    if (of.kind !== 'struct') return context.refuse('not-a-struct', { type: typeName(of) }, one.span);
    if (!context.isComplete(of)) return context.refuse('incomplete-type', { type: typeName(of) }, one.span);
    const path = memberPath(of.struct, one.text);
    if (!path) {
      const hint = context.near(one.text, memberNames(of.struct));
      return context.refuse('unknown-field', { type: typeName(of), name: one.text }, one.span, undefined, hint);
    }
    for (const step of path) {
      offset += memberOffset(step.struct, step.index);
      of = step.struct.members?.[step.index]?.type ?? of;
    }
  }
  return { offset, of };
}

// ---- intrinsics

function checkIntrinsic(context: Context, intrinsic: Intrinsic, call: Call): Value {
  if (intrinsic.access) return checkAccess(context, intrinsic, call);
  count(context, call, intrinsic.name, intrinsic.parameters.length);
  const checked: Argument[] = [];
  for (const [index, parameter] of intrinsic.parameters.entries()) {
    const given = call.arguments[index];
    if (given) checked.push(checkParameter(context, intrinsic, parameter, given, index, checked));
  }
  if (intrinsic.name === '__inject' && checked[0]?.kind === 'word' && context.current) {
    context.linkage.sites.add(`${context.current.name}:${checked[0].word}`);
  }
  const type = resultType(intrinsic, checked);
  return { kind: 'intrinsic', intrinsic, arguments: checked, type, span: call.span };
}

function resultType(intrinsic: Intrinsic, checked: readonly Argument[]): CType {
  const first = checked[0];
  switch (intrinsic.result) {
    case 'void':
      return voidType;
    case 'int':
      return intType;
    case 'ulong':
      return unsignedLongType;
    case 'pointee':
      return first?.kind === 'value' && first.value.type.kind === 'pointer'
        ? unqualified(first.value.type.to)
        : intType;
    case 'pointer-to-type':
      return first?.kind === 'type' ? pointerTo(first.type) : intType;
  }
}

function checkParameter(
  context: Context,
  intrinsic: Intrinsic,
  parameter: Parameter,
  given: ast.Argument,
  index: number,
  checked: readonly Argument[],
): Argument {
  const wrong = (wanted: string): never =>
    context.refuse('intrinsic-argument', { index: index + 1, name: intrinsic.name, wanted }, given.span);
  const what = `argument ${index + 1} of '${intrinsic.name}'`;
  if (parameter.kind === 'type') {
    if (given.kind === 'type-argument') {
      const type = resolveType(context, given.type);
      if (!context.isComplete(type)) context.refuse('incomplete-type', { type: typeName(type) }, given.span);
      return { kind: 'type', type, span: given.span };
    }
    const named = given.kind === 'name' ? context.scope.name(given.name) : undefined;
    if (named?.kind === 'typedef' && context.isComplete(named.type))
      return { kind: 'type', type: named.type, span: given.span };
    return wrong('a complete type');
  }
  if (given.kind === 'type-argument') return wrong('a value');
  if (parameter.kind === 'word') {
    return given.kind === 'name' ? { kind: 'word', word: given.name, span: given.span } : wrong('one word');
  }
  const value = context.recursion.value(context, given);
  const pass = (one: Value): Argument => ({ kind: 'value', value: one });
  const pointee = value.type.kind === 'pointer' ? value.type.to : undefined;
  const pointer = (fits: boolean, to: string): Argument => {
    if (!fits) {
      const code = value.type.kind === 'int' ? 'int-pointer-mixing' : 'type-mismatch';
      return context.refuse(code, { what, from: typeName(value.type), to }, given.span);
    }
    if (pointee?.const) context.report('discards-const', constFacts(what, value.type), given.span);
    return pass(value);
  };
  switch (parameter.kind) {
    case 'int':
      return pass(assignable(context, value, intType, what));
    case 'ulong':
      return pass(assignable(context, value, unsignedLongType, what));
    case 'condition':
      return pass(condition(context, value));
    case 'constant': {
      const known = constantInt(context, value, what);
      if (parameter.allowed && !parameter.allowed.includes(known)) return wrong(parameter.allowed.join(' or '));
      return pass(literal(known, given.span));
    }
    case 'lock': {
      const opaque = pointee?.kind === 'struct' ? pointee.struct.opaque : undefined;
      const fits = opaque !== undefined && parameter.locks.includes(opaque);
      return pointer(fits, `${parameter.locks.join(' or ')} *`);
    }
    case 'counter':
      return pointer(pointee !== undefined && isCounter(context, pointee), 'int * or atomic_t *');
    case 'scalar-pointer': {
      const fits = pointee?.kind === 'int' || pointee?.kind === 'pointer';
      return pointer(fits, 'int * or pointer *');
    }
    case 'pointer':
      if (value.type.kind === 'pointer' && value.kind !== 'function') return pass(value);
      return pass(assignable(context, value, pointerTo(voidType), what));
    case 'object-pointer':
      return pointer(pointee?.kind === 'struct' && context.isComplete(pointee), 'struct *');
    case 'pointee': {
      const first = checked[0];
      const to = first?.kind === 'value' && first.value.type.kind === 'pointer' ? first.value.type.to : intType;
      return pass(assignable(context, value, to, what));
    }
    case 'handler': {
      const type = pointee?.kind === 'function' ? pointee : undefined;
      const [only, ...more] = type?.parameters ?? [];
      const known = value.kind === 'function' || isFunctionParameter(value);
      if (!known || only?.kind !== 'pointer' || more.length > 0) {
        return wrong('the name of a function that takes one pointer');
      }
      return pass(value);
    }
    default:
      return unreachable(parameter);
  }
}

function constFacts(what: string, from: CType): { what: string; from: string; to: string } {
  const to = from.kind === 'pointer' ? pointerTo(unqualified(from.to)) : from;
  return { what, from: typeName(from), to: typeName(to) };
}

function isFunctionParameter(value: Value): boolean {
  return value.kind === 'read' && value.place.kind === 'local';
}

/** An int, or a struct around a single int. */
function isCounter(context: Context, type: CType): boolean {
  if (type.kind === 'int') return true;
  if (type.kind !== 'struct' || !context.isComplete(type) || type.struct.opaque || type.struct.word) return false;
  const [only] = type.struct.members ?? [];
  return slotCount(type) === 1 && only !== undefined && isCounter(context, only.type);
}

function checkAccess(context: Context, intrinsic: Intrinsic, call: Call): Value {
  const { access } = intrinsic;
  if (!access) throw new Error('patch-oracle bug: not an access');
  const { name } = intrinsic;
  count(context, call, name, access.write ? 2 : 1);
  const [first, second] = call.arguments;
  if (!first || first.kind === 'type-argument') {
    return context.refuse('intrinsic-argument', { index: 1, name, wanted: 'an object' }, call.span);
  }
  const place =
    access.of === 'object'
      ? context.recursion.place(context, first)
      : pointedPlace(context, context.recursion.value(context, first), access.of === 'counter', name);
  if (!access.write) return markedRead(context, place, access.marking, call.span);
  context.recursion.writable(context, place);
  const given = second ? expressionArgument(context, second, name) : literal(0, call.span);
  const value = assignable(context, given, place.type, `argument 2 of '${name}'`);
  if (value.kind === 'function') context.refuse('function-value', { name: value.symbol.name }, value.span);
  const type = unqualified(place.type);
  const store: Value = { kind: 'assign', place, value, marking: access.marking, type, span: call.span };
  return convert(store, voidType);
}

function pointedPlace(context: Context, pointer: Value, counter: boolean, name: string): Place {
  const { span, type } = pointer;
  if (type.kind !== 'pointer' || (counter && !isCounter(context, type.to)) || !context.isComplete(type.to)) {
    const wanted = counter ? 'a pointer to an int or atomic_t' : 'a pointer to an object';
    return context.refuse('intrinsic-argument', { index: 1, name, wanted }, span);
  }
  let place: Place =
    pointer.kind === 'address' && sameType(pointer.place.type, type.to)
      ? pointer.place
      : { kind: 'deref', pointer, type: type.to, span };
  while (counter && place.type.kind === 'struct') place = memberPlace(place, place.type.struct, 0, span);
  return place;
}

function markedRead(context: Context, place: Place, marking: Marking, span: Span): Value {
  const plain = context.recursion.read(context, place);
  if (plain.kind === 'read') return { ...plain, marking, span };
  return plain;
}

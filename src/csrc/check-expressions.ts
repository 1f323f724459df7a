/**
 * Checks expressions: operators, members, conversions. Calls are check-calls.ts, brace initialisers
 * check-initializers.ts. Must not know statements but through `Context.recursion`.
 */
import type { Span } from '../base/source';
import { unreachable } from '../base/diagnostics';
import type * as ast from './ast';
import { isTypeSyntax } from './ast';
import { checkCall } from './check-calls';
import { checkInitializer } from './check-initializers';
import { arms, checkBinary, offset, refuseFunction } from './check-operators';
import { resolveType } from './check-types';
import { isNullConstant } from './constant-expression';
import { assignable, condition, convert, literal } from './conversions';
import { slotCount } from './layout';
import {
  containsOpaque,
  isPlace,
  localOf,
  memberNames,
  memberPath,
  memberPlace,
  memberType,
  placeName,
  wordOf,
} from './places';
import type { Context } from './scope';
import type { Local, Place, Value } from './typed';
import {
  intType,
  isScalar,
  longType,
  pointerTo,
  promoted,
  sameType,
  typeName,
  unqualified,
  unsignedLongLongType,
  unsignedLongType,
  unsignedType,
  longLongType,
  voidType,
  type CType,
  type IntType,
  type PointerType,
} from './types';

/** The expression as a value: arrays decay, places are read. */
export function checkValue(context: Context, expression: ast.Expression): Value {
  return readOf(context, check(context, expression));
}

/** A value that is used: void is refused. */
function checkUsed(context: Context, expression: ast.Expression): Value {
  const value = checkValue(context, expression);
  return value.type.kind === 'void' ? context.refuse('void-value', {}, expression.span) : value;
}

/** The expression as a place. */
export function checkPlace(context: Context, expression: ast.Expression): Place {
  const one = check(context, expression);
  return isPlace(one) ? one : context.refuse('not-assignable', {}, expression.span);
}

/** Type of an expression that is not evaluated (`typeof`, `sizeof`). */
export function typeOf(context: Context, expression: ast.Expression): CType {
  return check(context, expression).type;
}

/** Reads a place; a value is returned as it is. */
export function readOf(context: Context, one: Place | Value): Value {
  if (!isPlace(one)) return one;
  const { type, span } = one;
  if (type.kind === 'array') return addressOf(context, one, pointerTo(type.of), span);
  if (type.kind === 'void') return context.refuse('void-value', {}, span);
  if (type.kind === 'function') return context.refuse('indirect-call', { name: placeName(one) }, span);
  if (!context.isComplete(type)) return context.refuse('incomplete-type', { type: typeName(type) }, span);
  refuseOpaque(context, type, span);
  return { kind: 'read', place: one, marking: 'plain', type: unqualified(type), span };
}

export function refuseOpaque(context: Context, type: CType, span: Span): void {
  if (containsOpaque(type)) context.refuse('opaque-access', { type: typeName(unqualified(type)) }, span);
}

function addressOf(context: Context, place: Place, type: CType, span: Span): Value {
  const local = localOf(place);
  if (local) local.addressed = true;
  const word = wordOf(place);
  if (word) context.refuse('word-member-address', { type: word.name }, span);
  return { kind: 'address', place, type, span };
}

function check(context: Context, expression: ast.Expression): Place | Value {
  const { span } = expression;
  switch (expression.kind) {
    case 'name':
      return checkName(context, expression);
    case 'int-literal':
      return checkLiteral(context, expression);
    case 'string-literal':
      return context.refuse('unsupported', { what: 'a string' }, span);
    case 'call':
      return checkCall(context, expression);
    case 'unary':
      return checkUnary(context, expression);
    case 'increment':
      return checkUpdate(
        context,
        expression.operand,
        expression.delta === 1 ? '+' : '-',
        literal(1, span),
        !expression.prefix,
        span,
      );
    case 'binary':
      return checkBinary(
        context,
        expression.operator,
        checkUsed(context, expression.left),
        checkUsed(context, expression.right),
        span,
      );
    case 'logical': {
      const a = condition(context, checkUsed(context, expression.left));
      const b = condition(context, checkUsed(context, expression.right));
      return { kind: 'logical', op: expression.operator, a, b, type: intType, span };
    }
    case 'assign':
      return expression.operator === undefined
        ? checkAssign(context, expression)
        : checkUpdate(
            context,
            expression.target,
            expression.operator,
            checkUsed(context, expression.value),
            false,
            span,
          );
    case 'comma': {
      const a = checkValue(context, expression.left);
      const b = checkValue(context, expression.right);
      return { kind: 'comma', a, b, type: b.type, span };
    }
    case 'conditional':
      return checkConditional(context, expression);
    case 'member':
      return checkMember(context, expression);
    case 'index':
      return checkIndex(context, expression);
    case 'cast':
      return checkCast(context, expression);
    case 'compound-literal':
      return checkCompoundLiteral(context, expression);
    case 'sizeof':
      return checkSizeof(context, expression);
    case 'statement-expression': {
      const { block, result } = context.recursion.block(context, expression.body);
      return { kind: 'block', block, result, type: result?.type ?? voidType, span };
    }
    default:
      return unreachable(expression);
  }
}

function checkName(context: Context, expression: ast.NameExpression): Place | Value {
  const { name, span } = expression;
  const named = context.scope.name(name);
  switch (named?.kind) {
    case 'local':
      return { kind: 'local', local: named, type: named.type, span };
    case 'variable':
      if (!context.linkage.uses.has(named)) context.linkage.uses.set(named, span);
      return { kind: 'variable', variable: named, type: named.type, span };
    case 'function':
      if (!context.linkage.uses.has(named)) context.linkage.uses.set(named, span);
      return { kind: 'function', symbol: named, type: pointerTo(named.type), span };
    case 'enumerator':
      return literal(named.value, span);
    case 'typedef':
    case undefined:
      return context.refuse('unknown-name', { name }, span, undefined, context.near(name, context.scope.allNames()));
  }
}

function checkLiteral(context: Context, expression: ast.IntLiteral): Value {
  const { value, span, text } = expression;
  if (value > 0xffffffffn) context.refuse('constant-too-large', { text }, span);
  const decimal = !text.startsWith('0');
  const signed = value <= 0x7fffffffn;
  let type: IntType;
  if (expression.longs === 0) {
    type = expression.unsigned ? unsignedType : signed ? intType : decimal ? longType : unsignedType;
  } else if (expression.longs === 1) {
    type = expression.unsigned ? unsignedLongType : longType;
  } else {
    type = expression.unsigned ? unsignedLongLongType : longLongType;
  }
  if (!signed && !type.unsigned) context.refuse('constant-too-large', { text }, span);
  return literal(Number(BigInt.asIntN(32, value)), span, type);
}

function checkUnary(context: Context, expression: ast.ExpressionOf<'unary'>): Place | Value {
  const { operator, operand, span } = expression;
  if (operator === '&') return checkAddress(context, operand, span);
  const value = checkUsed(context, operand);
  const wrong = (): never => context.refuse('operand-types', { operator, types: `'${typeName(value.type)}'` }, span);
  switch (operator) {
    case '*':
      return dereference(context, value, span);
    case '!':
      if (!isScalar(value.type)) return wrong();
      return { kind: 'unary', op: '!', a: value, type: intType, span };
    case '+':
    case '-':
    case '~': {
      if (value.type.kind !== 'int') return wrong();
      const type = promoted(value.type);
      const a = convert(value, type);
      return operator === '+' ? a : { kind: 'unary', op: operator, a, type, span };
    }
    default:
      return unreachable(operator);
  }
}

function dereference(context: Context, value: Value, span: Span): Place | Value {
  if (value.type.kind !== 'pointer') return context.refuse('not-a-pointer', { type: typeName(value.type) }, span);
  if (value.type.to.kind === 'function') return value;
  if (value.kind === 'address' && sameType(value.place.type, value.type.to)) return value.place;
  return { kind: 'deref', pointer: value, type: value.type.to, span };
}

function checkAddress(context: Context, operand: ast.Expression, span: Span): Value {
  const one = check(context, operand);
  if (isPlace(one)) return addressOf(context, one, pointerTo(one.type), span);
  if (one.kind === 'function') return one;
  if (one.kind === 'aggregate') {
    const local = hiddenLocal('literal', one.type, span);
    local.addressed = true;
    const place: Place = { kind: 'local', local, type: local.type, span };
    const store: Value = { kind: 'assign', place, value: one, marking: 'plain', type: one.type, span };
    return {
      kind: 'comma',
      a: store,
      b: { kind: 'address', place, type: pointerTo(one.type), span },
      type: pointerTo(one.type),
      span,
    };
  }
  return context.refuse('not-addressable', {}, span);
}

function hiddenLocal(name: string, type: CType, span: Span): Local {
  return { kind: 'local', name, type, span, parameter: false, assigned: true, addressed: false };
}

/** Marks the place as written and refuses what must not be. */
export function writable(context: Context, place: Place): void {
  const { type, span } = place;
  if (type.const) context.refuse('const-assignment', { name: placeName(place) }, span);
  if (type.kind === 'array' || type.kind === 'function' || type.kind === 'void')
    context.refuse('not-assignable', {}, span);
  if (!context.isComplete(type)) context.refuse('incomplete-type', { type: typeName(type) }, span);
  refuseOpaque(context, type, span);
  const local = localOf(place);
  if (local) {
    local.assigned = true;
    return;
  }
  const word = wordOf(place);
  if (word) context.refuse('word-member-write', { type: word.name }, span);
}

function checkAssign(context: Context, expression: ast.ExpressionOf<'assign'>): Value {
  const place = checkPlace(context, expression.target);
  const given = checkUsed(context, expression.value);
  // Of two mistakes the one that gcc sees: a value of another type, before a struct with a lock in it.
  if (containsOpaque(place.type)) assignable(context, given, place.type, 'assignment');
  writable(context, place);
  const value = assignable(context, given, place.type, 'assignment');
  refuseFunction(context, value);
  return { kind: 'assign', place, value, marking: 'plain', type: unqualified(place.type), span: expression.span };
}

function checkUpdate(
  context: Context,
  target: ast.Expression,
  operator: ast.BinaryOperator,
  operand: Value,
  post: boolean,
  span: Span,
): Value {
  const place = checkPlace(context, target);
  writable(context, place);
  const type = unqualified(place.type);
  const hole = { kind: 'hole', type, span } as const;
  const combine = assignable(context, checkBinary(context, operator, hole, operand, span), type, 'assignment');
  return { kind: 'update', place, hole, combine, post, type, span };
}

function checkConditional(context: Context, expression: ast.ExpressionOf<'conditional'>): Value {
  const { span } = expression;
  const test = condition(context, checkUsed(context, expression.condition));
  const b = checkValue(context, expression.else);
  if (!expression.then) {
    const { a, other, type } = arms(context, test, b);
    if (a !== test) return { kind: 'elvis', a: convert(test, type), b: other, type, span };
    return { kind: 'elvis', a, b: other, type, span };
  }
  const { a, other, type } = arms(context, checkValue(context, expression.then), b);
  return { kind: 'conditional', if: test, a, b: other, type, span };
}

function checkMember(context: Context, expression: ast.ExpressionOf<'member'>): Place | Value {
  const { object, arrow, member, span } = expression;
  let base = check(context, object);
  if (arrow) {
    const pointer = readOf(context, base);
    if (pointer.type.kind === 'struct') {
      return context.refuse('arrow-or-dot', { type: typeName(pointer.type), wanted: '.' }, member.span);
    }
    if (pointer.type.kind !== 'pointer') {
      return context.refuse('not-a-pointer', { type: typeName(pointer.type) }, object.span);
    }
    base = dereference(context, pointer, span);
  } else if (base.type.kind === 'pointer') {
    return context.refuse('arrow-or-dot', { type: typeName(base.type), wanted: '->' }, member.span);
  }
  if (base.type.kind !== 'struct') return context.refuse('not-a-struct', { type: typeName(base.type) }, object.span);
  const { struct } = base.type;
  const type = typeName(unqualified(base.type));
  if (!context.isComplete(base.type)) return context.refuse('incomplete-type', { type }, object.span);
  if (struct.opaque) return context.refuse('opaque-access', { type }, member.span);
  const path = memberPath(struct, member.text);
  if (!path) {
    const facts = { type, name: member.text };
    return context.refuse(
      'unknown-field',
      facts,
      member.span,
      undefined,
      context.near(member.text, memberNames(struct)),
    );
  }
  let at = base;
  for (const one of path) {
    at = isPlace(at)
      ? memberPlace(at, one.struct, one.index, span)
      : {
          kind: 'part',
          of: at,
          struct: one.struct,
          index: one.index,
          type: memberType(one.struct, one.index, false),
          span,
        };
  }
  return at;
}

function checkIndex(context: Context, expression: ast.ExpressionOf<'index'>): Place | Value {
  const { span } = expression;
  const array = check(context, expression.array);
  const index = checkUsed(context, expression.index);
  if (index.type.kind !== 'int') {
    const types = `'${typeName(array.type)}' and '${typeName(index.type)}'`;
    return context.refuse('operand-types', { operator: '[]', types }, span);
  }
  if (isPlace(array) && array.type.kind === 'array' && array.type.count !== undefined) {
    const local = localOf(array);
    if (local) local.addressed = true;
    return { kind: 'element', of: array, index, count: array.type.count, type: array.type.of, span };
  }
  const pointer = readOf(context, array);
  if (pointer.type.kind !== 'pointer') return context.refuse('not-a-pointer', { type: typeName(pointer.type) }, span);
  return dereference(context, offset(context, pointer, pointer.type, index, false, span), span);
}

function checkCast(context: Context, expression: ast.ExpressionOf<'cast'>): Value {
  const { span } = expression;
  const to = unqualified(resolveType(context, expression.type));
  const value = checkValue(context, expression.operand);
  const from = value.type;
  if (to.kind === 'void') return convert(value, to);
  if (from.kind === 'void') return context.refuse('void-value', {}, expression.operand.span);
  const facts = { from: typeName(from), to: typeName(to) };
  if (to.kind === 'int') {
    if (from.kind === 'int' || to.bits === 1) return convert(condition(context, value), to);
    if (from.kind !== 'pointer') return context.refuse('pointer-cast', facts, span);
    return castMixed(context, value, to, span);
  }
  if (to.kind === 'pointer') {
    if (isNullConstant(value)) return { kind: 'constant', value: 0, type: to, span };
    if (from.kind === 'int') return castMixed(context, value, to, span);
    if (from.kind !== 'pointer' || !castable(from.to, to.to)) return context.refuse('pointer-cast', facts, span);
    return convert(value, to);
  }
  return context.refuse('pointer-cast', facts, span);
}

function castMixed(context: Context, value: Value, to: IntType | PointerType, span: Span): Value {
  if (!context.options.allowIntPointerMixing) {
    context.report('int-pointer-cast', { from: typeName(value.type), to: typeName(to) }, span);
  }
  return { kind: 'mixed', value, type: to, span };
}

/** Pointers to the same, to void, or to two kinds of page-table entry (words). */
function castable(from: CType, to: CType): boolean {
  const a = unqualified(from);
  const b = unqualified(to);
  if (a.kind === 'function' || b.kind === 'function') return sameType(a, b);
  if (a.kind === 'void' || b.kind === 'void' || sameType(a, b, true)) return true;
  return a.kind === 'struct' && b.kind === 'struct' && a.struct.word && b.struct.word;
}

function checkCompoundLiteral(context: Context, expression: ast.ExpressionOf<'compound-literal'>): Value {
  const type = unqualified(resolveType(context, expression.type));
  const { value } = checkInitializer(context, type, expression.initializer);
  return { ...value, span: expression.span };
}

function checkSizeof(context: Context, expression: ast.ExpressionOf<'sizeof'>): Value {
  const { operand, span } = expression;
  const type = isTypeSyntax(operand) ? resolveType(context, operand) : typeOf(context, operand);
  if (!context.isComplete(type)) return context.refuse('incomplete-type', { type: typeName(type) }, span);
  return literal(slotCount(type) * 4, span, unsignedLongType);
}

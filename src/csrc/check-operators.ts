/**
 * Operators on checked values: the type in which they are computed and what they refuse. Must not know
 * the syntax tree beyond the names of operators.
 */
import type { Span } from '../base/source';
import { unreachable } from '../base/diagnostics';
import type { BinaryOperator } from './ast';
import { commonPointer, convert } from './conversions';
import { slotCount } from './layout';
import type { Context } from './scope';
import type { Value } from './typed';
import {
  arithmeticType,
  intType,
  isScalar,
  longType,
  promoted,
  sameType,
  typeName,
  unqualified,
  voidType,
  type CType,
  type IntType,
  type PointerType,
} from './types';

export function checkBinary(context: Context, operator: BinaryOperator, a: Value, b: Value, span: Span): Value {
  const left = a.type;
  const right = b.type;
  const wrong = (): never =>
    context.refuse('operand-types', { operator, types: `'${typeName(left)}' and '${typeName(right)}'` }, span);
  if (left.kind === 'int' && right.kind === 'int') return arithmeticBinary(operator, a, left, b, right, span);
  if (!isScalar(left) || !isScalar(right)) return wrong();
  switch (operator) {
    case '==':
    case '!=': {
      const both = commonPointer(context, a, b, `operands of '${operator}'`);
      return { kind: 'binary', op: operator, a: both.a, b: both.b, operands: both.type, type: intType, span };
    }
    case '<':
    case '>':
    case '<=':
    case '>=':
      return context.refuse('pointer-order', { operator }, span);
    case '+':
      if (left.kind === 'pointer' && right.kind === 'int') return offset(context, a, left, b, false, span);
      if (right.kind === 'pointer' && left.kind === 'int') return offset(context, b, right, a, false, span);
      return wrong();
    case '-':
      if (left.kind === 'pointer' && right.kind === 'int') return offset(context, a, left, b, true, span);
      if (
        left.kind === 'pointer' &&
        right.kind === 'pointer' &&
        sameType(left.to, right.to) &&
        context.isComplete(left.to)
      ) {
        return { kind: 'distance', a, b, slots: slotCount(left.to), type: longType, span };
      }
      return wrong();
    case '*':
    case '/':
    case '%':
    case '<<':
    case '>>':
    case '&':
    case '^':
    case '|':
      return wrong();
    default:
      return unreachable(operator);
  }
}

function arithmeticBinary(
  operator: BinaryOperator,
  a: Value,
  left: IntType,
  b: Value,
  right: IntType,
  span: Span,
): Value {
  if (operator === '<<' || operator === '>>') {
    const type = promoted(left);
    const count = convert(b, promoted(right));
    return { kind: 'binary', op: operator, a: convert(a, type), b: count, operands: type, type, span };
  }
  const operands = arithmeticType(left, right);
  const compares = ['==', '!=', '<', '>', '<=', '>='].includes(operator);
  const type = compares ? intType : operands;
  return { kind: 'binary', op: operator, a: convert(a, operands), b: convert(b, operands), operands, type, span };
}

export function offset(
  context: Context,
  pointer: Value,
  type: PointerType,
  index: Value,
  negative: boolean,
  span: Span,
): Value {
  if (!context.isComplete(type.to)) context.refuse('incomplete-type', { type: typeName(type.to) }, span);
  return { kind: 'offset', pointer, index, negative, slots: slotCount(type.to), type: unqualified(type), span };
}

/** Function names are no values. */
export function refuseFunction(context: Context, value: Value): void {
  if (value.kind === 'function') context.refuse('function-value', { name: value.symbol.name }, value.span);
}

/** Both arms of `?:` in their common type. */
export function arms(
  context: Context,
  a: Value,
  b: Value,
): { readonly a: Value; readonly other: Value; readonly type: CType } {
  refuseFunction(context, a);
  refuseFunction(context, b);
  if (a.type.kind === 'int' && b.type.kind === 'int') {
    const type = arithmeticType(a.type, b.type);
    return { a: convert(a, type), other: convert(b, type), type };
  }
  if (a.type.kind === 'void' || b.type.kind === 'void') {
    return { a: convert(a, voidType), other: convert(b, voidType), type: voidType };
  }
  if (a.type.kind === 'struct' || b.type.kind === 'struct') {
    if (sameType(a.type, b.type)) return { a, other: b, type: a.type };
    const facts = { what: "arms of '?:'", from: typeName(b.type), to: typeName(a.type) };
    return context.refuse('type-mismatch', facts, b.span);
  }
  const both = commonPointer(context, a, b, "arms of '?:'");
  return { a: convert(both.a, both.type), other: convert(both.b, both.type), type: both.type };
}

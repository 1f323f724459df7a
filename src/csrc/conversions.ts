/**
 * Implicit conversions: what may be assigned, passed, returned or compared, and the node that does it.
 * gcc's warnings about pointers are errors here.
 */
import type { Span } from '../base/source';
import { isNullConstant } from './constant-expression';
import type { Context } from './scope';
import type { Value } from './typed';
import {
  intType,
  isScalar,
  pointerTo,
  qualify,
  sameType,
  typeName,
  unqualified,
  type CType,
  type IntType,
  type PointerType,
} from './types';

export function convert(value: Value, type: CType): Value {
  const to = unqualified(type);
  if (value.type === to) return value;
  if (to.kind === 'pointer' && value.kind === 'constant') return { ...value, type: to };
  return { kind: 'convert', value, type: to, span: value.span };
}

/** The value as if assigned to an object of the type; `what` says in a message what is going on. */
export function assignable(context: Context, value: Value, to: CType, what: string): Value {
  const from = value.type;
  const facts = { what, from: typeName(from), to: typeName(unqualified(to)) };
  if (from.kind === 'void') return context.refuse('void-value', {}, value.span);
  if (to.kind === 'int') {
    if (from.kind === 'int' || (from.kind === 'pointer' && to.bits === 1)) return convert(value, to);
    if (from.kind === 'pointer') return mixed(context, value, to, what);
    return context.refuse('type-mismatch', facts, value.span);
  }
  if (to.kind === 'pointer') {
    if (isNullConstant(value)) return { kind: 'constant', value: 0, type: unqualified(to), span: value.span };
    if (from.kind === 'int') return mixed(context, value, to, what);
    if (from.kind !== 'pointer') return context.refuse('type-mismatch', facts, value.span);
    if (!pointersAgree(from, to)) return context.refuse('type-mismatch', facts, value.span);
    if (from.to.const && !to.to.const) context.report('discards-const', facts, value.span);
    // Function names keep their node, so that a call can be bound to them.
    return value.kind === 'function' ? value : convert(value, to);
  }
  if (to.kind === 'struct' && from.kind === 'struct' && from.struct === to.struct) return value;
  return context.refuse('type-mismatch', facts, value.span);
}

/** Pointers that gcc converts to one another without a warning, const aside. */
function pointersAgree(from: PointerType, to: PointerType): boolean {
  const a = qualify(from.to, false);
  const b = qualify(to.to, false);
  if (a.kind === 'void' || b.kind === 'void') return a.kind !== 'function' && b.kind !== 'function';
  return sameType(a, b);
}

function mixed(context: Context, value: Value, to: IntType | PointerType, what: string): Value {
  if (!context.options.allowIntPointerMixing) {
    context.report(
      'int-pointer-mixing',
      { what, from: typeName(value.type), to: typeName(unqualified(to)) },
      value.span,
    );
  }
  return { kind: 'mixed', value, type: unqualified(to), span: value.span };
}

/** Refuses what cannot be a condition. */
export function condition(context: Context, value: Value): Value {
  if (isScalar(value.type)) return value;
  return context.refuse('condition-type', { type: typeName(value.type) }, value.span);
}

/** Both operands of `==`, `!=` and of `?:` where one is a pointer, brought to one type. */
export function commonPointer(
  context: Context,
  a: Value,
  b: Value,
  what: string,
): { readonly a: Value; readonly b: Value; readonly type: PointerType } {
  const left = a.type;
  const right = b.type;
  if (left.kind === 'pointer' && isNullConstant(b)) {
    return { a, b: { kind: 'constant', value: 0, type: left, span: b.span }, type: left };
  }
  if (right.kind === 'pointer' && isNullConstant(a)) {
    return { a: { kind: 'constant', value: 0, type: right, span: a.span }, b, type: right };
  }
  if (left.kind === 'pointer' && right.kind === 'pointer') {
    if (!pointersAgree(left, right)) {
      context.refuse('type-mismatch', { what, from: typeName(right), to: typeName(left) }, b.span);
    }
    const constant = left.to.const || right.to.const;
    const to = left.to.kind === 'void' ? left.to : right.to.kind === 'void' ? right.to : left.to;
    return { a, b, type: pointerTo(qualify(to, constant)) };
  }
  if (left.kind === 'pointer' && right.kind === 'int') return { a, b: mixed(context, b, left, what), type: left };
  if (left.kind === 'int' && right.kind === 'pointer') return { a: mixed(context, a, right, what), b, type: right };
  return context.refuse('type-mismatch', { what, from: typeName(right), to: typeName(left) }, b.span);
}

/** A constant as a value node. */
export function literal(value: number, span: Span, type: IntType = intType): Value {
  return { kind: 'constant', value, type, span };
}

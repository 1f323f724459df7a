/**
 * Constant expressions of the checked tree, and what a conversion does to a value. Knows the checked
 * tree and IR expressions; emits nothing.
 */
import type { Expr, GlobalId } from '../program';
import type { Context } from './scope';
import type { CType, IntType } from './types';
import type { Place, Value, Variable } from './typed';
import { binary, constant, constantOf, one, truth, unary, zero } from './fold';
import { memberOffset, slotCount } from './layout';

/** The value of an integer constant expression; refuses anything else. */
export function constantInt(context: Context, value: Value, what: string): number {
  const known = value.type.kind === 'int' ? constantNumber(value) : undefined;
  return known ?? context.refuse('not-constant', { what }, value.span);
}

/** The value when it is a constant number, as an int32 pattern. */
export function constantNumber(value: Value): number | undefined {
  const expr = constantExpr(value, () => undefined);
  return expr && constantOf(expr);
}

/** A null pointer constant: `0` or `(void *)0`. */
export function isNullConstant(value: Value): boolean {
  if (value.type.kind === 'int') return constantNumber(value) === 0;
  return value.kind === 'constant' && value.value === 0;
}

/** The value as a constant or the address of a variable, or undefined. */
export function constantExpr(value: Value, variable: (variable: Variable) => GlobalId | undefined): Expr | undefined {
  const of = (inner: Value): Expr | undefined => constantExpr(inner, variable);
  switch (value.kind) {
    case 'constant':
      return constant(value.value);
    case 'convert': {
      const inner = of(value.value);
      return inner && convertExpr(inner, value.type);
    }
    case 'unary': {
      const a = of(value.a);
      return a && known(unary(value.op, a));
    }
    case 'binary': {
      const a = of(value.a);
      const b = a && of(value.b);
      const { unsigned, wide } = arithmetic(value.operands);
      return a && b && known(binary(value.op, a, b, unsigned, wide));
    }
    case 'logical': {
      const a = of(value.a);
      const first = a && constantOf(truth(a));
      if (first === undefined) return undefined;
      if (value.op === '&&' ? first === 0 : first === 1) return value.op === '&&' ? zero : one;
      const b = of(value.b);
      return b && known(truth(b));
    }
    case 'conditional': {
      const condition = of(value.if);
      const choice = condition && constantOf(truth(condition));
      return choice === undefined ? undefined : of(choice === 0 ? value.b : value.a);
    }
    case 'offset': {
      const pointer = of(value.pointer);
      const index = pointer && of(value.index);
      if (!pointer || !index) return undefined;
      return known(binary(value.negative ? '-' : '+', pointer, binary('*', index, constant(value.slots))));
    }
    case 'address':
      return constantAddress(value.place, variable);
    default:
      return undefined;
  }
}

function known(expr: Expr): Expr | undefined {
  return expr.kind === 'const' || expr.kind === 'global' ? expr : undefined;
}

function constantAddress(place: Place, variable: (variable: Variable) => GlobalId | undefined): Expr | undefined {
  switch (place.kind) {
    case 'variable': {
      const global = variable(place.variable);
      return global === undefined ? undefined : { kind: 'global', global, offset: 0 };
    }
    case 'member': {
      const of = constantAddress(place.of, variable);
      return of && binary('+', of, constant(memberOffset(place.struct, place.index)));
    }
    case 'element': {
      const of = constantAddress(place.of, variable);
      const index = constantNumber(place.index);
      if (!of || index === undefined) return undefined;
      return binary('+', of, constant(index * slotCount(place.type)));
    }
    case 'deref':
    case 'local':
      return undefined;
  }
}

/** How operators of a type read their operands. */
export function arithmetic(type: CType): { readonly unsigned: boolean; readonly wide: boolean } {
  return type.kind === 'int' ? { unsigned: type.unsigned, wide: type.bits === 64 } : { unsigned: true, wide: false };
}

/** The scalar converted to a type: bool gives 0 or 1, narrow types truncate, everything else keeps its 32 bits. */
export function convertExpr(expr: Expr, to: CType): Expr {
  if (to.kind !== 'int') return expr;
  if (to.bits === 1) return truth(expr);
  if (to.bits === 8 || to.bits === 16) return narrow(expr, to);
  return expr;
}

function narrow(expr: Expr, to: IntType): Expr {
  const mask = to.bits === 8 ? 0xff : 0xffff;
  if (to.unsigned) {
    if (expr.kind === 'binary' && expr.op === '&' && expr.b.kind === 'const' && (expr.b.value & ~mask) === 0)
      return expr;
    return binary('&', expr, constant(mask));
  }
  const shift = constant(32 - to.bits);
  return binary('>>', binary('<<', expr, shift), shift);
}

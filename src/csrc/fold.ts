/**
 * Makes IR expressions, folded as they are made. Values are int32 bit patterns; an operation on a
 * 64-bit type whose result 32 bits would change is left for the engine to report. Knows program.ts only.
 */
import type { BinaryOp, Expr } from '../program';

export const zero: Expr = { kind: 'const', value: 0 };
export const one: Expr = { kind: 'const', value: 1 };

export function constant(value: number): Expr {
  return value === 0 ? zero : value === 1 ? one : { kind: 'const', value: value | 0 };
}

export function register(reg: number): Expr {
  return { kind: 'reg', reg };
}

/** The value when it is known now. */
export function constantOf(expr: Expr): number | undefined {
  return expr.kind === 'const' ? expr.value : undefined;
}

/** A constant or an address that never changes: free to repeat anywhere. */
export function isFixed(expr: Expr): boolean {
  return (
    expr.kind === 'const' ||
    expr.kind === 'global' ||
    expr.kind === 'frame' ||
    expr.kind === 'cpu' ||
    expr.kind === 'self'
  );
}

/** Known to be 0 or 1. */
export function isBoolean(expr: Expr): boolean {
  switch (expr.kind) {
    case 'const':
      return expr.value === 0 || expr.value === 1;
    case 'unary':
      return expr.op === '!';
    case 'binary':
      return isComparison(expr.op) || (expr.op === '&' && (isBoolean(expr.a) || isBoolean(expr.b)));
    case 'conditional':
      return isBoolean(expr.a) && isBoolean(expr.b);
    case 'reg':
    case 'global':
    case 'frame':
    case 'cpu':
    case 'self':
      return false;
  }
}

export function isComparison(op: BinaryOp): boolean {
  return op === '==' || op === '!=' || op === '<' || op === '<=' || op === '>' || op === '>=';
}

const negations: Partial<Record<BinaryOp, BinaryOp>> = {
  '==': '!=',
  '!=': '==',
  '<': '>=',
  '>=': '<',
  '>': '<=',
  '<=': '>',
};

export function unary(op: '-' | '~' | '!', a: Expr): Expr {
  if (a.kind === 'const') return constant(op === '-' ? -a.value : op === '~' ? ~a.value : a.value === 0 ? 1 : 0);
  if (op === '!') {
    if (a.kind === 'global' || a.kind === 'frame') return zero;
    if (a.kind === 'unary' && a.op === '!') return truth(a.a);
    const negated = a.kind === 'binary' ? negations[a.op] : undefined;
    if (negated && a.kind === 'binary') return { ...a, op: negated };
  }
  return { kind: 'unary', op, a };
}

/** 0 or 1: is the value other than 0? */
export function truth(expr: Expr): Expr {
  return isBoolean(expr) ? expr : binary('!=', expr, zero);
}

/** Operators whose result depends on how operands are read, and those that 64 bits would change. */
const readSigned: ReadonlySet<BinaryOp> = new Set<BinaryOp>(['/', '%', '>>', '<', '<=', '>', '>=']);
const mayOverflow: ReadonlySet<BinaryOp> = new Set<BinaryOp>(['+', '-', '*', '<<']);

export function binary(op: BinaryOp, a: Expr, b: Expr, isUnsigned = false, isWide = false): Expr {
  const wide = isWide && mayOverflow.has(op);
  const unsigned = isUnsigned && (wide || readSigned.has(op));
  if (a.kind === 'const' && b.kind === 'const') {
    const value = fold(op, a.value, b.value, unsigned, wide);
    if (value !== undefined) return constant(value);
  }
  if (a.kind === 'reg' && b.kind === 'reg' && a.reg === b.reg) {
    if (op === '==' || op === '<=' || op === '>=') return one;
    if (op === '!=' || op === '<' || op === '>' || op === '-' || op === '^') return zero;
  }
  const address = foldAddress(op, a, b);
  if (address) return address;
  if (b.kind === 'const') {
    const value = b.value;
    if (value === 0 && (op === '+' || op === '-' || op === '|' || op === '^' || op === '<<' || op === '>>')) return a;
    if (value === 1 && (op === '*' || op === '/')) return a;
    if (value === 0 && (op === '*' || op === '&')) return zero;
    if (value === -1 && op === '&') return a;
    if (isBoolean(a)) {
      if ((op === '!=' && value === 0) || (op === '==' && value === 1)) return a;
      if ((op === '==' && value === 0) || (op === '!=' && value === 1)) return unary('!', a);
      if (op === '&' && value === 1) return a;
    }
    // (x + 2) + 3: array and member offsets pile up.
    if (op === '+' && !wide && a.kind === 'binary' && a.op === '+' && !a.wide && a.b.kind === 'const') {
      return binary('+', a.a, constant(a.b.value + value));
    }
  }
  if (a.kind === 'const') {
    if (a.value === 0 && (op === '+' || op === '|' || op === '^')) return b;
    if (a.value === 0 && (op === '*' || op === '&' || op === '<<' || op === '>>')) return zero;
    if (a.value === 1 && op === '*') return b;
    if (op === '==' || op === '!=') return binary(op, b, a, unsigned, wide);
  }
  return { kind: 'binary', op, a, b, unsigned, wide };
}

export function conditional(condition: Expr, a: Expr, b: Expr): Expr {
  const known = constantOf(condition);
  if (known !== undefined) return known === 0 ? b : a;
  if (condition.kind === 'global' || condition.kind === 'frame') return a;
  if (sameExpr(a, b)) return a;
  if (a.kind === 'const' && b.kind === 'const') {
    if (a.value === 1 && b.value === 0) return truth(condition);
    if (a.value === 0 && b.value === 1) return unary('!', condition);
  }
  return { kind: 'conditional', if: condition, a, b };
}

export function sameExpr(a: Expr, b: Expr): boolean {
  if (a === b) return true;
  switch (a.kind) {
    case 'const':
      return b.kind === 'const' && a.value === b.value;
    case 'reg':
      return b.kind === 'reg' && a.reg === b.reg;
    case 'global':
      return b.kind === 'global' && a.global === b.global && a.offset === b.offset;
    case 'frame':
      return b.kind === 'frame' && a.frame === b.frame && a.offset === b.offset;
    case 'cpu':
    case 'self':
      return b.kind === a.kind;
    case 'unary':
      return b.kind === 'unary' && a.op === b.op && sameExpr(a.a, b.a);
    case 'binary':
      return (
        b.kind === 'binary' &&
        a.op === b.op &&
        a.unsigned === b.unsigned &&
        a.wide === b.wide &&
        sameExpr(a.a, b.a) &&
        sameExpr(a.b, b.b)
      );
    case 'conditional':
      return b.kind === 'conditional' && sameExpr(a.if, b.if) && sameExpr(a.a, b.a) && sameExpr(a.b, b.b);
  }
}

function foldAddress(op: BinaryOp, a: Expr, b: Expr): Expr | undefined {
  if (a.kind === 'global' || a.kind === 'frame') {
    if (b.kind === 'const') {
      if (op === '+') return { ...a, offset: a.offset + b.value };
      if (op === '-') return { ...a, offset: a.offset - b.value };
      if (b.value === 0 && op === '==') return zero;
      if (b.value === 0 && op === '!=') return one;
    }
    if (b.kind === 'global' || b.kind === 'frame') {
      const same = sameExpr(a, b);
      if (op === '==') return same ? one : zero;
      if (op === '!=') return same ? zero : one;
    }
  }
  if (a.kind === 'const' && (b.kind === 'global' || b.kind === 'frame') && op === '+') {
    return { ...b, offset: b.offset + a.value };
  }
  return undefined;
}

/** The result as an int32, or undefined where the engine has to report it. */
function fold(op: BinaryOp, a: number, b: number, unsigned: boolean, wide: boolean): number | undefined {
  const x = unsigned ? a >>> 0 : a | 0;
  const y = unsigned ? b >>> 0 : b | 0;
  const fits = (value: number): number | undefined => {
    const kept = unsigned ? value >>> 0 : value | 0;
    return wide && kept !== value ? undefined : kept | 0;
  };
  switch (op) {
    case '+':
      return fits(x + y);
    case '-':
      return fits(x - y);
    case '*':
      return wide && !Number.isSafeInteger(x * y) ? undefined : wide ? fits(x * y) : Math.imul(x, y);
    case '/':
      return y === 0 ? undefined : Math.trunc(x / y) | 0;
    case '%':
      return y === 0 ? undefined : (x % y) | 0;
    case '<<':
      if (b < 0 || b > 31) return undefined;
      return wide ? fits(x * 2 ** b) : x << b;
    case '>>':
      if (b < 0 || b > 31) return undefined;
      return (unsigned ? x >>> b : x >> b) | 0;
    case '&':
      return x & y;
    case '|':
      return x | y;
    case '^':
      return x ^ y;
    case '==':
      return x === y ? 1 : 0;
    case '!=':
      return x !== y ? 1 : 0;
    case '<':
      return x < y ? 1 : 0;
    case '<=':
      return x <= y ? 1 : 0;
    case '>':
      return x > y ? 1 : 0;
    case '>=':
      return x >= y ? 1 : 0;
  }
}

/** Replaces parts of IR expressions, folding again what changed. Knows program.ts only. */
import type { Expr, Reg } from '../program';
import { binary, conditional, unary } from './fold';

/** The expression with registers replaced; the same object when none is. */
export function substitute(expr: Expr, of: (reg: Reg) => Expr | undefined): Expr {
  switch (expr.kind) {
    case 'reg':
      return of(expr.reg) ?? expr;
    case 'unary': {
      const a = substitute(expr.a, of);
      return a === expr.a ? expr : unary(expr.op, a);
    }
    case 'binary': {
      const a = substitute(expr.a, of);
      const b = substitute(expr.b, of);
      return a === expr.a && b === expr.b ? expr : binary(expr.op, a, b, expr.unsigned, expr.wide);
    }
    case 'conditional': {
      const test = substitute(expr.if, of);
      const a = substitute(expr.a, of);
      const b = substitute(expr.b, of);
      return test === expr.if && a === expr.a && b === expr.b ? expr : conditional(test, a, b);
    }
    case 'const':
    case 'global':
    case 'frame':
    case 'cpu':
    case 'self':
      return expr;
  }
}

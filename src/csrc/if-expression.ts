/** The value of an `#if` line: integers only, names that are not macros are 0. It does not know what a macro is. */
import { bug } from '../base/diagnostics';
import type { Span } from '../base/source';
import { constantOf } from './constants';
import type { Token } from './lex';
import type { SyntaxReport } from './syntax-report';

const levels: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<', '>', '<=', '>='],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
];

/** Nested parentheses and operators allowed: deeper is refused, so that no text can exhaust the stack. */
const maxDepth = 200;

class Evaluator {
  private at = 0;
  private depth = 0;
  failed = false;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly line: Span,
    private readonly report: SyntaxReport,
  ) {}

  whole(): bigint {
    const value = this.conditional(true);
    if (!this.failed && this.at < this.tokens.length) this.fail('an operator');
    return value;
  }

  private fail(expected: string, instead?: string): bigint {
    if (!this.failed) {
      const token = this.tokens[this.at];
      const span = token ? { file: token.file, start: token.start, end: token.end } : this.line;
      this.report(
        'bad-condition',
        { expected, found: instead ?? (token ? `'${token.text}'` : 'the end of the line') },
        span,
      );
    }
    this.failed = true;
    this.at = this.tokens.length;
    return 0n;
  }

  private accept(text: string): boolean {
    if (this.tokens[this.at]?.text !== text) return false;
    this.at++;
    return true;
  }

  /** `live` is false where C does not evaluate: after `0 &&`, `1 ||` and in the branch not taken. */
  private conditional(live: boolean): bigint {
    if (++this.depth > maxDepth) return this.fail('a shorter condition');
    const condition = this.binary(0, live);
    let value = condition;
    if (this.accept('?')) {
      const yes = this.conditional(live && condition !== 0n);
      if (!this.accept(':')) return this.fail("':'");
      const no = this.conditional(live && condition === 0n);
      value = condition !== 0n ? yes : no;
    }
    this.depth--;
    return value;
  }

  private binary(level: number, live: boolean): bigint {
    const operators = levels[level];
    if (!operators) return this.unary(live);
    let left = this.binary(level + 1, live);
    for (;;) {
      const operator = this.tokens[this.at]?.text;
      if (operator === undefined || !operators.includes(operator)) return left;
      this.at++;
      const skipped = (operator === '||' && left !== 0n) || (operator === '&&' && left === 0n);
      const right = this.binary(level + 1, live && !skipped);
      if ((operator === '/' || operator === '%') && right === 0n) {
        if (live) return this.fail('a divisor that is not 0', '0');
        left = 0n;
      } else left = BigInt.asIntN(64, apply(operator, left, right));
    }
  }

  private unary(live: boolean): bigint {
    if (++this.depth > maxDepth) return this.fail('a shorter condition');
    const value = this.operand(live);
    this.depth--;
    return value;
  }

  private operand(live: boolean): bigint {
    const token = this.tokens[this.at];
    if (!token) return this.fail('a value');
    if (this.accept('!')) return this.unary(live) === 0n ? 1n : 0n;
    if (this.accept('-')) return BigInt.asIntN(64, -this.unary(live));
    if (this.accept('+')) return this.unary(live);
    if (this.accept('~')) return BigInt.asIntN(64, ~this.unary(live));
    if (this.accept('(')) {
      const value = this.conditional(live);
      return this.accept(')') ? value : this.fail("')'");
    }
    if (token.kind === 'identifier' || token.kind === 'keyword') {
      this.at++;
      return 0n;
    }
    const constant = constantOf(token);
    if (typeof constant === 'string') return this.fail('an integer');
    this.at++;
    return constant.value;
  }
}

function apply(operator: string, left: bigint, right: bigint): bigint {
  const truth = (value: boolean): bigint => (value ? 1n : 0n);
  switch (operator) {
    case '||':
      return truth(left !== 0n || right !== 0n);
    case '&&':
      return truth(left !== 0n && right !== 0n);
    case '|':
      return left | right;
    case '^':
      return left ^ right;
    case '&':
      return left & right;
    case '==':
      return truth(left === right);
    case '!=':
      return truth(left !== right);
    case '<':
      return truth(left < right);
    case '>':
      return truth(left > right);
    case '<=':
      return truth(left <= right);
    case '>=':
      return truth(left >= right);
    case '<<':
      return left << BigInt.asUintN(6, right);
    case '>>':
      return left >> BigInt.asUintN(6, right);
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      return left % right;
    default:
      throw bug(`#if operator ${operator}`);
  }
}

/** @param tokens what stands after `#if`, macros expanded  @param line the directive, for a condition that ends too early */
export function conditionHolds(tokens: readonly Token[], line: Span, report: SyntaxReport): boolean {
  const evaluator = new Evaluator(tokens, line, report);
  return evaluator.whole() !== 0n && !evaluator.failed;
}

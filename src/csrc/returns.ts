/**
 * Functions that promise a value and can end without one. C leaves that value undefined, so the model
 * refuses it. Judged by the syntax alone: a condition counts as constant only when it is a literal.
 */
import { unreachable } from '../base/diagnostics';
import type { Span } from '../base/source';
import type { BlockItem, Expression, Statement, TranslationUnit } from './ast';

/** Reports that end the run: nothing after them is reached. */
const fatal: ReadonlySet<string> = new Set(['bug_on', 'vm_bug_on', 'assert']);

function isConstant(condition: Expression | undefined, truth: boolean): boolean {
  return condition?.kind === 'int-literal' && (condition.value !== 0n) === truth;
}

/** Is there a `break` (or `continue`) that leaves this body's own loop or switch? */
function leaves(node: BlockItem, how: 'break' | 'continue'): boolean {
  const inside = (one: BlockItem): boolean => leaves(one, how);
  switch (node.kind) {
    case 'break':
    case 'continue':
      return node.kind === how;
    case 'compound':
      return node.items.some(inside);
    case 'if':
      return inside(node.then) || (node.else !== undefined && inside(node.else));
    case 'case':
    case 'default':
    case 'label':
      return inside(node.statement);
    case 'switch':
      return how === 'continue' && inside(node.body);
    default:
      return false;
  }
}

/** Is there a `default` label of this switch's own? */
function hasDefault(node: BlockItem): boolean {
  switch (node.kind) {
    case 'default':
      return true;
    case 'compound':
      return node.items.some(hasDefault);
    case 'case':
    case 'label':
      return hasDefault(node.statement);
    case 'if':
      return hasDefault(node.then) || (node.else !== undefined && hasDefault(node.else));
    default:
      return false;
  }
}

const isLabel = ({ kind }: BlockItem): boolean => kind === 'label' || kind === 'case' || kind === 'default';

function listCompletes(items: readonly BlockItem[]): boolean {
  let reached = true;
  for (const item of items) reached = (reached || isLabel(item)) && itemCompletes(item);
  return reached;
}

function itemCompletes(item: BlockItem): boolean {
  return item.kind === 'declaration' || item.kind === 'static-assert' || completes(item);
}

function valueCompletes(node: Expression): boolean {
  switch (node.kind) {
    case 'call': {
      const [argument] = node.arguments;
      const report = node.callee.kind === 'name' && node.callee.name === '__report';
      return !(report && argument?.kind === 'name' && fatal.has(argument.name));
    }
    case 'statement-expression':
      return listCompletes(node.body.items);
    case 'comma':
      return valueCompletes(node.left) && valueCompletes(node.right);
    case 'cast':
      return valueCompletes(node.operand);
    default:
      return true;
  }
}

/** Can control come out behind this statement, if it goes in? */
function completes(node: Statement): boolean {
  switch (node.kind) {
    case 'compound':
      return listCompletes(node.items);
    case 'expression-statement':
      return valueCompletes(node.expression);
    case 'empty':
      return true;
    case 'if': {
      if (isConstant(node.condition, true)) return completes(node.then);
      if (isConstant(node.condition, false)) return node.else === undefined || completes(node.else);
      return node.else === undefined || completes(node.then) || completes(node.else);
    }
    case 'while':
      return !isConstant(node.condition, true) || leaves(node.body, 'break');
    case 'do': {
      const asked = completes(node.body) || leaves(node.body, 'continue');
      return (asked && !isConstant(node.condition, true)) || leaves(node.body, 'break');
    }
    case 'for': {
      const endless = node.condition === undefined || isConstant(node.condition, true);
      return !endless || leaves(node.body, 'break');
    }
    case 'switch':
      return !hasDefault(node.body) || completes(node.body) || leaves(node.body, 'break');
    case 'case':
    case 'default':
    case 'label':
      return completes(node.statement);
    case 'goto':
    case 'break':
    case 'continue':
    case 'return':
      return false;
    default:
      return unreachable(node);
  }
}

/** The functions of a unit that can end without their value: name, and the brace at which they do. */
export function endsWithoutValue(unit: TranslationUnit): readonly { readonly name: string; readonly at: Span }[] {
  return unit.items.flatMap((item) => {
    if (item.kind !== 'function-definition') return [];
    const { result } = item.type;
    const isVoid = result.kind === 'builtin-type' && result.name === 'void';
    return isVoid || !completes(item.body) ? [] : [{ name: item.name.text, at: item.body.end }];
  });
}

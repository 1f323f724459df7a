/**
 * Lowers statements to labels, jumps and branches. Frames declared in a block end wherever the block is left.
 */
import { unreachable } from '../base/diagnostics';
import { binary, constant, zero } from './fold';
import { bindFrame, bindLocal } from './lower-calls';
import { only, setAll, writePlace } from './lower-places';
import { branch, constantCondition } from './lower-conditions';
import type { Lowered, UnitBuilder } from './lower-unit';
import type { Label } from './raw-code';
import type { LabelTarget, Local, Statement, Value } from './typed';
import { pointerSlots, slotCount } from './layout';

export function lowerStatement(unit: UnitBuilder, statement: Statement): void {
  const { lowering, instance } = unit;
  switch (statement.kind) {
    case 'value':
      unit.moveTo(statement.span);
      lowering.effect(unit, statement.value);
      return;
    case 'declare':
      lowerDeclaration(unit, statement.local, statement.initial);
      return;
    case 'block': {
      instance.scopes.push({ id: statement.scope, frames: [] });
      for (const inner of statement.statements) lowering.statement(unit, inner);
      unit.moveTo(statement.end);
      unit.leaveScopes(instance.scopes.length - 1);
      instance.scopes.pop();
      return;
    }
    case 'if':
      lowerIf(unit, statement);
      return;
    case 'while': {
      const top = unit.label();
      const body = unit.label();
      const end = unit.label();
      unit.moveTo(statement.span);
      unit.mark(top);
      lowering.condition(unit, statement.if, body, end);
      unit.mark(body);
      loop(unit, statement.body, end, top);
      unit.moveTo(statement.span);
      unit.jump(top);
      unit.mark(end);
      return;
    }
    case 'do': {
      const top = unit.label();
      const test = unit.label();
      const end = unit.label();
      unit.moveTo(statement.span);
      unit.mark(top);
      loop(unit, statement.body, end, test);
      unit.mark(test);
      lowering.condition(unit, statement.if, top, end);
      unit.mark(end);
      return;
    }
    case 'for': {
      const top = unit.label();
      const body = unit.label();
      const step = unit.label();
      const end = unit.label();
      unit.moveTo(statement.span);
      unit.mark(top);
      if (statement.if) lowering.condition(unit, statement.if, body, end);
      unit.mark(body);
      loop(unit, statement.body, end, step);
      unit.mark(step);
      if (statement.step) lowering.effect(unit, statement.step);
      unit.moveTo(statement.span);
      unit.jump(top);
      unit.mark(end);
      return;
    }
    case 'switch':
      lowerSwitch(unit, statement);
      return;
    case 'label':
      unit.moveTo(statement.span);
      unit.mark(labelOf(unit, statement.target));
      if (statement.body) lowering.statement(unit, statement.body);
      return;
    case 'goto': {
      unit.moveTo(statement.span);
      const open = instance.scopes.findIndex((scope) => scope.id >= 0 && !statement.target.scopes.includes(scope.id));
      if (open >= 0) unit.leaveScopes(open);
      unit.jump(labelOf(unit, statement.target));
      return;
    }
    case 'break':
    case 'continue': {
      unit.moveTo(statement.span);
      const { loops } = instance;
      const target = loops.findLast((one) => statement.kind === 'break' || one.continue !== undefined);
      const label = statement.kind === 'break' ? target?.break : target?.continue;
      if (!target || label === undefined) return;
      unit.leaveScopes(target.scopes);
      unit.jump(label);
      return;
    }
    case 'return': {
      const result = statement.value ? lowering.value(unit, statement.value) : { exprs: [] };
      unit.moveTo(statement.span);
      const { returns } = instance;
      if (returns) {
        setAll(unit, returns.into, result.exprs.length > 0 ? result.exprs : returns.into.map(() => zero));
      }
      unit.leaveScopes(0);
      if (returns) unit.jump(returns.label);
      else unit.emit({ op: 'end' });
      return;
    }
    case 'empty':
      return;
    default:
      unreachable(statement);
  }
}

function labelOf(unit: UnitBuilder, target: LabelTarget): Label {
  const labels = (unit.instance.labels ??= new Map<LabelTarget, Label>());
  let label = labels.get(target);
  if (label === undefined) labels.set(target, (label = unit.label()));
  return label;
}

function loop(unit: UnitBuilder, body: Statement, end: Label, next: Label): void {
  const { loops, scopes } = unit.instance;
  loops.push({ break: end, continue: next, scopes: scopes.length });
  unit.lowering.statement(unit, body);
  loops.pop();
}

function lowerIf(unit: UnitBuilder, statement: Statement & { readonly kind: 'if' }): void {
  const { lowering } = unit;
  unit.moveTo(statement.span);
  // A branch that is never taken is left out: recursion ends, and unused code costs nothing.
  const known = constantCondition(unit, statement.if);
  if (known !== undefined) {
    const dead = known ? statement.else : statement.then;
    if (!dead || !containsLabel(dead)) {
      const live = known ? statement.then : statement.else;
      if (live) lowering.statement(unit, live);
      return;
    }
  }
  const yes = unit.label();
  const no = unit.label();
  lowering.condition(unit, statement.if, yes, no);
  unit.mark(yes);
  lowering.statement(unit, statement.then);
  if (!statement.else) {
    unit.mark(no);
    return;
  }
  const end = unit.label();
  unit.jump(end);
  unit.mark(no);
  lowering.statement(unit, statement.else);
  unit.mark(end);
}

function lowerSwitch(unit: UnitBuilder, statement: Statement & { readonly kind: 'switch' }): void {
  unit.moveTo(statement.span);
  const on = unit.stable(only(unit.lowering.value(unit, statement.on)), 'switch', false);
  unit.moveTo(statement.span);
  const end = unit.label();
  for (const { low, high, label } of statement.cases) {
    const next = unit.label();
    const test =
      low === high
        ? binary('==', on, constant(low))
        : // low <= on && on <= high, as one unsigned comparison.
          binary('<=', binary('-', on, constant(low)), constant(high - low), true);
    branch(unit, test, labelOf(unit, label), next);
    unit.mark(next);
  }
  unit.jump(statement.otherwise ? labelOf(unit, statement.otherwise) : end);
  const { loops, scopes } = unit.instance;
  loops.push({ break: end, continue: undefined, scopes: scopes.length });
  unit.lowering.statement(unit, statement.body);
  loops.pop();
  unit.mark(end);
}

function lowerDeclaration(unit: UnitBuilder, local: Local, initial: Value | undefined): void {
  const { bindings } = unit.instance;
  unit.moveTo(local.span);
  if (!initial) {
    if (!local.addressed) {
      const regs = unit.variable(local.name, local.type);
      for (const reg of regs) unit.mutable.set(reg, unit.instance);
      bindings.set(local, { kind: 'registers', regs });
      for (const reg of regs) unit.set(reg, zero);
      return;
    }
    bindFrame(unit, local);
    return;
  }
  if (local.addressed) {
    // Bound before its initialiser is computed, which may name it: `struct list_head l = { &l, &l }`.
    const place = bindFrame(unit, local);
    const value = unit.lowering.value(unit, initial);
    writePlace(unit, place, local.type, value, 'plain', local.span);
    return;
  }
  if (initial.kind === 'read' && initial.place.kind === 'local' && initial.place.local === local) {
    // `int x = x;` silences a warning.
    bindLocal(unit, local, { exprs: new Array<typeof zero>(slotCount(local.type)).fill(zero) });
    return;
  }
  const value = unit.lowering.value(unit, initial);
  unit.moveTo(local.span);
  bindStable(unit, local, value);
}

function bindStable(unit: UnitBuilder, local: Local, value: Lowered): void {
  if (local.assigned || value.symbol) {
    bindLocal(unit, local, value);
    return;
  }
  const pointers = pointerSlots(local.type);
  const exprs = value.exprs.map((expr, index) => unit.stable(expr, local.name, pointers[index] ?? false));
  bindLocal(unit, local, { ...value, exprs });
}

const labelled = new WeakMap<Statement, boolean>();

/** Whether a goto or switch may jump into the statement. */
function containsLabel(statement: Statement): boolean {
  let known = labelled.get(statement);
  if (known === undefined) labelled.set(statement, (known = findLabel(statement)));
  return known;
}

function findLabel(statement: Statement): boolean {
  switch (statement.kind) {
    case 'label':
      return true;
    case 'block':
      return statement.statements.some(containsLabel);
    case 'if':
      return containsLabel(statement.then) || (statement.else !== undefined && containsLabel(statement.else));
    case 'while':
    case 'do':
    case 'for':
    case 'switch':
      return containsLabel(statement.body);
    case 'value':
    case 'declare':
    case 'goto':
    case 'break':
    case 'continue':
    case 'return':
    case 'empty':
      return false;
  }
}

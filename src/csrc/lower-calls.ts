/**
 * Lowers calls: functions are inlined, each call with bindings of its own; intrinsics become the
 * instructions that their table says.
 */
import type { Expr } from '../program';
import { bug } from '../base/diagnostics';
import { register, zero } from './fold';
import type { Operand } from './intrinsics';
import { leafAt, pointerSlots, slotCount } from './layout';
import { fieldOf, only, originOf, setAll, writePlace } from './lower-places';
import { type Instance, type Lowered, type LoweredPlace, type UnitBuilder } from './lower-unit';
import type { Argument, FunctionBody, FunctionSymbol, Local, Statement, Value } from './typed';
import { isComplete } from './types';

/** Inlined calls of one function inside one another; deeper is a `limit`. */
const maxRecursion = 4;

export function lowerCall(unit: UnitBuilder, value: Value & { readonly kind: 'call' }): Lowered {
  const symbol = targetOf(unit, value);
  const given = value.arguments.map((argument) => unit.lowering.value(unit, argument));
  unit.moveTo(value.span);
  const slots = value.type.kind === 'void' ? 0 : slotCount(value.type);
  const zeros = (): Lowered => ({ exprs: new Array<Expr>(slots).fill(zero) });
  if (!symbol) {
    // A call through NULL.
    unit.emit({ op: 'report', what: 'null-deref' });
    unit.emit({ op: 'end' });
    return zeros();
  }
  const body = unit.program.bodyOf(symbol);
  if (depthOf(unit.instance, symbol) >= maxRecursion) {
    unit.emit({ op: 'limit', what: `recursion of ${symbol.name} deeper than ${maxRecursion}` });
    unit.emit({ op: 'end' });
    return zeros();
  }
  const tail = tailOf(body);
  const into = tail || slots === 0 ? [] : unit.variable(symbol.name, value.type);
  const returns = { label: unit.label(), into };
  const outer = unit.instance;
  const inner = unit.enter(symbol, returns);
  inner.scopes.push({ id: -1, frames: [] });
  const bound = given.map((argument, index) => stableArgument(unit, body.parameters[index], argument));
  unit.instance = inner;
  for (const [index, local] of body.parameters.entries()) {
    const argument = bound[index];
    if (argument) bindLocal(unit, local, argument);
  }
  let lowered: Lowered;
  if (tail) {
    lowered = lowerTail(unit, body, tail);
  } else {
    unit.lowering.statement(unit, { ...body.block, span: value.span });
    unit.moveTo(body.end);
    // Falling off the end of a function with a result gives 0.
    for (const reg of into) unit.set(reg, zero);
    unit.leaveScopes(0);
    unit.mark(returns.label);
    lowered = { exprs: into.map(register) };
  }
  unit.instance = outer;
  unit.moveTo(value.span);
  return lowered;
}

function depthOf(instance: Instance, symbol: FunctionSymbol): number {
  let depth = 0;
  for (let at: Instance | undefined = instance; at; at = at.call?.instance) if (at.symbol === symbol) depth++;
  return depth;
}

/** The function that a call runs; undefined when a parameter was given NULL. */
function targetOf(unit: UnitBuilder, value: Value & { readonly kind: 'call' }): FunctionSymbol | undefined {
  if (value.callee.kind === 'function') return value.callee;
  const binding = unit.instance.bindings.get(value.callee);
  if (binding?.kind !== 'value') throw bug(`call through ${value.callee.name}, which is not bound to a function`);
  return binding.value.symbol;
}

/** An argument is computed before the callee runs, unless repeating it is free. */
function stableArgument(unit: UnitBuilder, local: Local | undefined, argument: Lowered): Lowered {
  if (!local || argument.symbol || local.assigned || local.addressed) return argument;
  const pointers = pointerSlots(local.type);
  // The caller's own locals cannot change while the callee runs: its registers may be read in place.
  const exprs = argument.exprs.map((expr, index) =>
    expr.kind === 'reg' ? expr : unit.stable(expr, local.name, pointers[index] ?? false),
  );
  return { ...argument, exprs };
}

/** Gives a parameter or initialised local its value: in place if it never changes, in registers, or in a frame. */
export function bindLocal(unit: UnitBuilder, local: Local, value: Lowered): void {
  const { bindings } = unit.instance;
  if (local.addressed) {
    writePlace(unit, bindFrame(unit, local), local.type, value, 'plain', local.span);
  } else if (local.assigned) {
    const regs = unit.variable(local.name, local.type);
    for (const reg of regs) unit.mutable.set(reg, unit.instance);
    bindings.set(local, { kind: 'registers', regs });
    unit.moveTo(local.span);
    setAll(unit, regs, value.exprs);
  } else {
    bindings.set(local, { kind: 'value', value });
  }
}

export function bindFrame(unit: UnitBuilder, local: Local): LoweredPlace {
  const frame = unit.frame(local.name, local.type);
  unit.instance.bindings.set(local, { kind: 'frame', frame });
  unit.moveTo(local.span);
  unit.startFrame(frame);
  return unit.lowering.place(unit, { kind: 'local', local, type: local.type, span: local.span });
}

type Return = Statement & { readonly kind: 'return' };

/** The one `return` of a body, when it is the last statement. */
function tailOf(body: FunctionBody): Return | undefined {
  const { statements } = body.block;
  const last = statements[statements.length - 1];
  return last?.kind === 'return' && body.returns === 1 ? last : undefined;
}

function lowerTail(unit: UnitBuilder, body: FunctionBody, tail: Return): Lowered {
  unit.instance.scopes.push({ id: body.block.scope, frames: [] });
  for (const statement of body.block.statements) {
    if (statement !== tail) unit.lowering.statement(unit, statement);
  }
  const result = tail.value ? unit.lowering.value(unit, tail.value) : { exprs: [] };
  unit.moveTo(tail.span);
  unit.leaveScopes(0);
  return result;
}

// ---- intrinsics

export function lowerIntrinsic(unit: UnitBuilder, value: Value & { readonly kind: 'intrinsic' }): Lowered {
  const { parameters } = value.intrinsic;
  const operands = value.arguments.map((one, index) =>
    operandOf(unit, one, parameters[index]?.kind === 'object-pointer'),
  );
  unit.moveTo(value.span);
  const result = value.intrinsic.build(unit, operands);
  return { exprs: result ? [result] : [] };
}

const none = { expr: zero, leaf: { kind: 'int' }, field: '', word: '', type: 0, unit: 0 } as const satisfies Operand;

function operandOf(unit: UnitBuilder, argument: Argument, wantsType: boolean): Operand {
  if (argument.kind === 'word') return { ...none, word: argument.word };
  if (argument.kind === 'type') return { ...none, type: unit.program.type(argument.type) };
  const value = argument.value;
  const lowered = unit.lowering.value(unit, value);
  if (lowered.symbol) return { ...none, unit: unit.program.handler(lowered.symbol) };
  const expr: Expr = only(lowered);
  if (value.type.kind !== 'pointer') return { ...none, expr };
  const { to } = value.type;
  if (!isComplete(to)) return { ...none, expr };
  const origin = originOf(lowered, to);
  const type = wantsType ? unit.program.type(to) : 0;
  return { ...none, expr, leaf: leafAt(to, 0), field: fieldOf(origin, 0), type };
}

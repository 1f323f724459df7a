/**
 * Lowers what chooses: conditions become jumps, `&&`, `||` and `?:` become jumps or, where nothing has to
 * be read or called, one expression.
 */
import type { Expr } from '../program';
import { unreachable } from '../base/diagnostics';
import { conditional, constantOf, one, register, truth, zero } from './fold';
import { only, setAll } from './lower-places';
import type { Lowered, UnitBuilder } from './lower-unit';
import type { Label } from './raw-code';
import type { Place, Value } from './typed';
import type { CType } from './types';

/** The condition's value when it needs no instructions and is constant. */
export function constantCondition(unit: UnitBuilder, value: Value): boolean | undefined {
  if (!isPure(unit, value)) return undefined;
  const known = constantOf(truth(only(unit.lowering.value(unit, value))));
  return known === undefined ? undefined : known !== 0;
}

/** Whether lowering the value would emit no instruction: it reads registers only. */
export function isPure(unit: UnitBuilder, value: Value): boolean {
  switch (value.kind) {
    case 'constant':
    case 'function':
    case 'hole':
      return true;
    case 'read':
      return isRegister(unit, value.place);
    case 'address':
      return isFixedPlace(unit, value.place);
    case 'convert':
      return value.type.kind !== 'void' && isPure(unit, value.value);
    case 'unary':
      return isPure(unit, value.a);
    case 'binary':
    case 'distance':
    case 'logical':
      return isPure(unit, value.a) && isPure(unit, value.b);
    case 'offset':
      return isPure(unit, value.pointer) && isPure(unit, value.index);
    case 'container':
      return isPure(unit, value.pointer);
    case 'conditional':
      return isPure(unit, value.if) && isPure(unit, value.a) && isPure(unit, value.b);
    case 'part':
      return isPure(unit, value.of);
    case 'aggregate':
      return value.initial.parts.every((part) => isPure(unit, part.value));
    case 'intrinsic': {
      const [first] = value.arguments;
      if (value.intrinsic.name === '__inject') return first?.kind === 'word' && unit.injected(first.word) === undefined;
      return value.intrinsic.name === '__self' || value.intrinsic.name === 'smp_processor_id';
    }
    case 'mixed':
    case 'elvis':
    case 'comma':
    case 'assign':
    case 'update':
    case 'call':
    case 'block':
      return false;
    default:
      return unreachable(value);
  }
}

function isRegister(unit: UnitBuilder, place: Place): boolean {
  if (place.kind === 'member') return isRegister(unit, place.of);
  return place.kind === 'local' && unit.instance.bindings.get(place.local)?.kind !== 'frame';
}

function isFixedPlace(unit: UnitBuilder, place: Place): boolean {
  switch (place.kind) {
    case 'member':
      return isFixedPlace(unit, place.of);
    case 'deref':
      return isPure(unit, place.pointer);
    case 'local':
    case 'variable':
      return true;
    case 'element':
      return false;
  }
}

export function lowerLogical(unit: UnitBuilder, value: Value & { readonly kind: 'logical' }): Expr {
  if (isPure(unit, value)) {
    const a = truth(only(unit.lowering.value(unit, value.a)));
    const b = truth(only(unit.lowering.value(unit, value.b)));
    return value.op === '&&' ? conditional(a, b, zero) : conditional(a, one, b);
  }
  const result = unit.temporary('condition', false);
  const yes = unit.label();
  const no = unit.label();
  const end = unit.label();
  unit.lowering.condition(unit, value, yes, no);
  unit.mark(yes);
  unit.moveTo(value.span);
  unit.set(result, one);
  unit.jump(end);
  unit.mark(no);
  unit.set(result, zero);
  unit.mark(end);
  return register(result);
}

export function lowerConditional(unit: UnitBuilder, value: Value & { readonly kind: 'conditional' }): Lowered {
  const known = constantCondition(unit, value.if);
  if (known !== undefined) return unit.lowering.value(unit, known ? value.a : value.b);
  if (isPure(unit, value) && value.type.kind !== 'struct') {
    const test = truth(only(unit.lowering.value(unit, value.if)));
    const a = unit.lowering.value(unit, value.a);
    const b = unit.lowering.value(unit, value.b);
    return { exprs: value.type.kind === 'void' ? [] : [conditional(test, only(a), only(b))] };
  }
  const yes = unit.label();
  const no = unit.label();
  const end = unit.label();
  const into = value.type.kind === 'void' ? [] : unit.variable('value', value.type);
  unit.lowering.condition(unit, value.if, yes, no);
  for (const [label, arm] of [
    [yes, value.a],
    [no, value.b],
  ] as const) {
    unit.mark(label);
    const result = unit.lowering.value(unit, arm);
    unit.moveTo(arm.span);
    setAll(unit, into, result.exprs);
    if (label === yes) unit.jump(end);
  }
  unit.mark(end);
  return { exprs: into.map(register) };
}

/** `test ? a : b` where `a` is at hand. */
export function choice(unit: UnitBuilder, type: CType, test: Expr, a: () => Lowered, b: Value): Lowered {
  const into = unit.variable('value', type);
  const yes = unit.label();
  const no = unit.label();
  const end = unit.label();
  unit.moveTo(b.span);
  branch(unit, test, yes, no);
  unit.mark(yes);
  setAll(unit, into, a().exprs);
  unit.jump(end);
  unit.mark(no);
  const other = unit.lowering.value(unit, b);
  unit.moveTo(b.span);
  setAll(unit, into, other.exprs);
  unit.mark(end);
  return { exprs: into.map(register) };
}

/** Jumps to `yes` or `no`; short-circuit operators become jumps. */
export function lowerCondition(unit: UnitBuilder, value: Value, yes: Label, no: Label): void {
  switch (value.kind) {
    case 'logical': {
      const more = unit.label();
      unit.lowering.condition(unit, value.a, value.op === '&&' ? more : yes, value.op === '&&' ? no : more);
      unit.mark(more);
      unit.lowering.condition(unit, value.b, yes, no);
      return;
    }
    case 'unary':
      if (value.op !== '!') break;
      unit.lowering.condition(unit, value.a, no, yes);
      return;
    case 'convert':
      // Widening and bool keep whether it is zero.
      if (value.type.kind !== 'int' || (value.type.bits !== 1 && value.type.bits < 32)) break;
      unit.lowering.condition(unit, value.value, yes, no);
      return;
    case 'comma':
      unit.lowering.effect(unit, value.a);
      unit.lowering.condition(unit, value.b, yes, no);
      return;
    default:
      break;
  }
  const expr = only(unit.lowering.value(unit, value));
  unit.moveTo(value.span);
  branch(unit, expr, yes, no);
}

export function branch(unit: UnitBuilder, test: Expr, yes: Label, no: Label): void {
  const known = constantOf(truth(test));
  if (known !== undefined) unit.jump(known === 0 ? no : yes);
  else if (test.kind === 'unary' && test.op === '!') unit.emit({ op: 'branch', if: test.a, then: no, else: yes });
  else unit.emit({ op: 'branch', if: test, then: yes, else: no });
}

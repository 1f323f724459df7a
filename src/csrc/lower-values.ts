/**
 * Lowers values: what an expression computes becomes IR expressions over registers; what it reads,
 * writes or calls becomes instructions, in C's order, left to right.
 */
import type { Expr } from '../program';
import { bug, unreachable } from '../base/diagnostics';
import { arithmetic, convertExpr } from './constant-expression';
import { binary, conditional, constant, constantOf, one, register, truth, unary, zero } from './fold';
import { memberOffset, pointerSlots, slotCount } from './layout';
import { choice, constantCondition, isPure, lowerConditional, lowerLogical } from './lower-conditions';
import { fieldOf, only, readPlace, writePlace } from './lower-places';
import type { Lowered, Origin, UnitBuilder } from './lower-unit';
import type { Place, Value } from './typed';

const nothing: Lowered = { exprs: [] };

const scalar = (expr: Expr): Lowered => ({ exprs: [expr] });

export function lowerValue(unit: UnitBuilder, value: Value): Lowered {
  const of = (inner: Value): Lowered => unit.lowering.value(unit, inner);
  switch (value.kind) {
    case 'constant':
      return scalar(constant(value.value));
    case 'function':
      return { exprs: [one], symbol: value.symbol };
    case 'read':
      return readPlace(unit, unit.lowering.place(unit, value.place), value.type, value.marking, value.span);
    case 'address': {
      const place = unit.lowering.place(unit, value.place);
      if (place.kind !== 'memory') throw bug(`address of a register in ${unit.raw.name}`);
      return { exprs: [place.address], origin: place.origin };
    }
    case 'convert': {
      if (value.type.kind === 'void') {
        unit.lowering.effect(unit, value.value);
        return nothing;
      }
      const inner = of(value.value);
      if (value.type.kind === 'pointer') return inner;
      return scalar(convertExpr(only(inner), value.type));
    }
    case 'mixed':
      return scalar(lowerMixed(unit, value));
    case 'unary':
      return scalar(unary(value.op, only(of(value.a))));
    case 'binary': {
      const a = only(of(value.a));
      const b = only(of(value.b));
      const { unsigned, wide } = arithmetic(value.operands);
      return scalar(binary(value.op, a, b, unsigned, wide));
    }
    case 'offset': {
      const pointer = of(value.pointer);
      const index = only(of(value.index));
      const step = binary('*', index, constant(value.slots));
      const address = binary(value.negative ? '-' : '+', only(pointer), step);
      const stays = pointer.origin && (constantOf(index) === 0 || isInArray(pointer.origin, value.slots));
      return pointer.origin && stays ? { exprs: [address], origin: pointer.origin } : scalar(address);
    }
    case 'container': {
      const pointer = of(value.pointer);
      const address = binary('-', only(pointer), constant(value.slots));
      const origin = pointer.origin && outer(pointer.origin, value.slots);
      return origin ? { exprs: [address], origin } : scalar(address);
    }
    case 'distance': {
      const a = only(of(value.a));
      const slots = binary('-', a, only(of(value.b)));
      return scalar(binary('/', slots, constant(value.slots)));
    }
    case 'logical':
      return scalar(lowerLogical(unit, value));
    case 'conditional':
      return lowerConditional(unit, value);
    case 'elvis': {
      const a = unit.stable(only(of(value.a)), 'value', value.type.kind === 'pointer');
      return choice(unit, value.type, truth(a), () => scalar(a), value.b);
    }
    case 'comma':
      unit.lowering.effect(unit, value.a);
      return of(value.b);
    case 'assign':
      return lowerAssign(unit, value);
    case 'update':
      return lowerUpdate(unit, value, true);
    case 'hole': {
      const old = unit.holes.get(value);
      if (!old) throw bug('hole outside an update');
      return old;
    }
    case 'part': {
      const offset = memberOffset(value.struct, value.index);
      return { exprs: of(value.of).exprs.slice(offset, offset + slotCount(value.type)) };
    }
    case 'aggregate': {
      const exprs: Expr[] = new Array<Expr>(slotCount(value.type)).fill(zero);
      for (const { offset, value: part } of value.initial.parts) {
        exprs.splice(offset, slotCount(part.type), ...of(part).exprs);
      }
      return { exprs };
    }
    case 'call':
      return unit.lowering.call(unit, value);
    case 'intrinsic':
      return unit.lowering.intrinsic(unit, value);
    case 'block':
      return lowerBlock(unit, value);
    default:
      return unreachable(value);
  }
}

/** Whether the neighbour of what a pointer points at is named by the same field: else moving it leaves the field. */
function isInArray(origin: Origin, slots: number): boolean {
  const field = fieldOf(origin, 0);
  return fieldOf(origin, slots) === field || fieldOf(origin, -slots) === field;
}

function outer(origin: Origin, slots: number): Origin | undefined {
  return origin.offset >= slots ? { ...origin, offset: origin.offset - slots } : undefined;
}

/** Lowers for the effect only: nothing is computed that nobody reads. */
export function lowerEffect(unit: UnitBuilder, value: Value): void {
  switch (value.kind) {
    case 'convert':
      unit.lowering.effect(unit, value.value);
      return;
    case 'update':
      lowerUpdate(unit, value, false);
      return;
    case 'comma':
      unit.lowering.effect(unit, value.a);
      unit.lowering.effect(unit, value.b);
      return;
    case 'logical':
    case 'conditional': {
      if (isPure(unit, value)) return;
      const yes = unit.label();
      const no = unit.label();
      const end = unit.label();
      if (value.kind === 'logical') {
        unit.lowering.condition(unit, value.a, value.op === '&&' ? yes : end, value.op === '&&' ? end : yes);
        unit.mark(yes);
        unit.lowering.effect(unit, value.b);
      } else {
        const known = constantCondition(unit, value.if);
        if (known !== undefined) {
          unit.lowering.effect(unit, known ? value.a : value.b);
        } else {
          unit.lowering.condition(unit, value.if, yes, no);
          unit.mark(yes);
          unit.lowering.effect(unit, value.a);
          unit.jump(end);
          unit.mark(no);
          unit.lowering.effect(unit, value.b);
        }
      }
      unit.mark(end);
      return;
    }
    default:
      unit.lowering.value(unit, value);
  }
}

/**
 * An integer as a pointer is NULL when 0, else an address that is no object's; a pointer as an integer
 * is 0 when NULL, else any of 0 to 15. Only where a version was posted like that.
 */
function lowerMixed(unit: UnitBuilder, value: Value & { readonly kind: 'mixed' }): Expr {
  const inner = only(unit.lowering.value(unit, value.value));
  if (value.type.kind === 'pointer') return conditional(inner, constant(-1), zero);
  unit.moveTo(value.span);
  const any = unit.temporary('arbitrary', false);
  unit.emit({ op: 'choose', dst: any, count: constant(16) });
  return conditional(inner, register(any), zero);
}

function lowerAssign(unit: UnitBuilder, value: Value & { readonly kind: 'assign' }): Lowered {
  bindLiteral(unit, value.place);
  const place = unit.lowering.place(unit, value.place);
  const given = unit.lowering.value(unit, value.value);
  writePlace(unit, place, value.place.type, given, value.marking, value.span);
  return place.kind === 'registers' ? { exprs: place.regs.map(register) } : given;
}

/** A compound literal whose address is taken is a local that no declaration made. */
function bindLiteral(unit: UnitBuilder, place: Place): void {
  if (place.kind !== 'local' || unit.instance.bindings.has(place.local)) return;
  const frame = unit.frame(place.local.name, place.local.type);
  unit.instance.bindings.set(place.local, { kind: 'frame', frame });
}

/** One read, one write; the old value only where it is used. */
function lowerUpdate(unit: UnitBuilder, value: Value & { readonly kind: 'update' }, used: boolean): Lowered {
  const place = unit.lowering.place(unit, value.place);
  let old = readPlace(unit, place, value.type, 'plain', value.span);
  if (used && value.post && place.kind === 'registers') {
    const copy = unit.temporary('old', pointerSlots(value.type)[0] ?? false);
    unit.moveTo(value.span);
    unit.set(copy, only(old));
    old = scalar(register(copy));
  }
  unit.holes.set(value.hole, old);
  const combined = unit.lowering.value(unit, value.combine);
  unit.holes.delete(value.hole);
  writePlace(unit, place, value.type, combined, 'plain', value.span);
  if (value.post) return old;
  return place.kind === 'registers' ? { exprs: place.regs.map(register) } : combined;
}

function lowerBlock(unit: UnitBuilder, value: Value & { readonly kind: 'block' }): Lowered {
  const { scopes } = unit.instance;
  scopes.push({ id: value.block.scope, frames: [] });
  for (const statement of value.block.statements) unit.lowering.statement(unit, statement);
  const result = value.result ? unit.lowering.value(unit, value.result) : nothing;
  unit.moveTo(value.block.end);
  unit.leaveScopes(scopes.length - 1);
  scopes.pop();
  return result;
}

/**
 * Lowers places: where an object lies, how it is read and written. Each read of memory is one `load`,
 * each write one `store`; objects that are no words are copied part by part.
 */
import { readsSome, type Expr, type Leaf, type Marking, type Reg } from '../program';
import type { Span } from '../base/source';
import { bug } from '../base/diagnostics';
import { binary, conditional, constant, constantOf, register, zero } from './fold';
import { chunks, fieldAt, leafAt, memberOffset, pointerSlots, slotCount } from './layout';
import type { Lowered, LoweredPlace, Origin, UnitBuilder } from './lower-unit';
import type { Place } from './typed';
import type { CType } from './types';

type Memory = LoweredPlace & { readonly kind: 'memory' };

export function lowerPlace(unit: UnitBuilder, place: Place): LoweredPlace {
  switch (place.kind) {
    case 'local': {
      const binding = unit.instance.bindings.get(place.local);
      if (!binding) throw bug(`local ${place.local.name} is not bound`);
      if (binding.kind !== 'frame') return binding;
      const origin = { type: place.local.type, name: place.local.name, offset: 0 };
      return { kind: 'memory', address: { kind: 'frame', frame: binding.frame, offset: 0 }, origin };
    }
    case 'variable': {
      const global = unit.program.global(place.variable);
      const origin = { type: place.variable.type, name: place.variable.name, offset: 0 };
      return { kind: 'memory', address: { kind: 'global', global, offset: 0 }, origin };
    }
    case 'deref': {
      const pointer = unit.lowering.value(unit, place.pointer);
      return { kind: 'memory', address: only(pointer), origin: originOf(pointer, place.type) };
    }
    case 'member': {
      const of = unit.lowering.place(unit, place.of);
      const offset = memberOffset(place.struct, place.index);
      const part = slice(of, offset, slotCount(place.type));
      if (part.kind !== 'memory' || !place.struct.word) return part;
      return { ...part, component: { type: place.of.type, index: place.index } };
    }
    case 'element':
      return lowerElement(unit, place);
  }
}

/** The object behind a pointer, as far as it is known. */
export function originOf(pointer: Lowered, pointee: CType): Origin {
  return pointer.origin ?? { type: pointee, name: '', offset: 0 };
}

export function only(value: Lowered): Expr {
  const expr = value.exprs[0];
  if (!expr) throw bug('a scalar value is wanted');
  return expr;
}

function moved(place: Memory, offset: number): Memory {
  const { origin } = place;
  return {
    kind: 'memory',
    address: binary('+', place.address, constant(offset)),
    origin: { ...origin, offset: origin.offset + offset },
  };
}

function slice(place: LoweredPlace, offset: number, count: number): LoweredPlace {
  switch (place.kind) {
    case 'registers':
      return { kind: 'registers', regs: place.regs.slice(offset, offset + count) };
    case 'value':
      return { kind: 'value', value: { exprs: place.value.exprs.slice(offset, offset + count) } };
    case 'memory':
      return moved(place, offset);
  }
}

function lowerElement(unit: UnitBuilder, place: Place & { readonly kind: 'element' }): LoweredPlace {
  const of = unit.lowering.place(unit, place.of);
  const step = slotCount(place.type);
  const given = only(unit.lowering.value(unit, place.index));
  const known = constantOf(given);
  if (known !== undefined && known >= 0 && known < place.count) return slice(of, known * step, step);
  unit.moveTo(place.span);
  const index = unit.stable(given, 'index', false);
  unit.emit({ op: 'check-index', index, count: place.count });
  if (of.kind === 'memory') {
    const address = binary('+', of.address, binary('*', index, constant(step)));
    return { kind: 'memory', address, origin: of.origin };
  }
  // An array inside a struct that lives in registers: pick by comparing.
  if (of.kind === 'registers') throw bug('an indexed array in registers');
  const exprs: Expr[] = [];
  for (let slot = 0; slot < step; slot++) {
    let picked: Expr = of.value.exprs[slot] ?? zero;
    for (let at = 1; at < place.count; at++) {
      picked = conditional(binary('==', index, constant(at)), of.value.exprs[at * step + slot] ?? zero, picked);
    }
    exprs.push(picked);
  }
  return { kind: 'value', value: { exprs } };
}

/** The accesses that reading or writing an object of the type at a place takes. */
function accesses(place: Memory, type: CType): readonly { offset: number; count: number; leaf: Leaf; field: string }[] {
  const { origin, component } = place;
  if (component) {
    const leaf = leafAt(component.type, component.index);
    return [{ offset: 0, count: 1, leaf, field: fieldOf(origin, 0) }];
  }
  return chunks(type).map((one) => ({ ...one, field: one.field === '' ? fieldOf(origin, one.offset) : one.field }));
}

/** `Slot.field` of the slot so far behind the place that an origin stands for. */
export function fieldOf(origin: Origin, offset: number): string {
  const field = fieldAt(origin.type, origin.offset + offset);
  return field === '' ? origin.name : field;
}

export function readPlace(unit: UnitBuilder, place: LoweredPlace, type: CType, marking: Marking, span: Span): Lowered {
  if (place.kind === 'registers') return { exprs: place.regs.map(register) };
  if (place.kind === 'value') return place.value;
  unit.moveTo(span);
  const parts = accesses(place, type);
  const address = parts.length > 1 ? unit.stable(place.address, 'address', true) : place.address;
  const pointers = pointerSlots(type);
  const exprs: Expr[] = [];
  for (const { offset, count, leaf, field } of parts) {
    const dst: Reg[] = [];
    for (let slot = offset; slot < offset + count; slot++) {
      const reg = unit.temporary(nameOf(field, leaf), pointers[slot] ?? false);
      dst.push(reg);
      exprs.push(register(reg));
    }
    unit.emit({ op: 'load', dst, address: binary('+', address, constant(offset)), leaf, field, marking });
  }
  return { exprs };
}

function nameOf(field: string, leaf: Leaf): string {
  const last = field.slice(field.lastIndexOf('.') + 1);
  return last !== '' ? last : leaf.kind === 'word' ? leaf.word : 'value';
}

export function writePlace(
  unit: UnitBuilder,
  place: LoweredPlace,
  type: CType,
  value: Lowered,
  marking: Marking,
  span: Span,
): void {
  unit.moveTo(span);
  if (place.kind === 'value') throw bug('a local that is written has no registers');
  if (place.kind === 'registers') {
    setAll(unit, place.regs, value.exprs);
    return;
  }
  const parts = accesses(place, type);
  const address = parts.length > 1 ? unit.stable(place.address, 'address', true) : place.address;
  for (const { offset, count, leaf, field } of parts) {
    const values = value.exprs.slice(offset, offset + count);
    unit.emit({ op: 'store', address: binary('+', address, constant(offset)), values, leaf, field, marking });
  }
}

/** Sets registers as if at once: `s = (struct pair){ s.b, s.a }`. */
export function setAll(unit: UnitBuilder, regs: readonly Reg[], exprs: readonly Expr[]): void {
  const earlier = new Set<Reg>();
  const values = exprs.map((expr, index) => {
    const clash = index > 0 && readsSome(expr, (reg) => earlier.has(reg));
    const reg = regs[index];
    if (reg !== undefined) earlier.add(reg);
    return { expr, clash };
  });
  const ready = values.map(({ expr, clash }, index) => {
    if (!clash) return expr;
    const copy = unit.temporary('copy', unit.raw.registers[regs[index] ?? -1]?.pointer ?? false);
    unit.set(copy, expr);
    return register(copy);
  });
  for (const [index, reg] of regs.entries()) {
    const value = ready[index];
    if (value && !(value.kind === 'reg' && value.reg === reg)) unit.set(reg, value);
  }
}

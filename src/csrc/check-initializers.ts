/**
 * Initialisers: brace lists with designators and brace elision become values at slot offsets. Must not
 * know where the object lives.
 */
import type * as ast from './ast';
import { constantInt } from './constant-expression';
import { assignable } from './conversions';
import { memberOffset, slotCount } from './layout';
import { memberNames, memberPath } from './places';
import type { Context } from './scope';
import type { Value } from './typed';
import { arrayOf, typeName, unqualified, type CType } from './types';

interface Part {
  readonly offset: number;
  readonly value: Value;
}

/** A brace list being read: entries are taken from the front, by nested objects too (brace elision). */
interface Cursor {
  readonly entries: readonly ast.InitializerEntry[];
  at: number;
}

/** The value that initialises an object of the type; `type` has its size filled in for `[]`. */
export function checkInitializer(
  context: Context,
  declared: CType,
  initializer: ast.Initializer,
): { readonly value: Value; readonly type: CType } {
  if (initializer.kind !== 'initializer-list') {
    if (declared.kind === 'array') {
      context.refuse('bad-initializer', { what: 'an array needs a brace initialiser' }, initializer.span);
    }
    const value = assignable(context, context.recursion.value(context, initializer), declared, 'initialiser');
    if (value.kind === 'function') context.refuse('function-value', { name: value.symbol.name }, value.span);
    return { value, type: declared };
  }
  const { span } = initializer;
  const parts: Part[] = [];
  const cursor: Cursor = { entries: initializer.entries, at: 0 };
  let type = declared;
  if (declared.kind === 'array') {
    const count = fillArray(context, declared.of, declared.count, cursor, 0, parts, true);
    if (declared.count === undefined) type = arrayOf(declared.of, count);
  } else if (declared.kind === 'struct') {
    if (!context.isComplete(declared)) context.refuse('incomplete-type', { type: typeName(declared) }, span);
    fillStruct(context, declared, cursor, 0, parts, true);
  } else {
    const first = initializer.entries[0];
    if (!first) context.refuse('bad-initializer', { what: 'a scalar needs a value' }, span);
    else fillOne(context, declared, cursor, 0, parts);
  }
  const extra = cursor.entries[cursor.at];
  if (extra) context.refuse('bad-initializer', { what: 'more values than the object has parts' }, extra.span);
  const only = parts[0];
  if (declared.kind !== 'struct' && declared.kind !== 'array' && only) return { value: only.value, type };
  return { value: { kind: 'aggregate', initial: { parts }, type: unqualified(type), span }, type };
}

/** Puts one entry, or with elided braces as many as it needs, into the object at `offset`. */
function fillOne(context: Context, type: CType, cursor: Cursor, offset: number, parts: Part[]): void {
  const entry = cursor.entries[cursor.at];
  if (!entry) return;
  fillFrom(context, type, entry.value, cursor, offset, parts);
}

function fillFrom(
  context: Context,
  type: CType,
  value: ast.Initializer,
  cursor: Cursor,
  offset: number,
  parts: Part[],
): void {
  if (value.kind === 'initializer-list') {
    cursor.at++;
    const inner = checkInitializer(context, type, value).value;
    parts.push({ offset, value: inner });
    return;
  }
  if (type.kind === 'array') {
    fillArray(context, type.of, type.count, cursor, offset, parts, false);
    return;
  }
  if (type.kind === 'struct') {
    const whole = context.recursion.value(context, value);
    if (whole.type.kind !== 'struct' || whole.type.struct !== type.struct) {
      fillStruct(context, type, cursor, offset, parts, false);
      return;
    }
    cursor.at++;
    parts.push({ offset, value: whole });
    return;
  }
  cursor.at++;
  const checked = assignable(context, context.recursion.value(context, value), type, 'initialiser');
  if (checked.kind === 'function') context.refuse('function-value', { name: checked.symbol.name }, checked.span);
  parts.push({ offset, value: checked });
}

/** Returns how many elements were named or filled. */
function fillArray(
  context: Context,
  of: CType,
  count: number | undefined,
  cursor: Cursor,
  offset: number,
  parts: Part[],
  braced: boolean,
): number {
  const step = slotCount(of);
  let next = 0;
  let most = 0;
  for (;;) {
    const entry = cursor.entries[cursor.at];
    if (!entry) break;
    const first = entry.designators[0];
    if (first) {
      if (!braced) break;
      if (first.kind !== 'index-designator') {
        context.refuse('bad-initializer', { what: "an element is named by '[index]'" }, first.span);
      }
      next = constantInt(context, context.recursion.value(context, first.index), 'an index in an initialiser');
      if (next < 0 || (count !== undefined && next >= count)) {
        context.refuse('bad-initializer', { what: `index ${next} is outside the array` }, first.span);
      }
      fillDesignated(context, of, entry, 1, cursor, offset + next * step, parts);
    } else {
      if (count !== undefined && next >= count) break;
      fillOne(context, of, cursor, offset + next * step, parts);
    }
    next++;
    most = Math.max(most, next);
  }
  return most;
}

function fillStruct(
  context: Context,
  type: CType & { readonly kind: 'struct' },
  cursor: Cursor,
  offset: number,
  parts: Part[],
  braced: boolean,
): void {
  const { struct } = type;
  if (struct.opaque) {
    // `{ 0 }` says "unlocked", which is what zeroed memory is.
    for (const entry of cursor.entries) {
      if (entry.value.kind === 'initializer-list') {
        context.refuse('bad-initializer', { what: "a lock is initialised by '{ 0 }'" }, entry.span);
      }
      const value = constantInt(context, context.recursion.value(context, entry.value), 'the initial value of a lock');
      if (value !== 0) context.refuse('opaque-access', { type: typeName(type) }, entry.span);
    }
    cursor.at = cursor.entries.length;
    return;
  }
  const members = struct.members ?? [];
  let next = 0;
  for (;;) {
    const entry = cursor.entries[cursor.at];
    if (!entry) break;
    const first = entry.designators[0];
    if (first) {
      if (!braced) break;
      if (first.kind !== 'member-designator') {
        context.refuse('bad-initializer', { what: "a member is named by '.name'" }, first.span);
      }
      const name = first.name.text;
      const path = memberPath(struct, name);
      const head = path?.[0];
      const last = path?.[path.length - 1];
      if (!path || !head || !last) {
        const facts = { type: typeName(type), name };
        context.refuse('unknown-field', facts, first.span, undefined, context.near(name, memberNames(struct)));
      }
      const at = path.reduce((sum, one) => sum + memberOffset(one.struct, one.index), offset);
      const member = last.struct.members?.[last.index];
      if (member) fillDesignated(context, member.type, entry, 1, cursor, at, parts);
      next = head.index + 1;
      continue;
    }
    const member = members[next];
    if (!member) break;
    fillOne(context, member.type, cursor, offset + memberOffset(struct, next), parts);
    next++;
  }
}

/** Follows the designators after the first, then fills what they name. */
function fillDesignated(
  context: Context,
  type: CType,
  entry: ast.InitializerEntry,
  from: number,
  cursor: Cursor,
  offset: number,
  parts: Part[],
): void {
  const designator = entry.designators[from];
  if (!designator) {
    fillFrom(context, type, entry.value, cursor, offset, parts);
    return;
  }
  if (designator.kind === 'index-designator') {
    if (type.kind !== 'array') {
      context.refuse('bad-initializer', { what: `'${typeName(type)}' has no elements` }, designator.span);
    }
    const index = constantInt(
      context,
      context.recursion.value(context, designator.index),
      'an index in an initialiser',
    );
    fillDesignated(context, type.of, entry, from + 1, cursor, offset + index * slotCount(type.of), parts);
    return;
  }
  const name = designator.name.text;
  if (type.kind !== 'struct') context.refuse('not-a-struct', { type: typeName(type) }, designator.span);
  const path = memberPath(type.struct, name);
  const last = path?.[path.length - 1];
  const member = last?.struct.members?.[last.index];
  if (!path || !member) {
    const facts = { type: typeName(type), name };
    context.refuse('unknown-field', facts, designator.span, undefined, context.near(name, memberNames(type.struct)));
  }
  const at = path.reduce((sum, one) => sum + memberOffset(one.struct, one.index), offset);
  fillDesignated(context, member.type, entry, from + 1, cursor, at, parts);
}

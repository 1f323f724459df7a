/**
 * What the checker asks about places of the checked tree: which local one is part of, whether it may
 * be written, what it is called. Builds member places, anonymous members included.
 */
import type { Span } from '../base/source';
import type { CType, Struct } from './types';
import { qualify } from './types';
import type { Local, Place, Value } from './typed';

const placeKinds = new Set(['local', 'variable', 'deref', 'member', 'element']);

export function isPlace(one: Place | Value): one is Place {
  return placeKinds.has(one.kind);
}

/** The local that a place is or is part of. */
export function localOf(place: Place): Local | undefined {
  let at = place;
  while (at.kind === 'member' || at.kind === 'element') at = at.of;
  return at.kind === 'local' ? at.local : undefined;
}

/** The word struct that a place is a member of. */
export function wordOf(place: Place): Struct | undefined {
  return place.kind === 'member' && place.struct.word ? place.struct : undefined;
}

/** For messages: `vma->vm_start`, `x`. */
export function placeName(place: Place): string {
  switch (place.kind) {
    case 'local':
      return place.local.name;
    case 'variable':
      return place.variable.name;
    case 'member': {
      const name = place.struct.members?.[place.index]?.name ?? '';
      if (name === '') return placeName(place.of);
      return place.of.kind === 'deref' ? `${valueName(place.of.pointer)}->${name}` : `${placeName(place.of)}.${name}`;
    }
    case 'element':
      return `${placeName(place.of)}[…]`;
    case 'deref':
      return `*${valueName(place.pointer)}`;
  }
}

function valueName(value: Value): string {
  return value.kind === 'read' ? placeName(value.place) : '…';
}

/** Indexes that lead to a member, through anonymous structs. */
export function memberPath(struct: Struct, name: string): readonly { struct: Struct; index: number }[] | undefined {
  const index = struct.memberIndex(name);
  if (index >= 0) return [{ struct, index }];
  for (const [at, member] of (struct.members ?? []).entries()) {
    if (member.name !== '' || member.type.kind !== 'struct') continue;
    const below = memberPath(member.type.struct, name);
    if (below) return [{ struct, index: at }, ...below];
  }
  return undefined;
}

/** Every name that `memberPath` finds. */
export function memberNames(struct: Struct): string[] {
  return (struct.members ?? []).flatMap((one) =>
    one.name === '' && one.type.kind === 'struct' ? memberNames(one.type.struct) : [one.name],
  );
}

/** Type of a member reached through an object of a qualified type. */
export function memberType(struct: Struct, index: number, isConst: boolean): CType {
  const type = struct.members?.[index]?.type;
  if (!type) throw new Error(`patch-oracle bug: member ${index} of ${struct.name}`);
  return isConst ? qualify(type, true) : type;
}

export function memberPlace(of: Place, struct: Struct, index: number, span: Span): Place {
  return { kind: 'member', of, struct, index, type: memberType(struct, index, of.type.const), span };
}

/** Whether copying an object of the type would copy an engine-owned word. */
export function containsOpaque(type: CType): boolean {
  if (type.kind === 'array') return containsOpaque(type.of);
  if (type.kind !== 'struct') return false;
  return type.struct.opaque !== undefined || (type.struct.members ?? []).some((one) => containsOpaque(one.type));
}

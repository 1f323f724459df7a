/**
 * How C types lie in slots (program.ts ObjectType): embedded structs are flattened, words and engine-owned
 * locks keep their own leaves. Knows types only.
 *
 * `Slot.field` names the innermost named struct and field. A struct of a single slot (atomic_t, refcount_t)
 * is a wrapper: its slot is named by the field that embeds it, so that two counters of one struct are two
 * fields. An access through a bare pointer to a wrapper therefore has no field of its own ('').
 */
import { lockSlots, type Leaf, type LockKind, type ObjectType, type Slot } from '../program';
import { bug } from '../base/diagnostics';
import { typeName, type ArrayType, type CType, type Struct, type StructType } from './types';

/** A flattened type: its slots, each with the path below the type's own name. */
export interface Layout {
  readonly slots: readonly Slot[];
}

interface Part {
  readonly path: string;
  /** Path with array indexes dropped. */
  readonly plain: string;
  /** '' while the slot has no field of its own: a scalar, or the slot of a wrapper. */
  readonly field: string;
  readonly leaf: Leaf;
  /** First slot of a lock. */
  readonly lock: boolean;
}

/** What is asked of a type again and again. */
interface Laid {
  readonly parts: readonly Part[];
  readonly chunks: readonly Chunk[];
  readonly pointers: readonly boolean[];
  readonly names: readonly string[];
}

const structOffsets = new WeakMap<Struct, readonly number[]>();
/** Structs by their body, which all mentions share; other types by the type itself. */
const known = new WeakMap<CType | Struct, Laid>();

/** Slots that a complete type takes. */
export function slotCount(type: CType): number {
  switch (type.kind) {
    case 'int':
    case 'pointer':
      return 1;
    case 'array':
      return arrayCount(type) * slotCount(type.of);
    case 'struct':
      return partsOf(type).length;
    case 'void':
    case 'function':
      return 1;
  }
}

/** Offset in slots of a member of a complete struct. */
export function memberOffset(struct: Struct, index: number): number {
  laidStruct(struct);
  const offset = structOffsets.get(struct)?.[index];
  if (offset === undefined) throw bug(`member ${index} of ${struct.name}`);
  return offset;
}

/** The accesses that a copy of the type is made of: neighbouring slots that are read or written as one. */
export interface Chunk {
  readonly offset: number;
  readonly count: number;
  readonly leaf: Leaf;
  /** '' where only the container could name it. */
  readonly field: string;
}

/** Splits a complete type into accesses: a word is one, every other slot is one. */
export function chunks(type: CType): readonly Chunk[] {
  return laid(type).chunks;
}

function chunksOf(parts: readonly Part[]): readonly Chunk[] {
  const found: Chunk[] = [];
  for (let at = 0; at < parts.length;) {
    const part = parts[at];
    if (!part) break;
    let count = 1;
    if (part.leaf.kind === 'word') {
      for (let next = parts[at + count]; next?.leaf.kind === 'word' && next.leaf.index === count;) {
        next = parts[at + ++count];
      }
    }
    found.push({ offset: at, count, leaf: part.leaf, field: part.field });
    at += count;
  }
  return found;
}

/** Leaf of the slot at an offset of a complete type. */
export function leafAt(type: CType, offset: number): Leaf {
  const part = partsOf(type)[offset];
  if (!part) throw bug(`offset ${offset} of ${typeName(type)}`);
  return part.leaf;
}

/** `Slot.field` of the slot at an offset of a type, '' when a container has to name it. */
export function fieldAt(type: CType, offset: number): string {
  return partsOf(type)[offset]?.field ?? '';
}

/** Per slot: does it hold a pointer? */
export function pointerSlots(type: CType): readonly boolean[] {
  return laid(type).pointers;
}

/** Names of the slots below a variable: `''` for a scalar, `.kind`, `[2].val`. */
export function slotNames(type: CType): readonly string[] {
  return laid(type).names;
}

/**
 * The object type of a heap object or variable. `name` is the struct's name, or the variable's for anything
 * else; it heads lock classes and names fields of bare scalars.
 */
export function objectType(type: CType, name: string): ObjectType {
  return {
    name,
    slots: partsOf(type).map((part): Slot => {
      const path = part.path.replace(/^\./, '');
      const slot = { path: path === '' ? name : path, field: part.field === '' ? name : part.field, leaf: part.leaf };
      return part.lock ? { ...slot, lockClass: part.plain === '' ? name : `${name}${part.plain}` } : slot;
    }),
  };
}

function arrayCount(type: ArrayType): number {
  if (type.count === undefined) throw bug('layout of an array without a size');
  return type.count;
}

function partsOf(type: CType): readonly Part[] {
  return laid(type).parts;
}

function laid(type: CType): Laid {
  if (type.kind === 'struct') return laidStruct(type.struct);
  let found = known.get(type);
  if (!found) known.set(type, (found = layOut(plainParts(type))));
  return found;
}

function laidStruct(struct: Struct): Laid {
  let found = known.get(struct);
  if (!found) known.set(struct, (found = layOut(structParts(struct))));
  return found;
}

function layOut(parts: readonly Part[]): Laid {
  return {
    parts,
    chunks: chunksOf(parts),
    pointers: parts.map(({ leaf }) => leaf.kind === 'pointer' || (leaf.kind === 'word' && leaf.pointer)),
    names: parts.map(({ path }) => path),
  };
}

function plainParts(type: Exclude<CType, StructType>): readonly Part[] {
  switch (type.kind) {
    case 'int':
      return [{ path: '', plain: '', field: '', leaf: { kind: 'int' }, lock: false }];
    case 'pointer':
      return [{ path: '', plain: '', field: '', leaf: { kind: 'pointer', to: typeName(type.to) }, lock: false }];
    case 'array': {
      const element = partsOf(type.of);
      const all: Part[] = [];
      for (let index = 0; index < arrayCount(type); index++) {
        for (const part of element) all.push({ ...part, path: `[${index}]${part.path}` });
      }
      return all;
    }
    case 'void':
    case 'function':
      throw bug(`layout of ${typeName(type)}`);
  }
}

function structParts(struct: Struct): readonly Part[] {
  if (!struct.members) throw bug(`layout of incomplete struct ${struct.name}`);
  if (struct.opaque) return lockParts(struct.opaque);
  return struct.word ? wordParts(struct) : memberParts(struct, struct.members);
}

function lockParts(lock: LockKind): Part[] {
  return Array.from({ length: lockSlots[lock] }, (_, index) => ({
    path: index === 0 ? '' : `.${['owner', 'readers', 'queue'][index] ?? index}`,
    plain: '',
    field: '',
    leaf: { kind: 'lock', lock, index },
    lock: index === 0,
  }));
}

function wordParts(struct: Struct): Part[] {
  const members = struct.members ?? [];
  structOffsets.set(
    struct,
    members.map((_, index) => index),
  );
  return members.map((member, index) => ({
    path: `.${member.name}`,
    plain: '',
    field: '',
    leaf: { kind: 'word', word: struct.name, index, pointer: member.type.kind === 'pointer' },
    lock: false,
  }));
}

function memberParts(struct: Struct, members: NonNullable<Struct['members']>): Part[] {
  const parts: Part[] = [];
  const offsets: number[] = [];
  for (const member of members) {
    offsets.push(parts.length);
    for (const part of partsOf(member.type)) {
      parts.push({
        ...part,
        path: `.${member.name}${part.path}`,
        plain: `.${member.name}${part.plain}`,
        field: part.field === '' ? `${struct.name}.${member.name}` : part.field,
      });
    }
  }
  structOffsets.set(struct, offsets);
  const only = parts[0];
  // A wrapper: named by whoever embeds it.
  if (parts.length === 1 && only) return [{ ...only, field: '' }];
  return parts;
}

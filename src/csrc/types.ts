/**
 * C types as the checker sees them, and which of them agree. Slots and offsets are layout.ts's
 * business; this file must not know expressions, statements or the engine.
 */
import type { LockKind } from '../program';
import type { Span } from '../base/source';

interface Qualified {
  readonly const: boolean;
}

export interface VoidType extends Qualified {
  readonly kind: 'void';
}

export interface IntType extends Qualified {
  readonly kind: 'int';
  /** As C writes it: `unsigned long`, `u8`'s own type `unsigned char`, `enum scan_result`. */
  readonly name: string;
  /** 1 for bool; 64-bit types are computed in 32 bits and marked `wide`. */
  readonly bits: 1 | 8 | 16 | 32 | 64;
  readonly unsigned: boolean;
}

export interface PointerType extends Qualified {
  readonly kind: 'pointer';
  readonly to: CType;
}

export interface ArrayType extends Qualified {
  readonly kind: 'array';
  readonly of: CType;
  /** Absent for `[]`. */
  readonly count?: number;
}

export interface StructType extends Qualified {
  readonly kind: 'struct';
  readonly struct: Struct;
}

export interface FunctionType extends Qualified {
  readonly kind: 'function';
  readonly result: CType;
  readonly parameters: readonly CType[];
}

export type CType = VoidType | IntType | PointerType | ArrayType | StructType | FunctionType;

export interface Member {
  readonly name: string;
  readonly type: CType;
  readonly span: Span;
}

/** A struct, shared by every mention of its tag. */
export class Struct {
  /** Absent until the body is seen. */
  members: readonly Member[] | undefined;
  /** Read and written as a whole. */
  word = false;
  /** Owned by the engine: only intrinsics touch it. */
  opaque: LockKind | undefined;
  /** It is the struct of a body, if only later; one that is not may still become one. */
  claimed = false;
  private byName: Map<string, number> | undefined;

  /**
   * @param name the tag, or for an untagged struct its first typedef name (`pte_t`), or `struct <anonymous>`
   * @param tagged whether C writes `struct name`
   */
  constructor(
    public name: string,
    public tagged: boolean,
    readonly span: Span,
  ) {}

  member(name: string): Member | undefined {
    const index = this.memberIndex(name);
    return index < 0 ? undefined : this.members?.[index];
  }

  /** Index of a member, or -1. */
  memberIndex(name: string): number {
    if (!this.byName && this.members) this.byName = new Map(this.members.map((one, index) => [one.name, index]));
    return this.byName?.get(name) ?? -1;
  }
}

const int = (name: string, bits: IntType['bits'], unsigned: boolean): IntType => ({
  kind: 'int',
  name,
  bits,
  unsigned,
  const: false,
});

export const voidType: VoidType = { kind: 'void', const: false };
export const intType = int('int', 32, false);
export const unsignedType = int('unsigned int', 32, true);
export const boolType = int('_Bool', 1, true);
export const charType = int('char', 8, false);
export const signedCharType = int('signed char', 8, false);
export const unsignedCharType = int('unsigned char', 8, true);
export const shortType = int('short', 16, false);
export const unsignedShortType = int('unsigned short', 16, true);
export const longType = int('long', 64, false);
export const unsignedLongType = int('unsigned long', 64, true);
export const longLongType = int('long long', 64, false);
export const unsignedLongLongType = int('unsigned long long', 64, true);

export function enumType(tag: string | undefined, unsigned: boolean): IntType {
  return int(tag === undefined ? 'enum <anonymous>' : `enum ${tag}`, 32, unsigned);
}

export function pointerTo(to: CType): PointerType {
  return { kind: 'pointer', to, const: false };
}

export function arrayOf(of: CType, count: number | undefined): ArrayType {
  return count === undefined ? { kind: 'array', of, const: false } : { kind: 'array', of, count, const: false };
}

export function functionType(result: CType, parameters: readonly CType[]): FunctionType {
  return { kind: 'function', result, parameters, const: false };
}

/** The type with `const` set or taken away; a const array has const elements. */
export function qualify(type: CType, isConst: boolean): CType {
  if (type.kind === 'array') {
    const of = qualify(type.of, isConst);
    return of === type.of ? type : { ...type, of };
  }
  return type.const === isConst ? type : { ...type, const: isConst };
}

export const unqualified = (type: CType): CType => (type.const ? qualify(type, false) : type);

export function isScalar(type: CType): type is IntType | PointerType {
  return type.kind === 'int' || type.kind === 'pointer';
}

/** Whether an object of the type can be made: not void, not a function, not an incomplete struct or array. */
export function isComplete(type: CType): boolean {
  switch (type.kind) {
    case 'void':
    case 'function':
      return false;
    case 'struct':
      return type.struct.members !== undefined;
    case 'array':
      return type.count !== undefined && isComplete(type.of);
    case 'int':
    case 'pointer':
      return true;
  }
}

/** Same type; `const` at the top is ignored, deeper down it counts unless `loose`. */
export function sameType(a: CType, b: CType, loose = false): boolean {
  if (a === b) return true;
  switch (a.kind) {
    case 'void':
      return b.kind === 'void';
    case 'int':
      return b.kind === 'int' && sameInt(a, b);
    case 'pointer':
      return b.kind === 'pointer' && (loose || a.to.const === b.to.const) && sameType(a.to, b.to, loose);
    case 'array':
      return (
        b.kind === 'array' &&
        (a.count === undefined || b.count === undefined || a.count === b.count) &&
        sameType(a.of, b.of, loose)
      );
    case 'struct':
      return b.kind === 'struct' && a.struct === b.struct;
    case 'function':
      return (
        b.kind === 'function' &&
        a.parameters.length === b.parameters.length &&
        sameType(a.result, b.result, loose) &&
        a.parameters.every((one, index) => {
          const other = b.parameters[index];
          return other !== undefined && sameType(one, other, loose);
        })
      );
  }
}

/** An enum without negative values is gcc's `unsigned int`, and pointers to the two agree. */
function sameInt(a: IntType, b: IntType): boolean {
  if (a.name === b.name) return true;
  if (a.bits !== b.bits || a.unsigned !== b.unsigned) return false;
  return a.name.startsWith('enum ') !== b.name.startsWith('enum ');
}

/** Integer promotion: what is narrower than int becomes int. */
export function promoted(type: IntType): IntType {
  return type.bits < 32 ? intType : type.name.startsWith('enum ') ? (type.unsigned ? unsignedType : intType) : type;
}

/** The type both operands of an arithmetic operator are brought to (C11 6.3.1.8). */
export function arithmeticType(left: IntType, right: IntType): IntType {
  const a = promoted(left);
  const b = promoted(right);
  if (a.bits !== b.bits) return a.bits > b.bits ? a : b;
  if (a.unsigned !== b.unsigned) return a.unsigned ? a : b;
  return rank(a) >= rank(b) ? a : b;
}

function rank(type: IntType): number {
  return type.name.endsWith('long long') ? 2 : type.bits === 64 ? 1 : 0;
}

/** The type as C writes it, for messages: `struct mm_struct *`, `int [4]`. */
export function typeName(type: CType): string {
  return declarator(type, '').trim();
}

function declarator(type: CType, inner: string): string {
  const qualifier = type.const ? 'const ' : '';
  const join = (base: string): string =>
    inner === '' ? base : inner.startsWith('[') ? `${base} ${inner}` : `${base} ${inner}`;
  switch (type.kind) {
    case 'void':
      return join(`${qualifier}void`);
    case 'int':
      return join(`${qualifier}${type.name}`);
    case 'struct':
      return join(`${qualifier}${type.struct.tagged ? 'struct ' : ''}${type.struct.name}`);
    case 'pointer': {
      const star = type.const ? `*const ${inner}`.trimEnd() : `*${inner}`;
      return declarator(type.to, type.to.kind === 'array' || type.to.kind === 'function' ? `(${star})` : star);
    }
    case 'array':
      return declarator(type.of, `${inner}[${type.count ?? ''}]`);
    case 'function': {
      const list = type.parameters.length === 0 ? 'void' : type.parameters.map(typeName).join(', ');
      return declarator(type.result, `${inner}(${list})`);
    }
  }
}

/**
 * Turns type syntax into C types: tags, typedefs, enumerators, array sizes. Must not know statements.
 */
import { lockSlots, type LockKind } from '../program';
import type { Span } from '../base/source';
import { bug, unreachable } from '../base/diagnostics';
import type * as ast from './ast';
import { isTypeSyntax } from './ast';
import { constantInt, constantNumber } from './constant-expression';
import type { Context, Tagged } from './scope';
import {
  arrayOf,
  boolType,
  charType,
  enumType,
  functionType,
  intType,
  longLongType,
  longType,
  pointerTo,
  qualify,
  shortType,
  signedCharType,
  Struct,
  typeName,
  unsignedCharType,
  unsignedLongLongType,
  unsignedLongType,
  unsignedShortType,
  unsignedType,
  voidType,
  type CType,
  type FunctionType,
  type IntType,
  type Member,
} from './types';

const builtins: Readonly<Record<ast.BuiltinName, CType>> = {
  void: voidType,
  _Bool: boolType,
  char: charType,
  'signed char': signedCharType,
  'unsigned char': unsignedCharType,
  short: shortType,
  'unsigned short': unsignedShortType,
  int: intType,
  'unsigned int': unsignedType,
  long: longType,
  'unsigned long': unsignedLongType,
  'long long': longLongType,
  'unsigned long long': unsignedLongLongType,
};

/** The type that the syntax names; refuses what the model's C leaves out. */
export function resolveType(context: Context, syntax: ast.TypeSyntax): CType {
  const type = resolve(context, syntax);
  return syntax.const ? qualify(type, true) : type;
}

function resolve(context: Context, syntax: ast.TypeSyntax): CType {
  switch (syntax.kind) {
    case 'builtin-type':
      return builtins[syntax.name];
    case 'typedef-type': {
      const named = context.scope.name(syntax.name);
      if (named?.kind === 'typedef') return named.type;
      return context.refuse('unknown-type', { name: syntax.name }, syntax.span);
    }
    case 'struct-type':
      return { kind: 'struct', struct: resolveStruct(context, syntax), const: false };
    case 'enum-type':
      return resolveEnum(context, syntax);
    case 'pointer-type':
      return pointerTo(resolveType(context, syntax.to));
    case 'array-type':
      return resolveArray(context, syntax);
    case 'function-type':
      return resolveFunction(context, syntax);
    case 'typeof-type':
      return isTypeSyntax(syntax.operand)
        ? resolveType(context, syntax.operand)
        : context.recursion.typeOf(context, syntax.operand);
    case 'auto-type':
      return context.refuse('unsupported', { what: "'__auto_type' without an initialiser" }, syntax.span);
    default:
      return unreachable(syntax);
  }
}

export function resolveFunction(context: Context, syntax: ast.FunctionType): FunctionType {
  const parameters = syntax.parameters.map((one) => parameterType(resolveType(context, one.type)));
  return functionType(resolveType(context, syntax.result), parameters);
}

/** Arrays and functions as parameters are pointers. */
export function parameterType(type: CType): CType {
  if (type.kind === 'array') return pointerTo(type.of);
  if (type.kind === 'function') return pointerTo(type);
  return type;
}

function resolveArray(context: Context, syntax: ast.ArrayType): CType {
  const of = resolveType(context, syntax.of);
  if (!context.isComplete(of)) context.refuse('incomplete-type', { type: typeName(of) }, syntax.span);
  if (!syntax.size) return arrayOf(of, undefined);
  const size = arraySize(context, syntax.size);
  if (size < 0 || size > 65536) context.refuse('bad-array-size', { size }, syntax.size.span);
  return arrayOf(of, size);
}

function arraySize(context: Context, syntax: ast.Expression): number {
  const value = context.recursion.value(context, syntax);
  const known = value.type.kind === 'int' ? constantNumber(value) : undefined;
  return known ?? context.refuse('vla', {}, syntax.span);
}

function key(name: string, span: Span): string {
  return `${span.file.name}:${span.start}:${name}`;
}

function resolveStruct(context: Context, syntax: ast.StructType): Struct {
  const { tag, definition } = syntax;
  const { scope } = context;
  if (!definition) {
    if (!tag) throw bug('struct type without tag and definition');
    const known = scope.tag(tag.text);
    if (known) return expectStruct(context, known, tag);
    const struct = structMentioned(context, tag);
    scope.tags.set(tag.text, { kind: 'struct', struct });
    return struct;
  }
  const struct = structDefined(context, definition);
  if (tag) {
    const here = scope.tags.get(tag.text);
    if (here && expectStruct(context, here, tag) !== struct) {
      const notes = here.kind === 'struct' ? [{ message: 'first defined here', span: here.struct.span }] : [];
      context.refuse('redefinition', { name: `struct ${tag.text}` }, definition.span, notes);
    }
    scope.tags.set(tag.text, { kind: 'struct', struct });
  }
  if (struct.members) declareInner(context, definition);
  else define(context, struct, definition);
  scope.structs.add(struct);
  return struct;
}

/** Tags and enumerators declared inside a body that another unit has defined already. */
function declareInner(context: Context, definition: ast.StructDefinition): void {
  for (const { type } of definition.members) {
    let at = type;
    while (at.kind === 'pointer-type' || at.kind === 'array-type') at = at.kind === 'pointer-type' ? at.to : at.of;
    const inner = at;
    if ((inner.kind === 'struct-type' || inner.kind === 'enum-type') && inner.definition) {
      context.attempt(() => resolveType(context, inner));
    }
  }
}

/** The struct of a body: one for all units that read it from the same place. */
function structDefined(context: Context, definition: ast.StructDefinition): Struct {
  const { structs } = context.linkage;
  const { tag } = definition;
  const place = key(tag?.text ?? '', definition.span);
  const known = structs.get(place);
  if (known) return known;
  const mentioned = tag && structs.get(tag.text);
  const free = mentioned && !mentioned.claimed ? mentioned : undefined;
  const struct = free ?? new Struct(tag?.text ?? '<anonymous>', true, tag?.span ?? definition.span);
  struct.claimed = true;
  structs.set(place, struct);
  if (tag && !mentioned) structs.set(tag.text, struct);
  return struct;
}

/** `struct x` before or without its body: that of this unit's own body if it has one, else of any unit's. */
function structMentioned(context: Context, tag: ast.Name): Struct {
  const own = context.bodies.get(tag.text);
  if (own) return structDefined(context, own);
  const { structs } = context.linkage;
  let struct = structs.get(tag.text);
  if (!struct) structs.set(tag.text, (struct = new Struct(tag.text, true, tag.span)));
  return struct;
}

function expectStruct(context: Context, known: Tagged, tag: ast.Name): Struct {
  if (known.kind === 'struct') return known.struct;
  return context.refuse('wrong-tag', { name: tag.text, earlier: known.kind, kind: 'struct' }, tag.span);
}

function define(context: Context, struct: Struct, definition: ast.StructDefinition): void {
  const members: Member[] = [];
  for (const one of definition.members) {
    context.attempt(() => {
      const type = resolveType(context, one.type);
      if (!context.isComplete(type)) context.refuse('incomplete-type', { type: typeName(type) }, one.span);
      const name = one.name?.text ?? '';
      if (name !== '' && members.some((other) => other.name === name)) {
        context.refuse('redefinition', { name }, one.span);
      }
      members.push({ name, type, span: one.name?.span ?? one.span });
    });
  }
  struct.members = members;
  const type: CType = { kind: 'struct', struct, const: false };
  if (definition.word) {
    struct.word = true;
    const odd = members.find((one) => one.type.kind !== 'int' && one.type.kind !== 'pointer');
    if (odd) context.report('bad-word', { type: typeName(type) }, odd.span);
  }
  if (definition.opaque) {
    const name = definition.opaque.text;
    if (!isLockKind(name)) {
      context.report('unknown-opaque', { name, known: Object.keys(lockSlots).join(', ') }, definition.opaque.span);
      return;
    }
    const wanted = lockSlots[name];
    if (members.length !== wanted || members.some((one) => one.type.kind !== 'int')) {
      const facts = { name, wanted, type: typeName(type), given: members.length };
      context.report('opaque-slots', facts, definition.opaque.span);
    }
    struct.opaque = name;
  }
}

function isLockKind(name: string): name is LockKind {
  return Object.hasOwn(lockSlots, name);
}

/** The type depends on whether a value is negative, as gcc's does. */
function resolveEnum(context: Context, syntax: ast.EnumType): IntType {
  const { tag, definition } = syntax;
  if (!definition) {
    if (!tag) throw bug('enum type without tag and definition');
    const known = context.scope.tag(tag.text);
    if (known?.kind === 'enum') return known.type;
    if (known) return context.refuse('wrong-tag', { name: tag.text, earlier: known.kind, kind: 'enum' }, tag.span);
    return context.refuse('incomplete-type', { type: `enum ${tag.text}` }, tag.span);
  }
  // Its names are defined once, however many declarators stand behind it.
  const done = context.scope.enums.get(definition);
  if (done) return done;
  const values: number[] = [];
  let next = 0;
  for (const one of definition.enumerators) {
    const value = one.value;
    if (value) next = constantInt(context, context.recursion.value(context, value), 'the value of an enumerator');
    const earlier = context.scope.names.get(one.name.text);
    if (earlier) context.report('redefinition', { name: one.name.text }, one.name.span);
    context.scope.names.set(one.name.text, { kind: 'enumerator', value: next });
    values.push(next);
    next = (next + 1) | 0;
  }
  const type = enumType(
    tag?.text,
    values.every((value) => value >= 0),
  );
  context.scope.enums.set(definition, type);
  if (tag) {
    if (context.scope.tags.has(tag.text)) context.report('redefinition', { name: `enum ${tag.text}` }, tag.span);
    context.scope.tags.set(tag.text, { kind: 'enum', type });
  }
  return type;
}

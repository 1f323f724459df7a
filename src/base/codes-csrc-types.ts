/** Diagnostics of the C checker and lowering. See codes.ts. */
import type { CodeTable } from './code-table';

export const csrcTypesCodes = {
  // ---- names
  'unknown-name': { severity: 'error', message: '`{name}` is not declared' },
  'unknown-function': { severity: 'error', message: 'function `{name}` is not declared' },
  'unknown-field': { severity: 'error', message: '`{type}` has no member `{name}`' },
  'unknown-label': { severity: 'error', message: 'label `{name}` is not defined in `{function}`' },
  'not-defined': {
    severity: 'error',
    message: '`{name}` is declared and used, but defined nowhere',
    hint: 'define it in a .c file of the model',
  },
  redefinition: { severity: 'error', message: '`{name}` is defined twice' },
  'conflicting-types': { severity: 'error', message: '`{name}` is declared as `{type}` and, earlier, as `{earlier}`' },
  'wrong-tag': { severity: 'error', message: '`{name}` is a {earlier}, not a {kind}' },
  // ---- types
  'type-mismatch': { severity: 'error', message: '{what}: `{from}` where `{to}` is wanted' },
  'int-pointer-mixing': {
    severity: 'error',
    message: '{what}: `{from}` where `{to}` is wanted mixes an integer and a pointer',
    hint: 'gcc only warns; a version posted like this says so in series.yaml (`builds`)',
  },
  'discards-const': { severity: 'error', message: '{what}: `{from}` where `{to}` is wanted drops `const`' },
  'argument-count': { severity: 'error', message: '`{name}` takes {wanted} arguments, {given} are given' },
  'operand-types': { severity: 'error', message: '`{operator}` cannot be applied to {types}' },
  'condition-type': { severity: 'error', message: 'a condition cannot be of type `{type}`' },
  'not-a-pointer': { severity: 'error', message: '`{type}` is not a pointer' },
  'not-a-struct': { severity: 'error', message: '`{type}` has no members' },
  'arrow-or-dot': { severity: 'error', message: '`{type}` needs `{wanted}` to reach a member' },
  'not-a-function': { severity: 'error', message: 'what is called has the type `{type}`' },
  'void-value': { severity: 'error', message: 'a value is wanted, and this is void' },
  'incomplete-type': { severity: 'error', message: '`{type}` is not complete here' },
  'not-assignable': { severity: 'error', message: 'this cannot be assigned to' },
  'not-addressable': { severity: 'error', message: 'this has no address' },
  'const-assignment': { severity: 'error', message: '`{name}` is const' },
  'not-constant': { severity: 'error', message: '{what} must be a constant' },
  'bad-array-size': { severity: 'error', message: 'an array cannot have {size} elements' },
  'constant-too-large': {
    severity: 'error',
    message: '`{text}` does not fit 32 bits',
    hint: 'every integer of the model has 32 bits; use a smaller scale',
  },
  'bad-initializer': { severity: 'error', message: '{what}' },
  'static-assert': { severity: 'error', message: 'static assertion failed: {text}' },
  // ---- statements
  'return-value': { severity: 'warning', message: '`{function}` returns nothing, but a value is given' },
  'return-without-value': { severity: 'warning', message: '`{function}` returns `{type}`, but no value is given' },
  'misplaced-statement': { severity: 'error', message: '`{statement}` outside a {wanted}' },
  'duplicate-case': { severity: 'error', message: 'case {value} stands twice in this switch' },
  // ---- what the model's C leaves out
  'indirect-call': {
    severity: 'error',
    message: 'a call through `{name}` has no fixed target',
    hint: 'only a parameter that every caller gives a function name can be called',
  },
  'function-value': {
    severity: 'error',
    message: 'function `{name}` is used as a value',
    hint: 'function names may only be passed as arguments',
  },
  'pointer-order': {
    severity: 'error',
    message: 'pointers cannot be ordered with `{operator}`',
    hint: 'addresses of the model have no order; compare indexes',
  },
  'int-pointer-cast': { severity: 'error', message: 'a cast from `{from}` to `{to}` mixes an integer and a pointer' },
  'pointer-cast': {
    severity: 'error',
    message: 'a cast from `{from}` to `{to}` is not allowed',
    hint: 'only pointers to page-table entries and void * may be cast to one another',
  },
  'opaque-access': {
    severity: 'error',
    message: '`{type}` is owned by the engine: C code may only pass its address to a primitive',
  },
  'unknown-opaque': { severity: 'error', message: '`__opaque({name})` is no kind of lock', hint: 'known: {known}' },
  'opaque-slots': { severity: 'error', message: '`__opaque({name})` needs {wanted} int members, `{type}` has {given}' },
  'bad-word': { severity: 'error', message: '`{type}` is a __word: its members must be integers or pointers' },
  'word-member-write': {
    severity: 'error',
    message: 'a member of the word `{type}` cannot be written alone in memory',
    hint: 'fill a local `{type}` and store it as a whole',
  },
  'word-member-address': { severity: 'error', message: 'a member of the word `{type}` has no address of its own' },
  unsupported: { severity: 'error', message: '{what} is not part of the model C' },
  // ---- intrinsics and scenarios
  'intrinsic-argument': { severity: 'error', message: 'argument {index} of `{name}` must be {wanted}' },
  'unknown-inject': {
    severity: 'error',
    message: 'inject: no `__inject({site})` in a function `{function}`',
    hint: 'sites of the model: {known}',
  },
  'bad-inject': { severity: 'error', message: 'inject: `{text}` is not `<function>:<site>`' },
  'program-too-large': {
    severity: 'error',
    message: '`{unit}` has more than {limit} instructions once all calls are inlined',
  },
} as const satisfies CodeTable;

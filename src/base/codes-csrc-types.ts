/** Diagnostics of the C checker and lowering. See codes.ts. */
import type { CodeTable } from './code-table';

export const csrcTypesCodes = {
  // ---- names
  'unknown-name': {
    severity: 'error',
    message: "'{name}' is not declared",
    hint: 'declare it, or include the header that does',
  },
  'unknown-function': {
    severity: 'error',
    message: "function '{name}' is not declared",
    hint: 'declare it, or include the header that does',
  },
  'unknown-field': {
    severity: 'error',
    message: "'{type}' has no member '{name}'",
    hint: 'see the definition of the struct in the include folder of the model',
  },
  'unknown-label': {
    severity: 'error',
    message: "label '{name}' is not defined in '{function}'",
    hint: 'labels belong to one function',
  },
  'not-defined': {
    severity: 'error',
    message: "'{name}' is declared and used, but defined nowhere",
    hint: 'define it in a .c file of the model',
  },
  redefinition: {
    severity: 'error',
    message: "'{name}' is defined twice",
    hint: 'keep one definition; a header needs a guard',
  },
  'conflicting-types': {
    severity: 'error',
    message: "'{name}' is declared as '{type}' and, earlier, as '{earlier}'",
    hint: 'all declarations of one name must agree',
  },
  'wrong-tag': {
    severity: 'error',
    message: "'{name}' is a tag of a {earlier}, not of a {kind}",
    hint: 'structs and enums share their tags',
  },
  // ---- types
  'type-mismatch': {
    severity: 'error',
    message: "{what}: '{from}' where '{to}' is wanted",
    hint: 'gcc warns here or refuses, and so does the model',
  },
  'int-pointer-mixing': {
    severity: 'error',
    message: "{what}: '{from}' where '{to}' is wanted mixes an integer and a pointer",
    hint: 'gcc only warns; a version that was posted like this says so in series.yaml (allow: [int-pointer-mixing])',
  },
  'discards-const': {
    severity: 'error',
    message: "{what}: '{from}' where '{to}' is wanted drops const",
    hint: 'add const to what is pointed to, or drop it from the source',
  },
  'argument-count': {
    severity: 'error',
    message: "'{name}' takes {wanted} arguments, {given} given",
    hint: 'compare the call with the declaration',
  },
  'operand-types': {
    severity: 'error',
    message: "'{operator}' cannot be applied to {types}",
    hint: 'operators take integers; pointers can be added to, subtracted and compared with == and !=',
  },
  'condition-type': {
    severity: 'error',
    message: "a condition cannot be of type '{type}'",
    hint: 'a condition is an integer or a pointer; a tagged word has an accessor that says what it holds',
  },
  'not-a-pointer': {
    severity: 'error',
    message: "'{type}' is not a pointer",
    hint: 'only pointers can be followed',
  },
  'not-a-struct': { severity: 'error', message: "'{type}' has no members", hint: 'only structs have members' },
  'arrow-or-dot': {
    severity: 'error',
    message: "'{type}' needs '{wanted}' to reach a member",
    hint: "'->' follows a pointer to a struct, '.' stands after a struct",
  },
  'not-a-function': {
    severity: 'error',
    message: "what is called has the type '{type}'",
    hint: 'only functions can be called',
  },
  'void-value': {
    severity: 'error',
    message: 'a value is wanted, and this is void',
    hint: 'the function called here returns nothing',
  },
  'incomplete-type': {
    severity: 'error',
    message: "'{type}' is not complete here",
    hint: 'include the header that defines it',
  },
  'not-assignable': {
    severity: 'error',
    message: 'this cannot be assigned to',
    hint: 'only variables, members, elements and *pointers can be assigned to',
  },
  'not-addressable': {
    severity: 'error',
    message: 'this has no address',
    hint: 'store the value in a variable first',
  },
  'const-assignment': {
    severity: 'error',
    message: "'{name}' is const",
    hint: 'what is const cannot be written',
  },
  'not-constant': {
    severity: 'error',
    message: '{what} must be a constant',
    hint: 'use literals, enumerators and operators on them',
  },
  'bad-array-size': {
    severity: 'error',
    message: 'an array cannot have {size} elements',
    hint: 'give it between 0 and 65536 elements',
  },
  'constant-too-large': {
    severity: 'error',
    message: "'{text}' does not fit 32 bits",
    hint: 'every integer of the model has 32 bits; use a smaller scale',
  },
  'bad-initializer': {
    severity: 'error',
    message: '{what}',
    hint: 'braces list the parts in order, or name them: { .member = value, [2] = value }',
  },
  'static-assert': {
    severity: 'error',
    message: 'static assertion failed: {text}',
    hint: 'the configuration breaks what this code takes for granted',
  },
  // ---- statements
  'return-value': {
    severity: 'warning',
    message: "'{function}' returns nothing, but a value is given",
    hint: 'drop the value, or change the type of the function',
  },
  'return-without-value': {
    severity: 'warning',
    message: "'{function}' returns '{type}', but no value is given",
    hint: 'the caller sees 0',
  },
  'misplaced-statement': {
    severity: 'error',
    message: "'{statement}' outside a {wanted}",
    hint: 'check the braces around it',
  },
  'duplicate-case': {
    severity: 'error',
    message: 'case {value} stands twice in this switch',
    hint: 'two names may have the same value',
  },
  // ---- what the model's C leaves out
  'indirect-call': {
    severity: 'error',
    message: "a call through '{name}' has no fixed target",
    hint: 'only a parameter that every caller gives the name of a function can be called',
  },
  'function-value': {
    severity: 'error',
    message: "function '{name}' is used as a value",
    hint: 'names of functions may only be passed as arguments',
  },
  'pointer-order': {
    severity: 'error',
    message: "pointers cannot be ordered with '{operator}'",
    hint: 'addresses of the model have no order; compare indexes',
  },
  'int-pointer-cast': {
    severity: 'error',
    message: "a cast from '{from}' to '{to}' mixes an integer and a pointer",
    hint: 'use a tagged word: a __word struct that holds the pointer and the flags',
  },
  'pointer-cast': {
    severity: 'error',
    message: "a cast from '{from}' to '{to}' is not allowed",
    hint: 'only pointers to page-table entries and void * may be cast to one another',
  },
  'opaque-access': {
    severity: 'error',
    message: "'{type}' is owned by the engine, C code cannot read or write it",
    hint: 'pass its address to a primitive: down_read(), spin_lock(), complete() and their like',
  },
  'unknown-opaque': {
    severity: 'error',
    message: '__opaque({name}) is no kind of lock',
    hint: 'known: {known}',
  },
  'opaque-slots': {
    severity: 'error',
    message: "__opaque({name}) needs {wanted} int members, '{type}' has {given}",
    hint: 'see lockSlots in src/program.ts',
  },
  'bad-word': {
    severity: 'error',
    message: "'{type}' is a __word: its members must be integers or pointers",
    hint: 'a word is read and written as one access',
  },
  'word-member-write': {
    severity: 'error',
    message: "a member of the word '{type}' cannot be written alone in memory",
    hint: 'fill a local variable and store it as a whole',
  },
  'word-member-address': {
    severity: 'error',
    message: "a member of the word '{type}' has no address of its own",
    hint: 'take the address of the whole word',
  },
  unsupported: {
    severity: 'error',
    message: "{what} is not part of the model's C",
    hint: 'say it in another way',
  },
  // ---- intrinsics and scenarios
  'intrinsic-argument': {
    severity: 'error',
    message: "argument {index} of '{name}' must be {wanted}",
    hint: 'primitives of the engine are listed in src/csrc/intrinsics.ts',
  },
  'unknown-inject': {
    severity: 'error',
    message: "inject: there is no __inject({site}) in a function '{function}'",
    hint: 'known: {known}',
  },
  'bad-inject': {
    severity: 'error',
    message: "inject: '{text}' is not of the form function:site",
    hint: 'do_swap_page:oom, for example',
  },
  'program-too-large': {
    severity: 'error',
    message: "'{unit}' has more than {limit} instructions once all calls are inlined",
    hint: 'look for calls inside calls that multiply, recursion above all',
  },
} as const satisfies CodeTable;

/** Diagnostics of the C lexer, preprocessor and parser. See codes.ts. */
import type { CodeTable } from './code-table';

export const csrcSyntaxCodes = {
  // Tokens.
  'unterminated-comment': {
    severity: 'error',
    message: 'this comment is never closed',
    hint: 'add */ where it ends',
  },
  'unterminated-string': {
    severity: 'error',
    message: 'this quote is not closed on its line',
    hint: 'close it, or end the line with a backslash to continue it',
  },
  'stray-character': {
    severity: 'error',
    message: "'{text}' is not part of C",
    hint: 'remove it; text pasted from a mail can hold quotes and spaces that only look like C',
  },
  'split-token': {
    severity: 'error',
    message: 'a backslash at the line end splits this word',
    hint: 'write the word on one line',
  },
  'wide-string': {
    severity: 'error',
    message: 'wide and Unicode constants are not supported',
    hint: 'drop the prefix before the quote',
  },
  'bad-number': {
    severity: 'error',
    message: "'{text}' is not an integer constant",
    hint: 'decimal, 0x, 0b and octal constants up to 64 bits are, with the suffixes u, l and ll',
  },
  'bad-character': {
    severity: 'error',
    message: '{text} is not a constant of one character',
    hint: "write one character or escape between the quotes, such as 'a' or '\\n'",
  },
  'bad-escape': {
    severity: 'error',
    message: 'this string has an escape that C does not know',
    hint: 'use \\n, \\t, \\\\, \\", \\0 or \\x41, or double the backslash',
  },

  // Preprocessor.
  'bad-condition': {
    severity: 'error',
    message: 'this condition expects {expected}, but there is {found}',
    hint: 'a condition has integers, macros, defined(X), IS_ENABLED(CONFIG_X) and operators',
  },
  'macro-budget': {
    severity: 'error',
    message: "expanding '{name}' makes too much text",
    hint: 'macros that use each other in their arguments grow with every level: write a function instead',
  },
  'macro-call-open': {
    severity: 'error',
    message: "this use of the macro '{name}' has no closing parenthesis",
    hint: 'close it before the end of the file and before the next # directive',
  },
  'macro-argument-count': {
    severity: 'error',
    message: "the macro '{name}' takes {expected} argument(s), but {given} are given",
    hint: 'give as many arguments as its definition names',
  },
  'bad-paste': {
    severity: 'error',
    message: "'{left}' ## '{right}' does not make one token",
    hint: 'the two sides of ## must join to one name, number or operator',
  },
  'if-open': {
    severity: 'error',
    message: 'this conditional has no #endif',
    hint: 'add #endif before the end of the file',
  },
  'stray-conditional': {
    severity: 'error',
    message: '#{name} does not belong to a conditional: {why}',
    hint: 'each #elif, #else and #endif belongs to one #if, #ifdef or #ifndef of the same file',
  },
  'macro-name': {
    severity: 'error',
    message: '{directive} needs the name of a macro',
    hint: 'a name is letters, digits and underscores, and does not start with a digit',
  },
  'macro-hash': {
    severity: 'error',
    message: "this '{operator}' has nothing to work on",
    hint: '# stands before a parameter of the macro, ## between two tokens of its text',
  },
  'macro-parameters': {
    severity: 'error',
    message: "the parameters of the macro '{name}' are malformed",
    hint: 'write different names between commas; ... may only be the last',
  },
  'macro-redefined': {
    severity: 'error',
    message: "the macro '{name}' is already defined with another text",
    hint: 'remove one of the two, or #undef it in between',
  },
  'error-directive': {
    severity: 'error',
    message: '#error {text}',
    hint: 'this combination of configuration options is refused by the model',
  },
  'warning-directive': {
    severity: 'error',
    message: '#warning {text}',
    hint: 'the model must build without a warning',
  },
  pragma: {
    severity: 'error',
    message: "#pragma '{name}' is not supported",
    hint: 'only #pragma once is',
  },
  'unknown-directive': {
    severity: 'error',
    message: '#{name} is not a directive',
    hint: 'known are #include, #define, #undef, #if, #ifdef, #ifndef, #elif, #else, #endif, #error and #pragma once',
  },
  'directive-extra': {
    severity: 'error',
    message: 'there is text after #{name}',
    hint: 'end the line here, or put the rest into a comment',
  },
  'include-form': {
    severity: 'error',
    message: '#include needs a file',
    hint: 'write #include <linux/mm.h> or #include "internal.h"',
  },
  'include-missing': {
    severity: 'error',
    message: "there is no file '{path}' in the model",
    hint: 'headers are looked up in src/kernel/include, and "…" first beside the file itself',
  },
  'include-depth': {
    severity: 'error',
    message: "'{path}' is included more than {depth} levels deep",
    hint: 'a header that includes itself needs #pragma once or an #ifndef guard',
  },

  // Grammar.
  expected: {
    severity: 'error',
    message: 'expected {expected}, but there is {found}',
    hint: 'look at what stands before it: a parenthesis, an operator or a semicolon may be missing or too many',
  },
  'missing-semicolon': {
    severity: 'error',
    message: "expected ';' before {found}",
    hint: 'a statement or declaration ends with a semicolon',
  },
  'unclosed-brace': {
    severity: 'error',
    message: "the text ends inside a block: a '}' is missing",
    hint: 'the indentation shows which block lacks it',
  },
  'unknown-type': {
    severity: 'error',
    message: "unknown type name '{name}'",
    hint: 'include the header that defines it, or write struct or enum before a tag',
  },
  'missing-type': {
    severity: 'error',
    message: "'{name}' has no type",
    hint: 'C no longer takes int for granted: write the type before the name',
  },
  'type-words': {
    severity: 'error',
    message: "'{words}' is not a type",
    hint: 'at most one of char, int and the like, with signed or unsigned, short or long',
  },
  'two-storage-classes': {
    severity: 'error',
    message: "'{second}' follows '{first}': a declaration has one storage class",
    hint: 'keep one of typedef, static, extern and register',
  },
  'declares-nothing': {
    severity: 'error',
    message: 'this declaration declares nothing',
    hint: 'add a name, or remove it',
  },
  'empty-enum': {
    severity: 'error',
    message: 'this enum has no enumerators',
    hint: 'name at least one',
  },
  'missing-return': {
    severity: 'error',
    message: "'{name}' promises a value, but can end here without one",
    hint: 'return a value on every way out; behind BUG() none is needed',
  },
  'declaration-as-body': {
    severity: 'error',
    message: 'a declaration cannot be the whole body of if, else or a loop',
    hint: 'put it between braces',
  },
  'too-deep': {
    severity: 'error',
    message: 'this nests more than {depth} levels deep',
    hint: 'split it',
  },

  // Parts of C that the model does without, refused by name.
  union: {
    severity: 'error',
    message: 'unions are not supported',
    hint: 'model it as a struct with a kind and one member per use; the model keeps kernel names with accessors',
  },
  'bit-field': {
    severity: 'error',
    message: 'bit-fields are not supported',
    hint: 'use a member of its own, or flag bits in an unsigned long',
  },
  varargs: {
    severity: 'error',
    message: 'functions with a variable number of arguments are not supported',
    hint: 'give the function fixed parameters; a macro may be variadic',
  },
  float: {
    severity: 'error',
    message: 'floating point is not supported',
    hint: 'the kernel has none: use integers',
  },
  assembly: {
    severity: 'error',
    message: 'inline assembly is not supported',
    hint: 'use the primitives of the model: barrier(), smp_mb(), atomic_*(), xchg(), cmpxchg()',
  },
  generic: {
    severity: 'error',
    message: '_Generic is not supported',
    hint: 'write one function per type',
  },
  'nested-function': {
    severity: 'error',
    message: "the function '{name}' is defined inside a function",
    hint: 'move it to the top of the file, as a static function',
  },
  'old-style-function': {
    severity: 'error',
    message: "'{name}' does not declare the types of its parameters between the parentheses",
    hint: 'write name(int a, int b), and name(void) for none',
  },
  vla: {
    severity: 'error',
    message: 'arrays of variable length are not supported',
    hint: 'give the array a constant size',
  },
  'string-place': {
    severity: 'error',
    message: 'a string is not a value here',
    hint: 'the model has no string data; a macro may take a string and drop it',
  },
  'computed-goto': {
    severity: 'error',
    message: 'addresses of labels and computed goto are not supported',
    hint: 'use switch',
  },
  attribute: {
    severity: 'error',
    message: "the attribute '{name}' is not supported",
    hint: 'attributes that change nothing here are: unused, noinline, always_inline, noreturn, cold, fallthrough',
  },
  'not-supported': {
    severity: 'error',
    message: "'{what}' is not supported",
    hint: 'docs/model-c.md says what the C of the model has',
  },
} as const satisfies CodeTable;

/** Diagnostics of litmus tests: their frame, their conditions, and what became of them. See codes.ts. */
import type { CodeTable } from './code-table';

export const litmusCodes = {
  'litmus-language': {
    severity: 'error',
    message: "this is a test in '{found}'; only C tests are read",
    hint: "the first line of a C test is 'C <name>'",
  },
  'litmus-expected': { severity: 'error', message: 'expected {expected}, found {found}' },
  'litmus-unclosed': { severity: 'error', message: '{what} is not closed' },
  'litmus-thread-number': {
    severity: 'error',
    message: 'expected P{expected}, found {found}',
    hint: 'threads are numbered from P0, in order',
  },
  'litmus-no-threads': { severity: 'error', message: 'a litmus test without threads' },
  'litmus-too-many-threads': { severity: 'error', message: '{count} threads; at most {limit} are run' },
  'litmus-location-type': {
    severity: 'error',
    message: "a shared location of type '{type}' is not read",
    hint: 'integer types, atomic_t, spinlock_t, and pointers to them are',
  },
  'litmus-parameter': {
    severity: 'error',
    message: "'{name}' is no pointer: a parameter is the address of a shared location",
  },
  'litmus-conflicting-type': {
    severity: 'error',
    message: "'{name}' is '{type}' here and '{earlier}' earlier",
  },
  'litmus-twice': { severity: 'error', message: "'{name}' stands twice" },
  'litmus-initial-value': {
    severity: 'error',
    message: "'{value}' is no value that '{name}' ({type}) can start with",
  },
  'litmus-initial-register': {
    severity: 'error',
    message: 'a register with an initial value is not read',
    hint: 'declare it in the thread with that value',
  },
  'litmus-not-passed': {
    severity: 'error',
    message: "'{name}' is a shared location that P{thread} does not take as a parameter",
  },
  'litmus-unknown-thread': { severity: 'error', message: 'there is no P{thread}' },
  'litmus-unknown-register': {
    severity: 'error',
    message: "P{thread} declares no '{name}' outside of inner blocks",
  },
  'litmus-unknown-location': { severity: 'error', message: "there is no shared location '{name}'" },
  'litmus-lock-value': { severity: 'error', message: "the value of the lock '{name}' cannot be asked for" },
  'litmus-result-word': {
    severity: 'error',
    message: "'{word}' is no result",
    hint: 'one of: Never, Sometimes, Always',
  },
  'litmus-memory': { severity: 'error', message: "there is no memory model '{name}'", hint: 'one of: {known}' },
  'litmus-ctrl': {
    severity: 'error',
    message: "'{name}' is no reach of control dependencies",
    hint: 'one of: {known}',
  },
  'litmus-axioms': {
    severity: 'error',
    message: 'the axioms say nothing of {what}',
    hint: 'without --axioms the program is searched',
  },
  'litmus-budget': { severity: 'error', message: 'the search ended at {budget}: final states may be missing' },
  'litmus-second-opinion': {
    severity: 'warning',
    message:
      '{name}: of the final states under {memory} the search lacks {missing} that the axioms allow, and has {extra} that they forbid; all are listed',
    hint: '--axioms lists those of the axioms alone',
  },
  'litmus-differs': {
    severity: 'error',
    message: '{name}: the header says {expected}, {memory} says {found}',
  },
} as const satisfies CodeTable;

/** Diagnostics of a YAML file's form, whatever it holds: a case or a series. See codes.ts. */
import type { CodeTable } from './code-table';

export const yamlCodes = {
  'yaml-syntax': { severity: 'error', message: 'not YAML: {message}' },
  'yaml-colon': {
    severity: 'error',
    message: 'not YAML: {message}',
    hint: "C with ': ' or ' #' in it needs a literal block: write '|' after the key and the C below it",
  },
  'yaml-alias': {
    severity: 'error',
    message: "the alias '{name}' gives one text two places",
    hint: 'write the text out',
  },
  'yaml-unknown-key': { severity: 'error', message: "unknown key '{key}'", hint: 'known here: {known}' },
  'yaml-missing-key': { severity: 'error', message: "the key '{key}' is missing" },
  'yaml-wrong-shape': { severity: 'error', message: "'{key}' should be {expected}" },
  'yaml-bad-value': { severity: 'error', message: "'{value}' is not a value of '{key}'", hint: 'one of: {values}' },
  'yaml-empty-value': { severity: 'error', message: "'{key}' is empty" },
  'yaml-duplicate-key': {
    severity: 'error',
    message: "'{key}' stands twice in one mapping",
    hint: 'give one of them another name, or take it out',
  },
} as const satisfies CodeTable;

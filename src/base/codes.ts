/**
 * Every diagnostic the tool can print: its code, its message and its hint, joined from one table per
 * area. `{name}` is filled from the facts given to `diagnose`. docs/errors.md is made from this table.
 */
import { caseCodes } from './codes-case';
import { csrcCodes } from './codes-csrc';
import { litmusCodes } from './codes-litmus';
import { mailCodes } from './codes-mail';
import { patchCodes } from './codes-patch';
import { runCodes } from './codes-run';
import { yamlCodes } from './codes-yaml';

export const codes = {
  ...csrcCodes,
  ...patchCodes,
  ...yamlCodes,
  ...caseCodes,
  ...runCodes,
  ...litmusCodes,
  ...mailCodes,
} as const;

export type Code = keyof typeof codes;

/** Diagnostics of src/csrc: its syntax, then its types and lowering. See codes.ts. */
import type { CodeTable } from './code-table';
import { csrcSyntaxCodes } from './codes-csrc-syntax';
import { csrcTypesCodes } from './codes-csrc-types';

export const csrcCodes = { ...csrcSyntaxCodes, ...csrcTypesCodes } as const satisfies CodeTable;

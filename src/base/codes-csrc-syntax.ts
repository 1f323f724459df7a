/** Diagnostics of the C lexer, preprocessor and parser. See codes.ts. */
import type { CodeTable } from './code-table';

export const csrcSyntaxCodes = {} as const satisfies CodeTable;

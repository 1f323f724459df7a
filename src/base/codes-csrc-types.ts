/** Diagnostics of the C checker and lowering. See codes.ts. */
import type { CodeTable } from './code-table';

export const csrcTypesCodes = {} as const satisfies CodeTable;

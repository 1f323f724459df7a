/** A cell's own result and those of the lines taken out of it, put together. Pure. */
import type { CellResult, WithoutResult } from '../result';
import type { JobResult } from './jobs';

/** A result with what was found by taking lines out: an unexpected answer fails the cell. */
export function withWithouts(result: CellResult, withouts: readonly WithoutResult[]): CellResult {
  if (withouts.length === 0) return result;
  const wrong = withouts
    .filter((one) => !one.asExpected)
    .map((one) => ({
      kind: 'without' as const,
      line: one.line,
      expected: one.expected.join(', '),
      found: one.problem ?? (one.found.join(', ') || 'pass'),
    }));
  const mismatches = [...result.mismatches, ...wrong];
  return { ...result, withouts, mismatches, asExpected: mismatches.length === 0 };
}

/** A cell's own result first, then those of its `without` lines. */
export function joined(parts: readonly JobResult[]): CellResult {
  const own = parts[0];
  if (own?.kind !== 'cell') throw new Error('patch-oracle bug: a cell without its own result');
  return withWithouts(
    own.result,
    parts.flatMap((part) => (part.kind === 'without' ? [part.result] : [])),
  );
}

/** Cells asked again in changed variants, on worker threads. */
import type { Cell } from './prepare';
import { usual } from './prepare';
import { cellJob } from './jobs';
import type { Change, ChangedOutcome } from './mutant';
import type { Pool } from './pool';
import { findingName } from '../result';

/** How such a cell is searched: a trace is of no use. */
export const quiet = { ...usual, traces: false };

/** What the cell finds as it stands, sorted; undefined when it was not searched to its end. */
export async function askAsIs(pool: Pool, cell: Cell): Promise<readonly string[] | undefined> {
  const outcome = await pool.run(cellJob(cell, quiet));
  if (outcome.kind !== 'cell' || !outcome.result.complete) return undefined;
  return [...new Set(outcome.result.findings.map(findingName))].sort();
}

export async function askChanged(
  pool: Pool,
  cell: Cell,
  change: Exclude<Change, { kind: 'without' }>,
): Promise<ChangedOutcome> {
  const job = cellJob(cell, quiet);
  // Cells of one change share what was built for it.
  const outcome = await pool.run({ ...job, change, group: `${job.group} ${JSON.stringify(change)}` });
  if (outcome.kind !== 'changed') throw new Error('patch-oracle bug: not the result of a changed variant');
  return outcome;
}

export function sameFindings(a: readonly string[], b: readonly string[]): boolean {
  return a.join(' ') === b.join(' ');
}

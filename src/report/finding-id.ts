/**
 * The name of one finding that stays the same from version to version: the same case goes wrong in the same way, on the
 * same source line, between the same threads. Line numbers, patches, configurations and traces are not in it, so "still
 * there in v2" is a comparison of ids and nothing else.
 */
import { createHash } from 'node:crypto';
import type { CellResult, Finding } from '../result';

/**
 * `use-after-free-1a2b3c4d`. Findings of one cell that differ in none of what the id is made from (two objects freed
 * under one line, say) share it, and count as one.
 */
export function findingId(cell: Pick<CellResult, 'series' | 'case'>, finding: Finding): string {
  const made = [cell.series, cell.case, waysOf(finding)].join('\n');
  return `${finding.kind}-${createHash('sha256').update(made).digest('hex').slice(0, 8)}`;
}

const known = new WeakMap<Finding, string>();

/** What does not depend on the case, worked out once: it reads every step of the traces. */
function waysOf(finding: Finding): string {
  let ways = known.get(finding);
  if (ways === undefined) {
    const { kind, place } = finding;
    ways = [kind, place.function, normalisedLine(place.text), ...threadsOf(finding)].join('\n');
    known.set(finding, ways);
  }
  return ways;
}

/** A source line without what may change while it says the same: blanks and comments. */
export function normalisedLine(text: string): string {
  return text
    .replace(/\/\*.*?(\*\/|$)/g, ' ')
    .replace(/\/\/.*$/, ' ')
    .replace(/\s+/g, ' ')
    .replace(/ ?([^\w ]) ?/g, '$1')
    .trim();
}

/** The thread that ran into it and those that its facts name (`freed by task`), sorted: which of them came first may vary. */
function threadsOf(finding: Finding): string[] {
  const words = new Set(finding.detail.split(/[^\w!.-]+/));
  const others = finding.witnesses.flatMap((witness) => witness.steps.map((step) => step.thread));
  return [...new Set([finding.thread, ...others.filter((thread) => words.has(thread))])].sort();
}

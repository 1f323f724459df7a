/** Two searches of one cell against each other: reduced and plain, threads as written and reversed. Pure. */
import { findingName } from '../result';
import type { CellOutcome } from './cell';

export type Comparison =
  | { readonly kind: 'same' }
  | { readonly kind: 'different'; readonly what: string }
  /** One of the two ended early or was not searched: nothing is shown. */
  | { readonly kind: 'not-compared' };

export function compareSearches(a: CellOutcome, b: CellOutcome, terminals: boolean): Comparison {
  if (!a.facts || !b.facts || !a.result.complete || !b.result.complete) return { kind: 'not-compared' };
  const facts: [string, string, string][] = [
    ['findings', namesOf(a), namesOf(b)],
    ['verdict', a.result.verdict, b.result.verdict],
    ['labels', labelsOf(a), labelsOf(b)],
  ];
  if (terminals) {
    facts.push(
      ['terminal states', String(a.facts.terminals), String(b.facts.terminals)],
      ['digest of the terminal states', a.facts.terminalDigest, b.facts.terminalDigest],
    );
  }
  const different = facts.filter(([, left, right]) => left !== right);
  if (different.length === 0) return { kind: 'same' };
  return { kind: 'different', what: different.map(([what, left, right]) => `${what}: ${left} / ${right}`).join('; ') };
}

function namesOf(one: CellOutcome): string {
  return [...new Set(one.result.findings.map(findingName))].sort().join(' ');
}

function labelsOf(one: CellOutcome): string {
  return Object.entries(one.result.reached)
    .filter(([, reached]) => reached)
    .map(([label]) => label)
    .sort()
    .join(' ');
}

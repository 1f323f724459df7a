/** A finished search against what the case expects: the verdict, and what was not as expected. Pure. */
import { findingName, verdictOf, type Expectation, type Mismatch, type Severity, type Verdict } from '../result';

export interface Searched {
  readonly complete: boolean;
  readonly budget?: string;
  readonly findings: readonly {
    readonly kind: string;
    readonly severity: Severity;
    readonly place: { readonly function: string };
  }[];
  readonly reached: ReadonlySet<string>;
  readonly vacuous: readonly string[];
}

export interface Judgement {
  readonly verdict: Verdict;
  readonly mismatches: readonly Mismatch[];
}

/** @param demanded labels that some run must have passed */
export function judge(searched: Searched, expected: Expectation, demanded: readonly string[]): Judgement {
  const mismatches: Mismatch[] = [];
  if (!searched.complete) mismatches.push({ kind: 'inconclusive', budget: searched.budget ?? 'unknown' });
  const found = [...new Set(searched.findings.map(findingName))];
  if (expected.kind === 'findings') {
    for (const finding of found) {
      if (!expected.findings.includes(finding)) mismatches.push({ kind: 'unexpected-finding', finding });
    }
    for (const finding of expected.findings) {
      if (!found.includes(finding)) mismatches.push({ kind: 'missing-finding', finding });
    }
  }
  if (expected.kind === 'refused') mismatches.push({ kind: 'not-refused', code: expected.code });
  for (const reason of searched.vacuous) mismatches.push({ kind: 'vacuous', reason });
  const missed = demanded.filter((label) => !searched.reached.has(label));
  for (const label of missed) mismatches.push({ kind: 'not-reached', label });
  return { verdict: verdictFor(searched, missed.length > 0), mismatches };
}

/** `pass` only when everything was explored and something was shown by it. */
function verdictFor(searched: Searched, missedLabel: boolean): Verdict {
  if (!searched.complete) return 'inconclusive';
  const verdict = verdictOf(searched.findings);
  const shown = searched.vacuous.length === 0 && !missedLabel;
  return verdict === 'pass' && !shown ? 'inconclusive' : verdict;
}

/** A diagnostic's code as cases write it: `csrc-type-mismatch` is `type-mismatch`. */
export function refusalCode(code: string): string {
  return code.replace(/^(csrc|patch|case)-/, '');
}

/** What is not as expected of a cell that cannot be built. */
export function judgeRefusal(codes: readonly string[], expected: Expectation): readonly Mismatch[] {
  const first = refusalCode(codes[0] ?? 'unknown');
  if (expected.kind !== 'refused') return [{ kind: 'refused', code: first }];
  if (codes.some((code) => refusalCode(code) === expected.code || code === expected.code)) return [];
  return [
    { kind: 'not-refused', code: expected.code },
    { kind: 'refused', code: first },
  ];
}

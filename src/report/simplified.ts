/** What stands between the model and the kernel on the way of some findings: the rows of PROVENANCE.md that their traces pass. */
import type { Finding, SeriesResult } from '../result';

export interface Simplified {
  /** Functions that share a row, in order of name. */
  readonly functions: readonly string[];
  /** `simplified: no event counters`. */
  readonly how: string;
}

export function simplifiedOn(series: SeriesResult, findings: readonly Finding[]): Simplified[] {
  const steps = findings.flatMap((finding) => finding.witnesses.flatMap((witness) => witness.steps));
  const passed = new Set(steps.flatMap((step) => [...step.stack, step.place].map((place) => place.function)));
  const rows = new Map<string, string[]>();
  for (const name of Object.keys(series.provenance).sort()) {
    const how = series.provenance[name] ?? '';
    if (passed.has(name)) rows.set(how, [...(rows.get(how) ?? []), name]);
  }
  return [...rows].map(([how, functions]) => ({ functions, how }));
}

/** What stands between the model and the kernel on the way of some findings: the rows of PROVENANCE.md that their traces pass. */
import type { Finding, SeriesResult, TraceStep } from '../result';

export interface Simplified {
  /** Functions that share a row, in order of name. */
  readonly functions: readonly string[];
  /** `simplified: no event counters`. */
  readonly how: string;
}

export function simplifiedOn(series: SeriesResult, findings: readonly Finding[]): Simplified[] {
  const passed = functionsOf(findings);
  const rows = new Map<string, string[]>();
  for (const name of Object.keys(series.provenance).sort()) {
    const how = series.provenance[name] ?? '';
    if (passed.has(name)) rows.set(how, [...(rows.get(how) ?? []), name]);
  }
  return [...rows].map(([how, functions]) => ({ functions, how }));
}

/** Functions that the runs of some findings stand in, or were called from. */
export function functionsOf(findings: readonly Finding[]): ReadonlySet<string> {
  const found = new Set<string>();
  const stacks = new Set<TraceStep['stack']>();
  for (const { place, stack } of findings.flatMap(({ witnesses }) => witnesses.flatMap(({ steps }) => steps))) {
    found.add(place.function);
    // Steps share their chains of calls.
    if (!stacks.has(stack)) for (const call of stack) found.add(call.function);
    stacks.add(stack);
  }
  return found;
}

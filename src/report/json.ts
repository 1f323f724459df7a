/**
 * `run --json`: the results as data, one object, its shape named by `schema`. Fields are added, never changed, within
 * one schema number.
 */
import type { CellResult, Kind, Severity, Source, Verdict } from '../result';

export interface JsonFinding {
  readonly severity: Severity;
  readonly kind: Kind;
  readonly function: string;
  readonly file: string;
  readonly line: number;
  /** The first witness's trace. */
  readonly trace: string;
  readonly traceIs: 'minimal' | 'best found';
}

export interface JsonResult {
  readonly series: string;
  readonly version: string;
  readonly case: string;
  readonly config: string;
  readonly memory: string;
  readonly verdict: Verdict;
  readonly asExpected: boolean;
  readonly source: Source;
  readonly complete: boolean;
  readonly states: number;
  readonly transitions: number;
  readonly findings: readonly JsonFinding[];
}

export interface JsonReport {
  readonly schema: 1;
  readonly results: readonly JsonResult[];
}

export function toJson(cells: readonly CellResult[]): JsonReport {
  return {
    schema: 1,
    results: cells.map((cell) => ({
      series: cell.series,
      version: cell.version,
      case: cell.case,
      config: cell.config,
      memory: cell.memory,
      verdict: cell.verdict,
      asExpected: cell.asExpected,
      source: cell.source,
      complete: cell.complete,
      states: cell.states,
      transitions: cell.transitions,
      findings: cell.findings.map((finding) => ({
        severity: finding.severity,
        kind: finding.kind,
        function: finding.place.function,
        file: finding.place.file,
        line: finding.place.line,
        trace: finding.witnesses[0]?.trace ?? '',
        traceIs: finding.witnesses[0]?.traceIs ?? 'best found',
      })),
    })),
  };
}

/** A cell searched with lines of its version taken out: the proof that its pass could have failed. */
import { renderDiagnostic } from '../base/diagnostics';
import { explore } from '../engine';
import { findingName, type WithoutResult } from '../result';
import type { Builds } from './builds';
import { attributed } from './places';
import { prepare, type Cell, type CellOptions } from './prepare';
import { takeOut } from './without';

export interface WithoutOutcome {
  readonly result: WithoutResult;
  /** Rendered: the line to take out is not there, or there twice. */
  readonly inputErrors: readonly string[];
}

/** Runs the cell with the lines of `without[index]` of its case taken out. */
export function runWithout(builds: Builds, cell: Cell, index: number, options: CellOptions): WithoutOutcome {
  const without = cell.case.without[index];
  if (!without) throw new Error(`patch-oracle bug: ${cell.case.name} has no without #${index}`);
  const expected = without.expectation.kind === 'findings' ? without.expectation.findings : [];
  const base = { function: without.function, line: without.lines.join('\n').trim(), expected };
  const refused = (problem: string): WithoutResult => ({ ...base, found: [], asExpected: false, problem });
  const variant = builds.files(cell.case.series, cell.version);
  if (!variant.files) return { result: refused('the version does not apply'), inputErrors: [] };
  const mutant = takeOut(variant.files, without);
  if (!mutant.files) {
    const inputErrors = mutant.diagnostics.map(renderDiagnostic);
    return { result: refused(inputErrors.join('\n')), inputErrors };
  }
  const built = builds.buildFiles(cell.case.series, cell.version, cell.config, {
    files: mutant.files,
    diagnostics: variant.diagnostics,
  });
  const prepared = prepare(cell, built, { ...options, traces: false });
  if (prepared.kind === 'refused') {
    return { result: refused(prepared.diagnostics.map(renderDiagnostic).join('\n')), inputErrors: [] };
  }
  const found = explore(prepared.program, prepared.options);
  if (!found.complete) return { result: refused(`inconclusive: ${found.budget ?? 'budget'}`), inputErrors: [] };
  const { program, place } = prepared;
  const names = found.findings.map((one) =>
    findingName({ kind: one.kind, place: place(attributed(program, one.place)) }),
  );
  const sorted = [...new Set(names)].sort();
  const asExpected = sorted.join(' ') === [...expected].sort().join(' ');
  return { result: { ...base, found: sorted, asExpected }, inputErrors: [] };
}

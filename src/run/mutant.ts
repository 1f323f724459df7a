/**
 * A cell searched in a changed variant: lines of a function taken out, as a case says (the proof that its
 * pass could have failed), parts of a patch left out, or places edited.
 */
import { renderDiagnostic } from '../base/diagnostics';
import { SourceFile } from '../base/source';
import { explore } from '../engine';
import { applyWithout, type Part } from '../patch';
import { findingName, type WithoutResult } from '../result';
import { macrosKey, type Builds, type Built } from './builds';
import { attributed } from './places';
import { prepare, type Cell, type CellOptions } from './prepare';
import { takeOut } from './without';
import type { Files, Variant } from './variants';

/** Characters of a file of the model, and what stands there instead. */
export interface TextEdit {
  /** Relative to src/kernel. */
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export type Change =
  /** Index into the case's `without`. */
  | { readonly kind: 'without'; readonly index: number }
  /** Parts of the version's own patches, left out. */
  | { readonly kind: 'parts'; readonly parts: readonly Part[] }
  | { readonly kind: 'edits'; readonly edits: readonly TextEdit[] };

export interface WithoutOutcome {
  readonly result: WithoutResult;
  /** Rendered: the line to take out is not there, or there twice. */
  readonly inputErrors: readonly string[];
}

export interface ChangedOutcome {
  /** Names of findings, sorted. */
  readonly found: readonly string[];
  /** Why there is no answer. */
  readonly problem?: { readonly kind: 'refused' | 'inconclusive'; readonly text: string };
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
  const { series } = cell.case;
  const built = builds.buildFiles(series, cell.version, cell.config, { ...variant, files: mutant.files });
  const { found, problem } = search(cell, built, options);
  if (problem) return { result: refused(problem.text), inputErrors: [] };
  const asExpected = found.join(' ') === [...expected].sort().join(' ');
  return { result: { ...base, found, asExpected }, inputErrors: [] };
}

/** Runs the cell with the variant changed in a way that no case names. */
export function runChanged(
  builds: Builds,
  cell: Cell,
  change: Exclude<Change, { kind: 'without' }>,
  options: CellOptions,
): ChangedOutcome {
  const { series } = cell.case;
  const key = `${series}/${cell.version} ${macrosKey(cell.config)} ${JSON.stringify(change)}`;
  const built = builds.keep(key, () => {
    const variant =
      change.kind === 'parts'
        ? withoutParts(builds, cell, change.parts)
        : edited(builds.files(series, cell.version), change.edits);
    return builds.buildFiles(series, cell.version, cell.config, variant);
  });
  return search(cell, built, options);
}

function withoutParts(builds: Builds, cell: Cell, parts: readonly Part[]): Variant {
  const { model, series } = builds.project;
  return applyWithout(model, builds.seriesOf(cell.case.series), cell.version, series, parts);
}

function edited(variant: Variant, edits: readonly TextEdit[]): Variant {
  const files: Map<string, SourceFile> = new Map<string, SourceFile>(variant.files as Files);
  for (const { path, start, end, text } of [...edits].sort((a, b) => b.start - a.start)) {
    const file = files.get(path);
    if (!file) throw new Error(`patch-oracle bug: an edit of ${path}, which is not in the variant`);
    const changed = `${file.text.slice(0, start)}${text}${file.text.slice(end)}`;
    files.set(path, new SourceFile(file.name, changed, file.origins));
  }
  return { ...variant, files };
}

function search(cell: Cell, built: Built, options: CellOptions): ChangedOutcome {
  const prepared = prepare(cell, built, { ...options, traces: false });
  if (prepared.kind === 'refused') {
    return { found: [], problem: { kind: 'refused', text: prepared.diagnostics.map(renderDiagnostic).join('\n') } };
  }
  const { program, place } = prepared;
  const result = explore(program, prepared.options);
  if (!result.complete) {
    return { found: [], problem: { kind: 'inconclusive', text: `inconclusive: ${result.budget ?? 'budget'}` } };
  }
  const names = result.findings.map((one) =>
    findingName({ kind: one.kind, place: place(attributed(program, one.place)) }),
  );
  return { found: [...new Set(names)].sort() };
}

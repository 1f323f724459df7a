/**
 * A cell made ready for the search: what a cell is, how it is to be searched, and its program. A cell
 * that cannot be built is refused with diagnostics.
 */
import { createHash } from 'node:crypto';
import { hasErrors, type Diagnostic } from '../base/diagnostics';
import { onWholeFile, type Case, type CaseConfig, type ExpectedLine, type Memory } from '../case';
import type { Scenario } from '../csrc';
import type { EngineOptions } from '../engine';
import type { Program } from '../program';
import { macrosKey, type Built } from './builds';
import { placesOf, type PlaceOf } from './places';
import type { Files } from './variants';

/** How to search; a case's own budget is stronger. */
export interface CellOptions {
  readonly reduction: boolean;
  readonly exact: boolean;
  /** Look for the best trace of each finding. */
  readonly traces: boolean;
  /** States; replaces the budgets of cases when given. */
  readonly states?: number;
  /** Threads in the order opposite to the one written. */
  readonly reversed?: boolean;
  /** Search it even where the case says `skip`. */
  readonly skipped?: boolean;
  readonly onProgress?: (states: number, transitions: number) => void;
}

export const usual: CellOptions = { reduction: true, exact: false, traces: true };

export interface Cell {
  readonly case: Case;
  readonly version: string;
  readonly config: CaseConfig;
  readonly memory: Memory;
}

const defaultBudget = { states: 5_000_000, traceStates: 2_000_000, livenessStates: 5_000_000 };

/** Everything needed to search one cell, or why it cannot be. */
export type Prepared =
  | { readonly kind: 'ready'; readonly program: Program; readonly options: EngineOptions; readonly place: PlaceOf }
  | { readonly kind: 'refused'; readonly diagnostics: readonly Diagnostic[] };

/** Undefined when the case leaves the version out. */
export function expectedLine(cell: Cell): ExpectedLine | undefined {
  return cell.case.expect.find(
    (one) => one.version === cell.version && one.config === cell.config.name && one.memory === cell.memory,
  );
}

export function lineOf(cell: Cell): ExpectedLine {
  return expectedLine(cell) ?? unsaid(cell);
}

/** What a case says of a version that it has no line for: nothing, so it is asked only by who asks for that. */
function unsaid({ case: one, version, config, memory }: Cell): ExpectedLine {
  const span = { file: one.file, start: 0, end: 0 };
  const reason = 'the case has no line for it';
  return { version, config: config.name, memory, expectation: { kind: 'skip', reason }, source: 'observed', span };
}

export function prepare(cell: Cell, built: Built, options: CellOptions): Prepared {
  if (!built.model || !built.files || hasErrors(built.diagnostics)) {
    return { kind: 'refused', diagnostics: built.diagnostics };
  }
  const compiled = built.model.compile(scenarioOf(cell.case, options.reversed ?? false));
  if (!compiled.program) {
    return { kind: 'refused', diagnostics: compiled.diagnostics.map((one) => onWholeFile(one, cell.case.file)) };
  }
  return {
    kind: 'ready',
    program: compiled.program,
    options: engineOptions(cell, built.files, options),
    place: placesOf(compiled.program, built.files, cell.case),
  };
}

export function scenarioOf(one: Case, reversed: boolean): Scenario {
  return {
    ...(one.setup ? { setup: one.setup } : {}),
    ...(one.finally ? { finally: one.finally } : {}),
    // The order of the search changes, not what a thread is called by its scenario.
    threads: reversed ? one.threads.map((thread, index) => ({ ...thread, number: index + 1 })).reverse() : one.threads,
    inject: one.inject,
  };
}

function engineOptions(cell: Cell, files: Files, options: CellOptions): EngineOptions {
  const { config } = cell;
  const { states } = options;
  const budget =
    states === undefined
      ? { ...defaultBudget, ...config.budget }
      : { states, traceStates: states, livenessStates: states };
  return {
    reduction: options.reduction,
    exact: options.exact,
    reuse: config.reuse,
    fair: config.fair,
    kcsan: config.kcsan,
    memory: cell.memory,
    control: config.ctrl,
    budget,
    traces: options.traces,
    hash: variantHash(cell, files),
    ...(options.onProgress ? { onProgress: options.onProgress } : {}),
  };
}

/** 8 hexadecimal digits over all that decides how a cell runs: the variant's sources, the config, the scenario. */
export function variantHash(cell: Cell, files: Files): string {
  const hash = createHash('sha256');
  for (const [path, file] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) hash.update(`${path}\0${file.text}\0`);
  const { config } = cell;
  hash.update(`${macrosKey(config)} ${config.reuse} ${config.fair} ${config.kcsan} ${config.ctrl} ${cell.memory}\0`);
  for (const thread of cell.case.threads) hash.update(`${thread.name} ${thread.cpu} ${thread.source.text.trim()}\0`);
  hash.update(
    `${cell.case.setup?.text.trim() ?? ''}\0${cell.case.finally?.text.trim() ?? ''}\0${cell.case.inject.join()}`,
  );
  return hash.digest('hex').slice(0, 8);
}

/**
 * One cell: a case, a version, a config and a memory model in; a CellResult out. Applies, builds,
 * compiles, explores and judges, and touches no disk. The same cell gives the same result, byte for byte.
 */
import { createHash } from 'node:crypto';
import { hasErrors, renderDiagnostic, type Diagnostic } from '../base/diagnostics';
import { demandedLabels, onWholeFile, type Case, type CaseConfig, type ExpectedLine, type Memory } from '../case';
import type { Scenario } from '../csrc';
import { explore, formatTrace, parseTrace, replay, type EngineFinding, type EngineOptions } from '../engine';
import type { Program } from '../program';
import { findingName, type CellResult, type Finding, type WithoutResult, type Witness } from '../result';
import { judge, judgeRefusal } from './judge';
import { attributed, placesOf, type PlaceOf } from './places';
import { macrosKey, type Built, type Builds } from './builds';
import type { Files } from './variants';
import { takeOut } from './without';

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
  readonly onProgress?: (states: number, transitions: number) => void;
}

export const usual: CellOptions = { reduction: true, exact: false, traces: true };

export interface Cell {
  readonly case: Case;
  readonly version: string;
  readonly config: CaseConfig;
  readonly memory: Memory;
}

/** Facts of the search that no report prints: for comparing two searches of one cell. */
export interface SearchFacts {
  readonly terminals: number;
  readonly terminalDigest: string;
  readonly storedStates: number;
}

export interface CellOutcome {
  readonly result: CellResult;
  /** Absent when nothing was searched. */
  readonly facts?: SearchFacts;
  /** What is wrong with the case's own C, rendered: the input is wrong, not the variant. */
  readonly inputErrors: readonly string[];
}

const defaultBudget = { states: 5_000_000, traceStates: 2_000_000, livenessStates: 5_000_000 };

/** Everything needed to search one cell, or why it cannot be. */
export type Prepared =
  | { readonly kind: 'ready'; readonly program: Program; readonly options: EngineOptions; readonly place: PlaceOf }
  | { readonly kind: 'refused'; readonly diagnostics: readonly Diagnostic[] };

export function lineOf(cell: Cell): ExpectedLine {
  const line = cell.case.expect.find((one) => one.version === cell.version && one.config === cell.config.name);
  if (!line) throw new Error(`patch-oracle bug: no expectation for ${cell.version} [${cell.config.name}]`);
  return line;
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

export function runCell(builds: Builds, cell: Cell, options: CellOptions): CellOutcome {
  const line = lineOf(cell);
  const blank = blankResult(cell, line);
  if (line.expectation.kind === 'skip') return { result: { ...blank, asExpected: true }, inputErrors: [] };
  const built = builds.build(cell.case.series, cell.version, cell.config);
  const prepared = prepare(cell, built, options);
  if (prepared.kind === 'refused') {
    const errors = prepared.diagnostics.filter((one) => one.severity === 'error');
    const codes = errors.map((one) => one.code);
    const mismatches = judgeRefusal(codes, line.expectation);
    const diagnostics = prepared.diagnostics.map(renderDiagnostic);
    const asExpected = mismatches.length === 0;
    const inCase = errors.filter((one) => one.span?.file.name === cell.case.file.name);
    return {
      result: { ...blank, verdict: 'refused', asExpected, mismatches, diagnostics },
      inputErrors: asExpected ? [] : inCase.map(renderDiagnostic),
    };
  }
  const { program, place } = prepared;
  const found = explore(program, prepared.options);
  const findings = found.findings.map((one) => findingOf(one, program, prepared.options, place)).sort(inOrder);
  const demanded = demandedLabels(cell.case, cell.version);
  const { verdict, mismatches } = judge({ ...found, findings }, line.expectation, demanded);
  const labels = [...new Set([...program.reachLabels, ...demanded])].sort();
  return {
    result: {
      ...blank,
      verdict,
      asExpected: mismatches.length === 0,
      mismatches,
      complete: found.complete,
      ...(found.budget === undefined ? {} : { budget: found.budget }),
      states: found.states,
      transitions: found.transitions,
      collisionBound: found.collisionBound,
      reached: Object.fromEntries(labels.map((label) => [label, found.reached.has(label)])),
      demanded,
      findings,
    },
    facts: { terminals: found.terminals, terminalDigest: found.terminalDigest, storedStates: found.states },
    inputErrors: [],
  };
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

export interface WithoutOutcome {
  readonly result: WithoutResult;
  /** Rendered: the line to take out is not there, or there twice. */
  readonly inputErrors: readonly string[];
}

/** A result with what was found by taking lines out: an unexpected answer fails the cell. */
export function withWithouts(result: CellResult, withouts: readonly WithoutResult[]): CellResult {
  if (withouts.length === 0) return result;
  const wrong = withouts
    .filter((one) => !one.asExpected)
    .map((one) => ({
      kind: 'without' as const,
      line: one.line,
      expected: one.expected.join(', '),
      found: one.problem ?? (one.found.join(', ') || 'pass'),
    }));
  const mismatches = [...result.mismatches, ...wrong];
  return { ...result, withouts, mismatches, asExpected: mismatches.length === 0 };
}

export function scenarioOf(one: Case, reversed: boolean): Scenario {
  return {
    ...(one.setup ? { setup: one.setup } : {}),
    ...(one.finally ? { finally: one.finally } : {}),
    threads: reversed ? [...one.threads].reverse() : one.threads,
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
    memory: 'sc',
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
  hash.update(`${macrosKey(config)} ${config.reuse} ${config.fair} ${config.kcsan} ${cell.memory}\0`);
  for (const thread of cell.case.threads) hash.update(`${thread.name} ${thread.cpu} ${thread.source.text.trim()}\0`);
  hash.update(
    `${cell.case.setup?.text.trim() ?? ''}\0${cell.case.finally?.text.trim() ?? ''}\0${cell.case.inject.join()}`,
  );
  return hash.digest('hex').slice(0, 8);
}

function findingOf(one: EngineFinding, program: Program, options: EngineOptions, place: PlaceOf): Finding {
  return {
    severity: one.severity,
    kind: one.kind,
    place: place(attributed(program, one.place)),
    thread: one.thread,
    detail: one.detail,
    witnesses: one.witnesses.map((witness): Witness => {
      const trace = formatTrace(witness.trace);
      return {
        ...(witness.role === undefined ? {} : { role: witness.role }),
        trace,
        traceIs: witness.traceIs,
        preemptions: witness.preemptions,
        steps: stepsOf(trace, program, options, place),
      };
    }),
  };
}

/** Steps come from the text that is printed: what a reader sees is what replays. */
function stepsOf(text: string, program: Program, options: EngineOptions, place: PlaceOf): Witness['steps'] {
  const parsed = parseTrace(text);
  if (!parsed.trace) throw new Error(`patch-oracle bug: a printed trace does not parse: ${text}`);
  const replayed = replay(program, options, parsed.trace, place);
  if (replayed.error !== undefined)
    throw new Error(`patch-oracle bug: a printed trace does not replay: ${text}: ${replayed.error}`);
  return replayed.steps;
}

/** Crashes first; the order of the search leaves no mark. */
function inOrder(a: Finding, b: Finding): number {
  const key = (one: Finding): string =>
    [
      one.severity === 'crash' ? 0 : 1,
      one.kind,
      one.place.function,
      one.place.file,
      String(one.place.line).padStart(6),
    ].join(' ');
  const [left, right] = [key(a), key(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function blankResult(cell: Cell, line: ExpectedLine): CellResult {
  return {
    series: cell.case.series,
    version: cell.version,
    case: cell.case.name,
    config: cell.config.name,
    memory: cell.memory,
    verdict: 'inconclusive',
    asExpected: false,
    mismatches: [],
    expected: line.expectation,
    source: line.source,
    complete: false,
    diagnostics: [],
    states: 0,
    transitions: 0,
    collisionBound: 0,
    reached: {},
    demanded: [],
    findings: [],
  };
}

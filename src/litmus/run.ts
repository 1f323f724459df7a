/** One litmus test under one memory model: searched by the engine, or evaluated by the axioms. */
import { diagnose, hasErrors, type Diagnostic } from '../base/diagnostics';
import { explore, type EngineOptions, type Exploration } from '../engine';
import type { Program } from '../program';
import { evaluateAxioms, type AxiomModel, type AxiomResult, type ControlReach } from './axioms';
import { compileLitmus, type CompiledLitmus } from './compile';
import type { LitmusTest } from './litmus-test';
import { outcomeOf, type Outcome } from './outcome';

/** Weakest last. `lkmm+lb` is the kernel's model whole; `lkmm` is without load buffering. */
export const litmusMemories = ['sc', 'tso', 'lkmm', 'lkmm+lb'] as const;
export type LitmusMemory = (typeof litmusMemories)[number];

export interface LitmusOptions {
  readonly memory: LitmusMemory;
  readonly ctrl: ControlReach;
  /** By the axioms instead of the search. */
  readonly axioms: boolean;
}

export interface LitmusRun {
  /** Absent when a diagnostic is an error. */
  readonly outcome?: Outcome;
  readonly diagnostics: readonly Diagnostic[];
}

const MAX_CANDIDATES = 2_000_000;
/** Candidates looked at beside a search. */
const SECOND_OPINION = 20_000;
const budget = { states: 2_000_000, traceStates: 100_000, livenessStates: 100_000 };

export function runLitmus(test: LitmusTest, options: LitmusOptions): LitmusRun {
  const compiled = compileLitmus(test);
  if (!compiled.program) return { diagnostics: compiled.diagnostics };
  const run = options.axioms ? byAxioms : bySearch;
  const { outcome, diagnostics } = run(test, compiled, compiled.program, options);
  const all = [...compiled.diagnostics, ...diagnostics];
  return outcome && !hasErrors(all) ? { outcome, diagnostics: all } : { diagnostics: all };
}

function byAxioms(test: LitmusTest, { results }: CompiledLitmus, program: Program, options: LitmusOptions): LitmusRun {
  const result = axiomEnds(program, results, options.memory, options.ctrl);
  if (result.kind === 'ends') {
    const ends = result.ends.map(({ values, executions }) => ({ values, count: executions }));
    return { outcome: outcomeOf(test, ends, result.flags), diagnostics: [] };
  }
  const place = result.place === undefined ? undefined : program.places[result.place];
  const start = place && place.file === test.file.name ? offsetOf(test, place.line, place.column) : undefined;
  const span = start === undefined ? undefined : { file: test.file, start, end: start + 1 };
  return { diagnostics: [diagnose('litmus-axioms', { what: result.what }, span)] };
}

export function axiomEnds(
  program: Program,
  results: CompiledLitmus['results'],
  memory: AxiomModel,
  ctrl: ControlReach,
  maxCandidates = MAX_CANDIDATES,
): AxiomResult {
  const observe = results.map((global) => ({ global, offset: 0 }));
  return evaluateAxioms(program, { memory, ctrl, observe, maxCandidates });
}

/**
 * The search, and where there are no loops the axioms beside it. Ends that only the axioms allow are told
 * too, with a warning: a final state that the search of a weak model does not reach must not make a
 * "Never". Races by the kernel model's rules for plain accesses are the axioms' business as well.
 */
function bySearch(test: LitmusTest, { results }: CompiledLitmus, program: Program, options: LitmusOptions): LitmusRun {
  const { memory, ctrl } = options;
  const found = searchEnds(program, results, memory, ctrl);
  const second = axiomEnds(program, results, memory, ctrl, SECOND_OPINION);
  const diagnostics = found.complete ? [] : [diagnose('litmus-budget', { budget: found.budget ?? '' })];
  const ends = found.ends.map((values) => ({ values, count: 1 }));
  const weak = memory === 'lkmm' || memory === 'lkmm+lb';
  const races = found.findings.some(({ kind }) => kind === 'data-race') ? ['data-race'] : [];
  const flags: string[] = second.kind === 'ends' && weak ? [...second.flags] : races;
  // What stops a run is no end: it must not go unsaid.
  for (const { kind, severity } of found.findings) if (severity === 'crash') flags.push(kind);
  if (second.kind === 'ends') {
    const keyOf = (values: readonly (number | string)[]): string => JSON.stringify(values);
    const allowed = new Set(second.ends.map(({ values }) => keyOf(values)));
    const reached = new Set(found.ends.map(keyOf));
    const missing = second.ends.filter(({ values }) => !reached.has(keyOf(values)));
    const extra = [...reached].filter((key) => !allowed.has(key)).length;
    ends.push(...missing.map(({ values, executions }) => ({ values, count: executions })));
    if (missing.length + extra > 0) {
      diagnostics.push(diagnose('litmus-second-opinion', { name: test.name, memory, missing: missing.length, extra }));
    }
  }
  return { outcome: outcomeOf(test, ends, [...new Set(flags)]), diagnostics };
}

export function searchEnds(
  program: Program,
  results: CompiledLitmus['results'],
  memory: EngineOptions['memory'],
  ctrl: ControlReach,
): Exploration {
  return explore(program, {
    ...{
      reduction: true,
      exact: false,
      reuse: 'quarantine',
      fair: false,
      kcsan: true,
      memory,
      control: ctrl,
      budget,
      traces: false,
    },
    observe: results.map((global) => ({ global, offset: 0 })),
  });
}

function offsetOf(test: LitmusTest, line: number, column: number): number {
  return test.file.lineSpan(line).start + column - 1;
}

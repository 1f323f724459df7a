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
): AxiomResult {
  const observe = results.map((global) => ({ global, offset: 0 }));
  return evaluateAxioms(program, { memory, ctrl, observe, maxCandidates: MAX_CANDIDATES });
}

function bySearch(test: LitmusTest, { results }: CompiledLitmus, program: Program, options: LitmusOptions): LitmusRun {
  const { memory, ctrl } = options;
  if (memory === 'lkmm+lb') return { diagnostics: [diagnose('litmus-memory-absent', { name: memory })] };
  const found = searchEnds(program, results, memory, ctrl);
  const flags = raceFlags(program, results, options) ?? (found.findings.some(isRace) ? ['data-race'] : []);
  // What stops a run is no end: it must not go unsaid.
  for (const { kind, severity } of found.findings) if (severity === 'crash') flags.push(kind);
  const ends = found.ends.map((values) => ({ values, count: 1 }));
  const diagnostics = found.complete ? [] : [diagnose('litmus-budget', { budget: found.budget ?? '' })];
  return { outcome: outcomeOf(test, ends, [...new Set(flags)]), diagnostics };
}

const isRace = ({ kind }: { readonly kind: string }): boolean => kind === 'data-race';

/**
 * Races by the kernel model's rules for plain accesses are its axioms' business: the search sees only
 * those that can be about to happen at the same time. Undefined where the axioms say nothing.
 */
function raceFlags(program: Program, results: CompiledLitmus['results'], options: LitmusOptions): string[] | undefined {
  const { memory, ctrl } = options;
  const isPlain = program.threads.some((thread) =>
    program.units[thread.unit]?.code.some(
      (instr) =>
        (instr.op === 'load' || instr.op === 'store') &&
        instr.marking === 'plain' &&
        !(instr.address.kind === 'global' && results.includes(instr.address.global)),
    ),
  );
  if (!isPlain) return [];
  if (memory === 'sc' || memory === 'tso') return undefined;
  const result = axiomEnds(program, results, memory, ctrl);
  return result.kind === 'ends' ? [...result.flags] : undefined;
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

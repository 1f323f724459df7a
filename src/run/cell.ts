/**
 * One cell: a case, a version, a config and a memory model in; a CellResult out. Applies, builds,
 * compiles, explores and judges, and touches no disk. The same cell gives the same result, byte for byte.
 */
import { renderDiagnostic } from '../base/diagnostics';
import { demandedLabels, onWholeFile, type ExpectedLine } from '../case';
import { explore, formatTrace, parseTrace, replay, type EngineFinding, type EngineOptions } from '../engine';
import type { Program } from '../program';
import { findingName, type CellResult, type Finding, type Witness } from '../result';
import type { Builds } from './builds';
import { judge, judgeRefusal } from './judge';
import { notShown } from './not-shown';
import { linesOf, WatchedLines } from './patch-lines';
import { attributed, type PlaceOf } from './places';
import { shortened } from './shorten';
import { lineOf, prepare, type Cell, type CellOptions } from './prepare';

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

export function runCell(builds: Builds, cell: Cell, options: CellOptions): CellOutcome {
  const line = lineOf(cell);
  const blank = blankResult(cell, line);
  if (line.expectation.kind === 'skip' && options.skipped !== true)
    return { result: { ...blank, asExpected: true }, inputErrors: [] };
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
  // Only where a version has patches of its own, and not in a search that is only to be compared.
  const patches = builds.seriesOf(cell.case.series).versions.get(cell.version)?.patches ?? [];
  const watched =
    options.traces && patches.length > 0
      ? new WatchedLines(built, program, linesOf(patches.map((one) => one.file)))
      : undefined;
  const found = explore(program, {
    ...prepared.options,
    ...(watched ? { watch: new Set(watched.places.keys()) } : {}),
  });
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
      diagnostics: notShown(cell.case, cell.version, mismatches).map((one) =>
        renderDiagnostic(onWholeFile(one, cell.case.file)),
      ),
      complete: found.complete,
      ...(found.budget === undefined ? {} : { budget: found.budget }),
      states: found.states,
      transitions: found.transitions,
      collisionBound: found.collisionBound,
      reached: Object.fromEntries(labels.map((label) => [label, found.reached.has(label)])),
      demanded,
      findings,
      ...(watched ? { patchLines: watched.patchLines(found.executed) } : {}),
    },
    facts: { terminals: found.terminals, terminalDigest: found.terminalDigest, storedStates: found.states },
    inputErrors: [],
  };
}

function findingOf(one: EngineFinding, program: Program, options: EngineOptions, place: PlaceOf): Finding {
  const found = { kind: one.kind, place: place(attributed(program, one.place)) };
  return {
    severity: one.severity,
    ...found,
    thread: one.thread,
    detail: one.detail,
    witnesses: one.witnesses.map((witness): Witness => {
      const trace = formatTrace(witness.trace);
      return {
        ...(witness.role === undefined ? {} : { role: witness.role }),
        trace,
        traceIs: witness.traceIs,
        preemptions: witness.preemptions,
        // A witness with a role shows one part of the finding: an edge between two lock classes.
        steps: stepsOf(trace, witness.role === undefined ? findingName(found) : undefined, program, options, place),
      };
    }),
  };
}

/**
 * Steps come from the text that is printed: what a reader sees is what replays, and shows what it is printed for.
 * @param finding name of the finding that the run must end in
 */
function stepsOf(
  text: string,
  finding: string | undefined,
  program: Program,
  options: EngineOptions,
  place: PlaceOf,
): Witness['steps'] {
  const parsed = parseTrace(text);
  if (!parsed.trace) throw new Error(`patch-oracle bug: a printed trace does not parse: ${text}`);
  const replayed = replay(program, options, parsed.trace, place);
  if (replayed.error !== undefined)
    throw new Error(`patch-oracle bug: a printed trace does not replay: ${text}: ${replayed.error}`);
  const shown = replayed.findings.map((one) =>
    findingName({ kind: one.kind, place: place(attributed(program, one.place)) }),
  );
  if (finding !== undefined && !shown.includes(finding))
    throw new Error(
      `patch-oracle bug: a printed trace shows ${shown.join(', ') || 'nothing'}, not ${finding}: ${text}`,
    );
  return shortened(replayed.steps);
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

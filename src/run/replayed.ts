/** Traces of one version replayed on another: where they lead there, and what of them cannot run. */
import { parseTrace, replay } from '../engine';
import { findingName, type Elsewhere } from '../result';
import type { Builds } from './builds';
import { attributed } from './places';
import { shortened } from './shorten';
import { prepare, usual, type Cell } from './prepare';

/** @returns a run per trace; undefined where the cell cannot be built or the trace cannot be read */
export function runReplays(builds: Builds, cell: Cell, traces: readonly string[]): (Elsewhere | undefined)[] {
  const prepared = prepare(cell, builds.build(cell.case.series, cell.version, cell.config), usual);
  if (prepared.kind === 'refused') return traces.map(() => undefined);
  const { program, options, place } = prepared;
  const runOf = (text: string): Elsewhere | undefined => {
    const { trace } = parseTrace(text);
    if (!trace) return undefined;
    const done = replay(program, options, trace, place);
    const names = done.findings.map((one) =>
      findingName({ kind: one.kind, place: place(attributed(program, one.place)) }),
    );
    return {
      version: cell.version,
      steps: shortened(done.steps),
      findings: [...new Set(names)],
      ...(done.error === undefined ? {} : { stuck: done.error }),
    };
  };
  // Versions that go wrong alike have the same trace.
  const runs = new Map([...new Set(traces)].map((text) => [text, runOf(text)]));
  return traces.map((text) => runs.get(text));
}

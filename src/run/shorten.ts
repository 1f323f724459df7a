/**
 * Long runs of one thread, shortened. A case without a second thread may take 65,000 steps in a row to its
 * finding, and nobody reads them: its two ends say where it came from and where it went. `replay` prints all.
 */
import type { TraceStep } from '../result';

/** Steps of one thread in a row that are kept whole. */
const longest = 1000;

/** Steps kept at either end of a longer run. */
const end = 200;

/** Of runs of one thread that are too long, the ends and what passed a label; a step says how many before it are gone. */
export function shortened(steps: readonly TraceStep[]): readonly TraceStep[] {
  if (steps.length <= longest) return steps;
  const out: TraceStep[] = [];
  for (let from = 0; from < steps.length;) {
    let to = from;
    while (to < steps.length && steps[to]?.thread === steps[from]?.thread) to++;
    out.push(...(to - from > longest ? shortRun(steps.slice(from, to)) : steps.slice(from, to)));
    from = to;
  }
  return out;
}

function shortRun(run: readonly TraceStep[]): TraceStep[] {
  const out: TraceStep[] = [];
  let omitted = 0;
  run.forEach((step, at) => {
    if (at >= end && at < run.length - end && step.reached.length === 0) {
      omitted++;
      return;
    }
    out.push(omitted === 0 ? step : { ...step, omitted });
    omitted = 0;
  });
  return out;
}

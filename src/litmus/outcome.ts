/** What became of a litmus test: final states, how often the condition holds, and whether the header says so. */
import { diagnose, type Diagnostic } from '../base/diagnostics';
import { holds, type FinalValue, type LitmusTest, type Observation, type StatedResult } from './litmus-test';

export interface FinalState {
  /** In the order of `LitmusTest.observed`. */
  readonly values: readonly FinalValue[];
  /** Ends of the search, or executions of the axioms, that end so. */
  readonly count: number;
  /** The condition (of `~exists` what stands behind it) holds. */
  readonly positive: boolean;
}

export interface Outcome {
  readonly states: readonly FinalState[];
  readonly positive: number;
  readonly negative: number;
  readonly observation: Observation;
  /** As herd7 names them: `data-race`. */
  readonly flags: readonly string[];
}

/** Sums up ends; those that the filter leaves out do not count. */
export function outcomeOf(
  test: LitmusTest,
  ends: readonly { readonly values: readonly (number | string)[]; readonly count: number }[],
  flags: readonly string[],
): Outcome {
  const states = new Map<string, FinalState>();
  for (const end of ends) {
    const values = end.values.map((value) => (value === 'NULL' ? 0 : value));
    const value = (name: string): FinalValue | undefined => values[test.observed.findIndex((one) => one.name === name)];
    if (test.filter && !holds(test.filter, value)) continue;
    const key = JSON.stringify(values);
    const count = (states.get(key)?.count ?? 0) + end.count;
    states.set(key, { values, count, positive: holds(test.condition, value) });
  }
  const all = [...states.values()].sort((a, b) => order(a.values, b.values));
  const sum = (positive: boolean): number =>
    all.reduce((total, one) => total + (one.positive === positive ? one.count : 0), 0);
  const positive = sum(true);
  const negative = sum(false);
  const observation = positive === 0 ? 'Never' : negative === 0 ? 'Always' : 'Sometimes';
  return { states: all, positive, negative, observation, flags };
}

function order(a: readonly FinalValue[], b: readonly FinalValue[]): number {
  for (const [index, one] of a.entries()) {
    const other = b[index] ?? 0;
    if (one === other) continue;
    if (typeof one === 'number' && typeof other === 'number') return one - other;
    return String(one) < String(other) ? -1 : 1;
  }
  return 0;
}

/**
 * What the header states for this model. `Result:` speaks of the kernel's model: the search with load
 * buffering and branches that reach to their join. What that forbids every stronger model forbids too;
 * of what it allows another model may have a line of its own: `Result (tso): Sometimes`.
 */
export function statedResult(test: LitmusTest, memory: string, ctrl: string): StatedResult | undefined {
  const named = (of: string): StatedResult | undefined => test.results.find((one) => one.of === of);
  const kernel = named('');
  if (memory === 'lkmm+lb' && ctrl === 'lkmm') return kernel;
  const own = ctrl === 'hardware' && memory.startsWith('lkmm') ? named('hardware') : named(memory);
  return own ?? (kernel?.observation === 'Never' ? kernel : undefined);
}

/** A diagnostic when the header says something else. */
export function against(test: LitmusTest, outcome: Outcome, memory: string, ctrl: string): Diagnostic[] {
  const stated = statedResult(test, memory, ctrl);
  if (!stated || stated.observation === outcome.observation) return [];
  const facts = { name: test.name, expected: stated.observation, memory, found: outcome.observation };
  return [diagnose('litmus-differs', facts, stated.span)];
}

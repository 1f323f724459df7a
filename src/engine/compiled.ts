/**
 * The generated steps of a program, compiled. A search that starts over with larger pools, and every
 * replay, makes a machine of the same program: the text is written and compiled once, and bound to the
 * memory of each machine. It is the same for all of them (`Ground`), but for the places it notes.
 */
import type { PlaceId } from '../program';
import type { Analysis } from './analysis';
import { RUNTIME, generate, type Outcome } from './codegen';

export type StepFunction = (thread: number, base: number, choice: number) => Outcome;

/** Functions of one machine; all but `start` are indexed by step number. */
export interface BoundSteps {
  readonly run: readonly (StepFunction | undefined)[];
  readonly enabled: readonly (((thread: number, base: number) => boolean) | undefined)[];
  readonly address: readonly (((thread: number, base: number) => number) | undefined)[];
  readonly outcomes: readonly (((thread: number, base: number) => number) | undefined)[];
  /** Per unit: runs the local code before its first step. */
  readonly start: readonly StepFunction[];
}

export interface CompiledSteps {
  /** Gives the functions what `RUNTIME` names, in that order. */
  readonly bind: (...environment: readonly unknown[]) => BoundSteps;
  /** Places whose passing the functions note. */
  readonly watch: ReadonlySet<PlaceId>;
}

const known = new WeakMap<Analysis, CompiledSteps>();

/** @param watch places whose passing is to be noted; more of them may be */
export function compiledSteps(analysis: Analysis, watch: ReadonlySet<PlaceId> = new Set()): CompiledSteps {
  const before = known.get(analysis);
  if (before && [...watch].every((place) => before.watch.has(place))) return before;
  const made = { bind: compile(analysis, watch), watch };
  known.set(analysis, made);
  return made;
}

function compile(analysis: Analysis, watch: ReadonlySet<PlaceId>): CompiledSteps['bind'] {
  const code = generate(analysis, watch);
  const list = (functions: readonly (string | undefined)[]): string =>
    `[${functions.map((one) => one ?? 'undefined').join(',\n')}]`;
  const text = `"use strict";return {run:${list(code.run)},enabled:${list(code.enabled)},address:${list(code.address)},outcomes:${list(code.outcomes)},start:${list(code.start)}};`;
  // The text is made from the checked program alone: numbers, fixed names and nothing a user wrote.
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  return new Function(...RUNTIME, text) as CompiledSteps['bind'];
}

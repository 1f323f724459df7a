/** What is run on a model: texts in C, one for each thread. Knows nothing of how they are compiled. */
import type { SourceFile } from '../base/source';

export interface ScenarioThread {
  readonly name: string;
  /** C statements; the last `;` may be left out. */
  readonly source: SourceFile;
  readonly cpu: number;
  /** What __self() says in it, from 1; its place in the list when left out. */
  readonly number?: number;
}

export interface Scenario {
  /** Its declarations at the top level are seen by the threads and by `finally`. */
  readonly setup?: SourceFile;
  readonly finally?: SourceFile;
  readonly threads: readonly ScenarioThread[];
  /** `<function>:<site>` of every `__inject(site)` that may fail. */
  readonly inject: readonly string[];
}

/** Of the same texts, compiled on one model, the program is the same. */
export function sameScenario(a: Scenario, b: Scenario): boolean {
  return (
    a.setup === b.setup &&
    a.finally === b.finally &&
    sameList(a.threads, b.threads, sameThread) &&
    sameList(a.inject, b.inject, (one, other) => one === other)
  );
}

function sameThread(a: ScenarioThread, b: ScenarioThread): boolean {
  return a.name === b.name && a.source === b.source && a.cpu === b.cpu && a.number === b.number;
}

/** The lists are of one length before members are compared: there is one at each index. */
function sameList<T>(a: readonly T[], b: readonly T[], same: (one: T, other: T) => boolean): boolean {
  return a.length === b.length && a.every((one, index) => same(one, b[index] as T));
}

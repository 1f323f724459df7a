/**
 * What a case says, resolved: every name checked, every default filled in, C still as text with its
 * YAML position. This file knows nothing of YAML, of the model or of the engine.
 */
import type { SourceFile, Span } from '../base/source';
import type { Expectation, Source } from '../result';

export type Memory = 'sc' | 'tso' | 'lkmm' | 'lkmm+lb';
/** `hardware`: a condition waits for its loads. `lkmm`: it orders only the stores in its branches. */
export type Ctrl = 'hardware' | 'lkmm';
export type Reuse = 'quarantine' | 'lifo' | 'any';

/** Counts of states that end a search. */
export interface Budget {
  readonly states?: number;
  readonly traceStates?: number;
  readonly livenessStates?: number;
}

/** One value of the config axis. */
export interface CaseConfig {
  /** Empty for the one unnamed config. */
  readonly name: string;
  /** `CONFIG_X` and macros, as the C front end takes them (`rwsem: count` has become CONFIG_RWSEM_COUNT). */
  readonly macros: ReadonlyMap<string, string>;
  readonly reuse: Reuse;
  readonly fair: boolean;
  readonly kcsan: boolean;
  /** What a condition does to the loads it depends on, under `lkmm+lb`: see `Ctrl`. */
  readonly ctrl: Ctrl;
  readonly budget: Budget;
}

export interface CaseThread {
  readonly name: string;
  /** C statements: the YAML file with everything else blanked. */
  readonly source: SourceFile;
  readonly cpu: number;
}

/** A reach label and the versions in which some run must pass it. */
export interface ReachDemand {
  readonly label: string;
  readonly versions: 'all' | readonly string[];
  /** Versions left out of `all`. */
  readonly except: readonly string[];
  readonly span: Span;
}

/** What is expected of one version under one config and memory model. */
export interface ExpectedLine {
  readonly version: string;
  /** A name in `configs`. */
  readonly config: string;
  readonly memory: Memory;
  readonly expectation: Expectation;
  readonly source: Source;
  /** The sentence that a prediction is made with. */
  readonly because?: string;
  readonly span: Span;
}

/** Lines taken out of a function of a passing version: the case must notice. */
export interface Without {
  readonly version: string;
  readonly config: string;
  readonly memory: Memory;
  /** Function that loses the lines. */
  readonly function: string;
  /** Each is one line, or neighbouring lines joined by newlines, as in the variant's source; blanks at both ends do not count. */
  readonly lines: readonly string[];
  readonly expectation: Expectation;
  readonly span: Span;
}

export interface Case {
  readonly series: string;
  /** File name without folder and extension. */
  readonly name: string;
  /** The whole YAML file. */
  readonly file: SourceFile;
  readonly title: string;
  readonly question: string;
  /** Ids of review items. */
  readonly decides: readonly string[];
  readonly configs: readonly CaseConfig[];
  readonly memory: readonly Memory[];
  readonly setup?: SourceFile;
  readonly threads: readonly CaseThread[];
  readonly finally?: SourceFile;
  /** `function:fault`. */
  readonly inject: readonly string[];
  readonly reach: readonly ReachDemand[];
  /** One per version, config and memory model that the case runs. */
  readonly expect: readonly ExpectedLine[];
  readonly without: readonly Without[];
  readonly notes?: string;
}

/** What a case must know of its series; src/patch gives it. */
export interface SeriesNames {
  readonly name: string;
  readonly versions: readonly {
    readonly name: string;
    /** A case may leave this version out: a control, or one whose `applies-to` does not name the case. */
    readonly optional: boolean;
  }[];
  /** Ids of review items. */
  readonly items: readonly string[];
}

/** Labels that the case demands of a version. */
export function demandedLabels(one: Case, version: string): readonly string[] {
  return one.reach
    .filter((demand) =>
      demand.versions === 'all' ? !demand.except.includes(version) : demand.versions.includes(version),
    )
    .map((demand) => demand.label);
}

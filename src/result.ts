/**
 * Waist 2: what a search says of one cell (case, version, config, memory model), as plain data.
 * A reporter may read this and nothing else. No prose is made here.
 */

/** Every kind of finding, by the word that reports print. `crash` stops the path, `warn` does not. */
export const kinds = {
  'bug-on': 'crash',
  'vm-bug-on': 'crash',
  assert: 'crash',
  'use-after-free': 'crash',
  'double-free': 'crash',
  'null-deref': 'crash',
  'wild-access': 'crash',
  deadlock: 'crash',
  hang: 'crash',
  'lock-imbalance': 'crash',
  'refcount-underflow': 'crash',
  'warn-on': 'warn',
  'vm-warn-on': 'warn',
  'lockdep-circular': 'warn',
  'lockdep-recursive': 'warn',
  'sleep-in-atomic': 'warn',
  'lock-held-at-exit': 'warn',
  'irqs-left-disabled': 'warn',
  'data-race': 'warn',
  leak: 'warn',
  'refcount-saturated': 'warn',
  skew: 'warn',
  expect: 'warn',
} as const;

export type Kind = keyof typeof kinds;
export type Severity = (typeof kinds)[Kind];

/** A place in a source, and the patch line that wrote it, if one did. */
export interface SourcePlace {
  /** As users see it: `mm/khugepaged.c`, `cases/swapin/04-munmap.yaml`. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly function: string;
  /** The source line, trimmed. */
  readonly text: string;
  /** Patch file, 1-based hunk and 1-based line in the patch file. */
  readonly patch?: { readonly patch: string; readonly hunk: number; readonly line: number };
}

/** One step of a trace, as a reader sees it. */
export interface TraceStep {
  /** Name of the thread, or `cpu1!ipi`, `rcu`. */
  readonly thread: string;
  readonly cpu: number;
  readonly place: SourcePlace;
  /** Call sites, outermost first; the place itself is not in it. */
  readonly stack: readonly SourcePlace[];
  /** What it did: `down_read mm.mmap_lock`, `read vma#1.anon_vma = anon_vma#1`. */
  readonly action: string;
  /** Locks the thread holds after the step, in the order taken. */
  readonly held: readonly { readonly lock: string; readonly mode: 'read' | 'write' }[];
  /** Memory that changed. */
  readonly changed: readonly { readonly name: string; readonly from: string; readonly to: string }[];
  /** Reach labels passed in this step. */
  readonly reached: readonly string[];
  readonly irqsOff: boolean;
  readonly preemptOff: boolean;
  /** This step runs in another thread than the one before, while that one could have gone on. */
  readonly preemption: boolean;
  /** So many steps of the same thread right before it are not told here: the run is very long. `replay` tells all. */
  readonly omitted?: number;
}

/** One run that shows a finding. A livelock has a stem and a `cycle`; lockdep has one witness per edge. */
export interface Witness {
  /** What it witnesses when there are several: `mm_struct.mmap_lock -> cpu_hotplug.lock`. */
  readonly role?: string;
  /** Legible text that parses and replays: `khugepaged*7 task*3 khugepaged`. */
  readonly trace: string;
  readonly traceIs: 'minimal' | 'best found';
  readonly preemptions: number;
  /** Steps at the unreduced granularity; of very long runs of one thread the ends. */
  readonly steps: readonly TraceStep[];
  /** The same schedule on one other version of the series: the first later one that the case expects to be without the finding, else the last earlier one. */
  readonly elsewhere?: Elsewhere;
}

/** A trace replayed on a version that it was not found on. */
export interface Elsewhere {
  readonly version: string;
  readonly steps: readonly TraceStep[];
  /** What of the trace could not run there, and why. */
  readonly stuck?: string;
  /** Names of what was met on the way. */
  readonly findings: readonly string[];
}

export interface Finding {
  readonly severity: Severity;
  readonly kind: Kind;
  /** Where it happened; `place.function` is what cases name. */
  readonly place: SourcePlace;
  /** Thread that ran into it. */
  readonly thread: string;
  /** Facts: the object, lock or classes involved, as short text: `vma#1.anon_vma, freed by task`. */
  readonly detail: string;
  /** 1..n. */
  readonly witnesses: readonly Witness[];
}

export type Verdict = 'pass' | 'warn' | 'crash' | 'inconclusive' | 'refused';

export type Source = 'dossier' | 'predicted' | 'observed';

/** What a case says of one version and config. */
export type Expectation =
  | { readonly kind: 'findings'; readonly findings: readonly string[] }
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'skip'; readonly reason: string };

/** What was not as expected; empty when all was. Facts, no sentences. */
export type Mismatch =
  | { readonly kind: 'unexpected-finding'; readonly finding: string }
  | { readonly kind: 'missing-finding'; readonly finding: string }
  | { readonly kind: 'not-reached'; readonly label: string }
  | { readonly kind: 'inconclusive'; readonly budget: string }
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'not-refused'; readonly code: string }
  /** A thread never took a step, set-up failed, or no run satisfied every `assume`. */
  | { readonly kind: 'vacuous'; readonly reason: string }
  /** A line was taken out, and the search did not find what the case says it must (see `CellResult.withouts`). */
  | { readonly kind: 'without'; readonly line: string; readonly expected: string; readonly found: string };

/** A line taken out of a passing version: the proof that the pass could have failed. */
export interface WithoutResult {
  /** Function that lost the line. */
  readonly function: string;
  /** The lines as the case writes them, joined by newlines. */
  readonly line: string;
  /** Names of findings, in the case's order. */
  readonly expected: readonly string[];
  /** Names of findings, sorted. */
  readonly found: readonly string[];
  readonly asExpected: boolean;
  /** Why there is no verdict: a budget, or the diagnostics of a variant that does not build. */
  readonly problem?: string;
}

/** One cell. */
export interface CellResult {
  readonly series: string;
  readonly version: string;
  /** File name of the case without folder and extension: `04-munmap`. */
  readonly case: string;
  readonly config: string;
  readonly memory: string;
  readonly verdict: Verdict;
  readonly asExpected: boolean;
  readonly mismatches: readonly Mismatch[];
  readonly expected: Expectation;
  readonly source: Source;
  /** Everything within the bounds was explored. */
  readonly complete: boolean;
  /** Budget that ended the search, when one did. */
  readonly budget?: string;
  /** Rendered diagnostics, when the cell was refused. */
  readonly diagnostics: readonly string[];
  readonly states: number;
  readonly transitions: number;
  /** Upper bound of the probability that two states shared a hash; 0 with exact storing. */
  readonly collisionBound: number;
  /** Label -> some run passed it. */
  readonly reached: Readonly<Record<string, boolean>>;
  /** Labels the case demands in this version. */
  readonly demanded: readonly string[];
  readonly findings: readonly Finding[];
  /** What the case takes out of this passing version. */
  readonly withouts?: readonly WithoutResult[];
  /** By patch file of this version: its added lines that are code, by whether some explored run passed them. */
  readonly patchLines?: Readonly<Record<string, PatchLines>>;
}

/** 1-based lines of a patch file, ascending. A line that is no code (a comment, a brace, a declaration) is in neither. */
export interface PatchLines {
  readonly run: readonly number[];
  readonly unrun: readonly number[];
}

/** Steps of a run, those not told here too. */
export function lengthOf(steps: readonly TraceStep[]): number {
  return steps.reduce((sum, step) => sum + 1 + (step.omitted ?? 0), 0);
}

/** Number of each step in the whole run, from 1, as `replay` prints it. */
export function numbersOf(steps: readonly TraceStep[]): number[] {
  let number = 0;
  return steps.map((step) => (number += 1 + (step.omitted ?? 0)));
}

/** `kind@function`, the name of a finding in cases. */
export function findingName(finding: { readonly kind: string; readonly place: { readonly function: string } }): string {
  return `${finding.kind}@${finding.place.function}`;
}

/** The verdict of a finished search: the worst severity of its findings. */
export function verdictOf(findings: readonly { readonly severity: Severity }[]): 'pass' | 'warn' | 'crash' {
  if (findings.some((one) => one.severity === 'crash')) return 'crash';
  return findings.length > 0 ? 'warn' : 'pass';
}

/** One reviewer's concern, as series.yaml states it, with what the cells say of it. */
export interface ReviewItem {
  readonly id: string;
  readonly who: string;
  /** ISO date. */
  readonly date: string;
  readonly messageId: string;
  /** In our words. */
  readonly concern: string;
  /** Set for items that claim nothing about safety: why not. */
  readonly notASafetyClaim?: string;
  readonly claim?: { readonly version: string; readonly finding: string };
  /** Cases that decide it. */
  readonly cases: readonly string[];
}

export interface VersionInfo {
  readonly series: string;
  readonly name: string;
  /** Short name used by the dossier and in tables. */
  readonly tag: string;
  readonly base?: string;
  readonly title: string;
  readonly author?: string;
  readonly date?: string;
  readonly messageId?: string;
  /** Shown only with the cases that name it. */
  readonly control: boolean;
  /** Patch files in order, relative to the project, with their text. */
  readonly patches: readonly { readonly file: string; readonly text: string }[];
  /** Per hunk of its patches, in order: where it stands in the model, and what stands around it. */
  readonly contexts?: readonly HunkContext[];
  /** What turns the version before it in the series into this one; empty when they are the same. */
  readonly interdiff?: { readonly against: string; readonly text: string };
}

/** The surroundings of a hunk in the file that its patch was made for. */
export interface HunkContext {
  readonly patch: string;
  /** 1-based number of the hunk in the patch file. */
  readonly hunk: number;
  /** 1-based line of the file at which the hunk begins, before and after the patch. */
  readonly oldStart: number;
  readonly newStart: number;
  /** Lines of the same file just before and just after the hunk, up to the next hunk or the function's end. */
  readonly before: readonly string[];
  readonly after: readonly string[];
}

export interface CaseInfo {
  readonly series: string;
  readonly name: string;
  readonly file: string;
  readonly title: string;
  readonly question: string;
  readonly decides: readonly string[];
  readonly notes?: string;
  /** Bounds as printed beside a pass: `PMD_ORDER=1, reuse=quarantine`. */
  readonly configs: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Everything a report of one series is made from. */
export interface SeriesResult {
  readonly series: string;
  readonly title: string;
  readonly versions: readonly VersionInfo[];
  readonly cases: readonly CaseInfo[];
  readonly items: readonly ReviewItem[];
  readonly cells: readonly CellResult[];
  /** Per model function that is simplified or stubbed: one line from PROVENANCE.md. */
  readonly provenance: Readonly<Record<string, string>>;
  /** What the model as a whole leaves out or reduces, one line each, from PROVENANCE.md. */
  readonly leftOut?: readonly string[];
  /** 12 hexadecimal digits over the sources of the plain model. */
  readonly modelHash?: string;
}

/** A changed line of a patch, with its sign. */
export interface PatchLine {
  readonly patch: string;
  readonly hunk: number;
  /** 1-based line of the patch file. */
  readonly line: number;
  readonly text: string;
}

/** Which parts of a version's own patches a cell's answer hangs on. */
export interface Blame {
  readonly series: string;
  readonly version: string;
  readonly case: string;
  readonly config: string;
  readonly memory: string;
  /** Names of findings, sorted; empty is a pass. */
  readonly found: readonly string[];
  /** The smallest set of hunks without which the answer is another one; empty when there is none. */
  readonly hunks: BlamedParts;
  /** Of those hunks, the smallest set of lines. */
  readonly lines: BlamedParts;
  /** Searches that were needed. */
  readonly searches: number;
}

export interface BlamedParts {
  readonly changed: readonly PatchLine[];
  /** What is found without them. */
  readonly found: readonly string[];
  /** Other single parts without which the answer is another one too. */
  readonly alone: readonly (readonly PatchLine[])[];
  /** The budget of searches ended it: a smaller set may exist. */
  readonly cut: boolean;
}

/** What each barrier, lock operation, check and label that a version adds is good for, as far as the cases see. */
export interface Necessity {
  readonly series: string;
  readonly version: string;
  /** Cells that were asked, for every element. */
  readonly cells: number;
  readonly elements: readonly ElementNeed[];
}

export interface ElementNeed {
  readonly kind: 'barrier' | 'lock' | 'check' | 'label';
  readonly function: string;
  /** As written, on one line. */
  readonly text: string;
  /** The patch line on which it begins. */
  readonly place: PatchLine;
  /** Without it, the variant does not build: the first diagnostic. */
  readonly refused?: string;
  /** Cells that notice, with what they find without it. */
  readonly noticed: readonly {
    readonly case: string;
    readonly config: string;
    readonly memory: string;
    readonly before: readonly string[];
    readonly after: readonly string[];
  }[];
  /** Cells whose search a budget ended. */
  readonly open: number;
}

/** What a search under a memory model leaves out, as a bound printed beside its passes. */
export function notExplored(memory: string): string | undefined {
  return memory === 'lkmm' ? 'load buffering not explored' : undefined;
}

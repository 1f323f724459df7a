/** A litmus test as read: its frame and condition as data, its threads as stretches of the file. It knows no program. */
import type { SourceFile, Span } from '../base/source';

/** How often a condition holds, in the kernel documentation's words. */
export const observations = ['Never', 'Sometimes', 'Always'] as const;
export type Observation = (typeof observations)[number];

/** What a location holds; `pointers` counts the stars. */
export interface LocationType {
  readonly base: 'atomic_t' | 'spinlock_t' | 'integer';
  /** The integer type as written. */
  readonly word: string;
  readonly pointers: number;
}

export interface Location {
  readonly name: string;
  readonly type: LocationType;
  /** A number, or the name of another location whose address it is. */
  readonly initial: number | string;
  readonly span: Span;
}

export interface LitmusThread {
  /** P0 is 0. */
  readonly number: number;
  readonly parameters: readonly string[];
  /** Offsets of the text between the braces. */
  readonly start: number;
  readonly end: number;
}

/** Something whose final value is asked for; the name is as herd7 prints it: `1:r0`, `x`. */
export type Observed =
  | { readonly kind: 'register'; readonly name: string; readonly thread: number; readonly register: string }
  | { readonly kind: 'location'; readonly name: string };

/** A final value: a number, or the name of the location that a pointer points to. */
export type FinalValue = number | string;

export type Condition =
  | { readonly kind: 'is'; readonly what: Observed; readonly value: FinalValue }
  | { readonly kind: 'same'; readonly what: Observed; readonly other: Observed }
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'and' | 'or' | 'implies'; readonly a: Condition; readonly b: Condition }
  | { readonly kind: 'constant'; readonly value: boolean };

export type Quantifier = 'exists' | '~exists' | 'forall';

/** `Result: Never` in a comment; `Result (tso): Sometimes` is that of another model. */
export interface StatedResult {
  /** As in the parentheses, white space taken out; '' for the kernel's model. */
  readonly of: string;
  readonly observation: Observation;
  readonly span: Span;
}

export interface LitmusTest {
  readonly name: string;
  readonly file: SourceFile;
  readonly results: readonly StatedResult[];
  readonly locations: readonly Location[];
  readonly threads: readonly LitmusThread[];
  /** What is printed of a final state, in order: the names of the condition, then those of `locations`. */
  readonly observed: readonly Observed[];
  readonly filter: Condition | undefined;
  readonly quantifier: Quantifier;
  readonly condition: Condition;
  /** The condition as the file writes it, white space collapsed. */
  readonly conditionText: string;
}

export function typeText(type: LocationType): string {
  return `${type.word}${type.pointers === 0 ? '' : ` ${'*'.repeat(type.pointers)}`}`;
}

/** Does the condition hold? `value` gives final values by printed name. */
export function holds(condition: Condition, value: (name: string) => FinalValue | undefined): boolean {
  switch (condition.kind) {
    case 'is':
      return value(condition.what.name) === condition.value;
    case 'same':
      return value(condition.what.name) === value(condition.other.name);
    case 'not':
      return !holds(condition.of, value);
    case 'and':
      return holds(condition.a, value) && holds(condition.b, value);
    case 'or':
      return holds(condition.a, value) || holds(condition.b, value);
    case 'implies':
      return !holds(condition.a, value) || holds(condition.b, value);
    case 'constant':
      return condition.value;
  }
}

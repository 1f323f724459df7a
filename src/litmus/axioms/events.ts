/** The events of an execution, as the kernel's memory model tells them apart. */
import type { Pc, PlaceId } from '../../program';

/**
 * lock-read and lock-write are the two halves of taking a lock; lock-fail a trylock that did not, is-held
 * and is-free what spin_is_locked() saw. sync-begin is where synchronize_rcu() starts: the kernel's axioms
 * do not need it, those of strong models do.
 */
export type EventKind =
  | 'read'
  | 'write'
  | 'fence'
  | 'lock-read'
  | 'lock-write'
  | 'unlock'
  | 'lock-fail'
  | 'is-held'
  | 'is-free'
  | 'rcu-lock'
  | 'rcu-unlock'
  | 'sync-begin'
  | 'sync-rcu';

/** How an access is marked, or which fence it is; `noreturn` is the read of an atomic that returns nothing. */
export type EventTag =
  | 'plain'
  | 'once'
  | 'acquire'
  | 'release'
  | 'noreturn'
  | 'mb'
  | 'rmb'
  | 'wmb'
  | 'before-atomic'
  | 'after-atomic'
  | 'after-spinlock'
  | 'after-unlock-lock'
  | 'barrier'
  | 'none';

export interface ThreadEvent {
  readonly kind: EventKind;
  readonly tag: EventTag;
  /** Address accessed; -1 for fences. */
  readonly location: number;
  /** Value read or written. */
  readonly value: number;
  /** Of events of this thread, by position, a bit each: reads that address, data and branches taken depend on. */
  readonly address: number;
  readonly data: number;
  readonly control: number;
  /** Position of the other half of a read-modify-write or of taking a lock; -1 when there is none. */
  readonly partner: number;
  /** x86 has it as a locked instruction, failed or not. */
  readonly locked: boolean;
  readonly at: PlaceId;
  /** Instruction of its unit. */
  readonly pc: Pc;
}

/** Events are numbered in 31 bits of a word. */
export const maxEvents = 31;

/** One way through a thread, given what its reads returned. */
export interface ThreadPath {
  readonly events: readonly ThreadEvent[];
  /** Result globals that the thread wrote, by address. */
  readonly results: ReadonlyMap<number, number>;
}

export function readsMemory({ kind }: ThreadEvent): boolean {
  return kind === 'read' || kind === 'lock-read' || kind === 'lock-fail' || kind === 'is-held' || kind === 'is-free';
}

export function writesMemory({ kind }: ThreadEvent): boolean {
  return kind === 'write' || kind === 'lock-write' || kind === 'unlock';
}

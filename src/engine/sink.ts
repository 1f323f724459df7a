/** Where a running program tells what it ran into. The search, the trace search and the replay each have their own. */
import type { PlaceId } from '../program';
import type { Kind } from '../result';

export interface Sink {
  /** A finding of this thread at this place. `detail` is made only when somebody keeps it. */
  report(kind: Kind, place: PlaceId, thread: number, detail: () => string): void;
  /** A lock of class `to` is taken while one of class `from` is held; classes are lockdep's, with nesting level. */
  lockOrder(from: number, fromRead: boolean, to: number, toRead: boolean, place: PlaceId, thread: number): void;
  /** The search cannot be complete: a bound of the model was hit. */
  limit(what: string): void;
}

/** Nobody asks. */
export const silent: Sink = { report: () => undefined, lockOrder: () => undefined, limit: () => undefined };

/** A pool of the address space is too small: lay out again with a larger one. */
export class PoolExhausted extends Error {
  constructor(
    readonly type: number,
    readonly thread: number,
  ) {
    super('pool exhausted');
  }
}

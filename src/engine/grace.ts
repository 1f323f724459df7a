/**
 * RCU: read-side sections, synchronize_rcu, rcu_barrier, call_rcu. A grace period waits for the
 * sections open at its start and for no later one. A callback runs in a handler thread of its own.
 */
import type { PlaceId } from '../program';
import { record, type Layout } from './layout';
import type { Sink } from './sink';
import type { State } from './state';

/** All callback threads are taken: lay out again with one more. */
export class CallbacksExhausted extends Error {}

export class Grace {
  private readonly slots: Int32Array;
  constructor(
    private readonly state: State,
    private readonly layout: Layout,
    private readonly sink: { current: Sink },
    private readonly startHandler: (thread: number, handler: number, argument: number) => void,
    /** There is room for more callback threads, if one layout has too few. */
    private readonly mayGrow: boolean,
    /** Told when a reader's section is over, and to whom that matters. */
    private readonly told?: {
      readonly ends: (reader: number) => void;
      readonly over: (reader: number, waiter: number) => void;
    },
  ) {
    this.slots = state.slots;
  }

  private at(address: number): number {
    return this.slots[address] as number;
  }

  /** Threads inside a read-side section, a bit each. */
  private readers(): number {
    let mask = 0;
    this.layout.threads.forEach(({ base }, thread) => {
      if (this.at(base + record.rcuNesting) > 0) mask |= 1 << thread;
    });
    return mask;
  }

  /** Leaves a section; true when there was none (a `lock-imbalance`). */
  unlock(thread: number, base: number, place: PlaceId): boolean {
    const nesting = this.at(base + record.rcuNesting);
    if (nesting === 0) {
      this.sink.current.report('lock-imbalance', place, thread, () => 'rcu_read_unlock without rcu_read_lock');
      return true;
    }
    this.state.set(base + record.rcuNesting, nesting - 1);
    if (nesting === 1) this.leave(thread);
    return false;
  }

  /** No grace period waits for the thread any more: its section is over, or it has ended inside (exit_rcu). */
  leave(thread: number): void {
    this.told?.ends(thread);
    this.layout.threads.forEach((other, index) => {
      const waits = other.base + record.rcuWaits;
      if ((this.at(waits) & (1 << thread)) === 0) return;
      this.state.set(waits, this.at(waits) & ~(1 << thread));
      this.told?.over(thread, index);
    });
  }

  canSynchronize(base: number): boolean {
    return this.at(base + record.phase) === 0 || this.at(base + record.rcuWaits) === 0;
  }

  /** One step of synchronize_rcu; true when the grace period is over. */
  synchronize(base: number): boolean {
    if (this.at(base + record.phase) === 0) {
      const waits = this.readers();
      if (waits === 0) return true;
      this.state.set(base + record.rcuWaits, waits);
      this.state.set(base + record.phase, 1);
      return false;
    }
    this.state.set(base + record.phase, 0);
    return true;
  }

  /** No callback is waiting or running. */
  idle(): boolean {
    return this.layout.threads.every(({ kind, base }) => kind !== 'rcu' || this.at(base) === 0);
  }

  /** Queues a callback; false when a bound ends the run. @throws CallbacksExhausted when more handler threads are needed */
  call(handler: number, argument: number): boolean {
    const thread = this.layout.threads.findIndex(({ kind, base }) => kind === 'rcu' && this.at(base) === 0);
    const base = this.layout.threads[thread]?.base;
    if (base === undefined) {
      if (this.mayGrow) throw new CallbacksExhausted();
      this.sink.current.limit('callbacks under way');
      return false;
    }
    this.state.set(base + record.rcuWaits, this.readers());
    this.startHandler(thread, handler, argument);
    return true;
  }

  /** May this callback thread take its next step? */
  due(base: number): boolean {
    return this.at(base + record.rcuWaits) === 0;
  }
}

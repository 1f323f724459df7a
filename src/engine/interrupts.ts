/**
 * CPUs: who may run where, and inter-processor interrupts. Two threads of one CPU switch only where
 * the running one may be preempted; an interrupt is taken where the CPU has interrupts enabled. As in
 * the kernel, a sender has one call per target under way: the next waits for it.
 */
import { MAX_THREADS, record, type Layout } from './layout';
import type { State } from './state';

export class Interrupts {
  private readonly slots: Int32Array;
  /** Interrupt thread of each CPU. */
  private readonly threadOf = new Map<number, number>();
  constructor(
    private readonly state: State,
    private readonly layout: Layout,
    private readonly startHandler: (thread: number, handler: number, argument: number) => void,
  ) {
    this.slots = state.slots;
    layout.threads.forEach((one, index) => {
      if (one.kind === 'ipi') this.threadOf.set(one.cpu, index);
    });
  }

  private at(address: number): number {
    return this.slots[address] as number;
  }

  private targets(thread: number, mask: number): number[] {
    const own = this.layout.threads[thread]?.cpu;
    const found: number[] = [];
    for (const [cpu, target] of this.threadOf) if ((mask >>> cpu) & 1 && cpu !== own) found.push(target);
    return found;
  }

  private pending(target: number, sender: number): number {
    return (this.layout.threads[target]?.pending ?? 0) + 2 * sender;
  }

  /** May another thread of the same CPU run, as far as this one is concerned? */
  yields(thread: number): boolean {
    const base = this.layout.threads[thread]?.base ?? 0;
    return this.at(base + record.preempt) === 0 && this.at(base + record.irqsOff) === 0;
  }

  /** Nothing on the thread's CPU keeps it from running. */
  mayRun(thread: number): boolean {
    return this.layout.threads.every((_, other) => !this.keeps(other, thread));
  }

  /** Threads that keep this one off its CPU. */
  keepers(thread: number): number[] {
    return this.layout.threads.flatMap((_, other) => (this.keeps(other, thread) ? [other] : []));
  }

  private keeps(other: number, thread: number): boolean {
    const own = this.layout.threads[thread];
    const one = this.layout.threads[other];
    if (!own || !one || other === thread || one.cpu !== own.cpu) return false;
    if (own.kind === 'rcu' || one.kind === 'rcu' || one.kind === 'setup' || this.at(one.base) === 0) return false;
    if (own.kind === 'ipi') return this.at(one.base + record.irqsOff) !== 0;
    return one.kind === 'ipi' || !this.yields(other);
  }

  /** Threads that a waiting sender waits for: handlers under way, and whoever keeps an interrupt out. */
  answering(sender: number): number[] {
    return [...this.threadOf.values()].flatMap((target) => {
      if (this.at(this.pending(target, sender)) === 0) return [];
      const busy = this.at(this.layout.threads[target]?.base ?? 0) !== 0;
      return busy ? [target] : this.keepers(target);
    });
  }

  canSend(thread: number, base: number, mask: number): boolean {
    // First half: no earlier call of ours to a target is under way. Second half: all are done.
    void base;
    return this.targets(thread, mask).every((target) => this.at(this.pending(target, thread)) === 0);
  }

  /** One step of sending; true when the sender goes on. */
  send(thread: number, base: number, mask: number, handler: number, argument: number, wait: boolean): boolean {
    const targets = this.targets(thread, mask);
    if (this.at(base + record.phase) === 1) {
      this.state.set(base + record.phase, 0);
      return true;
    }
    for (const target of targets) {
      const pending = this.pending(target, thread);
      this.state.set(pending, handler + 1);
      this.state.set(pending + 1, argument);
    }
    if (!wait || targets.length === 0) return true;
    this.state.set(base + record.phase, 1);
    return false;
  }

  /** Senders whose interrupt waits for this handler thread. */
  waiting(target: number): number[] {
    const found: number[] = [];
    for (let sender = 0; sender < MAX_THREADS; sender++) {
      if (this.at(this.pending(target, sender)) !== 0) found.push(sender);
    }
    return found;
  }

  /** Takes the interrupt of the n-th waiting sender. */
  deliver(target: number, choice: number): void {
    const sender = this.waiting(target)[choice] ?? 0;
    const pending = this.pending(target, sender);
    const base = this.layout.threads[target]?.base ?? 0;
    this.state.set(base + record.serves, sender + 1);
    this.startHandler(target, this.at(pending) - 1, this.at(pending + 1));
  }

  /** The handler returned: its sender may go on. */
  done(target: number): void {
    const base = this.layout.threads[target]?.base ?? 0;
    const sender = this.at(base + record.serves) - 1;
    if (sender < 0) return;
    this.state.set(this.pending(target, sender), 0);
    this.state.set(this.pending(target, sender) + 1, 0);
    this.state.set(base + record.serves, 0);
  }
}

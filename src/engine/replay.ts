/**
 * Runs a trace again, step by step, at the unreduced granularity, and says what each step did. A
 * trace of another variant may not fit: the first item that cannot run ends the replay.
 */
import type { PlaceId, Program } from '../program';
import type { Kind, SourcePlace, TraceStep as ShownStep } from '../result';
import { blockedFindings } from './checks/blocked';
import { leaks } from './checks/leak';
import { lockClassName } from './checks/lockdep';
import { Outcome } from './codegen';
import { changesSince, describe, valueOf } from './describe';
import { functionOf, reportedPlace } from './findings';
import { record } from './layout';
import { Machine, Stage, withSizes, type MachineOptions } from './machine';
import { choiceOf } from './outcome';
import { DirectKey, type Key } from './table';
import { CanonicalKey } from './canonical';
import type { Trace, TraceStep } from './trace';

export interface ReplayFinding {
  readonly kind: Kind;
  readonly place: PlaceId;
  readonly thread: string;
  readonly detail: string;
}

export interface Replay {
  readonly steps: ShownStep[];
  /** Everything met on the way, in order. */
  readonly findings: ReplayFinding[];
  /** The last of `findings`. */
  readonly finding?: ReplayFinding;
  /** What could not run. */
  readonly error?: string;
}

export function keyOf(machine: Machine): Key {
  return machine.canonical
    ? new CanonicalKey(machine.state, machine.layout, machine.options.reuse === 'lifo')
    : new DirectKey(machine.state);
}

/** Replays a trace on a program. */
export function replay(
  program: Program,
  options: MachineOptions,
  trace: Trace,
  place: (id: PlaceId) => SourcePlace,
): Replay {
  return withSizes(program, (sizes) => new Replayer(new Machine(program, options, sizes), place).run(trace));
}

/** Items of a trace that are still to run. A trace may have tens of thousands. */
class Items {
  private at = 0;
  constructor(private readonly all: readonly TraceStep[]) {}

  get next(): TraceStep | undefined {
    return this.all[this.at];
  }

  take(): TraceStep | undefined {
    return this.all[this.at++];
  }

  /** A later item sends this store of the thread to memory. */
  drains(thread: string, place: string): boolean {
    return this.all.some((one, at) => at >= this.at && one.thread === thread && one.drain === place);
  }
}

class Replayer {
  private readonly steps: ShownStep[] = [];
  private readonly findings: ReplayFinding[] = [];
  private previous = 0;
  /** Calls down to a place, that one included: by the place. */
  private readonly chains = new Map<PlaceId, readonly SourcePlace[]>();

  constructor(
    private readonly machine: Machine,
    private readonly place: (id: PlaceId) => SourcePlace,
  ) {}

  run(trace: Trace): Replay {
    const { machine } = this;
    machine.sink.current = {
      report: (kind, at, thread, detail) => {
        this.findings.push({
          kind,
          place: reportedPlace(machine.program, at),
          thread: machine.thread(thread).name,
          detail: detail(),
        });
      },
      // A class taken again by its holder is seen in one run; a circle of classes only over several.
      lockOrder: (from, _fromRead, to, _toRead, at, thread) => {
        if (from !== to) return;
        this.findings.push({
          kind: 'lockdep-recursive',
          place: reportedPlace(machine.program, at),
          thread: machine.thread(thread).name,
          detail: lockClassName(machine.layout.lockClasses.names, from),
        });
      },
      limit: () => undefined,
    };
    machine.reached.fill(0);
    machine.start();
    let error = this.runAll(trace.stem);
    if (error === undefined && trace.cycle.length > 0) error = this.runCycle(trace.cycle);
    const finding = this.findings.at(-1);
    return {
      steps: this.steps,
      findings: this.findings,
      ...(finding ? { finding } : {}),
      ...(error === undefined ? {} : { error }),
    };
  }

  private runCycle(cycle: readonly TraceStep[]): string | undefined {
    const key = keyOf(this.machine);
    key.compute();
    const { key0, key1 } = key;
    const at = this.machine.steps.info[this.machine.at(this.find(cycle[0]?.thread ?? ''))]?.at;
    const error = this.runAll(cycle);
    if (error !== undefined) return error;
    key.compute();
    if (key.key0 !== key0 || key.key1 !== key1) return 'the cycle does not come back to where it began';
    if (at !== undefined) {
      const thread = cycle[0]?.thread ?? '';
      this.findings.push({
        kind: 'hang',
        place: reportedPlace(this.machine.program, at),
        thread,
        detail: 'goes round for ever',
      });
    }
    return undefined;
  }

  private find(name: string): number {
    if (name === 'setup' || name === 'finally') return 0;
    return this.machine.layout.threads.findIndex((thread) => thread.name === name);
  }

  /** Runs the items; what cannot run, in words. */
  private runAll(trace: readonly TraceStep[]): string | undefined {
    const { machine } = this;
    const items = new Items(trace);
    for (;;) {
      if (!this.runAlone(items)) return undefined;
      const item = items.take();
      if (!item) {
        if (!this.flushAll(items)) return undefined;
        continue;
      }
      const at = `${item.thread} after ${this.steps.length} steps`;
      const thread = this.find(item.thread);
      if (thread < 0) return `there is no thread ${item.thread}`;
      if (thread === 0 || machine.stage !== Stage.threads) return `${at}: not its turn`;
      this.settle(thread, item, items);
      if (!machine.ready(thread)) return `${at}: it ${machine.at(thread) === 0 ? 'has ended' : 'is blocked'}`;
      const outcome = choiceOf(machine, thread, item);
      if ('error' in outcome) return `${at}: ${outcome.error}`;
      if (!this.take(thread, outcome.choice, item.drain !== undefined)) return undefined;
    }
  }

  /**
   * tso: the search sends stores to protected places straight to memory; here they all wait in buffers.
   * What has no item of its own goes to memory when the run needs it there, and shows as no step.
   */
  private settle(thread: number, item: TraceStep, rest: Items): void {
    const { machine } = this;
    const { tso } = machine;
    if (!tso) return;
    if (item.drain !== undefined) {
      while (tso.busy(thread) && machine.name(tso.oldest(thread)) !== item.drain) machine.drain(thread);
      return;
    }
    while (!machine.canStep(thread) && tso.busy(thread)) machine.drain(thread);
    if (!machine.canStep(thread)) this.flushAll(rest);
  }

  private flushAll(rest: Items): boolean {
    const { machine } = this;
    let flushed = false;
    for (let thread = 1; thread < machine.count; thread++) {
      const { name } = machine.thread(thread);
      const awaits = (place: string): boolean => rest.drains(name, place);
      while (machine.tso?.busy(thread) && !awaits(machine.name(machine.tso.oldest(thread)))) {
        machine.drain(thread);
        flushed = true;
      }
    }
    return flushed;
  }

  /** Set-up, the ends of runs and the final check, which traces leave out; false when the run is over. */
  private runAlone(items: Items): boolean {
    const { machine } = this;
    for (;;) {
      const ready = machine.readyThreads();
      if (ready !== 0) {
        if (machine.stage === Stage.threads) return true;
        const name = machine.stage === Stage.setup ? 'setup' : 'finally';
        const choice = machine.choices(0) > 1 && items.next?.thread === name ? (items.take()?.choice ?? 0) : 0;
        if (!this.take(0, choice)) return false;
      } else if (machine.stage === Stage.over) {
        for (const leak of leaks(machine)) {
          const thread = machine.thread(leak.thread).name;
          this.findings.push({
            kind: 'leak',
            place: reportedPlace(machine.program, leak.place),
            thread,
            detail: leak.name,
          });
        }
        return false;
      } else if (machine.stage === Stage.threads && machine.allEnded()) machine.startFinally();
      else {
        for (const one of blockedFindings(machine, (at) => functionOf(machine.program, at))) {
          this.findings.push({
            ...one,
            place: reportedPlace(machine.program, one.place),
            thread: machine.thread(one.thread).name,
          });
        }
        return false;
      }
    }
  }

  /** One step, written down unless it is set-up's; false when the run ends with it. */
  private take(thread: number, choice: number, drain = false): boolean {
    const { machine } = this;
    const { stage } = machine;
    const known = this.findings.length;
    const info = machine.steps.info[machine.at(thread)];
    const oldest = machine.tso?.oldest(thread) ?? 0;
    const action = drain
      ? () => `drain ${machine.name(oldest)} = ${valueOf(machine, oldest, machine.state.slots[oldest] ?? 0)}`
      : describe(machine, thread, choice);
    // The delivery of an interrupt is no preemption.
    const delivery = machine.thread(thread).kind === 'ipi' && info === undefined;
    const preemption =
      !drain &&
      this.previous > 0 &&
      thread > 0 &&
      !delivery &&
      this.previous !== thread &&
      machine.canStep(this.previous);
    const { top } = machine.state;
    machine.reached.fill(0);
    const outcome = machine.step(thread, choice);
    if (stage === Stage.setup && this.findings.length === known) return outcome === Outcome.moved;
    const at = info?.at ?? 0;
    const { base, cpu, name } = machine.thread(thread);
    const { slots } = machine.state;
    this.steps.push({
      thread: thread > 0 ? name : stage === Stage.setup ? 'setup' : 'finally',
      cpu,
      place: this.place(reportedPlace(machine.program, at)),
      stack: this.callers(reportedPlace(machine.program, at)),
      action: action(),
      held: machine.locks.heldBy(thread).map(({ address, read }) => ({
        lock: machine.lockName(address),
        mode: read ? ('read' as const) : ('write' as const),
      })),
      changed: changesSince(machine, top),
      reached: machine.program.reachLabels.filter((_, index) => machine.reached[index] === 1),
      irqsOff: slots[base + record.irqsOff] !== 0,
      preemptOff: slots[base + record.preempt] !== 0,
      preemption,
    });
    if (!drain) this.previous = thread;
    return outcome === Outcome.moved;
  }

  /** Steps with the same callers share one list, here and where results are copied or kept. */
  private callers(at: PlaceId): readonly SourcePlace[] {
    const caller = this.machine.program.places[at]?.caller;
    if (caller === undefined) return [];
    let stack = this.chains.get(caller);
    if (stack === undefined) this.chains.set(caller, (stack = [...this.callers(caller), this.place(caller)]));
    return stack;
  }
}

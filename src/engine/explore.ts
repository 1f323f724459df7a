/**
 * The search: depth first over all interleavings, every distinct finding collected. The loop below is
 * the only one; the reduction, the store and the checks are its arguments.
 *
 * Plain search stores every state between two steps of threads. With the reduction, a thread that may
 * go alone is run on without storing (a *chain*), except where it jumps back (else a chain could loop
 * for ever); a cycle closed on the search stack makes its last stored state expand fully (the ignoring
 * problem). Set-up and final check run alone and are never stored.
 */
import { bug } from '../base/diagnostics';
import { blockedFindings } from './checks/blocked';
import { races } from './checks/data-race';
import { leaks } from './checks/leak';
import { lockClassName } from './checks/lockdep';
import { Outcome } from './codegen';
import { Findings, functionOf } from './findings';
import { Stage, type Machine } from './machine';
import { outcomeCode, traceStep } from './outcome';
import type { Operation, Reduction } from './reduce';
import { StackSet } from './stack-set';
import { Does } from './steps';
import type { Store } from './table';
import type { Trace, TraceStep } from './trace';

/** Looked up once: a search asks for it at every step, and a global is dear inside a test's sandbox. */
const { clz32 } = Math;

export interface SearchOptions {
  /** Off: every interleaving is a path of its own. */
  readonly reduce: boolean;
  readonly kcsan: boolean;
  /** States stored before the search gives up. */
  readonly maxStates: number;
  readonly onProgress?: ((states: number, transitions: number) => void) | undefined;
  /** Addresses whose values are wanted of every distinct normal end. */
  readonly observe: readonly number[];
}

export interface SearchResult {
  readonly findings: Findings;
  readonly reached: Uint8Array;
  /** Budget that ended the search. */
  readonly budget?: string;
  /** The lock discipline was breached: what was found means nothing, search again. */
  readonly breached: boolean;
  /** Some run comes back to a state it passed. */
  readonly cyclic: boolean;
  readonly states: number;
  readonly transitions: number;
  /** Distinct states in which all threads have ended or none can run, and an order-free digest of them. */
  readonly terminals: number;
  readonly terminalDigest: string;
  /** Threads that took a step; bit per thread. */
  readonly ran: number;
  /** Some run ended normally (its final check included). */
  readonly ended: boolean;
  readonly setupEnded: boolean;
  /** Per distinct normal end the values of `SearchOptions.observe`, after the final check. */
  readonly ends: readonly (readonly number[])[];
}

/** Steps of set-up or final check before they count as endless. */
const MAX_ALONE = 200_000;
/** Transitions after the first breach of the lock discipline, to collect more of them before starting over. */
const AFTER_BREACH = 3000;

/**
 * Sleep sets are masks of threads. Eight bits higher stand those of them whose next step was seen to
 * stop the run (a crash, a failed `assume`): it still would, and nobody must wait for them to go first.
 */
const STOPS = 8;
const ALL = (1 << STOPS) - 1;

interface Frame {
  top: number;
  h0: number;
  h1: number;
  /** Threads still to explore, explored (with `STOPS`), and able to run, a bit each. */
  todo: number;
  tried: number;
  ready: number;
  sleep: number;
  /** The one thread that may go alone here, a bit; else 0. */
  loner: number;
  /** Explored threads that only led back here: nobody may sleep because of what they explored. */
  roundabout: number;
  /** Thread under way and its next choice. */
  thread: number;
  choice: number;
  choices: number;
  path: number;
  stored: boolean;
}

export function search(
  machine: Machine,
  store: Store,
  terminalStore: Store,
  operations: Reduction,
  options: SearchOptions,
): SearchResult {
  return new Search(machine, store, terminalStore, operations, options).run();
}

class Search {
  private readonly reduction: Reduction | undefined;
  private readonly findings: Findings;
  private readonly frames: Frame[] = [];
  private depth = 0;
  /** (thread, `outcomeCode`) of every step taken, set-up's single ones left out. */
  private path = new Int32Array(1 << 12);
  private pathLength = 0;
  /** The step under way met a bound of the model: what the run does from there on means nothing. */
  private beyond = false;
  private transitions = 0;
  private budget: string | undefined;
  private breachAt = -1;
  private cyclic = false;
  private ran = 0;
  private ended = false;
  private setupEnded = false;
  private readonly ends: number[][] = [];
  private alone = 0;
  private digest0 = 0;
  private digest1 = 0;
  /** The stored states among `frames`. */
  private readonly onStack = new StackSet();
  private readonly executed: Operation = { thread: 0, does: Does.local, address: 0, width: 0, type: -1 };
  private readonly other: Operation = { thread: 0, does: Does.local, address: 0, width: 0, type: -1 };

  constructor(
    private readonly machine: Machine,
    private readonly store: Store,
    private readonly terminalStore: Store,
    private readonly operations: Reduction,
    private readonly options: SearchOptions,
  ) {
    this.reduction = options.reduce ? operations : undefined;
    this.findings = new Findings(machine.program);
  }

  run(): SearchResult {
    const { machine } = this;
    machine.sink.current = {
      report: (kind, place, thread, detail) => {
        if (!this.beyond) this.findings.add(kind, place, thread, detail, () => this.trace());
      },
      lockOrder: (from, fromRead, to, toRead, place, thread) => {
        if (!this.beyond) this.findings.addEdge({ from, fromRead, to, toRead, place, thread }, () => this.trace());
      },
      limit: (what) => {
        this.findings.limits.add(what);
        this.beyond = true;
      },
    };
    machine.reached.fill(0);
    machine.start();
    if (!this.beyond && this.arrive(0)) this.walk();
    this.addLockdep();
    const [limit] = this.findings.limits;
    const budget = this.budget ?? limit;
    return {
      findings: this.findings,
      reached: machine.reached.slice(),
      ...(budget === undefined ? {} : { budget }),
      breached: this.breachAt >= 0,
      cyclic: this.cyclic,
      states: this.store.size,
      transitions: this.transitions,
      terminals: this.terminalStore.size,
      terminalDigest: hex(this.digest0) + hex(this.digest1),
      ran: this.ran,
      ended: this.ended,
      setupEnded: this.setupEnded,
      ends: this.ends,
    };
  }

  private walk(): void {
    while (this.depth > 0 && this.budget === undefined && !this.startOver()) {
      const frame = this.frames[this.depth - 1] as Frame; // depth counts the frames in use
      if (frame.choice >= frame.choices && !this.nextThread(frame)) {
        this.leave(frame);
        continue;
      }
      const { thread } = frame;
      const choice = frame.choice++;
      const sleep = this.reduction ? (frame.sleep | (frame.tried & ~frame.roundabout)) & ~(1 << thread) : 0;
      const moved = this.take(thread, choice, frame.choices);
      if (frame.choice >= frame.choices) frame.tried |= 1 << thread;
      if (!moved) this.stopped(frame, thread);
      if (!moved || !this.arrive(this.stillAsleep(sleep))) this.back(frame);
    }
  }

  /** A step ended the run: if its thread went alone, what the others may still do is to be seen from here. */
  private stopped(frame: Frame, thread: number): void {
    frame.tried |= 1 << (thread + STOPS);
    if (frame.loner === 1 << thread) {
      frame.todo |= frame.ready & ~frame.tried & ~(1 << thread) & ~frame.sleep;
      frame.loner = 0;
    }
  }

  private startOver(): boolean {
    return this.breachAt >= 0 && this.transitions > this.breachAt + AFTER_BREACH;
  }

  private nextThread(frame: Frame): boolean {
    if (frame.todo === 0) return false;
    const thread = 31 - clz32(frame.todo & -frame.todo);
    frame.todo &= ~(1 << thread);
    frame.thread = thread;
    frame.choice = 0;
    frame.choices = this.machine.choices(thread);
    return true;
  }

  private back(frame: Frame): void {
    this.machine.state.undo(frame.top, frame.h0, frame.h1);
    this.pathLength = frame.path;
  }

  private leave(frame: Frame): void {
    if (frame.stored) this.onStack.pop();
    this.depth--;
    const below = this.frames[this.depth - 1];
    if (below) this.back(below);
  }

  /** Runs one step; false when the path ends there. */
  private take(thread: number, choice: number, choices: number): boolean {
    const { machine, reduction } = this;
    this.transitions++;
    if ((this.transitions & 0xffff) === 0) this.options.onProgress?.(this.store.size, this.transitions);
    this.ran |= 1 << thread;
    if (reduction && thread > 0) {
      if (machine.tso?.busy(thread) && choice === choices - 1) reduction.drain(thread, this.executed);
      else {
        reduction.operation(thread, this.executed);
        reduction.note(this.executed, choice);
      }
      if (reduction.discipline.breaches > 0 && this.breachAt < 0) this.breachAt = this.transitions;
    }
    if (thread > 0) this.push(thread, choices > 1 || machine.tso ? outcomeCode(machine, thread, choice, choices) : 0);
    else if (choices > 1) this.push(machine.stage === Stage.setup ? 0 : machine.count, choice + 1);
    this.beyond = false;
    return machine.step(thread, choice) === Outcome.moved && !this.beyond;
  }

  private push(thread: number, outcome: number): void {
    if (this.pathLength + 2 > this.path.length) {
      const path = new Int32Array(this.path.length * 2);
      path.set(this.path);
      this.path = path;
    }
    this.path[this.pathLength++] = thread;
    this.path[this.pathLength++] = outcome;
  }

  /** Threads of `sleep` whose next step commutes with the one just run. */
  private stillAsleep(sleep: number): number {
    const { machine, reduction } = this;
    if (sleep === 0 || !reduction) return 0;
    let kept = 0;
    for (let rest = sleep & ALL; rest !== 0; rest &= rest - 1) {
      const thread = 31 - clz32(rest & -rest);
      if (!machine.ready(thread)) continue;
      if (reduction.clash(this.executed, reduction.operation(thread, this.other))) continue;
      if (reduction.drain(thread, this.other) && reduction.clash(this.executed, this.other)) continue;
      kept |= 1 << thread;
    }
    return sleep & (kept | (kept << STOPS));
  }

  /** The first thread that may go alone, or 0. */
  private loner(ready: number): number {
    const { reduction } = this;
    if (!reduction) return 0;
    for (let rest = ready; rest !== 0; rest &= rest - 1) {
      const thread = 31 - clz32(rest & -rest);
      if (this.machine.tso && !this.machine.canStep(thread)) continue;
      if (reduction.alone(reduction.operation(thread, this.other))) return thread;
    }
    return 0;
  }

  /**
   * The search has come to a state by a step: runs on while there is one way to go, then stores the
   * state and opens a frame for it. False when there is nothing to explore from here.
   */
  private arrive(sleepSet: number): boolean {
    const { machine } = this;
    let sleep = sleepSet;
    let storeHere = false;
    for (;;) {
      const ready = machine.readyThreads();
      if (ready === 0) {
        if (!this.terminal()) return false;
        continue;
      }
      if (machine.stage !== Stage.threads) {
        if (machine.choices(0) > 1) return this.open(ready, ready, 0, false);
        if (++this.alone > MAX_ALONE) {
          this.findings.limits.add('steps of set-up or final check');
          return false;
        }
        if (!this.take(0, 0, 1)) return false;
        continue;
      }
      this.setupEnded = true;
      this.alone = 0;
      const loner = this.loner(ready & ~(sleep >> STOPS));
      if (loner > 0) {
        if ((sleep >> loner) & 1) return false;
        if (!storeHere && machine.choices(loner) === 1) {
          const before = machine.at(loner);
          const { top, h0, h1 } = machine.state;
          const path = this.pathLength;
          if (!this.take(loner, 0, 1)) {
            machine.state.undo(top, h0, h1);
            this.pathLength = path;
            sleep |= (1 << loner) | (1 << (loner + STOPS));
            continue;
          }
          const after = machine.at(loner);
          storeHere = after !== 0 && after <= before;
          sleep = this.stillAsleep(sleep);
          continue;
        }
      }
      return this.open(ready, loner > 0 ? 1 << loner : ready, sleep, true);
    }
  }

  /**
   * Stores the state; opens a frame unless all of it was explored before. On a revisit (Godefroid 1996):
   * threads that slept at the visit before and do not sleep now are explored, whoever might go alone.
   */
  private open(ready: number, persistent: number, sleepSet: number, stored: boolean): boolean {
    const { machine, store } = this;
    let sleep = sleepSet;
    let todo = persistent & ~sleep;
    if (stored) {
      const index = store.visit();
      if (store.fresh) {
        store.setTag(index, sleep & ALL);
        if (store.size > this.options.maxStates) {
          this.budget = `${this.options.maxStates} states`;
          return false;
        }
        if (this.options.kcsan) this.findRaces();
      } else {
        if (this.onStack.has(store.key0, store.key1)) this.closeCycle();
        const slept = store.tag(index);
        todo = ready & slept & ~sleep;
        sleep &= slept | (slept << STOPS);
        store.setTag(index, sleep & ALL);
      }
      if (todo === 0) return false;
      this.onStack.push(store.key0, store.key1);
    }
    const { state } = machine;
    let frame = this.frames[this.depth];
    if (!frame) this.frames.push((frame = {} as Frame)); // filled below
    frame.top = state.top;
    frame.h0 = state.h0;
    frame.h1 = state.h1;
    frame.todo = todo;
    frame.tried = 0;
    frame.ready = ready;
    frame.sleep = sleep;
    frame.loner = persistent === ready ? 0 : persistent;
    frame.roundabout = 0;
    frame.choice = 0;
    frame.choices = 0;
    frame.path = this.pathLength;
    frame.stored = stored;
    this.depth++;
    return true;
  }

  /**
   * A run comes back to a state: nobody may be ignored all the way round. Those explored from here now
   * must not rely on the thread that closed the cycle having been explored: it is only there that they are.
   */
  private closeCycle(): void {
    this.cyclic = true;
    const frame = this.frames[this.depth - 1];
    if (!frame?.stored) return;
    frame.todo |= frame.ready & ~frame.tried & ~(1 << frame.thread) & ~frame.sleep;
    frame.roundabout |= 1 << frame.thread;
  }

  /** Nobody can run. True when the run goes on, with its final check. */
  private terminal(): boolean {
    const { machine } = this;
    if (machine.stage === Stage.over) {
      this.ended = true;
      const { observe } = this.options;
      if (observe.length > 0) this.ends.push(observe.map((at) => machine.state.slots[at] as number)); // addresses of the layout
      for (const leak of leaks(machine)) {
        this.findings.add(
          'leak',
          leak.place,
          leak.thread,
          () => leak.name,
          () => this.trace(),
        );
      }
      return false;
    }
    if (machine.isDoomed) return false;
    if (machine.stage === Stage.threads) {
      this.setupEnded = true;
      this.terminalStore.visit();
      if (!this.terminalStore.fresh) return false;
      this.digest0 = (this.digest0 + this.terminalStore.key0) | 0;
      this.digest1 = (this.digest1 + this.terminalStore.key1) | 0;
      if (machine.allEnded()) {
        machine.startFinally();
        return true;
      }
    }
    for (const blocked of blockedFindings(machine, (place) => functionOf(machine.program, place))) {
      this.findings.add(
        blocked.kind,
        blocked.place,
        blocked.thread,
        () => blocked.detail,
        () => this.trace(),
      );
    }
    return false;
  }

  private findRaces(): void {
    const { machine } = this;
    for (const race of races(machine, this.operations)) {
      const at = machine.steps.info[machine.at(race.thread)]?.at;
      if (at === undefined) throw bug('race of a thread that has ended');
      const detail = `${machine.name(machine.address(race.thread))} with ${machine.thread(race.other).name}`;
      this.findings.add(
        'data-race',
        at,
        race.thread,
        () => detail,
        () => this.trace(),
      );
    }
  }

  private addLockdep(): void {
    const { machine, findings } = this;
    const { lockClasses } = machine.layout;
    const empty: Trace = { stem: [], cycle: [] };
    for (const edge of findings.lockdep.recursions()) {
      const trace = findings.edgeTraces.get(edge) ?? empty;
      const name = lockClassName(lockClasses.names, edge.from);
      findings.add(
        'lockdep-recursive',
        edge.place,
        edge.thread,
        () => name,
        () => trace,
      );
    }
    for (const { edges } of findings.lockdep.cycles((one) => machine.isRwlockClass(one))) {
      const [first] = edges;
      if (!first) continue;
      const names = edges.map((edge) => lockClassName(lockClasses.names, edge.from));
      const trace = findings.edgeTraces.get(first) ?? empty;
      const detail = [...names, names[0] ?? ''].join(' -> ');
      findings.add(
        'lockdep-circular',
        first.place,
        first.thread,
        () => detail,
        () => trace,
      );
    }
  }

  /** The path of the search so far. */
  private trace(): Trace {
    const stem: TraceStep[] = [];
    for (let i = 0; i < this.pathLength; i += 2) {
      const name = threadName(this.machine, this.path[i] as number);
      stem.push(traceStep(this.machine, name, this.path[i + 1] as number));
    }
    return { stem, cycle: [] };
  }
}

/** Name of a thread in traces; one past the last stands for the final check. */
export function threadName(machine: Machine, thread: number): string {
  return thread === machine.count ? 'finally' : machine.thread(thread).name;
}

function hex(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0');
}

/**
 * A program made runnable: its address space, its generated steps, and the rules of who may run. The
 * searches (explore, best trace, liveness, replay) drive it through `ready`, `choices` and `step`.
 *
 * A run has three stages. `setup` and `finally` run alone on thread 0; in between the threads and
 * handlers interleave. What a run meets goes to `sink.current`.
 */
import { bug } from '../base/diagnostics';
import type { Instr, PlaceId, Program } from '../program';
import type { Kind } from '../result';
import { aloneOf, analysisOf, type Analysis } from './analysis';
import { exitChecks } from './checks/exit';
import { mayNotSleep } from './checks/sleep-in-atomic';
import { Outcome, kindNames } from './codegen';
import { compiledSteps, type StepFunction } from './compiled';
import type { Visibility } from './flow';
import { functionOf } from './findings';
import { CallbacksExhausted, Grace } from './grace';
import { Heap, type Reuse } from './heap';
import { Interrupts } from './interrupts';
import { LIVE, MAX_THREADS, layOut, poolKey, record, type Layout, type PoolSizes, type ThreadRecord } from './layout';
import { Held, Locks, SUBCLASSES } from './locks';
import type { Control as ControlUntil, MemoryModel } from './memory/area';
import type { Control } from './memory/control';
import { Lkmm, Of } from './memory/lkmm';
import { needsOf } from './memory/needs';
import type { Late } from './memory/late';
import { OPEN, OpenLoads } from './memory/open-loads';
import type { Store } from './memory/stores';
import { Tso } from './memory/tso';
import { PoolExhausted, silent, type Sink } from './sink';
import { State } from './state';
import { Touch, type Steps } from './steps';

export interface MachineOptions {
  readonly reuse: Reuse;
  readonly fair: boolean;
  /** Places whose passing is noted, of those that have an instruction. */
  readonly watch?: ReadonlySet<PlaceId>;
  /** lkmm: report data races that no two next steps show. */
  readonly kcsan?: boolean;
  /** sc if left out. */
  readonly memory?: MemoryModel;
  /** lkmm: until when a condition orders stores; to where its branches join if left out. */
  readonly control?: ControlUntil;
}

export const enum Stage {
  setup,
  threads,
  finally,
  over,
}

/** Sizes found by starting over: pools per (type, thread), callback threads. */
export interface Sizes {
  readonly pools: PoolSizes;
  callbacks: number;
}

export function initialSizes(program: Program): Sizes {
  const pools: PoolSizes = new Map();
  const count = (unit: number | undefined, thread: number): void => {
    for (const instr of (unit === undefined ? undefined : program.units[unit])?.code ?? []) {
      if (instr.op !== 'alloc') continue;
      const key = poolKey(instr.type, thread);
      pools.set(key, Math.min(4, (pools.get(key) ?? 0) + 1));
    }
  };
  count(program.setup, 0);
  count(program.finally, 0);
  program.threads.forEach((thread, index) => count(thread.unit, index + 1));
  const calls = program.units.some((unit) => unit.code.some((instr) => instr.op === 'call-rcu'));
  return { pools, callbacks: calls ? 1 : 0 };
}

/** Runs `body` on a machine, with larger sizes whenever it turns out that they were too small. */
export function withSizes<T>(program: Program, body: (sizes: Sizes) => T): T {
  const sizes = initialSizes(program);
  for (;;) {
    try {
      return body(sizes);
    } catch (error) {
      if (error instanceof PoolExhausted) {
        const key = poolKey(error.type, error.thread);
        sizes.pools.set(key, Math.max(1, (sizes.pools.get(key) ?? 0) * 2));
      } else if (error instanceof CallbacksExhausted) sizes.callbacks += 1;
      else throw error;
    }
  }
}

export class Machine {
  readonly visible: Visibility;
  readonly steps: Steps;
  readonly layout: Layout;
  readonly state: State;
  readonly locks: Locks;
  readonly heap: Heap;
  readonly grace: Grace;
  readonly interrupts: Interrupts;
  /** Labels passed since somebody cleared it. */
  readonly reached: Uint8Array;
  /** Per place of `options.watch`: 1 when some run passed it. */
  readonly passed: Uint8Array;
  /** [0] is 1 when a `progress` was passed since somebody cleared it. */
  readonly progress = new Uint8Array(1);
  readonly sink: { current: Sink } = { current: silent };
  /** A run got past every `assume` it met. */
  assumptionFailed = false;
  readonly canonical: boolean;
  readonly program: Program;
  /** What keeps the stores that not everybody has seen. */
  readonly lkmm: Lkmm | undefined;
  readonly tso: Tso | undefined;
  /** lkmm+lb: loads whose threads went on without them. */
  readonly open: OpenLoads | undefined;
  private readonly late: readonly (Late | undefined)[];
  private readonly controls: readonly Control[];
  /** Why a search can say nothing of the program under this memory model. */
  readonly unsupported: readonly string[];

  private readonly slots: Int32Array;
  private readonly runs: readonly (StepFunction | undefined)[];
  private readonly enabled: readonly (((thread: number, base: number) => boolean) | undefined)[];
  private readonly addresses: readonly (((thread: number, base: number) => number) | undefined)[];
  private readonly starts: readonly StepFunction[];
  private readonly outcomes: readonly (((thread: number, base: number) => number) | undefined)[];
  /** lkmm: per step and location, 1 where its thread may still touch it, made when asked for. */
  private readonly ahead: (Uint8Array | undefined)[] = [];
  private stepping = 0;
  private readonly bases: Int32Array;
  /** Per step: 1 when it has one outcome. */
  private readonly single: Uint8Array;
  /** Rules beyond the step's own apply: shared CPUs, interrupts, grace periods. */
  private readonly special: boolean;

  constructor(
    given: Program,
    readonly options: MachineOptions,
    sizes: Sizes,
  ) {
    const memory = options.memory ?? 'sc';
    const reuse = options.reuse !== 'quarantine';
    this.canonical = reuse;
    const analysis = analysisOf(given, memory, reuse, options.control);
    const { program, limits, visible, controls, late, steps, sends } = analysis;
    this.program = program;
    this.visible = visible;
    this.controls = controls;
    this.late = late;
    this.steps = steps;
    const isLkmm = memory === 'lkmm' || memory === 'lkmm+lb';
    const levels = Math.max(0, ...controls.map((one) => one.levels));
    this.layout = layOut({
      program,
      ground: analysis.ground,
      pools: sizes.pools,
      threads: threadsOf(analysis, sizes.callbacks),
      reuse,
      fields: this.steps.fields,
      memory: {
        model: memory,
        views: Of.control + levels + (memory === 'lkmm+lb' ? OPEN : 0),
        open: OpenLoads.slots,
      },
    });
    const { layout } = this;
    const unsupported = [...limits];
    if (memory !== 'sc') {
      if (reuse) unsupported.push(`reuse of freed objects under ${memory}`);
      const cpus = new Set(program.threads.map((thread) => thread.cpu));
      if (cpus.size < program.threads.length) unsupported.push(`threads that share a CPU under ${memory}`);
    }
    this.unsupported = unsupported;
    this.state = new State(layout.size, this.canonical ? 0 : layout.hashed);
    this.slots = this.state.slots;
    this.reached = new Uint8Array(program.reachLabels.length);
    const code = compiledSteps(analysis, options.watch);
    this.passed = new Uint8Array(code.watch.size > 0 ? program.places.length : 0);
    this.bases = Int32Array.from(layout.threads, (thread) => thread.base);
    this.single = Uint8Array.from(this.steps.info, (info) => (info && !info.chooses ? 1 : 0));
    this.special = this.visible.cpus || this.visible.rcu;
    const start = (thread: number, handler: number, argument: number): void => {
      this.begin(thread, handler, argument);
    };
    this.locks = new Locks(this.state, layout, options.fair, this.sink);
    this.heap = new Heap(
      this.state,
      layout,
      options.reuse,
      this.sink,
      (at) => this.name(at),
      (t) => this.thread(t).name,
    );
    const tooMany = (): void => {
      this.sink.current.limit('stores to one place that not everybody has seen');
    };
    if (memory === 'lkmm+lb') {
      const views = layout.area.threads.map((at) => at + Of.control + levels);
      this.open = new OpenLoads(this.state, layout.area.open, views);
    }
    const { open } = this;
    this.lkmm = isLkmm ? new Lkmm(this.state, layout.area, levels, this.lkmmHost(sends, tooMany), open) : undefined;
    const tso = memory === 'tso' ? new Tso(this.state, layout.area, tooMany) : undefined;
    this.tso = tso;
    if (tso) this.locks.leaving = (thread, address) => tso.holds(thread, address, 1);
    const { lkmm } = this;
    const calls = (thread: number, handler: number, argument: number): void => {
      start(thread, handler, argument);
      lkmm?.callback(thread, this.stepping);
    };
    this.grace = new Grace(
      this.state,
      layout,
      this.sink,
      calls,
      layout.threads.length < MAX_THREADS,
      lkmm && {
        ends: (reader) => {
          lkmm.sectionEnds(reader);
        },
        over: (reader, waiter) => {
          lkmm.sectionOver(reader, waiter);
        },
      },
    );
    this.interrupts = new Interrupts(this.state, layout, start);

    const made = code.bind(
      this.slots,
      this.state,
      layout.leaf,
      layout.header,
      this.reached,
      this.passed,
      this.progress,
      this.weakTable(),
      this.runtime(),
    );
    this.runs = made.run;
    this.enabled = made.enabled;
    this.addresses = made.address;
    this.starts = made.start;
    this.outcomes = made.outcomes;
    this.setWeak(() => true);
    this.initialise();
  }

  private weakTable(): Uint8Array {
    return this.lkmm?.weak ?? this.tso?.weak ?? new Uint8Array(0);
  }

  /** Which addresses the memory model keeps stores of; all others are as under sc. */
  setWeak(unprotected: (address: number) => boolean): void {
    this.lkmm?.setWeak(unprotected);
    this.tso?.setWeak(unprotected);
  }

  private lkmmHost(sends: boolean, tooMany: () => void): ConstructorParameters<typeof Lkmm>[3] {
    const { layout, steps } = this;
    const needs = needsOf(this.program, steps, this.visible, sends);
    const locations = layout.area.addresses.length;
    const classOf = (location: number): number =>
      (layout.field[layout.area.addresses[location] as number] as number) * Touch.count;
    const touchesOf = (step: number): Uint8Array => {
      let table = this.ahead[step];
      if (!table) {
        table = new Uint8Array(locations);
        const future = steps.future[step];
        for (let location = 0; future && location < locations; location++) {
          const first = classOf(location);
          if ([Touch.read, Touch.write, Touch.freed].some((one) => future.has(first + one))) table[location] = 1;
        }
        this.ahead[step] = table;
      }
      return table;
    };
    const touches = (thread: number, location: number): boolean => {
      const step = this.at(thread);
      if (this.open?.holds(thread, location)) return true;
      return step !== 0 && touchesOf(step)[location] === 1;
    };
    return {
      touches,
      floor: (location, bound) => {
        const first = classOf(location);
        for (const one of [Touch.read, Touch.write, Touch.freed]) if (steps.handlers.has(first + one)) return 0;
        let floor = Infinity;
        for (let thread = 1; thread < this.count; thread++) {
          if (touches(thread, location)) floor = Math.min(floor, bound(thread));
        }
        return floor;
      },
      needs: (thread) => (this.at(thread) === 0 ? 0 : (needs[this.at(thread)] as number)),
      fencesAhead: () => {
        if (sends) return true;
        for (let thread = 1; thread < this.count; thread++) {
          const step = this.at(thread);
          if (step !== 0 && steps.future[step]?.has(steps.fence)) return true;
        }
        return false;
      },
      tooMany,
      defers: (thread) => {
        const step = this.at(thread);
        const info = steps.info[step];
        return info && this.late[info.unit]?.defers[info.pc] === 1 ? step : 0;
      },
      tooManyOpen: () => {
        this.sink.current.limit('loads that one thread has open');
      },
      race:
        this.options.kcsan === true
          ? (...facts) => {
              this.race(...facts);
            }
          : undefined,
    };
  }

  /** What generated code calls. */
  private runtime(): Record<string, unknown> {
    const numbers = new Map(
      this.layout.threads.map(({ name }, index) => [
        index,
        this.program.threads.find((one) => one.name === name)?.number,
      ]),
    );
    const { layout, state, slots, locks, heap, grace, interrupts } = this;
    const sink = this.sink;
    return {
      locks,
      heap,
      grace,
      interrupts,
      mem: this.lkmm ?? this.tso,
      depInt: Int32Array.from(layout.area.deps),
      depPtr: Int32Array.from(
        layout.threads,
        (one, index) => (layout.area.deps[index] as number) + one.pointers - one.integers,
      ),
      freed: (thread: number, address: number, type: number): boolean => this.lateStore(thread, address, type),
      int: Int32Array.from(layout.threads, (thread) => thread.integers),
      ptr: Int32Array.from(layout.threads, (thread) => thread.pointers),
      cpu: (thread: number): number => this.thread(thread).cpu,
      self: (thread: number): number => numbers.get(thread) ?? thread,
      frame: (thread: number, frame: number): number => layout.frames[thread]?.[frame] ?? 0,
      published: (thread: number, where: number, value: number): void => {
        if (layout.pointer[where]) heap.publish(thread, value, where);
      },
      report: (thread: number, kind: number, place: PlaceId): void => {
        sink.current.report(kindNames[kind] as Kind, place, thread, () => '');
      },
      fault: (thread: number, address: number, place: PlaceId, write: boolean): Outcome => {
        heap.fault(thread, address, place, write);
        return Outcome.crashed;
      },
      imbalance: (thread: number, address: number, lock: string, read: boolean, place: PlaceId): Outcome => {
        sink.current.report('lock-imbalance', place, thread, () => this.imbalance(thread, address, lock, read));
        return Outcome.crashed;
      },
      badIndex: (thread: number, index: number, count: number, place: PlaceId): Outcome => {
        sink.current.report('wild-access', place, thread, () => `index ${index} of an array of ${count}`);
        return Outcome.crashed;
      },
      mightSleep: (thread: number, base: number, place: PlaceId): void => {
        const why = mayNotSleep(slots, base);
        if (why !== undefined) sink.current.report('sleep-in-atomic', place, thread, () => why);
      },
      mapped: (base: number, delta: number, place: PlaceId): void => {
        const count = (slots[base + record.mappings] as number) + delta;
        state.set(base + record.mappings, count);
        if (delta > 0 || count === 0) state.set(base + record.mappedAt, count === 0 ? 0 : place + 1);
      },
      preempt: (thread: number, base: number, delta: number, place: PlaceId): boolean => {
        const count = (slots[base + record.preempt] as number) + delta;
        if (count < 0) {
          sink.current.report('lock-imbalance', place, thread, () => 'preempt_enable without preempt_disable');
          return true;
        }
        state.set(base + record.preempt, count);
        return false;
      },
      endFrame: (thread: number, frame: number): void => {
        const address = layout.frames[thread]?.[frame] ?? 0;
        const object = layout.objects[layout.object[address] ?? -1];
        for (let i = 0; object && i < object.slots; i++) state.set(address + i, 0);
      },
      ended: (thread: number, _base: number, place: PlaceId): void => {
        this.ended(thread, place);
      },
      failed: (): Outcome => {
        this.assumptionFailed = true;
        return Outcome.left;
      },
      limit: (what: string): void => {
        sink.current.limit(what);
      },
      fitsSigned: (value: number): number => {
        if (value !== (value | 0)) sink.current.limit('a 64-bit value that does not fit 32 bits');
        return value | 0;
      },
      fitsUnsigned: (value: number): number => {
        if (value < 0 || value > 0xffffffff) sink.current.limit('a 64-bit value that does not fit 32 bits');
        return value | 0;
      },
      divisor: (value: number): number => {
        if (value === 0) sink.current.limit('division by zero');
        return value === 0 ? 1 : value;
      },
    };
  }

  /** lkmm, kcsan: named after the plain access; of two, after the function that comes first, as `races` does. */
  private race(thread: number, address: number, store: Store, plain: boolean, at: PlaceId): void {
    const other = store.plain && (!plain || functionOf(this.program, store.at) < functionOf(this.program, at));
    const [place, one, two] = other ? [store.at, store.writer, thread] : [at, thread, store.writer];
    const detail = (): string => `${this.name(address)} with ${this.thread(two).name}`;
    this.sink.current.report('data-race', place, one, detail);
  }

  /** lkmm: a store to an object just freed that nothing orders before the free. */
  private lateStore(thread: number, address: number, type: number): boolean {
    const late =
      address === 0 ? undefined : this.lkmm?.freed(thread, address, this.program.types[type]?.slots.length ?? 0);
    if (this.readsLate(thread, address, type)) return true;
    if (!late) return false;
    this.sink.current.report(
      'use-after-free',
      late.at,
      late.writer,
      () => `write to ${this.name(late.address)} may land after the free by ${this.thread(thread).name}`,
    );
    return true;
  }

  /** lkmm+lb: an object just freed is still to be read by a load that stays open. */
  private readsLate(thread: number, address: number, type: number): boolean {
    const end = address + (this.program.types[type]?.slots.length ?? 0);
    for (let other = 1; this.open && address > 0 && other < this.count; other++) {
      for (let i = this.open.count(other) - 1; i >= 0; i--) {
        const { step, location, offset } = this.open.get(other, i);
        const at = (this.layout.area.addresses[location] as number) + offset;
        if (at < address || at >= end) continue;
        const text = `read of ${this.name(at)} may come after the free by ${this.thread(thread).name}`;
        this.sink.current.report('use-after-free', this.steps.info[step]?.at ?? 0, other, () => text);
        return true;
      }
    }
    return false;
  }

  private initialise(): void {
    const { layout, slots, program } = this;
    layout.objects.forEach((object) => {
      if (object.kind !== 'heap') slots[object.address - 1] = LIVE;
      // A local is its thread's own until its address is stored where others can read it.
      if (object.kind === 'frame') slots[layout.bookOf[layout.objects.indexOf(object)] as number] = object.thread + 1;
    });
    program.globals.forEach((global, index) => {
      const address = layout.globals[index] as number;
      global.initial.forEach((value, offset) => {
        slots[address + offset] =
          typeof value === 'number' ? value : (layout.globals[value.global] as number) + value.offset;
      });
    });
  }

  /** Puts the machine at the start of a run: before set-up, or straight before the threads. */
  start(): void {
    if (this.program.setup === undefined) this.startThreads();
    else this.begin(0, this.program.setup, 0);
  }

  thread(index: number): ThreadRecord {
    const thread = this.layout.threads[index];
    if (!thread) throw bug(`no thread ${index}`);
    return thread;
  }

  private begin(thread: number, unit: number, argument: number): void {
    const start = this.starts[unit];
    if (!start) throw bug(`no unit ${unit}`);
    start(thread, this.bases[thread] as number, argument);
  }

  private startThreads(): void {
    this.setStage(Stage.threads);
    // What set-up made is known to everybody.
    this.layout.objects.forEach((object, index) => {
      if (object.kind === 'heap') this.state.set(this.layout.bookOf[index] as number, 0);
    });
    this.layout.threads.forEach((thread, index) => {
      if (thread.kind === 'thread' && thread.unit !== undefined) this.begin(index, thread.unit, 0);
    });
  }

  get stage(): Stage {
    return this.slots[(this.bases[0] as number) + record.serves] as Stage;
  }

  private setStage(stage: Stage): void {
    this.state.set((this.bases[0] as number) + record.serves, stage);
  }

  private ended(thread: number, place: PlaceId): void {
    exitChecks(this, thread, place);
    const { kind } = this.thread(thread);
    if (kind === 'ipi') this.handled(thread);
    if (kind === 'rcu') this.lkmm?.callbackEnds(thread);
    if (kind === 'setup') {
      if (this.stage === Stage.setup) this.startThreads();
      else this.setStage(Stage.over);
    }
  }

  /** An interrupt is over: what its handler did comes before what its CPU does next, and before its sender goes on. */
  private handled(thread: number): void {
    const sender = (this.slots[(this.bases[thread] as number) + record.serves] as number) - 1;
    if (this.tso) while (this.tso.busy(thread)) this.drain(thread);
    this.interrupts.done(thread);
    if (!this.lkmm) return;
    this.onCpu(thread);
    if (sender > 0) this.lkmm.begins(sender, thread);
  }

  /** lkmm: an interrupt orders all that its CPU did before all that it does later. */
  private onCpu(handler: number): void {
    const { cpu } = this.thread(handler);
    this.lkmm?.mb(handler);
    this.layout.threads.forEach((one, index) => {
      if (one.kind === 'thread' && one.cpu === cpu && this.at(index) !== 0) this.lkmm?.mb(index);
    });
    this.lkmm?.mb(handler);
  }

  /** tso: the thread's oldest store goes to memory. */
  drain(thread: number): Outcome {
    const address = this.tso?.oldest(thread) ?? 0;
    const whole = this.tso?.drain(
      thread,
      (at) => this.slots[this.layout.header[at] as number] === LIVE,
      (lock) => {
        this.locks.freed(lock);
      },
    );
    if (whole === true) return Outcome.moved;
    this.heap.fault(thread, address, this.steps.info[this.at(thread)]?.at ?? 0, true);
    return Outcome.crashed;
  }

  /** All threads have ended normally: the final check begins. True when there is one to run. */
  startFinally(): boolean {
    if (this.program.finally === undefined) {
      this.setStage(Stage.over);
      return false;
    }
    this.setStage(Stage.finally);
    this.begin(0, this.program.finally, 0);
    return this.stage === Stage.finally;
  }

  /** Threads, handlers included, in the order of the program. */
  get count(): number {
    return this.layout.threads.length;
  }

  /** Step the thread stands before; 0 when it has ended or is idle. */
  at(thread: number): number {
    return this.slots[this.bases[thread] as number] as number;
  }

  base(thread: number): number {
    return this.bases[thread] as number;
  }

  /** Can the thread take a step now, or a store of it go to memory? */
  ready(thread: number): boolean {
    return (this.tso?.busy(thread) ?? false) || this.canStep(thread);
  }

  /** Can the thread take a step of its own? */
  canStep(thread: number): boolean {
    if (this.open) {
      const closing = this.closing(thread);
      if (closing >= 0) return (this.lkmm?.closings(thread, closing) ?? 0) > 0;
    }
    const base = this.bases[thread] as number;
    const step = this.slots[base] as number;
    if (step === 0) return this.special && this.interruptible(thread);
    const enabled = this.enabled[step];
    if (enabled !== undefined && !enabled(thread, base)) return false;
    if (!this.special) return true;
    if (this.thread(thread).kind === 'rcu' && !this.grace.due(base)) return false;
    return !this.visible.cpus || this.interrupts.mayRun(thread);
  }

  /** The thread could take its step, were it not for another one on its CPU. */
  isKeptOff(thread: number): boolean {
    const base = this.bases[thread] as number;
    const enabled = this.enabled[this.slots[base] as number];
    if (!this.visible.cpus || this.interrupts.mayRun(thread)) return false;
    return enabled === undefined || enabled(thread, base);
  }

  private interruptible(thread: number): boolean {
    return (
      this.thread(thread).kind === 'ipi' &&
      this.interrupts.waiting(thread).length > 0 &&
      this.interrupts.mayRun(thread) &&
      this.settled(this.thread(thread).cpu)
    );
  }

  /** An interrupt waits for the stores of its CPU that are under way, and for its open loads. */
  private settled(cpu: number): boolean {
    if (!this.tso && !this.open) return true;
    return this.layout.threads.every(
      (one, index) =>
        one.cpu !== cpu ||
        one.kind !== 'thread' ||
        (this.tso?.busy(index) !== true && (this.open?.count(index) ?? 0) === 0),
    );
  }

  /** lkmm+lb: the open load that must be closed before the thread takes its next step; -1 when it may. */
  closing(thread: number): number {
    const { open, steps } = this;
    const count = open?.count(thread) ?? 0;
    if (!open || count === 0) return -1;
    const info = steps.info[this.at(thread)];
    const late = info && this.late[info.unit];
    // It has ended, or an interrupt comes in between.
    if (!info || !late || late.closesAll[info.pc] === 1 || this.isInterrupted(thread)) return 0;
    const address = info.width > 0 ? this.address(thread) : 0;
    const locations = this.layout.area.locationOf;
    const closes = late.closes.get(info.pc);
    for (let i = 0; i < count; i++) {
      const one = open.get(thread, i);
      if (closes?.has(steps.info[one.step]?.pc ?? -1)) return i;
      if (one.fenced && readsMemory(info.instr)) return i;
      for (let at = address; at < address + info.width; at++) if (locations[at] === one.location + 1) return i;
    }
    return -1;
  }

  private isInterrupted(thread: number): boolean {
    const { cpu } = this.thread(thread);
    return this.layout.threads.some(
      (one, index) =>
        one.kind === 'ipi' &&
        one.cpu === cpu &&
        this.at(index) === 0 &&
        this.interrupts.waiting(index).length > 0 &&
        this.interrupts.mayRun(index),
    );
  }

  /** An open load takes a store: what came of its value depends on that store from now on. */
  private close(thread: number, index: number, choice: number): void {
    const { lkmm, open, steps, layout } = this;
    if (!lkmm || !open) return;
    const load = steps.info[open.get(thread, index).step];
    const dep = lkmm.close(thread, index, choice);
    const info = steps.info[this.at(thread)];
    const late = info && this.late[info.unit];
    const flow = info && steps.flows[info.unit];
    if (info && late && flow && load) {
      const base = layout.area.deps[thread] as number;
      for (const reg of late.registers(load.pc, info.pc)) {
        const slot = flow.slotOf[reg] as number;
        const pointer = flow.unit.registers[reg]?.pointer === true;
        if (slot >= 0) lkmm.depends(base + (pointer ? flow.integers : 0) + slot, dep);
      }
      for (const branch of late.branches(load.pc, info.pc)) {
        lkmm.control(thread, this.controls[info.unit]?.levelOf[branch] ?? -1, dep);
      }
    }
    lkmm.tidy(thread);
  }

  /** lkmm+lb: what the outcomes of the thread's load that stay open wait for, in the words of traces; behind the others. */
  laterTexts(thread: number): readonly string[] {
    const instr = this.steps.info[this.at(thread)]?.instr;
    const address = instr?.op === 'load' ? this.address(thread) : 0;
    if (!this.open || instr?.op !== 'load' || this.lkmm?.weak[address] !== 1 || this.closing(thread) >= 0) return [];
    return this.lkmm.awaited(thread, address, instr.dst.length).map((id) => this.laterText(address, id));
  }

  private laterText(address: number, id: number): string {
    const values = this.open?.valueOf(id) ?? [];
    return values
      .map((value, i) => (this.layout.pointer[address + i] && value !== 0 ? this.name(value) : String(value)))
      .join(',')
      .replaceAll(' ', '_');
  }

  /** Lets the thread's load stay open for a value that a trace names; its choice, or undefined. */
  laterChoice(thread: number, text: string): number | undefined {
    const instr = this.steps.info[this.at(thread)]?.instr;
    const address = this.address(thread);
    if (!this.open || !this.lkmm || instr?.op !== 'load' || this.lkmm.weak[address] !== 1) return undefined;
    const values = text.split(',').map((one, i) => {
      if (!this.layout.pointer[address + i]) return Number(one) | 0;
      return Math.max(
        0,
        this.layout.object.findIndex((_, at) => this.name(at).replaceAll(' ', '_') === one),
      );
    });
    this.lkmm.expect(address, values);
    const texts = this.laterTexts(thread);
    const index = texts.indexOf(text);
    return index < 0 ? undefined : this.ownChoices(thread) - texts.length + index;
  }

  /** lkmm+lb: some thread went on with a value that nobody gave: the run never was one. */
  get isDoomed(): boolean {
    const { open, lkmm } = this;
    if (!open || !lkmm) return false;
    for (let thread = 1; thread < this.count; thread++) {
      for (let i = open.count(thread) - 1; i >= 0; i--) if (lkmm.closings(thread, i) === 0) return true;
    }
    return false;
  }

  /** Outcomes of the thread's next step, and one for a store that may go to memory instead. */
  choices(thread: number): number {
    if (!this.tso?.busy(thread)) return this.ownChoices(thread);
    return (this.canStep(thread) ? this.ownChoices(thread) : 0) + 1;
  }

  /** Outcomes of the thread's next step. */
  ownChoices(thread: number): number {
    const closing = this.open ? this.closing(thread) : -1;
    if (closing >= 0) return this.lkmm?.closings(thread, closing) ?? 0;
    const step = this.at(thread);
    if (this.single[step]) return 1;
    if (step === 0) return this.interrupts.waiting(thread).length;
    const instr = this.steps.info[step]?.instr;
    if (!instr) throw bug(`no step ${step}`);
    const outcomes = this.outcomes[step];
    if (outcomes) return outcomes(thread, this.bases[thread] as number);
    if (instr.op === 'alloc') return this.heap.choices(instr.type);
    return instr.op === 'choose' && instr.count.kind === 'const' ? Math.max(1, instr.count.value) : 1;
  }

  /** Runs the thread's next step. The caller has asked `ready`. */
  step(thread: number, choice: number): Outcome {
    const base = this.bases[thread] as number;
    const step = this.slots[base] as number;
    if (this.tso?.busy(thread) && choice === this.choices(thread) - 1) return this.drain(thread);
    this.stepping = thread;
    const closing = this.open ? this.closing(thread) : -1;
    if (closing >= 0) {
      this.close(thread, closing, choice);
      return Outcome.moved;
    }
    if (step === 0) {
      this.interrupts.deliver(thread, choice);
      if (this.lkmm) {
        this.onCpu(thread);
        this.lkmm.tidy(thread);
      }
      return Outcome.moved;
    }
    const outcome = (this.runs[step] as StepFunction)(thread, base, choice);
    if (this.lkmm && thread > 0 && outcome === Outcome.moved) this.lkmm.tidy(thread);
    return outcome;
  }

  /** Address the thread's next step works on; 0 when it has none. */
  address(thread: number): number {
    const base = this.bases[thread] as number;
    const address = this.addresses[this.slots[base] as number];
    return address === undefined ? 0 : address(thread, base);
  }

  /** Every thread and handler has ended and nothing is pending. */
  allEnded(): boolean {
    for (let thread = 1; thread < this.count; thread++) {
      if (this.at(thread) !== 0 || this.tso?.busy(thread) === true) return false;
      if (this.thread(thread).kind === 'ipi' && this.interrupts.waiting(thread).length > 0) return false;
    }
    return true;
  }

  /** What an address is, for people: `vm_area_struct#1.vm_start`. */
  name(address: number): string {
    if (address === 0) return 'NULL';
    const { layout } = this;
    const object = layout.objects[layout.object[address] ?? -1];
    if (!object) return address < layout.first && address > 0 ? `NULL + ${address}` : `no object (${address})`;
    const slot = this.program.types[object.type]?.slots[address - object.address];
    // A variable that is one slot is named by its name alone.
    if (slot === undefined || slot.path === '' || slot.path === object.name) return object.name;
    return `${object.name}${slot.path.startsWith('[') ? '' : '.'}${slot.path}`;
  }

  /** A lock with an owner that must release it; bit locks anybody may release. */
  isOwned(address: number): boolean {
    const object = this.layout.objects[this.layout.object[address] ?? -1];
    const leaf = object && this.program.types[object.type]?.slots[address - object.address]?.leaf;
    return leaf?.kind === 'lock' && leaf.lock !== 'bit' && leaf.lock !== 'completion';
  }

  /** The lock class is that of an rwlock, whose readers never wait for a queued writer. */
  isRwlockClass(lockClass: number): boolean {
    const { layout, program } = this;
    const address = layout.lockClass.indexOf(Math.floor(lockClass / SUBCLASSES));
    const object = layout.objects[layout.object[address] ?? -1];
    const leaf = object && program.types[object.type]?.slots[address - object.address]?.leaf;
    return leaf?.kind === 'lock' && leaf.lock === 'rwlock';
  }

  /** Threads that can take a step, a bit each; set-up and final check are bit 0 and run alone. */
  readyThreads(): number {
    const { stage } = this;
    if (stage !== Stage.threads) return stage !== Stage.over && this.ready(0) ? 1 : 0;
    let ready = 0;
    for (let thread = 1; thread < this.bases.length; thread++) if (this.ready(thread)) ready |= 1 << thread;
    return ready;
  }

  private imbalance(thread: number, address: number, lock: string, read: boolean): string {
    const holders = this.locks.holders(address, lock !== 'bit');
    const held = this.locks.held(thread, address, lock !== 'bit');
    const state =
      held !== Held.no
        ? `held for ${held === Held.read ? 'read' : 'write'} by ${this.thread(thread).name}`
        : holders.length === 0
          ? 'held by nobody'
          : `held by ${holders.map((one) => this.thread(one).name).join(' and ')}`;
    return `${this.lockName(address)} released ${lock === 'rwsem' || lock === 'rwlock' ? `for ${read ? 'read' : 'write'}, ` : ''}${state}`;
  }

  /** Name of the object at an address. */
  objectName(address: number): string {
    return this.layout.objects[this.layout.object[address] ?? -1]?.name ?? this.name(address);
  }

  /** Name of the lock at an address, without its inner slot. */
  lockName(address: number): string {
    return this.name(address).replace(/\.(?:owner|readers|queue|done)$/, '');
  }
}

/** A smp_rmb orders it behind loads. */
function readsMemory({ op }: Instr): boolean {
  return op === 'load' || op === 'rmw' || op === 'await' || op === 'acquire' || op === 'is-locked' || op === 'wait';
}

/** Set-up and final check, the program's threads, and those that run handlers. */
function threadsOf(
  { program, steps, handlers, sends }: Analysis,
  callbacks: number,
): Parameters<typeof layOut>[0]['threads'] {
  type Thread = Parameters<typeof layOut>[0]['threads'][number];
  const registers = (units: readonly number[]): Thread['registers'] => ({
    integers: Math.max(0, ...units.map((unit) => steps.flows[unit]?.integers ?? 0)),
    pointers: Math.max(0, ...units.map((unit) => steps.flows[unit]?.pointers ?? 0)),
  });
  const frames = (units: readonly number[]): Thread['frames'] =>
    units.flatMap((unit) => [...(program.units[unit]?.frames ?? [])]);
  const alone = aloneOf(program);
  const threads: Thread[] = [
    { kind: 'setup', name: 'setup', cpu: 0, unit: undefined, registers: registers(alone), frames: frames(alone) },
    ...program.threads.map((thread): Thread => {
      return {
        kind: 'thread',
        name: thread.name,
        cpu: thread.cpu,
        unit: thread.unit,
        registers: registers([thread.unit]),
        frames: frames([thread.unit]),
      };
    }),
  ];
  const shared = { unit: undefined, registers: registers(handlers), frames: frames(handlers) };
  const cpus = sends ? [...new Set(program.threads.map((thread) => thread.cpu))].sort((a, b) => a - b) : [];
  for (const cpu of cpus) threads.push({ kind: 'ipi', name: `cpu${cpu}!ipi`, cpu, ...shared });
  for (let i = 0; i < callbacks; i++) {
    // A name must not say how many there are: a replay makes no more of them than its trace needs.
    threads.push({ kind: 'rcu', name: i === 0 ? 'rcu' : `rcu${i + 1}`, cpu: 0, ...shared });
  }
  return threads;
}

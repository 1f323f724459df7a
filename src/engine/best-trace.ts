/**
 * The second search: for each finding the trace that costs least in (preemptions of a thread that
 * could have gone on, then steps, then thread order), over (state, running thread), cheapest first.
 * Forced switches, interrupt delivery and choices cost no preemption.
 *
 * Without the reduction its answers are `minimal` (reduction lengthens the shortest trace, ENGINE.md
 * section 2). A first, *compressed* pass lets a thread go on through steps that nobody can notice,
 * which keeps the number of preemptions but may cost steps; it is quick, and bounds the exact pass.
 * Each pass has a budget of nodes; what the exact pass did not prove is `best found`.
 */
import type { PlaceId } from '../program';
import type { Kind } from '../result';
import { blockedFindings } from './checks/blocked';
import { races } from './checks/data-race';
import { leaks } from './checks/leak';
import { Outcome } from './codegen';
import { threadName } from './explore';
import { functionOf } from './findings';
import { Stage, type Machine } from './machine';
import { outcomeCode, traceStep } from './outcome';
import type { Operation, Reduction } from './reduce';
import { Does } from './steps';
import { mix0, mix1 } from './state';
import { HashStore, type Key } from './table';
import type { Trace, TraceStep } from './trace';

/** Looked up once: a search asks for it at every step, and a global is dear inside a test's sandbox. */
const { clz32 } = Math;

export interface Cost {
  readonly preemptions: number;
  readonly steps: number;
}

export interface BestTrace extends Cost {
  readonly trace: Trace;
  readonly place: PlaceId;
  readonly thread: number;
  readonly detail: string;
  /** No cheaper trace exists. */
  readonly minimal: boolean;
}

/** What to look for: findings by name (`kind@function`), and lock orders by `edgeName`. */
export interface Wanted {
  readonly names: ReadonlySet<string>;
  readonly edges: ReadonlySet<string>;
}

export function edgeName(from: number, fromRead: boolean, to: number, toRead: boolean, place: string): string {
  return `${from}${fromRead ? 'r' : 'w'} ${to}${toRead ? 'r' : 'w'} ${place}`;
}

/** Key of (state, running thread). */
class NodeKey implements Key {
  key0 = 0;
  key1 = 0;
  running = 0;
  constructor(private readonly inner: Key) {}
  compute(): void {
    this.inner.compute();
    this.key0 = this.inner.key0 ^ mix0(0, this.running + 1);
    this.key1 = this.inner.key1 ^ mix1(0, this.running + 1);
  }
}

interface Node {
  readonly parent: Node | undefined;
  /** Thread and outcome that led here; thread -1 at the root. */
  readonly thread: number;
  readonly outcome: number;
  /** Thread that ran last: stores going to memory are no steps of theirs. */
  readonly ran: number;
  readonly preemptions: number;
  readonly steps: number;
  /** Slots that differ from the root, with their values. */
  readonly diff: Int32Array;
  readonly h0: number;
  readonly h1: number;
}

/** Best traces of all wanted findings that the budget of nodes allows to find. */
export function bestTraces(
  machine: Machine,
  key: Key,
  operations: Reduction,
  wanted: Wanted,
  budget: number,
): Map<string, BestTrace> {
  if (wanted.names.size + wanted.edges.size === 0) return new Map();
  const quick = new TraceSearch(machine, key, operations, wanted, budget, true, new Map());
  quick.run();
  const exact = new TraceSearch(machine, key, operations, wanted, budget, false, quick.best);
  exact.run();
  const all = new Map<string, BestTrace>();
  for (const [name, found] of exact.best) {
    all.set(name, { ...found, minimal: exact.proven(found) });
  }
  return all;
}

class TraceSearch {
  readonly best: Map<string, Omit<BestTrace, 'minimal'>>;
  private readonly base: Int32Array;
  private readonly nodeKey: NodeKey;
  private readonly visited: HashStore;
  /** Nodes with the present number of preemptions, in order of steps; and with one more. */
  private nodes = 0;
  /** Everything cheaper than this was explored. */
  private frontier: Cost = { preemptions: 0, steps: 0 };
  private exhausted = false;
  private current: Node;
  private readonly op: Operation = { thread: 0, does: Does.local, address: 0, width: 0, type: -1 };
  private readonly scratch: number[] = [];

  constructor(
    private readonly machine: Machine,
    key: Key,
    private readonly operations: Reduction,
    private readonly wanted: Wanted,
    private readonly budget: number,
    private readonly compressed: boolean,
    known: ReadonlyMap<string, Omit<BestTrace, 'minimal'>>,
  ) {
    this.best = new Map(known);
    this.nodeKey = new NodeKey(key);
    this.visited = new HashStore(this.nodeKey);
    const { state } = machine;
    state.undo(0, 0, 0);
    this.base = state.slots.slice();
    this.current = {
      parent: undefined,
      thread: -1,
      outcome: 0,
      ran: -1,
      preemptions: 0,
      steps: 0,
      diff: new Int32Array(0),
      h0: 0,
      h1: 0,
    };
  }

  run(): void {
    this.searchLevels();
    const { state } = this.machine;
    state.slots.set(this.base);
    state.top = 0;
    state.undo(0, 0, 0);
  }

  private searchLevels(): void {
    const { machine } = this;
    machine.sink.current = {
      report: (kind, place, thread, detail) => {
        this.found(kind, place, thread, detail);
      },
      lockOrder: (from, fromRead, to, toRead, place, thread) => {
        const name = edgeName(from, fromRead, to, toRead, functionOf(machine.program, place));
        if (this.wanted.edges.has(name)) this.keep(name, place, thread, '');
      },
      limit: () => undefined,
    };
    machine.start();
    const ready = this.settle();
    let level: Node[] =
      ready === 0 ? [] : [this.capture(undefined, { thread: -1, outcome: 0, ran: -1, preemptions: 0, steps: 0 })];
    machine.state.undo(0, 0, 0);
    for (let preemptions = 0; level.length > 0; preemptions++) {
      const next: Node[] = [];
      const grown: Node[] = [];
      let a = 0;
      let b = 0;
      while (a < level.length || b < grown.length) {
        const x = level[a];
        const y = grown[b];
        const node = x && (!y || x.steps <= y.steps) ? (a++, x) : (b++, y as Node);
        this.frontier = { preemptions, steps: node.steps };
        if (this.done()) return;
        if (this.nodes > this.budget) {
          this.exhausted = true;
          return;
        }
        this.expand(node, grown, next);
      }
      level = next;
    }
    this.frontier = { preemptions: Number.MAX_SAFE_INTEGER, steps: 0 };
  }

  /** Nothing cheaper than this trace was left unexplored. */
  proven(found: Cost): boolean {
    return !this.compressed && (!this.exhausted || compare(found, this.frontier) <= 0);
  }

  /** Every wanted finding has a trace that nothing still to come can undercut. */
  private done(): boolean {
    for (const name of [...this.wanted.names, ...this.wanted.edges]) {
      const known = this.best.get(name);
      if (!known || compare(known, this.frontier) > 0) return false;
    }
    return true;
  }

  private restore(node: Node): void {
    const { state } = this.machine;
    state.slots.set(this.base);
    for (let i = 0; i < node.diff.length; i += 2) {
      state.slots[node.diff[i] as number] = node.diff[i + 1] as number;
    }
    state.top = 0;
    state.h0 = node.h0;
    state.h1 = node.h1;
  }

  private capture(parent: Node | undefined, step: Omit<Node, 'parent' | 'diff' | 'h0' | 'h1'>): Node {
    const { slots, h0, h1 } = this.machine.state;
    const { base, scratch } = this;
    scratch.length = 0;
    for (let i = 0; i < slots.length; i++) {
      if (slots[i] !== base[i]) scratch.push(i, slots[i] as number);
    }
    this.nodes++;
    return { parent, ...step, diff: Int32Array.from(scratch), h0, h1 };
  }

  private expand(node: Node, grown: Node[], next: Node[]): void {
    const { machine, visited } = this;
    this.restore(node);
    const ready = machine.readyThreads();
    const running = node.ran > 0 && (ready >> node.ran) & 1 && machine.canStep(node.ran) ? node.ran : 0;
    this.nodeKey.running = running;
    visited.visit();
    if (!visited.fresh) return;
    if (machine.stage === Stage.threads && this.wantsRaces) this.findRaces(node);
    // Compressed: a step that nobody can notice needs no switch before it.
    const only =
      this.compressed && running > 0 && this.operations.alone(this.operations.operation(running, this.op))
        ? running
        : -1;
    const { state } = machine;
    for (let rest = ready; rest !== 0; rest &= rest - 1) {
      const thread = 31 - clz32(rest & -rest);
      if (only >= 0 && thread !== only) continue;
      const choices = machine.choices(thread);
      const handler = machine.thread(thread).kind === 'ipi' && machine.at(thread) === 0;
      const costs = running > 0 && thread !== running && !handler ? 1 : 0;
      for (let choice = 0; choice < choices; choice++) {
        const drains = machine.tso !== undefined && choice === choices - 1 && machine.tso.busy(thread);
        const child = {
          thread: thread === 0 && machine.stage === Stage.finally ? machine.count : thread,
          outcome: thread === 0 ? (choices > 1 ? choice + 1 : 0) : outcomeCode(machine, thread, choice, choices),
          ran: drains ? node.ran : thread,
          preemptions: node.preemptions + (drains ? 0 : costs),
          steps: node.steps + (thread === 0 ? 0 : 1),
        };
        this.current = { parent: node, ...child, diff: node.diff, h0: 0, h1: 0 };
        const moved = machine.step(thread, choice) === Outcome.moved;
        if (moved && this.settle() !== 0 && !this.tooDear(child)) {
          const kept = this.capture(node, child);
          (child.preemptions === node.preemptions ? grown : next).push(kept);
        }
        state.undo(0, node.h0, node.h1);
      }
    }
  }

  /** Costs at least as much as the dearest trace known, and none is missing. */
  private tooDear(cost: Cost): boolean {
    for (const name of [...this.wanted.names, ...this.wanted.edges]) {
      const known = this.best.get(name);
      if (!known || compare(cost, known) < 0) return false;
    }
    return true;
  }

  /** Runs set-up or final check on while it has no choice; threads that can run after it. */
  private settle(): number {
    const { machine } = this;
    for (;;) {
      const ready = machine.readyThreads();
      if (ready !== 0) {
        if (machine.stage === Stage.threads || machine.choices(0) > 1) return ready;
        if (machine.step(0, 0) !== Outcome.moved) return 0;
        continue;
      }
      if (machine.stage === Stage.over) {
        for (const leak of leaks(machine)) this.found('leak', leak.place, leak.thread, () => leak.name);
        return 0;
      }
      if (machine.isDoomed) return 0;
      if (machine.stage === Stage.threads && machine.allEnded()) {
        machine.startFinally();
        continue;
      }
      for (const one of blockedFindings(machine, (place) => functionOf(machine.program, place))) {
        this.found(one.kind, one.place, one.thread, () => one.detail);
      }
      return 0;
    }
  }

  private get wantsRaces(): boolean {
    for (const name of this.wanted.names) if (name.startsWith('data-race@')) return true;
    return false;
  }

  private findRaces(node: Node): void {
    const { machine } = this;
    this.current = node;
    for (const race of races(machine, this.operations)) {
      const at = machine.steps.info[machine.at(race.thread)]?.at;
      const detail = `${machine.name(machine.address(race.thread))} with ${machine.thread(race.other).name}`;
      if (at !== undefined) this.found('data-race', at, race.thread, () => detail);
    }
  }

  private found(kind: Kind, place: PlaceId, thread: number, detail: () => string): void {
    const name = `${kind}@${functionOf(this.machine.program, place)}`;
    if (this.wanted.names.has(name)) this.keep(name, place, thread, detail());
  }

  private keep(name: string, place: PlaceId, thread: number, detail: string): void {
    const { preemptions, steps } = this.current;
    const known = this.best.get(name);
    if (known && compare(known, this.current) <= 0) return;
    this.best.set(name, { preemptions, steps, place, thread, detail, trace: this.trace(this.current) });
  }

  private trace(node: Node): Trace {
    const stem: TraceStep[] = [];
    for (let at: Node | undefined = node; at && at.thread >= 0; at = at.parent) {
      const thread = threadName(this.machine, at.thread);
      stem.push(traceStep(this.machine, thread, at.outcome));
    }
    return { stem: stem.reverse(), cycle: [] };
  }
}

function compare(a: Cost, b: Cost): number {
  return a.preemptions - b.preemptions || a.steps - b.steps;
}

/**
 * The second search: for each finding the trace that costs least in (preemptions of a thread that
 * could have gone on, then steps, then thread order), over (state, running thread), cheapest first.
 * Forced switches, interrupt delivery and choices cost no preemption.
 *
 * Without the reduction its answers are `minimal` (reduction lengthens the shortest trace, ENGINE.md
 * section 2). A first, *compressed* pass lets a thread go on through steps that nobody can notice,
 * which keeps the number of preemptions but may cost steps; it is quick, and bounds the exact pass.
 * Each pass has a budget of nodes; what the exact pass did not prove is `best found`. Where the first pass
 * had nothing to leave out (one thread, all choices), it was exact, and there is no second.
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
import { Nodes, type Step } from './trace-nodes';

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

/** Key of (state, running thread), and, to look a node up again, the key that it had. */
class NodeKey implements Key {
  key0 = 0;
  key1 = 0;
  constructor(private readonly inner: Key) {}

  take(running: number): void {
    this.inner.compute();
    this.key0 = this.inner.key0 ^ mix0(0, running + 1);
    this.key1 = this.inner.key1 ^ mix1(0, running + 1);
  }

  again(key0: number, key1: number): void {
    this.key0 = key0;
    this.key1 = key1;
  }

  compute(): void {
    // Taken before.
  }
}

/** Levels above are one to the table of nodes, which has a byte for each. */
const highestLevel = 255;

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
  const exact = quick.left ? new TraceSearch(machine, key, operations, wanted, budget, false, quick.best) : quick;
  if (exact !== quick) exact.run();
  const all = new Map<string, BestTrace>();
  for (const [name, found] of exact.best) {
    all.set(name, { ...found, minimal: exact.proven(found) });
  }
  return all;
}

class TraceSearch {
  readonly best: Map<string, Omit<BestTrace, 'minimal'>>;
  private readonly names: readonly string[];
  private readonly wantsRaces: boolean;
  /** Cost of the dearest trace known, when every wanted finding has one. */
  private dearest: Cost | undefined;
  private readonly nodeKey: NodeKey;
  /** Made at the root of the search, behind the set-up. */
  private nodes: Nodes;
  /** Nodes by key, with the least number of preemptions that one was made with: a dearer one is not made, or dropped. */
  private readonly made: HashStore;
  /** Everything cheaper than this was explored. */
  private frontier: Cost = { preemptions: 0, steps: 0 };
  private exhausted = false;
  /** The step under way met a bound of the model: what the run does from there on means nothing. */
  private beyond = false;
  /** Something was not explored because of the compression: without that, this pass was the exact one. */
  left = false;
  /** Where the step at hand leads, as far as a trace needs to know. */
  private current: Step = { parent: -1, thread: -1, outcome: 0, preemptions: 0, steps: 0 };
  private readonly op: Operation = { thread: 0, does: Does.local, address: 0, width: 0, type: -1 };

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
    this.names = [...wanted.names, ...wanted.edges];
    this.wantsRaces = this.names.some((name) => name.startsWith('data-race@'));
    this.setDearest();
    this.nodeKey = new NodeKey(key);
    this.made = new HashStore(this.nodeKey);
    machine.state.undo(0, 0, 0);
    this.nodes = new Nodes(machine.state);
  }

  run(): void {
    const { state } = this.machine;
    const before = state.slots.slice();
    this.searchLevels();
    state.slots.set(before);
    state.settle();
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
      limit: () => {
        this.beyond = true;
      },
    };
    machine.start();
    const ready = this.settle();
    this.nodes = new Nodes(machine.state);
    const root = ready === 0 ? -1 : this.make(this.current, ready, -1);
    let level = root < 0 ? [] : [root];
    machine.state.undo(0, 0, 0);
    for (let preemptions = 0; level.length > 0; preemptions++) {
      const next: number[] = [];
      const grown: number[] = [];
      let a = 0;
      let b = 0;
      while (a < level.length || b < grown.length) {
        const x = level[a];
        const y = grown[b];
        const isOld = x !== undefined && (y === undefined || this.nodes.steps(x) <= this.nodes.steps(y));
        const node = (isOld ? level[a++] : grown[b++]) as number;
        this.frontier = { preemptions, steps: this.nodes.steps(node) };
        if (this.done()) return;
        if (this.nodes.count > this.budget) {
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
    return !this.left && (!this.exhausted || compare(found, this.frontier) <= 0);
  }

  /** Every wanted finding has a trace that nothing still to come can undercut. */
  private done(): boolean {
    return this.dearest !== undefined && compare(this.dearest, this.frontier) <= 0;
  }

  /** A node for the present state, to which a step led; -1 when there was one that costs no more. */
  private make(step: Step, ready: number, ran: number): number {
    const { machine, nodeKey, made } = this;
    const running = ran > 0 && (ready >> ran) & 1 && machine.canStep(ran) ? ran : 0;
    nodeKey.take(running);
    const index = made.visit();
    const level = Math.min(step.preemptions, highestLevel);
    if (!made.fresh && made.sleep(index) <= level) return -1;
    made.setSleep(index, level);
    const { key0, key1 } = nodeKey;
    return this.nodes.capture(step, ran, ready, running, key0, key1);
  }

  /** One with fewer preemptions was made since. */
  private isDearer(node: number): boolean {
    this.nodeKey.again(this.nodes.key0(node), this.nodes.key1(node));
    return this.made.sleep(this.made.visit()) < Math.min(this.nodes.preemptions(node), highestLevel);
  }

  private expand(node: number, grown: number[], next: number[]): void {
    if (this.isDearer(node)) return;
    const { machine, nodes } = this;
    const ready = nodes.ready(node);
    const running = nodes.running(node);
    const spent = nodes.preemptions(node);
    const h0 = nodes.h0(node);
    const h1 = nodes.h1(node);
    nodes.restore(node);
    this.beyond = false;
    if (machine.stage === Stage.threads && this.wantsRaces) this.findRaces(node);
    // Compressed: a step that nobody can notice needs no switch before it.
    const only =
      this.compressed && running > 0 && this.operations.alone(this.operations.operation(running, this.op))
        ? running
        : -1;
    if (only >= 0 && ready !== 1 << only) this.left = true;
    const { state } = machine;
    for (let rest = ready; rest !== 0; rest &= rest - 1) {
      const thread = 31 - clz32(rest & -rest);
      if (only >= 0 && thread !== only) continue;
      const choices = machine.choices(thread);
      const handler = machine.thread(thread).kind === 'ipi' && machine.at(thread) === 0;
      const costs = running > 0 && thread !== running && !handler ? 1 : 0;
      for (let choice = 0; choice < choices; choice++) {
        const drains = machine.tso !== undefined && choice === choices - 1 && machine.tso.busy(thread);
        const name = thread === 0 && machine.stage === Stage.finally ? machine.count : thread;
        const outcome = thread === 0 ? (choices > 1 ? choice + 1 : 0) : outcomeCode(machine, thread, choice, choices);
        const preemptions = spent + (drains ? 0 : costs);
        const steps = nodes.steps(node) + (thread === 0 ? 0 : 1);
        this.current = { parent: node, thread: name, outcome, preemptions, steps };
        this.beyond = false;
        if (machine.step(thread, choice) === Outcome.moved && !this.beyond) {
          const then = this.settle();
          if (then !== 0 && !this.tooDear(this.current)) {
            const child = this.make(this.current, then, drains ? nodes.ran(node) : thread);
            if (child >= 0) (preemptions === spent ? grown : next).push(child);
          }
        }
        state.undo(0, h0, h1);
      }
    }
  }

  /** Costs at least as much as the dearest trace known, and none is missing. */
  private tooDear(cost: Cost): boolean {
    return this.dearest !== undefined && compare(cost, this.dearest) >= 0;
  }

  private stepTo(node: number): Step {
    const { nodes } = this;
    return {
      parent: nodes.parent(node),
      thread: nodes.thread(node),
      outcome: nodes.outcome(node),
      preemptions: nodes.preemptions(node),
      steps: nodes.steps(node),
    };
  }

  private setDearest(): void {
    let dearest: Cost | undefined;
    for (const name of this.names) {
      const known = this.best.get(name);
      if (!known) return;
      if (!dearest || compare(known, dearest) > 0) dearest = known;
    }
    this.dearest = dearest;
  }

  /** Runs set-up or final check on while it has no choice; threads that can run after it. */
  private settle(): number {
    const { machine } = this;
    for (;;) {
      const ready = machine.readyThreads();
      if (ready !== 0) {
        if (machine.stage === Stage.threads || machine.choices(0) > 1) return ready;
        if (machine.step(0, 0) !== Outcome.moved || this.beyond) return 0;
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

  private findRaces(node: number): void {
    const { machine } = this;
    this.current = this.stepTo(node);
    for (const race of races(machine, this.operations)) {
      const at = machine.steps.info[machine.at(race.thread)]?.at;
      const detail = `${machine.name(machine.address(race.thread))} with ${machine.thread(race.other).name}`;
      if (at !== undefined) this.found('data-race', at, race.thread, () => detail);
    }
  }

  private found(kind: Kind, place: PlaceId, thread: number, detail: () => string): void {
    const name = `${kind}@${functionOf(this.machine.program, place)}`;
    if (!this.beyond && this.wanted.names.has(name)) this.keep(name, place, thread, detail());
  }

  private keep(name: string, place: PlaceId, thread: number, detail: string): void {
    const { preemptions, steps } = this.current;
    const known = this.best.get(name);
    if (known && compare(known, this.current) <= 0) return;
    this.best.set(name, { preemptions, steps, place, thread, detail, trace: this.trace(this.current) });
    this.setDearest();
  }

  private trace(last: Step): Trace {
    const stem: TraceStep[] = [];
    for (let at = last; at.thread >= 0; at = this.stepTo(at.parent)) {
      stem.push(traceStep(this.machine, threadName(this.machine, at.thread), at.outcome));
    }
    return { stem: stem.reverse(), cycle: [] };
  }
}

function compare(a: Cost, b: Cost): number {
  return a.preemptions - b.preemptions || a.steps - b.steps;
}

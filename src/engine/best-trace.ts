/**
 * The second search: for each finding the trace that costs least in (preemptions of a thread that
 * could have gone on, then steps), over (state, running thread), cheapest first. Forced switches,
 * interrupt delivery and choices cost no preemption.
 *
 * Not every place is one to switch at. A step that may wait (`Reduction.mayWait`) changes nothing for the
 * others: a run that stops its thread just behind it can stop it just before it as well, and take the step
 * when the thread goes on, or never, for as many preemptions and no more steps. So a thread goes on from such
 * a step, and a node is made only where it did something else, cannot go on, has a choice, or jumped back
 * (else it could go round for ever); where races are wanted, also before the next step of another kind.
 * What is found is `minimal`, unless the budget of nodes ended the search first: then it is `best found`.
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
import { silent } from './sink';
import { withLateStops, type RunStep } from './late-stops';
import { outcomeCode, traceStep } from './outcome';
import type { Operation, Reduction } from './reduce';
import { Does } from './steps';
import { mix0, mix1 } from './state';
import { HashStore, type Key } from './table';
import type { Trace } from './trace';
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

/** Key of (state, thread that may go on for nothing), and, to look a node up again, the key that it had. */
class NodeKey implements Key {
  key0 = 0;
  key1 = 0;
  constructor(private readonly inner: Key) {}

  take(thread: number): void {
    this.inner.compute();
    this.key0 = this.inner.key0 ^ mix0(0, thread + 1);
    this.key1 = this.inner.key1 ^ mix1(0, thread + 1);
  }

  again(key0: number, key1: number): void {
    this.key0 = key0;
    this.key1 = key1;
  }

  compute(): void {
    // Taken before.
  }
}

/**
 * Best traces of all wanted findings that the budget of nodes allows to find.
 * @param reduced a search with these operations has shown which slots the lock discipline protects: steps may wait
 */
export function bestTraces(
  machine: Machine,
  key: Key,
  operations: Reduction,
  wanted: Wanted,
  budget: number,
  reduced: boolean,
): Map<string, BestTrace> {
  if (wanted.names.size + wanted.edges.size === 0) return new Map();
  const search = new TraceSearch(machine, key, operations, wanted, budget, reduced);
  search.run();
  machine.sink.current = silent;
  const all = [...search.best].map(([name, { run, ...found }]): [string, BestTrace] => {
    const stem = withLateStops(machine, operations, run).map(({ thread, outcome }) =>
      traceStep(machine, threadName(machine, thread), outcome),
    );
    return [name, { ...found, trace: { stem, cycle: [] }, minimal: search.proven(found) }];
  });
  return new Map(all);
}

/** What a step under way leads to: its costs grow while the thread goes on. */
type Way = { -readonly [Word in keyof Step]: Step[Word] };

class TraceSearch {
  readonly best = new Map<string, Omit<BestTrace, 'minimal' | 'trace'> & { readonly run: readonly RunStep[] }>();
  private readonly names: readonly string[];
  private readonly wantsRaces: boolean;
  /** Cost of the dearest trace known, when every wanted finding has one. */
  private dearest: Cost | undefined;
  private readonly nodeKey: NodeKey;
  /** Made at the root of the search, behind the set-up. */
  private nodes: Nodes;
  /** Nodes by key, with the least cost (`packed`) that one was made with: a dearer one is not made, or dropped. */
  private readonly made: HashStore;
  /** Nodes of the preemptions at hand, by steps. */
  private queue: number[][] = [];
  /** Everything cheaper than this was explored. */
  private frontier: Cost = { preemptions: 0, steps: 0 };
  private exhausted = false;
  /** The step under way met a bound of the model: what the run does from there on means nothing. */
  private beyond = false;
  /** Where the step at hand leads, as far as a trace needs to know. */
  private current: Way = { parent: -1, thread: -1, outcome: 0, preemptions: 0, steps: 0 };
  private readonly op: Operation = { thread: 0, does: Does.local, address: 0, width: 0, type: -1 };

  constructor(
    private readonly machine: Machine,
    key: Key,
    private readonly operations: Reduction,
    private readonly wanted: Wanted,
    private readonly budget: number,
    private readonly reduced: boolean,
  ) {
    this.names = [...wanted.names, ...wanted.edges];
    this.wantsRaces = this.names.some((name) => name.startsWith('data-race@'));
    this.nodeKey = new NodeKey(key);
    this.made = new HashStore(this.nodeKey, new Uint32Array(64));
    machine.state.undo(0, 0, 0);
    this.nodes = new Nodes(machine.state);
  }

  run(): void {
    const { state } = this.machine;
    const before = state.slots.slice();
    this.listen();
    this.searchLevels();
    state.slots.set(before);
    state.settle();
    state.undo(0, 0, 0);
  }

  private listen(): void {
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
  }

  /** A level is what can be had for so many preemptions. Those of a level's nodes are taken when the next one needs them. */
  private searchLevels(): void {
    const { machine } = this;
    machine.start();
    const ready = this.settle();
    this.nodes = new Nodes(machine.state);
    if (ready !== 0) this.make(ready, -1);
    machine.state.undo(0, 0, 0);
    let below: readonly number[] = [];
    for (let preemptions = 0; preemptions === 0 || below.length > 0; preemptions++) {
      const explored = this.searchLevel(preemptions, below);
      if (!explored) return;
      below = explored;
      this.queue = [];
    }
    this.frontier = { preemptions: Number.MAX_SAFE_INTEGER, steps: 0 };
  }

  /**
   * @param below nodes of one preemption less from which a thread can be preempted, by steps
   * @returns the same of this level; undefined when the search is over
   */
  private searchLevel(preemptions: number, below: readonly number[]): readonly number[] | undefined {
    const { nodes, queue } = this;
    const explored: number[] = [];
    let next = 0;
    for (let steps = 0; next < below.length || steps < queue.length; steps++) {
      this.frontier = { preemptions, steps };
      for (; next < below.length; next++) {
        const node = below[next] as number;
        if (nodes.steps(node) > steps) break;
        if (this.isOver()) return undefined;
        this.expand(node, 1);
      }
      // A choice of the set-up is no step: what it leads to is put behind the others here.
      for (const node of queue[steps] ?? []) {
        if (this.isOver()) return undefined;
        if (this.isDearer(node)) continue;
        this.expand(node, 0);
        if (nodes.running(node) > 0) explored.push(node);
      }
    }
    return explored;
  }

  /** Nothing cheaper than this trace was left unexplored. */
  proven(found: Cost): boolean {
    return !this.exhausted || compare(found, this.frontier) <= 0;
  }

  /** Every wanted finding has a trace that nothing still to come can undercut, or the budget is used up. */
  private isOver(): boolean {
    if (this.dearest !== undefined && compare(this.dearest, this.frontier) <= 0) return true;
    this.exhausted = this.nodes.count > this.budget;
    return this.exhausted;
  }

  /** A node for the present state, to which a step led, unless there was one that costs no more. */
  private make(ready: number, ran: number): void {
    const { machine, nodeKey, made, current } = this;
    const running = ran > 0 && (ready >> ran) & 1 && machine.canStep(ran) ? ran : 0;
    // A store that goes to memory is no switch: the thread that ran last may be able to go on again behind it.
    nodeKey.take(machine.tso ? ran : running);
    const index = made.visit();
    const cost = packed(current);
    if (!made.fresh && made.tag(index) <= cost) return;
    made.setTag(index, cost);
    const { key0, key1 } = nodeKey;
    const node = this.nodes.capture(current, ran, ready, running, key0, key1);
    (this.queue[current.steps] ??= []).push(node);
  }

  /** A cheaper one was made since. */
  private isDearer(node: number): boolean {
    this.nodeKey.again(this.nodes.key0(node), this.nodes.key1(node));
    return this.made.tag(this.made.visit()) < packed(this.stepTo(node));
  }

  /** Takes the steps from a node that cost so many preemptions, 0 or 1. */
  private expand(node: number, preempts: number): void {
    const { machine, nodes } = this;
    const { state } = machine;
    const running = nodes.running(node);
    const spent = nodes.preemptions(node);
    const h0 = nodes.h0(node);
    const h1 = nodes.h1(node);
    nodes.restore(node);
    this.beyond = false;
    if (preempts === 0 && this.wantsRaces && machine.stage === Stage.threads) this.findRaces(node);
    for (let rest = nodes.ready(node); rest !== 0; rest &= rest - 1) {
      const thread = 31 - clz32(rest & -rest);
      const handler = machine.thread(thread).kind === 'ipi' && machine.at(thread) === 0;
      const costs = running > 0 && thread !== running && !handler ? 1 : 0;
      const buffered = machine.tso?.busy(thread) === true;
      if (costs !== preempts && !buffered) continue;
      const choices = machine.choices(thread);
      for (let choice = 0; choice < choices; choice++) {
        const drains = buffered && choice === choices - 1;
        if ((drains ? 0 : costs) !== preempts) continue;
        const name = thread === 0 && machine.stage === Stage.finally ? machine.count : thread;
        const outcome = thread === 0 ? (choices > 1 ? choice + 1 : 0) : outcomeCode(machine, thread, choice, choices);
        const steps = nodes.steps(node) + (thread === 0 ? 0 : 1);
        this.current = { parent: node, thread: name, outcome, preemptions: spent + preempts, steps };
        this.beyond = false;
        if (this.goOn(thread, choice)) {
          const ready = this.settle();
          if (ready !== 0 && !this.tooDear(this.current)) this.make(ready, drains ? nodes.ran(node) : thread);
        }
        state.undo(0, h0, h1);
      }
    }
  }

  /** Runs a step of the thread, and those behind it up to the next place to switch at. False when the run ends before. */
  private goOn(thread: number, choice: number): boolean {
    const { machine, current } = this;
    let waits = this.mayWait(thread);
    for (let taken = choice; ; taken = 0) {
      const before = machine.at(thread);
      if (machine.step(thread, taken) !== Outcome.moved || this.beyond) return false;
      if (!waits || machine.at(thread) <= before || !machine.canStep(thread)) return true;
      const choices = machine.choices(thread);
      // Only the first step of a node has a number in the trace.
      if (choices > 1 || outcomeCode(machine, thread, 0, choices) !== 0) return true;
      waits = this.mayWait(thread);
      if (this.wantsRaces && !waits) return true;
      current.steps++;
      if (this.tooDear(current)) return false;
    }
  }

  private mayWait(thread: number): boolean {
    return this.reduced && thread > 0 && this.operations.mayWait(this.operations.operation(thread, this.op));
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
    this.best.set(name, { preemptions, steps, place, thread, detail, run: this.pathTo(this.current) });
    this.setDearest();
  }

  private pathTo(last: Step): readonly RunStep[] {
    const path: RunStep[] = [];
    for (let at = last; at.thread >= 0;) {
      const { thread, outcome } = at;
      const parent = this.stepTo(at.parent);
      for (let more = at.steps - parent.steps - 1; more > 0; more--) path.push({ thread, outcome: 0 });
      path.push({ thread, outcome });
      at = parent;
    }
    return path.reverse();
  }
}

/** In one number, for costs that a search can meet. */
function packed({ preemptions, steps }: Cost): number {
  return Math.min(preemptions, 0xff) * 0x1000000 + Math.min(steps, 0xffffff);
}

function compare(a: Cost, b: Cost): number {
  return a.preemptions - b.preemptions || a.steps - b.steps;
}

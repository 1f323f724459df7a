/**
 * `hang` by livelock: a strongly connected component of the state graph in which a fair run may stay
 * for ever without passing a PROGRESS(). Fair (weakly): every thread takes a step inside it, or cannot
 * run, or has ended, in some state of it. Asked on the full graph, because reduction does not keep
 * such cycles (Siegel 2019), and only when the first search came back to a state it passed.
 */
import type { PlaceId } from '../../program';
import { Outcome } from '../codegen';
import { functionOf } from '../findings';
import { Stage, type Machine } from '../machine';
import { outcomeCode, traceStep } from '../outcome';
import type { Key } from '../table';
import type { Trace, TraceStep } from '../trace';

export interface Livelock {
  readonly thread: number;
  readonly place: PlaceId;
  readonly detail: string;
  readonly trace: Trace;
}

interface Edge {
  readonly to: number;
  readonly thread: number;
  readonly outcome: number;
  readonly progress: boolean;
  readonly place: PlaceId;
}

interface Graph {
  readonly edges: (readonly Edge[])[];
  /** Threads able to run, per node. */
  readonly ready: number[];
  /** Threads with stores under way (tso), per node. */
  readonly busy: number[];
}

/** Livelocks of a machine, or undefined when its graph has more states than `maxStates`. */
export function livelocks(machine: Machine, key: Key, maxStates: number): Livelock[] | undefined {
  const graph = buildGraph(machine, key, maxStates);
  if (!graph) return undefined;
  const component = components(graph);
  const members = new Map<number, number[]>();
  component.forEach((one, node) => {
    const list = members.get(one);
    if (list) list.push(node);
    else members.set(one, [node]);
  });
  const found: Livelock[] = [];
  for (const nodes of members.values()) {
    const livelock = judge(machine, graph, component, nodes);
    if (livelock) found.push(livelock);
  }
  return found;
}

function buildGraph(machine: Machine, key: Key, maxStates: number): Graph | undefined {
  const { state } = machine;
  state.undo(0, 0, 0);
  machine.start();
  const numbers = new Map<string, number>();
  const graph: Graph = { edges: [], ready: [], busy: [] };
  const number = (): { node: number; fresh: boolean } => {
    key.compute();
    const text = `${key.key0},${key.key1}`;
    const known = numbers.get(text);
    if (known !== undefined) return { node: known, fresh: false };
    const node = numbers.size;
    numbers.set(text, node);
    return { node, fresh: true };
  };
  interface Frame {
    readonly node: number;
    readonly ready: number;
    readonly top: number;
    readonly h0: number;
    readonly h1: number;
    readonly edges: Edge[];
    rest: number;
    thread: number;
    choice: number;
    choices: number;
  }
  const stack: Frame[] = [];
  /** Comes to the present state: its number, and a frame when it is new and goes on. */
  const arrive = (): number | undefined => {
    while (machine.stage === Stage.setup && machine.ready(0) && machine.choices(0) === 1) {
      if (machine.step(0, 0) !== Outcome.moved) return undefined;
    }
    // The final check cannot run for ever unnoticed: its steps are counted by the first search.
    if (machine.stage !== Stage.threads && machine.stage !== Stage.setup) return undefined;
    const { node, fresh } = number();
    if (fresh) {
      const ready = machine.readyThreads();
      const edges: Edge[] = [];
      graph.edges.push(edges);
      graph.ready.push(ready);
      graph.busy.push(busyThreads(machine));
      stack.push({
        node,
        ready,
        edges,
        top: state.top,
        h0: state.h0,
        h1: state.h1,
        rest: ready,
        thread: 0,
        choice: 0,
        choices: 0,
      });
    }
    return node;
  };
  arrive();
  for (let frame = stack.at(-1); frame; frame = stack.at(-1)) {
    if (numbers.size > maxStates) return undefined;
    state.undo(frame.top, frame.h0, frame.h1);
    if (frame.choice >= frame.choices) {
      if (frame.rest === 0) {
        stack.pop();
        continue;
      }
      frame.thread = 31 - Math.clz32(frame.rest & -frame.rest);
      frame.rest &= frame.rest - 1;
      frame.choice = 0;
      frame.choices = machine.choices(frame.thread);
    }
    const { thread } = frame;
    const choice = frame.choice++;
    const place = machine.steps.info[machine.at(thread)]?.at ?? 0;
    machine.progress[0] = 0;
    const outcome = outcomeCode(machine, thread, choice, frame.choices);
    if (machine.step(thread, choice) !== Outcome.moved) continue;
    // A store is seen at last: a loop that reads around it is no livelock.
    const progress = machine.progress[0] === 1 || (machine.lkmm !== undefined && outcome !== 0);
    const to = arrive();
    if (to !== undefined) {
      frame.edges.push({ to, thread, outcome, progress, place });
    }
  }
  return graph;
}

function busyThreads(machine: Machine): number {
  let busy = 0;
  for (let thread = 1; machine.tso && thread < machine.count; thread++)
    if (machine.tso.busy(thread)) busy |= 1 << thread;
  return busy;
}

/** Strongly connected components over edges without progress (Tarjan 1972, without recursion). */
function components(graph: Graph): Int32Array {
  const count = graph.edges.length;
  const index = new Int32Array(count).fill(-1);
  const low = new Int32Array(count);
  const component = new Int32Array(count).fill(-1);
  const stack: number[] = [];
  let next = 0;
  let components = 0;
  for (let root = 0; root < count; root++) {
    if (index[root] !== -1) continue;
    const work: { node: number; edge: number }[] = [{ node: root, edge: 0 }];
    index[root] = low[root] = next++;
    stack.push(root);
    for (let top = work.at(-1); top; top = work.at(-1)) {
      const edge = graph.edges[top.node]?.[top.edge++];
      if (edge) {
        if (edge.progress) continue;
        if (index[edge.to] === -1) {
          index[edge.to] = low[edge.to] = next++;
          stack.push(edge.to);
          work.push({ node: edge.to, edge: 0 });
        } else if (component[edge.to] === -1) {
          low[top.node] = Math.min(low[top.node] as number, index[edge.to] as number);
        }
        continue;
      }
      work.pop();
      const above = work.at(-1);
      if (above) low[above.node] = Math.min(low[above.node] as number, low[top.node] as number);
      if (low[top.node] === index[top.node]) {
        for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
          component[node] = components;
          if (node === top.node) break;
        }
        components++;
      }
    }
  }
  return component;
}

function judge(machine: Machine, graph: Graph, component: Int32Array, nodes: readonly number[]): Livelock | undefined {
  const own = component[nodes[0] as number];
  const inside = (from: number): Edge[] =>
    (graph.edges[from] ?? []).filter((edge) => !edge.progress && component[edge.to] === own);
  let steps = 0;
  let stopped = 0;
  const everybody = ((1 << machine.count) - 1) & ~1;
  const places = new Map<string, { thread: number; place: PlaceId }>();
  for (const node of nodes) {
    stopped |= everybody & ~(graph.ready[node] as number);
    for (const edge of inside(node)) {
      steps |= 1 << edge.thread;
      places.set(functionOf(machine.program, edge.place), { thread: edge.thread, place: edge.place });
    }
  }
  // Stores reach memory at last.
  if (nodes.reduce((busy, node) => busy & (graph.busy[node] as number), everybody) !== 0) return undefined;
  if (steps === 0 || (steps | stopped) !== everybody) return undefined;
  const [first] = [...places.keys()].sort();
  const at = first === undefined ? undefined : places.get(first);
  if (!at) return undefined;
  const entry = walk(
    graph,
    0,
    (node) => component[node] === own,
    () => true,
  );
  if (!entry) return undefined;
  const cycle: Edge[] = [];
  let node = entry.end;
  for (let rest = steps; rest !== 0; rest &= rest - 1) {
    const thread = 31 - Math.clz32(rest & -rest);
    const to = walk(
      graph,
      node,
      (one) => inside(one).some((edge) => edge.thread === thread),
      (edge) => inOwn(edge),
    );
    if (!to) return undefined;
    const edge = inside(to.end).find((one) => one.thread === thread);
    if (!edge) return undefined;
    cycle.push(...to.path, edge);
    node = edge.to;
  }
  const home = walk(
    graph,
    node,
    (one) => one === entry.end,
    (edge) => inOwn(edge),
  );
  if (!home) return undefined;
  cycle.push(...home.path);
  function inOwn(edge: Edge): boolean {
    return !edge.progress && component[edge.to] === own;
  }
  const step = (edge: Edge): TraceStep => {
    return traceStep(machine, machine.thread(edge.thread).name, edge.outcome);
  };
  const names = [...Array(machine.count).keys()]
    .filter((one) => (steps >> one) & 1)
    .map((one) => machine.thread(one).name);
  return {
    ...at,
    detail: `${names.join(' and ')} may go round for ever`,
    trace: { stem: entry.path.map(step), cycle: cycle.map(step) },
  };
}

/** A shortest way from a node to one that `ends`, over edges that `allowed`. */
function walk(
  graph: Graph,
  start: number,
  ends: (node: number) => boolean,
  allowed: (edge: Edge) => boolean,
): { path: Edge[]; end: number } | undefined {
  const from = new Map<number, { edge: Edge; node: number } | undefined>([[start, undefined]]);
  const queue = [start];
  for (let i = 0; i < queue.length; i++) {
    const node = queue[i] as number;
    if (ends(node)) {
      const path: Edge[] = [];
      for (let at = node, via = from.get(at); via; via = from.get(at)) {
        path.push(via.edge);
        at = via.node;
      }
      return { path: path.reverse(), end: node };
    }
    for (const edge of graph.edges[node] ?? []) {
      if (!allowed(edge) || from.has(edge.to)) continue;
      from.set(edge.to, { edge, node });
      queue.push(edge.to);
    }
  }
  return undefined;
}

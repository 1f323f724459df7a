/**
 * The engine: `explore` searches a program exhaustively and gives its findings with their best
 * traces; `replay` runs a trace again; traces print and parse. It knows nothing of C, patches or YAML.
 */
import type { GlobalId, PlaceId, Program } from '../program';
import { kinds, type Kind, type Severity } from '../result';
import { bestTraces, edgeName, type BestTrace } from './best-trace';
import { CanonicalKey } from './canonical';
import { lockClassName } from './checks/lockdep';
import { livelocks } from './checks/hang';
import { Discipline, slotsThatStand } from './discipline';
import { search, type SearchResult } from './explore';
import { functionOf, reportedPlace, type Raw } from './findings';
import type { Reuse } from './heap';
import { Machine, withSizes, type Sizes } from './machine';
import type { Control, MemoryModel } from './memory/area';
import { Reduction } from './reduce';
import { keyOf } from './replay';
import { ExactStore, HashStore, type Store } from './table';
import type { Trace } from './trace';

export { replay, type Replay, type ReplayFinding } from './replay';
export type { Control, MemoryModel } from './memory/area';
export { formatTrace, parseTrace, type Trace, type TraceStep } from './trace';

export interface EngineOptions {
  readonly reduction: boolean;
  /** Store whole states instead of hashes. */
  readonly exact: boolean;
  readonly reuse: Reuse;
  /** Locks are handed over in the order of asking. */
  readonly fair: boolean;
  readonly kcsan: boolean;
  readonly memory: MemoryModel;
  /** lkmm: until when a condition orders stores; to where its branches join if left out. */
  readonly control?: Control;
  readonly budget: {
    /** Most states stored by the search. */
    readonly states: number;
    /** Most nodes of the search for best traces. */
    readonly traceStates: number;
    /** Most states of the full graph that livelocks are looked for in. */
    readonly livenessStates: number;
  };
  /** Look for best traces; else a finding carries the first trace that showed it. */
  readonly traces: boolean;
  readonly onProgress?: (states: number, transitions: number) => void;
  /** Places of which to tell whether some run passed them. */
  readonly watch?: ReadonlySet<PlaceId>;
  /** Hash of variant and case, put in front of traces. */
  readonly hash?: string;
  /** Slots of globals whose values are wanted of every end: see `Exploration.ends`. */
  readonly observe?: readonly { readonly global: GlobalId; readonly offset: number }[];
}

export interface EngineWitness {
  readonly role?: string;
  readonly trace: Trace;
  readonly traceIs: 'minimal' | 'best found';
  readonly preemptions: number;
}

export interface EngineFinding {
  readonly kind: Kind;
  readonly severity: Severity;
  readonly place: PlaceId;
  readonly thread: string;
  readonly detail: string;
  /** 1..n */
  readonly witnesses: readonly EngineWitness[];
}

export interface Exploration {
  /** Everything within the bounds was explored. */
  readonly complete: boolean;
  /** What ended the search, when it is not complete. */
  readonly budget?: string;
  /** By name, whatever the order of threads. */
  readonly findings: readonly EngineFinding[];
  readonly reached: ReadonlySet<string>;
  /** Of the places watched, those whose instruction some run passed. */
  readonly executed: ReadonlySet<PlaceId>;
  /**
   * Per distinct normal end of all threads the values that `EngineOptions.observe` asks for, after the
   * final check; a pointer is the name of what it points to. Two ends may differ in something else only.
   */
  readonly ends: readonly (readonly (number | string)[])[];
  /** Why a pass would say nothing: a thread that never ran, a set-up that did not end, an `assume` that never held. */
  readonly vacuous: readonly string[];
  readonly states: number;
  readonly transitions: number;
  /** Distinct states in which every thread has ended or none can run. */
  readonly terminals: number;
  /** The same for the same set of terminal states, whatever the search. */
  readonly terminalDigest: string;
  /** Upper bound of the probability that two states shared a hash. */
  readonly collisionBound: number;
  /** Bytes of table a state takes. */
  readonly bytesPerState: number;
}

/** Searches a program. Deterministic: same input, same result. */
export function explore(program: Program, options: EngineOptions): Exploration {
  return withSizes(program, (sizes) => exploreWith(program, options, sizes));
}

function storeFor(machine: Machine, exact: boolean): Store {
  const key = keyOf(machine);
  if (!exact) return new HashStore(key);
  const contents =
    key instanceof CanonicalKey
      ? () => key.contents()
      : () => machine.state.slots.subarray(machine.layout.first, machine.layout.hashed);
  return new ExactStore(key, contents);
}

/** Terminal states, compared up to renaming whatever the reuse: two searches may have laid out different pools. */
function terminalStoreFor(machine: Machine, exact: boolean): Store {
  const key = new CanonicalKey(machine.state, machine.layout, machine.options.reuse === 'lifo', true);
  return exact ? new ExactStore(key, () => key.contents()) : new HashStore(key);
}

function exploreWith(program: Program, options: EngineOptions, sizes: Sizes): Exploration {
  const machine = new Machine(
    program,
    {
      reuse: options.reuse,
      fair: options.fair,
      memory: options.memory,
      kcsan: options.kcsan,
      ...(options.watch ? { watch: options.watch } : {}),
      ...(options.control ? { control: options.control } : {}),
    },
    sizes,
  );
  const unprotected = new Uint8Array(machine.layout.size);
  const stands = slotsThatStand(machine.layout, machine.canonical);
  // A thread that waits for a value notices writes without taking a step, which the discipline cannot see.
  machine.layout.field.forEach((field, at) => {
    if (machine.steps.awaited.has(field)) unprotected[stands[at] as number] = 1;
  });
  const operations = (): Reduction =>
    new Reduction(machine, new Discipline(machine.locks, unprotected, (address) => machine.isOwned(address), stands));
  const observe = (options.observe ?? []).map(({ global, offset }) => (machine.layout.globals[global] ?? 0) + offset);
  const shown = (value: number, index: number): number | string =>
    machine.layout.pointer[observe[index] ?? 0] === 1 ? machine.name(value) : value;
  let result: SearchResult;
  let store: Store;
  let reduction: Reduction;
  do {
    machine.state.undo(0, 0, 0);
    if (options.reduction) machine.setWeak((address) => unprotected[stands[address] as number] !== 0);
    store = storeFor(machine, options.exact);
    reduction = operations();
    result = search(machine, store, terminalStoreFor(machine, options.exact), reduction, {
      reduce: options.reduction,
      kcsan: options.kcsan,
      maxStates: options.budget.states,
      onProgress: options.onProgress,
      observe,
    });
  } while (result.breached || (result.budget === undefined && machine.open?.learn() === true));

  const { findings } = result;
  let budget = machine.unsupported[0] ?? result.budget;
  const livelockTraces = new Map<string, Trace>();
  if (result.cyclic && budget === undefined) {
    const found = livelocks(machine, keyOf(machine), options.budget.livenessStates);
    if (!found) budget = `${options.budget.livenessStates} states of the search for livelocks`;
    for (const one of found ?? []) {
      findings.add(
        'hang',
        one.place,
        one.thread,
        () => one.detail,
        () => one.trace,
      );
      livelockTraces.set(findings.name('hang', one.place), one.trace);
    }
  }
  machine.state.undo(0, 0, 0);
  const engineFindings = withTraces(machine, reduction, result, options, livelockTraces);
  return {
    complete: budget === undefined,
    ...(budget === undefined ? {} : { budget }),
    findings: engineFindings,
    reached: new Set(program.reachLabels.filter((_, index) => result.reached[index] === 1)),
    ends: result.ends.map((values) => values.map(shown)),
    executed: new Set([...(options.watch ?? [])].filter((place) => machine.passed[place] === 1)),
    vacuous: vacuity(machine, result),
    states: result.states,
    transitions: result.transitions,
    terminals: result.terminals,
    terminalDigest: result.terminalDigest,
    collisionBound: store.collisionBound,
    bytesPerState: store instanceof HashStore ? store.bytesPerState : 0,
  };
}

function vacuity(machine: Machine, result: SearchResult): string[] {
  const why: string[] = [];
  if (!result.setupEnded) why.push('set-up did not end');
  else {
    machine.layout.threads.forEach((thread, index) => {
      if (thread.kind === 'thread' && !((result.ran >> index) & 1)) why.push(`thread ${thread.name} never ran`);
    });
  }
  if (machine.assumptionFailed && !result.ended && !result.findings.crashed) why.push('no run satisfied every assume');
  return why;
}

function withTraces(
  machine: Machine,
  reduction: Reduction,
  result: SearchResult,
  options: EngineOptions,
  livelocks: ReadonlyMap<string, Trace>,
): EngineFinding[] {
  const { findings } = result;
  const { program, layout } = machine;
  const cycles = findings.lockdep.cycles((one) => machine.isRwlockClass(one));
  const circular = new Map(
    cycles.map((cycle) => [findings.name('lockdep-circular', cycle.edges[0]?.place ?? 0), cycle]),
  );
  const edgeKey = (edge: { from: number; fromRead: boolean; to: number; toRead: boolean; place: PlaceId }): string =>
    edgeName(edge.from, edge.fromRead, edge.to, edge.toRead, functionOf(program, edge.place));
  const recursive = new Map(
    findings.lockdep.recursions().map((edge) => [findings.name('lockdep-recursive', edge.place), edge]),
  );
  const names = new Set<string>();
  const edges = new Set<string>();
  for (const name of findings.byName.keys()) {
    const cycle = circular.get(name);
    const recursion = recursive.get(name);
    if (cycle) for (const edge of cycle.edges) edges.add(edgeKey(edge));
    else if (recursion) edges.add(edgeKey(recursion));
    else if (!livelocks.has(name)) names.add(name);
  }
  const best = options.traces
    ? bestTraces(machine, keyOf(machine), reduction, { names, edges }, options.budget.traceStates, options.reduction)
    : new Map<string, BestTrace>();
  const witness = (name: string, first: Trace, role?: string): EngineWitness => {
    const found = best.get(name);
    const trace = found?.trace ?? first;
    return {
      ...(role === undefined ? {} : { role }),
      trace: options.hash === undefined ? trace : { hash: options.hash, ...trace },
      traceIs: found?.minimal ? 'minimal' : 'best found',
      preemptions: found?.preemptions ?? 0,
    };
  };
  const empty: Trace = { stem: [], cycle: [] };
  const all = [...findings.byName].map(([name, raw]): EngineFinding => {
    const cycle = circular.get(name);
    const recursion = recursive.get(name);
    const classOf = (id: number): string => lockClassName(layout.lockClasses.names, id);
    const witnesses = cycle
      ? cycle.edges.map((edge) =>
          witness(
            edgeKey(edge),
            findings.edgeTraces.get(edge) ?? empty,
            `${classOf(edge.from)} -> ${classOf(edge.to)}`,
          ),
        )
      : [recursion ? witness(edgeKey(recursion), raw.trace) : witness(name, raw.trace)];
    const exact: Pick<Raw, 'place' | 'thread' | 'detail'> = best.get(name) ?? raw;
    return {
      kind: raw.kind,
      severity: kinds[raw.kind],
      place: reportedPlace(program, exact.place),
      thread: machine.thread(exact.thread).name,
      detail: exact.detail,
      witnesses,
    };
  });
  const order = (one: EngineFinding): string => `${one.severity} ${one.kind} ${functionOf(program, one.place)}`;
  return all.sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

/**
 * The second opinion: what the axioms of a memory model allow a program without loops to end in. It
 * enumerates candidate executions and shares nothing with the engine but the program.
 */
import type { GlobalId, PlaceId, Program, Unit } from '../../program';
import { Domains } from './domains';
import { combine, locationChoices, type Combination, type LocationChoice } from './candidates';
import { hasLoop } from './control';
import { readsMemory, writesMemory, type ThreadPath } from './events';
import { communication, Skeleton, type Communication } from './execution';
import { KernelModel, type KernelAxiom, type KernelFlag } from './kernel-model';
import { threadPaths, Unsupported, type ControlReach, type Memory } from './paths';
import { StrongModel } from './strong-models';

export { controlReaches, type ControlReach } from './paths';

/** Models that the axioms are written for; `lkmm` is the kernel's without load buffering. */
export const axiomModels = ['sc', 'tso', 'lkmm', 'lkmm+lb'] as const;
export type AxiomModel = (typeof axiomModels)[number];

export type AxiomName = KernelAxiom | 'total-order';

export interface AxiomOptions {
  readonly memory: AxiomModel;
  /** How far a branch orders the stores behind it. */
  readonly ctrl: ControlReach;
  /** Slots whose final values are wanted. */
  readonly observe: readonly { readonly global: GlobalId; readonly offset: number }[];
  /** Most candidates looked at. */
  readonly maxCandidates: number;
}

export interface AxiomEnd {
  /** In the order of `observe`; a pointer is the name of what it points to. */
  readonly values: readonly (number | string)[];
  /** Executions that end so. */
  readonly executions: number;
}

export type AxiomResult =
  | { readonly kind: 'unsupported'; readonly what: string; readonly place: PlaceId | undefined }
  | {
      readonly kind: 'ends';
      readonly ends: readonly AxiomEnd[];
      /** Ends of forbidden candidates alone, with the axioms that forbid them (sc-per-variable and atomicity excepted). */
      readonly forbidden: readonly {
        readonly values: readonly (number | string)[];
        readonly axioms: readonly AxiomName[];
      }[];
      readonly flags: readonly KernelFlag[];
      readonly candidates: number;
    };

/** First address of the first global: small integers are no addresses. */
const FIRST = 0x10000;
const MAX_PATHS = 20_000;

export function evaluateAxioms(program: Program, options: AxiomOptions): AxiomResult {
  try {
    return new Evaluation(program, options).run();
  } catch (error) {
    if (!(error instanceof Unsupported)) throw error;
    return { kind: 'unsupported', what: error.what, place: error.place };
  }
}

class Evaluation {
  private readonly globals: number[] = [];
  private readonly known = new Set<number>();
  private readonly names = new Map<number, string>();
  private readonly pointers = new Set<number>();
  private readonly results = new Set<number>();
  private readonly initial = new Map<number, number>();
  private readonly ends = new Map<string, { values: readonly (number | string)[]; executions: number }>();
  private readonly forbidden = new Map<string, { values: readonly (number | string)[]; axioms: Set<AxiomName> }>();
  private readonly flags = new Set<KernelFlag>();
  private candidates = 0;

  constructor(
    private readonly program: Program,
    private readonly options: AxiomOptions,
  ) {
    let next = FIRST;
    for (const global of program.globals) {
      this.globals.push(next);
      program.types[global.type]?.slots.forEach((slot, offset) => {
        this.known.add(next + offset);
        this.names.set(next + offset, slot.path === '' ? global.name : `${global.name}.${slot.path}`);
        if (slot.leaf.kind === 'pointer') this.pointers.add(next + offset);
      });
      next += global.initial.length + 1;
    }
    program.globals.forEach((global, id) => {
      global.initial.forEach((value, offset) => {
        const word = typeof value === 'number' ? value : (this.globals[value.global] ?? 0) + value.offset;
        this.initial.set((this.globals[id] ?? 0) + offset, word);
      });
    });
    const observed = new Set(options.observe.map(({ global, offset }) => this.slot(global, offset)));
    // What is asked for, written by one unit and read by none is the copy of a register: no event.
    for (const address of observed) if (this.isCopy(address)) this.results.add(address);
  }

  run(): AxiomResult {
    for (const unit of this.units()) if (hasLoop(unit)) throw new Unsupported('a loop', unit.code[0]?.at);
    this.setUp();
    const paths = this.allPaths();
    this.combinations(paths, []);
    const ends = [...this.ends.values()];
    const forbidden = [...this.forbidden].flatMap(([key, one]) =>
      this.ends.has(key) ? [] : [{ values: one.values, axioms: [...one.axioms] }],
    );
    return { kind: 'ends', ends, forbidden, flags: [...this.flags], candidates: this.candidates };
  }

  private slot(global: GlobalId, offset: number): number {
    return (this.globals[global] ?? 0) + offset;
  }

  private units(): Unit[] {
    const { program } = this;
    const ids = [program.setup, program.finally, ...program.threads.map((thread) => thread.unit)];
    return ids.flatMap((id) => (id === undefined ? [] : [program.units[id] as Unit])); // ids of the program
  }

  private isCopy(address: number): boolean {
    const touching = this.units().map((unit) =>
      unit.code.filter(
        (instr) =>
          'address' in instr &&
          instr.address.kind === 'global' &&
          this.slot(instr.address.global, instr.address.offset) === address,
      ),
    );
    return touching.flat().every(({ op }) => op === 'store') && touching.filter((all) => all.length > 0).length === 1;
  }

  private memory(domain: (address: number) => readonly number[]): Memory {
    return { globals: this.globals, known: this.known, results: this.results, domain };
  }

  private paths(unit: Unit, domain: (address: number) => readonly number[]): readonly ThreadPath[] {
    return threadPaths(unit, this.memory(domain), this.options.ctrl, MAX_PATHS);
  }

  /** Set-up runs alone: its writes are initial values. */
  private setUp(): void {
    const { setup } = this.program;
    const unit = setup === undefined ? undefined : this.program.units[setup];
    if (!unit) return;
    const [path] = this.paths(unit, () => []);
    if (!path) throw new Unsupported('a set-up that reads memory', unit.code[0]?.at);
    for (const event of path.events) if (writesMemory(event)) this.initial.set(event.location, event.value);
  }

  private initialOf = (address: number): number => this.initial.get(address) ?? 0;

  /** Ways of every thread; a read returns what some way of some thread may write there. */
  private allPaths(): readonly (readonly ThreadPath[])[] {
    const units = this.program.threads.map((thread) => this.program.units[thread.unit] as Unit); // of the program
    const domains = new Domains(this.initialOf);
    const stores = units.flatMap((unit) => unit.code.filter(({ op }) => op === 'store' || op === 'rmw')).length;
    // A value comes about by a chain of at most as many stores as there are.
    for (let round = 0; ; round++) {
      const paths = units.map((unit) => this.paths(unit, (address) => domains.values(address)));
      let grown = false;
      paths.forEach((ways, thread) => {
        for (const { events } of ways) if (domains.learn(thread, events)) grown = true;
      });
      if (!grown || round > stores) return paths;
    }
  }

  private combinations(left: readonly (readonly ThreadPath[])[], chosen: readonly ThreadPath[]): void {
    const [first, ...rest] = left;
    if (first) {
      for (const path of first) this.combinations(rest, [...chosen, path]);
      return;
    }
    const combination = combine(chosen, this.initialOf);
    if (!combination) return;
    const choices: (readonly LocationChoice[])[] = [];
    for (const at of combination.locations.values()) {
      const found = locationChoices(combination, at);
      if (found.length === 0) return;
      choices.push(found);
    }
    const skeleton = new Skeleton(combination);
    const { memory } = this.options;
    const model =
      memory === 'lkmm' || memory === 'lkmm+lb'
        ? new KernelModel(skeleton, memory === 'lkmm+lb')
        : new StrongModel(skeleton, memory);
    this.choose(combination, choices, [], (chosenOnes) => this.candidate(combination, model, chosenOnes));
  }

  private choose(
    combination: Combination,
    left: readonly (readonly LocationChoice[])[],
    chosen: readonly LocationChoice[],
    act: (chosen: readonly LocationChoice[]) => void,
  ): void {
    const [first, ...rest] = left;
    if (!first) act(chosen);
    else for (const one of first) this.choose(combination, rest, [...chosen, one], act);
  }

  private candidate(
    combination: Combination,
    model: KernelModel | StrongModel,
    chosen: readonly LocationChoice[],
  ): void {
    if (++this.candidates > this.options.maxCandidates) {
      throw new Unsupported(`more than ${this.options.maxCandidates} candidate executions`, undefined);
    }
    const values = this.finalValues(combination, chosen);
    const key = JSON.stringify(values);
    const com: Communication = communication(combination.events.length, chosen);
    const broken = this.judge(model, com);
    if (broken !== undefined) {
      const known = this.forbidden.get(key);
      if (known) known.axioms.add(broken);
      else this.forbidden.set(key, { values, axioms: new Set([broken]) });
      return;
    }
    const known = this.ends.get(key);
    if (known) known.executions++;
    else this.ends.set(key, { values, executions: 1 });
  }

  private judge(model: KernelModel | StrongModel, com: Communication): AxiomName | undefined {
    if (model instanceof StrongModel) return model.check(com) ? undefined : 'total-order';
    const { broken, flags } = model.check(com);
    if (broken === undefined) for (const flag of flags) this.flags.add(flag);
    return broken;
  }

  private finalValues(combination: Combination, chosen: readonly LocationChoice[]): readonly (number | string)[] {
    const last = new Map<number, number>();
    for (const { order } of chosen) {
      const event = combination.events[order.at(-1) ?? 0];
      if (event) last.set(event.location, event.value);
    }
    const results = new Map(combination.paths.flatMap((path) => [...path.results]));
    const read = (address: number): number => last.get(address) ?? this.initialOf(address);
    const { finally: final } = this.program;
    const unit = final === undefined ? undefined : this.program.units[final];
    if (unit) {
      const [path] = this.paths(unit, (address) => [read(address)]);
      if (path?.events.some((event) => !readsMemory(event)))
        throw new Unsupported('a final check that writes', undefined);
      for (const [address, value] of path?.results ?? []) results.set(address, value);
    }
    return this.options.observe.map(({ global, offset }) => {
      const address = this.slot(global, offset);
      const value = results.get(address) ?? read(address);
      return this.pointers.has(address) ? (this.names.get(value) ?? (value === 0 ? 'NULL' : String(value))) : value;
    });
  }
}

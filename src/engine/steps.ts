/**
 * The steps of all units of a program under one numbering (step 0: ended), with the facts that the
 * search asks of a step without running it: what kind of operation it is, what it clashes with, and
 * what its thread may still do from there on (the *future footprint*, ENGINE.md section 2).
 */
import { bug } from '../base/diagnostics';
import { lockSlots, type Instr, type PlaceId, type Program } from '../program';
import { BitRows, Bits } from './bits';
import { analyse, isStrong, type Flow, type Visibility } from './flow';
import { Interner, leafName } from './layout';

/** What a step does, as far as others can notice. */
export const enum Does {
  local,
  read,
  write,
  acquireRead,
  acquireWrite,
  releaseRead,
  releaseWrite,
  /** Looks at a lock without waiting for it: trylock, is-locked. */
  observe,
  /** Waits for a bit lock or a completion without taking a lock. */
  wait,
  complete,
  alloc,
  free,
  rcuLock,
  rcuUnlock,
  /** synchronize_rcu, rcu_barrier, call_rcu */
  rcuWait,
  /** Strong fence of a weak memory model. */
  fence,
  /** Changes what else may run on a CPU. */
  cpu,
  ipi,
}

/** Classes of the footprint, six per field. */
export const enum Touch {
  read,
  write,
  observe,
  wait,
  /** Releases: their lock is held, so they matter only where another may release it too, or free it. */
  unlock,
  freed,
  count,
}

export interface StepInfo {
  readonly unit: number;
  readonly pc: number;
  readonly instr: Instr;
  readonly at: PlaceId;
  readonly does: Does;
  /** Slots touched at the address; 0 for steps without an address. */
  readonly width: number;
  /** May be unable to run. */
  readonly blocks: boolean;
  /** Has more than one outcome. */
  readonly chooses: boolean;
}

export interface Steps {
  readonly flows: readonly Flow[];
  /** Indexed by step number; [0] is unused. */
  readonly info: readonly (StepInfo | undefined)[];
  /** First step number of each unit. */
  readonly offset: readonly number[];
  /** Per step, classes this step or a later one of its thread (or of handlers it starts) may touch. */
  readonly future: readonly Bits[];
  /** Classes of everything handlers of IPIs may touch. */
  readonly handlers: Bits;
  /** Field name -> first class. */
  readonly fields: Interner;
  /** Fields that some thread waits for the value of. */
  readonly awaited: ReadonlySet<number>;
  /** Class of a type's allocator. */
  readonly cacheClass: (type: number) => number;
  readonly rcuReader: number;
  readonly rcuWaiter: number;
  /** Strong fences, of weak memory models only. */
  readonly fence: number;
}

function doesOf(instr: Instr, visible: Visibility, reuse: boolean): Does {
  switch (instr.op) {
    case 'load':
      return Does.read;
    case 'await':
      return instr.then ? Does.write : Does.read;
    case 'store':
    case 'rmw':
      return Does.write;
    case 'acquire':
      if (instr.how === 'try') return Does.observe;
      return instr.mode === 'read' ? Does.acquireRead : Does.acquireWrite;
    case 'downgrade':
    case 'release':
      return instr.op === 'release' && instr.mode === 'read' ? Does.releaseRead : Does.releaseWrite;
    case 'is-locked':
      return Does.observe;
    case 'wait':
      return Does.wait;
    case 'complete':
      return Does.complete;
    case 'rcu':
      if (!visible.rcu) return Does.local;
      return instr.what === 'lock' ? Does.rcuLock : instr.what === 'unlock' ? Does.rcuUnlock : Does.rcuWait;
    case 'call-rcu':
      return Does.rcuWait;
    case 'ipi':
      return Does.ipi;
    case 'fence':
      return isStrong(instr.fence, visible.memory) ? Does.fence : Does.local;
    case 'irq':
    case 'preempt':
      return Does.cpu;
    case 'alloc':
      return reuse ? Does.alloc : Does.local;
    case 'free':
      return Does.free;
    default:
      return Does.local;
  }
}

/** Under lkmm it may have several outcomes. */
export function isAccess(instr: Instr): boolean {
  return instr.op === 'load' || instr.op === 'store' || instr.op === 'rmw' || instr.op === 'await';
}

function widthOf(instr: Instr, program: Program): number {
  switch (instr.op) {
    case 'load':
      return instr.dst.length;
    case 'store':
      return instr.values.length;
    case 'rmw':
    case 'await':
      return 1;
    case 'acquire':
    case 'release':
    case 'is-locked':
    case 'wait':
      return lockSlots[instr.lock];
    case 'downgrade':
      return lockSlots.rwsem;
    case 'complete':
      return lockSlots.completion;
    case 'free':
      return program.types[instr.type]?.slots.length ?? 0;
    default:
      return 0;
  }
}

/** Numbers the steps of all units and computes their futures. */
export function numberSteps(
  program: Program,
  visible: Visibility,
  reuse: boolean,
  /** Per unit, further instructions that begin steps. */
  alsoBegins: readonly (Uint8Array | undefined)[] = [],
): Steps {
  const lkmm = visible.memory === 'lkmm' || visible.memory === 'lkmm+lb';
  const flows = program.units.map((unit, index) => analyse(unit, visible, alsoBegins[index]));
  const info: (StepInfo | undefined)[] = [undefined];
  const offset: number[] = [];
  flows.forEach((flow, unit) => {
    offset.push(info.length);
    for (const pc of flow.steps) {
      const instr = flow.unit.code[pc] as Instr; // flow.steps are indices of code
      info.push({
        unit,
        pc,
        instr,
        at: instr.at,
        does: doesOf(instr, visible, reuse),
        width: widthOf(instr, program),
        blocks:
          (instr.op === 'acquire' && instr.how === 'block') ||
          instr.op === 'await' ||
          instr.op === 'wait' ||
          instr.op === 'ipi' ||
          instr.op === 'call-rcu' ||
          (instr.op === 'rcu' && (instr.what === 'synchronize' || instr.what === 'barrier')),
        chooses: instr.op === 'choose' || (instr.op === 'alloc' && reuse) || (lkmm && isAccess(instr)),
      });
    }
  });

  const fields = new Interner();
  const byLeaf = new Map<string, number[]>();
  for (const type of program.types) {
    for (const slot of type.slots) {
      const field = fields.of(slot.field);
      const leaf = leafName(slot.leaf);
      const list = byLeaf.get(leaf);
      if (!list) byLeaf.set(leaf, [field]);
      else if (!list.includes(field)) list.push(field);
    }
  }
  const cacheBase = fields.names.length * Touch.count;
  const rcuReader = cacheBase + program.types.length;
  const rcuWaiter = rcuReader + 1;
  const fence = rcuWaiter + 1;
  const classes = fence + 1;

  const fieldsOf = (field: string, leaf: string): readonly number[] => {
    const known = field === '' ? undefined : fields.find(field);
    return known === undefined ? (byLeaf.get(leaf) ?? []) : [known];
  };
  const awaited = new Set<number>();
  for (const one of info) {
    if (one?.instr.op !== 'await') continue;
    for (const field of fieldsOf(one.instr.field, leafName(one.instr.leaf))) awaited.add(field);
  }

  const touches = (instr: Instr, add: (one: number) => void): void => {
    const touch = (field: string, leaf: string, how: Touch): void => {
      for (const one of fieldsOf(field, leaf)) add(one * Touch.count + how);
    };
    switch (instr.op) {
      case 'load':
        return touch(instr.field, leafName(instr.leaf), Touch.read);
      case 'await':
        return touch(instr.field, leafName(instr.leaf), instr.then ? Touch.write : Touch.read);
      case 'store':
      case 'rmw':
        return touch(instr.field, leafName(instr.leaf), Touch.write);
      case 'acquire':
        touch(instr.field, `${instr.lock}/0`, instr.mode === 'read' ? Touch.read : Touch.write);
        if (instr.how === 'try') touch(instr.field, `${instr.lock}/0`, Touch.observe);
        return;
      case 'release':
        return touch(instr.field, `${instr.lock}/0`, Touch.unlock);
      case 'downgrade':
        return touch(instr.field, 'rwsem/0', Touch.unlock);
      case 'is-locked':
        return touch(instr.field, `${instr.lock}/0`, Touch.observe);
      case 'wait':
        return touch(instr.field, `${instr.lock}/0`, Touch.wait);
      case 'complete':
        return touch(instr.field, 'completion/0', Touch.write);
      case 'alloc':
        return add(cacheBase + instr.type);
      case 'free':
        add(cacheBase + instr.type);
        for (const slot of program.types[instr.type]?.slots ?? []) touch(slot.field, '', Touch.freed);
        return;
      case 'fence':
        if (isStrong(instr.fence, visible.memory)) add(fence);
        return;
      case 'ipi':
        return add(fence);
      case 'rcu':
        if (instr.what === 'synchronize' || instr.what === 'barrier') add(fence);
        return add(instr.what === 'lock' || instr.what === 'unlock' ? rcuReader : rcuWaiter);
      case 'call-rcu':
        add(fence);
        return add(rcuWaiter);
      default:
    }
  };

  // The classes of each instruction, and where it leads: asked for at every turn of the loops below.
  const ways = flows.map(({ unit: { code }, uses }) =>
    code.map((instr, pc) => {
      const own: number[] = [];
      touches(instr, (one) => own.push(one));
      return { own, to: uses.to[pc] ?? [] };
    }),
  );
  const future = info.map(() => new Bits(classes));
  const entries = program.units.map(() => new Bits(classes));
  // Handlers' footprints go into their starters': iterate until nothing grows.
  const starts = program.units.some((unit) => unit.code.some((one) => one.op === 'call-rcu' || one.op === 'ipi'));
  for (let grew = true; grew;) {
    grew = false;
    flows.forEach((flow, unit) => {
      if (spread(flow, unit)) grew = starts;
    });
  }
  function spread(flow: Flow, unit: number): boolean {
    const { code } = flow.unit;
    const after = new BitRows(code.length, classes);
    let loops = false;
    code.forEach((instr, pc) => {
      const { own, to } = ways[unit]?.[pc] ?? { own: [], to: [] };
      for (const one of own) after.add(pc, one);
      if (instr.op === 'call-rcu' || instr.op === 'ipi') after.join(pc, entries[instr.handler] as Bits);
      if (to.some((target) => target <= pc)) loops = true;
    });
    // Backwards, and again where something may have come round by a way back.
    for (let grew = true; grew;) {
      grew = false;
      for (let pc = code.length - 1; pc >= 0; pc--) {
        for (const to of ways[unit]?.[pc]?.to ?? []) if (after.joinRow(pc, to)) grew = loops;
      }
    }
    flow.steps.forEach((pc, index) => {
      future[(offset[unit] as number) + index]?.join(after.row(pc));
    });
    const entry = entries[unit];
    if (!entry) throw bug('unit without a footprint');
    return code.length > 0 && entry.join(after.row(0));
  }
  const handlers = new Bits(classes);
  for (const unit of program.units) {
    for (const instr of unit.code) if (instr.op === 'ipi') handlers.join(entries[instr.handler] as Bits);
  }
  return {
    flows,
    info,
    offset,
    future,
    handlers,
    fields,
    awaited,
    cacheClass: (type) => cacheBase + type,
    rcuReader,
    rcuWaiter,
    fence,
  };
}

/**
 * The address space of a search: where every object, lock, thread record and bookkeeping word of a
 * program lies in one flat array of 32-bit slots. Addresses below `layout.first` are the NULL zone.
 *
 * Slots [first, hashed) are the state; slots [hashed, size) are bookkeeping that is undone with the
 * state but does not tell two states apart (who holds which locks in which order, who freed what).
 *
 * Heap objects are named (thread, type, n-th allocation of that thread), which no interleaving
 * changes (ENGINE.md "Heap ids"); their pools are sized by `PoolSizes` and grown by starting over.
 */
import { bug } from '../base/diagnostics';
import { lockSlots, type Leaf, type LockKind, type ObjectType, type Program, type TypeId } from '../program';
import { areaOf, type Area, type MemoryModel } from './memory/area';

/** Header of an object: its life. Globals and frames are always live. */
export const FRESH = 0;
export const LIVE = 1;
export const FREED = -1;

/** Fields of a thread record, as offsets from its base. */
export const record = {
  /** Step the thread stands before; 0 when it has ended (or an idle handler). */
  pc: 0,
  /** 1 in the second half of an operation that waits (queued lock, grace period, IPI). */
  phase: 1,
  preempt: 2,
  irqsOff: 3,
  rcuNesting: 4,
  /** Readers this thread (or callback) still waits for, a bit per thread. */
  rcuWaits: 5,
  /** Page-table mappings not yet unmapped. */
  mappings: 6,
  /** Handlers only: thread whose IPI is being served, plus 1. */
  serves: 7,
  /** Place of the last page-table mapping + 1; 0 when none is mapped. */
  mappedAt: 8,
  /** Digest of the nesting levels of the locks held: lockdep's classes depend on them, lock words do not. */
  nesting: 9,
  end: 10,
} as const;

/** At most this many threads, set-up and handlers included: reader counts have 4 bits each. */
export const MAX_THREADS = 8;
/** Locks one thread may hold at a time. */
export const MAX_HELD = 16;

export interface HeapObject {
  readonly type: TypeId;
  /** First slot; the header is the slot before. */
  readonly address: number;
  readonly slots: number;
  /** Display name: `vm_area_struct#2`, a global's or a local's name. */
  readonly name: string;
  readonly kind: 'global' | 'heap' | 'frame';
  /** Frames and heap objects: thread whose pool it is in. */
  readonly thread: number;
}

export type ThreadKind = 'setup' | 'thread' | 'ipi' | 'rcu';

export interface ThreadRecord {
  readonly kind: ThreadKind;
  readonly name: string;
  readonly cpu: number;
  /** Address of the record. */
  readonly base: number;
  /** Unit it runs; handlers run any of `handlers`. */
  readonly unit: number | undefined;
  /** First slot of the integer registers, then of the pointer registers, then the end. */
  readonly integers: number;
  readonly pointers: number;
  readonly end: number;
  /** Bookkeeping: number of held locks, then (address, mode) pairs. */
  readonly held: number;
  /** IPI threads: first of (handler + 1, argument) pairs, one per possible sender. */
  readonly pending: number;
}

/** Bookkeeping of an object: thread + 1 while only that thread can reach it, who freed it (thread + 1), where (place + 1), times reused, who allocated it. */
export const book = { owner: 0, freedBy: 1, freedAt: 2, generation: 3, madeBy: 4, end: 5 } as const;

/** `type:thread` -> objects in that pool. */
export type PoolSizes = Map<string, number>;

export interface Layout {
  readonly first: number;
  readonly hashed: number;
  readonly size: number;
  /** Per address: interned leaf, -1 where nothing may be accessed. */
  readonly leaf: Int32Array;
  /** Per address: interned `Slot.field`, -1 where none. */
  readonly field: Int32Array;
  /** Per address: address of the object's header; 0 where none. */
  readonly header: Int32Array;
  /** Per address: index into `objects`, -1 where none. */
  readonly object: Int32Array;
  /** Per address: 1 where the slot holds a pointer. */
  readonly pointer: Uint8Array;
  /** Per address: lockdep class of a lock's first slot, -1 elsewhere. */
  readonly lockClass: Int32Array;
  readonly objects: readonly HeapObject[];
  readonly threads: readonly ThreadRecord[];
  readonly globals: readonly number[];
  /** [thread][frame of its unit] -> address. */
  readonly frames: readonly (readonly number[])[];
  /** `type:thread` -> addresses of the pool, in allocation order. */
  readonly pools: ReadonlyMap<string, readonly number[]>;
  /** `type:thread` -> address of the count of fresh objects taken. */
  readonly taken: ReadonlyMap<string, number>;
  /** Last-freed-first list per type (reuse only): address of a count, then addresses of freed objects. */
  readonly freeLists: ReadonlyMap<number, { readonly address: number; readonly capacity: number }>;
  /** Per object: address of its bookkeeping words (`book`). */
  readonly bookOf: Int32Array;
  /** Per object: address of the place + 1 it was allocated at while it is live (leaks are named after it); 0 for others. */
  readonly madeAt: Int32Array;
  readonly leaves: Interner;
  readonly fields: Interner;
  readonly lockClasses: Interner;
  /** Where the memory model keeps its part of the state; empty under sc. */
  readonly area: Area;
}

/** Numbers for names, in order of first use. */
export class Interner {
  private readonly ids = new Map<string, number>();
  readonly names: string[] = [];
  of(name: string): number {
    let id = this.ids.get(name);
    if (id === undefined) {
      id = this.names.length;
      this.ids.set(name, id);
      this.names.push(name);
    }
    return id;
  }
  find(name: string): number | undefined {
    return this.ids.get(name);
  }
}

export function leafName(leaf: Leaf): string {
  switch (leaf.kind) {
    case 'int':
    case 'pointer':
      return leaf.kind;
    case 'word':
      return `${leaf.word}.${leaf.index}`;
    case 'lock':
      return `${leaf.lock}/${leaf.index}`;
  }
}

export function lockLeaf(lock: LockKind): string {
  return leafName({ kind: 'lock', lock, index: 0 });
}

/** What all layouts of one program have in common, whatever their pools: generated code holds these numbers. */
export interface Ground {
  /** First address that is not in the NULL zone. */
  readonly first: number;
  /** Address of each global. */
  readonly globals: readonly number[];
  /** Numbers of the leaves of all types of the program. */
  readonly leaves: Interner;
}

export function groundOf(program: Program): Ground {
  const leaves = new Interner();
  leaves.of('int');
  leaves.of('pointer');
  for (const type of program.types) for (const slot of type.slots) leaves.of(leafName(slot.leaf));
  const first = Math.max(16, ...program.types.map((type) => type.slots.length + 1));
  let next = first;
  const globals = program.globals.map((global) => {
    const address = next + 1;
    next = address + (program.types[global.type]?.slots.length ?? 0);
    return address;
  });
  return { first, globals, leaves };
}

export const poolKey = (type: number, thread: number): string => `${type}:${thread}`;

interface RegisterCounts {
  readonly integers: number;
  readonly pointers: number;
}

export interface LayoutInput {
  readonly program: Program;
  readonly ground: Ground;
  readonly pools: PoolSizes;
  /** Threads in order: set-up first, then the program's, then handlers. */
  readonly threads: readonly {
    readonly kind: ThreadKind;
    readonly name: string;
    readonly cpu: number;
    readonly unit: number | undefined;
    readonly registers: RegisterCounts;
    readonly frames: readonly { readonly name: string; readonly type: TypeId }[];
  }[];
  readonly reuse: boolean;
  /** Numbers of field names: the same as in footprints. */
  readonly fields: Interner;
  readonly memory: { readonly model: MemoryModel; readonly views: number; readonly open: number };
}

/** Lays out the address space. @throws when there are more than MAX_THREADS threads */
export function layOut(input: LayoutInput): Layout {
  const { program } = input;
  if (input.threads.length > MAX_THREADS) throw bug(`${input.threads.length} threads, at most ${MAX_THREADS}`);
  const typeOf = (id: TypeId): ObjectType => {
    const type = program.types[id];
    if (!type) throw bug(`no type ${id}`);
    return type;
  };
  const { first, globals, leaves } = input.ground;
  let next = first;
  const objects: HeapObject[] = [];
  const place = (type: TypeId, name: string, kind: HeapObject['kind'], thread: number): number => {
    const slots = typeOf(type).slots.length;
    const address = next + 1;
    next += 1 + slots;
    objects.push({ type, address, slots, name, kind, thread });
    return address;
  };

  program.globals.forEach((global, index) => {
    if (place(global.type, global.name, 'global', 0) !== globals[index]) throw bug(`${global.name} is out of place`);
  });
  const frames = input.threads.map((thread, index) =>
    thread.frames.map((frame) => place(frame.type, `${thread.name}.${frame.name}`, 'frame', index)),
  );
  const pools = new Map<string, number[]>();
  const numbers = new Map<number, number>();
  input.threads.forEach((_, thread) => {
    program.types.forEach((type, id) => {
      const count = input.pools.get(poolKey(id, thread));
      if (count === undefined) return;
      const pool: number[] = [];
      for (let i = 0; i < count; i++) {
        const number = (numbers.get(id) ?? 0) + 1;
        numbers.set(id, number);
        pool.push(place(id, `${type.name}#${number}`, 'heap', thread));
      }
      pools.set(poolKey(id, thread), pool);
    });
  });
  const taken = new Map<string, number>();
  for (const key of pools.keys()) taken.set(key, next++);
  const freeLists = new Map<number, { address: number; capacity: number }>();
  if (input.reuse) {
    for (const [type, capacity] of numbers) {
      freeLists.set(type, { address: next, capacity });
      next += 1 + capacity;
    }
  }
  const madeAt = Int32Array.from(objects, (object) => (object.kind === 'heap' ? next++ : 0));
  const bases = input.threads.map((thread) => {
    const base = next;
    const pending = base + record.end;
    const integers = pending + (thread.kind === 'ipi' ? 2 * MAX_THREADS : 0);
    const pointers = integers + thread.registers.integers;
    next = pointers + thread.registers.pointers;
    return { base, pending, integers, pointers, end: next };
  });
  const area = areaOf({
    ...input.memory,
    start: next,
    objects: objects.map((object) => ({
      address: object.address,
      leaves: typeOf(object.type).slots.map((slot) => slot.leaf),
    })),
    registers: input.threads.map(({ registers }) => registers.integers + registers.pointers),
  });
  next = area.all;
  const hashed = next;
  const threads = input.threads.map((thread, index): ThreadRecord => {
    const base = bases[index];
    if (!base) throw bug('thread without a record');
    const held = next;
    next += 1 + 2 * MAX_HELD;
    return { kind: thread.kind, name: thread.name, cpu: thread.cpu, unit: thread.unit, held, ...base };
  });
  const bookOf = new Int32Array(objects.length);
  objects.forEach((_, index) => {
    bookOf[index] = next;
    next += book.end;
  });

  const size = next;
  const { fields } = input;
  const lockClasses = new Interner();
  const leaf = new Int32Array(size).fill(-1);
  const field = new Int32Array(size).fill(-1);
  const header = new Int32Array(size);
  const object = new Int32Array(size).fill(-1);
  const pointer = new Uint8Array(size);
  const lockClass = new Int32Array(size).fill(-1);
  objects.forEach((one, index) => {
    object[one.address - 1] = index;
    typeOf(one.type).slots.forEach((slot, offset) => {
      const at = one.address + offset;
      leaf[at] = leaves.of(leafName(slot.leaf));
      field[at] = fields.of(slot.field);
      header[at] = one.address - 1;
      object[at] = index;
      if (slot.leaf.kind === 'pointer' || (slot.leaf.kind === 'word' && slot.leaf.pointer)) pointer[at] = 1;
      if (slot.leaf.kind === 'lock' && slot.leaf.index === 0) {
        lockClass[at] = lockClasses.of(slot.lockClass ?? slot.field);
        // A lock's later slots are never addressed by themselves.
        for (let i = 1; i < lockSlots[slot.leaf.lock]; i++) leaf[at + i] = -1;
      }
    });
  });
  for (const thread of threads) {
    for (let at = thread.pointers; at < thread.end; at++) pointer[at] = 1;
    if (thread.kind === 'ipi') for (let i = 0; i < MAX_THREADS; i++) pointer[thread.pending + 2 * i + 1] = 1;
  }
  return {
    first,
    hashed,
    size,
    leaf,
    field,
    header,
    object,
    pointer,
    lockClass,
    objects,
    threads,
    globals,
    frames,
    pools,
    taken,
    freeLists,
    bookOf,
    madeAt,
    leaves,
    fields,
    lockClasses,
    area,
  };
}

/**
 * Waist 1: a program, all that the engine knows. Nothing of C, mail, patches or YAML is in it.
 *
 * A program is a set of *units* (one per thread, handler, set-up and final check). A unit is a flat
 * list of instructions over virtual registers, with every call already inlined; `places` keep the
 * source line and the inlined call stack of each instruction. Shared memory is typed objects of
 * *slots* (one 32-bit integer each). A pointer is an address; address 0 is NULL.
 *
 * Registers belong to one thread and are never shared. Only instructions whose name is not one of
 * `set`, `jump`, `branch`, `reach`, `progress`, `assume`, `report`, `check-index`, `end` touch anything
 * that another thread can see. The engine decides what a *step* is: one such instruction and the
 * local code after it.
 */

/** Index into `Program.types`. */
export type TypeId = number & { readonly __type?: 'TypeId' };
/** Index into `Program.globals`. */
export type GlobalId = number & { readonly __global?: 'GlobalId' };
/** Index into `Program.places`. */
export type PlaceId = number & { readonly __place?: 'PlaceId' };
/** Index into `Program.units`. */
export type UnitId = number & { readonly __unit?: 'UnitId' };
/** Virtual register of one unit: index into `Unit.registers`. */
export type Reg = number & { readonly __reg?: 'Reg' };
/** Index into `Unit.code`. */
export type Pc = number & { readonly __pc?: 'Pc' };

/** What may lie in a slot. An access through a pointer to one leaf that finds another is `wild-access`. */
export type Leaf =
  /** int, unsigned, bool, enum, 64-bit types: all one kind. */
  | { readonly kind: 'int' }
  /** A pointer; `to` names the pointed-to type (for messages only: all pointers are one leaf). */
  | { readonly kind: 'pointer'; readonly to: string }
  /**
   * Component `index` of a *word*: a struct read and written as a whole (`pte_t`, `swp_entry_t`).
   * `pointer` says that this component is a pointer.
   */
  | { readonly kind: 'word'; readonly word: string; readonly index: number; readonly pointer: boolean }
  /** Slot `index` of an engine-owned lock or completion; only lock instructions touch it. */
  | { readonly kind: 'lock'; readonly lock: LockKind; readonly index: number };

/**
 * Engine-owned words and their slots:
 * rwsem, rwlock: owner (0 or thread + 1), readers (4 bits a thread), queue (fair mode; 4 bits a waiter)
 * mutex, spin: owner, -, queue: the same three slots, readers unused
 * bit: owner only (who locked; anybody may unlock). completion: done count only.
 */
export type LockKind = 'rwsem' | 'rwlock' | 'mutex' | 'spin' | 'bit' | 'completion';

/** Slots that an engine-owned word takes. */
export const lockSlots: Readonly<Record<LockKind, number>> = {
  rwsem: 3,
  rwlock: 3,
  mutex: 3,
  spin: 3,
  bit: 1,
  completion: 1,
};

export interface Slot {
  /** Path inside the object as C writes it: `vm_start`, `pte[3].kind`. */
  readonly path: string;
  /** Innermost named struct and field, arrays collapsed: `vm_area_struct.vm_start`, `page_table.pte`. Footprints use it. */
  readonly field: string;
  readonly leaf: Leaf;
  /** Lockdep class for the first slot of a lock: outermost type and path, arrays collapsed: `mm_struct.mmap_lock`. */
  readonly lockClass?: string;
}

/** An object type, flattened. */
export interface ObjectType {
  readonly name: string;
  readonly slots: readonly Slot[];
}

export interface Global {
  readonly name: string;
  readonly type: TypeId;
  /** Initial values, one per slot; pointers to other globals as `{global, offset}`. */
  readonly initial: readonly (number | { readonly global: GlobalId; readonly offset: number })[];
  /** Set-up variables and model globals are roots of the leak check. */
  readonly root: boolean;
}

/** A place in the source. Function names are the findings' places; lines are for reports. */
export interface Place {
  /** As users see it: `mm/khugepaged.c`, `cases/swapin/x.yaml`. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
  /** Function the line stands in. */
  readonly function: string;
  /** Call site this function was inlined at; absent in an entry. */
  readonly caller?: PlaceId;
  /** The function is a primitive: findings in it belong to its caller. */
  readonly transparent: boolean;
}

/** Pure computation over registers. Values are 32-bit; booleans are 0 and 1. */
export type Expr =
  | { readonly kind: 'const'; readonly value: number }
  | { readonly kind: 'reg'; readonly reg: Reg }
  /** Address of a global's slot. */
  | { readonly kind: 'global'; readonly global: GlobalId; readonly offset: number }
  /** Address of a slot of a memory-resident local of this thread (`Unit.frames`). */
  | { readonly kind: 'frame'; readonly frame: number; readonly offset: number }
  /** Number of the CPU that runs the thread. */
  | { readonly kind: 'cpu' }
  /** Number of the thread, from 1; set-up and final check are 0. */
  | { readonly kind: 'self' }
  | { readonly kind: 'unary'; readonly op: '-' | '~' | '!'; readonly a: Expr }
  | {
      readonly kind: 'binary';
      readonly op: BinaryOp;
      readonly a: Expr;
      readonly b: Expr;
      /** How operands are read. */
      readonly unsigned: boolean;
      /** The C type has 64 bits: a result that 32 bits would change ends the cell as inconclusive. */
      readonly wide: boolean;
    }
  /** Only `a` or `b` is evaluated. */
  | { readonly kind: 'conditional'; readonly if: Expr; readonly a: Expr; readonly b: Expr };

export type BinaryOp =
  '+' | '-' | '*' | '/' | '%' | '<<' | '>>' | '&' | '|' | '^' | '==' | '!=' | '<' | '<=' | '>' | '>=';

/** How the source marks an access. `word` accesses of several slots are one access. */
export type Marking = 'plain' | 'once' | 'acquire' | 'release' | 'atomic';

/** Ordering of a read-modify-write; a failed conditional one orders nothing. */
export type RmwOrder = 'relaxed' | 'acquire' | 'release' | 'full';

export type RmwFn =
  /** new = operand */
  | 'xchg'
  /** new = old == expected ? operand : old; succeeded when old == expected */
  | 'cmpxchg'
  | 'add'
  | 'sub'
  | 'and'
  | 'or'
  | 'xor'
  /** new = old == expected ? old : old + operand (inc_not_zero, add_unless); succeeded when old != expected */
  | 'add-unless';

export type Compare = '==' | '!=' | '<' | '<=' | '>' | '>=';

export type Fence =
  'mb' | 'rmb' | 'wmb' | 'before-atomic' | 'after-atomic' | 'after-spinlock' | 'after-unlock-lock' | 'barrier';

interface At {
  readonly at: PlaceId;
}

export type Instr = At &
  (
    | { readonly op: 'set'; readonly dst: Reg; readonly value: Expr }
    | { readonly op: 'jump'; readonly to: Pc }
    | { readonly op: 'branch'; readonly if: Expr; readonly then: Pc; readonly else: Pc }
    /** End of the unit. */
    | { readonly op: 'end' }
    /** Reads `dst.length` neighbouring slots as one access. `leaf` is that of the first slot. */
    | {
        readonly op: 'load';
        readonly dst: readonly Reg[];
        readonly address: Expr;
        readonly leaf: Leaf;
        /** Possible `Slot.field`s; empty when unknown (a pointer to a scalar): then every slot with that leaf. */
        readonly field: string;
        readonly marking: Marking;
      }
    | {
        readonly op: 'store';
        readonly address: Expr;
        readonly values: readonly Expr[];
        readonly leaf: Leaf;
        readonly field: string;
        readonly marking: Marking;
      }
    /** One atomic read-modify-write of one int slot or pointer slot. */
    | {
        readonly op: 'rmw';
        readonly fn: RmwFn;
        readonly address: Expr;
        readonly operand: Expr;
        readonly expected?: Expr;
        /** Old value, new value, and whether a conditional one succeeded (1/0). */
        readonly old?: Reg;
        readonly new?: Reg;
        readonly success?: Reg;
        readonly leaf: Leaf;
        readonly field: string;
        readonly order: RmwOrder;
        /** Made by the engine: runs only if it succeeds (or only if it fails). */
        readonly only?: boolean;
      }
    /** Blocks until `*address <compare> value`; then, if `set` is given, stores it or adds it in the same step. */
    | {
        readonly op: 'await';
        readonly address: Expr;
        readonly compare: Compare;
        readonly value: Expr;
        readonly then?: { readonly fn: 'set' | 'add'; readonly operand: Expr };
        readonly leaf: Leaf;
        readonly field: string;
      }
    | { readonly op: 'fence'; readonly fence: Fence }
    /** Takes a lock. `try` never blocks: `dst` is 1 when taken. bit locks know only write. */
    | {
        readonly op: 'acquire';
        readonly lock: LockKind;
        readonly mode: 'read' | 'write';
        readonly how: 'block' | 'try';
        readonly address: Expr;
        readonly dst?: Reg;
        /** lockdep nesting level: 0 unless a `_nested` form is used. */
        readonly subclass: number;
        readonly field: string;
      }
    | {
        readonly op: 'release';
        readonly lock: LockKind;
        readonly mode: 'read' | 'write';
        readonly address: Expr;
        readonly field: string;
      }
    /** rwsem: write held becomes read held. */
    | { readonly op: 'downgrade'; readonly address: Expr; readonly field: string }
    /** Blocks until a bit lock is free, or a completion is done (and takes one count). */
    | { readonly op: 'wait'; readonly lock: 'bit' | 'completion'; readonly address: Expr; readonly field: string }
    | { readonly op: 'complete'; readonly address: Expr; readonly all: boolean; readonly field: string }
    /** 1 when anybody holds the lock (`readers` count), else 0. */
    | {
        readonly op: 'is-locked';
        readonly lock: LockKind;
        readonly address: Expr;
        readonly dst: Reg;
        readonly field: string;
      }
    /** How this thread holds the lock: 0 not, 1 read, 2 write. Local. */
    | {
        readonly op: 'held';
        readonly lock: LockKind;
        readonly address: Expr;
        readonly dst: Reg;
        readonly field: string;
      }
    | { readonly op: 'rcu'; readonly what: 'lock' | 'unlock' | 'synchronize' | 'barrier' }
    /** Runs `handler(argument)` after a grace period. */
    | { readonly op: 'call-rcu'; readonly handler: UnitId; readonly argument: Expr }
    /** Interrupts each CPU of the mask but the caller's own; `wait`: until all have run it. */
    | {
        readonly op: 'ipi';
        readonly mask: Expr;
        readonly handler: UnitId;
        readonly argument: Expr;
        readonly wait: boolean;
      }
    /** `save` returns the former state (1: were off) in `dst`; `restore` sets `value`. */
    | {
        readonly op: 'irq';
        readonly what: 'disable' | 'enable' | 'save' | 'restore';
        readonly dst?: Reg;
        readonly value?: Expr;
      }
    | { readonly op: 'preempt'; readonly what: 'disable' | 'enable' }
    /** Checks sleep-in-atomic, does nothing else. */
    | { readonly op: 'might-sleep' }
    /** Counted mapping of a page-table page by this thread: +1 map, -1 unmap. Non-zero at the end is a leak. */
    | { readonly op: 'pte-map'; readonly delta: 1 | -1 }
    /** A zeroed object of the type. */
    | { readonly op: 'alloc'; readonly dst: Reg; readonly type: TypeId }
    | { readonly op: 'free'; readonly address: Expr; readonly type: TypeId }
    /** Kills a memory-resident local at the end of its scope (its slots become 0). */
    | { readonly op: 'frame-end'; readonly frame: number }
    /** dst = 0 .. count-1, every value explored. `inject` names the site for traces (`do_swap_page:oom`). */
    | { readonly op: 'choose'; readonly dst: Reg; readonly count: Expr; readonly inject?: string }
    /** The run is left without verdict unless the condition holds. */
    | { readonly op: 'assume'; readonly if: Expr }
    /** 0 <= index < count, else `wild-access`. */
    | { readonly op: 'check-index'; readonly index: Expr; readonly count: number }
    /** A finding of this kind: one of result.ts `kinds`. A crash stops the run, a warning does not. */
    | { readonly op: 'report'; readonly what: string }
    | { readonly op: 'reach'; readonly label: string }
    /** A loop that passes this is not a hang. */
    | { readonly op: 'progress' }
    /** Reached: the cell is inconclusive (recursion deeper than the bound). */
    | { readonly op: 'limit'; readonly what: string }
  );

export interface Unit {
  readonly name: string;
  readonly code: readonly Instr[];
  /** Per virtual register: does it hold a pointer (in canonical storing pointers are renumbered)? */
  readonly registers: readonly { readonly name: string; readonly pointer: boolean }[];
  /** Memory-resident locals: those whose address is used as a value. */
  readonly frames: readonly { readonly name: string; readonly type: TypeId }[];
  /** Register that receives the argument of a handler. */
  readonly parameter?: Reg;
}

export interface Thread {
  readonly name: string;
  readonly unit: UnitId;
  /** CPU it is bound to, from 0. */
  readonly cpu: number;
  /** What `self` is, from 1; its place in the list when left out. */
  readonly number?: number;
}

export interface Program {
  readonly types: readonly ObjectType[];
  readonly globals: readonly Global[];
  readonly places: readonly Place[];
  readonly units: readonly Unit[];
  /** Runs alone first. */
  readonly setup?: UnitId;
  /** At most 7. */
  readonly threads: readonly Thread[];
  /** Runs alone after a normal end of all threads. */
  readonly finally?: UnitId;
  /** Every label of a `reach` instruction in the model that this program contains. */
  readonly reachLabels: readonly string[];
}

/** Calls `visit` for every expression that an instruction evaluates. */
export function visitOperands(instr: Instr, visit: (expr: Expr) => void): void {
  switch (instr.op) {
    case 'set':
      visit(instr.value);
      return;
    case 'branch':
    case 'assume':
      visit(instr.if);
      return;
    case 'load':
    case 'acquire':
    case 'release':
    case 'downgrade':
    case 'wait':
    case 'complete':
    case 'is-locked':
    case 'held':
    case 'free':
      visit(instr.address);
      return;
    case 'store':
      visit(instr.address);
      for (const value of instr.values) visit(value);
      return;
    case 'rmw':
      visit(instr.address);
      visit(instr.operand);
      if (instr.expected !== undefined) visit(instr.expected);
      return;
    case 'await':
      visit(instr.address);
      visit(instr.value);
      if (instr.then) visit(instr.then.operand);
      return;
    case 'call-rcu':
      visit(instr.argument);
      return;
    case 'ipi':
      visit(instr.mask);
      visit(instr.argument);
      return;
    case 'irq':
      if (instr.value) visit(instr.value);
      return;
    case 'choose':
      visit(instr.count);
      return;
    case 'check-index':
      visit(instr.index);
      return;
    case 'jump':
    case 'end':
    case 'fence':
    case 'rcu':
    case 'preempt':
    case 'might-sleep':
    case 'pte-map':
    case 'alloc':
    case 'frame-end':
    case 'report':
    case 'reach':
    case 'progress':
    case 'limit':
      return;
  }
}

/** Calls `visit` for every register that the instruction writes. */
export function visitWritten(instr: Instr, visit: (reg: Reg) => void): void {
  switch (instr.op) {
    case 'set':
    case 'is-locked':
    case 'held':
    case 'alloc':
    case 'choose':
      visit(instr.dst);
      return;
    case 'load':
      for (const reg of instr.dst) visit(reg);
      return;
    case 'acquire':
    case 'irq':
      if (instr.dst !== undefined) visit(instr.dst);
      return;
    case 'rmw':
      if (instr.old !== undefined) visit(instr.old);
      if (instr.new !== undefined) visit(instr.new);
      if (instr.success !== undefined) visit(instr.success);
      return;
    default:
      return;
  }
}

/** Calls `visit` for every register that the expression reads. */
export function visitRegs(expr: Expr, visit: (reg: Reg) => void): void {
  switch (expr.kind) {
    case 'reg':
      visit(expr.reg);
      return;
    case 'unary':
      visitRegs(expr.a, visit);
      return;
    case 'binary':
      visitRegs(expr.a, visit);
      visitRegs(expr.b, visit);
      return;
    case 'conditional':
      visitRegs(expr.if, visit);
      visitRegs(expr.a, visit);
      visitRegs(expr.b, visit);
      return;
    case 'const':
    case 'global':
    case 'frame':
    case 'cpu':
    case 'self':
      return;
  }
}

/** Does the expression read a register of which `test` holds? */
export function readsSome(expr: Expr, test: (reg: Reg) => boolean): boolean {
  switch (expr.kind) {
    case 'reg':
      return test(expr.reg);
    case 'unary':
      return readsSome(expr.a, test);
    case 'binary':
      return readsSome(expr.a, test) || readsSome(expr.b, test);
    case 'conditional':
      return readsSome(expr.if, test) || readsSome(expr.a, test) || readsSome(expr.b, test);
    case 'const':
    case 'global':
    case 'frame':
    case 'cpu':
    case 'self':
      return false;
  }
}

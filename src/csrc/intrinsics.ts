/**
 * The one table of intrinsics: C names that become instructions of program.ts instead of calls.
 * An entry says how the arguments are checked and which instruction is built. Headers declare the same
 * names for gcc; csrc knows them by name only. Must not know the AST or how expressions are lowered.
 */
import type { Compare, Expr, Fence, Instr, Leaf, LockKind, Marking, Reg, RmwFn, RmwOrder, UnitId } from '../program';
import { binary, constant, one, zero } from './fold';

/** How an argument is checked, and what the builder gets for it. */
export type Parameter =
  /** Converted to int. */
  | { readonly kind: 'int' }
  /** Converted to unsigned long. */
  | { readonly kind: 'ulong' }
  | { readonly kind: 'condition' }
  /** A constant expression; `one of` these values when given. */
  | { readonly kind: 'constant'; readonly allowed?: readonly number[] }
  /** Pointer to an engine-owned word of one of these kinds. */
  | { readonly kind: 'lock'; readonly locks: readonly LockKind[] }
  /** Pointer to an int, or to a struct that wraps one (atomic_t). */
  | { readonly kind: 'counter' }
  /** Pointer to an integer or a pointer. */
  | { readonly kind: 'scalar-pointer' }
  /** Any pointer. */
  | { readonly kind: 'pointer' }
  /** Pointer to a complete struct. */
  | { readonly kind: 'object-pointer' }
  /** Converted to what argument 0 points to. */
  | { readonly kind: 'pointee' }
  | { readonly kind: 'type' }
  | { readonly kind: 'word' }
  /** Name of a function that takes one pointer and returns nothing. */
  | { readonly kind: 'handler' };

/** Type of the call. */
export type ResultType = 'void' | 'int' | 'ulong' | 'pointee' | 'pointer-to-type';

/** An argument as the builder sees it; which members count depends on the `Parameter`. */
export interface Operand {
  /** Value, or address for pointers. */
  readonly expr: Expr;
  /** What lies at the address. */
  readonly leaf: Leaf;
  readonly field: string;
  /** A `word` parameter's text. */
  readonly word: string;
  /** Type whose object is made or freed; unit of a handler. */
  readonly type: number;
  readonly unit: UnitId;
}

type Distribute<T> = T extends unknown ? Omit<T, 'at'> : never;
/** An instruction without its place. */
export type Bare = Distribute<Instr>;

/** What a builder may do. */
export interface Builder {
  emit(instruction: Bare): void;
  temporary(name: string, pointer: boolean): Reg;
  /** `function:site` when the scenario injects the site in the function being lowered. */
  injected(site: string): string | undefined;
}

export interface Intrinsic {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly result: ResultType;
  /** The C form is a marked read or write of an object, checked as such; `build` is not used. */
  readonly access?: Access;
  readonly build: (builder: Builder, operands: readonly Operand[]) => Expr | undefined;
}

/** READ_ONCE and its kin. */
export interface Access {
  readonly write: boolean;
  /** Argument 0 is the object itself, a pointer to it, or a pointer to a wrapped int. */
  readonly of: 'object' | 'pointer' | 'counter';
  readonly marking: Marking;
}

const table = new Map<string, Intrinsic>();

function define(
  name: string,
  parameters: readonly Parameter[],
  result: ResultType,
  build: (builder: Builder, ...operands: Operand[]) => Expr | undefined | void,
): void {
  table.set(name, {
    name,
    parameters,
    result,
    build: (builder, operands) => build(builder, ...operands) ?? undefined,
  });
}

function access(name: string, write: boolean, of: Access['of'], marking: Marking): void {
  table.set(name, { name, parameters: [], result: 'void', access: { write, of, marking }, build: () => undefined });
}

const int: Parameter = { kind: 'int' };
const counter: Parameter = { kind: 'counter' };
const scalarPointer: Parameter = { kind: 'scalar-pointer' };
const pointee: Parameter = { kind: 'pointee' };
const word: Parameter = { kind: 'word' };
const lockOf = (...locks: LockKind[]): Parameter => ({ kind: 'lock', locks });

// ---- marked accesses

access('READ_ONCE', false, 'object', 'once');
access('WRITE_ONCE', true, 'object', 'once');
access('smp_load_acquire', false, 'pointer', 'acquire');
access('smp_store_release', true, 'pointer', 'release');
access('atomic_read', false, 'counter', 'once');
access('atomic_read_acquire', false, 'counter', 'acquire');
access('atomic_set', true, 'counter', 'once');
access('atomic_set_release', true, 'counter', 'release');

// ---- locks

function acquire(name: string, lock: LockKind, mode: 'read' | 'write', nested: string | undefined): void {
  define(name, [lockOf(lock)], 'void', (builder, at) => {
    builder.emit({ op: 'acquire', lock, mode, how: 'block', address: at.expr, subclass: 0, field: at.field });
  });
  if (nested === undefined) return;
  define(nested, [lockOf(lock), { kind: 'constant' }], 'void', (builder, at, level) => {
    const subclass = level.expr.kind === 'const' ? level.expr.value : 0;
    builder.emit({ op: 'acquire', lock, mode, how: 'block', address: at.expr, subclass, field: at.field });
  });
}

function tryAcquire(name: string, lock: LockKind, mode: 'read' | 'write'): void {
  define(name, [lockOf(lock)], 'int', (builder, at) => {
    const dst = builder.temporary('taken', false);
    builder.emit({ op: 'acquire', lock, mode, how: 'try', address: at.expr, dst, subclass: 0, field: at.field });
    return { kind: 'reg', reg: dst };
  });
}

function release(name: string, lock: LockKind, mode: 'read' | 'write'): void {
  define(name, [lockOf(lock)], 'void', (builder, at) => {
    builder.emit({ op: 'release', lock, mode, address: at.expr, field: at.field });
  });
}

function isLocked(name: string, lock: LockKind): void {
  define(name, [lockOf(lock)], 'int', (builder, at) => {
    const dst = builder.temporary('locked', false);
    builder.emit({ op: 'is-locked', lock, address: at.expr, dst, field: at.field });
    return { kind: 'reg', reg: dst };
  });
}

acquire('down_read', 'rwsem', 'read', 'down_read_nested');
acquire('down_write', 'rwsem', 'write', 'down_write_nested');
tryAcquire('down_read_trylock', 'rwsem', 'read');
tryAcquire('down_write_trylock', 'rwsem', 'write');
release('up_read', 'rwsem', 'read');
release('up_write', 'rwsem', 'write');
isLocked('rwsem_is_locked', 'rwsem');
define('downgrade_write', [lockOf('rwsem')], 'void', (builder, at) => {
  builder.emit({ op: 'downgrade', address: at.expr, field: at.field });
});

acquire('mutex_lock', 'mutex', 'write', 'mutex_lock_nested');
tryAcquire('mutex_trylock', 'mutex', 'write');
release('mutex_unlock', 'mutex', 'write');
isLocked('mutex_is_locked', 'mutex');

acquire('spin_lock', 'spin', 'write', 'spin_lock_nested');
tryAcquire('spin_trylock', 'spin', 'write');
release('spin_unlock', 'spin', 'write');
isLocked('spin_is_locked', 'spin');

acquire('read_lock', 'rwlock', 'read', undefined);
acquire('write_lock', 'rwlock', 'write', undefined);
tryAcquire('read_trylock', 'rwlock', 'read');
tryAcquire('write_trylock', 'rwlock', 'write');
release('read_unlock', 'rwlock', 'read');
release('write_unlock', 'rwlock', 'write');

acquire('__bit_lock', 'bit', 'write', undefined);
tryAcquire('__bit_trylock', 'bit', 'write');
release('__bit_unlock', 'bit', 'write');
isLocked('__bit_is_locked', 'bit');
define('__bit_wait', [lockOf('bit')], 'void', (builder, at) => {
  builder.emit({ op: 'wait', lock: 'bit', address: at.expr, field: at.field });
});

define('__held', [lockOf('rwsem', 'rwlock', 'mutex', 'spin', 'bit')], 'int', (builder, at) => {
  const dst = builder.temporary('held', false);
  const lock = at.leaf.kind === 'lock' ? at.leaf.lock : 'spin';
  builder.emit({ op: 'held', lock, address: at.expr, dst, field: at.field });
  return { kind: 'reg', reg: dst };
});

// ---- completions

define('init_completion', [lockOf('completion')], 'void', () => undefined);
define('wait_for_completion', [lockOf('completion')], 'void', (builder, at) => {
  builder.emit({ op: 'wait', lock: 'completion', address: at.expr, field: at.field });
});
define('complete', [lockOf('completion')], 'void', (builder, at) => {
  builder.emit({ op: 'complete', address: at.expr, all: false, field: at.field });
});
define('complete_all', [lockOf('completion')], 'void', (builder, at) => {
  builder.emit({ op: 'complete', address: at.expr, all: true, field: at.field });
});

// ---- RCU, interrupts, preemption

for (const [name, what] of [
  ['rcu_read_lock', 'lock'],
  ['rcu_read_unlock', 'unlock'],
  ['synchronize_rcu', 'synchronize'],
  ['rcu_barrier', 'barrier'],
] as const) {
  define(name, [], 'void', (builder) => builder.emit({ op: 'rcu', what }));
}
define('call_rcu', [{ kind: 'pointer' }, { kind: 'handler' }], 'void', (builder, head, handler) => {
  builder.emit({ op: 'call-rcu', handler: handler.unit, argument: head.expr });
});
define(
  'smp_call_function_many',
  [int, { kind: 'handler' }, { kind: 'pointer' }, { kind: 'constant', allowed: [0, 1] }],
  'void',
  (builder, mask, handler, info, wait) => {
    const waits = wait.expr.kind === 'const' && wait.expr.value !== 0;
    builder.emit({ op: 'ipi', mask: mask.expr, handler: handler.unit, argument: info.expr, wait: waits });
  },
);
define('local_irq_disable', [], 'void', (builder) => builder.emit({ op: 'irq', what: 'disable' }));
define('local_irq_enable', [], 'void', (builder) => builder.emit({ op: 'irq', what: 'enable' }));
define('__local_irq_save', [], 'ulong', (builder) => {
  const dst = builder.temporary('flags', false);
  builder.emit({ op: 'irq', what: 'save', dst });
  return { kind: 'reg', reg: dst };
});
define('__local_irq_restore', [{ kind: 'ulong' }], 'void', (builder, flags) => {
  builder.emit({ op: 'irq', what: 'restore', value: flags.expr });
});
define('preempt_disable', [], 'void', (builder) => builder.emit({ op: 'preempt', what: 'disable' }));
define('preempt_enable', [], 'void', (builder) => builder.emit({ op: 'preempt', what: 'enable' }));
define('might_sleep', [], 'void', (builder) => builder.emit({ op: 'might-sleep' }));
define('__pte_map_count', [{ kind: 'constant', allowed: [1, -1] }], 'void', (builder, delta) => {
  builder.emit({ op: 'pte-map', delta: delta.expr.kind === 'const' && delta.expr.value === -1 ? -1 : 1 });
});
for (const name of ['smp_processor_id', 'raw_smp_processor_id']) define(name, [], 'int', () => ({ kind: 'cpu' }));
define('__self', [], 'int', () => ({ kind: 'self' }));

// ---- barriers

for (const [name, fence] of [
  ['smp_mb', 'mb'],
  ['smp_rmb', 'rmb'],
  ['smp_wmb', 'wmb'],
  ['smp_mb__before_atomic', 'before-atomic'],
  ['smp_mb__after_atomic', 'after-atomic'],
  ['smp_mb__after_spinlock', 'after-spinlock'],
  ['smp_mb__after_unlock_lock', 'after-unlock-lock'],
  ['barrier', 'barrier'],
] as const satisfies readonly (readonly [string, Fence])[]) {
  define(name, [], 'void', (builder) => builder.emit({ op: 'fence', fence }));
}

// ---- read-modify-write

type Wanted = 'old' | 'new' | 'success' | 'new-is-zero' | 'new-is-negative' | undefined;

function rmw(
  builder: Builder,
  fn: RmwFn,
  at: Operand,
  operand: Expr,
  expected: Expr | undefined,
  order: RmwOrder,
  wanted: Wanted,
): Expr | undefined {
  const register = wanted === undefined ? undefined : wanted === 'old' || wanted === 'success' ? wanted : 'new';
  const dst =
    register === undefined
      ? undefined
      : builder.temporary(register, at.leaf.kind === 'pointer' && register !== 'success');
  builder.emit({
    op: 'rmw',
    fn,
    address: at.expr,
    operand,
    ...(expected ? { expected } : {}),
    ...(dst !== undefined && register !== undefined ? { [register]: dst } : {}),
    leaf: at.leaf,
    field: at.field,
    order,
  });
  if (dst === undefined) return undefined;
  const value: Expr = { kind: 'reg', reg: dst };
  if (wanted === 'new-is-zero') return binary('==', value, zero);
  if (wanted === 'new-is-negative') return binary('<', value, zero);
  return value;
}

/** A form that returns a value is fully ordered unless a suffix says otherwise. */
const orders: readonly (readonly [string, RmwOrder])[] = [
  ['', 'full'],
  ['_relaxed', 'relaxed'],
  ['_acquire', 'acquire'],
  ['_release', 'release'],
];

for (const [suffix, order] of orders) {
  define(`xchg${suffix}`, [scalarPointer, pointee], 'pointee', (builder, at, value) =>
    rmw(builder, 'xchg', at, value.expr, undefined, order, 'old'),
  );
  define(`cmpxchg${suffix}`, [scalarPointer, pointee, pointee], 'pointee', (builder, at, old, value) =>
    rmw(builder, 'cmpxchg', at, value.expr, old.expr, order, 'old'),
  );
  define(`atomic_xchg${suffix}`, [counter, int], 'int', (builder, at, value) =>
    rmw(builder, 'xchg', at, value.expr, undefined, order, 'old'),
  );
  define(`atomic_cmpxchg${suffix}`, [counter, int, int], 'int', (builder, at, old, value) =>
    rmw(builder, 'cmpxchg', at, value.expr, old.expr, order, 'old'),
  );
  define(`atomic_add_unless${suffix}`, [counter, int, int], 'int', (builder, at, value, unless) =>
    rmw(builder, 'add-unless', at, value.expr, unless.expr, order, 'success'),
  );
  define(`atomic_inc_not_zero${suffix}`, [counter], 'int', (builder, at) =>
    rmw(builder, 'add-unless', at, one, zero, order, 'success'),
  );
  for (const [name, fn, amount] of [
    ['inc', 'add', one],
    ['dec', 'sub', one],
  ] as const) {
    define(`atomic_${name}_return${suffix}`, [counter], 'int', (builder, at) =>
      rmw(builder, fn, at, amount, undefined, order, 'new'),
    );
    define(`atomic_fetch_${name}${suffix}`, [counter], 'int', (builder, at) =>
      rmw(builder, fn, at, amount, undefined, order, 'old'),
    );
    define(`atomic_${name}_and_test${suffix}`, [counter], 'int', (builder, at) =>
      rmw(builder, fn, at, amount, undefined, order, 'new-is-zero'),
    );
  }
  for (const fn of ['add', 'sub', 'and', 'or', 'xor'] as const) {
    define(`atomic_fetch_${fn}${suffix}`, [int, counter], 'int', (builder, value, at) =>
      rmw(builder, fn, at, value.expr, undefined, order, 'old'),
    );
    if (fn !== 'add' && fn !== 'sub') continue;
    define(`atomic_${fn}_return${suffix}`, [int, counter], 'int', (builder, value, at) =>
      rmw(builder, fn, at, value.expr, undefined, order, 'new'),
    );
  }
}
for (const fn of ['add', 'sub', 'and', 'or', 'xor'] as const) {
  define(`atomic_${fn}`, [int, counter], 'void', (builder, value, at) =>
    rmw(builder, fn, at, value.expr, undefined, 'relaxed', undefined),
  );
}
define('atomic_inc', [counter], 'void', (builder, at) => rmw(builder, 'add', at, one, undefined, 'relaxed', undefined));
define('atomic_dec', [counter], 'void', (builder, at) => rmw(builder, 'sub', at, one, undefined, 'relaxed', undefined));
define('atomic_sub_and_test', [int, counter], 'int', (builder, value, at) =>
  rmw(builder, 'sub', at, value.expr, undefined, 'full', 'new-is-zero'),
);
define('atomic_add_negative', [int, counter], 'int', (builder, value, at) =>
  rmw(builder, 'add', at, value.expr, undefined, 'full', 'new-is-negative'),
);

// ---- waiting for a value

for (const [name, compare] of [
  ['eq', '=='],
  ['ne', '!='],
  ['lt', '<'],
  ['le', '<='],
  ['gt', '>'],
  ['ge', '>='],
] as const satisfies readonly (readonly [string, Compare])[]) {
  const wait =
    (fn: 'set' | 'add' | undefined) =>
    (builder: Builder, at: Operand, value: Operand, operand?: Operand): void =>
      builder.emit({
        op: 'await',
        address: at.expr,
        compare,
        value: value.expr,
        ...(fn && operand ? { then: { fn, operand: operand.expr } } : {}),
        leaf: at.leaf,
        field: at.field,
      });
  define(`__await_${name}`, [counter, int], 'void', wait(undefined));
  define(`__await_${name}_set`, [counter, int, int], 'void', wait('set'));
  define(`__await_${name}_add`, [counter, int, int], 'void', wait('add'));
}

// ---- objects

define('__alloc', [{ kind: 'type' }], 'pointer-to-type', (builder, type) => {
  const dst = builder.temporary('object', true);
  builder.emit({ op: 'alloc', dst, type: type.type });
  return { kind: 'reg', reg: dst };
});
define('__free', [{ kind: 'object-pointer' }], 'void', (builder, at) => {
  builder.emit({ op: 'free', address: at.expr, type: at.type });
});

// ---- the search itself

define('choose', [int], 'int', (builder, count) => {
  if (count.expr.kind === 'const' && count.expr.value === 1) return zero;
  const dst = builder.temporary('choice', false);
  builder.emit({ op: 'choose', dst, count: count.expr });
  return { kind: 'reg', reg: dst };
});
define('assume', [{ kind: 'condition' }], 'void', (builder, condition) => {
  builder.emit({ op: 'assume', if: condition.expr });
});
define('REACH', [word], 'void', (builder, label) => {
  builder.emit({ op: 'reach', label: label.word.replace(/_/g, '-') });
});
define('PROGRESS', [], 'void', (builder) => builder.emit({ op: 'progress' }));
define('__inject', [word], 'int', (builder, site) => {
  const inject = builder.injected(site.word);
  if (inject === undefined) return zero;
  const dst = builder.temporary('fault', false);
  builder.emit({ op: 'choose', dst, count: constant(2), inject });
  return { kind: 'reg', reg: dst };
});
define('__report', [word], 'void', (builder, kind) => {
  builder.emit({ op: 'report', what: kind.word.replace(/_/g, '-') });
});

export const intrinsics: ReadonlyMap<string, Intrinsic> = table;

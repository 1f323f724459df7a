/** What each kind of finding is, in the words of docs/cases.md (a test compares them), and the kernel's own tool for it. */
import type { Kind } from '../result';

export interface KindWords {
  readonly what: string;
  readonly tool: string;
}

export const kindWords: Readonly<Record<Kind, KindWords>> = {
  'bug-on': { what: 'a `BUG_ON()` whose condition held', tool: 'kernel BUG' },
  'vm-bug-on': { what: 'a `VM_BUG_ON…()`, with `CONFIG_DEBUG_VM`', tool: 'kernel BUG, DEBUG_VM' },
  assert: {
    what: 'an `ASSERT()` of the model or the case: a lost page, a stale mapping, a wrong entry',
    tool: 'silent corruption',
  },
  'use-after-free': { what: 'an access to a freed object, a freed page table included', tool: 'KASAN' },
  'double-free': { what: 'a free of a freed object', tool: 'KASAN, SLUB' },
  'null-deref': { what: 'an access through NULL', tool: 'oops' },
  'wild-access': {
    what: 'out of bounds; a none or huge entry used as a table; one kind of entry read as another',
    tool: 'KASAN, oops',
  },
  deadlock: { what: 'threads that wait for each other', tool: 'hung task' },
  hang: {
    what: 'a thread blocked for ever, or threads that run for ever without progress',
    tool: 'hung task, soft lockup',
  },
  'lock-imbalance': {
    what: 'a lock released in the wrong mode, by a non-owner, or while not held',
    tool: 'lockdep: bad unlock balance',
  },
  'refcount-underflow': { what: 'a count taken below zero', tool: 'refcount_t: underflow' },
  'warn-on': { what: 'a `WARN_ON()` whose condition held', tool: 'WARNING' },
  'vm-warn-on': { what: 'a `VM_WARN_ON…()`, with `CONFIG_DEBUG_VM`', tool: 'WARNING, DEBUG_VM' },
  'lockdep-circular': {
    what: 'two lock classes taken in both orders, over all runs',
    tool: 'lockdep: circular dependency',
  },
  'lockdep-recursive': { what: 'a lock class taken again by its holder', tool: 'lockdep: recursive locking' },
  'sleep-in-atomic': {
    what: 'a call that may sleep, under a spinlock, with preemption or interrupts off',
    tool: 'DEBUG_ATOMIC_SLEEP',
  },
  'lock-held-at-exit': { what: 'a lock held at the end of a thread', tool: 'lockdep: lock held when returning' },
  'irqs-left-disabled': { what: 'interrupts off at the end of a thread', tool: 'WARNING: interrupts disabled' },
  'data-race': { what: 'two accesses at once, one of them plain; only with `kcsan: y`', tool: 'KCSAN' },
  leak: { what: 'a live object that nothing leads to, at a normal end', tool: 'kmemleak' },
  'refcount-saturated': { what: 'a count that overflowed', tool: 'refcount_t: saturated' },
  skew: { what: 'a counter that differs from what it counts', tool: 'bad rss-counter state' },
  expect: { what: 'an `EXPECT()` of the model or the case', tool: 'nothing' },
};

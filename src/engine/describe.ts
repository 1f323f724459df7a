/** Steps in words for replays: what a step did, which memory it changed. Reads the machine, changes nothing. */
import { FREED, LIVE, record } from './layout';
import type { Machine } from './machine';

/** Names of the primitives that take and drop a lock. */
const LOCK_CALLS: Readonly<Record<string, readonly [string, string]>> = {
  'rwsem read': ['down_read', 'up_read'],
  'rwsem write': ['down_write', 'up_write'],
  'rwlock read': ['read_lock', 'read_unlock'],
  'rwlock write': ['write_lock', 'write_unlock'],
  'mutex write': ['mutex_lock', 'mutex_unlock'],
  'spin write': ['spin_lock', 'spin_unlock'],
  'bit write': ['bit_lock', 'bit_unlock'],
};

/** A slot's value as people read it: a pointer by what it points to. */
export function valueOf(machine: Machine, address: number, value: number): string {
  if (!machine.layout.pointer[address]) return String(value);
  const object = machine.layout.objects[machine.layout.object[value] ?? -1];
  if (value === 0 || !object) return value === 0 ? 'NULL' : machine.name(value);
  return object.address === value ? object.name : machine.name(value);
}

/**
 * What the thread's next step does: a verb, one location, and perhaps ` = value`. To be asked before
 * the step runs; the answer is a function to be called after it, when what it wrote is known.
 */
export function describe(machine: Machine, thread: number, choice: number): () => string {
  const info = machine.steps.info[machine.at(thread)];
  if (!info) return () => 'takes the interrupt';
  if (machine.open && machine.closing(thread) >= 0) {
    const index = machine.closing(thread);
    const { location, offset, values: waited } = machine.open.get(thread, index);
    const at = (machine.layout.area.addresses[location] ?? 0) + offset;
    const text = waited.map((value, i) => valueOf(machine, at + i, value)).join(', ');
    return () => `read of ${machine.name(at)} is over: = ${text}`;
  }
  const { instr } = info;
  const { slots } = machine.state;
  const address = machine.address(thread);
  const name = machine.name(address);
  const lock = machine.lockName(address);
  const phase = slots[machine.base(thread) + record.phase] === 1;
  const values = (count: number): string =>
    Array.from({ length: count }, (_, i) => valueOf(machine, address + i, slots[address + i] ?? 0)).join(', ');
  const forwarded = (count: number): string =>
    Array.from({ length: count }, (_, i) =>
      valueOf(machine, address + i, machine.tso?.read(thread, address + i) ?? 0),
    ).join(', ');
  const say =
    (text: string): (() => string) =>
    () =>
      text;
  switch (instr.op) {
    case 'load': {
      const later = machine.open ? machine.laterTexts(thread) : [];
      const awaited = later[choice - (machine.ownChoices(thread) - later.length)];
      if (awaited !== undefined) return say(`read ${name} = ${awaited}, of a store to come`);
      const older = machine.lkmm?.choice(thread, address, choice);
      if (!older) return say(`read ${name} = ${machine.tso ? forwarded(instr.dst.length) : values(instr.dst.length)}`);
      const text = (one: { readonly values: readonly number[]; readonly writer: number }): string =>
        one.values.map((value, i) => valueOf(machine, older.address + i, value)).join(', ') +
        (one.writer < 0 ? '' : ` by ${machine.thread(one.writer).name}`);
      const unseen = older.unseen.length === 0 ? '' : `; not seen yet: ${older.unseen.map(text).join('; ')}`;
      return say(`read ${name} = ${text(older.read)}${unseen}`);
    }
    case 'store': {
      const buffered = machine.tso !== undefined && thread > 0;
      const before = machine.lkmm && choice > 0 ? `, before ${choice} other${choice === 1 ? '' : 's'}` : '';
      if (before !== '') return () => `write ${name}${before}`;
      return () => `write ${name} = ${buffered ? forwarded(instr.values.length) : values(instr.values.length)}`;
    }
    case 'fence':
      return say(instr.fence === 'mb' ? 'smp_mb' : `smp_mb__${instr.fence.replaceAll('-', '_')}`);
    case 'rmw':
      return () => `${instr.fn} ${name} = ${values(1)}`;
    case 'await':
      return say(`await ${name} = ${values(1)}`);
    case 'acquire': {
      const verb = `${LOCK_CALLS[`${instr.lock} ${instr.mode}`]?.[0] ?? 'lock'}${instr.how === 'try' ? '_trylock' : ''}`;
      const free = machine.locks.isLocked(address, instr.lock !== 'bit') === 0;
      return say(instr.how === 'try' ? `${verb} ${lock} = ${free ? 'taken' : 'busy'}` : `${verb} ${lock}`);
    }
    case 'release':
      return say(`${LOCK_CALLS[`${instr.lock} ${instr.mode}`]?.[1] ?? 'unlock'} ${lock}`);
    case 'downgrade':
      return say(`downgrade_write ${lock}`);
    case 'wait':
      return say(`wait ${lock}`);
    case 'complete':
      return say(`complete${instr.all ? '_all' : ''} ${lock}`);
    case 'is-locked':
      return say(`is_locked ${lock} = ${machine.locks.isLocked(address, instr.lock !== 'bit')}`);
    case 'rcu':
      if (instr.what === 'synchronize') return say(phase ? 'grace period over' : 'synchronize_rcu');
      return say(instr.what === 'barrier' ? 'rcu_barrier' : `rcu_read_${instr.what}`);
    case 'call-rcu':
      return say('call_rcu');
    case 'ipi':
      return say(phase ? 'all CPUs have answered' : 'sends an interrupt');
    case 'irq':
      return say(`local_irq_${instr.what}`);
    case 'preempt':
      return say(`preempt_${instr.what}`);
    case 'alloc': {
      const reused = machine.heap.reusedBy(instr.type, choice);
      const made = reused > 0 ? reused : machine.heap.nextFresh(thread, instr.type);
      return say(`alloc ${machine.objectName(made)}${reused > 0 ? ' (reused)' : ''}`);
    }
    case 'free':
      return say(`free ${address === 0 ? 'NULL' : machine.objectName(address)}`);
    case 'choose':
      return say(instr.inject === undefined ? `choose ${choice}` : `inject ${instr.inject} = ${choice}`);
    default:
      return say(info.pc === 0 ? 'begins' : 'goes round a loop');
  }
}

/** Memory that changed since the undo log stood at `top`: objects only, locks left out (they are in the held locks). */
export function changesSince(machine: Machine, top: number): { name: string; from: string; to: string }[] {
  const { state, layout } = machine;
  const former = new Map<number, number>();
  for (let at = top; at < state.top; at += 2) {
    const slot = state.log[at] as number;
    if (!former.has(slot)) former.set(slot, state.log[at + 1] as number);
  }
  const changes: { name: string; from: string; to: string }[] = [];
  const freed = new Set<number>();
  for (const [slot] of former) {
    const index = layout.object[slot] ?? -1;
    const object = layout.objects[index];
    if (!object || slot !== object.address - 1) continue;
    const life = (value: number): string => (value === LIVE ? 'live' : value === FREED ? 'freed' : 'not allocated');
    const [from, to] = [former.get(slot) ?? 0, state.slots[slot] as number];
    if (from !== to) changes.push({ name: object.name, from: life(from), to: life(to) });
    freed.add(index);
  }
  for (const [slot, from] of former) {
    const to = state.slots[slot] as number;
    if (slot >= layout.hashed || from === to || (layout.leaf[slot] ?? -1) < 0) continue;
    if ((layout.lockClass[slot] ?? -1) >= 0 || freed.has(layout.object[slot] as number)) continue;
    changes.push({ name: machine.name(slot), from: valueOf(machine, slot, from), to: valueOf(machine, slot, to) });
  }
  return changes;
}

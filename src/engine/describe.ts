/** Steps in words for replays: what a step did, which memory it changed. Reads the machine, changes nothing. */
import { FREED, LIVE, record } from './layout';
import type { Machine } from './machine';

const LOCK_CALLS: Record<string, readonly [string, string]> = {
  'rwsem read': ['down_read', 'up_read'],
  'rwsem write': ['down_write', 'up_write'],
  'rwlock read': ['read_lock', 'read_unlock'],
  'rwlock write': ['write_lock', 'write_unlock'],
  'mutex write': ['mutex_lock', 'mutex_unlock'],
  'spin write': ['spin_lock', 'spin_unlock'],
  'bit write': ['lock', 'unlock'],
};

/** A slot's value as people read it: a pointer by what it points to. */
export function valueOf(machine: Machine, address: number, value: number): string {
  if (!machine.layout.pointer[address]) return String(value);
  const object = machine.layout.objects[machine.layout.object[value] ?? -1];
  if (value === 0 || !object) return value === 0 ? 'NULL' : machine.name(value);
  return object.address === value ? object.name : machine.name(value);
}

/** What the thread's next step will do; to be asked before the step runs. */
export function describe(machine: Machine, thread: number, choice: number): string {
  const info = machine.steps.info[machine.at(thread)];
  if (!info) return 'takes the interrupt';
  const { instr } = info;
  const address = machine.address(thread);
  const name = (): string => machine.name(address);
  const phase = machine.state.slots[machine.base(thread) + record.phase] === 1;
  switch (instr.op) {
    case 'load': {
      const values = instr.dst.map((_, i) => valueOf(machine, address + i, machine.state.slots[address + i] ?? 0));
      return `read ${name()} = ${values.join(', ')}`;
    }
    case 'store':
      return `write ${name()}`;
    case 'rmw':
      return `${instr.fn} ${name()}`;
    case 'await':
      return `waited for ${name()} ${instr.compare}`;
    case 'acquire': {
      const call = LOCK_CALLS[`${instr.lock} ${instr.mode}`]?.[0] ?? 'lock';
      return `${call}${instr.how === 'try' ? '_trylock' : ''}(${machine.lockName(address)})`;
    }
    case 'release':
      return `${LOCK_CALLS[`${instr.lock} ${instr.mode}`]?.[1] ?? 'unlock'}(${machine.lockName(address)})`;
    case 'downgrade':
      return `downgrade_write(${machine.lockName(address)})`;
    case 'wait':
      return `waited for ${machine.lockName(address)}`;
    case 'complete':
      return `complete${instr.all ? '_all' : ''}(${machine.lockName(address)})`;
    case 'is-locked':
      return `is ${machine.lockName(address)} locked?`;
    case 'rcu':
      return instr.what === 'synchronize'
        ? phase
          ? 'grace period over'
          : 'synchronize_rcu()'
        : instr.what === 'barrier'
          ? 'rcu_barrier()'
          : `rcu_read_${instr.what}()`;
    case 'call-rcu':
      return 'call_rcu()';
    case 'ipi':
      return phase ? 'all CPUs have answered' : 'sends an interrupt';
    case 'irq':
      return `local_irq_${instr.what}()`;
    case 'preempt':
      return `preempt_${instr.what}()`;
    case 'alloc': {
      const type = machine.program.types[instr.type]?.name ?? '?';
      return `allocate ${type}${choice > 0 ? ` (freed object ${choice})` : ''}`;
    }
    case 'free':
      return address === 0 ? 'free NULL' : `free ${name().replace(/\..*$/, '')}`;
    case 'choose':
      return instr.inject === undefined
        ? `choose ${choice}`
        : `${instr.inject} ${choice === 0 ? 'not injected' : 'injected'}`;
    default:
      return 'goes round a loop';
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

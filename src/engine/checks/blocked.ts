/**
 * `deadlock` and `hang` at the end of a run in which not every thread has ended. A wait-for cycle
 * (a thread waiting for itself included) is a deadlock. A thread that waits for something no live
 * thread can give (a lock whose holder has ended, a completion, a word) hangs. A thread that only
 * waits for one of those is neither: the finding is at the root.
 */
import { bug } from '../../base/diagnostics';
import type { PlaceId } from '../../program';
import { record } from '../layout';
import type { Machine } from '../machine';

export interface Blocked {
  readonly kind: 'deadlock' | 'hang';
  readonly thread: number;
  readonly place: PlaceId;
  readonly detail: string;
}

/** Threads that a blocked thread waits for; empty when nobody can help it. */
function waitsFor(machine: Machine, thread: number): number[] {
  const step = machine.at(thread);
  const info = machine.steps.info[step];
  if (!info) throw bug(`thread ${thread} is blocked nowhere`);
  const alive = (one: number): boolean => one > 0 && machine.at(one) !== 0;
  if (machine.isKeptOff(thread)) return machine.interrupts.keepers(thread);
  const base = machine.base(thread);
  switch (info.instr.op) {
    case 'acquire': {
      const address = machine.address(thread);
      const holders = machine.locks.holders(address, info.instr.lock !== 'bit');
      // A queued thread also waits for those before it.
      const queue = info.instr.lock === 'bit' ? 0 : (machine.state.slots[address + 2] as number);
      for (let rest = queue; rest !== 0; rest >>>= 4) {
        const waiter = (rest & 15) >> 1;
        if (waiter === thread) break;
        holders.push(waiter);
      }
      return holders.filter(alive);
    }
    case 'wait':
      return info.instr.lock === 'bit' ? machine.locks.holders(machine.address(thread), false).filter(alive) : [];
    case 'rcu': {
      const mask = machine.state.slots[base + record.rcuWaits] as number;
      return machine.layout.threads.flatMap((_, one) => ((mask >>> one) & 1 && alive(one) ? [one] : []));
    }
    case 'ipi':
      return machine.interrupts.answering(thread);
    default:
      return [];
  }
}

function what(machine: Machine, thread: number): string {
  const info = machine.steps.info[machine.at(thread)];
  if (!info) return '';
  const name = machine.thread(thread).name;
  if (machine.isKeptOff(thread)) return `${name} waits for its CPU`;
  const { instr } = info;
  if (instr.op === 'acquire' || instr.op === 'wait') {
    const address = machine.address(thread);
    const readers = instr.lock !== 'bit' && instr.lock !== 'completion';
    const holders = instr.lock === 'completion' ? [] : machine.locks.holders(address, readers);
    const by = holders.map((one) => machine.thread(one).name).join(' and ');
    return `${name} waits for ${machine.lockName(address)}${by === '' ? '' : ` held by ${by}`}`;
  }
  if (instr.op === 'await') return `${name} waits for ${machine.name(machine.address(thread))}`;
  return `${name} waits in ${instr.op === 'rcu' ? 'a grace period' : instr.op}`;
}

/** Findings of a state in which nobody can run though somebody has not ended. */
export function blockedFindings(machine: Machine, functionOf: (place: PlaceId) => string): Blocked[] {
  const blocked: number[] = [];
  for (let thread = 0; thread < machine.count; thread++) if (machine.at(thread) !== 0) blocked.push(thread);
  const edges = new Map(blocked.map((thread) => [thread, waitsFor(machine, thread)]));
  const place = (thread: number): PlaceId => machine.steps.info[machine.at(thread)]?.at ?? 0;
  const found: Blocked[] = [];
  const cycles = new Set<string>();
  for (const thread of blocked) {
    const cycle = cycleThrough(edges, thread);
    if (cycle) {
      const key = [...cycle].sort((a, b) => a - b).join(' ');
      if (cycles.has(key)) continue;
      cycles.add(key);
      // A thread kept off its CPU stands where it happened to be: the others say more.
      const waiting = cycle.filter((one) => !machine.isKeptOff(one));
      const named = waiting.length > 0 ? waiting : cycle;
      const first = [...named].sort((a, b) => (functionOf(place(a)) < functionOf(place(b)) ? -1 : 1))[0] as number;
      const detail = cycle.map((one) => what(machine, one)).join('; ');
      found.push({ kind: 'deadlock', thread: first, place: place(first), detail });
    } else if (edges.get(thread)?.length === 0) {
      found.push({ kind: 'hang', thread, place: place(thread), detail: what(machine, thread) });
    }
  }
  return found;
}

function cycleThrough(edges: ReadonlyMap<number, readonly number[]>, start: number): number[] | undefined {
  const walk = (path: number[]): number[] | undefined => {
    for (const next of edges.get(path.at(-1) as number) ?? []) {
      if (next === start) return path;
      if (path.includes(next)) continue;
      const found = walk([...path, next]);
      if (found) return found;
    }
    return undefined;
  };
  return walk([start]);
}

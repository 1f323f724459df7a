/**
 * `data-race` (the kernel's KCSAN, asked for with `kcsan: y`): the next accesses of two threads touch
 * the same slot, one writes, and one is plain. Asked in every stored state, of threads asleep in the
 * reduction too. An access that the reduction runs alone is protected, and cannot race.
 */
import { functionOf } from '../findings';
import type { Machine } from '../machine';
import type { Operation, Reduction } from '../reduce';
import { Does } from '../steps';

export interface Race {
  readonly thread: number;
  readonly other: number;
}

const a: Operation = { thread: 0, does: Does.local, address: 0, width: 0, type: -1 };
const b: Operation = { thread: 0, does: Does.local, address: 0, width: 0, type: -1 };

/** Pairs of racing threads in the present state; the plain one first. */
export function races(machine: Machine, reduction: Reduction): Race[] {
  const found: Race[] = [];
  for (let one = 1; one < machine.count; one++) {
    if (!plain(machine, one) || !machine.ready(one)) continue;
    reduction.operation(one, a);
    for (let two = 1; two < machine.count; two++) {
      if (two === one || (two < one && plain(machine, two)) || !access(machine, two) || !machine.ready(two)) continue;
      reduction.operation(two, b);
      const apart = a.address + a.width <= b.address || b.address + b.width <= a.address;
      if (apart || (a.does !== Does.write && b.does !== Does.write)) continue;
      // Both plain: named after the function that comes first, whatever the order of threads.
      const swap = plain(machine, two) && place(machine, two) < place(machine, one);
      found.push(swap ? { thread: two, other: one } : { thread: one, other: two });
    }
  }
  return found;
}

function place(machine: Machine, thread: number): string {
  return functionOf(machine.program, machine.steps.info[machine.at(thread)]?.at ?? 0);
}

function access(machine: Machine, thread: number): boolean {
  const op = machine.steps.info[machine.at(thread)]?.instr.op;
  return op === 'load' || op === 'store' || op === 'rmw';
}

function plain(machine: Machine, thread: number): boolean {
  const instr = machine.steps.info[machine.at(thread)]?.instr;
  return (instr?.op === 'load' || instr?.op === 'store') && instr.marking === 'plain';
}

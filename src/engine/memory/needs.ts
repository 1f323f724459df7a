/** Which views a thread may still need, per step (lkmm): what nobody will ask for is not kept apart. */
import type { Instr, Program } from '../../program';
import { isStrong, successors, type Visibility } from '../flow';
import type { Steps } from '../steps';
import { Of } from './lkmm';

const bit = (of: Of): number => 1 << of;
const ALWAYS = bit(Of.loads) | bit(Of.stores) | bit(Of.control);
const PUBLISHES = bit(Of.seen) | bit(Of.own) | bit(Of.published);
const EVERYTHING = ~0;

function needs(instr: Instr, visible: Visibility): number {
  switch (instr.op) {
    case 'store':
      return bit(Of.published) | (instr.marking === 'release' ? PUBLISHES : 0);
    case 'rmw':
      return bit(Of.published) | (instr.order === 'release' || instr.order === 'full' ? PUBLISHES : 0);
    case 'fence':
      if (isStrong(instr.fence, visible.memory)) return PUBLISHES | bit(Of.handover);
      if (instr.fence === 'rmb') return bit(Of.seen);
      return instr.fence === 'wmb' ? bit(Of.own) | bit(Of.chain) : 0;
    case 'acquire':
      return bit(Of.unlockAll) | bit(Of.unlockOwn);
    case 'release':
    case 'downgrade':
    case 'complete':
    case 'await':
    case 'call-rcu':
    case 'ipi':
      return PUBLISHES;
    case 'rcu':
      return visible.rcu ? PUBLISHES : 0;
    default:
      return 0;
  }
}

/** Per step number, a bit per view. */
export function needsOf(program: Program, steps: Steps, visible: Visibility, interrupts: boolean): Int32Array {
  const result = new Int32Array(steps.info.length);
  const handlers = new Set<number>();
  for (const { code } of program.units) {
    for (const instr of code) if (instr.op === 'call-rcu' || instr.op === 'ipi') handlers.add(instr.handler);
  }
  program.units.forEach(({ code }, unit) => {
    const before = new Int32Array(code.length);
    // A section may end with its thread, a handler's end orders others.
    const atEnd = interrupts || handlers.has(unit) ? EVERYTHING : visible.rcu ? PUBLISHES : 0;
    for (let changed = true; changed;) {
      changed = false;
      for (let pc = code.length - 1; pc >= 0; pc--) {
        const instr = code[pc] as Instr;
        let now = ALWAYS | atEnd | needs(instr, visible);
        for (const to of successors(code, pc)) now |= before[to] as number;
        if (now !== before[pc]) {
          before[pc] = now;
          changed = true;
        }
      }
    }
    steps.flows[unit]?.steps.forEach((pc, index) => {
      result[(steps.offset[unit] as number) + index] = before[pc] as number;
    });
  });
  return result;
}

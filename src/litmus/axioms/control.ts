/**
 * How far a condition reaches: the kernel's model lets a control dependency end where the branches of an
 * `if` meet again, which is the nearest instruction that every way from the branch to the end passes
 * (its immediate post-dominator).
 */
import type { Pc, Unit } from '../../program';

function successors(unit: Unit, pc: Pc): readonly Pc[] {
  const instr = unit.code[pc];
  if (!instr || instr.op === 'end') return [];
  if (instr.op === 'jump') return [instr.to];
  return instr.op === 'branch' ? [instr.then, instr.else] : [pc + 1];
}

/** Can a run come twice to the same instruction? */
export function hasLoop(unit: Unit): boolean {
  const state = new Uint8Array(unit.code.length);
  const visit = (pc: Pc): boolean => {
    if (state[pc] === 1) return true;
    if (state[pc] === 2) return false;
    state[pc] = 1;
    const found = successors(unit, pc).some(visit);
    state[pc] = 2;
    return found;
  };
  return visit(0);
}

/** Per branch where its ways meet; only for units without loops. */
export function joins(unit: Unit): ReadonlyMap<Pc, Pc> {
  const size = unit.code.length;
  // Ways to the end: an instruction's are those of its successors met, and itself. No loops: one pass, last first.
  const order: Pc[] = [];
  const seen = new Uint8Array(size);
  const visit = (pc: Pc): void => {
    if (seen[pc]) return;
    seen[pc] = 1;
    successors(unit, pc).forEach(visit);
    order.push(pc);
  };
  visit(0);
  const passed = new Map<Pc, readonly Pc[]>();
  for (const pc of order) {
    const [first, ...rest] = successors(unit, pc).map((one) => passed.get(one) ?? []);
    const common = (first ?? []).filter((one) => rest.every((other) => other.includes(one)));
    // Nearest first.
    passed.set(pc, [pc, ...common]);
  }
  const found = new Map<Pc, Pc>();
  for (const [pc, ways] of passed) {
    const next = ways[1];
    if (unit.code[pc]?.op === 'branch' && next !== undefined) found.set(pc, next);
  }
  return found;
}

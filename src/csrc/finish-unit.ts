/** Raw code to a Unit. */
import type { Instr, Unit } from '../program';
import { bug } from '../base/diagnostics';
import type { RawUnit } from './raw-code';

export function finishUnit(raw: RawUnit): Unit {
  const at = new Map<number, number>();
  let next = 0;
  for (const instr of raw.code) {
    if (instr.op === 'label') at.set(instr.label, next);
    else if (instr.op !== 'frame-start') next++;
  }
  const target = (label: number): number => {
    const pc = at.get(label);
    if (pc === undefined) throw bug(`label ${label} of ${raw.name} is not placed`);
    return pc;
  };
  const code: Instr[] = [];
  for (const instr of raw.code) {
    if (instr.op === 'label' || instr.op === 'frame-start') continue;
    if (instr.op === 'jump') code.push({ ...instr, to: target(instr.to) });
    else if (instr.op === 'branch') code.push({ ...instr, then: target(instr.then), else: target(instr.else) });
    else code.push(instr);
  }
  const frames = raw.frames.map(({ name, type }) => ({ name, type }));
  const unit = { name: raw.name, code, registers: raw.registers, frames };
  return raw.parameter === undefined ? unit : { ...unit, parameter: raw.parameter };
}

/**
 * Raw code to a Unit: promotion and clean-up in turns until nothing more is promoted, then flat code
 * with the registers and frames that are left.
 */
import type { Expr, Instr, Unit } from '../program';
import { buildBlocks, layOut, straighten } from './blocks';
import { dropDead } from './dead-code';
import { promoteFrames } from './promote';
import { mapExprs, mapWritten, type Raw, type RawUnit } from './raw-code';
import { forward, propagate, retarget, thread } from './simplify';
import { substitute } from './substitute';

/** Frames whose addresses lie in frames: each turn uncovers one level. */
const maxTurns = 6;

export function finishUnit(raw: RawUnit): Unit {
  const blocks = buildBlocks(raw);
  straighten(blocks);
  const promoted = new Set<number>();
  for (let turn = 0; turn < maxTurns; turn++) {
    propagate(raw, blocks);
    if (!promoteFrames(raw, blocks, promoted)) break;
    forward(raw, blocks);
    dropDead(raw, blocks);
    straighten(blocks);
  }
  const hasFrames = promoted.size < raw.frames.length;
  if (hasFrames) {
    for (const block of blocks) if (block) block.code = block.code.filter((instr) => instr.op !== 'frame-start');
  }
  forward(raw, blocks);
  retarget(raw, blocks);
  thread(blocks);
  straighten(blocks);
  dropDead(raw, blocks);
  const moved = propagate(raw, blocks);
  if (forward(raw, blocks) || moved) dropDead(raw, blocks);
  straighten(blocks);
  return compact(raw, layOut(blocks), hasFrames);
}

/** Numbers the registers and frames that are left from 0. */
function compact(raw: RawUnit, code: readonly Instr[], hasFrames: boolean): Unit {
  const registers: Unit['registers'][number][] = [];
  const frames: Unit['frames'][number][] = [];
  /** By old number; of those that were met. */
  const moved: (Expr & { readonly kind: 'reg' })[] = [];
  const frameNumbers = new Map<number, number>();
  const exprOf = (reg: number): Expr & { readonly kind: 'reg' } =>
    (moved[reg] ??= {
      kind: 'reg',
      reg: registers.push(raw.registers[reg] ?? { name: '', pointer: false }) - 1,
    });
  const regOf = (reg: number): number => exprOf(reg).reg;
  const frameOf = (frame: number): number => {
    let number = frameNumbers.get(frame);
    if (number === undefined) {
      const { name, type } = raw.frames[frame] ?? { name: '', type: 0 };
      number = frames.push({ name, type }) - 1;
      frameNumbers.set(frame, number);
    }
    return number;
  };
  const renumber = (expr: Expr): Expr => {
    const renumbered = substitute(expr, exprOf);
    return hasFrames ? renumberFrames(renumbered, frameOf) : renumbered;
  };
  const parameter = raw.parameter === undefined ? undefined : regOf(raw.parameter);
  const renumbered = code.map((instr): Instr => {
    const next: Raw = mapWritten(mapExprs(instr, renumber), regOf);
    // Marks are gone before this: what is left is an instruction.
    return (next.op === 'frame-end' ? { ...next, frame: frameOf(next.frame) } : next) as Instr;
  });
  const unit = { name: raw.name, code: renumbered, registers, frames };
  return parameter === undefined ? unit : { ...unit, parameter };
}

function renumberFrames(expr: Expr, frameOf: (frame: number) => number): Expr {
  switch (expr.kind) {
    case 'frame':
      return { ...expr, frame: frameOf(expr.frame) };
    case 'unary':
      return { ...expr, a: renumberFrames(expr.a, frameOf) };
    case 'binary':
      return { ...expr, a: renumberFrames(expr.a, frameOf), b: renumberFrames(expr.b, frameOf) };
    case 'conditional':
      return {
        ...expr,
        if: renumberFrames(expr.if, frameOf),
        a: renumberFrames(expr.a, frameOf),
        b: renumberFrames(expr.b, frameOf),
      };
    case 'const':
    case 'reg':
    case 'global':
    case 'cpu':
    case 'self':
      return expr;
  }
}

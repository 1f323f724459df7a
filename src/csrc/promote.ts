/**
 * Frames to registers: a local whose address is used only to load and store its slots directly
 * becomes one register per slot. What is left in `Unit.frames` has an address that escapes.
 */
import type { Expr } from '../program';
import { bug } from '../base/diagnostics';
import type { Blocks } from './blocks';
import { register, zero } from './fold';
import { visitExprs, type Raw, type RawUnit } from './raw-code';

/** Returns whether any frame was promoted. */
export function promoteFrames(raw: RawUnit, blocks: Blocks, promoted: Set<number>): boolean {
  const kept = escaping(blocks);
  const registers = new Map<number, readonly number[]>();
  for (const [frame, { slots }] of raw.frames.entries()) {
    if (kept.has(frame) || promoted.has(frame)) continue;
    promoted.add(frame);
    registers.set(
      frame,
      slots.map((slot) => raw.registers.push(slot) - 1),
    );
  }
  if (registers.size === 0) return false;
  for (const block of blocks) {
    if (!block?.code.some((instr) => frameOf(instr) !== undefined)) continue;
    block.code = block.code.flatMap((instr) => {
      const frame = frameOf(instr);
      const regs = frame === undefined ? undefined : registers.get(frame);
      return regs ? rewrite(instr, regs) : [instr];
    });
  }
  return true;
}

/** The frame that an instruction declares, ends, loads or stores directly. */
function frameOf(instr: Raw): number | undefined {
  if (instr.op === 'frame-start' || instr.op === 'frame-end') return instr.frame;
  if ((instr.op === 'load' || instr.op === 'store') && instr.address.kind === 'frame') return instr.address.frame;
  return undefined;
}

function rewrite(instr: Raw, regs: readonly number[]): Raw[] {
  const slot = (offset: number): number => {
    const reg = regs[offset];
    if (reg === undefined) throw bug(`slot ${offset} of a frame`);
    return reg;
  };
  switch (instr.op) {
    case 'frame-start':
      return regs.map((dst) => ({ op: 'set', dst, value: zero, at: instr.at }));
    case 'frame-end':
      return [];
    case 'load': {
      const offset = instr.address.kind === 'frame' ? instr.address.offset : 0;
      return instr.dst.map((dst, index) => ({ op: 'set', dst, value: register(slot(offset + index)), at: instr.at }));
    }
    case 'store': {
      const offset = instr.address.kind === 'frame' ? instr.address.offset : 0;
      return instr.values.map((value, index) => ({ op: 'set', dst: slot(offset + index), value, at: instr.at }));
    }
    default:
      return [instr];
  }
}

/** Frames whose address is used in any other way, or outside their slots. */
function escaping(blocks: Blocks): ReadonlySet<number> {
  const kept = new Set<number>();
  const scan = (expr: Expr): void => {
    switch (expr.kind) {
      case 'frame':
        kept.add(expr.frame);
        return;
      case 'unary':
        scan(expr.a);
        return;
      case 'binary':
        scan(expr.a);
        scan(expr.b);
        return;
      case 'conditional':
        scan(expr.if);
        scan(expr.a);
        scan(expr.b);
        return;
      case 'const':
      case 'reg':
      case 'global':
      case 'cpu':
      case 'self':
        return;
    }
  };
  for (const block of blocks) {
    if (!block) continue;
    for (const instr of block.code) {
      if (instr.op === 'load' && instr.address.kind === 'frame') continue;
      if (instr.op === 'store' && instr.address.kind === 'frame') instr.values.forEach(scan);
      else visitExprs(instr, scan);
    }
    if (block.exit.kind === 'branch') scan(block.exit.if);
  }
  return kept;
}

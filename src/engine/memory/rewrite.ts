/**
 * A program made ready for a weak model. Under lkmm a value-returning read-modify-write orders all
 * before it and all after it, unless it fails: it becomes a fence, a relaxed one, and a fence, and a
 * conditional one first chooses whether it will succeed. A fence between two accesses must be a step
 * of its own, or others could not come in between. Places stay as they are.
 */
import type { Instr, Program, Unit } from '../../program';
import type { MemoryModel } from './area';

/** The program, and what of it the model cannot follow. */
export function rewritten(program: Program, model: MemoryModel): { program: Program; limits: readonly string[] } {
  if (model === 'sc' || model === 'tso') return { program, limits: [] };
  const limits = new Set<string>();
  const units = program.units.map((unit) => rewrite(unit, limits));
  return { program: { ...program, units }, limits: [...limits] };
}

function rewrite(unit: Unit, limits: Set<string>): Unit {
  const fenced = unit.code.map((instr, pc) => fence(unit.code, instr, pc, limits));
  if (!fenced.some((instr) => instr.op === 'rmw' && instr.order === 'full')) return { ...unit, code: fenced };
  const registers = [...unit.registers];
  const parts = fenced.map((instr): readonly Instr[] => {
    if (instr.op !== 'rmw' || instr.order !== 'full') return [instr];
    const { at } = instr;
    const mb: Instr = { op: 'fence', fence: 'mb', at };
    const relaxed = { ...instr, order: 'relaxed' } as const;
    if (instr.fn !== 'cmpxchg' && instr.fn !== 'add-unless') return [mb, relaxed, mb];
    const guess = registers.push({ name: 'succeeds', pointer: false }) - 1;
    return [
      { op: 'choose', dst: guess, count: { kind: 'const', value: 2 }, at },
      // Relative to the first of them; made absolute below.
      { op: 'branch', if: { kind: 'reg', reg: guess }, then: 4, else: 2, at },
      { ...relaxed, only: false },
      { op: 'jump', to: 7, at },
      mb,
      { ...relaxed, only: true },
      mb,
    ];
  });
  const start: number[] = [];
  let next = 0;
  for (const part of parts) {
    start.push(next);
    next += part.length;
  }
  const code = parts.flatMap((part, pc) =>
    part.map((instr): Instr => {
      const to = (target: number): number =>
        part.length > 1 ? (start[pc] as number) + target : (start[target] ?? next);
      if (instr.op === 'jump') return { ...instr, to: to(instr.to) };
      return instr.op === 'branch' ? { ...instr, then: to(instr.then), else: to(instr.else) } : instr;
    }),
  );
  return { ...unit, code, registers };
}

/** A fence that belongs to an atomic or a lock is a full one where it stands right beside it. */
function fence(code: readonly Instr[], instr: Instr, pc: number, limits: Set<string>): Instr {
  if (instr.op !== 'fence') return instr;
  const mb: Instr = { op: 'fence', fence: 'mb', at: instr.at };
  switch (instr.fence) {
    case 'before-atomic': {
      const next = neighbours(code, pc, 1);
      if (next.every((one) => one?.op === 'rmw')) return mb;
      // With no atomic behind it, it orders nothing; with one further on, not what stands between.
      if (next.some((one) => one?.op === 'rmw') || mayFollow(code, pc))
        limits.add('smp_mb__before_atomic away from its atomic');
      return { op: 'fence', fence: 'barrier', at: instr.at };
    }
    case 'after-atomic':
    case 'after-spinlock':
    case 'after-unlock-lock': {
      const belongs = (one: Instr | undefined): boolean =>
        instr.fence === 'after-atomic'
          ? one?.op === 'rmw'
          : one?.op === 'acquire' && (one.lock === 'spin' || one.lock === 'rwlock');
      const before = neighbours(code, pc, -1);
      if (before.length > 0 && before.every(belongs)) return instr.fence === 'after-unlock-lock' ? instr : mb;
      limits.add(`smp_mb__${instr.fence.replaceAll('-', '_')} away from what it follows`);
      return mb;
    }
    default:
      return instr;
  }
}

/** The nearest instructions that touch memory, on every way forwards or backwards; undefined for the unit's end or start. */
function neighbours(code: readonly Instr[], pc: number, direction: 1 | -1): (Instr | undefined)[] {
  const next = (at: number): readonly number[] => {
    if (direction === 1) return targets(code, at);
    return code.flatMap((_, from) => (targets(code, from).includes(at) ? [from] : []));
  };
  const found: (Instr | undefined)[] = [];
  const seen = new Set<number>([pc]);
  const work = [...next(pc)];
  if (work.length === 0) found.push(undefined);
  for (let at = work.pop(); at !== undefined; at = work.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    const instr = code[at];
    if (instr === undefined || touches(instr)) {
      found.push(instr);
      continue;
    }
    const further = next(at);
    if (further.length === 0) found.push(undefined);
    work.push(...further);
  }
  return found;
}

function mayFollow(code: readonly Instr[], pc: number): boolean {
  const seen = new Set<number>();
  const work = [pc];
  for (let at = work.pop(); at !== undefined; at = work.pop()) {
    for (const to of targets(code, at)) {
      if (seen.has(to)) continue;
      seen.add(to);
      if (code[to]?.op === 'rmw') return true;
      work.push(to);
    }
  }
  return false;
}

function targets(code: readonly Instr[], pc: number): readonly number[] {
  const instr = code[pc];
  if (!instr || instr.op === 'end' || instr.op === 'limit') return [];
  if (instr.op === 'jump') return [instr.to];
  return instr.op === 'branch' ? [instr.then, instr.else] : [pc + 1];
}

function touches(instr: Instr): boolean {
  switch (instr.op) {
    case 'load':
    case 'store':
    case 'rmw':
    case 'await':
    case 'acquire':
    case 'release':
    case 'downgrade':
    case 'wait':
    case 'complete':
    case 'is-locked':
    case 'rcu':
    case 'call-rcu':
    case 'ipi':
    case 'free':
      return true;
    default:
      return false;
  }
}

/**
 * Code while a unit is being lowered: instructions with labels instead of addresses, and the marks that
 * promotion needs. finish-unit.ts turns it into a Unit. Knows program.ts only.
 */
import { visitOperands, visitWritten, type Expr, type Instr, type PlaceId, type Reg, type TypeId } from '../program';

/** A jump target of one unit, placed by a `label` mark. In raw code `to`, `then` and `else` are labels. */
export type Label = number;

export type Raw =
  | Instr
  | { readonly op: 'label'; readonly label: Label }
  /** The declaration of a local that has a frame: its slots are 0 from here on. */
  | { readonly op: 'frame-start'; readonly frame: number; readonly at: PlaceId };

export interface RawRegister {
  readonly name: string;
  readonly pointer: boolean;
}

export interface RawFrame {
  readonly name: string;
  readonly type: TypeId;
  /** Per slot: name below the variable, and whether it is a pointer. */
  readonly slots: readonly RawRegister[];
}

export interface RawUnit {
  readonly name: string;
  readonly code: Raw[];
  readonly registers: RawRegister[];
  readonly frames: RawFrame[];
  parameter?: Reg;
}

/** Calls `visit` for every expression of an instruction. */
export function visitExprs(instr: Raw, visit: (expr: Expr) => void): void {
  if (isInstr(instr)) visitOperands(instr, visit);
}

/** Calls `visit` for every register that the instruction writes. */
export function visitWrites(instr: Raw, visit: (reg: Reg) => void): void {
  if (isInstr(instr)) visitWritten(instr, visit);
}

function isInstr(instr: Raw): instr is Instr {
  return instr.op !== 'label' && instr.op !== 'frame-start';
}

/** The list with its members replaced; the same list when none changed. */
function mapAll(list: readonly Expr[], map: (expr: Expr) => Expr): readonly Expr[] {
  let changed: Expr[] | undefined;
  for (const [index, expr] of list.entries()) {
    const next = map(expr);
    if (next !== expr) (changed ??= [...list])[index] = next;
  }
  return changed ?? list;
}

/** The instruction with its expressions replaced; the same object when none changed. */
export function mapExprs(instr: Raw, map: (expr: Expr) => Expr): Raw {
  switch (instr.op) {
    case 'set': {
      const value = map(instr.value);
      return value === instr.value ? instr : { ...instr, value };
    }
    case 'branch':
    case 'assume': {
      const test = map(instr.if);
      return test === instr.if ? instr : { ...instr, if: test };
    }
    case 'load':
    case 'acquire':
    case 'release':
    case 'downgrade':
    case 'wait':
    case 'complete':
    case 'is-locked':
    case 'held':
    case 'free': {
      const address = map(instr.address);
      return address === instr.address ? instr : { ...instr, address };
    }
    case 'store': {
      const address = map(instr.address);
      const values = mapAll(instr.values, map);
      return address === instr.address && values === instr.values ? instr : { ...instr, address, values };
    }
    case 'rmw': {
      const address = map(instr.address);
      const operand = map(instr.operand);
      const same = address === instr.address && operand === instr.operand;
      if (instr.expected === undefined) return same ? instr : { ...instr, address, operand };
      const expected = map(instr.expected);
      return same && expected === instr.expected ? instr : { ...instr, address, operand, expected };
    }
    case 'await': {
      const address = map(instr.address);
      const value = map(instr.value);
      const same = address === instr.address && value === instr.value;
      if (!instr.then) return same ? instr : { ...instr, address, value };
      const operand = map(instr.then.operand);
      if (same && operand === instr.then.operand) return instr;
      return { ...instr, address, value, then: { ...instr.then, operand } };
    }
    case 'call-rcu': {
      const argument = map(instr.argument);
      return argument === instr.argument ? instr : { ...instr, argument };
    }
    case 'ipi': {
      const mask = map(instr.mask);
      const argument = map(instr.argument);
      return mask === instr.mask && argument === instr.argument ? instr : { ...instr, mask, argument };
    }
    case 'irq': {
      if (!instr.value) return instr;
      const value = map(instr.value);
      return value === instr.value ? instr : { ...instr, value };
    }
    case 'choose': {
      const count = map(instr.count);
      return count === instr.count ? instr : { ...instr, count };
    }
    case 'check-index': {
      const index = map(instr.index);
      return index === instr.index ? instr : { ...instr, index };
    }
    case 'jump':
    case 'end':
    case 'fence':
    case 'rcu':
    case 'preempt':
    case 'might-sleep':
    case 'pte-map':
    case 'alloc':
    case 'frame-end':
    case 'frame-start':
    case 'report':
    case 'reach':
    case 'progress':
    case 'limit':
    case 'label':
      return instr;
  }
}

/** Does the instruction write the register? */
export function writes(instr: Raw, reg: Reg): boolean {
  let found = false;
  visitWrites(instr, (one) => {
    found ||= one === reg;
  });
  return found;
}

/** The instruction with the registers that it writes replaced. */
export function mapWritten(instr: Raw, map: (reg: Reg) => Reg): Raw {
  switch (instr.op) {
    case 'set':
    case 'is-locked':
    case 'held':
    case 'alloc':
    case 'choose':
      return { ...instr, dst: map(instr.dst) };
    case 'load':
      return { ...instr, dst: instr.dst.map(map) };
    case 'acquire':
    case 'irq':
      return instr.dst === undefined ? instr : { ...instr, dst: map(instr.dst) };
    case 'rmw':
      return {
        ...instr,
        ...(instr.old === undefined ? {} : { old: map(instr.old) }),
        ...(instr.new === undefined ? {} : { new: map(instr.new) }),
        ...(instr.success === undefined ? {} : { success: map(instr.success) }),
      };
    default:
      return instr;
  }
}

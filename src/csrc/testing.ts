/**
 * For tests: small models from text, and a reference interpreter that runs one unit alone on a plain
 * memory. It is slow and obvious on purpose: what it computes is compared with what gcc computes.
 */
import type { BinaryOp, Expr, Program, RmwFn, Unit } from '../program';
import { renderDiagnostic } from '../base/diagnostics';
import { SourceFile } from '../base/source';
import { Model, type Config, type ModelOptions, type Scenario } from './index';

/** A model of the given files; paths as under src/kernel. */
export function modelOf(
  files: Readonly<Record<string, string>>,
  config: Config = new Map(),
  options?: ModelOptions,
): Model {
  const sources = new Map(Object.entries(files).map(([path, text]) => [path, new SourceFile(path, text)]));
  return new Model(sources, config, options);
}

/** The program of one thread called `t`; throws with the rendered diagnostics when there are any. */
export function programOf(
  files: Readonly<Record<string, string>>,
  thread: string,
  more: Partial<Omit<Scenario, 'threads' | 'setup'>> & { readonly setup?: string; readonly config?: Config } = {},
): Program {
  const model = modelOf(files, more.config);
  const { setup, inject } = more;
  const { program, diagnostics } = model.compile({
    ...(setup === undefined ? {} : { setup: new SourceFile('setup', setup) }),
    threads: [{ name: 't', source: new SourceFile('case.yaml', thread), cpu: 0 }],
    inject: inject ?? [],
  });
  const all = [...model.diagnostics, ...diagnostics];
  if (!program || all.length > 0) throw new Error(all.map(renderDiagnostic).join('\n'));
  return program;
}

/** The unit of a name. */
export function unitOf(program: Program, name: string): Unit {
  const unit = program.units.find((one) => one.name === name);
  if (!unit) throw new Error(`no unit ${name}`);
  return unit;
}

/** Runs units one after another on one memory and returns the final values of the globals' slots, by name and path. */
export class Interpreter {
  private readonly memory = new Map<number, number>();
  private readonly globalAt: number[] = [];
  private next = 1000;

  constructor(private readonly program: Program) {
    for (const global of program.globals) {
      this.globalAt.push(this.next);
      this.next += global.initial.length + 1;
    }
    for (const [id, global] of program.globals.entries()) {
      for (const [offset, value] of global.initial.entries()) {
        const word = typeof value === 'number' ? value : (this.globalAt[value.global] ?? 0) + value.offset;
        this.memory.set((this.globalAt[id] ?? 0) + offset, word);
      }
    }
  }

  /** Value of a slot of a global: `result`, `pair.b`. */
  value(path: string): number {
    for (const [id, global] of this.program.globals.entries()) {
      const slots = this.program.types[global.type]?.slots ?? [];
      for (const [offset, slot] of slots.entries()) {
        if (slot.path === path || `${global.name}.${slot.path}` === path || `${global.name}${slot.path}` === path) {
          return this.memory.get((this.globalAt[id] ?? 0) + offset) ?? 0;
        }
      }
    }
    throw new Error(`no global ${path}`);
  }

  /** Runs a unit to its end; `report`s and failed `check-index`es throw their name. */
  run(unit: Unit, maxSteps = 1_000_000): void {
    const regs = new Array<number>(unit.registers.length).fill(0);
    const frames = unit.frames.map((frame) => {
      const at = this.next;
      this.next += (this.program.types[frame.type]?.slots.length ?? 1) + 1;
      return at;
    });
    const e = (expr: Expr): number => this.evaluate(expr, regs, frames);
    for (let pc = 0, steps = 0; ; steps++) {
      if (steps > maxSteps) throw new Error('too many steps');
      const instr = unit.code[pc++];
      switch (instr?.op) {
        case 'set':
          regs[instr.dst] = e(instr.value);
          break;
        case 'jump':
          pc = instr.to;
          break;
        case 'branch':
          pc = e(instr.if) !== 0 ? instr.then : instr.else;
          break;
        case 'end':
          return;
        case 'load': {
          const at = this.address(e(instr.address));
          const values = instr.dst.map((_, index) => this.memory.get(at + index) ?? 0);
          for (const [index, dst] of instr.dst.entries()) regs[dst] = values[index] ?? 0;
          break;
        }
        case 'store': {
          const at = this.address(e(instr.address));
          for (const [index, value] of instr.values.map(e).entries()) this.memory.set(at + index, value);
          break;
        }
        case 'rmw': {
          const at = this.address(e(instr.address));
          const old = this.memory.get(at) ?? 0;
          const expected = instr.expected && e(instr.expected);
          const { now, success } = modify(instr.fn, old, e(instr.operand), expected);
          this.memory.set(at, now);
          if (instr.old !== undefined) regs[instr.old] = old;
          if (instr.new !== undefined) regs[instr.new] = now;
          if (instr.success !== undefined) regs[instr.success] = success ? 1 : 0;
          break;
        }
        case 'alloc':
          regs[instr.dst] = this.next;
          this.next += (this.program.types[instr.type]?.slots.length ?? 0) + 1;
          break;
        case 'check-index': {
          const index = e(instr.index);
          if (index < 0 || index >= instr.count) throw new Error('check-index');
          break;
        }
        case 'frame-end': {
          const at = frames[instr.frame] ?? 0;
          const type = unit.frames[instr.frame]?.type ?? 0;
          for (let slot = 0; slot < (this.program.types[type]?.slots.length ?? 0); slot++)
            this.memory.set(at + slot, 0);
          break;
        }
        case 'report':
          throw new Error(instr.what);
        case 'limit':
          throw new Error('limit');
        case undefined:
          throw new Error('ran off the end');
        default:
          // Locks, fences and the like change nothing for one thread alone.
          break;
      }
    }
  }

  private address(value: number): number {
    if (value < 1000 || value >= this.next) throw new Error(`wild address ${value}`);
    return value;
  }

  private evaluate(expr: Expr, regs: readonly number[], frames: readonly number[]): number {
    const e = (inner: Expr): number => this.evaluate(inner, regs, frames);
    switch (expr.kind) {
      case 'const':
        return expr.value;
      case 'reg':
        return regs[expr.reg] ?? 0;
      case 'global':
        return (this.globalAt[expr.global] ?? 0) + expr.offset;
      case 'frame':
        return (frames[expr.frame] ?? 0) + expr.offset;
      case 'cpu':
        return 0;
      case 'self':
        return 1;
      case 'unary': {
        const a = e(expr.a);
        return expr.op === '-' ? -a | 0 : expr.op === '~' ? ~a : a === 0 ? 1 : 0;
      }
      case 'binary':
        return compute(expr.op, e(expr.a), e(expr.b), expr.unsigned);
      case 'conditional':
        return e(expr.if) !== 0 ? e(expr.a) : e(expr.b);
    }
  }
}

/** 32-bit arithmetic, written without the folding code. */
function compute(op: BinaryOp, left: number, right: number, unsigned: boolean): number {
  const view = (value: number): bigint =>
    unsigned ? BigInt.asUintN(32, BigInt(value)) : BigInt.asIntN(32, BigInt(value));
  const a = view(left);
  const b = view(right);
  const result = ((): bigint | boolean => {
    switch (op) {
      case '+':
        return a + b;
      case '-':
        return a - b;
      case '*':
        return a * b;
      case '/':
        return b === 0n ? 0n : a / b;
      case '%':
        return b === 0n ? 0n : a % b;
      case '<<':
        return a << BigInt(right & 31);
      case '>>':
        return a >> BigInt(right & 31);
      case '&':
        return a & b;
      case '|':
        return a | b;
      case '^':
        return a ^ b;
      case '==':
        return a === b;
      case '!=':
        return a !== b;
      case '<':
        return a < b;
      case '<=':
        return a <= b;
      case '>':
        return a > b;
      case '>=':
        return a >= b;
    }
  })();
  return typeof result === 'boolean' ? Number(result) : Number(BigInt.asIntN(32, result));
}

function modify(
  fn: RmwFn,
  old: number,
  operand: number,
  expected: number | undefined,
): { now: number; success: boolean } {
  switch (fn) {
    case 'xchg':
      return { now: operand, success: true };
    case 'cmpxchg':
      return old === expected ? { now: operand, success: true } : { now: old, success: false };
    case 'add-unless':
      return old === expected ? { now: old, success: false } : { now: (old + operand) | 0, success: true };
    case 'add':
      return { now: (old + operand) | 0, success: true };
    case 'sub':
      return { now: (old - operand) | 0, success: true };
    case 'and':
      return { now: old & operand, success: true };
    case 'or':
      return { now: old | operand, success: true };
    case 'xor':
      return { now: old ^ operand, success: true };
  }
}

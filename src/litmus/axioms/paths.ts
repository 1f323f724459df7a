/**
 * Every way through a thread: reads return whatever somebody may write (the domain of the location),
 * and each event carries which earlier reads it depends on. Dependencies are those of the kernel's
 * model: syntactic, through registers.
 */
import { bug, unreachable } from '../../base/diagnostics';
import type { BinaryOp, Expr, Instr, PlaceId, RmwFn, RmwOrder, Unit } from '../../program';
import { joins } from './control';
import { maxEvents, type EventTag, type ThreadEvent, type ThreadPath } from './events';

/** How far a branch reaches: to where its ways meet (the kernel's model), or to the end (hardware). */
export type ControlReach = 'lkmm' | 'hardware';
export const controlReaches: readonly ControlReach[] = ['lkmm', 'hardware'];

/** The program has something that the axioms say nothing of. */
export class Unsupported extends Error {
  constructor(
    readonly what: string,
    readonly place: PlaceId | undefined,
  ) {
    super(what);
  }
}

export interface Memory {
  /** Address of each global's first slot. */
  readonly globals: readonly number[];
  /** Is it the address of a slot? */
  readonly known: ReadonlySet<number>;
  /** Addresses that only hold results: writing them is no event. */
  readonly results: ReadonlySet<number>;
  /** What a read of the address may return. */
  readonly domain: (address: number) => readonly number[];
}

interface Value {
  readonly value: number;
  /** Reads it comes from: bits of event positions. */
  readonly from: number;
}

interface State {
  pc: number;
  readonly values: number[];
  readonly from: number[];
  readonly events: ThreadEvent[];
  readonly results: Map<number, number>;
  /** Branches whose ways have not met yet. */
  readonly open: { readonly from: number; readonly join: number }[];
  steps: number;
}

/** Instructions of one way; a loop passes any bound. */
const MAX_STEPS = 10_000;

export function threadPaths(unit: Unit, memory: Memory, reach: ControlReach, maxPaths: number): readonly ThreadPath[] {
  const paths: ThreadPath[] = [];
  const meets = joins(unit);
  const work: State[] = [
    {
      pc: 0,
      values: unit.registers.map(() => 0),
      from: unit.registers.map(() => 0),
      events: [],
      results: new Map(),
      open: [],
      steps: 0,
    },
  ];
  for (let state = work.pop(); state; state = work.pop()) {
    const path = new Way(unit, memory, reach, meets, state, work).run();
    if (path) paths.push(path);
    if (paths.length + work.length > maxPaths)
      throw new Unsupported(`more than ${maxPaths} ways through a thread`, undefined);
  }
  return paths;
}

class Way {
  constructor(
    private readonly unit: Unit,
    private readonly memory: Memory,
    private readonly reach: ControlReach,
    private readonly meets: ReadonlyMap<number, number>,
    private readonly state: State,
    private readonly work: State[],
  ) {}

  /** To the end of the thread; undefined when no execution goes this way. Further ways are put on `work`. */
  run(): ThreadPath | undefined {
    const { state, unit } = this;
    for (;;) {
      if (this.reach === 'lkmm') while (state.open.at(-1)?.join === state.pc) state.open.pop();
      if (++state.steps > MAX_STEPS) throw new Unsupported('a loop', unit.code[state.pc]?.at);
      if (state.events.length > maxEvents - 4) throw new Unsupported('so long a thread', unit.code[state.pc]?.at);
      const instr = unit.code[state.pc];
      if (!instr) throw bug('a unit without end');
      if (instr.op === 'end') return { events: state.events, results: state.results };
      const next = state.pc + 1;
      if (!this.step(instr)) return undefined;
      if (instr.op !== 'jump' && instr.op !== 'branch') state.pc = next;
    }
  }

  /** False when no execution goes this way. */
  private step(instr: Instr): boolean {
    const { state } = this;
    switch (instr.op) {
      case 'set':
        this.assign(instr.dst, this.evaluate(instr.value));
        return true;
      case 'jump':
        state.pc = instr.to;
        return true;
      case 'branch': {
        const condition = this.evaluate(instr.if);
        const join = this.meets.get(state.pc);
        state.open.push({ from: condition.from, join: join ?? -1 });
        state.pc = condition.value !== 0 ? instr.then : instr.else;
        return true;
      }
      case 'load': {
        const [dst] = instr.dst;
        if (dst === undefined || instr.dst.length > 1) throw new Unsupported('accesses of several words', instr.at);
        const address = this.address(instr.address);
        if (!address) return false;
        const tag = instr.marking === 'acquire' ? 'acquire' : instr.marking === 'plain' ? 'plain' : 'once';
        const value = this.pick(address.value, (chosen, way) => {
          way.event(instr.at, { kind: 'read', tag, location: address.value, value: chosen, address: address.from });
          way.assign(dst, { value: chosen, from: way.last() });
        });
        return value;
      }
      case 'store': {
        const [expr] = instr.values;
        if (!expr || instr.values.length > 1) throw new Unsupported('accesses of several words', instr.at);
        const address = this.address(instr.address);
        if (!address) return false;
        const value = this.evaluate(expr);
        if (this.memory.results.has(address.value)) {
          state.results.set(address.value, value.value);
          return true;
        }
        const tag = instr.marking === 'release' ? 'release' : instr.marking === 'plain' ? 'plain' : 'once';
        this.event(instr.at, {
          ...{ kind: 'write', tag, location: address.value, value: value.value },
          ...{ address: address.from, data: value.from },
        });
        return true;
      }
      case 'rmw':
        return this.modify(instr);
      case 'fence':
        this.fence(instr.at, instr.fence);
        return true;
      case 'acquire':
        return this.acquire(instr);
      case 'release': {
        if (instr.mode === 'read') throw new Unsupported('shared locks', instr.at);
        const address = this.address(instr.address);
        if (!address) return false;
        this.event(instr.at, {
          kind: 'unlock',
          tag: 'release',
          location: address.value,
          value: 0,
          address: address.from,
        });
        return true;
      }
      case 'is-locked': {
        const address = this.address(instr.address);
        if (!address) return false;
        this.fork((way) => {
          way.event(instr.at, {
            kind: 'is-free',
            tag: 'none',
            location: address.value,
            value: 0,
            address: address.from,
          });
          way.assign(instr.dst, { value: 0, from: way.last() });
        });
        this.event(instr.at, {
          kind: 'is-held',
          tag: 'none',
          location: address.value,
          value: 1,
          address: address.from,
        });
        this.assign(instr.dst, { value: 1, from: this.last() });
        return true;
      }
      case 'rcu':
        if (instr.what === 'barrier') throw new Unsupported('rcu_barrier()', instr.at);
        if (instr.what === 'synchronize') this.event(instr.at, { kind: 'sync-begin' });
        this.event(instr.at, {
          kind: instr.what === 'lock' ? 'rcu-lock' : instr.what === 'unlock' ? 'rcu-unlock' : 'sync-rcu',
        });
        return true;
      case 'choose': {
        const count = this.evaluate(instr.count).value;
        for (let value = 1; value < count; value++) this.fork((way) => way.assign(instr.dst, { value, from: 0 }));
        this.assign(instr.dst, { value: 0, from: 0 });
        return count > 0;
      }
      case 'assume':
        return this.evaluate(instr.if).value !== 0;
      case 'check-index': {
        const { value } = this.evaluate(instr.index);
        return value >= 0 && value < instr.count;
      }
      case 'irq':
        if (instr.dst !== undefined) this.assign(instr.dst, { value: 0, from: 0 });
        return true;
      case 'reach':
      case 'progress':
      case 'preempt':
      case 'might-sleep':
        return true;
      case 'end':
        throw bug('the end is no step');
      default:
        throw new Unsupported(`'${instr.op}'`, instr.at);
    }
  }

  private modify(instr: Instr & { readonly op: 'rmw' }): boolean {
    const address = this.address(instr.address);
    if (!address) return false;
    const operand = this.evaluate(instr.operand);
    const expected = instr.expected && this.evaluate(instr.expected);
    const returns = instr.old !== undefined || instr.new !== undefined || instr.success !== undefined;
    return this.pick(address.value, (old, way) => {
      const { now, success } = modified(instr.fn, old, operand.value, expected?.value);
      const location = address.value;
      // What failed orders nothing, and is a read like any other.
      const order: RmwOrder = success ? instr.order : 'relaxed';
      if (order === 'full') way.fence(instr.at, 'mb');
      const tag: EventTag = !returns ? 'noreturn' : order === 'acquire' ? 'acquire' : 'once';
      const position = way.state.events.length;
      way.event(instr.at, {
        ...{ kind: 'read', tag, location, value: old, address: address.from },
        ...(success ? { partner: position + 1 } : {}),
        // A conditional add is a loop that reads before it tries.
        locked: success || instr.fn === 'cmpxchg',
      });
      const read = way.last();
      if (success) {
        way.event(instr.at, {
          ...{ kind: 'write', tag: order === 'release' ? 'release' : 'once', location, value: now },
          ...{
            address: address.from,
            data: operand.from,
            control: expected ? read | expected.from : 0,
            partner: position,
          },
        });
      }
      if (order === 'full') way.fence(instr.at, 'mb');
      const from = read | operand.from | (expected?.from ?? 0);
      if (instr.old !== undefined) way.assign(instr.old, { value: old, from: read });
      if (instr.new !== undefined) way.assign(instr.new, { value: now, from });
      if (instr.success !== undefined) way.assign(instr.success, { value: success ? 1 : 0, from });
    });
  }

  private acquire(instr: Instr & { readonly op: 'acquire' }): boolean {
    if (instr.mode === 'read') throw new Unsupported('shared locks', instr.at);
    const address = this.address(instr.address);
    if (!address) return false;
    const { dst } = instr;
    const location = address.value;
    if (instr.how === 'try') {
      this.fork((way) => {
        way.event(instr.at, { kind: 'lock-fail', tag: 'none', location, value: 1, address: address.from });
        if (dst !== undefined) way.assign(dst, { value: 0, from: way.last() });
      });
    }
    const position = this.state.events.length;
    this.event(instr.at, {
      ...{ kind: 'lock-read', tag: 'acquire', location, value: 0, address: address.from, partner: position + 1 },
    });
    const read = this.last();
    this.event(instr.at, {
      ...{ kind: 'lock-write', tag: 'none', location, value: 1, address: address.from, partner: position },
    });
    if (dst !== undefined) this.assign(dst, { value: 1, from: read });
    return true;
  }

  /** Goes on with one value that a read of the address may return, and puts the ways of the others aside. */
  private pick(address: number, act: (value: number, way: Way) => void): boolean {
    const [first, ...others] = this.memory.domain(address);
    for (const value of others) this.fork((way) => act(value, way));
    if (first === undefined) return false;
    act(first, this);
    return true;
  }

  /** Another way from here, which goes on behind the instruction under way. */
  private fork(act: (way: Way) => void): void {
    const { state } = this;
    const copy: State = {
      pc: state.pc,
      values: [...state.values],
      from: [...state.from],
      events: [...state.events],
      results: new Map(state.results),
      open: [...state.open],
      steps: state.steps,
    };
    act(new Way(this.unit, this.memory, this.reach, this.meets, copy, this.work));
    copy.pc++;
    this.work.push(copy);
  }

  private fence(at: PlaceId, tag: EventTag): void {
    this.event(at, { kind: 'fence', tag });
  }

  private event(at: PlaceId, part: Pick<ThreadEvent, 'kind'> & Partial<ThreadEvent>): void {
    const { events, open } = this.state;
    const control = open.reduce((all, one) => all | one.from, part.control ?? 0);
    events.push({
      tag: 'none',
      location: -1,
      value: 0,
      address: 0,
      data: 0,
      partner: -1,
      locked: false,
      at,
      pc: this.state.pc,
      ...part,
      control,
    });
  }

  /** Bit of the last event. */
  private last(): number {
    return 1 << (this.state.events.length - 1);
  }

  private assign(register: number, { value, from }: Value): void {
    this.state.values[register] = value;
    this.state.from[register] = from;
  }

  /** Undefined when nothing lies there: a way that no execution goes, or one that would crash. */
  private address(expr: Expr): Value | undefined {
    const address = this.evaluate(expr);
    return this.memory.known.has(address.value) || this.memory.results.has(address.value) ? address : undefined;
  }

  private evaluate(expr: Expr): Value {
    switch (expr.kind) {
      case 'const':
        return { value: expr.value, from: 0 };
      case 'reg':
        return { value: this.state.values[expr.reg] ?? 0, from: this.state.from[expr.reg] ?? 0 };
      case 'global':
        return { value: (this.memory.globals[expr.global] ?? 0) + expr.offset, from: 0 };
      case 'frame':
        throw new Unsupported('locals whose address is taken', this.unit.code[this.state.pc]?.at);
      case 'cpu':
      case 'self':
        throw new Unsupported('the number of a CPU or thread', this.unit.code[this.state.pc]?.at);
      case 'unary': {
        const { value, from } = this.evaluate(expr.a);
        return { value: expr.op === '-' ? -value | 0 : expr.op === '~' ? ~value : value === 0 ? 1 : 0, from };
      }
      case 'binary': {
        const a = this.evaluate(expr.a);
        const b = this.evaluate(expr.b);
        return { value: compute(expr.op, a.value, b.value, expr.unsigned), from: a.from | b.from };
      }
      case 'conditional': {
        const condition = this.evaluate(expr.if);
        const chosen = this.evaluate(condition.value !== 0 ? expr.a : expr.b);
        return { value: chosen.value, from: condition.from | chosen.from };
      }
    }
  }
}

function modified(
  fn: RmwFn,
  old: number,
  operand: number,
  expected: number | undefined,
): { readonly now: number; readonly success: boolean } {
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
    default:
      return unreachable(fn);
  }
}

function compute(op: BinaryOp, left: number, right: number, unsigned: boolean): number {
  const a = unsigned ? left >>> 0 : left;
  const b = unsigned ? right >>> 0 : right;
  switch (op) {
    case '+':
      return (a + b) | 0;
    case '-':
      return (a - b) | 0;
    case '*':
      return Math.imul(a, b);
    case '/':
      return b === 0 ? 0 : (a / b) | 0;
    case '%':
      return b === 0 ? 0 : (a % b) | 0;
    case '<<':
      return a << (b & 31);
    case '>>':
      return unsigned ? (a >>> (b & 31)) | 0 : a >> (b & 31);
    case '&':
      return a & b;
    case '|':
      return a | b;
    case '^':
      return a ^ b;
    case '==':
      return Number(a === b);
    case '!=':
      return Number(a !== b);
    case '<':
      return Number(a < b);
    case '<=':
      return Number(a <= b);
    case '>':
      return Number(a > b);
    case '>=':
      return Number(a >= b);
    default:
      return unreachable(op);
  }
}

/**
 * Litmus shapes for tests, a line a thread: `x=1 wmb y=1 | r0=y rmb r1=x`. Words of a thread, in order:
 *   x=1 y=r0 x=.1       a store, of a constant or a register (a data dependency); `.`: a release
 *   *x=1 r0=*x          plain accesses
 *   r0=x r0=.x          a load; `.`: an acquire
 *   r1=x@r0             a load whose address depends on r0; likewise x=1@r0
 *   mb rmb wmb before after spin unlocklock       fences
 *   inc:x xchg.x r0=xchg(x) r0=acq(x) r0=rel(x) r0=rlx(x) r0=cas(x,1,2)   read-modify-writes
 *   lock:l unlock:l     a spinlock; rcu urcu sync: read-side section, grace period
 *   if:r0 … fi          a branch taken when r0 is not 0; if!r0 when it is 0
 *   bug                 a finding: what stands before it has come about
 * `outcomes` gives what the registers and final values may be, as `0:r0=1 1:r1=0 x=2`.
 */
import { bug } from '../../base/diagnostics';
import type { Expr, Fence, Instr, Marking, Program, RmwOrder } from '../../program';
import { explore, type EngineOptions, type Exploration } from '../index';
import { plainOptions } from '../testing';

const FENCES: Readonly<Record<string, Fence>> = {
  mb: 'mb',
  rmb: 'rmb',
  wmb: 'wmb',
  before: 'before-atomic',
  after: 'after-atomic',
  spin: 'after-spinlock',
  unlocklock: 'after-unlock-lock',
};
const ORDERS: Readonly<Record<string, RmwOrder>> = { xchg: 'full', acq: 'acquire', rel: 'release', rlx: 'relaxed' };

export interface Shape {
  readonly program: Program;
  /** Names of observed values: `0:r0`, `x`. */
  readonly names: readonly string[];
  readonly observe: NonNullable<EngineOptions['observe']>;
}

/** The program of a shape. */
export function shape(text: string): Shape {
  const threads = text.split('|').map((one) => one.trim().split(/\s+/));
  const globals: string[] = [];
  const global: Global = (name) => {
    if (!globals.includes(name)) globals.push(name);
    return { global: globals.indexOf(name), field: name };
  };
  const locks = new Set(text.match(/(?<=lock:)\w+/g) ?? []);
  const names: string[] = [];
  const codes = threads.map((words, thread) => {
    const { code, registers } = compile(words, global);
    for (const one of registers) {
      const name = `${thread}:r${one}`;
      names.push(name);
      code.push(store(global(name), { kind: 'reg', reg: one }, 'once'));
    }
    return [...code, { op: 'end', at: thread } as const];
  });
  names.push(...globals.filter((name) => !name.includes(':') && !locks.has(name)));
  const program: Program = {
    types: globals.map((name) =>
      locks.has(name)
        ? {
            name,
            slots: [0, 1, 2].map((index) => ({
              path: `${index}`,
              field: name,
              leaf: { kind: 'lock' as const, lock: 'spin' as const, index },
              ...(index === 0 ? { lockClass: name } : {}),
            })),
          }
        : { name, slots: [{ path: '', field: name, leaf: { kind: 'int' as const } }] },
    ),
    globals: globals.map((name, type) => ({ name, type, initial: locks.has(name) ? [0, 0, 0] : [0], root: true })),
    places: threads.map((_, i) => ({ file: 'shape', line: i + 1, column: 1, function: `P${i}`, transparent: false })),
    units: codes.map((code, i) => ({
      name: `P${i}`,
      code,
      registers: Array.from({ length: 8 }, (_, reg) => ({ name: `r${reg}`, pointer: false })),
      frames: [],
    })),
    threads: codes.map((_, i) => ({ name: `P${i}`, unit: i, cpu: i })),
    reachLabels: [],
  };
  return { program, names, observe: names.map((name) => ({ global: global(name).global, offset: 0 })) };
}

interface Place {
  readonly global: number;
  readonly field: string;
}

/** The global of a name, made when first asked for. */
type Global = (name: string) => Place;

function store({ global, field }: Place, value: Expr, marking: Marking, on?: Expr): Instr {
  const address = plus({ kind: 'global', global, offset: 0 }, on);
  return { op: 'store', address, values: [value], leaf: { kind: 'int' }, field, marking, at: 0 };
}

/** `address + (on & 0)`: a false dependency. */
function plus(address: Expr, on: Expr | undefined): Expr {
  if (!on) return address;
  const ops = { unsigned: false, wide: false } as const;
  const zero: Expr = { kind: 'binary', op: '&', a: on, b: { kind: 'const', value: 0 }, ...ops };
  return { kind: 'binary', op: '+', a: address, b: zero, ...ops };
}

function compile(words: readonly string[], global: Global): { code: Instr[]; registers: number[] } {
  const code: Instr[] = [];
  const registers = new Set<number>();
  const open: number[] = [];
  const reg = (name: string): Expr => ({ kind: 'reg', reg: Number(name.slice(1)) });
  const leaf = { kind: 'int' } as const;
  for (const word of words) {
    const fence = FENCES[word];
    const [, to, from] = /^(\*?\w+)=(.+)$/.exec(word) ?? [];
    const [, verb, object] = /^(\w+):(\w+)$/.exec(word) ?? [];
    const at = 0;
    if (word === 'bug') code.push({ op: 'report', what: 'assert', at });
    else if (fence) code.push({ op: 'fence', fence, at });
    else if (word === 'rcu' || word === 'urcu' || word === 'sync') {
      code.push({ op: 'rcu', what: word === 'rcu' ? 'lock' : word === 'urcu' ? 'unlock' : 'synchronize', at });
    } else if (/^if[:!]/.test(word)) {
      open.push(code.length);
      const [then, other] = word[2] === '!' ? [-1, code.length + 1] : [code.length + 1, -1];
      code.push({ op: 'branch', if: reg(word.slice(3)), then, else: other, at });
    } else if (word === 'fi') {
      const branch = open.pop();
      const instr = branch === undefined ? undefined : code[branch];
      if (branch === undefined || instr?.op !== 'branch') throw bug('fi without if');
      const end = code.length;
      code[branch] = { ...instr, then: instr.then < 0 ? end : instr.then, else: instr.else < 0 ? end : instr.else };
    } else if (verb === 'inc' && object) code.push(rmw(global(object), 'relaxed'));
    else if ((verb === 'lock' || verb === 'unlock') && object) {
      const address: Expr = { kind: 'global', global: global(object).global, offset: 0 };
      if (verb === 'lock') {
        code.push({
          op: 'acquire',
          lock: 'spin',
          mode: 'write',
          how: 'block',
          address,
          subclass: 0,
          field: object,
          at,
        });
      } else code.push({ op: 'release', lock: 'spin', mode: 'write', address, field: object, at });
    } else if (to !== undefined && from !== undefined && /^r\d$/.test(to)) {
      const dst = Number(to.slice(1));
      registers.add(dst);
      const call = /^(\w+)\((\w+)(?:,(\d+),(\d+))?\)$/.exec(from);
      if (call?.[1] === 'cas') {
        const [expected, value] = [Number(call[3]), Number(call[4])];
        code.push({
          ...rmw(global(call[2] ?? ''), 'full', value),
          fn: 'cmpxchg',
          expected: { kind: 'const', value: expected },
          old: dst,
        } as Instr);
      } else if (call) {
        code.push({ ...rmw(global(call[2] ?? ''), ORDERS[call[1] ?? ''] ?? 'full'), fn: 'xchg', old: dst } as Instr);
      } else {
        const [name = '', on] = from.split('@');
        const marking = name.startsWith('.') ? 'acquire' : name.startsWith('*') ? 'plain' : 'once';
        const { global: index, field } = global(name.replace(/^[.*]/, ''));
        const address = plus({ kind: 'global', global: index, offset: 0 }, on === undefined ? undefined : reg(on));
        code.push({ op: 'load', dst: [dst], address, leaf, field, marking, at });
      }
    } else if (to !== undefined && from !== undefined) {
      const [value = '', on] = from.replace('.', '').split('@');
      const marking = from.startsWith('.') ? 'release' : to.startsWith('*') ? 'plain' : 'once';
      const of: Expr = value.startsWith('r') ? reg(value) : { kind: 'const', value: Number(value) };
      code.push(store(global(to.replace('*', '')), of, marking, on === undefined ? undefined : reg(on)));
    } else throw bug(`no such word: ${word}`);
  }
  if (open.length > 0) throw bug('if without fi');
  return { code, registers: [...registers] };
}

function rmw({ global, field }: Place, order: RmwOrder, value = 1): Instr {
  return {
    op: 'rmw',
    fn: 'add',
    address: { kind: 'global', global, offset: 0 },
    operand: { kind: 'const', value },
    leaf: { kind: 'int' },
    field,
    order,
    at: 0,
  };
}

export function searched(one: Shape, options: Partial<EngineOptions>): Exploration {
  return explore(one.program, { ...plainOptions, traces: false, observe: one.observe, ...options });
}

/** Every outcome, as text, sorted. */
export function outcomes(text: string, options: Partial<EngineOptions>): string[] {
  const one = shape(text);
  const result = searched(one, options);
  if (!result.complete) throw bug(`${text}: ${result.budget ?? ''}`);
  const ends = result.ends.map((values) => one.names.map((name, i) => `${name}=${values[i] ?? '?'}`).join(' '));
  return [...new Set(ends)].sort();
}

/** Is this partial outcome (`1:r0=1 1:r1=0`) among them? */
export function includes(all: readonly string[], outcome: string): boolean {
  const wanted = outcome.split(' ');
  return all.some((one) => wanted.every((word) => one.split(' ').includes(word)));
}

/** Can this partial outcome come about? */
export function allows(text: string, outcome: string, options: Partial<EngineOptions>): boolean {
  return includes(outcomes(text, options), outcome);
}

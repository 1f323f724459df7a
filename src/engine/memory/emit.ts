/**
 * What generated code does in a weak memory model where under sc it reads and writes memory: text for
 * `codegen.ts`. The names in it are those of a step function there: `a` the address, `ad` and `dd` what
 * the address and the data depend on, `md` what the result depends on, `c` the choice.
 */
import type { Instr } from '../../program';

type Of<K extends Instr['op']> = Instr & { readonly op: K };

/** `then` where the address has a list or is buffered, else `otherwise`. */
function either(then: string, otherwise: string): string {
  return `if(t!==0&&WK[a]===1){${then}}else{${otherwise}}`;
}

const acquires = (marking: string): boolean => marking === 'acquire' || marking === 'full';
const releases = (marking: string): boolean => marking === 'release' || marking === 'full';

export function lkmmLoad(instr: Of<'load'>, variable: (reg: number) => string, plain: string): string {
  const width = instr.dst.length;
  const to = instr.dst.map((reg, i) => `${variable(reg)}=rt.mem.out[${i}];`).join('');
  return either(
    `rt.mem.load(t,a,${width},c,ad,${acquires(instr.marking)},${instr.marking === 'plain'},${instr.at});${to}md=rt.mem.dep;`,
    plain,
  );
}

export function lkmmStore(instr: Of<'store'>, plain: string): string {
  const fill = instr.values.map((_, i) => `rt.mem.out[${i}]=w${i};`).join('');
  const { marking, at } = instr;
  return either(`${fill}rt.mem.store(t,a,c,ad,dd,${releases(marking)},${marking === 'plain'},${at});`, plain);
}

/** `o`, `n` and `s` become old value, new value and success. */
export function lkmmUpdate(instr: Of<'rmw'>, value: string, success: string, plain: string): string {
  const only = String(instr.only);
  const test = instr.only === undefined ? '' : `if((s===1)!==${only})return 2;`;
  return (
    `let o=0,n=0,s=0;const f=(o)=>({value:${value},success:(${success})===1});` +
    either(
      `if(!rt.mem.update(t,a,c,ad,dd,${acquires(instr.order)},${releases(instr.order)},${only},f,${instr.at}))return 2;` +
        `o=rt.mem.out[0];n=${value};s=${success};md=rt.mem.dep;`,
      `o=S[a];n=${value};s=${success};${test}${plain}`,
    )
  );
}

export function lkmmAwait(instr: Of<'await'>, f: string, plain: string): string {
  const weak = instr.then
    ? `if(!rt.mem.update(t,a,c,ad,dd,true,true,true,${f},${instr.at}))return 2;`
    : `if(!rt.mem.waited(t,a,c,ad,${f}))return 2;`;
  return either(weak, plain);
}

/** Outcomes that the step may have, as an expression; `f` computes a read-modify-write. */
export function lkmmOutcomes(instr: Instr, f: string): string {
  switch (instr.op) {
    case 'load':
      return `rt.mem.loads(t,a,${instr.dst.length},ad)`;
    case 'store':
      return `rt.mem.places(t,a,rt.mem.join(ad,dd),${releases(instr.marking)})`;
    case 'rmw':
      return `Math.max(1,rt.mem.updates(t,a,ad,dd,${releases(instr.order)},${instr.only},${f}))`;
    case 'await':
      return instr.then
        ? `Math.max(1,rt.mem.updates(t,a,ad,dd,true,true,${f}))`
        : `Math.max(1,rt.mem.waits(t,a,ad,${f}))`;
    default:
      return '1';
  }
}

/** Can the waiting step go on? */
export function lkmmCanWait(instr: Of<'await'>, f: string): string {
  return instr.then ? `rt.mem.updates(t,a,ad,dd,true,true,${f})>0` : `rt.mem.waits(t,a,ad,${f})>0`;
}

/** Fences that no other thread notices. */
export function lkmmFence(fence: string): string {
  switch (fence) {
    case 'mb':
      return 'rt.mem.mb(t);';
    case 'after-unlock-lock':
      return 'rt.mem.afterUnlockLock(t);';
    case 'rmb':
    case 'wmb':
      return `rt.mem.${fence}(t);`;
    default:
      return '';
  }
}

export function tsoLoad(instr: Of<'load'>, variable: (reg: number) => string, plain: string): string {
  const to = instr.dst.map((reg, i) => `${variable(reg)}=rt.mem.read(t,a+${i});`).join('');
  return either(to, plain);
}

export function tsoStore(instr: Of<'store'>, plain: string): string {
  const fill = instr.values.map((_, i) => `rt.mem.out[${i}]=w${i};`).join('');
  return either(`${fill}rt.mem.push(t,a,${instr.values.length});`, plain);
}

/** x86 unlocks spinlocks, and rwlocks from write, by a plain store; others by a locked instruction. */
export function tsoUnlocks(instr: Instr): boolean {
  return instr.op === 'release' && (instr.lock === 'spin' || (instr.lock === 'rwlock' && instr.mode === 'write'));
}

/** The step waits until the thread's stores are in memory. */
export function tsoDrains(instr: Instr): boolean {
  switch (instr.op) {
    case 'rmw':
    case 'acquire':
    case 'downgrade':
    case 'wait':
    case 'complete':
    case 'fence':
    case 'call-rcu':
    case 'ipi':
    case 'free':
      return true;
    case 'release':
      return !tsoUnlocks(instr);
    case 'rcu':
      return instr.what === 'synchronize' || instr.what === 'barrier';
    case 'await':
      return instr.then !== undefined;
    default:
      return false;
  }
}

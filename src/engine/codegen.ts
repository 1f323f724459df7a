/**
 * Writes one JavaScript function per step: the step's operation and the local code after it, up to
 * where the next step of that thread begins. Registers are JavaScript variables inside a step; only
 * what is alive at its end goes back into the state. The text is compiled by `compiled.ts`.
 *
 * A step function `(t, b, c)` gets the thread, the base of its record and the choice, and returns one
 * of `Outcome`. Names it may use are the parameters listed in `RUNTIME`.
 */
import { bug } from '../base/diagnostics';
import { visitRegs, type Expr, type Instr, type PlaceId, type Program, type RmwFn } from '../program';
import { kinds, type Kind } from '../result';
import type { Analysis } from './analysis';
import { isStep, operandsOf, type Flow, type Visibility } from './flow';
import { leafName, lockLeaf, record, type Ground } from './layout';
import type { Control } from './memory/control';
import {
  lkmmAwait,
  lkmmCanWait,
  lkmmFence,
  lkmmLoad,
  lkmmOutcomes,
  lkmmStore,
  lkmmUpdate,
  tsoDrains,
  tsoLoad,
  tsoStore,
  tsoUnlocks,
} from './memory/emit';
import { isAccess, type Steps } from './steps';

export const enum Outcome {
  /** The thread stands before its next step, or has ended. */
  moved = 0,
  /** A finding stopped the path. */
  crashed = 1,
  /** An `assume` failed, or a bound was hit: the path is left. */
  left = 2,
}

/** What generated code sees: the slots, the state, tables of the layout and the run time (`machine.ts`). */
export const RUNTIME = ['S', 'st', 'LEAF', 'HDR', 'REACHED', 'PASSED', 'PROGRESS', 'WK', 'rt'] as const;

export interface StepCode {
  /** Body of an object literal of functions, indexed by step number. */
  readonly run: readonly string[];
  readonly enabled: readonly (string | undefined)[];
  readonly address: readonly (string | undefined)[];
  /** How many outcomes a step has, where that depends on values. */
  readonly outcomes: readonly (string | undefined)[];
  /** Per unit: runs the local code before its first step. */
  readonly start: readonly string[];
}

const variable = (reg: number): string => `v${reg}`;
/** What a register's value depends on: a view (lkmm). */
const dependence = (reg: number): string => `d${reg}`;

/** Kinds that reports may name, by number, in generated code. */
export const kindNames = Object.keys(kinds) as Kind[];

class Writer {
  constructor(
    private readonly program: Program,
    private readonly steps: Steps,
    private readonly ground: Ground,
    private readonly visible: Visibility,
    private readonly flow: Flow,
    private readonly unit: number,
    /** Run by handler threads, whose record has room for any handler. */
    private readonly handler: boolean,
    /** Where this unit's frames begin among those of the thread. */
    private readonly frameOffset: number,
    /** Places whose passing is noted. */
    private readonly watch: ReadonlySet<PlaceId>,
    /** lkmm, `ctrl: lkmm`: until when conditions order stores. */
    private readonly control: Control | undefined,
  ) {
    this.keys = Int32Array.from(flow.slotOf, (slot, reg) => 2 * slot + (flow.unit.registers[reg]?.pointer ? 1 : 0));
    this.marks = new Int32Array(2 * Math.max(flow.integers, flow.pointers));
    this.lkmm = visible.memory === 'lkmm' || visible.memory === 'lkmm+lb';
    this.tso = visible.memory === 'tso';
  }

  private readonly slots: string[] = [];
  /** Per register: a number of its slot. */
  private readonly keys: Int32Array;
  /** Per such number: the last of `leave`'s turns that found it in use. */
  private readonly marks: Int32Array;
  private turn = 0;
  private readonly lkmm: boolean;
  private readonly tso: boolean;

  /** JavaScript of an expression. */
  expr(expr: Expr): string {
    switch (expr.kind) {
      case 'const':
        return expr.value < 0 ? `(${expr.value | 0})` : String(expr.value | 0);
      case 'reg':
        return variable(expr.reg);
      case 'global':
        return String((this.ground.globals[expr.global] as number) + expr.offset);
      case 'frame':
        return `(rt.frame(t,${expr.frame + this.frameOffset})+${expr.offset})`;
      case 'cpu':
        return 'rt.cpu(t)';
      case 'self':
        return 'rt.self(t)';
      case 'unary':
        if (expr.op === '!') return `(${this.expr(expr.a)}===0?1:0)`;
        return expr.op === '-' ? `(-${this.expr(expr.a)}|0)` : `(~${this.expr(expr.a)})`;
      case 'conditional':
        return `(${this.condition(expr.if)}?${this.expr(expr.a)}:${this.expr(expr.b)})`;
      case 'binary':
        return this.binary(expr);
    }
  }

  /** JavaScript of an expression used as a condition. */
  private condition(expr: Expr): string {
    if (expr.kind === 'binary' && isComparison(expr.op)) return this.comparison(expr);
    if (expr.kind === 'unary' && expr.op === '!') return `!(${this.condition(expr.a)})`;
    return `(${this.expr(expr)}!==0)`;
  }

  private comparison(expr: Expr & { kind: 'binary' }): string {
    const a = this.expr(expr.a);
    const b = this.expr(expr.b);
    if (expr.op === '==') return `(${a}===${b})`;
    if (expr.op === '!=') return `(${a}!==${b})`;
    return expr.unsigned ? `(${a}>>>0${expr.op}${b}>>>0)` : `(${a}${expr.op}${b})`;
  }

  private binary(expr: Expr & { kind: 'binary' }): string {
    if (isComparison(expr.op)) return `(${this.comparison(expr)}?1:0)`;
    const a = this.expr(expr.a);
    const b = this.expr(expr.b);
    if (expr.wide && (expr.op === '+' || expr.op === '-' || expr.op === '*' || expr.op === '<<')) {
      const exact =
        expr.op === '<<' ? (x: string, y: string) => `${x}*2**${y}` : (x: string, y: string) => x + expr.op + y;
      return expr.unsigned ? `rt.fitsUnsigned(${exact(`(${a}>>>0)`, `(${b}>>>0)`)})` : `rt.fitsSigned(${exact(a, b)})`;
    }
    switch (expr.op) {
      case '*':
        return `Math.imul(${a},${b})`;
      case '/':
      case '%':
        return expr.unsigned ? `((${a}>>>0)${expr.op}rt.divisor(${b}>>>0)|0)` : `(${a}${expr.op}rt.divisor(${b})|0)`;
      case '>>':
        return expr.unsigned ? `(${a}>>>${b}|0)` : `(${a}>>${b})`;
      default:
        return `(${a}${expr.op}${b}|0)`;
    }
  }

  /** Where a register lives in the record of a thread that runs this unit. */
  private slot(reg: number): string {
    return (this.slots[reg] ??= this.slotText(reg));
  }

  private slotText(reg: number): string {
    const index = this.flow.slotOf[reg] as number;
    const pointer = this.flow.unit.registers[reg]?.pointer === true;
    // Threads that run only this unit have its registers right behind the fixed fields of their record.
    if (!this.handler) return `b+${record.end + (pointer ? this.flow.integers : 0) + index}`;
    return pointer ? `rt.ptr[t]+${index}` : `rt.int[t]+${index}`;
  }

  /** Where the view lies that a register depends on. */
  private depSlot(reg: number): string {
    const pointer = this.flow.unit.registers[reg]?.pointer === true;
    return `rt.${pointer ? 'depPtr' : 'depInt'}[t]+${this.flow.slotOf[reg]}`;
  }

  /** The view that expressions depend on, of registers whose views are at hand. */
  private depends(exprs: readonly Expr[], of: (reg: number) => string = dependence): string {
    const regs = new Set<number>();
    for (const expr of exprs) visitRegs(expr, (reg) => regs.add(reg));
    return [...regs].map(of).reduce((a, b) => (a === '' ? b : `rt.mem.join(${a},${b})`), '') || '0';
  }

  /** `ad` and `dd`: what address and data of an operation depend on, before it runs. */
  private dependsOf(instr: Instr): string {
    const of = (reg: number): string => `S[${this.depSlot(reg)}]`;
    const address = 'address' in instr ? [instr.address] : [];
    const data = operandsOf(instr).filter((expr) => !address.includes(expr));
    return `const ad=${this.depends(address, of)},dd=${this.depends(data, of)};`;
  }

  /** Between two instructions: conditions whose branches have joined. */
  private between(from: number, to: number): string {
    return (this.control?.over(from, to) ?? []).map((level) => `rt.mem.joined(t,${level});`).join('');
  }

  private loads(regs: Iterable<number>): string {
    return [...regs].map((reg) => `let ${variable(reg)}=S[${this.slot(reg)}];`).join('');
  }

  private alive(pc: number): readonly number[] {
    return this.flow.alive[this.flow.stepAt[pc] as number] ?? [];
  }

  /** A step that is only the head of a local loop. */
  private isLocalHead(instr: Instr): boolean {
    return !isStep(instr, this.visible);
  }

  private stepNumber(pc: number): number {
    return (this.steps.offset[this.unit] as number) + (this.flow.stepAt[pc] as number);
  }

  /** Reads the record's registers that `exprs` need. */
  private prologue(exprs: readonly Expr[]): string {
    const regs = new Set<number>();
    for (const expr of exprs) visitRegs(expr, (reg) => regs.add(reg));
    return this.loads(regs);
  }

  /** Function that gives the address a step works on. */
  addressOf(pc: number): string | undefined {
    const instr = this.flow.unit.code[pc];
    if (!instr || !('address' in instr)) return undefined;
    return `function(t,b){${this.prologue([instr.address])}return ${this.expr(instr.address)};}`;
  }

  /** Function that says whether a step can run; undefined when it always can. */
  enabledOf(pc: number): string | undefined {
    const instr = this.flow.unit.code[pc];
    if (!instr) throw bug(`no instruction ${pc}`);
    const drained = this.tso && tsoDrains(instr) ? 'if(rt.mem.busy(t))return false;' : '';
    const can = this.canRun(instr);
    const body = drained === '' ? can : drained + (can ?? 'return true;');
    return body === undefined ? undefined : `function(t,b){${this.prologue(operandsOf(instr))}${body}}`;
  }

  private canRun(instr: Instr): string | undefined {
    switch (instr.op) {
      case 'acquire': {
        if (instr.how === 'try') return undefined;
        // A bad address can run: the step reports it.
        return (
          `const a=${this.expr(instr.address)};if(${this.bad('a', lockLeaf(instr.lock))})return true;` +
          `return rt.locks.canAcquire(t,a,${hasReaders(instr.lock)},${instr.mode === 'read'},${instr.lock !== 'bit'});`
        );
      }
      case 'await':
        return (
          `const a=${this.expr(instr.address)};if(${this.bad('a', leafName(instr.leaf))})return true;` +
          (this.lkmm
            ? `if(t!==0&&WK[a]===1){${this.dependsOf(instr)}return ${lkmmCanWait(instr, this.awaitFunction(instr))};}`
            : '') +
          `return ${this.tso ? 'rt.mem.read(t,a)' : 'S[a]'}${jsCompare(instr.compare)}${this.expr(instr.value)};`
        );
      case 'wait':
        return (
          `const a=${this.expr(instr.address)};if(${this.bad('a', lockLeaf(instr.lock))})return true;` +
          (instr.lock === 'bit' ? 'return S[a]===0;' : 'return S[a]!==0;')
        );
      case 'rcu':
        if (instr.what === 'synchronize') return 'return rt.grace.canSynchronize(b);';
        return instr.what === 'barrier' ? 'return rt.grace.idle();' : undefined;
      case 'call-rcu':
        return undefined;
      case 'ipi':
        return `return rt.interrupts.canSend(t,b,${this.expr(instr.mask)});`;
      default:
        return undefined;
    }
  }

  private bad(address: string, leaf: string): string {
    const id = this.ground.leaves.find(leaf) ?? -2;
    return `LEAF[${address}]!==${id}||S[HDR[${address}]]!==1`;
  }

  /** What an `await` makes of a value. */
  private awaitFunction(instr: Instr & { op: 'await' }): string {
    const then = !instr.then
      ? 'o'
      : instr.then.fn === 'set'
        ? this.expr(instr.then.operand)
        : `o+${this.expr(instr.then.operand)}|0`;
    return `(o)=>({value:${then},success:o${jsCompare(instr.compare)}${this.expr(instr.value)}})`;
  }

  /** Function that says how many outcomes a step has; undefined where the engine knows. */
  outcomesOf(pc: number): string | undefined {
    const instr = this.flow.unit.code[pc];
    if (instr?.op === 'choose' && instr.count.kind !== 'const') {
      return `function(t,b){${this.prologue([instr.count])}const n=${this.expr(instr.count)};return n>1?n:1;}`;
    }
    if (!this.lkmm || !instr || !isAccess(instr)) return undefined;
    const regs = this.prologue(operandsOf(instr));
    let f = 'undefined';
    if (instr.op === 'await') f = this.awaitFunction(instr);
    if (instr.op === 'rmw') {
      const [value, success] = compute[instr.fn];
      f = `(o)=>({value:${value},success:(${success})===1})`;
    }
    const facts =
      instr.op === 'rmw'
        ? `const e=${instr.expected ? this.expr(instr.expected) : '0'},d=${this.expr(instr.operand)};`
        : '';
    const leaf = 'leaf' in instr ? leafName(instr.leaf) : '';
    return (
      `function(t,b){${regs}const a=${'address' in instr ? this.expr(instr.address) : 0};if(t===0||${this.bad('a', leaf)}||WK[a]!==1)return 1;` +
      `${facts}${this.dependsOf(instr)}return ${lkmmOutcomes(instr, f)};}`
    );
  }

  /** Function of one step. */
  runOf(pc: number): string {
    const code = this.flow.unit.code;
    const instr = code[pc] as Instr; // pc is a step of this unit
    const local = this.isLocalHead(instr);
    const { text, reads, writes } = this.region(local ? pc : pc + 1, pc, local);
    const { uses } = this.flow;
    const alive = this.alive(pc);
    const all = new Set(reads);
    if (!local) for (const reg of uses.reads[pc] ?? []) all.add(reg);
    for (const reg of writes) all.add(reg);
    if (!local) for (const reg of uses.writes[pc] ?? []) all.add(reg);
    let declared = '';
    for (const reg of all) declared += `let ${variable(reg)}=${alive.includes(reg) ? `S[${this.slot(reg)}]` : '0'};`;
    const operation = local ? '' : this.operation(instr);
    if (!this.lkmm) return `function(t,b,c){${this.note(instr)}${declared}${operation}${text}}`;
    const before = local ? '' : `${this.dependsOf(instr)}let md=ad;`;
    const written = local ? [] : (uses.writes[pc] ?? []);
    const views = [...all].map((reg) => {
      if (written.includes(reg)) return `let ${dependence(reg)}=md;`;
      return `let ${dependence(reg)}=${alive.includes(reg) ? `S[${this.depSlot(reg)}]` : '0'};`;
    });
    const edge = local ? '' : this.between(pc, pc + 1);
    return `function(t,b,c){${this.note(instr)}${declared}${before}${operation}${views.join('')}${edge}${text}}`;
  }

  /** Function that runs the local code before the first step of the unit; handlers get their argument in `c`. */
  start(): string {
    const { parameter, code } = this.flow.unit;
    if (code.length === 0) return `function(t,b,c){st.set(b,0);rt.ended(t,b,0);return 0;}`;
    const { text, reads, writes } = this.region(0, undefined, false, parameter === undefined ? [] : [parameter]);
    const all = new Set([...reads, ...writes]);
    if (parameter !== undefined) all.add(parameter);
    const declared = [...all].map(
      (reg) => `let ${variable(reg)}=${reg === parameter ? 'c' : '0'}${this.lkmm ? `,${dependence(reg)}=0` : ''};`,
    );
    return `function(t,b,c){${declared.join('')}${text}}`;
  }

  /**
   * Local code from `entry` on, until the next steps. Blocks with one way in are nested, others become
   * cases of a loop around a switch.
   */
  private region(
    entry: number,
    from: number | undefined,
    /** `entry` is itself the step: the head of a local loop, run as local code once. */
    headed: boolean,
    extra: readonly number[] = [],
  ): { text: string; reads: Set<number>; writes: Set<number> } {
    const { uses, unit } = this.flow;
    const { code } = unit;
    const reads = new Set<number>();
    const writes = new Set<number>(extra);
    const ways = new Map<number, number>();
    const exits = new Set<number>();
    const seen = new Set<number>();
    const work = [entry];
    ways.set(entry, 1);
    for (let pc = work.pop(); pc !== undefined; pc = work.pop()) {
      if (seen.has(pc)) continue;
      if (this.flow.stepAt[pc] !== -1 && !(headed && pc === entry)) {
        exits.add(pc);
        continue;
      }
      seen.add(pc);
      for (const reg of uses.reads[pc] as readonly number[]) reads.add(reg); // successors stay inside the unit
      for (const reg of uses.writes[pc] as readonly number[]) writes.add(reg);
      for (const to of uses.to[pc] as readonly number[]) {
        ways.set(to, (ways.get(to) ?? 0) + 1);
        if (headed && to === entry) exits.add(to);
        work.push(to);
      }
    }
    const written = new Set(writes);
    if (from !== undefined && !headed) for (const reg of uses.writes[from] ?? []) written.add(reg);
    const before = from === undefined ? [] : this.alive(from);
    // A value alive before and after need not be touched, unless some way writes it.
    for (const exit of exits) for (const reg of this.alive(exit)) if (written.has(reg)) reads.add(reg);

    const labels = new Map<number, number>();
    for (const [pc, count] of ways) {
      if (count > 1 && seen.has(pc) && this.flow.stepAt[pc] === -1) labels.set(pc, labels.size + 1);
    }

    const leave = (pc: number): string => {
      const { keys, marks } = this;
      const turn = ++this.turn;
      let text = '';
      for (const reg of this.alive(pc)) {
        marks[keys[reg] as number] = turn;
        if (written.has(reg)) text += this.put(reg, variable(reg), dependence(reg));
      }
      for (const reg of before) if (marks[keys[reg] as number] !== turn) text += this.put(reg, '0', '0');
      return `${text}st.set(b,${this.stepNumber(pc)});return 0;`;
    };
    const block = (start: number, head = false): string => {
      let text = '';
      let inside = head;
      for (let pc = start; ; inside = false) {
        if (this.flow.stepAt[pc] !== -1 && !inside) return text + leave(pc);
        if (pc !== start && labels.has(pc)) return `${text}k=${labels.get(pc)};continue L;`;
        const instr = code[pc] as Instr;
        if (instr.op === 'jump') {
          text += this.between(pc, instr.to);
          pc = instr.to;
        } else if (instr.op === 'branch') {
          const at = pc;
          const arm = (to: number): string =>
            this.between(at, to) +
            (labels.has(to) && this.flow.stepAt[to] === -1 ? `k=${labels.get(to)};continue L;` : block(to));
          if (this.lkmm) {
            const view = this.depends([instr.if]);
            // Ways that join at once order nothing under `ctrl: lkmm`.
            const orders = !this.control || this.control.levelOf[pc] !== -1;
            if (view !== '0' && orders)
              text += `rt.mem.control(t,${this.control ? this.control.levelOf[pc] : -1},${view});`;
          }
          return `${text}${this.note(instr)}if(${this.condition(instr.if)}){${arm(instr.then)}}else{${arm(instr.else)}}`;
        } else if (instr.op === 'end') {
          const cleared = before.map((reg) => this.put(reg, '0', '0')).join('');
          return `${text}${cleared}st.set(b,0);rt.ended(t,b,${instr.at});return 0;`;
        } else if (instr.op === 'limit') {
          return `${text}rt.limit(${JSON.stringify(instr.what)});return 2;`;
        } else {
          text += this.note(instr) + this.local(instr) + this.between(pc, pc + 1);
          pc += 1;
        }
      }
    };
    if (labels.size === 0) return { text: block(entry, headed), reads, writes };
    const cases = [...labels].map(([pc, label]) => `case ${label}:${block(pc)}`);
    const head = labels.has(entry) ? '' : `case 0:${block(entry, headed)}`;
    const begin = labels.get(entry) ?? 0;
    return { text: `let k=${begin};L:for(;;)switch(k){${head}${cases.join('')}}`, reads, writes };
  }

  /** Notes that a run passed the instruction's place, where somebody asked for it: nothing at all elsewhere. */
  private note(instr: Instr): string {
    return this.watch.has(instr.at) ? `PASSED[${instr.at}]=1;` : '';
  }

  /** Keeps a register's value, and what it depends on, in the state. */
  private put(reg: number, value: string, view: string): string {
    const kept = `st.set(${this.slot(reg)},${value});`;
    return this.lkmm ? `${kept}st.set(${this.depSlot(reg)},${view});` : kept;
  }

  /** Instructions that nobody else notices. */
  private local(instr: Instr): string {
    switch (instr.op) {
      case 'set':
        return (
          `${variable(instr.dst)}=${this.expr(instr.value)};` +
          (this.lkmm ? `${dependence(instr.dst)}=${this.depends([instr.value])};` : '')
        );
      case 'reach': {
        const index = this.program.reachLabels.indexOf(instr.label);
        if (index < 0) throw bug(`reach label ${instr.label} is not listed`);
        return `REACHED[${index}]=1;`;
      }
      case 'progress':
        return 'PROGRESS[0]=1;';
      case 'assume':
        return `if(!${this.condition(instr.if)})return rt.failed();`;
      case 'check-index':
        return `if(${this.expr(instr.index)}>>>0>=${instr.count})return rt.badIndex(t,${this.expr(instr.index)},${instr.count},${instr.at});`;
      case 'report': {
        const index = kindNames.indexOf(instr.what as Kind);
        if (index < 0) throw bug(`unknown finding ${instr.what}`);
        const call = `rt.report(t,${index},${instr.at})`;
        return kinds[kindNames[index] as Kind] === 'crash' ? `${call};return 1;` : `${call};`;
      }
      case 'held':
        return (
          `${variable(instr.dst)}=${this.expr(instr.address)};` +
          `if(${this.bad(variable(instr.dst), lockLeaf(instr.lock))})return rt.fault(t,${variable(instr.dst)},${instr.at},false);` +
          `${variable(instr.dst)}=rt.locks.held(t,${variable(instr.dst)},${hasReaders(instr.lock)});` +
          (this.lkmm ? `${dependence(instr.dst)}=0;` : '')
        );
      case 'might-sleep':
        return `rt.mightSleep(t,b,${instr.at});`;
      case 'pte-map':
        return `rt.mapped(b,${instr.delta},${instr.at});`;
      case 'frame-end':
        return `rt.endFrame(t,${instr.frame + this.frameOffset});`;
      case 'fence':
        return this.lkmm ? lkmmFence(instr.fence) : '';
      case 'rcu':
        return instr.what === 'lock'
          ? `st.set(b+${record.rcuNesting},S[b+${record.rcuNesting}]+1);`
          : `if(rt.grace.unlock(t,b,${instr.at}))return 1;`;
      case 'irq':
      case 'preempt':
        return this.interruptState(instr);
      default:
        throw bug(`${instr.op} is not local`);
    }
  }

  private interruptState(instr: Instr & { op: 'irq' | 'preempt' }): string {
    if (instr.op === 'preempt') return `if(rt.preempt(t,b,${instr.what === 'disable' ? 1 : -1},${instr.at}))return 1;`;
    const off = `b+${record.irqsOff}`;
    switch (instr.what) {
      case 'disable':
        return `st.set(${off},1);`;
      case 'enable':
        return `st.set(${off},0);`;
      case 'save':
        return `${instr.dst === undefined ? '' : `${variable(instr.dst)}=S[${off}];`}${this.lkmm && !this.visible.cpus && instr.dst !== undefined ? `${dependence(instr.dst)}=0;` : ''}st.set(${off},1);`;
      case 'restore':
        return `st.set(${off},${instr.value ? this.expr(instr.value) : '0'});`;
    }
  }

  /** The operation of a step. */
  private operation(instr: Instr): string {
    switch (instr.op) {
      case 'load': {
        const to = instr.dst.map((reg, i) => `${variable(reg)}=S[a${i === 0 ? '' : `+${i}`}];`).join('');
        const head = `const a=${this.expr(instr.address)};${this.guard(leafName(instr.leaf), instr, false)}`;
        if (this.lkmm) return head + lkmmLoad(instr, variable, to);
        return head + (this.tso ? tsoLoad(instr, variable, to) : to);
      }
      case 'store': {
        const values = instr.values.map((value, i) => `const w${i}=${this.expr(value)};`).join('');
        const writes = instr.values.map((_, i) => `st.set(a+${i},w${i});`).join('');
        const publishes =
          instr.leaf.kind === 'int'
            ? ''
            : instr.values.map((value, i) => (value.kind === 'const' ? '' : `rt.published(t,a+${i},w${i});`)).join('');
        const head = `const a=${this.expr(instr.address)};${values}${this.guard(leafName(instr.leaf), instr, true)}`;
        if (this.lkmm) return head + lkmmStore(instr, writes) + publishes;
        return head + (this.tso ? tsoStore(instr, writes) : writes) + publishes;
      }
      case 'rmw':
        return this.rmw(instr);
      case 'await': {
        const then = !instr.then
          ? ''
          : instr.then.fn === 'set'
            ? `st.set(a,${this.expr(instr.then.operand)});`
            : `st.set(a,S[a]+${this.expr(instr.then.operand)}|0);`;
        const head = `rt.mightSleep(t,b,${instr.at});const a=${this.expr(instr.address)};${this.guard(leafName(instr.leaf), instr, instr.then !== undefined)}`;
        if (!this.lkmm) return head + then;
        return head + lkmmAwait(instr, this.awaitFunction(instr), then);
      }
      case 'acquire': {
        const facts = `t,a,${hasReaders(instr.lock)},${instr.mode === 'read'},${instr.lock !== 'bit'},${instr.subclass}`;
        const head = `const a=${this.expr(instr.address)};${this.guard(lockLeaf(instr.lock), instr, true)}`;
        const spins = instr.lock === 'spin' || instr.lock === 'rwlock';
        const preempt = `st.set(b+${record.preempt},S[b+${record.preempt}]+1);`;
        const taken = this.lkmm ? `rt.mem.acquired(t,a,${instr.mode === 'read'},${instr.lock === 'spin'});` : '';
        if (instr.how === 'try') {
          const dst = instr.dst === undefined ? 'const got' : variable(instr.dst);
          return `${head}${dst}=rt.locks.tryAcquire(${facts});${spins ? `if(${instr.dst === undefined ? 'got' : dst}){${preempt}}` : ''}${taken === '' ? '' : `if(${instr.dst === undefined ? 'got' : dst}){${taken}}`}`;
        }
        const sleeps = spins ? '' : `rt.mightSleep(t,b,${instr.at});`;
        return `${sleeps}${head}if(!rt.locks.acquire(${facts},${instr.at}))return 0;${spins ? preempt : ''}${taken}`;
      }
      case 'release': {
        const spins = instr.lock === 'spin' || instr.lock === 'rwlock';
        return (
          `const a=${this.expr(instr.address)};${this.guard(lockLeaf(instr.lock), instr, true)}` +
          (this.tso && tsoUnlocks(instr)
            ? `if(rt.mem.busy(t)){if(!rt.locks.leave(t,a))return rt.imbalance(t,a,${JSON.stringify(instr.lock)},false,${instr.at});rt.mem.unlock(t,a);}else `
            : '') +
          `if(!rt.locks.release(t,a,${instr.mode === 'read'},${instr.lock === 'bit'}))return rt.imbalance(t,a,${JSON.stringify(instr.lock)},${instr.mode === 'read'},${instr.at});` +
          (spins ? `st.set(b+${record.preempt},S[b+${record.preempt}]-1);` : '') +
          (this.lkmm ? `rt.mem.released(t,a,${instr.mode === 'read'},${instr.lock === 'spin'});` : '')
        );
      }
      case 'downgrade':
        return (
          `const a=${this.expr(instr.address)};${this.guard(lockLeaf('rwsem'), instr, true)}` +
          `if(!rt.locks.downgrade(t,a))return rt.imbalance(t,a,"rwsem",false,${instr.at});` +
          (this.lkmm ? 'rt.mem.released(t,a,false,false);' : '')
        );
      case 'wait':
        return (
          `rt.mightSleep(t,b,${instr.at});const a=${this.expr(instr.address)};${this.guard(lockLeaf(instr.lock), instr, false)}` +
          // complete_all() leaves a count that waiting does not use up.
          (instr.lock === 'completion' ? 'if(S[a]<1073741824)st.set(a,S[a]-1);' : '') +
          (this.lkmm ? 'rt.mem.acquired(t,a,false,false);' : '')
        );
      case 'complete':
        return (
          `const a=${this.expr(instr.address)};${this.guard(lockLeaf('completion'), instr, true)}` +
          (instr.all ? 'st.set(a,1073741824);' : 'if(S[a]<1073741824)st.set(a,S[a]+1);') +
          (this.lkmm ? 'rt.mem.released(t,a,false,false);' : '')
        );
      case 'is-locked':
        return (
          `const a=${this.expr(instr.address)};${this.guard(lockLeaf(instr.lock), instr, false)}` +
          `${variable(instr.dst)}=rt.locks.isLocked(a,${hasReaders(instr.lock)});`
        );
      case 'rcu':
        if (instr.what === 'synchronize') {
          if (!this.lkmm) return `rt.mightSleep(t,b,${instr.at});if(!rt.grace.synchronize(b))return 0;`;
          return `rt.mightSleep(t,b,${instr.at});if(S[b+${record.phase}]===0)rt.mem.graceBegins(t);if(!rt.grace.synchronize(b))return 0;rt.mem.mb(t);`;
        }
        if (instr.what === 'barrier')
          return `rt.mightSleep(t,b,${instr.at});${this.lkmm ? 'rt.mem.callbacksOver(t);' : ''}`;
        return this.local(instr) + (this.lkmm && instr.what === 'lock' ? 'rt.mem.sectionBegins(t);' : '');
      case 'call-rcu':
        return `const p=${this.expr(instr.argument)};rt.heap.share(p);if(!rt.grace.call(${instr.handler},p))return 2;`;
      case 'ipi':
        return `${this.lkmm ? `if(S[b+${record.phase}]===0)rt.mem.mb(t);` : ''}const p=${this.expr(instr.argument)};rt.heap.share(p);if(!rt.interrupts.send(t,b,${this.expr(instr.mask)},${instr.handler},p,${instr.wait}))return 0;`;
      case 'irq':
      case 'preempt':
        return this.interruptState(instr);
      case 'alloc':
        return `${variable(instr.dst)}=rt.heap.alloc(t,${instr.type},c,${instr.at});if(${variable(instr.dst)}===0)return 2;`;
      case 'free':
        return `${this.lkmm ? `const p=${this.expr(instr.address)};` : ''}if(!rt.heap.free(t,${this.expr(instr.address)},${instr.type},${instr.at}))return 1;${this.lkmm ? `if(rt.freed(t,p,${instr.type}))return 1;` : ''}`;
      case 'choose':
        return `${variable(instr.dst)}=c;`;
      case 'fence':
        return this.lkmm ? lkmmFence(instr.fence) : '';
      default:
        throw bug(`${instr.op} is no step`);
    }
  }

  /** Leaves the step with a finding when `a` may not be accessed. */
  private guard(leaf: string, instr: Instr, write: boolean): string {
    return `if(${this.bad('a', leaf)})return rt.fault(t,a,${instr.at},${write});`;
  }

  private rmw(instr: Instr & { op: 'rmw' }): string {
    const operand = this.expr(instr.operand);
    const expected = instr.expected ? this.expr(instr.expected) : '0';
    const head =
      `const a=${this.expr(instr.address)};${this.guard(leafName(instr.leaf), instr, true)}` +
      `${this.lkmm ? '' : 'const o=S[a];'}const e=${expected};const d=${operand};`;
    const [value, success] = compute[instr.fn];
    const write = 'st.set(a,n);';
    const publish = instr.leaf.kind === 'int' ? '' : 'rt.published(t,a,n);';
    const body = this.lkmm ? lkmmUpdate(instr, value, success, write) : `const n=${value};${write}`;
    return (
      `${head}${body}${publish}` +
      (instr.old === undefined ? '' : `${variable(instr.old)}=o;`) +
      (instr.new === undefined ? '' : `${variable(instr.new)}=n;`) +
      (instr.success === undefined ? '' : `${variable(instr.success)}=${this.lkmm ? 's' : success};`)
    );
  }
}

/** New value and success of a read-modify-write of `o`, with operand `d` and expected value `e`. */
const compute: Readonly<Record<RmwFn, readonly [string, string]>> = {
  xchg: ['d', '1'],
  cmpxchg: ['o===e?d:o', 'o===e?1:0'],
  add: ['o+d|0', '1'],
  sub: ['o-d|0', '1'],
  and: ['o&d', '1'],
  or: ['o|d', '1'],
  xor: ['o^d', '1'],
  'add-unless': ['o===e?o:o+d|0', 'o===e?0:1'],
};

function isComparison(op: string): boolean {
  return op === '==' || op === '!=' || op === '<' || op === '<=' || op === '>' || op === '>=';
}

function jsCompare(op: string): string {
  return op === '==' ? '===' : op === '!=' ? '!==' : op;
}

function hasReaders(lock: string): boolean {
  return lock !== 'bit';
}

/** The code of all steps of a program. */
export function generate(
  { program, steps, ground, visible, frameOffsets, controls }: Analysis,
  watch: ReadonlySet<PlaceId>,
): StepCode {
  const writers = steps.flows.map((flow, unit) => {
    const offset = frameOffsets.get(unit);
    const handler = offset !== undefined;
    return new Writer(program, steps, ground, visible, flow, unit, handler, offset ?? 0, watch, controls[unit]);
  });
  const run: string[] = ['undefined'];
  const enabled: (string | undefined)[] = [undefined];
  const address: (string | undefined)[] = [undefined];
  const outcomes: (string | undefined)[] = [undefined];
  for (let number = 1; number < steps.info.length; number++) {
    const info = steps.info[number];
    const writer = info ? writers[info.unit] : undefined;
    if (!info || !writer) throw bug(`no step ${number}`);
    run.push(writer.runOf(info.pc));
    enabled.push(writer.enabledOf(info.pc));
    address.push(writer.addressOf(info.pc));
    outcomes.push(writer.outcomesOf(info.pc));
  }
  return { run, enabled, address, outcomes, start: writers.map((writer) => writer.start()) };
}

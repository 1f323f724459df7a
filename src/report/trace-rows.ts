/**
 * Which steps of a trace a reader needs, in order: lock operations, frees, the patch's own lines, labels, the
 * steps at a switch, and what the finding touches. The rest becomes rows that say how much was left out and
 * where. It knows nothing of columns or formats.
 */
import { lengthOf, numbersOf, type Finding, type SourcePlace, type TraceStep, type Witness } from '../result';

export type Row =
  | {
      readonly kind: 'step';
      /** Index of the step in the witness. */
      readonly at: number;
      /** In the whole run, from 1. */
      readonly number: number;
      readonly thread: string;
      readonly cpu: number;
      readonly function: string;
      readonly action: string;
      readonly reached: readonly string[];
      /** Letter of the patch line that this step executes. */
      readonly mark?: string;
      /** Another thread was interrupted for this step. */
      readonly preemption: boolean;
      /** The finding happens here. */
      readonly last: boolean;
    }
  | {
      readonly kind: 'skipped';
      /** Of the first of them in the whole run, from 1. */
      readonly number: number;
      readonly thread: string;
      readonly cpu: number;
      readonly count: number;
      /** The innermost function that all of them are in, if any. */
      readonly inside?: string;
    };

/** A patch line that the shown steps execute, with its letter. */
export interface PassedLine {
  readonly letter: string;
  readonly place: SourcePlace;
  readonly patch: string;
  readonly line: number;
}

export interface TraceRows {
  readonly rows: readonly Row[];
  readonly passed: readonly PassedLine[];
  /** Importance of every step of the witness (see `weigh`). */
  readonly weights: readonly number[];
}

/** Importance of the locks that order the threads: given up only where a table would be twice as long as it should be. */
const locks = 5;

/** Lowest importance that is always shown. */
const must = 8;

/** @param isMarked patch lines that get a letter: those of the version at hand, where it stands on others; default: all */
export function traceRows(finding: Finding, witness: Witness, isMarked: IsMarked = () => true): TraceRows {
  const weights = weigh(finding, witness.steps, isMarked);
  const threads = new Set(witness.steps.map((step) => step.thread)).size;
  const comfortable = 24 + 8 * Math.max(1, threads - 1);
  for (let threshold = 2; ; threshold++) {
    const shown = weights.map((weight) => weight >= threshold);
    // A row takes a line at least: what has too many steps by far need not be laid out to be seen as too long.
    const most = threshold < locks ? comfortable : 2 * comfortable;
    if (threshold < must && shown.filter((one) => one).length > most) continue;
    const result = build(witness.steps, shown, isMarked);
    if (height(result.rows) <= most || threshold >= must) return { ...result, weights };
  }
}

export type IsMarked = (patch: string) => boolean;

/** Lines the rows will take: one each, one more where the function of a thread changes, one a label. */
function height(rows: readonly Row[]): number {
  const functionOf = new Map<string, string>();
  let lines = 0;
  for (const row of rows) {
    lines++;
    if (row.kind === 'skipped') continue;
    if (functionOf.get(row.thread) !== row.function) lines++;
    functionOf.set(row.thread, row.function);
    lines += row.reached.length;
  }
  return lines;
}

function build(
  steps: readonly TraceStep[],
  shown: readonly boolean[],
  isMarked: IsMarked,
): Pick<TraceRows, 'rows' | 'passed'> {
  const passed: PassedLine[] = [];
  const letterOf = (step: TraceStep): string | undefined => {
    const place = patchPlace(step, isMarked);
    const patch = place?.patch;
    if (place === undefined || patch === undefined) return undefined;
    const known = passed.find((one) => one.patch === patch.patch && one.line === patch.line);
    // A call gets its letter at the first step inside it.
    if (known) return place === step.place ? known.letter : undefined;
    const letter = letters(passed.length);
    passed.push({ letter, place, patch: patch.patch, line: patch.line });
    return letter;
  };

  const numbers = numbersOf(steps);
  const rows: Row[] = [];
  for (let at = 0; at < steps.length; at++) {
    const step = steps[at];
    if (step === undefined) break;
    if (shown[at] !== true) {
      let end = at;
      while (end < steps.length && shown[end] !== true && steps[end]?.thread === step.thread) end++;
      const inside = commonFunction(steps.slice(at, end));
      // One step among shown ones of its thread is not worth a line.
      const within = steps[at - 1]?.thread === step.thread || steps[end]?.thread === step.thread;
      const { thread, cpu } = step;
      // Steps that the result leaves out before a shown one go with those that are left out here.
      const count = lengthOf(steps.slice(at, end)) + (shown[end] === true ? (steps[end]?.omitted ?? 0) : 0);
      if (count === 1 && within) continue;
      const number = (numbers[at] ?? 0) - (step.omitted ?? 0);
      rows.push({ kind: 'skipped', number, thread, cpu, count, ...(inside === undefined ? {} : { inside }) });
      at = end - 1;
      continue;
    }
    if (step.omitted !== undefined && shown[at - 1] === true) {
      const { thread, cpu, omitted } = step;
      rows.push({ kind: 'skipped', number: (numbers[at] ?? 0) - omitted, thread, cpu, count: omitted });
    }
    const mark = letterOf(step);
    rows.push({
      kind: 'step',
      at,
      number: numbers[at] ?? 0,
      thread: step.thread,
      cpu: step.cpu,
      function: step.place.function,
      action: actionOf(step),
      reached: step.reached,
      ...(mark === undefined ? {} : { mark }),
      preemption: step.preemption,
      last: at === steps.length - 1,
    });
  }
  return { rows, passed };
}

/** The innermost marked patch line a step stands on: its own, or the call that led to it. */
export function patchPlace(step: TraceStep, isMarked: IsMarked): SourcePlace | undefined {
  const isOwn = ({ patch }: SourcePlace): boolean => patch !== undefined && isMarked(patch.patch);
  return isOwn(step.place) ? step.place : step.stack.findLast(isOwn);
}

/** a..z, then a1..z1, a2.. */
function letters(index: number): string {
  const letter = String.fromCharCode(97 + (index % 26));
  return index < 26 ? letter : `${letter}${Math.floor(index / 26)}`;
}

/** Several values are one word: `read table#1.pte[0] = {1, 0, folio#2}`, with the zeros at its end left out as in C. */
function wordText(action: string): string {
  const [, access, location, values] = /^(read|write) (\S+)\.\w+ = (\S+(?:, \S+)+)$/.exec(action) ?? [];
  if (access === undefined || location === undefined || values === undefined) return action;
  return `${access} ${location} = {${values.replace(/(?:, (?:0|NULL))+$/, '')}}`;
}

/** The action with what it changed: a write's new value, an allocation's object. */
export function actionOf(step: TraceStep): string {
  const { changed } = step;
  const action = wordText(step.action);
  const verb = verbOf(action);
  const [first, ...rest] = changed;
  if (/^alloc/.test(verb)) return first === undefined ? action : `${verb} ${first.name}`;
  if (verb === 'write' && !action.includes('=')) {
    if (first === undefined) return `${action}, as it was`;
    if (rest.length === 0) return `write ${first.name} = ${first.to}`;
    // Several slots in one access are the components of one word.
    const word = first.name.replace(/\.[^.]*$/, '');
    return `write ${word} = {${changed.map((one) => `${one.name.slice(word.length + 1)} ${one.to}`).join(', ')}}`;
  }
  const location = locationOf(action);
  const own = changed.find((one) => one.name === location);
  return own !== undefined && verb !== 'free' && !action.includes(' = ')
    ? `${action}: ${own.from} -> ${own.to}`
    : action;
}

function commonFunction(steps: readonly TraceStep[]): string | undefined {
  const paths = steps.map((step) => [...step.stack, step.place].map((place) => place.function));
  let common = paths[0] ?? [];
  for (const path of paths) {
    let length = 0;
    while (length < common.length && common[length] === path[length]) length++;
    common = common.slice(0, length);
  }
  return common[common.length - 1];
}

/**
 * Importance of each step, 0 (local business) to 9 (the finding itself):
 * 9 the last step; 8 the free of the object, the read that fetched its pointer, a write to what the finding
 * reads; 7 where a thread is interrupted; 6 a choice, an injected fault, a window's label, the last reads before the finding (they led
 * there); 5 sleeping locks that several threads take, RCU; 4 a label, a patch line; 3 other such locks, held over a
 * switch; 2 locks of one thread, allocation and free; 1 a short critical section within one block.
 */
export function weigh(finding: Finding, steps: readonly TraceStep[], isMarked: IsMarked = () => true): number[] {
  const last = steps.length - 1;
  const final = steps[last];
  const objects = objectsIn(`${finding.detail} ${final?.action ?? ''}`);
  const place = final === undefined ? '' : locationOf(final.action);
  const source = lastFetch(steps, finding.thread, objects);
  const deciding = lastReads(steps, 2);
  const held = heldTexts(steps);
  const users = new Map<string, Set<string>>();
  for (const step of steps) {
    const location = locationOf(step.action);
    users.set(location, (users.get(location) ?? new Set()).add(step.thread));
  }
  /** Several threads of the trace use it, the finding speaks of it, or it is no location (RCU, an interrupt). */
  const isShared = (location: string): boolean =>
    location === '' || (users.get(location)?.size ?? 0) > 1 || finding.detail.includes(location);

  return steps.map((step, at) => {
    const verb = verbOf(step.action);
    let weight = 0;
    const atLeast = (value: number): void => {
      weight = Math.max(weight, value);
    };
    if (at === last) return 9;
    if (at === source) atLeast(8);
    if (deciding.includes(at)) atLeast(6);
    if (isFree(verb)) atLeast(mentions(step.action, objects) ? 8 : 2);
    if (/alloc/.test(verb)) atLeast(2);
    if (place !== '' && writes(step, place)) atLeast(8);
    if (steps[at + 1]?.preemption === true) atLeast(7);
    if (verb === 'choose' || verb === 'inject') atLeast(6);
    if (step.reached.length > 0) atLeast(step.reached.some((label) => label.endsWith('-window')) ? 6 : 4);
    if (step.place.patch !== undefined && isMarked(step.place.patch.patch)) atLeast(4);
    if (isSleeping(verb)) atLeast(isShared(locationOf(step.action)) ? 5 : 2);
    else if (held.after[at] !== held.before[at])
      atLeast(withinOneBlock(steps, held, at) ? 1 : isShared(locationOf(step.action)) ? 3 : 2);
    return weight;
  });
}

export function verbOf(action: string): string {
  return /^[A-Za-z_]\w*/.exec(action)?.[0] ?? '';
}

/** The memory that `read x = 1`, `write x`, `await x = 1` or `free x` is about. */
export function locationOf(action: string): string {
  return /^[A-Za-z_][\w-]*\s+([^\s=,]+)/.exec(action)?.[1] ?? '';
}

const sleeping =
  /^(?:(?:down|up|downgrade|mutex|bit|complete|rcu|synchronize|call)(?:_|$)|(?:lock|unlock|lock_trylock|wait|await|sends|all|grace)$)/;

function isSleeping(verb: string): boolean {
  return sleeping.test(verb);
}

function isFree(verb: string): boolean {
  return /^(free|kfree|call_rcu)/.test(verb);
}

/** Objects by number, as the engine names them: `vma#1`. */
function objectsIn(text: string): string[] {
  return [...new Set(text.match(/[A-Za-z_]\w*#\d+/g) ?? [])];
}

function mentions(text: string, objects: readonly string[]): boolean {
  const named = objectsIn(text);
  return objects.some((one) => named.includes(one));
}

function writes(step: TraceStep, place: string): boolean {
  return step.changed.some((one) => one.name === place);
}

/** The last read by which the thread got the pointer that it used at the end. */
function lastFetch(steps: readonly TraceStep[], thread: string, objects: readonly string[]): number {
  for (let at = steps.length - 2; at >= 0; at--) {
    const step = steps[at];
    if (step === undefined || step.thread !== thread || verbOf(step.action) !== 'read') continue;
    const values = step.action.split(' = ')[1]?.split(', ') ?? [];
    if (values.some((value) => objects.includes(value.replace(/^&/, '')))) return at;
  }
  return -1;
}

/** The last reads of the thread of the last step, before it. */
function lastReads(steps: readonly TraceStep[], most: number): number[] {
  const thread = steps[steps.length - 1]?.thread;
  const found: number[] = [];
  for (let at = steps.length - 2; at >= 0 && found.length < most && steps[at]?.thread === thread; at--) {
    if (verbOf(steps[at]?.action ?? '') === 'read') found.push(at);
  }
  return found;
}

/** Steps whose callers a reader wants: the last of the trace, the free of what it uses; of a blockade, each thread's last. */
export function chainSteps(
  finding: Finding,
  steps: readonly TraceStep[],
): { readonly word: string; readonly step: TraceStep }[] {
  const final = steps[steps.length - 1];
  if (final === undefined) return [];
  if (finding.kind === 'deadlock' || finding.kind === 'hang') {
    const threads = [...new Set(steps.map((step) => step.thread))];
    return threads.flatMap((thread) => {
      const step = [...steps].reverse().find((one) => one.thread === thread);
      return step === undefined ? [] : [{ word: thread, step }];
    });
  }
  const objects = objectsIn(`${finding.detail} ${final.action}`);
  const frees = steps.filter((step) => step !== final && isFree(verbOf(step.action)) && mentions(step.action, objects));
  const last = frees[frees.length - 1];
  return [{ word: 'here', step: final }, ...(last === undefined ? [] : [{ word: 'freed', step: last }])];
}

/** The locks of each step's thread before and after it, as text. */
interface HeldTexts {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

function heldTexts(steps: readonly TraceStep[]): HeldTexts {
  const last = new Map<string, string>();
  const before: string[] = [];
  const after = steps.map((step) => {
    const text = heldText(step);
    before.push(last.get(step.thread) ?? '');
    last.set(step.thread, text);
    return text;
  });
  return { before, after };
}

export function heldText(step: TraceStep | undefined): string {
  return (step?.held ?? []).map((one) => `${one.lock} (${one.mode})`).join(', ');
}

/** Is this step the begin or the end of a critical section that lies between two switches? */
function withinOneBlock(steps: readonly TraceStep[], { before, after }: HeldTexts, at: number): boolean {
  const [had = '', has = ''] = [before[at], after[at]];
  const taking = has.length > had.length;
  const wanted = taking ? had : has;
  const direction = taking ? 1 : -1;
  for (let other = at + direction; steps[other]?.thread === steps[at]?.thread; other += direction) {
    if ((taking ? after : before)[other] === wanted) return true;
  }
  return false;
}

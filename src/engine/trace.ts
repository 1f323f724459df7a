/**
 * A trace: the choices that lead to a finding, as a value and as text. Printing and parsing are a
 * pair: what is printed is accepted back, and every prefix of it.
 *
 *   trace  = [ '#' hash ] item*            items are separated by blanks
 *   item   = name [ '*' count ]            that thread takes so many steps
 *          | name '=' choice [ '*' n ]     one step that has several outcomes: which (from 0)
 *          | name '<-store#' k             a load that takes the k-th store before the last
 *          | name '<-later(' value ')'    a load that stays open for a store of that value
 *          | name '!drain(' place ')'      the thread's oldest store goes to memory
 *          | '(' item* ')*'                a cycle, repeated for ever (only at the end)
 * Names are those of threads; `cpu1!ipi` is the interrupt of a CPU, `rcu` a callback, `setup` and
 * `finally` appear only where they choose.
 */

export interface TraceStep {
  readonly thread: string;
  /** Which outcome, for steps that have several. */
  readonly choice?: number;
  /** Loads that do not take the last store: how many stores before it. */
  readonly store?: number;
  /** lkmm+lb: the load stays open for a store of this value. */
  readonly later?: string;
  /** Not a step of the thread, but its oldest store (to this place) going to memory. */
  readonly drain?: string;
}

export interface Trace {
  /** Hash of the variant and case it was found on. */
  readonly hash?: string;
  readonly stem: readonly TraceStep[];
  /** A livelock's cycle; empty elsewhere. */
  readonly cycle: readonly TraceStep[];
}

function formatStep(step: TraceStep): string {
  if (step.drain !== undefined) return `${step.thread}!drain(${step.drain})`;
  if (step.later !== undefined) return `${step.thread}<-later(${step.later})`;
  if (step.store !== undefined) return `${step.thread}<-store#${step.store}`;
  return step.choice === undefined ? step.thread : `${step.thread}=${step.choice}`;
}

function formatSteps(steps: readonly TraceStep[]): string {
  const items: string[] = [];
  for (let i = 0; i < steps.length;) {
    const step = steps[i] as TraceStep; // i is an index of steps
    let count = 1;
    const name = formatStep(step);
    for (let next = steps[i + count]; next && formatStep(next) === name; next = steps[i + count]) count++;
    items.push(count === 1 ? name : `${name}*${count}`);
    i += count;
  }
  return items.join(' ');
}

export function formatTrace(trace: Trace): string {
  const parts = [trace.hash === undefined ? '' : `#${trace.hash}`, formatSteps(trace.stem)];
  if (trace.cycle.length > 0) parts.push(`( ${formatSteps(trace.cycle)} )*`);
  return parts.filter((part) => part !== '').join(' ');
}

const ITEM =
  /^([A-Za-z_][\w.-]*(?:!ipi)?)(?:=(?<choice>\d{1,6})|<-store#(?<store>\d{1,6})|<-later\((?<later>[^()\s]+)\)|!drain\((?<drain>[^()\s]+)\))?(?:\*(?<count>\d{1,7}))?$/;
/** A trace longer than this is refused. */
const MAX_STEPS = 5_000_000;

/** Reads a trace; the offset of an error is in UTF-16 units. */
export function parseTrace(text: string): { trace?: Trace; error?: { offset: number; message: string } } {
  const stem: TraceStep[] = [];
  const cycle: TraceStep[] = [];
  let hash: string | undefined;
  let target = stem;
  let closed = false;
  const fail = (offset: number, message: string): ReturnType<typeof parseTrace> => ({ error: { offset, message } });
  for (const match of text.matchAll(/\S+/g)) {
    const token = match[0];
    const offset = match.index;
    if (closed) return fail(offset, 'nothing may follow a cycle');
    if (token.startsWith('#')) {
      if (offset !== text.search(/\S/)) return fail(offset, 'the hash stands first');
      if (!/^#[0-9a-f]{4,64}$/.test(token)) return fail(offset, 'a hash is # and hexadecimal digits');
      hash = token.slice(1);
    } else if (token === '(') {
      if (target === cycle) return fail(offset, 'a cycle inside a cycle');
      target = cycle;
    } else if (token === ')*') {
      if (target !== cycle || cycle.length === 0) return fail(offset, 'a cycle is ( steps )*');
      closed = true;
    } else {
      const item = ITEM.exec(token);
      if (!item) return fail(offset, `expected thread, thread*count or thread=choice, found ${token}`);
      const { choice, store, later, drain, count: times } = item.groups ?? {};
      const count = times === undefined ? 1 : Number(times);
      if (count < 1 || stem.length + cycle.length + count > MAX_STEPS)
        return fail(offset, `${count} steps are not possible`);
      const step: TraceStep = {
        thread: item[1] ?? '',
        ...(choice === undefined ? {} : { choice: Number(choice) }),
        ...(store === undefined ? {} : { store: Number(store) }),
        ...(later === undefined ? {} : { later }),
        ...(drain === undefined ? {} : { drain }),
      };
      for (let i = 0; i < count; i++) target.push(step);
    }
  }
  if (target === cycle && !closed) return fail(text.length, 'the cycle is not closed by )*');
  return { trace: { ...(hash === undefined ? {} : { hash }), stem, cycle } };
}

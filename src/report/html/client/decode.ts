/**
 * Runs in the page: the traces out of the compact data that `../encode.ts` wrote. Written to be put into the page as
 * text (`script.ts`), so it uses nothing from outside the function but types.
 */
import type { TraceData } from '../encode';

export interface Place {
  readonly file: string;
  readonly fn: string;
  readonly text: string;
  readonly patch: string;
  readonly line: number;
}

export interface Step {
  /** The same number: the same in everything that is shown of it. */
  readonly number: number;
  readonly thread: string;
  readonly cpu: number;
  /** The place, then its callers, innermost first. */
  readonly stack: readonly Place[];
  readonly action: string;
  readonly held: readonly { readonly lock: string; readonly write: boolean }[];
  readonly changed: readonly { readonly name: string; readonly from: string; readonly to: string }[];
  readonly reached: readonly string[];
  readonly irqsOff: boolean;
  readonly preemptOff: boolean;
  readonly preempts: boolean;
  /** Steps of the same thread left out right before it. */
  readonly omitted: number;
}

/** Gives the steps of a trace by its number. */
export function decode(
  data: TraceData,
  unpack: (packed: string) => readonly number[],
): (trace: number) => readonly Step[] {
  const { texts, held, changed, reached } = data;
  const text = (at: number | undefined): string => texts[at ?? -1] ?? '';
  const number = (list: readonly number[], at: number): number => list[at] ?? 0;

  /** Reads references: see pack.ts. */
  const references = (): ((one: number) => number) => {
    let known = 0;
    return (one) => {
      if (one % 2 === 1) return known - (one + 1) / 2;
      known += one / 2 + 1;
      return known - 1;
    };
  };
  const threads = unpack(data.threads);
  const places = unpack(data.places);
  const placeOf = references();
  const frames = unpack(data.frames).map((one, at) =>
    at % 2 === 0 ? placeOf(one) : one === 0 ? 0 : (at + 1) / 2 - one,
  );
  const columns = Array.from({ length: 7 }, references);
  const steps = unpack(data.steps).map((one, at) => {
    const column = at % 7;
    return column === 2 || column === 6 ? one : (columns[column]?.(one) ?? 0) + (column === 1 ? 1 : 0);
  });

  // In the order written: the table of followers grows as it did there.
  const stepAt = references();
  const follows = new Map<number, number>();
  const tokens = unpack(data.traces);
  const traces: number[][] = [];
  for (let at = 0; at < tokens.length;) {
    const end = at + 1 + number(tokens, at);
    const list: number[] = [];
    let before = -1;
    const push = (one: number): void => {
      if (before >= 0) follows.set(before, one);
      list.push(one);
      before = one;
    };
    for (at++; at < end; at += 2) {
      push(stepAt(number(tokens, at)));
      for (let left = number(tokens, at + 1); left > 0; left--) push(follows.get(before) ?? 0);
    }
    traces.push(list);
  }

  const triples = (list: readonly number[]): Step['changed'] => {
    const out = [];
    for (let at = 0; at < list.length; at += 3) {
      out.push({ name: text(list[at]), from: text(list[at + 1]), to: text(list[at + 2]) });
    }
    return out;
  };
  const locks = (list: readonly number[]): Step['held'] => {
    const out = [];
    for (let at = 0; at < list.length; at += 2) out.push({ lock: text(list[at]), write: list[at + 1] === 1 });
    return out;
  };
  const stackOf = (frame: number): Place[] => {
    const out: Place[] = [];
    for (let at = frame; at > 0; at = number(frames, (at - 1) * 2 + 1)) {
      const place = number(frames, (at - 1) * 2) * 5;
      out.push({
        file: text(places[place]),
        fn: text(places[place + 1]),
        text: text(places[place + 2]),
        patch: text(number(places, place + 3) - 1),
        line: number(places, place + 4),
      });
    }
    return out;
  };
  const known = new Map<number, Step>();
  const stepOf = (one: number): Step => {
    const found = known.get(one);
    if (found) return found;
    const at = one * 7;
    const thread = number(steps, at) * 2;
    const flags = number(steps, at + 6);
    const step: Step = {
      number: one,
      thread: text(threads[thread]),
      cpu: number(threads, thread + 1),
      stack: stackOf(number(steps, at + 1)),
      action: text(steps[at + 2]),
      held: locks(held[number(steps, at + 3)] ?? []),
      changed: triples(changed[number(steps, at + 4)] ?? []),
      reached: (reached[number(steps, at + 5)] ?? []).map(text),
      irqsOff: (flags & 1) > 0,
      preemptOff: (flags & 2) > 0,
      preempts: (flags & 4) > 0,
      omitted: flags >> 3,
    };
    known.set(one, step);
    return step;
  };
  return (trace) => (traces[trace] ?? []).map(stepOf);
}

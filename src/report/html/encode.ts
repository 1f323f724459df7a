/**
 * The steps of all traces as compact data for the page's script. Everything that repeats is stored once: texts, places,
 * call stacks, whole steps. A trace is written against a table of "what came after this step last time", which holds
 * for most steps, because the runs of one case share their way. `client/decode.ts` is the other half.
 */
import type { SourcePlace, TraceStep } from '../../result';
import { actionOf } from '../trace-rows';
import { actionText, short } from '../trace-table';
import { pack, References } from './pack';

/** Numbers are indices, packed (`pack.ts`); `^` marks references. */
export interface TraceData {
  readonly texts: readonly string[];
  /** Records of thread, CPU. */
  readonly threads: string;
  /** Records of file, function, source line, patch file + 1 or 0, line of the patch file. */
  readonly places: string;
  /** Records of ^place, and how many frames back its caller is, 0 for none; frames are numbered from 1. */
  readonly frames: string;
  /** Per set of held locks: lock, 1 for write, ... */
  readonly held: readonly (readonly number[])[];
  /** Per set of changes: name, from, to, ... */
  readonly changed: readonly (readonly number[])[];
  /** Per set of labels: label, ... */
  readonly reached: readonly (readonly number[])[];
  /** Records of ^thread, ^frame (less 1), action, ^held, ^changed, ^reached, flags: 1 irqs off, 2 preemption off, 4 preempts, 8 times the steps left out before it. */
  readonly steps: string;
  /** Per trace how many numbers follow; then a ^step, and how many follow it as foretold; a ^step, ... */
  readonly traces: string;
}

/** Numbers things by a key, in the order of coming. */
class Numbers<T> {
  private readonly known = new Map<string, number>();
  readonly all: T[] = [];

  of(key: string, make: () => T): number {
    let number = this.known.get(key);
    if (number === undefined) {
      number = this.all.length;
      this.known.set(key, number);
      this.all.push(make());
    }
    return number;
  }
}

/** The number of what has come before, by a key that is quicker to make than what the number is made from. */
function once<K>(known: Map<K, number>, key: K, make: () => number): number {
  let number = known.get(key);
  if (number === undefined) known.set(key, (number = make()));
  return number;
}

export class TraceBook {
  private readonly texts = new Numbers<string>();
  private readonly threads = new Numbers<readonly number[]>();
  private readonly places = new Numbers<readonly number[]>();
  private readonly frames = new Numbers<readonly number[]>();
  private readonly held = new Numbers<readonly number[]>();
  private readonly changed = new Numbers<readonly number[]>();
  private readonly reached = new Numbers<readonly number[]>();
  private readonly steps = new Numbers<readonly number[]>();
  private readonly traces: number[][] = [];
  private readonly next = new Map<number, number>();
  private readonly knownActions = new Map<string, number>();
  private readonly knownHeld = new Map<string, number>();
  private readonly knownChanged = new Map<string, number>();
  private readonly knownPlaces = new Map<SourcePlace, number>();
  private readonly knownStacks = new Map<TraceStep['stack'], number>();

  /** Number of the trace in the data. */
  add(steps: readonly TraceStep[]): number {
    const tokens: number[] = [];
    let before: number | undefined;
    for (const step of steps) {
      const number = this.step(step);
      if (before !== undefined && this.next.get(before) === number) {
        tokens[tokens.length - 1] = (tokens[tokens.length - 1] ?? 0) + 1;
      } else tokens.push(number, 0);
      if (before !== undefined) this.next.set(before, number);
      before = number;
    }
    return this.traces.push(tokens) - 1;
  }

  data(): TraceData {
    const place = new References();
    const frames = this.frames.all.flatMap(([at = 0, caller = 0], index) => [
      place.of(at),
      caller === 0 ? 0 : index + 1 - caller,
    ]);
    const columns = Array.from({ length: 7 }, () => new References());
    const steps = this.steps.all.flatMap((step) =>
      step.map((value, at) => (at === 2 || at === 6 ? value : (columns[at]?.of(at === 1 ? value - 1 : value) ?? 0))),
    );
    const step = new References();
    const traces = this.traces.flatMap((tokens) => [
      tokens.length,
      ...tokens.map((value, at) => (at % 2 === 0 ? step.of(value) : value)),
    ]);
    return {
      texts: this.texts.all,
      threads: pack(this.threads.all.flat()),
      places: pack(this.places.all.flat()),
      frames: pack(frames),
      held: this.held.all,
      changed: this.changed.all,
      reached: this.reached.all,
      steps: pack(steps),
      traces: pack(traces),
    };
  }

  /** Functions that some step stands in, or was called from. */
  functions(): Set<string> {
    return new Set(this.places.all.map((place) => this.texts.all[place[1] ?? 0] ?? ''));
  }

  private text(text: string): number {
    return this.texts.of(text, () => text);
  }

  private list(into: Numbers<readonly number[]>, list: readonly number[]): number {
    return into.of(list.join(), () => list);
  }

  private place(place: SourcePlace): number {
    return once(this.knownPlaces, place, () => {
      const patch = place.patch;
      return this.list(this.places, [
        this.text(place.file),
        this.text(place.function),
        this.text(place.text),
        patch ? this.text(patch.patch) + 1 : 0,
        patch ? patch.line : 0,
      ]);
    });
  }

  /** Counted from 1. @param caller 0 for none */
  private frame(place: SourcePlace, caller: number): number {
    const number = this.place(place);
    return this.frames.of(`${number},${caller}`, () => [number, caller]) + 1;
  }

  private step(step: TraceStep): number {
    const heldKey = step.held.map((one) => `${one.mode} ${one.lock}`).join('\n');
    const held = once(this.knownHeld, heldKey, () =>
      this.list(
        this.held,
        step.held.flatMap((one) => [this.text(short(one.lock)), one.mode === 'write' ? 1 : 0]),
      ),
    );
    const changedKey = step.changed.map((one) => `${one.name}\n${one.from}\n${one.to}`).join('\n');
    const changed = once(this.knownChanged, changedKey, () =>
      this.list(
        this.changed,
        step.changed.flatMap((one) => [short(one.name), short(one.from), short(one.to)].map((text) => this.text(text))),
      ),
    );
    return this.list(this.steps, [
      this.list(this.threads, [this.text(step.thread), step.cpu]),
      this.frame(
        step.place,
        once(this.knownStacks, step.stack, () => step.stack.reduce((caller, place) => this.frame(place, caller), 0)),
      ),
      once(this.knownActions, `${step.action}\n${changedKey}`, () => this.text(short(actionText(actionOf(step))))),
      held,
      changed,
      this.list(
        this.reached,
        step.reached.map((label) => this.text(label)),
      ),
      (step.irqsOff ? 1 : 0) + (step.preemptOff ? 2 : 0) + (step.preemption ? 4 : 0) + 8 * (step.omitted ?? 0),
    ]);
  }
}

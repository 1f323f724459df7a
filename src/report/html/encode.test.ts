import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { TraceStep } from '../../result';
import { circular, imbalance, step, useAfterFree } from '../fixtures';
import { decode } from './client/decode';
import { unpack } from './client/unpack';
import { TraceBook } from './encode';
import { pack, References } from './pack';

/** What a reader of the page gets of a step, from the step itself. */
function shown(one: TraceStep): unknown {
  return {
    thread: one.thread,
    cpu: one.cpu,
    stack: [one.place, ...[...one.stack].reverse()].map((place) => [
      place.function,
      place.text,
      place.patch?.line ?? 0,
    ]),
    held: one.held.map((lock) => lock.mode === 'write'),
    changed: one.changed.length,
    reached: one.reached,
    flags: [one.irqsOff, one.preemptOff, one.preemption],
  };
}

function decoded(runs: readonly (readonly TraceStep[])[]): unknown[] {
  const book = new TraceBook();
  const numbers = runs.map((run) => book.add(run));
  const stepsOf = decode(book.data(), unpack);
  return numbers.map((number) =>
    stepsOf(number).map((one) => ({
      thread: one.thread,
      cpu: one.cpu,
      stack: one.stack.map((place) => [place.fn, place.text, place.line]),
      held: one.held.map((lock) => lock.write),
      changed: one.changed.length,
      reached: one.reached,
      flags: [one.irqsOff, one.preemptOff, one.preempts],
    })),
  );
}

describe('traces as data', () => {
  it('come out in the page as they went in', () => {
    const runs = [useAfterFree, imbalance, circular, useAfterFree].flatMap((one) => one.witnesses.map((w) => w.steps));
    expect(decoded(runs)).toEqual(runs.map((run) => run.map(shown)));
  });

  it('come out whatever they are', () => {
    const word = fc.constantFrom('a', 'b', 'c', 'd');
    const steps = fc
      .tuple(word, fc.nat(2), word, word, fc.array(word, { maxLength: 3 }), fc.option(fc.nat(90)), fc.boolean())
      .map(([thread, cpu, fn, text, under, line, preemption]) =>
        step(thread, cpu, fn, `write ${text}`, {
          text,
          under,
          preemption,
          held: under.length > 1 ? 'm:read n:write' : '',
          changed: [fn, '1', '2'],
          reached: under,
          ...(line === null ? {} : { patchLine: line + 1 }),
        }),
      );
    fc.assert(
      fc.property(fc.array(fc.array(steps, { maxLength: 12 }), { maxLength: 6 }), (runs) => {
        expect(decoded(runs)).toEqual(runs.map((run) => run.map(shown)));
      }),
    );
  });

  it('say a trace that was seen before in few characters', () => {
    const book = new TraceBook();
    const steps = useAfterFree.witnesses[0]?.steps ?? [];
    book.add(steps);
    const once = book.data().traces.length;
    book.add(steps);
    expect(book.data().traces.length - once).toBeLessThan(10);
  });
});

describe('numbers as text', () => {
  it('are five bits a character', () => {
    expect(pack([0, 31, 32, 1024])).toBe('A' + 'f' + 'gB' + 'ggB');
  });

  it('come back', () => {
    fc.assert(fc.property(fc.array(fc.nat(5_000_000)), (numbers) => expect(unpack(pack(numbers))).toEqual(numbers)));
  });

  it('name the next new thing by 0, a known one by its distance', () => {
    const references = new References();
    expect([0, 1, 0, 1, 4, 2].map((one) => references.of(one))).toEqual([0, 0, 3, 1, 4, 5]);
  });
});

/** Traces as text: what is printed is read back, what is wrong is refused where it is wrong. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatTrace, parseTrace, type TraceStep } from './trace';

const step: fc.Arbitrary<TraceStep> = fc.oneof(
  fc.constantFrom('khugepaged', 'task', 'cpu1!ipi', 'rcu', 'setup', 't-2', 'a.b').map((thread) => ({ thread })),
  fc.record({ thread: fc.constantFrom('khugepaged', 'finally'), choice: fc.nat(12) }),
);

describe('traces', () => {
  it('print and parse', () => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 30 }),
        fc.array(step, { maxLength: 4 }),
        fc.option(fc.constantFrom('abcd1234', '0123'), { nil: undefined }),
        (stem, cycle, hash) => {
          const trace = { ...(hash === undefined ? {} : { hash }), stem, cycle };
          expect(parseTrace(formatTrace(trace))).toEqual({ trace });
        },
      ),
    );
  });

  it('anything else is refused or read, never thrown at', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const { trace, error } = parseTrace(text);
        expect(trace === undefined).toBe(error !== undefined);
        if (error) expect(error.offset).toBeLessThanOrEqual(text.length);
      }),
    );
  });

  it.each([
    ['task*0', 0],
    ['task task=', 5],
    ['task #abcd', 5],
    ['( task', 6],
    ['( )*', 2],
    ['( a )* b', 7],
    ['( ( a', 2],
    ['task*99999999', 0],
    ['<script>', 0],
  ])('%s is refused at %i', (text, offset) => {
    expect(parseTrace(text).error?.offset).toBe(offset);
  });
});

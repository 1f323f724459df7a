/** What is left of very long runs of one thread. */
import { describe, expect, it } from '@jest/globals';
import { step } from '../report/fixtures';
import { lengthOf, numbersOf, type TraceStep } from '../result';
import { shortened } from './shorten';

const run = (thread: string, length: number, labels: readonly number[] = []): TraceStep[] =>
  Array.from({ length }, (_, at) =>
    step(thread, 0, 'f', `read ${thread}[${at}]`, labels.includes(at) ? { reached: [`at-${at}`] } : {}),
  );

describe('a shortened trace', () => {
  it('is the trace where no run of a thread is longer than a thousand steps', () => {
    const steps = [...run('a', 900), ...run('b', 900), ...run('a', 1000)];
    expect(shortened(steps)).toEqual(steps);
  });

  it('keeps both ends of a longer run, and says how many are between them', () => {
    const steps = shortened([...run('b', 2), ...run('a', 5000), ...run('b', 1)]);
    expect(steps.map((one) => one.omitted ?? 0).filter((count) => count > 0)).toEqual([4600]);
    expect(steps).toHaveLength(2 + 400 + 1);
    expect(lengthOf(steps)).toBe(5003);
    expect(numbersOf(steps).slice(200, 204)).toEqual([201, 202, 4803, 4804]);
    expect(steps[202]?.action).toBe('read a[4800]');
  });

  it('keeps what passed a label', () => {
    const steps = shortened(run('a', 5000, [1000]));
    expect(steps.filter((one) => one.omitted !== undefined).map((one) => [one.action, one.omitted])).toEqual([
      ['read a[1000]', 800],
      ['read a[4800]', 3799],
    ]);
    expect(lengthOf(steps)).toBe(5000);
  });
});

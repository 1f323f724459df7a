/** What `observe` shows of the ends of a program: every final value, whatever the search. */
import { describe, expect, it } from '@jest/globals';
import { constant, made, reg, run } from './testing';

describe('ends', () => {
  // Two racing increments lose one or none; the pointer shows as the name of what it points to.
  const program = made((b) => ({
    threads: [0, 1].map(() => [
      b.load(0, 'x'),
      b.store('x', { kind: 'binary', op: '+', a: reg(0), b: constant(1), unsigned: false, wide: false }),
    ]),
    setup: [b.store('p', b.address('x'))],
    extra: { finally: [b.load(0, 'x'), b.store('y', reg(0))] },
  }));
  const global = (name: string): number => program.globals.findIndex((one) => one.name === name);
  const observe = ['x', 'p', 'y'].map((name) => ({ global: global(name), offset: 0 }));

  it.each([true, false])('has every final value, reduction %s', (reduction) => {
    const { ends } = run(program, { reduction, observe });
    expect(ends.map(String).sort()).toEqual(['1,x,1', '2,x,2']);
  });
});

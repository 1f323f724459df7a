/** The stack set against a plain array. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { StackSet } from './stack-set';

/** Few distinct hashes, many of one row of collisions, (0, 0) among them. */
const hash = fc.tuple(fc.constantFrom(0, 1, 64, 128, -64, 4096, 1 << 20), fc.constantFrom(0, 7, -7));

describe('StackSet', () => {
  it('knows what is on the stack, whatever came and went', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(hash, fc.constant(undefined)), { maxLength: 300 }), (moves) => {
        const set = new StackSet();
        const stack: (readonly [number, number])[] = [];
        for (const move of moves) {
          if (move) {
            set.push(...move);
            stack.push(move);
          } else if (stack.length > 0) {
            set.pop();
            stack.pop();
          }
          const [a, b] = move ?? [64, 7];
          expect(set.has(a, b)).toBe(stack.some((one) => one[0] === a && one[1] === b));
        }
      }),
    );
  });

  it('takes hashes as signed or unsigned words', () => {
    const set = new StackSet();
    set.push(-1, -2);
    expect(set.has(0xffffffff, 0xfffffffe)).toBe(true);
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { smallest } from './smallest';

const ask = (needed: readonly number[][]) => (without: readonly number[]) =>
  Promise.resolve(needed.some((set) => set.every((one) => without.includes(one))));
const upTo = (count: number) => Array.from({ length: count }, (_, at) => at);

describe('the smallest set', () => {
  it('is one member where one will do, and the others that would do are named', async () => {
    expect(await smallest(upTo(9), ask([[4], [7], [1, 2]]), 100)).toMatchObject({ set: [4], alone: [7], cut: false });
  });

  it('is empty where nothing changes the answer', async () => {
    expect(await smallest(upTo(5), ask([]), 100)).toMatchObject({ set: [], asked: 6 });
    expect(await smallest([], ask([[]]), 100)).toMatchObject({ set: [], asked: 0 });
  });

  it('changes the answer, and no member can be spared', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.nat(15), { minLength: 1, maxLength: 6 }), async (needed) => {
        const { set, cut } = await smallest(upTo(16), ask([needed]), 10_000);
        expect([...set].sort((a, b) => a - b)).toEqual([...needed].sort((a, b) => a - b));
        expect(cut).toBe(false);
      }),
    );
  });

  it('keeps to its budget, and says that it was cut', async () => {
    const cut = await smallest(upTo(64), ask([[0, 63]]), 70);
    expect(cut.asked).toBeLessThanOrEqual(70);
    expect(cut.cut).toBe(true);
    expect(await ask([[0, 63]])(cut.set)).toBe(true);
  });
});

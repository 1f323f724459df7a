/** `leak`: what nobody can reach at a normal end. */
import { describe, expect, it } from '@jest/globals';
import { constant, found, frame, reg } from '../testing';

describe('leak', () => {
  it('an object that no global leads to, named after where it was made', () => {
    expect(found((b) => ({ threads: [b.within('maker', [b.alloc(4), b.storeValue(4, constant(1))])] }))).toEqual([
      'leak@maker',
    ]);
  });

  it('an object in a global, or in an object that a global leads to, is none', () => {
    expect(
      found((b) => ({ threads: [[b.alloc(4), b.store('p', reg(4)), b.alloc(5), b.storeNext(4, reg(5))]] })),
    ).toEqual([]);
  });

  it.each(['first', 'second'])('of a chain only its head is told, %s of it made before the other', (before) => {
    expect(
      found((b) => {
        const first = b.within('first', [b.alloc(4)]);
        const second = b.within('second', [b.alloc(5)]);
        const made = before === 'first' ? [...first, ...second] : [...second, ...first];
        return { threads: [[...made, b.storeNext(4, reg(5))]] };
      }),
    ).toEqual(['leak@first']);
  });

  it('of a ring one is told, the one made first in the text', () => {
    expect(
      found((b) => {
        const first = b.within('first', [b.alloc(4)]);
        const second = b.within('second', [b.alloc(5)]);
        return { threads: [[...second, ...first, b.storeNext(4, reg(5)), b.storeNext(5, reg(4))]] };
      }),
    ).toEqual(['leak@first']);
  });

  it('a pointer overwritten by somebody else: only in the runs in which that happens', () => {
    expect(
      found((b) => ({
        threads: [
          b.within('one', [b.load(5, 'p'), b.alloc(4), b.store('p', reg(4))]),
          b.within('two', [b.swap(5, 'p', constant(0)), ...b.unless(5, [b.free(5)])]),
        ],
      })),
    ).toEqual([]);
    expect(
      found((b) => ({
        threads: [
          b.within('one', [b.alloc(4), b.store('p', reg(4))]),
          b.within('two', [b.alloc(4), b.store('p', reg(4))]),
        ],
      })),
    ).toEqual(['leak@one', 'leak@two']);
  });

  it('a local of a thread that has ended keeps nothing', () => {
    expect(
      found((b) => ({
        threads: [b.within('maker', [b.alloc(4), b.set(7, frame), b.storeNext(7, reg(4))])],
        extra: { frames: true },
      })),
    ).toEqual(['leak@maker']);
  });

  it('an object freed is none; on a run that crashed nobody asks', () => {
    expect(found((b) => ({ threads: [[b.alloc(4), b.free(4)]] }))).toEqual([]);
    expect(found((b) => ({ threads: [b.within('dies', [b.alloc(4), b.report('bug-on')])] }))).toEqual(['bug-on@dies']);
  });

  it('a page table still mapped', () => {
    expect(found((b) => ({ threads: [b.within('maps', [{ op: 'pte-map', delta: 1, at: 0 }])] }))).toEqual([
      'leak@maps',
    ]);
  });
});

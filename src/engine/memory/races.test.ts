/** `data-race` under lkmm: plain accesses that nothing orders, though no two next steps show it. */
import { describe, expect, it } from '@jest/globals';
import { explore, type MemoryModel } from '../index';
import { plainOptions } from '../testing';
import { shape } from './shapes';

function raced(text: string, memory: MemoryModel): boolean {
  const { program } = shape(text);
  const found = [false, true].map((reduction) => {
    const { findings } = explore(program, { ...plainOptions, memory, reduction, kcsan: true });
    return findings.some((one) => one.kind === 'data-race');
  });
  expect(found[0]).toBe(found[1]);
  return found[0] === true;
}

/** Shape, and whether the kernel's model flags it. */
const table: readonly (readonly [string, string, boolean])[] = [
  ['plain store, then a flag', '*x=1 y=1 | r0=y if:r0 r1=*x fi', true],
  ['plain store, then a flag it releases', '*x=1 y=.1 | r0=.y if:r0 r1=*x fi', false],
  ['the flag is read without acquire', '*x=1 y=.1 | r0=y if:r0 r1=*x fi', true],
  ['the flag is read before smp_rmb', '*x=1 wmb y=1 | r0=y rmb if:r0 r1=*x fi', false],
  ['a marked load of a plain store', '*x=1 y=1 | r0=y if:r0 r1=x fi', true],
  ['a plain load of a marked store', 'x=1 y=1 | r0=y if:r0 r1=*x fi', true],
  ['both marked', 'x=1 y=1 | r0=y if:r0 r1=x fi', false],
  ['two plain stores, a flag between', '*x=1 y=1 | r0=y if:r0 *x=2 fi', true],
  ['two plain stores, the flag ordered', '*x=1 y=.1 | r0=.y if:r0 *x=2 fi', false],
  ['one lock', 'lock:l *x=1 unlock:l | lock:l r0=*x unlock:l', false],
  ['two locks', 'lock:l *x=1 unlock:l | lock:m r0=*x unlock:m', true],
];

describe('data races under lkmm', () => {
  it.each(table)('%s', (_, text, flagged) => {
    expect(raced(text, 'lkmm')).toBe(flagged);
  });
});

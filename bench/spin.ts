/** The same questions asked of SPIN: `spin -a`, gcc, pan, and what pan says of its search. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { command, present } from './clock';
import type { Variant } from './models';

export interface SpinRun {
  /** What pan stopped at; undefined: it searched everything and found no error. */
  readonly error?: string;
  readonly states: number;
  /** pan alone. */
  readonly milliseconds: number;
  /** From the Promela text to the verdict. */
  readonly total: number;
}

export const spinPresent = (): boolean => present('spin') && present('gcc');

/** V of khugepaged.pml. */
const versionOf = (variant: Variant): string => /-v(\d)\.patch$/.exec(variant.patch ?? '')?.[1] ?? '2';

/** @param reduced with SPIN's partial order reduction */
export function spinRun(variant: Variant, reduced: boolean): SpinRun {
  const folder = mkdtempSync(join(tmpdir(), 'patch-oracle-spin-'));
  try {
    const defines = [
      `-DNR_THREADS=${variant.threads}`,
      `-DV=${versionOf(variant)}`,
      ...(variant.defines ?? []).map((name) => `-D${name}`),
    ];
    const text = join(__dirname, `${variant.subject}.pml`);
    const made = command(folder, 'spin', ['-a', ...defines, text]);
    const options = reduced ? [] : ['-DNOREDUCE'];
    const built = command(folder, 'gcc', ['-O2', '-DSAFETY', ...options, '-o', 'pan', 'pan.c']);
    if (!built.ok) throw new Error(`${made.value}\n${built.value}`);
    const run = (bits: number, depth: number): ReturnType<typeof command> =>
      command(folder, './pan', [`-m${depth}`, `-w${bits}`]);
    // Once to know which hash table and stack are right for it: clearing larger ones would count.
    const first = run(24, 2_000_000).value;
    const states = numberIn(first, /(\d\S*) states, stored/);
    const depth = numberIn(first, /depth reached (\d+)/) + 10;
    const bits = Math.max(12, Math.min(28, Math.ceil(Math.log2(states)) + 1));
    const ran = [run(bits, depth), run(bits, depth)].reduce((a, b) => (b.milliseconds < a.milliseconds ? b : a));
    const error = /^pan:1: (.*?)(?: \(at depth.*)?$/m.exec(ran.value)?.[1];
    return {
      ...(error === undefined ? {} : { error }),
      states,
      milliseconds: ran.milliseconds,
      total: made.milliseconds + built.milliseconds + ran.milliseconds,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function numberIn(output: string, pattern: RegExp): number {
  const found = pattern.exec(output)?.[1];
  if (found === undefined) throw new Error(output);
  return Number(found);
}

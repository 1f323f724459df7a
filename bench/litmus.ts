/** The litmus corpus in a warm process: what a file takes from text to outcome, and all of them together. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SourceFile } from '../src/base/source';
import { readLitmus, runLitmus, type LitmusMemory } from '../src/litmus';
import { bestOf } from './clock';

const folder = join(__dirname, '../cases/litmus');

export interface LitmusFigures {
  readonly memory: LitmusMemory;
  readonly axioms: boolean;
  readonly files: number;
  /** Milliseconds, best of several, summed over the files. */
  readonly all: number;
  readonly slowest: { readonly name: string; readonly milliseconds: number };
  /** Files of at least 5 ms. */
  readonly slow: number;
}

export function litmusFigures(memory: LitmusMemory, axioms: boolean): LitmusFigures {
  const names = readdirSync(folder).flatMap((part) => readdirSync(join(folder, part)).map((name) => `${part}/${name}`));
  const run = (name: string): void => {
    const { test } = readLitmus(new SourceFile(name, readFileSync(join(folder, name), 'utf8')));
    const outcome = test && runLitmus(test, { memory, ctrl: 'lkmm', axioms }).outcome;
    if (!outcome) throw new Error(`${name} did not run`);
  };
  names.forEach(run);
  const times = names.map((name) => ({ name, milliseconds: bestOf(() => run(name), 5, 5).milliseconds }));
  const slowest = times.reduce((a, b) => (b.milliseconds > a.milliseconds ? b : a));
  return {
    ...{ memory, axioms, files: names.length, slowest },
    all: times.reduce((sum, one) => sum + one.milliseconds, 0),
    slow: times.filter((one) => one.milliseconds >= 5).length,
  };
}

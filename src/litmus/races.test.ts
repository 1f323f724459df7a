/**
 * Data races by the kernel model's rules for plain accesses: two of one location, one a write and one plain,
 * that no fence, dependency or lock keeps apart in every execution. The search sees accesses that can be
 * about to happen at the same time and reads and writes of what is not in view, which is less.
 */
import { describe, expect, it } from '@jest/globals';
import { SourceFile } from '../base/source';
import { readLitmus } from './read';
import { compiled } from './corpus';
import { runLitmus, searchEnds } from './run';

const parameters = 'int *x, int *f, int **p, spinlock_t *l';

/** What P0 and P1 do, whether that is a race, and whether the search sees it otherwise. */
const table: readonly (readonly [name: string, p0: string, p1: string, race: boolean, search?: boolean])[] = [
  ['two plain stores', '*x = 1;', '*x = 2;', true],
  ['a plain store and a marked read', '*x = 1;', 'r = READ_ONCE(*x);', true],
  ['marked accesses', 'WRITE_ONCE(*x, 1);', 'r = READ_ONCE(*x);', false],
  ['two plain reads', 'r = *x;', 'r = *x;', false],
  ['a lock', 'spin_lock(l); *x = 1; spin_unlock(l);', 'spin_lock(l); r = *x; spin_unlock(l);', false],
  ['a lock on one side', 'spin_lock(l); *x = 1; spin_unlock(l);', 'r = *x;', true],
  ['release, acquire', '*x = 1; smp_store_release(f, 1);', 'if (smp_load_acquire(f)) r = *x;', false],
  ['wmb, rmb', '*x = 1; smp_wmb(); WRITE_ONCE(*f, 1);', 'if (READ_ONCE(*f)) { smp_rmb(); r = *x; }', false],
  ['wmb, nothing', '*x = 1; smp_wmb(); WRITE_ONCE(*f, 1);', 'if (READ_ONCE(*f)) r = *x;', true],
  ['nothing, rmb', '*x = 1; WRITE_ONCE(*f, 1);', 'if (READ_ONCE(*f)) { smp_rmb(); r = *x; }', true],
  ['wmb, address dependency', '*x = 1; smp_wmb(); WRITE_ONCE(*p, x);', 'int *q = READ_ONCE(*p); r = *q;', false],
  [
    'read before release, store after acquire',
    'r = *x; smp_store_release(f, 1);',
    'if (smp_load_acquire(f)) *x = 1;',
    false,
  ],
  [
    'read before mb, store after a branch',
    'r = *x; smp_mb(); WRITE_ONCE(*f, 1);',
    'if (READ_ONCE(*f)) *x = 1;',
    true,
    false,
  ],
];

function flags(p0: string, p1: string): { readonly told: boolean; readonly axioms: boolean; readonly search: boolean } {
  const thread = (number: number, body: string): string => `P${number}(${parameters})\n{\n\tint r;\n\t${body}\n}\n`;
  const init = '{ int x = 0; int z = 0; int *p = &z; }';
  const text = `C race\n${init}\n${thread(0, p0)}${thread(1, p1)}exists (x=1)\n`;
  const { test, diagnostics } = readLitmus(new SourceFile('race.litmus', text));
  if (!test) throw new Error(diagnostics.map((one) => one.message).join('\n'));
  const told = [false, true].map((axioms) => {
    const ran = runLitmus(test, { memory: 'lkmm', ctrl: 'lkmm', axioms });
    expect(ran.diagnostics).toEqual([]);
    return ran.outcome?.flags.includes('data-race') ?? false;
  });
  const { program, results } = compiled(test);
  const search = searchEnds(program, results, 'lkmm', 'lkmm').findings.some(({ kind }) => kind === 'data-race');
  return { told: told[0] ?? false, axioms: told[1] ?? false, search };
}

describe('data races', () => {
  it.each(table)('%s', (_, p0, p1, race, search = race) => {
    expect(flags(p0, p1)).toEqual({ told: race, axioms: race, search });
  });
});

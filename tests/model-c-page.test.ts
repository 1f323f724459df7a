/** docs/model-c.md names every primitive and no other, and its example builds. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { renderDiagnostic } from '../src/base/diagnostics';
import { SourceFile } from '../src/base/source';
import { Model } from '../src/csrc';
import { intrinsics } from '../src/csrc/intrinsics';

const page = readFileSync(path.join(__dirname, '../docs/model-c.md'), 'utf8');
const primitives = page.slice(page.indexOf('## Primitives'));
const named = new Set([...primitives.matchAll(/`(\w+)[^`]*`/g)].map(([, name]) => name ?? ''));
const suffix = /_(?:relaxed|acquire|release)$/;
const isAwait = (name: string): boolean => /^__await_\w\w_(?:set|add)$/.test(name);

describe('docs/model-c.md', () => {
  it('names every primitive', () => {
    const missing = [...intrinsics.keys()].filter(
      (name) => !named.has(name) && !(suffix.test(name) && named.has(name.replace(suffix, ''))) && !isAwait(name),
    );
    expect(missing).toEqual([]);
  });

  it('names no primitive that is not there', () => {
    const calls = [...named].filter((name) => /^(?:atomic_|smp_|__|down_|up_|spin_|mutex_|rcu_)/.test(name));
    expect(calls.filter((name) => name !== 'atomic_t' && !intrinsics.has(name))).toEqual([]);
  });

  it.each([...page.matchAll(/```c\n([\s\S]*?)```/g)].map((match) => [match[1] ?? '']))('example %#', (text) => {
    const prelude = 'struct lock;\nvoid spin_lock(struct lock *lock);\nvoid spin_unlock(struct lock *lock);\n';
    const files = new Map([['mm/a.c', new SourceFile('mm/a.c', prelude + text)]]);
    expect(new Model(files, new Map()).diagnostics.map(renderDiagnostic)).toEqual([]);
  });
});

/** A project loaded again: what did not change is the same object, what did is not. */
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Bench } from './jobs';
import { KeptTexts } from './kept-texts';
import { loadProject } from './project';

let root = '';
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'patch-oracle-'));
  cpSync(path.join(__dirname, '../../tests/fixtures/count'), root, { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function touch(file: string): void {
  const at = path.join(root, file);
  writeFileSync(at, readFileSync(at, 'utf8').replace(/\n$/, '\n\n'));
}

/** Which parts are other objects, and whether a bench has to begin anew. */
function changedBy(file: string): string[] {
  const kept = new KeptTexts();
  const before = loadProject(root, kept);
  const bench = new Bench(before);
  touch(file);
  const now = loadProject(root, kept);
  expect(loadProject(root)).toEqual(now);
  const parts = {
    model: [...before.model].some(([name, text]) => now.model.get(name) !== text),
    series: before.series.some((one, index) => now.series[index] !== one),
    case: before.cases.some((one, index) => now.cases[index] !== one),
    builds: Reflect.get(bench, 'builds') !== Reflect.get(bench.after(now), 'builds'),
  };
  return Object.entries(parts).flatMap(([name, changed]) => (changed ? [name] : []));
}

it.each([
  ['src/kernel/mm/counter.c', ['model', 'builds']],
  ['patches/count/v1/0001-no-lock.patch', ['series', 'builds']],
  ['patches/count/series.yaml', ['series', 'builds']],
  ['cases/count/01-two-adds.yaml', ['case']],
])('a change of %s', (file, parts) => {
  expect(changedBy(file)).toEqual(parts);
});

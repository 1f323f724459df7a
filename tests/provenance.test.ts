/** src/kernel/PROVENANCE.md has a row for every function of the model and of its versions, and none for what is not there. */
import { join } from 'path';
import { describe, expect, it } from '@jest/globals';
import { applyVersion, blocksOf, listSeries, loadSeries, type Files } from '../src/patch';
import { diskReader, readModel } from '../src/run/disk';

const root = join(__dirname, '..');
const reader = diskReader(root);

const rows = (reader.read('src/kernel/PROVENANCE.md') ?? '')
  .split('\n')
  .filter((line) => /^\| `/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()));
const named = rows.flatMap(([, first = '']) => [...first.matchAll(/`(\w+)`/g)].map(([, name = '']) => name));

function functionsOf(files: Files): string[] {
  return [...files.values()].flatMap(({ text }) =>
    blocksOf(text)
      .filter((block) => block.kind === 'function')
      .map((block) => block.name),
  );
}

/** Of the plain model and of every version of every series. */
function everyFunction(): Set<string> {
  const model = readModel(reader, root);
  const names = new Set(functionsOf(model));
  // All of them first: a version may stand on one of another series.
  const all = listSeries(reader).flatMap((name) => loadSeries(reader, name).series ?? []);
  for (const series of all) {
    for (const version of series.versions.keys())
      for (const one of functionsOf(applyVersion(model, series, version, all).files ?? new Map())) names.add(one);
  }
  return names;
}

describe('PROVENANCE.md', () => {
  it('says one of four words in every row', () => {
    expect(rows.filter(([, , status = '']) => !/^(kept|simplified|stubbed|new)$/.test(status))).toEqual([]);
  });

  it('names a function once', () => {
    expect(named.filter((name, at) => named.indexOf(name) !== at)).toEqual([]);
  });

  it('has every function of the model and its versions, and no other', () => {
    const there = everyFunction();
    expect({
      missing: [...there].filter((name) => !named.includes(name)).sort(),
      gone: named.filter((name) => !there.has(name)).sort(),
    }).toEqual({ missing: [], gone: [] });
  });
});

import { describe, expect, it } from '@jest/globals';
import path from 'node:path';
import { loadSources } from '../run/project';
import { applyVersion, contextsOf } from '.';
import type { HunkContext } from '../result';

const { model, series } = loadSources(path.join(__dirname, '../..'));
const swapin = series.find((one) => one.name === 'swapin');
if (!swapin) throw new Error('no series swapin');

/** Of a version of swapin, on the files that it stands on. */
function around(name: string): HunkContext[] {
  const version = swapin?.versions.get(name);
  const [first = '', second] = (version?.base ?? '').split('/');
  const home = second === undefined ? swapin : series.find((one) => one.name === first);
  const files = version?.base === undefined ? model : home && applyVersion(model, home, second ?? first, series).files;
  if (!version || !files) throw new Error(`no version ${name}`);
  return contextsOf(version, files);
}

describe('what stands around hunks', () => {
  for (const name of ['v1-2of3', 'v1', 'v2-fix2', 'v6.12']) {
    it(`is found in the files before and after ${name}`, () => {
      const contexts = around(name);
      const version = swapin.versions.get(name);
      const hunks = (version?.patches ?? []).flatMap((one) => one.parsed.files.flatMap((file) => file.hunks));
      expect(contexts).toHaveLength(hunks.length);
      // After the last patch, its hunks stand where they are said to.
      const last = version?.patches.at(-1)?.parsed;
      const files = applyVersion(model, swapin, name, series).files;
      for (const file of last?.files ?? []) {
        const lines = files?.get(file.path)?.text.split('\n') ?? [];
        for (const hunk of file.hunks) {
          const context = contexts.find((one) => one.patch === last?.source.name && one.hunk === hunk.number);
          const fresh = hunk.lines.filter((line) => line.kind !== 'remove').map((line) => line.text);
          const start = (context?.newStart ?? 0) - 1;
          expect(lines.slice(start, start + fresh.length)).toEqual(fresh);
          const before = context?.before ?? [];
          expect(lines.slice(start - before.length, start)).toEqual(before);
          const after = context?.after ?? [];
          expect(lines.slice(start + fresh.length, start + fresh.length + after.length)).toEqual(after);
        }
      }
    });
  }

  it('is nothing where a version has no patch', () => {
    expect(around('base')).toEqual([]);
  });
});

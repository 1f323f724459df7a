import { describe, expect, test } from '@jest/globals';
import path from 'node:path';
import { applyVersion, chainOf } from '../patch';
import { loadProject } from './project';
import { Variants, type Variant } from './variants';

const project = loadProject(path.join(__dirname, '../..'));
const versions = project.series.flatMap((series) =>
  [...series.versions.keys()].map((version) => ({ series, version })),
);

/** All that a variant is: texts, and which patch line wrote which line. */
function told({ files, diagnostics }: Variant): unknown {
  const sorted = [...(files ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
  return { texts: sorted.map(([path, file]) => [path, file.name, file.text, [...file.origins]]), diagnostics };
}

describe('a variant', () => {
  test.each([
    ['in their order', versions],
    ['the last first', [...versions].reverse()],
  ])('is what its whole chain makes of the model, asked %s', (_, order) => {
    const variants = new Variants(project);
    for (const { series, version } of order) {
      const alone = applyVersion(project.model, series, version, project.series);
      expect(told(variants.files(series.name, version))).toEqual(told(alone));
    }
  });

  test('shares with its base what its own patches do not touch', () => {
    const variants = new Variants(project);
    let shared = 0;
    for (const { series, version } of versions) {
      const chain = chainOf(series, version, project.series);
      const [base, own] = chain.kind === 'chain' ? chain.versions.slice(-2) : [];
      const files = variants.files(series.name, version).files;
      if (!base || !own || !files) continue;
      const touched = new Set(own.patches.flatMap((patch) => patch.parsed.files.map((one) => one.path)));
      for (const [path, file] of variants.files(base.series, base.name).files ?? []) {
        if (touched.has(path)) continue;
        expect(files.get(path)).toBe(file);
        shared++;
      }
    }
    expect(shared).toBeGreaterThan(1000);
  });
});

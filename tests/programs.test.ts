/** The programs of the corpus are sane: one per case and series, under its first config. */
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Model } from '../src/csrc';
import { validate } from '../src/csrc/validate';
import { loadProject } from '../src/run/project';

const project = loadProject(path.join(__dirname, '..'));

describe('programs of the corpus', () => {
  it('there are cases', () => {
    expect(project.cases.length).toBeGreaterThan(0);
  });

  it.each(project.cases.map((one) => [`${one.series}/${one.name}`, one] as const))('%s', (_, one) => {
    const [config] = one.configs;
    const model = new Model(project.model, config?.macros ?? new Map());
    const { setup, threads, inject } = one;
    const { program, diagnostics } = model.compile({
      ...(setup ? { setup } : {}),
      ...(one.finally ? { finally: one.finally } : {}),
      threads: threads.map(({ name, source, cpu }) => ({ name, source, cpu })),
      inject,
    });
    // A case of a series with a base of its own may need what only that base has.
    if (!program) return expect(diagnostics.length).toBeGreaterThan(0);
    expect(validate(program)).toEqual([]);
    // No local of the model needs memory: whatever stays a frame costs states.
    if (one.series === 'swapin') expect(program.units.flatMap((unit) => unit.frames)).toEqual([]);
  });
});

/** The programs of the corpus are sane: one per case and series, under its first config. */
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Model } from '../src/csrc';
import { validate } from '../src/csrc/validate';
import type { CaseConfig } from '../src/case';
import { macrosKey } from '../src/run/builds';
import { loadProject } from '../src/run/project';

const project = loadProject(path.join(__dirname, '..'));

const models = new Map<string, Model>();

function modelUnder(config: CaseConfig): Model {
  const key = macrosKey(config);
  const model = models.get(key) ?? new Model(project.model, config.macros);
  models.set(key, model);
  return model;
}

describe('programs of the corpus', () => {
  it('there are cases', () => {
    expect(project.cases.length).toBeGreaterThan(0);
  });

  it.each(project.cases.map((one) => [`${one.series}/${one.name}`, one] as const))('%s', (_, one) => {
    const [config] = one.configs;
    if (!config) throw new Error('a case without a config');
    const model = modelUnder(config);
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

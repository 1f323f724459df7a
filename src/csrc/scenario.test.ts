import { describe, expect, test } from '@jest/globals';
import { SourceFile } from '../base/source';
import { modelOf } from './testing';
import type { Scenario } from './scenario';

const files = {
  'include/scenario.h': 'int f(int *at);\nint nowhere(void);\n',
  'a.c': 'int __inject(int site);\nint f(int *at) { if (__inject(fails)) return 0; return ++*at; }\n',
};
const text = (code: string): SourceFile => new SourceFile('case.yaml', code);
const setup = text('int x = 1; int y = 2;');
const source = text('f(&x);');
const thread = { name: 't', source, cpu: 0 };
const plain: Scenario = { setup, finally: text('f(&x);'), threads: [thread], inject: [] };

/** Everything that a scenario says, said differently. */
const others: readonly (readonly [string, Scenario])[] = [
  ['another setup', { ...plain, setup: text('int x = 3;') }],
  ['another end', { ...plain, finally: text('f(&y);') }],
  ['no end', { setup, threads: [thread], inject: [] }],
  ['a site that fails', { ...plain, inject: ['f:fails'] }],
  ['another name', { ...plain, threads: [{ ...thread, name: 'u' }] }],
  ['another text', { ...plain, threads: [{ ...thread, source: text('f(&y);') }] }],
  ['another CPU', { ...plain, threads: [{ ...thread, cpu: 1 }] }],
  ['another number', { ...plain, threads: [{ ...thread, number: 2 }] }],
  ['one thread more', { ...plain, threads: [thread, { ...thread, name: 'u' }] }],
];

describe('a scenario compiled again', () => {
  test('is the same program, though the scenario is another object', () => {
    const model = modelOf(files);
    const { program } = model.compile(plain);
    expect(program).toBeDefined();
    expect(model.compile({ ...plain, threads: [{ ...thread }], inject: [] }).program).toBe(program);
  });

  test.each(others)('%s: what a model that compiled nothing before makes of it', (_, other) => {
    const used = modelOf(files);
    const before = used.compile(plain).program;
    const { program } = used.compile(other);
    expect(program).toEqual(modelOf(files).compile(other).program);
    expect(program).not.toEqual(before);
  });

  test('what one scenario uses or injects is not held against the next', () => {
    const model = modelOf(files);
    const wrong = { ...plain, threads: [{ ...thread, source: text('nowhere(); if (__inject(own)) x = 2;') }] };
    expect(model.compile(wrong).diagnostics.map((one) => one.code)).toEqual(['not-defined']);
    expect(model.compile(plain).diagnostics).toEqual([]);
    expect(model.compile({ ...plain, inject: ['t:own'] }).diagnostics.map((one) => one.code)).toEqual([
      'unknown-inject',
    ]);
    expect(model.injectSites).toEqual(['f:fails']);
  });
});

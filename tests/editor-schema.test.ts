/**
 * Editors complete and check our YAML by the schema that its first line names. Every file of the corpus, and all that
 * `new` and `import` write, has that line, the schema is there, and finds nothing wrong with the file.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { TestProject } from './cli';
import { validate, type Schema } from './json-schema';

const home = path.join(__dirname, '..');

/** What is wrong with the file, by the schema that it names. */
function faults(file: string, root = home): string[] {
  const text = readFileSync(path.join(root, file), 'utf8');
  const [, named] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text) ?? [];
  const wanted = file.startsWith('cases/') ? 'cases/case.schema.json' : 'patches/series.schema.json';
  if (named === undefined) return ['the first line names no schema'];
  const schema = path.join(path.dirname(file), named);
  if (schema !== wanted) return [`the schema is ${schema}, not ${wanted}`];
  // The schemas are made by src/case and src/patch, and json-schema.test.ts knows their words.
  return validate(parse(text, { schema: 'core' }), JSON.parse(readFileSync(path.join(home, schema), 'utf8')) as Schema);
}

const yamlBelow = (folder: string): string[] =>
  readdirSync(path.join(home, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => `${folder}/${name.split(path.sep).join('/')}`);

describe.each(['cases', 'patches'])('%s/', (folder) => {
  it('has files to look at', () => {
    expect(yamlBelow(folder).length).toBeGreaterThan(4);
  });

  it.each(yamlBelow(folder))('%s', (file) => {
    expect(faults(file)).toEqual([]);
  });
});

describe('what is scaffolded', () => {
  const project = new TestProject('count');
  const mail = `From: Ann Author <ann@example.org>
Date: Mon, 1 Jun 2026 10:00:00 +0000
Message-ID: <one@example.org>
Subject: [PATCH v3] count: one

---
--- a/mm/counter.c
+++ b/mm/counter.c
@@ -5,1 +5,2 @@ void counter_add(struct counter *counter)
 \tint old;
+\tint more;
`;
  beforeAll(async () => {
    project.write('mail', mail);
    for (const args of [
      ['new', 'series', 'other'],
      ['new', 'case', 'count/02-again'],
      ['import', 'mail', '--series', 'third'],
    ])
      expect((await project.run(...args)).code).toBe(0);
  });
  afterAll(() => project.remove());

  it.each(['patches/other/series.yaml', 'cases/count/02-again.yaml', 'patches/third/series.yaml'])('%s', (file) => {
    expect(faults(file, project.root)).toEqual([]);
  });

  it('a wrong line, a wrong key and no line are seen', () => {
    const file = 'cases/count/02-again.yaml';
    const whole = project.read(file);
    const [line = ''] = whole.split('\n');
    expect(line).toContain('case.schema.json');
    project.write(file, whole.replace(line, '# a case'));
    expect(faults(file, project.root)).toEqual(['the first line names no schema']);
    project.write(file, whole.replace('../case.schema', './case.schema'));
    expect(faults(file, project.root)).toEqual([
      'the schema is cases/count/case.schema.json, not cases/case.schema.json',
    ]);
    project.write(file, whole.replace('question:', 'qestion:'));
    expect(faults(file, project.root)).toContain(': no question');
  });
});

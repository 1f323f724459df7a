/** Pages for users: the example of docs/cases.md is read by the program, the README knows every series. */
import { describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { renderDiagnostic } from '../src/base/diagnostics';
import { SourceFile } from '../src/base/source';
import { readCase } from '../src/case';
import { kinds } from '../src/result';

const root = path.join(__dirname, '..');
const page = readFileSync(path.join(root, 'docs/cases.md'), 'utf8');

describe('docs/cases.md', () => {
  it.each([...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map((match) => [match[1] ?? '']))('example %#', (text) => {
    const { case: one, diagnostics } = readCase(new SourceFile('docs/cases.md', text), 'example');
    expect(diagnostics.map(renderDiagnostic)).toEqual([]);
    expect(one?.threads.length).toBeGreaterThan(0);
  });

  it('names every top-level key', () => {
    const known = Object.keys(
      (JSON.parse(readFileSync(path.join(__dirname, '../cases/case.schema.json'), 'utf8')) as { properties: object })
        .properties,
    );
    expect(known.filter((key) => !page.includes(`${key}`))).toEqual([]);
  });

  it('has a row for every kind of finding, under its severity', () => {
    const [crash = '', warn = ''] = page.slice(page.indexOf('## The kinds')).split('A **warning**');
    const rows = (text: string) => [...text.matchAll(/^\| `([a-z-]+)`/gm)].map((match) => match[1]);
    const named = (severity: string) =>
      Object.entries(kinds).flatMap(([kind, own]) => (own === severity ? [kind] : []));
    expect(rows(crash)).toEqual(named('crash'));
    expect(rows(warn)).toEqual(named('warn'));
  });
});

describe('README.md', () => {
  const readme = readFileSync(path.join(root, 'README.md'), 'utf8');

  it('has a row for every series, and no other', () => {
    const series = readdirSync(path.join(root, 'patches'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
    const table = readme.slice(readme.indexOf('| series '), readme.indexOf('## An excerpt'));
    expect([...table.matchAll(/^\| `([a-z]+)`/gm)].map((match) => match[1]).sort()).toEqual(series.sort());
  });

  it.each([...readme.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map((match) => [match[1] ?? '']))(
    'links to %s, which is there',
    (link) => {
      expect(existsSync(path.join(root, link))).toBe(true);
    },
  );
});

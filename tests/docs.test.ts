/** The pages in docs/ show cases and traces that are accepted as they stand there. */
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { renderDiagnostic } from '../src/base/diagnostics';
import { SourceFile } from '../src/base/source';
import { readCase, type SeriesNames } from '../src/case';
import { formatTrace, parseTrace } from '../src/engine/trace';
import { kinds } from '../src/result';

function page(name: string): string {
  return fs.readFileSync(path.join(__dirname, '..', 'docs', name), 'utf8');
}

function blocks(text: string, language: string): string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))].map((match) => match[1] ?? '');
}

describe('docs/cases.md', () => {
  const names: SeriesNames = {
    name: 'swapin',
    versions: ['base', 'v1', 'v2'].map((name) => ({ name, optional: false })),
    items: ['R1'],
  };

  it.each(blocks(page('cases.md'), 'yaml'))('this case is accepted:\n%s', (text) => {
    const { diagnostics } = readCase(new SourceFile('cases/swapin/04-munmap.yaml', text), '04-munmap', names);
    expect(diagnostics.map(renderDiagnostic)).toEqual([]);
  });

  it('names every kind of finding in the table of its severity', () => {
    const [crashes = '', warnings = ''] = page('cases.md')
      .split('| warning ')
      .map((half) => half.split('| crash ').pop());
    for (const [kind, severity] of Object.entries(kinds)) {
      expect([kind, (severity === 'crash' ? crashes : warnings).includes(`\`${kind}\``)]).toEqual([kind, true]);
    }
  });
});

describe('docs/trace-grammar.md', () => {
  const traces = blocks(page('trace-grammar.md'), 'trace').flatMap((block) => block.trim().split('\n'));

  it.each(traces)('%s parses and prints as written', (text) => {
    const { trace } = parseTrace(text);
    expect(trace && formatTrace(trace)).toBe(text);
  });
});

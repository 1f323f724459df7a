import { describe, expect, it } from '@jest/globals';
import { renderDiagnostic } from '../base/diagnostics';
import { SourceFile } from '../base/source';
import { demandedLabels, readCase, type SeriesNames } from './index';

const series: SeriesNames = {
  name: 'swapin',
  versions: [
    { name: 'base', optional: false },
    { name: 'v1', optional: false },
    { name: 'v4.8', optional: false },
    { name: 'no-lock', optional: true },
  ],
  items: ['R1', 'R2'],
};

const read = (text: string) => readCase(new SourceFile('cases/swapin/04-munmap.yaml', text), '04-munmap', series);

const whole = `series: swapin
title: munmap() in the window
question: what keeps the vma alive?
decides: [R1]
configs:
  debug: {CONFIG_DEBUG_VM: y, PMD_ORDER: 010, reuse: lifo, budget: 5000}
  counted: {rwsem: count, fair: y}
setup: |   # runs alone
  struct mm_struct *mm = new_mm();
threads:
  khugepaged: khugepaged_attempt(mm,
    0);
  task: |
    if (x) y: task_munmap(mm);
  other: f(); 
cpus: {task: 0}
finally: |
  ASSERT(1);
inject: [do_swap_page:oom]
reach:
  window: all
  collapsed: {except: v1}
  one: v1
from: dossier
expect:
  base: pass
  v1: {debug: [use-after-free@f, lock-imbalance@g], counted: {findings: hang@h, from: predicted, because: it waits.}}
  v4.8: {findings: pass, from: observed}
without:
  - {version: [base, v4.8], in: collapse, line: "lock();", expect: deadlock@collapse}
notes: none
`;

describe('reading a case', () => {
  const { case: one, diagnostics } = read(whole);

  it('finds nothing wrong in a whole one', () => {
    expect(diagnostics.map(renderDiagnostic)).toEqual([]);
  });

  it('gives each config its macros as written and its engine options', () => {
    expect(one?.configs).toEqual([
      {
        name: 'debug',
        macros: new Map([
          ['CONFIG_DEBUG_VM', 'y'],
          ['PMD_ORDER', '010'],
        ]),
        reuse: 'lifo',
        fair: false,
        kcsan: false,
        ctrl: 'lkmm',
        budget: { states: 5000, traceStates: 5000, livenessStates: 5000 },
      },
      {
        name: 'counted',
        macros: new Map([['CONFIG_RWSEM_COUNT', 'y']]),
        reuse: 'quarantine',
        fair: true,
        kcsan: false,
        ctrl: 'lkmm',
        budget: {},
      },
    ]);
  });

  it('cuts the C out at its own line and column', () => {
    const at = (needle: string, file: SourceFile | undefined) => file?.position(file.text.indexOf(needle));
    expect(at('struct', one?.setup)).toEqual({ line: 9, column: 3 });
    expect(at('khugepaged_attempt', one?.threads[0]?.source)).toEqual({ line: 11, column: 15 });
    expect(one?.setup?.text.trim()).toBe('struct mm_struct *mm = new_mm();');
    expect(one?.threads[1]?.source.text.trim()).toBe('if (x) y: task_munmap(mm);');
    expect(one?.setup?.text.length).toBe(whole.length);
  });

  it('gives threads without a CPU the lowest CPUs that nobody names', () => {
    expect(one?.threads.map((thread) => [thread.name, thread.cpu])).toEqual([
      ['khugepaged', 1],
      ['task', 0],
      ['other', 2],
    ]);
  });

  it('makes one line per version and config, with its source', () => {
    expect(
      one?.expect.map(({ version, config, expectation, source }) => [version, config, expectation, source]),
    ).toEqual([
      ['base', 'debug', { kind: 'findings', findings: [] }, 'dossier'],
      ['base', 'counted', { kind: 'findings', findings: [] }, 'dossier'],
      ['v1', 'debug', { kind: 'findings', findings: ['use-after-free@f', 'lock-imbalance@g'] }, 'dossier'],
      ['v1', 'counted', { kind: 'findings', findings: ['hang@h'] }, 'predicted'],
      ['v4.8', 'debug', { kind: 'findings', findings: [] }, 'observed'],
      ['v4.8', 'counted', { kind: 'findings', findings: [] }, 'observed'],
    ]);
  });

  it('expands a line taken out to each version named, in the first config that passes', () => {
    expect(one?.without.map(({ version, config, lines }) => [version, config, lines])).toEqual([
      ['base', 'debug', ['lock();']],
      ['v4.8', 'debug', ['lock();']],
    ]);
  });

  it('reads a line per memory model, config, or both, the most particular first', () => {
    const text = small({
      memory: 'memory: [sc, lkmm]',
      configs: 'configs: {a: {X: 1}, b: {X: 2, ctrl: hardware}}',
      expect: [
        'expect:',
        '  base: pass',
        '  v1: {sc: pass, lkmm: assert@f}',
        '  v4.8: {sc: pass, a/lkmm: assert@f, b/lkmm: {skip: ctrl-join}}',
      ].join('\n'),
      without: 'without: [{version: v4.8, memory: sc, config: b, in: f, line: x;, expect: assert@f}]',
    });
    const { case: axes, diagnostics: wrong } = read(text);
    expect(wrong).toEqual([]);
    expect(
      axes?.expect.map(({ version, config, memory, expectation }) =>
        [version, config, memory, expectation.kind === 'findings' ? expectation.findings.join() : 'skip'].join(' '),
      ),
    ).toEqual([
      ...['base a sc ', 'base a lkmm ', 'base b sc ', 'base b lkmm '],
      ...['v1 a sc ', 'v1 a lkmm assert@f', 'v1 b sc ', 'v1 b lkmm assert@f'],
      ...['v4.8 a sc ', 'v4.8 a lkmm assert@f', 'v4.8 b sc ', 'v4.8 b lkmm skip'],
    ]);
    expect(axes?.without.map(({ config, memory }) => [config, memory])).toEqual([['b', 'sc']]);
    expect(axes?.configs.map((config) => config.ctrl)).toEqual(['lkmm', 'hardware']);
  });

  it('demands labels per version', () => {
    expect(one && demandedLabels(one, 'base')).toEqual(['window', 'collapsed']);
    expect(one && demandedLabels(one, 'v1')).toEqual(['window', 'one']);
  });
});

/** The smallest case, with one thing changed. */
function small(change: { readonly [key: string]: string | undefined }): string {
  const parts: Record<string, string | undefined> = {
    series: 'series: swapin',
    title: 'title: t',
    question: 'question: q',
    threads: 'threads: {a: f();}',
    from: 'from: dossier',
    expect: 'expect: {base: pass, v1: pass, v4.8: pass}',
    ...change,
  };
  return `${Object.values(parts)
    .filter((part) => part !== undefined)
    .join('\n')}\n`;
}

const mistakes: readonly (readonly [string, string])[] = [
  ['an empty file', ''],
  ['a tab in the indentation', 'series: swapin\nthreads:\n\ta: f();\n'],
  ['C with a colon in a plain scalar', small({ threads: 'threads:\n  a: x = y ? 1 : 2;' })],
  ['an alias', small({ threads: 'threads:\n  a: &f f();\n  b: *f' })],
  ['one key twice', small({ more: 'title: u' })],
  ['an unknown key', small({ question: 'questoin: q' })],
  ['an unknown key with nothing near', small({ more: 'zzzzzz: 1' })],
  ['a text that is a list', small({ title: 'title: [a]' })],
  ['an empty text', small({ title: "title: ''" })],
  ['a value that is not in the list', small({ configs: 'configs: {a: {reuse: lifoo}}' })],
  ['a number of states with an underscore', small({ configs: 'configs: {a: {budget: 200_000}}' })],
  ['a number below zero', small({ configs: 'configs: {a: {budget: -1}}' })],
  ['a macro that is a list', small({ configs: 'configs: {a: {X: [1]}}' })],
  ['C in quotes', small({ threads: 'threads: {a: "f();"}' })],
  ['folded C', small({ setup: 'setup: >\n  f();' })],
  ['no C', small({ setup: 'setup: |\n\n' })],
  ['another series than the folder', small({ series: 'series: swapout' })],
  ['an unknown version', small({ expect: 'expect: {base: pass, v1: pass, v4.9: pass}' })],
  ['an unknown review item', small({ decides: 'decides: [R1, R3]' })],
  ['a CPU for no thread', small({ cpus: 'cpus: {b: 1}' })],
  ['an unknown config', small({ expect: 'expect: {base: {defualt: pass}, v1: pass, v4.8: pass}' })],
  ['a thread named like a CPU', small({ threads: 'threads: {cpu1: f();}' })],
  ['a thread with a blank', small({ threads: 'threads: {a b: f();}' })],
  ['no thread', small({ threads: 'threads: {}' })],
  ['eight threads', small({ threads: `threads: {${[...'abcdefgh'].map((one) => `${one}: f();`).join(', ')}}` })],
  ['a fault without a function', small({ inject: 'inject: [oom]' })],
  ['a label with underscores', small({ reach: 'reach: {up_window: all}' })],
  ['a label in an unknown version', small({ reach: 'reach: {window: [base, v11]}' })],
  ['a memory model that is none', small({ memory: 'memory: [sc, pso]' })],
  [
    'a memory model without a line',
    small({ memory: 'memory: [sc, tso]', expect: 'expect: {base: {sc: pass}, v1: pass, v4.8: pass}' }),
  ],
  [
    'a config and a memory model that speak of one cell',
    small({
      memory: 'memory: [sc, tso]',
      configs: 'configs: {a: {X: 1}, b: {X: 2}}',
      expect: 'expect: {base: {a: pass, b: pass, tso: pass}, v1: pass, v4.8: pass}',
    }),
  ],
  ['a config named like a memory model', small({ configs: 'configs: {tso: {X: 1}}' })],
  ['a version without a line', small({ expect: 'expect: {base: pass, v1: pass}' })],
  [
    'a config without a line',
    small({ configs: 'configs: {a: {X: 1}, b: {X: 2}}', expect: 'expect: {base: {a: pass}, v1: pass, v4.8: pass}' }),
  ],
  [
    'one outcome for all and one for a config',
    small({ expect: 'expect: {base: {findings: pass, default: pass}, v1: pass, v4.8: pass}' }),
  ],
  ['a source and no outcome', small({ expect: 'expect: {base: {from: observed}, v1: pass, v4.8: pass}' })],
  ['no source anywhere', small({ from: undefined })],
  ['a prediction without its sentence', small({ from: 'from: predicted' })],
  ['a finding without a place', small({ expect: 'expect: {base: use-after-free, v1: pass, v4.8: pass}' })],
  ['a misspelt pass', small({ expect: 'expect: {base: passs, v1: pass, v4.8: pass}' })],
  ['an unknown kind', small({ expect: 'expect: {base: use-afterfree@f, v1: pass, v4.8: pass}' })],
  ['a finding twice', small({ expect: 'expect: {base: [leak@f, leak@f], v1: pass, v4.8: pass}' })],
  ['pass in a list', small({ expect: 'expect: {base: [pass, leak@f], v1: pass, v4.8: pass}' })],
  ['an outcome that is a number', small({ expect: 'expect: {base: 0, v1: pass, v4.8: pass}' })],
  ['a line taken out unnoticed', small({ without: 'without: [{version: v1, in: f, line: x;, expect: pass}]' })],
  [
    'a line taken out of a version that fails',
    small({
      expect: 'expect: {base: pass, v1: leak@f, v4.8: pass}',
      without: 'without: [{version: v1, in: f, line: x;, expect: leak@g}]',
    }),
  ],
  [
    'a line taken out under an unknown config',
    small({ without: 'without: [{version: v1, config: debug, in: f, line: x;, expect: leak@g}]' }),
  ],
  ['a misspelt key of without', small({ without: 'without: [{version: v1, in: f, lines: x;, expect: leak@g}]' })],
];

describe('a mistake in a case', () => {
  it.each(mistakes)('%s', (_, text) => {
    const { case: one, diagnostics } = read(text);
    expect(one).toBeUndefined();
    expect(`\n${diagnostics.map(renderDiagnostic).join('\n')}\n`).toMatchSnapshot();
  });
});

import { describe, expect, test } from '@jest/globals';
import { SourceFile } from '../base/source';
import { Model, type Config, type ModelOptions, type Scenario } from './index';

/*
 * A model made like another one, and the same model made alone, must be the same in all that can be seen of them.
 * `short` says whether the body was checked alone: the other changes need the whole model, and would give a wrong
 * answer without.
 */

const texts = {
  'include/scenario.h': '#include "h.h"\nint f(int *at);\nint g(int *at);\n',
  'include/h.h':
    '#ifndef H\n#define H\nextern int shared;\nextern int table[4];\nint h(void);\nstruct in_h { int a; };\n#endif\n',
  'mm/a.c': `#include "h.h"
int __inject(int site);
int shared = 1;
typedef int number;
static int one(void) { return 1; }
int f(int *at)
{
	number x = 1;
	if (__inject(fails))
		return 0;
	shared++;
	*at += x;
	*at += one();
	return *at;
}
static int late(void) { return TWO; }
int later = 5;
int g(int *at) { return *at + late(); }
`
    .replace('TWO', 'two()')
    .replace('static int late', 'static int two(void) { return 2; }\nstatic int late'),
  'mm/b.c': '#include "h.h"\nint table[4];\nint h(void) { return table[1]; }\n',
} as const;

type Path = keyof typeof texts;

const text = (code: string): SourceFile => new SourceFile('case.yaml', code);
const scenario: Scenario = {
  setup: text('int x = 1;'),
  threads: [
    { name: 't', source: text('f(&x); g(&x);'), cpu: 0 },
    { name: 'u', source: text('f(&shared);'), cpu: 1 },
  ],
  inject: [],
};

function filesOf(from: Readonly<Record<string, string>>): Map<string, SourceFile> {
  return new Map(Object.entries(from).map(([path, code]) => [path, new SourceFile(path, code)]));
}

/** All that can be seen of a model. */
function seen(model: Model): unknown {
  return {
    diagnostics: model.diagnostics.map(({ code, message, span }) => [code, message, span?.file.name, span?.start]),
    sites: model.injectSites,
    functions: model.functions,
    lines: model.statementLines(() => true).map(({ file, line, function: name }) => [file.name, line, name]),
    elements: model.elements(() => true).map(({ kind, text: code, span }) => [kind, code, span.start]),
    compiled: model.compile(scenario),
    injected: model.compile({ ...scenario, inject: ['f:fails'] }),
  };
}

interface Change {
  readonly what: string;
  readonly short: boolean;
  readonly of?: Path;
  readonly from: string;
  readonly to: string;
  /** Written into the model before, for both. */
  readonly with?: readonly (readonly [Path, string, string])[];
}

const changes: readonly Change[] = [
  { what: 'a line is taken out', short: true, from: '\tshared++;', to: '' },
  { what: 'the site is taken out', short: true, from: '\tif (__inject(fails))\n\t\treturn 0;', to: '\n' },
  { what: 'a call is taken out', short: true, from: '\t*at += one();', to: '' },
  { what: 'a line is another', short: true, from: '\tshared++;', to: '\tshared += h();' },
  { what: 'nothing is left', short: true, from: '\t*at += x;\n\t*at += one();', to: '\n' },
  { what: 'there is a line more', short: false, from: '\tshared++;', to: '\tshared++;\n' },
  { what: 'what is used is gone', short: false, from: '\tnumber x = 1;', to: '' },
  { what: 'only what comes later has the name', short: false, from: '\tshared++;', to: '\tlater++;' },
  { what: 'the value is gone', short: false, from: '\treturn *at;', to: '' },
  {
    what: 'it is another function',
    short: false,
    from: 'static int one(void) { return 1; }',
    to: 'static int one(void) { return 3; }',
  },
  { what: 'a variable begins with another value', short: false, from: 'int shared = 1;', to: 'int shared = 2;' },
  { what: 'a type outside is another', short: false, from: 'typedef int number;', to: 'typedef char number;' },
  { what: 'a header is another', short: false, of: 'include/h.h', from: 'int a;', to: 'int b;' },
  { what: 'a brace more', short: false, from: '\tshared++;', to: '\t}' },
  {
    what: 'a macro goes on to the end of the body',
    short: true,
    from: '#undef one',
    to: '',
    with: [['mm/a.c', '\tshared++;', '#define one() 7\n#undef one']],
  },
  {
    what: 'a macro for what is behind the body comes in',
    short: false,
    from: '\tshared++;',
    to: '#define late() 7',
  },
  {
    what: 'a struct is named in it that no other body had named',
    short: false,
    from: '\tshared++;',
    to: '\tstruct own *p = 0;',
  },
  {
    what: 'a struct is no longer named in it',
    short: false,
    from: '\tstruct own *p = 0;',
    to: '',
    with: [['mm/a.c', '\tshared++;', '\tstruct own *p = 0;']],
  },
  {
    what: 'the file is read by another unit',
    short: false,
    from: '\tshared++;',
    to: '',
    with: [
      [
        'mm/b.c',
        '#include "h.h"\n',
        '#include "h.h"\n#define shared other\n#define f f2\n#define g g2\n#define later later2\n#include "a.c"\n',
      ],
      ['mm/b.c', 'return table[1];', 'return f(table);'],
      ['mm/a.c', '\t*at += x;', '\t*at += h();'],
    ],
  },
  {
    what: 'an array gets its size behind it',
    short: false,
    from: '\tshared++;',
    to: '',
    with: [
      ['include/h.h', 'table[4]', 'table[]'],
      ['mm/a.c', '\t*at += x;', '\t*at = table[*at];'],
      ['mm/a.c', 'int later = 5;', 'int table[4];'],
      ['mm/b.c', 'int table[4];', ''],
    ],
  },
  {
    what: 'two functions have its name',
    short: false,
    from: '\tif (__inject(fails))\n\t\treturn 0;',
    to: '\n',
    with: [
      ['mm/b.c', 'int h(void)', 'int __inject(int site);\nstatic int f(void) { return __inject(fails); }\nint h(void)'],
    ],
  },
];

function changed({ of = 'mm/a.c', from, to, with: before }: Change): {
  base: Map<string, SourceFile>;
  path: string;
  now: SourceFile;
} {
  const given: Record<string, string> = { ...texts };
  for (const [where, was, is] of before ?? []) given[where] = replaced(given[where] ?? '', was, is);
  const base = filesOf(given);
  return { base, path: of, now: new SourceFile(of, replaced(given[of] ?? '', from, to)) };
}

function replaced(all: string, from: string, to: string): string {
  if (all.split(from).length !== 2) throw new Error(`'${from}' is not there once`);
  return all.replace(from, () => to);
}

const plain: Config = new Map();

describe('a model made like another', () => {
  test.each(changes)('$what: as if it had been made alone', (change) => {
    const { base, path, now } = changed(change);
    const like = new Model(base, plain);
    expect(like.diagnostics).toEqual([]);
    const files = new Map([...base, [path, now]]);
    const model = new Model(files, plain, {}, like);
    expect(seen(model)).toEqual(seen(new Model(files, plain)));
    expect(model.diagnostics === like.diagnostics).toBe(change.short);
  });

  test('leaves that one as it was', () => {
    const { base, path, now } = changed(changes[0] as Change);
    const like = new Model(base, plain);
    seen(new Model(new Map([...base, [path, now]]), plain, {}, like));
    expect(seen(like)).toEqual(seen(new Model(base, plain)));
  });

  const others: readonly (readonly [string, Config, ModelOptions])[] = [
    // One name for two functions, and two messages for a number in a pointer.
    ['config', new Map([['two', 'one']]), { allowIntPointerMixing: true }],
    ['options', plain, {}],
  ];
  test.each(others)('not under other %s', (_, config, options) => {
    const { base, path, now } = changed({
      what: 'a line is taken out, and behind it a number goes into a pointer',
      short: false,
      from: '\tshared++;',
      to: '',
      with: [['mm/a.c', '{ return *at + late(); }', '{ at = 5; return *at + late(); }']],
    });
    const like = new Model(base, plain, { allowIntPointerMixing: true });
    expect(like.diagnostics).toEqual([]);
    const files = new Map([...base, [path, now]]);
    const model = new Model(files, config, options, like);
    expect(model.diagnostics).not.toEqual([]);
    expect(seen(model)).toEqual(seen(new Model(files, config, options)));
  });
});

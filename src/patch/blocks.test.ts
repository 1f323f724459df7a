/** The light scan of top-level braces: names, first, name and last lines. */
import { expect, it } from '@jest/globals';
import { blocksOf } from './blocks';
import { collapse } from './fixture';

const shown = (text: string): string[] =>
  blocksOf(text).map((one) => `${one.kind} ${one.name} ${one.start + 1}/${one.nameLine + 1}-${one.end + 1}`);

it('finds functions, types and their lines', () => {
  expect(shown(collapse)).toEqual([
    'type scan_control 6/6-8',
    'function revalidate 10/10-15',
    'function isolate 17/17-23',
    'function collapse 26/26-38',
  ]);
});

it.each([
  ['name on the second line', 'static int\nf(void)\n{\n}\n', ['function f 1/2-4']],
  ['returns a struct', 'struct page *find(int a)\n{\n}\n', ['function find 1/1-3']],
  ['an attribute before', '__attribute__((noinline)) static int f(void)\n{\n}\n', ['function f 1/1-3']],
  ['an annotation after', 'void f(void) __releases(lock)\n{\n}\n', ['function f 1/1-3']],
  ['inner braces', 'int f(void)\n{\n	if (a) {\n	}\n}\nint g(void)\n{\n}\n', ['function f 1/1-5', 'function g 6/6-8']],
  [
    'a brace in a comment, a string, a letter',
    'int f(void)\n{\n	/* } */ s = "}"; c = \'}\'; // }\n}\n',
    ['function f 1/1-4'],
  ],
  ['a macro with braces', '#define X(a) do { \\\n	a; \\\n} while (0)\nint f(void)\n{\n}\n', ['function f 4/4-6']],
  ['a comment over two lines', '/* one\n * two */\nint f(void)\n{\n}\n', ['function f 3/3-5']],
  ['an initialiser', 'static const int a[2] = {\n	1, 2\n};\nint b = 3;\n', ['data a 1/1-3']],
  ['a typedef, marked', 'typedef struct {\n	int kind;\n} __word pte_t;\n', ['type pte_t 1/1-3']],
  [
    'a marked struct',
    'struct sem { int a; } __opaque(rwsem);\nint f(void)\n{\n}\n',
    ['type sem 1/1-1', 'function f 2/2-4'],
  ],
  ['an unnamed enum and a variable', 'enum { A, B };\nint x;\n', ['type  1/1-1']],
  ['a prototype', 'int f(struct a *b);\nint g(void)\n{\n}\n', ['function g 2/2-4']],
  [
    'both arms of an #ifdef',
    '#ifdef A\nint f(void)\n{\n}\n#else\nint f(void)\n{\n}\n#endif\n',
    ['function f 2/2-4', 'function f 6/6-8'],
  ],
  ['an open brace at the end', 'int f(void)\n{\n', []],
  ['nothing', '', []],
])('%s', (_, text, expected) => {
  expect(shown(text)).toEqual(expected);
});

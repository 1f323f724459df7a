import { describe, expect, test } from '@jest/globals';
import { SourceFile } from '../base/source';
import type { TranslationUnit } from './ast';
import { parseUnit, type Parsed } from './parse';
import { preprocess } from './preprocess';
import { modelOf } from './testing';
import { unitText } from './tree-text';

/** Parses a unit that reads the header; another header object of the same text has nothing kept. */
function parse(header: SourceFile, before: string, behind = ''): Parsed<TranslationUnit> {
  const main = new SourceFile('mm/a.c', `${before}\n#include "h.h"\n${behind}`);
  const read = (path: string): SourceFile | undefined => (path === 'mm/h.h' ? header : undefined);
  return parseUnit(preprocess(main, { read, config: new Map(), intrinsicMacros: new Set() }).tokens);
}

const headerOf = (text: string): SourceFile => new SourceFile('include/h.h', text);

const items = `typedef int number;
struct s { number a; };
enum e { A, B = 2 };
static inline number get(struct s *s) { number *p = &s->a; return *p; }
extern number all[N];
;
`;

/** Header, what the first unit has before it, and what the second has. */
const others: readonly (readonly [string, string, string, string])[] = [
  ['a macro stands for something else', 'int V;\n', '#define V a', '#define V b'],
  ['a macro makes it longer', 'int a V;\n', '#define V', '#define V [2]'],
  ['a macro stands for what ends it', 'int a V\n', '#define V ;', '#define V = 1;'],
  ['a name is a type by now', 'void f(int (T));\n', '', 'typedef int T;'],
  ['a name is a type no longer', 'void f(int (T));\n', 'typedef int T;', ''],
  ['a name in a body is a type', 'int f(int a) { return (T)(a); }\n', 'int T(int);', 'typedef int T;'],
];

describe('an item of a header', () => {
  test('is the same object in each unit, and stands where it stood', () => {
    const header = headerOf(items);
    const one = parse(header, '#define N 4', 'number x;');
    const two = parse(header, '#define N 4\nint own;', 'number y = B;');
    expect(two.diagnostics).toEqual([]);
    expect(two.tree.items.slice(1, -1)).toHaveLength(5);
    for (const [index, item] of two.tree.items.slice(1, -1).entries()) expect(item).toBe(one.tree.items[index]);
    expect([...two.typedefs]).toEqual(['number']);
    expect(unitText(two.tree)).toBe(unitText(parse(headerOf(items), '#define N 4\nint own;', 'number y = B;').tree));
  });

  test('is parsed again where its array has another size, and the others are not', () => {
    const header = headerOf(items);
    const one = parse(header, '#define N 4');
    const two = parse(header, '#define N 5');
    expect(two.tree.items.map((item, index) => item === one.tree.items[index])).toEqual([
      true,
      true,
      true,
      true,
      false,
    ]);
  });

  test.each(others)('%s: as if it had never been parsed', (_, text, first, second) => {
    const header = headerOf(text);
    parse(header, first);
    const again = parse(header, second);
    const alone = parse(headerOf(text), second);
    expect(unitText(again.tree)).toBe(unitText(alone.tree));
    expect(again.diagnostics.map((one) => one.message)).toEqual(alone.diagnostics.map((one) => one.message));
    expect(unitText(again.tree)).not.toBe(unitText(parse(headerOf(text), first).tree));
  });

  test.each([
    ['int a\nint b;\n', 'missing-semicolon'],
    ['int a = ;\n', 'expected'],
  ])('that was wrong is reported in each unit: %j', (text, code) => {
    const header = headerOf(text);
    expect(parse(header, '').diagnostics.map((one) => one.code)).toEqual([code]);
    expect(parse(header, '').diagnostics.map((one) => one.code)).toEqual([code]);
  });

  test('defines an enum once for each unit, with the values that it has there', () => {
    const { diagnostics, functions } = modelOf({
      'include/e.h': 'enum e { A = sizeof(struct s), B };\n',
      'a.c': 'struct s { int a; };\n#include "e.h"\n_Static_assert(B == 5, "");\nint f(void) { return A; }\n',
      'b.c': 'struct s { int a; int b; };\n#include "e.h"\n_Static_assert(B == 9, "");\n',
      'c.c': 'enum { A };\nstruct s { int a; };\n#include "e.h"\n',
    });
    expect(diagnostics.map((one) => [one.code, one.span?.file.name])).toEqual([['redefinition', 'include/e.h']]);
    expect(functions).toHaveLength(1);
  });
});

/** Every diagnostic of the lexer, the preprocessor and the parser, as users read it. */
import { describe, expect, it } from '@jest/globals';
import { csrcSyntaxCodes } from '../base/codes-csrc-syntax';
import { diagnose, renderDiagnostic } from '../base/diagnostics';
import { SourceFile } from '../base/source';
import { parseUnit } from './parse';
import { preprocess } from './preprocess';
import { endsWithoutValue } from './returns';

const headers: Readonly<Record<string, string>> = {
  'include/self.h': '#include <self.h>\n',
};

function diagnosticsOf(text: string) {
  const { tokens, diagnostics } = preprocess(new SourceFile('mm/a.c', text), {
    read: (path) => (headers[path] === undefined ? undefined : new SourceFile(path, headers[path])),
    config: new Map(),
    intrinsicMacros: new Set(),
  });
  const { tree, diagnostics: more } = parseUnit(tokens, ['pte_t']);
  const ends = more.length > 0 ? [] : endsWithoutValue(tree);
  return [...diagnostics, ...more, ...ends.map(({ name, at }) => diagnose('missing-return', { name }, at))];
}

/** Code, text, and the rendered diagnostic after its code; `^` lines are exact. */
const table: readonly (readonly [code: keyof typeof csrcSyntaxCodes, text: string])[] = [
  ['unterminated-comment', 'int x; /* and so on\nint y;'],
  ['unterminated-string', 'void f(void) { g("abc); }'],
  ['stray-character', 'int x = 1 @ 2;'],
  ['stray-character', 'void f(void) { g(“abc”); }'],
  ['split-token', 'int xy\\\nz;'],
  ['wide-string', 'void f(void) { g(L"abc"); }'],
  ['bad-number', 'int x = 09;'],
  ['bad-number', 'int x = 0xe+1;'],
  ['bad-character', "int x = 'ab';"],
  ['bad-escape', 'void f(void) { g("a\\qb"); }'],
  ['bad-condition', '#if 1 +\n#endif'],
  ['bad-condition', '#if 1 2\n#endif'],
  ['bad-condition', '#if 1 / 0\n#endif'],
  ['bad-condition', '#if 1.5\n#endif'],
  ['macro-budget', Array.from({ length: 40 }, (_, n) => `#define M${n + 1} M${n} M${n}`).join('\n') + '\nM40'],
  ['macro-call-open', '#define F(x) x\nint y = F(1;'],
  ['macro-argument-count', '#define F(x, y) x + y\nint z = F(1);'],
  ['macro-argument-count', '#define F(x, ...) x\nint z = F() + F(1, 2, 3);\n#define G() 0\nint w = G(1);'],
  ['bad-paste', '#define J(a, b) a ## b\nint x = J(1, +) 2;'],
  ['if-open', '#if 1\nint x;'],
  ['stray-conditional', '#endif'],
  ['stray-conditional', '#if 1\n#else\n#else\n#endif'],
  ['macro-name', '#define 3 4'],
  ['macro-name', '#ifdef\n#endif'],
  ['macro-name', '#undef "x"'],
  ['macro-name', '#if defined(\n#endif'],
  ['macro-hash', '#define F(x) #y'],
  ['macro-hash', '#define F(x) x ##'],
  ['macro-parameters', '#define F(x, x) x'],
  ['macro-parameters', '#define F(x'],
  ['macro-parameters', '#define F(..., x) x'],
  ['macro-redefined', '#define N 4\n#define N 5'],
  ['error-directive', '#error needs CONFIG_MMU'],
  ['warning-directive', '#warning not tested'],
  ['pragma', '#pragma pack(1)'],
  ['unknown-directive', '#inlcude <linux/mm.h>'],
  ['directive-extra', '#if 1\n#endif CONFIG_X'],
  ['include-form', '#include linux/mm.h'],
  ['include-missing', '#include <linux/hugemm.h>'],
  ['include-depth', '#include <self.h>'],
  ['expected', 'int x = (1 + 2;'],
  ['expected', 'int f(void) { return 1 + ; }'],
  ['expected', '#define HALF(x) (x / \nint f(int a) { return HALF(a); }'.replace(' \n', '\n')],
  ['expected', 'int f(void) { if (1) ; else ; else ; }'],
  ['missing-semicolon', 'int f(void)\n{\n\tint a = 1\n\treturn a;\n}'],
  ['missing-semicolon', 'struct s { int x; }\nint f(void) { return 1 }'],
  ['unclosed-brace', 'int f(void)\n{\n\treturn 0;\n'],
  ['unknown-type', 'int f(ptet_t pte) { return 0; }'],
  ['unknown-type', 'int f(void) { folio_t x = 0; x = (foo_t *)x; retrun x; }'],
  ['missing-type', 'static f(void) { return 0; }'],
  ['missing-type', 'counter = 3;'],
  ['type-words', 'unsigned short long x;'],
  ['type-words', 'int struct page p;'],
  ['two-storage-classes', 'static extern int x;'],
  ['declares-nothing', 'int;'],
  ['empty-enum', 'enum e { };'],
  ['missing-return', 'int f(int a)\n{\n\tif (a)\n\t\treturn 1;\n}'],
  ['declaration-as-body', 'int f(int a) { if (a) int b = 1; return 0; }'],
  ['too-deep', `int x = ${'('.repeat(250)}1${')'.repeat(250)};`],
  ['union', 'struct page { union { int a; int b; }; int c; };'],
  ['bit-field', 'struct s { unsigned int a : 3; };'],
  ['varargs', 'int printk(const char *fmt, ...);'],
  ['float', 'double x;'],
  ['float', 'int x = 1.5;'],
  ['assembly', 'void f(void) { asm("nop"); }'],
  ['assembly', 'void f(void) { __asm__ __volatile__("" ::: "memory"); }'],
  ['generic', 'int x = _Generic(1, int: 2);'],
  ['nested-function', 'void f(void) { int g(void) { return 0; } }'],
  ['old-style-function', 'int f(a, b)\nint a, b;\n{ return a; }'],
  ['old-style-function', 'int f();'],
  ['vla', 'int f(int n, int a[static 4]);'],
  ['string-place', 'char *name = "khugepaged";'],
  ['computed-goto', 'void f(void) { goto *p; }'],
  ['computed-goto', 'void f(void) { a: p = &&a; }'],
  ['attribute', 'struct s { int x; } __attribute__((packed));'],
  ['not-supported', 'volatile int x;'],
];

describe('syntax diagnostics', () => {
  it.each(table.map(([code, text]) => [code, JSON.stringify(text).slice(0, 70), text] as const))(
    '%s: %s',
    (code, _, text) => {
      const all = diagnosticsOf(text);
      expect(all[0]?.code).toBe(code);
      expect(all.slice(0, 4).map(renderDiagnostic).join('\n')).toMatchSnapshot();
    },
  );

  it('every code is in the table', () => {
    expect(new Set(table.map(([code]) => code))).toEqual(new Set(Object.keys(csrcSyntaxCodes)));
  });

  it('every code has a hint', () => {
    for (const entry of Object.values(csrcSyntaxCodes)) expect(entry.hint).not.toBe('');
  });
});

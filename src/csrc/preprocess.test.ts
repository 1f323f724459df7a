import { describe, expect, it } from '@jest/globals';
import { SourceFile } from '../base/source';
import type { Token } from './lex';
import { preprocess, type Preprocessed } from './preprocess';

function run(
  text: string,
  headers: Readonly<Record<string, string>> = {},
  config: Readonly<Record<string, string>> = {},
): Preprocessed {
  const files = new Map(Object.entries(headers).map(([name, body]) => [name, new SourceFile(name, body)]));
  return preprocess(new SourceFile('mm/a.c', text), {
    read: (path) => files.get(path),
    config: new Map(Object.entries(config)),
    intrinsicMacros: new Set(['READ_ONCE']),
  });
}

function textOf({ tokens, diagnostics }: Preprocessed): string {
  expect(diagnostics).toEqual([]);
  return tokens
    .slice(0, -1)
    .map((token) => token.text)
    .join(' ');
}

const placeOf = (token: Token | undefined): string =>
  token ? `${token.file.name}:${token.file.text.slice(token.start, token.end)}` : 'none';

describe('macros', () => {
  it.each<[string, string, string]>([
    ['object-like', '#define N 4\nint a[N];', 'int a [ 4 ] ;'],
    ['function-like', '#define ADD(a, b) ((a) + (b))\nADD(1, f(2, 3))', '( ( 1 ) + ( f ( 2 , 3 ) ) )'],
    ['a name without its parenthesis is no use', '#define F(x) x\nF; (F)(1)', 'F ; ( F ) ( 1 )'],
    ['no parameters', '#define F() 1\nF() F( )', '1 1'],
    ['an empty argument', '#define F(x) [x]\nF()', '[ ]'],
    ['an argument over several lines', '#define F(x, y) x y\nF(1,\n  2)', '1 2'],
    ['not itself again', '#define foo foo + 1\nfoo', 'foo + 1'],
    ['not itself again, through another', '#define a b\n#define b a\na b', 'a b'],
    ['itself again, from an argument', '#define f(x) x+1\nf(f(2))', '2 + 1 + 1'],
    ['a call made of a body and the text after it', '#define g f\n#define f(x) [x]\ng(1)', '[ 1 ]'],
    ['#', '#define S(x) #x\nS(a + "b\\n"  c)', '"a + \\"b\\\\n\\" c"'],
    ['# keeps its argument unexpanded', '#define N 4\n#define S(x) #x\nS(N)', '"N"'],
    ['##', '#define PG(n) Page##n\nPG(Locked)(p)', 'PageLocked ( p )'],
    ['## keeps its argument unexpanded', '#define N 4\n#define J(x) a##x\nJ(N)', 'aN'],
    ['## with an empty side', '#define J(x, y) x##y\nJ(a,) J(,b) J(,)', 'a b'],
    ['## makes a macro name', '#define AB 7\n#define J(x, y) x##y\nJ(A, B)', '7'],
    ['__VA_ARGS__', '#define V(f, ...) f(__VA_ARGS__)\nV(g, 1, 2) V(g) V(g, )', 'g ( 1 , 2 ) g ( ) g ( )'],
    ['the GNU comma', '#define V(f, ...) f(0, ##__VA_ARGS__)\nV(g, 1) V(g)', 'g ( 0 , 1 ) g ( 0 )'],
    ['named variadic', '#define V(f, rest...) f(rest)\nV(g, 1, 2)', 'g ( 1 , 2 )'],
    ['#undef', '#define N 4\n#undef N\nN', 'N'],
    ['a keyword as a name', '#define inline\n#define bool _Bool\ninline bool', '_Bool'],
    ['__LINE__', '\n\n__LINE__', '3'],
    ['__FILE__', '__FILE__', '"mm/a.c"'],
    ['the same definition twice', '#define N (4  + 1)\n#define N (4 + 1)\nN', '( 4 + 1 )'],
    ['an intrinsic stays a name', '#define READ_ONCE(x) (*(volatile int *)&(x))\nREAD_ONCE(a)', 'READ_ONCE ( a )'],
    // The example of C11 6.10.3.5, without its pasting part.
    [
      'the rescanning example of the standard',
      '#define x 3\n#define f(a) f(x * (a))\n#undef x\n#define x 2\n#define g f\n#define z z[0]\n#define h g(~\n#define m(a) a(w)\n' +
        '#define w 0,1\n#define t(a) a\nf(y+1) + f(f(z)) % t(t(g)(0) + t)(1);\ng(x+(3,4)-w) | h 5) & m\n(f)^m(m);',
      'f ( 2 * ( y + 1 ) ) + f ( 2 * ( f ( 2 * ( z [ 0 ] ) ) ) ) % f ( 2 * ( 0 ) ) + t ( 1 ) ; ' +
        'f ( 2 * ( 2 + ( 3 , 4 ) - 0 , 1 ) ) | f ( 2 * ( ~ 5 ) ) & f ( 2 * ( 0 , 1 ) ) ^ m ( 0 , 1 ) ;',
    ],
  ])('%s', (_, text, expected) => {
    expect(textOf(run(text))).toBe(expected);
  });
});

describe('conditions', () => {
  const config = { CONFIG_DEBUG_VM: 'y', CONFIG_SWAP: 'n', PMD_ORDER: '2' };
  it.each<[string, string]>([
    ['#ifdef CONFIG_DEBUG_VM', 'yes'],
    ['#ifdef CONFIG_SWAP', 'no'],
    ['#ifndef CONFIG_SWAP', 'yes'],
    ['#if defined(CONFIG_DEBUG_VM) && !defined CONFIG_SWAP', 'yes'],
    ['#if IS_ENABLED(CONFIG_DEBUG_VM)', 'yes'],
    ['#if IS_ENABLED(CONFIG_SWAP) || IS_ENABLED(CONFIG_NEVER_HEARD_OF)', 'no'],
    ['#if PMD_ORDER == 2 && (1 << PMD_ORDER) > 3', 'yes'],
    ['#if UNKNOWN', 'no'],
    ['#if 0 && 1 / 0', 'no'],
    ["#if 'a' == 97 && -1 < 0 && ~0 == -1 && 7 % 4 == 3", 'yes'],
    ['#if 1 ? 0 : 1', 'no'],
    ['#if 0x10 == 16 && 010 == 8 && 1UL', 'yes'],
    ['#if 1 || (2', 'no'],
  ])('%s', (condition, expected) => {
    const result = run(`${condition}\nyes\n#else\nno\n#endif`, {}, config);
    expect(result.tokens[0]?.text).toBe(expected);
  });

  it('take the first part that holds', () => {
    const text = '#if A == 1\none\n#elif A == 2\ntwo\n#elif A == 2\nagain\n#else\nother\n#endif';
    expect(['1', '2', '3'].map((value) => textOf(run(text, {}, { A: value })))).toEqual(['one', 'two', 'other']);
  });

  it('nest, and skip directives in parts that are left out', () => {
    const text = '#if 0\n#if 1\na\n#else\nb\n#endif\n#error no\n#include <none.h>\n#frobnicate\n#elif 1\nc\n#endif';
    expect(textOf(run(text))).toBe('c');
  });

  it('IS_ENABLED works in the code itself', () => {
    expect(textOf(run('if (IS_ENABLED(CONFIG_DEBUG_VM)) x;', {}, config))).toBe('if ( 1 ) x ;');
  });

  it('a header sees __PATCH_ORACLE__', () => {
    expect(textOf(run('#ifndef __PATCH_ORACLE__\n#define __word\n#endif\n__word'))).toBe('__word');
  });
});

describe('includes', () => {
  it('look in include/, and "…" first beside the file', () => {
    const headers = { 'include/linux/mm.h': 'mm', 'mm/internal.h': 'internal', 'include/internal.h': 'other' };
    const text = '#include <linux/mm.h>\n#include "linux/mm.h"\n#include "internal.h"\n#include <internal.h>';
    expect(textOf(run(text, headers))).toBe('mm mm internal other');
  });

  it.each([
    ['a guard', '#ifndef H\n#define H\nbody\n#endif\n'],
    ['#pragma once', '#pragma once\nbody'],
    [
      'a guard with a condition inside',
      '/* c */\n#ifndef H\n#define H\n#ifdef X\n#else\nbody\n#endif\n#endif /* H */\n',
    ],
  ])('%s keeps a header from being read twice', (_, header) => {
    expect(textOf(run('#include <h.h>\n#include <h.h>', { 'include/h.h': header }))).toBe('body');
  });

  it('what looks like a guard but has an #else is read again', () => {
    const header = '#ifndef H\n#define H\nfirst\n#else\nagain\n#endif';
    expect(textOf(run('#include <h.h>\n#include <h.h>', { 'include/h.h': header }))).toBe('first again');
  });

  it('are listed', () => {
    const { files } = run('#include <h.h>\n', { 'include/h.h': '#pragma once\n' });
    expect(files.map(({ name }) => name)).toEqual(['mm/a.c', 'include/h.h']);
  });
});

describe('places', () => {
  it('a token of a file stands where it is written', () => {
    const { tokens } = run('#include <h.h>\nint x;', { 'include/h.h': 'long y;' });
    expect(tokens.slice(0, -1).map(placeOf).join(' ')).toBe(
      'include/h.h:long include/h.h:y include/h.h:; mm/a.c:int mm/a.c:x mm/a.c:;',
    );
  });

  it('what a macro brings in stands at its use, an argument where it is written', () => {
    const { tokens } = run('#define CHECK(c) if (!(c)) BUG()\n#define BUG() report(bug)\nCHECK(a == b);');
    const [first, ...rest] = tokens.map((token) => `${token.text}@${placeOf(token)}`);
    expect(first).toBe('if@mm/a.c:CHECK(a == b)');
    expect(rest).toContain('a@mm/a.c:a');
    expect(rest).toContain('report@mm/a.c:CHECK(a == b)');
    expect(rest).toContain('bug@mm/a.c:CHECK(a == b)');
  });

  it('and knows where it is spelled', () => {
    const { tokens } = run('#define N (4)\nN');
    const four = tokens.find(({ text }) => text === '4')?.spelledAt;
    expect(four?.file.text.slice(four.start, four.end)).toBe('4');
    expect(four?.start).toBe(11);
  });
});

describe('hostile text', () => {
  it('macros that double each other end with a diagnostic', () => {
    const lines = Array.from({ length: 60 }, (_, n) => `#define M${n + 1} M${n} M${n}`);
    const { diagnostics } = run(['#define M0 x', ...lines, 'M60'].join('\n'));
    expect(diagnostics.map(({ code }) => code)).toEqual(['macro-budget']);
  });

  it('calls nested in arguments end with a diagnostic', () => {
    const { diagnostics } = run(`#define F(x) x\n${'F('.repeat(50_000)}${')'.repeat(50_000)}`);
    expect(diagnostics.map(({ code }) => code)).toEqual(['macro-budget']);
  });

  it('a condition of many parentheses ends with a diagnostic', () => {
    const { diagnostics } = run(`#if ${'('.repeat(50_000)}1${')'.repeat(50_000)}\n#endif`);
    expect(diagnostics.map(({ code }) => code)).toEqual(['bad-condition']);
  });
});

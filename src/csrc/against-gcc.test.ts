/**
 * What our program computes against what gcc's does: the same C, run by the reference interpreter and
 * natively. A table of statements and control flow, then expressions made by fast-check (fixed seed).
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Interpreter, programOf, unitOf } from './testing';
import { validate } from './validate';

const hasGcc = spawnSync('gcc', ['--version']).status === 0;

/** What gcc's code returns for each call, in order. */
function native(source: string, calls: readonly string[]): readonly number[] {
  const folder = mkdtempSync(join(tmpdir(), 'csrc-'));
  try {
    const lines = calls.map((call) => `  printf("%d\\n", ${call});`).join('\n');
    const main = `#include <stdio.h>\n${source}\nint main(void) {\n${lines}\n  return 0;\n}\n`;
    writeFileSync(join(folder, 'a.c'), main);
    const output = join(folder, 'a.out');
    execFileSync('gcc', ['-std=gnu11', '-w', '-O0', '-fwrapv', '-o', output, join(folder, 'a.c')]);
    return execFileSync(output, { encoding: 'utf8' }).trim().split('\n').map(Number);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What ours returns. With constant arguments most of it is folded away; read from memory, nothing is. */
function ours(source: string, calls: readonly string[], folded: boolean): readonly number[] {
  const statement = (call: string, index: number): string => {
    if (folded) return `out[${index}] = ${call};`;
    const [, name, a, b] = /^(\w+)\((.*), (.*)\)$/.exec(call) ?? [];
    return `x = ${a}; y = ${b}; out[${index}] = ${name}(x, y);`;
  };
  const thread = calls.map(statement).join('\n');
  const files = { 'mm/a.c': source, 'include/scenario.h': prototypes(source) };
  const program = programOf(files, thread, { setup: `int x, y, out[${calls.length}];` });
  expect(validate(program)).toEqual([]);
  const interpreter = new Interpreter(program);
  interpreter.run(unitOf(program, 'setup'));
  interpreter.run(unitOf(program, 't'));
  return calls.map((_, index) => interpreter.value(`out[${index}]`));
}

function prototypes(source: string): string {
  return [...source.matchAll(/^int (f\w+)\(([^)]*)\)/gm)].map((one) => `\nint ${one[1]}(${one[2]});`).join('');
}

/** Bodies of `int f(int a, int b)`. */
const table: Readonly<Record<string, string>> = {
  'if and else': 'if (a < b) return 1; else if (a == b) return 2; return 3;',
  'while with continue and break':
    'int n = 0; while (1) { a++; if (a & 1) continue; n += a; if (n > 40 || a > 30) break; } return n;',
  'do while runs once': 'int n = 0; do { n++; b--; } while (b > 0); return n;',
  'for with two variables': 'int n = 0; for (int i = 0, j = 9; i < j; i++, j--) n = n * 3 + i * j; return n;',
  'switch with fall-through and default':
    'int n = 0; switch (a) { case 1: n = 1; break; case 2: n += 2; case 3 ... 5: n += 7; break; default: n = 9; case -4: n++; } return n;',
  'switch in a loop':
    'int n = 0; for (int i = 0; i < 6; i++) { switch (i) { case 2: continue; case 4: break; default: n += i; } n += 10; } return n;',
  'switch without a match': 'switch (b) { case 77: return 1; } return 2;',
  'duff: a case inside a loop':
    'int n = 0; int c = 5; switch (c & 3) { case 0: do { n++; case 3: n += 2; case 1: n += 5; } while (--c > 0); } return n;',
  'goto out of nested blocks': 'int n = 0; { int k = a; { if (k > 2) goto out; n = 5; } n += k; } out: return n + 1;',
  'goto backwards': 'int n = 0; again: n += a; if (n < 20 && a > 0) goto again; return n;',
  'short circuit has effects in order':
    'int n = 0; if (a > 0 && (n = n * 10 + 1) && b > 0 && (n = n * 10 + 2)) n = n * 10 + 3; (a > 1) || (n = n * 10 + 4); return n;',
  'value of && and ||': 'return (a && b) * 4 + (a || b) * 2 + !a;',
  'conditional with effects': 'int x = 0; int y = a > b ? (x = 1, 5) : (x = 2, 6); return x * 10 + y;',
  elvis: 'return (a ?: b) * 3;',
  'nested conditionals': 'return a > 3 ? b > 3 ? 1 : 2 : b > 3 ? 3 : 4;',
  'post and pre increment':
    'int i = a; int x = i++ * 2; int y = ++i; int z = i--; --i; return x * 1000 + y * 100 + z * 10 + i;',
  'compound assignment':
    'int i = a; i += 3; i *= b; i -= 1; i <<= 2; i |= 1; i ^= 0x55; i &= ~2; i >>= 1; i %= 100; return i;',
  'assignment is a value': 'int x, y; x = y = a + 1; return x + y;',
  'self assignment in a chain': 'int x = a; int y = x = x + 1; return x * 100 + y;',
  'unsigned wraps and compares':
    'unsigned int u = a; u -= 100; return (u > 5) + (u / 3 == (unsigned int)-1 / 3) * 2 + (int)(u >> 28);',
  'int against unsigned': 'unsigned int u = 1; return (-1 < u) * 2 + (a < u);',
  'narrow types truncate':
    'unsigned char c = a * 77 + 250; c += 10; signed char s = a * 50; unsigned short h = -a; short t = 40000 + a; return c + s * 2 + h * 3 + t;',
  'bool normalises': 'bool t = a * 256; bool u = a & 4; t += 1; return t * 10 + u + (bool)b;',
  'chars and escapes': "return 'a' + '\\n' + '\\x1f' + a;",
  literals: 'return 0x7f + 017 + 0b101 + 100u + 5L;',
  'struct by value':
    'struct pair p = { .b = b, .a = a }; struct pair q = swap(p); p = q; q.a = 7; return p.a * 100 + p.b * 10 + q.a;',
  'struct copies at once': 'struct pair p = { a, b }; p = (struct pair){ p.b, p.a }; return p.a * 10 + p.b;',
  'pointer to a local': 'int x = a; bump(&x); bump(&x); return x;',
  'pointer to a struct local':
    'struct pair p = { a, b }; struct pair *q = &p; q->a += 5; addto(&p, 3); return p.a * 10 + p.b;',
  'pointer parameter that changes': 'int x[4] = { 1, a, 3 }; return sum(x, 4);',
  'arrays with a variable index':
    'int x[5]; for (int i = 0; i < 5; i++) x[i] = i * a; x[2]++; int n = 0; for (int i = 4; i >= 0; i--) n = n * 3 + x[i]; return n;',
  'two-dimensional array':
    'int x[2][3] = { { 1, 2, 3 }, { 4, a, 6 } }; int n = 0; for (int i = 0; i < 2; i++) for (int j = 0; j < 3; j++) n = n * 2 + x[i][j]; return n;',
  'designated and elided braces':
    'struct nest n = { 1, { 2, 3 }, .arr = { [1] = 9, 4 }, }; struct nest m = { a, 5, 6, 7, 8 }; return n.x + n.p.a * 2 + n.p.b * 3 + n.arr[0] + n.arr[1] * 5 + n.arr[2] * 7 + m.p.b * 11 + m.arr[1] * 13;',
  'pointer arithmetic':
    'struct pair x[3] = { { 1, 2 }, { 3, 4 }, { 5, a } }; struct pair *p = x; p++; p += 1; return (p - x) * 100 + p->b * 10 + (p - 1)->a + (*x).b + (p == &x[2]);',
  'a pointer to a pointer':
    'int x = a, y = b; int *p = &x; int **q = &p; **q = 5; *q = &y; **q += 2; return x * 100 + y;',
  recursion: 'return fact(4) + a;',
  'mutual recursion': 'return even(3) * 10 + even(2);',
  'function as an argument': 'return apply(twice, a) * 10 + apply(negate, b) + apply(NULL, 3);',
  'statement expression': 'int r = ({ int t = a; t++; t * 2; }); return r + max(a++, b) + a;',
  'globals and statics': 'counter += a; return counter_next() * 10 + counter_next() + counter;',
  'a local shadows': 'int n = a; { int n = b; n++; a = n; } return n * 10 + a;',
  'loop locals start anew': 'int n = 0; for (int i = 0; i < 3; i++) { int k = 0; k += i; n = n * 10 + k; } return n;',
  'a loop local whose address is taken':
    'int n = 0; for (int i = 0; i < 3; i++) { int k = i; int *p = &k; bump(p); n = n * 10 + k; } return n;',
  'an uninitialised loop variable is set by a callee':
    'int n = 0; for (int i = 0; i < 3; i++) { int k; set(&k, i + a); n = n * 7 + k; } return n;',
  'sizeof of an array': 'int x[7]; return sizeof(x) / sizeof(x[0]) + a;',
  comma: 'return (a++, b++, a * b);',
  enum: 'enum color c = GREEN; if (a > 2) c = BLUE; return c * 10 + RED;',
  'early returns from an inlined function': 'return classify(a) * 100 + classify(b) * 10 + classify(a - b);',
  'void function with early return': 'int x = 1; maybe(&x, a); maybe(&x, b); return x;',
  'nested struct in registers':
    'struct nest n = { a }; n.p.a = b; n.p = swap(n.p); n.arr[1] = 4; return n.x + n.p.a * 10 + n.p.b * 100 + n.arr[1];',
  'address of a compound literal': 'struct pair *p = &(struct pair){ a, b }; p->a++; return p->a * 10 + p->b;',
  'pointer chosen by a condition': 'int x = 1, y = 2; int *p = a > b ? &x : &y; *p += 10; return x * 100 + y;',
  'parameters may be assigned': 'return countdown(a & 7) + a;',
  'a struct parameter may be assigned': 'struct pair p = { a, b }; return total(p) * 10 + p.a;',
  container_of: 'struct nest n = { 1, { 2, 3 } }; return container(&n.p)->x + a;',
};

const prelude = `
typedef _Bool bool;
#define NULL ((void *)0)
#define max(x, y) ({ typeof(x) _x = (x); typeof(y) _y = (y); _x > _y ? _x : _y; })
#ifndef __PATCH_ORACLE__
#define container_of(p, t, m) ((t *)((char *)(p) - __builtin_offsetof(t, m)))
#endif
enum color { RED = 1, GREEN, BLUE = 7 };
struct pair { int a, b; };
struct nest { int x; struct pair p; int arr[3]; };
static int counter = 3;
static struct pair swap(struct pair p) { struct pair q; q.a = p.b; q.b = p.a; return q; }
static void bump(int *p) { *p = *p + 1; }
static void set(int *p, int v) { *p = v; }
static void addto(struct pair *p, int n) { while (n-- > 0) p->b++; }
static int sum(int *p, int n) { int s = 0; while (n-- > 0) s = s * 10 + *p++; return s; }
static int fact(int n) { return n <= 1 ? 1 : n * fact(n - 1); }
static int odd(int n);
static int even(int n) { if (n == 0) return 1; return odd(n - 1); }
static int odd(int n) { if (n == 0) return 0; return even(n - 1); }
static int twice(int x) { return x * 2; }
static int negate(int x) { return -x; }
static int apply(int (*fn)(int), int x) { if (!fn) return 99; return fn(x); }
static int counter_next(void) { static int next = 5; counter++; return ++next; }
static int classify(int x) { if (x < 0) return 1; if (x == 0) return 2; for (int i = 2; i < x; i++) if (x % i == 0) return 3; return 4; }
static void maybe(int *p, int x) { if (x > 2) return; *p = *p * 3 + x; }
static int countdown(int n) { int s = 0; while (n) { s += n; n--; } return s; }
static int total(struct pair p) { p.a *= 2; return p.a + p.b; }
static struct nest *container(struct pair *p) { return container_of(p, struct nest, p); }
`;

const inputs: readonly (readonly [number, number])[] = [
  [0, 0],
  [1, 2],
  [5, 3],
  [-4, 7],
  [2, -1],
  [4, 4],
];

const when = hasGcc ? it : it.skip;

describe('statements and control flow, against gcc', () => {
  const names = Object.keys(table);
  const source =
    prelude + names.map((name, index) => `int f${index}(int a, int b)\n{ ${table[name] ?? ''}\n}`).join('\n');
  const calls = names.flatMap((_, index) => inputs.map(([a, b]) => `f${index}(${a}, ${b})`));
  const all = hasGcc
    ? { native: native(source, calls), folded: ours(source, calls, true), loaded: ours(source, calls, false) }
    : undefined;
  for (const [index, name] of names.entries()) {
    when(name, () => {
      const range = [index * inputs.length, (index + 1) * inputs.length] as const;
      expect(all?.folded.slice(...range)).toEqual(all?.native.slice(...range));
      expect(all?.loaded.slice(...range)).toEqual(all?.native.slice(...range));
    });
  }
});

/** An expression over a, b (int), u (unsigned), c (unsigned char), s (signed char), t (bool). */
const { expression } = fc.letrec<{ expression: string }>((tie) => {
  const inner = tie('expression');
  return {
    expression: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom('a', 'b', 'u', 'c', 's', 't', 'h'),
      fc.integer({ min: -9, max: 300 }).map((n) => `(${n})`),
      fc.constantFrom('0x7fffffff', '0x80000000u', '(-2147483647 - 1)', '65535', '0xffu', '-1'),
      fc
        .tuple(
          fc.constantFrom('+', '-', '*', '&', '|', '^', '==', '!=', '<', '<=', '>', '>=', '&&', '||'),
          inner,
          inner,
        )
        .map(([op, x, y]) => `(${x} ${op} ${y})`),
      fc.tuple(fc.constantFrom('<<', '>>'), inner, inner).map(([op, x, y]) => `(${x} ${op} (${y} & 31))`),
      fc.tuple(fc.constantFrom('/', '%'), inner, inner).map(([op, x, y]) => `(${x} ${op} ((${y} & 7) + 1))`),
      fc.tuple(fc.constantFrom('-', '~', '!', '+'), inner).map(([op, x]) => `(${op} ${x})`),
      fc.tuple(inner, inner, inner).map(([x, y, z]) => `(${x} ? ${y} : ${z})`),
      fc
        .tuple(
          fc.constantFrom('int', 'unsigned int', 'unsigned char', 'signed char', 'bool', 'short', 'unsigned short'),
          inner,
        )
        .map(([type, x]) => `((${type})${x})`),
    ),
  };
});

/** Statements over a, b, c, d (int), p (int *) and s (struct pair); every loop is bounded. */
const { statements } = fc.letrec<{ statements: string; statement: string; simple: string }>((tie) => {
  const variable = fc.constantFrom('a', 'b', 'c', 'd', 's.a', 's.b');
  const value = fc.oneof(
    variable,
    fc.integer({ min: -3, max: 9 }).map(String),
    fc.constantFrom('*p', 'classify(a & 15)', 'sum(x, 2)', 'total(s)', 'x[c & 3]'),
    fc
      .tuple(variable, fc.constantFrom('+', '-', '*', '&', '^', '==', '<', '&&', '||'), variable)
      .map((x) => x.join(' ')),
    fc.tuple(variable, variable, variable).map(([x, y, z]) => `${x} ? ${y} : ${z}`),
  );
  return {
    simple: fc.oneof(
      fc.tuple(variable, fc.constantFrom('=', '+=', '-=', '^=', '|='), value).map((x) => `${x.join(' ')};`),
      fc.tuple(variable, fc.constantFrom('++', '--')).map((x) => `${x.join('')};`),
      fc.constantFrom('a', 'b', 'c').map((x) => `p = &${x};`),
      fc.constantFrom('bump(p);', 'bump(&a);', 's = swap(s);', 'addto(&s, 2);', 'maybe(&d, a);', 'set(&b, c);'),
      value.map((x) => `x[d & 3] = ${x};`),
      value.map((x) => `*p = ${x};`),
      fc.tuple(variable, value).map(([x, y]) => `{ int k = ${y}; int *q = &k; *q += 3; ${x} = k; }`),
    ),
    statement: fc.oneof(
      { depthSize: 'small', maxDepth: 4 },
      tie('simple'),
      fc.tuple(value, tie('statements')).map(([x, y]) => `if (${x}) { ${y} }`),
      fc.tuple(value, tie('statements'), tie('statements')).map(([x, y, z]) => `if (${x}) { ${y} } else { ${z} }`),
      fc
        .tuple(
          fc.integer({ min: 1, max: 3 }),
          tie('statements'),
          value,
          fc.constantFrom('break', 'continue'),
          tie('statements'),
        )
        .map(([n, x, y, z, w]) => `for (int i = 0; i < ${n}; i++) { ${x} if (${y}) ${z}; ${w} }`),
      fc
        .tuple(value, tie('statements'), tie('statements'), tie('statements'))
        .map(([x, y, z, w]) => `switch ((${x}) & 3) { case 0: ${y} case 1: ${z} break; default: ${w} }`),
      fc.tuple(value, tie('statements')).map(([x, y]) => `{ int n = 2; do { ${y} } while ((${x}) && --n > 0); }`),
      fc.tuple(value, value).map(([x, y]) => `if (${x}) goto out; else d = ${y};`),
      fc.tuple(value, value).map(([x, y]) => `if (${x}) return ${y};`),
    ),
    statements: fc
      .array(tie('statement'), { minLength: 1, maxLength: 4, depthIdentifier: 'statements' })
      .map((x) => x.join(' ')),
  };
});

/** The calls spread over several programs: one would be larger than the bound on a unit. */
function inParts(source: string, calls: readonly string[], folded: boolean): readonly number[] {
  const parts: number[] = [];
  for (let from = 0; from < calls.length; from += 45) parts.push(...ours(source, calls.slice(from, from + 45), folded));
  return parts;
}

describe('programs, against gcc', () => {
  when('60 functions compute the same', () => {
    const bodies = fc.sample(statements, { numRuns: 60, seed: 20160523 });
    const locals = 'int c = 1, d = 2, x[4] = { 1, 2 }; struct pair s = { a, 3 }; int *p = &d;';
    const end =
      'out: return a + b * 3 + c * 7 + d * 11 + s.a * 13 + s.b * 17 + x[0] * 19 + x[1] * 23 + x[2] * 29 + *p * 31;';
    const source =
      prelude + bodies.map((text, index) => `int f${index}(int a, int b)\n{ ${locals} ${text} ${end}\n}`).join('\n');
    const calls = bodies.flatMap((_, index) => [`f${index}(0, 1)`, `f${index}(-7, 5)`, `f${index}(4, -3)`]);
    const wanted = native(source, calls);
    const folded = inParts(source, calls, true);
    const loaded = inParts(source, calls, false);
    const wrong = calls.flatMap((call, index) =>
      wanted[index] === folded[index] && wanted[index] === loaded[index]
        ? []
        : [
            `${call}: gcc ${wanted[index]}, ours ${folded[index]} and ${loaded[index]}: ${bodies[Math.floor(index / 3)]}`,
          ],
    );
    expect(wrong).toEqual([]);
  });
});

describe('expressions, against gcc', () => {
  when('300 expressions compute the same', () => {
    const expressions = fc.sample(expression, { numRuns: 300, seed: 20160523 });
    const locals =
      'unsigned int u = b * 7 - 3; unsigned char c = a * 19; signed char s = b * 31; bool t = a & 2; short h = a * 9999;';
    const source =
      'typedef _Bool bool;\n' +
      expressions.map((text, index) => `int f${index}(int a, int b)\n{ ${locals} return ${text};\n}`).join('\n');
    const calls = expressions.flatMap((_, index) => [
      `f${index}(0, 1)`,
      `f${index}(-7, 12345)`,
      `f${index}(2147483647, -3)`,
    ]);
    const wanted = native(source, calls);
    const folded = ours(source, calls, true);
    const loaded = ours(source, calls, false);
    const wrong = calls.flatMap((call, index) =>
      wanted[index] === folded[index] && wanted[index] === loaded[index]
        ? []
        : [
            `${call}: gcc ${wanted[index]}, ours ${folded[index]} and ${loaded[index]}: ${expressions[Math.floor(index / 3)] ?? ''}`,
          ],
    );
    expect(wrong).toEqual([]);
  });
});

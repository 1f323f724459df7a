import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SourceFile, type Span } from '../base/source';
import { preprocess } from './preprocess';
import { parseBody, parseUnit } from './parse';
import { statementText, unitText } from './tree-text';
import type { Token } from './lex';

const typedefs = ['pte_t', 'u8'];

function tokensOf(text: string): readonly Token[] {
  const options = { read: () => undefined, config: new Map<string, string>(), intrinsicMacros: new Set<string>() };
  const { tokens, diagnostics } = preprocess(new SourceFile('a.c', text), options);
  expect(diagnostics).toEqual([]);
  return tokens;
}

function unit(text: string): string {
  const { tree, diagnostics } = parseUnit(tokensOf(text), typedefs);
  expect(diagnostics.map(({ message }) => message)).toEqual([]);
  return unitText(tree);
}

function body(text: string): string {
  const { tree, diagnostics } = parseBody(tokensOf(text), typedefs);
  expect(diagnostics.map(({ message }) => message)).toEqual([]);
  return tree.items.map(statementText).join(' ');
}

describe('expressions', () => {
  it.each<[string, string]>([
    ['a + b * c', '(+ a (* b c))'],
    ['a * b + c', '(+ (* a b) c)'],
    ['a - b - c', '(- (- a b) c)'],
    ['a || b && c | d ^ e & f == g < h << i + j', '(|| a (&& b (| c (^ d (& e (== f (< g (<< h (+ i j)))))))))'],
    ['a < b == c', '(== (< a b) c)'],
    ['a = b = c', '(= a (= b c))'],
    ['a += b ? c : d', '(+= a (?: b c d))'],
    ['a <<= 1, b >>= 2', '(, (<<= a 1) (>>= b 2))'],
    ['a ? b : c ? d : e', '(?: a b (?: c d e))'],
    ['a ?: b', '(?: a b)'],
    ['!a && ~b', '(&& (! a) (~ b))'],
    ['*p++', '(* (_++ p))'],
    ['--*p', '(--_ (* p))'],
    ['-a[1].b->c(2)', '(- (call (-> (. ([] a 1) b) c) 2))'],
    ['&a->b', '(& (-> a b))'],
    ['sizeof a + 1', '(+ (sizeof a) 1)'],
    ['sizeof(pte_t) * 2', '(* (sizeof <pte_t>) 2)'],
    ['sizeof(struct page *)', '(sizeof <(* struct page)>)'],
    ['sizeof (a)', '(sizeof a)'],
    ['(pte_t)a + b', '(+ (cast <pte_t> a) b)'],
    ['(unsigned long)-1', '(cast <unsigned long> (- 1))'],
    ['(void)f()', '(cast <void> (call f))'],
    ['(a)(b)', '(call a b)'],
    ['(pte_t){ .kind = 1, .page = p }', '(literal <pte_t> {.kind=1 .page=p})'],
    ['(pte_t){ 0 }.kind', '(. (literal <pte_t> {0}) kind)'],
    ['f((pte_t){})', '(call f (literal <pte_t> {}))'],
    ['f(a, (b, c))', '(call f a (, b c))'],
    ['__alloc(struct page)', '(call __alloc <struct page>)'],
    ['offsetof(pte_t, kind)', '(call offsetof <pte_t> kind)'],
    ['pr_info("a" "b\\n", __func__)', '(call pr_info "ab\\n" "__func__")'],
    ['({ int x = 1; x; })', '(({ (declare (x int = 1)) x)'],
    ["'a' + '\\n' + '\\x41' + '\\0'", '(+ (+ (+ 97 10) 65) 0)'],
    ['0x10 + 010 + 0b11 + 7u + 7ul + 7LL', '(+ (+ (+ (+ (+ 16 8) 3) 7u) 7ul) 7ll)'],
    ['18446744073709551615ull', '18446744073709551615ull'],
    ['__extension__ a', 'a'],
  ])('%s', (text, expected) => {
    expect(body(text)).toBe(expected);
  });
});

describe('statements', () => {
  it.each<[string, string]>([
    ['if (a) b; else if (c) d; else e;', '(if a b (if c d e))'],
    ['if (a) if (b) c; else d;', '(if a (if b c d))'],
    ['while (a) { b; continue; }', '(while a {b (continue)})'],
    ['do { a; } while (b);', '(do {a} b)'],
    ['for (;;) break;', '(for _ _ _ (break))'],
    ['for (i = 0, j = 1; i < 4; i++) ;', '(for (, (= i 0) (= j 1)) (< i 4) (_++ i) ;)'],
    ['for (int i = 0; i < 4; i++) f(i);', '(for (declare (i int = 0)) (< i 4) (_++ i) (call f i))'],
    [
      'switch (a) { case 1: case 2: b; break; case 3 ... 5: c; default: d; }',
      '(switch a {(case 1 (case 2 b)) (break) (case 3 ... 5 c) (default d)})',
    ],
    ['switch (a) { default: }', '(switch a {(default ;)})'],
    ['goto out; out: return a;', '(goto out) (label out (return a))'],
    ['{ out: }', '{(label out ;)}'],
    ['out: int x = 1; f(x);', '(label out ;) (declare (x int = 1)) (call f x)'],
    ['case_label: ;', '(label case_label ;)'],
    ['return;', '(return)'],
    ['a; __attribute__((fallthrough)); ;', 'a ; ;'],
    ['int a = 1, *b = &a, c[2] = { 1, 2 };', '(declare (a int = 1) (b (* int) = (& a)) (c ([] int 2) = {1 2}))'],
    ['pte_t pte;', '(declare (pte pte_t))'],
    ['pte_t pte_t; pte_t * 2;', '(declare (pte_t pte_t)) (* pte_t 2)'],
    ['{ int u8; u8 = 1; } u8 x;', '{(declare (u8 int)) (= u8 1)} (declare (x u8))'],
    ['static const int limit = 4;', '(declare static (limit const int = 4))'],
    ['__auto_type x = f();', '(declare (x __auto_type = (call f)))'],
    ['typeof(a) x = a; __typeof__(pte_t *) y;', '(declare (x (typeof a) = a)) (declare (y (typeof <(* pte_t)>)))'],
    [
      'struct s { int x; } s = { .x = 1 }, *p = &s;',
      '(declare (s (struct s (x int)) = {.x=1}) (p (* (struct s (x int))) = (& s)))',
    ],
    ['struct s s[] = { [0].x = 1, [1] = { 2 } };', '(declare (s ([] struct s) = {[0].x=1 [1]={2}}))'],
    ['_Static_assert(sizeof(int) == 4, "int");', '(assert (== (sizeof <int>) 4) "int")'],
    ['extern int f(int);', '(declare extern (f (fn int int)))'],
  ])('%s', (text, expected) => {
    expect(body(text)).toBe(expected);
  });

  it('the last semicolon of a scenario may be left out', () => {
    expect(body('f(a); g(b)')).toBe('(call f a) (call g b)');
    expect(body('if (a) return')).toBe('(if a (return))');
  });
});

describe('declarations', () => {
  it.each<[string, string]>([
    ['int x;', '(declare (x int))'],
    [';', ''],
    [
      'unsigned x; long unsigned int y; signed char z; unsigned short int w;',
      '(declare (x unsigned int)) (declare (y unsigned long)) (declare (z signed char)) (declare (w unsigned short))',
    ],
    [
      'long long int x; int signed y; long long unsigned z; short s;',
      '(declare (x long long)) (declare (y int)) (declare (z unsigned long long)) (declare (s short))',
    ],
    ['const char *const p; char const *q;', '(declare (p const (* const char))) (declare (q (* const char)))'],
    ['int *a[3], (*b)[3], **c;', '(declare (a ([] (* int) 3)) (b (* ([] int 3))) (c (* (* int))))'],
    ['int m[2][3];', '(declare (m ([] ([] int 3) 2)))'],
    [
      'typedef struct { int kind; unsigned long val; } __word swp_entry_t; swp_entry_t e;',
      '(declare typedef (swp_entry_t (struct __word (kind int) (val unsigned long)))) (declare (e swp_entry_t))',
    ],
    [
      'struct rw_semaphore { int owner, readers, queue; } __opaque(rwsem);',
      '(declare (struct rw_semaphore __opaque:rwsem (owner int) (readers int) (queue int)))',
    ],
    [
      'struct a { struct { int x; }; struct b *next; int v[4]; ; };',
      '(declare (struct a (_ (struct (x int))) (next (* struct b)) (v ([] int 4))))',
    ],
    ['struct forward;', '(declare struct forward)'],
    [
      'enum scan_result { SCAN_FAIL, SCAN_SUCCEED = 4, } x;',
      '(declare (x (enum scan_result SCAN_FAIL SCAN_SUCCEED=4)))',
    ],
    ['enum { A };', '(declare (enum A))'],
    ['int f(void);', '(declare (f (fn int)))'],
    [
      'void f(struct page *, pte_t pte, int a[], int (*fn)(struct page *, void *));',
      '(declare (f (fn void (* struct page) (pte pte_t) (a ([] int)) (fn (* (fn int (* struct page) (* void)))))))',
    ],
    ['void f(int fn(struct page *));', '(declare (f (fn void (fn (fn int (* struct page))))))'],
    ['void f(int (pte_t), int (x));', '(declare (f (fn void (fn int pte_t) (x int))))'],
    ['struct page *f(int a), g(void);', '(declare (f (fn (* struct page) (a int))) (g (fn struct page)))'],
    ['int (*f(void))[2];', '(declare (f (fn (* ([] int 2)))))'],
    [
      '__primitive static inline void lock(int *p) { *p = 1; }',
      '(function __primitive static inline lock (fn void (p (* int))) {(= (* p) 1)})',
    ],
    ['static __attribute__((unused)) int f(void) { return 0; }', '(function static f (fn int) {(return 0)})'],
    [
      'int f(int pte_t) { return pte_t * 2; } pte_t x;',
      '(function f (fn int (pte_t int)) {(return (* pte_t 2))}) (declare (x pte_t))',
    ],
    [
      'typedef int fn_t(struct page *); fn_t *f;',
      '(declare typedef (fn_t (fn int (* struct page)))) (declare (f (* fn_t)))',
    ],
    ['static inline void f(void) __attribute__((noreturn));', '(declare static inline (f (fn void)))'],
    ['_Static_assert(1);', '(assert 1 "")'],
  ])('%s', (text, expected) => {
    expect(unit(text)).toBe(expected);
  });

  it('a definition is one object for all its declarators', () => {
    const [item] = parseUnit(tokensOf('struct s { int x; } a, b;')).tree.items;
    if (item?.kind !== 'declaration' || item.base.kind !== 'struct-type') throw new Error('not a struct');
    const [a, b] = item.declarators;
    expect(a?.type).toBe(item.base);
    expect(b?.type).toBe(item.base);
  });

  it('the typedef names of the top level are handed on', () => {
    const { typedefs: names } = parseUnit(tokensOf('typedef int a; void f(void) { typedef int b; } typedef int c;'), [
      'z',
    ]);
    expect([...names]).toEqual(['z', 'a', 'c']);
  });
});

describe('spans', () => {
  const spelled = ({ file, start, end }: Span): string => file.text.slice(start, end);

  it('cover what was written', () => {
    const { tree } = parseBody(tokensOf('if (a->b == f(1, 2)) return x ?: y;'));
    const [first] = tree.items;
    if (first?.kind !== 'if' || first.condition.kind !== 'binary') throw new Error('not an if');
    expect(spelled(first.span)).toBe('if (a->b == f(1, 2)) return x ?: y;');
    expect(spelled(first.condition.span)).toBe('a->b == f(1, 2)');
    expect(spelled(first.condition.right.span)).toBe('f(1, 2)');
    expect(spelled(first.then.span)).toBe('return x ?: y;');
  });

  it('cover the macro use, and inside it the argument', () => {
    const { tree } = parseBody(tokensOf('#define BUG_ON(c) do { if (c) report(bug); } while (0)\nBUG_ON(a == b);'));
    const [first] = tree.items;
    if (first?.kind !== 'do' || first.body.kind !== 'compound') throw new Error('not a do');
    const [inner] = first.body.items;
    if (inner?.kind !== 'if') throw new Error('not an if');
    expect(spelled(first.span)).toBe('BUG_ON(a == b);');
    expect(spelled(inner.span)).toBe('BUG_ON(a == b)');
    expect(spelled(inner.condition.span)).toBe('a == b');
  });

  it('the end of a body is its closing brace', () => {
    const [item] = parseUnit(tokensOf('int f(void) { return 0; }')).tree.items;
    if (item?.kind !== 'function-definition') throw new Error('not a function');
    expect(spelled(item.body.end)).toBe('}');
  });
});

describe('recovery', () => {
  const codes = (text: string): string[] => {
    const { diagnostics } = parseUnit(tokensOf(text), typedefs);
    return diagnostics.map(({ code, span }) => `${code}:${span?.file.position(span.start).line}`);
  };

  it('shows the mistakes of several functions, and goes on inside one', () => {
    const text = 'int f(void)\n{\n  a = ;\n  b = 1\n  c = 2;\n  return +;\n}\nint g(void)\n{\n  if x;\n}\nfoo_t y;\n';
    expect(codes(text)).toEqual(['expected:3', 'missing-semicolon:4', 'expected:6', 'expected:10', 'unknown-type:12']);
  });

  it('keeps what stands around a mistake', () => {
    const { tree } = parseUnit(tokensOf('int a; int = 3; struct s { int x; float y; int z; }; int b;'));
    expect(unitText(tree)).toBe('(declare (a int)) (declare (struct s (x int) (z int))) (declare (b int))');
  });

  it('a stray brace does not end the file', () => {
    expect(codes('int f(void) { return 0; }\n}\nint g(void) { return ; }\n)\nint x')).toEqual([
      'expected:2',
      'expected:4',
    ]);
  });

  it.each<[string, string]>([
    ['parentheses', `int x = ${'('.repeat(100_000)}`],
    ['statement', `void f(void) { ${'if (x) '.repeat(100_000)} }`],
    ['blocks', `void f(void) ${'{'.repeat(100_000)}`],
    ['unary operators', `int x = ${'!'.repeat(100_000)}1;`],
    ['sums', `int x = ${'1+'.repeat(100_000)}1;`],
    ['assignments', `void f(void) { ${'a='.repeat(100_000)}1; }`],
    ['conditionals', `int x = ${'1?2:'.repeat(100_000)}1;`],
    ['pointers', `int ${'*'.repeat(100_000)}x;`],
    ['brackets', `int x${'[1]'.repeat(100_000)};`],
    ['declarator parentheses', `int ${'('.repeat(100_000)}x`],
    ['structs', `${'struct a { '.repeat(100_000)}`],
    ['initialisers', `int x = ${'{'.repeat(100_000)}`],
    ['labels', `void f(void) { ${'a: '.repeat(100_000)}; }`],
    ['parameters', `void f${'(int a'.repeat(100_000)}`],
    ['sizeof', `int x = ${'sizeof(typeof('.repeat(100_000)}`],
  ])('endless %s are refused, not run into', (_, text) => {
    expect(codes(text)[0]).toMatch(/^too-deep|^expected/);
  });
});

describe('any soup of tokens', () => {
  const words =
    'int x struct s { } ( ) [ ] ; , * = + - > < ? : . -> & && 1 "s" if else while do for switch case default return goto ' +
    'break typedef static const enum union pte_t __primitive __word __opaque sizeof typeof __attribute__ asm ... # ## ' +
    '#define #if #endif \n _Static_assert __auto_type unsigned long float';
  const soup = fc
    .array(fc.constantFrom(...words.split(' ')), { maxLength: 60 })
    .map((list) => list.join(' ').replace(/ #/g, '\n#'));

  it('is read to its end, and what is wrong has a place in it', () => {
    fc.assert(
      fc.property(soup, (text) => {
        const file = new SourceFile('a.c', text);
        const options = {
          read: () => undefined,
          config: new Map<string, string>(),
          intrinsicMacros: new Set<string>(),
        };
        const { tokens, diagnostics } = preprocess(file, options);
        const unit = parseUnit(tokens, typedefs);
        const body = parseBody(tokens, typedefs);
        unitText(unit.tree);
        body.tree.items.map(statementText);
        for (const { span } of [...diagnostics, ...unit.diagnostics, ...body.diagnostics]) {
          expect(span?.file).toBe(file);
          expect(span?.end).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: 1500 },
    );
  });
});

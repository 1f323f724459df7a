/**
 * Every diagnostic of the checker as users read it, and whether gcc -Wall stops at the same line. What gcc
 * accepts and we do not is said with the reason: it is what the model's C leaves out.
 */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { csrcTypesCodes } from '../base/codes-csrc-types';
import { renderDiagnostic } from '../base/diagnostics';
import { SourceFile } from '../base/source';
import { modelOf } from './testing';

const prelude = `#define NULL ((void *)0)
#ifdef __PATCH_ORACLE__
#else
#define __word
#define __opaque(kind)
int choose(int);
#endif
struct lock { int owner, readers, queue; } __opaque(rwsem);
struct bit_lock { int owner; } __opaque(bit);
typedef struct { int kind; struct mm *mm; unsigned long val; } __word pte_t;
struct vma { struct mm *mm; struct vma *next; int flags; const int fixed; };
struct mm { struct lock mmap_lock; struct vma *mmap; pte_t pte[4]; int users; };
enum state { IDLE, BUSY };
int helper(struct mm *mm, int flags);
void nothing(void);
int run(int (*fn)(int), int x);
int twice(int x);
void down_read(struct lock *lock);
`;

/** `gcc`: it stops there too. `ours: why`: gcc accepts it, the model does not. */
type Agreement = 'gcc' | `ours: ${string}`;

const outside: Agreement = 'ours: not part of the model C';

const table: readonly (readonly [code: keyof typeof csrcTypesCodes | 'vla', agreement: Agreement, text: string])[] = [
  ['unknown-name', 'gcc', 'int f(struct mm *mm) { return helper(mn, 0); }'],
  ['unknown-name', 'gcc', 'int f(void) { return SOMETHING_ELSE; }'],
  ['unknown-function', 'gcc', 'int f(struct mm *mm) { return helpr(mm, 0); }'],
  ['unknown-field', 'gcc', 'int f(struct vma *vma) { return vma->flag; }'],
  ['unknown-field', 'gcc', 'struct vma v = { .flag = 1 };'],
  ['unknown-label', 'gcc', 'int f(int x) { if (x) goto uot; out: return x; }'],
  ['not-defined', 'ours: gcc leaves it to the linker', 'int f(struct mm *mm) { return helper(mm, 0); }'],
  ['redefinition', 'gcc', 'int f(int x) { int y = x; int y = 2; return y; }'],
  ['redefinition', 'gcc', 'enum other { BUSY };'],
  ['redefinition', 'gcc', 'struct mm { int x; };'],
  ['redefinition', 'gcc', 'int f(void) { return 1; }\nint f(void) { return 2; }'],
  ['conflicting-types', 'gcc', 'int helper(struct mm *mm, long flags);'],
  ['conflicting-types', 'gcc', 'extern int count;\nstruct mm *count;'],
  ['wrong-tag', 'gcc', 'struct state *f(void) { return NULL; }'],
  ['type-mismatch', 'gcc', 'int f(struct vma *vma) { return helper(vma, 0); }'],
  ['type-mismatch', 'gcc', 'void f(struct mm *mm, struct vma *vma) { vma->next = mm; }'],
  ['type-mismatch', 'gcc', 'int f(pte_t pte) { return pte; }'],
  ['type-mismatch', 'gcc', 'int f(struct mm *mm, struct vma *vma) { return mm == vma; }'],
  ['type-mismatch', 'gcc', 'struct mm *f(struct vma **vma) { return vma; }'],
  ['type-mismatch', 'gcc', 'void f(struct vma *vma) { down_read(vma); }'],
  ['int-pointer-mixing', 'gcc', 'int f(struct mm *mm) { return helper(mm, mm); }'],
  ['int-pointer-mixing', 'gcc', 'int f(struct mm *mm) { return helper(7, 0); }'],
  ['int-pointer-mixing', 'gcc', 'struct mm *f(int x) { return x; }'],
  ['int-pointer-mixing', 'gcc', 'int f(struct mm *mm) { return mm == 4; }'],
  ['int-pointer-mixing', 'gcc', 'int f(struct mm *mm) { int x = mm; return x; }'],
  ['discards-const', 'gcc', 'int f(const struct mm *mm) { return helper(mm, 0); }'],
  ['argument-count', 'gcc', 'int f(struct mm *mm) { return helper(mm); }'],
  ['argument-count', 'gcc', 'void f(void) { nothing(1, 2); }'],
  ['operand-types', 'gcc', 'int f(struct mm *mm) { return mm * 2; }'],
  ['operand-types', 'gcc', 'int f(pte_t a, pte_t b) { return a == b; }'],
  ['operand-types', 'gcc', 'int f(struct mm *mm) { return -mm; }'],
  ['operand-types', 'gcc', 'int f(struct mm *mm) { switch (mm) { } return 0; }'],
  ['condition-type', 'gcc', 'int f(pte_t pte) { if (pte) return 1; return 0; }'],
  ['not-a-pointer', 'gcc', 'int f(int x) { return *x; }'],
  ['not-a-pointer', 'gcc', 'int f(int x) { return x->users; }'],
  ['not-a-struct', 'gcc', 'int f(int x) { return x.users; }'],
  ['arrow-or-dot', 'gcc', 'int f(struct mm *mm) { return mm.users; }'],
  ['arrow-or-dot', 'gcc', 'int f(struct vma v) { return v->flags; }'],
  ['not-a-function', 'gcc', 'int f(int x) { return x(1); }'],
  ['void-value', 'gcc', 'int f(void) { return nothing() + 1; }'],
  ['incomplete-type', 'gcc', 'int f(struct folio *p) { return p->x; }'],
  ['incomplete-type', 'gcc', 'int f(void) { struct folio p; return 0; }'],
  ['not-assignable', 'gcc', 'void f(int x) { x + 1 = 2; }'],
  ['not-addressable', 'gcc', 'int *f(int x) { return &(x + 1); }'],
  ['const-assignment', 'gcc', 'void f(struct vma *vma) { vma->fixed = 1; }'],
  ['const-assignment', 'gcc', 'void f(const struct vma *vma) { vma->flags = 1; }'],
  ['not-constant', 'gcc', 'int f(int x) { switch (x) { case x: return 1; } return 0; }'],
  ['not-constant', 'gcc', 'int twice(int x);\nint count = twice(2);'],
  ['vla', outside, 'int f(int n) { int a[n]; a[0] = n; return a[0]; }'],
  ['bad-array-size', 'gcc', 'int a[-1];'],
  ['constant-too-large', 'ours: integers have 32 bits', 'unsigned long x = 0x100000000;'],
  ['bad-initializer', 'gcc', 'struct vma v = { [1] = 1 };'],
  ['bad-initializer', 'gcc', 'int a[2] = { 1, 2, 3 };'],
  ['static-assert', 'gcc', '_Static_assert(sizeof(int) == 8, "wide");'],
  ['return-value', 'gcc', 'void f(void) { return 1; }'],
  ['return-without-value', 'gcc', 'int f(int x) { if (x) return; return 1; }'],
  ['misplaced-statement', 'gcc', 'void f(void) { break; }'],
  ['misplaced-statement', 'gcc', 'void f(void) { case 1: nothing(); }'],
  ['duplicate-case', 'gcc', 'void f(int x) { switch (x) { case BUSY: case 1: nothing(); } }'],
  ['indirect-call', outside, 'struct ops { int (*run)(int); };\nint f(struct ops *ops) { return ops->run(1); }'],
  ['function-value', outside, 'struct ops { int (*run)(int); };\nvoid f(struct ops *ops) { ops->run = twice; }'],
  ['pointer-order', outside, 'int f(struct mm *a, struct mm *b) { return a < b; }'],
  ['int-pointer-cast', outside, 'unsigned long f(struct mm *mm) { return (unsigned long)mm & 1; }'],
  ['pointer-cast', outside, 'struct vma *f(struct mm *mm) { return (struct vma *)mm; }'],
  ['opaque-access', outside, 'int f(struct mm *mm) { return mm->mmap_lock.owner; }'],
  ['opaque-access', outside, 'void f(struct mm *a, struct mm *b) { *a = *b; }'],
  ['unknown-opaque', outside, 'struct sem { int count; } __opaque(semaphore);'],
  ['opaque-slots', outside, 'struct sem { int count; } __opaque(mutex);'],
  ['bad-word', outside, 'typedef struct { int kind; struct vma vma; } __word big_t;'],
  ['word-member-write', outside, 'void f(struct mm *mm) { mm->pte[1].kind = 0; }'],
  ['word-member-address', outside, 'int *f(struct mm *mm) { return &mm->pte[1].kind; }'],
  ['unsupported', outside, 'void f(void) { extern int other; }'],
  ['type-mismatch', 'gcc', 'void f(struct bit_lock *lock) { down_read(lock); }'],
  ['intrinsic-argument', outside, 'int __pte_map_count(int);\nint f(void) { return __pte_map_count(2); }'],
  ['int-pointer-mixing', 'gcc', 'void f(void) { down_read(1); }'],
  ['unknown-inject', outside, ''],
  ['bad-inject', outside, ''],
  ['program-too-large', outside, ''],
];

const scenarioCodes = new Set<string>(['unknown-inject', 'bad-inject', 'program-too-large']);

function diagnosticsOf(text: string) {
  return modelOf({ 'include/prelude.h': prelude, 'mm/a.c': `#include <prelude.h>\n${text}\n` }).diagnostics.filter(
    (one) => {
      // The prelude declares what a model would define elsewhere.
      return one.code !== 'not-defined' || text === 'int f(struct mm *mm) { return helper(mm, 0); }';
    },
  );
}

const gcc = spawnSync('gcc', ['--version']).status === 0;

/** Lines of the text at which gcc stops or warns, first to last. */
function gccLines(text: string): readonly number[] {
  const options = ['-std=gnu11', '-fsyntax-only', '-Wall', '-Wno-unused', '-Wno-parentheses', '-x', 'c', '-'];
  const { stderr } = spawnSync('gcc', options, { input: `${prelude}# 2 "mm/a.c"\n${text}\n`, encoding: 'utf8' });
  return [...stderr.matchAll(/mm\/a\.c:(\d+):\d+: (?:error|warning)/g)].map((one) => Number(one[1]));
}

describe('diagnostics of the checker', () => {
  const model = table.filter(([code]) => !scenarioCodes.has(code));
  it.each(model.map(([code, , text]) => [code, text] as const))('%s: %s', (code, text) => {
    const all = diagnosticsOf(text);
    expect(all[0]?.code).toBe(code);
    expect(all.map(renderDiagnostic).join('\n')).toMatchSnapshot();
  });

  (gcc ? it : it.skip).each(model.map(([code, agreement, text]) => [code, agreement, text] as const))(
    'gcc on %s (%s): %s',
    (_, agreement, text) => {
      const ours = diagnosticsOf(text).map((one) => one.span?.file.position(one.span.start).line);
      const theirs = gccLines(text);
      if (agreement === 'gcc') expect(theirs[0]).toBe(ours[0]);
      else expect(theirs).toEqual([]);
    },
  );

  it('every code is in the table', () => {
    expect(new Set(table.map(([code]) => code))).toEqual(new Set([...Object.keys(csrcTypesCodes), 'vla']));
  });
});

describe('diagnostics of a scenario', () => {
  const files = {
    'include/scenario.h': 'int f(int x);\nint g(int x);\n',
    'mm/a.c': `int g(int x) { return x + __inject(oom); }
int a(int x) { choose(x); choose(x); choose(x); choose(x); choose(x); return x; }
int b(int x) { a(x); a(x); a(x); a(x); a(x); a(x); a(x); a(x); a(x); a(x); return x; }
int c(int x) { b(x); b(x); b(x); b(x); b(x); b(x); b(x); b(x); b(x); b(x); return x; }
int d(int x) { c(x); c(x); c(x); c(x); c(x); c(x); c(x); c(x); c(x); c(x); return x; }
int e(int x) { d(x); d(x); d(x); d(x); d(x); d(x); d(x); d(x); d(x); d(x); return x; }
int f(int x) { e(x); e(x); e(x); return x; }
`,
  };
  const compile = (thread: string, inject: readonly string[]) => {
    const source = new SourceFile(
      'cases/a.yaml',
      `threads:\n  t: ${thread}\n`.replace(/^threads:\n {2}t: /, ' '.repeat(8) + '\n' + ' '.repeat(5)),
    );
    return modelOf(files).compile({ threads: [{ name: 't', source, cpu: 0 }], inject });
  };

  it.each([
    ['unknown-inject', 'g(1)', ['g:omm']],
    ['unknown-inject', 'g(1)', ['nowhere:fault']],
    ['bad-inject', 'g(1)', ['oom']],
    ['program-too-large', 'f(2)', []],
    ['unknown-name', 'g(mm)', []],
    ['unknown-function', 'h(1)', []],
  ] as const)('%s: %s', (code, thread, inject) => {
    const { program, diagnostics } = compile(thread, inject);
    expect(program).toBeUndefined();
    expect(diagnostics[0]?.code).toBe(code);
    expect(diagnostics.map(renderDiagnostic).join('\n')).toMatchSnapshot();
  });

  it('a model with errors gives no program, and a scenario repeats none of them', () => {
    const model = modelOf({ ...files, 'mm/b.c': 'int h(void) { return nothing; }\n' });
    const result = model.compile({ threads: [{ name: 't', source: new SourceFile('c', 'g(1)'), cpu: 0 }], inject: [] });
    expect(model.diagnostics.map((one) => one.code)).toEqual(['unknown-name']);
    expect(result).toEqual({ diagnostics: [] });
  });
});

/** What C becomes: a table of small functions and the instructions they are lowered to. */
import { describe, expect, it } from '@jest/globals';
import { printUnit } from './print';
import { SourceFile } from '../base/source';
import { modelOf, programOf, unitOf } from './testing';
import { validate } from './validate';

const header = `#ifndef MODEL_H
#define MODEL_H
#define NULL ((void *)0)
struct rw_semaphore { int owner, readers, queue; } __opaque(rwsem);
typedef struct { int owner, readers, queue; } __opaque(spin) spinlock_t;
struct bit_lock { int owner; } __opaque(bit);
struct completion { int done; } __opaque(completion);
typedef struct { int counter; } atomic_t;
typedef struct { atomic_t refs; } refcount_t;
typedef struct { int kind; struct page *page; unsigned long val; } __word pte_t;
struct page { refcount_t refcount; atomic_t mapcount; struct bit_lock lock; int flags; };
struct table { spinlock_t ptl; pte_t pte[4]; };
struct vma { struct mm *mm; struct vma *next; unsigned long start, end; struct rcu *rcu; };
struct mm { struct rw_semaphore mmap_lock; struct vma *mmap; struct table *pmd[2]; atomic_t users, pins; unsigned char tag; };
struct fault { struct vma *vma; unsigned long address; pte_t orig; };
extern struct mm init_mm;
#endif
`;

const model = `
static pte_t make(struct page *page) { pte_t pte; pte.kind = 1; pte.page = page; pte.val = 0; return pte; }
struct mm init_mm;
spinlock_t list_lock;
__primitive static void lock_mm(struct mm *mm) { down_read(&mm->mmap_lock); }
static void get(refcount_t *r) { atomic_inc(&r->refs); }
static int put_test(refcount_t *r) { return atomic_dec_and_test(&r->refs); }
static struct vma *first(struct mm *mm) { return mm->mmap; }
static int find(struct mm *mm, struct vma **found) { struct vma *vma = first(mm); if (!vma) return 0; *found = vma; return 1; }
static int handle(struct fault *fault) { if (fault->address > fault->vma->end) return 1; fault->orig = make(NULL); return 0; }
static void walk(struct mm *mm, int (*each)(struct vma *, int), int arg) { for (struct vma *vma = mm->mmap; vma; vma = vma->next) if (each(vma, arg)) break; }
static int is_at(struct vma *vma, int at) { return vma->start == at; }
static int down(int n) { return n == 0 ? 0 : down(n - 1) + 1; }
static void publish(struct fault **slot, struct fault *fault) { *slot = fault; }
static void free_vma(struct vma *vma) { __free(vma); }
static void flush(void *info) { struct mm *mm = info; mm->tag = 1; }
static int may_fail(void) { return __inject(oom) ? 1 : 2; }
`;

/** Claim, body of a function of `struct mm *mm, struct vma *vma, struct page *page, struct table *table, int i`, expected code. */
const table: readonly (readonly [claim: string, body: string, code: readonly string[]])[] = [
  [
    'a read of a member is one load, named by its field',
    'return vma->start + vma->end;',
    [
      '5  %start#5 = load [%v#1 + 2] vma.start',
      '6  %end#6 = load [%v#1 + 3] vma.end',
      '7  store [&r] r = %start#5 +w %end#6',
      '8  end',
    ],
  ],
  [
    'a whole word is one access, a member of it too',
    'pte_t pte = table->pte[1]; if (pte.kind == 2) return table->pte[2].kind; table->pte[0] = pte; return 0;',
    [
      '5  %pte#5, %pte#6, %pte#7 = load [%t#3 + 6] table.pte',
      '6  branch %pte#5 == 2 ? 7 : 10',
      '7  %f#8 = load [%t#3 + 9] table.pte',
      '8  store [&r] r = %f#8',
      '9  end',
      '10  store [%t#3 + 3] table.pte = %pte#5, %pte#6, %pte#7',
      '11  %f#8 = 0',
      '12  jump 8',
    ],
  ],
  [
    'a struct that is no word is copied part by part',
    'struct vma copy = *vma; *vma->next = copy; return 0;',
    [
      '5  %mm#5 = load [%v#1] vma.mm',
      '6  %next#6 = load [%v#1 + 1] vma.next',
      '7  %start#7 = load [%v#1 + 2] vma.start',
      '8  %end#8 = load [%v#1 + 3] vma.end',
      '9  %rcu#9 = load [%v#1 + 4] vma.rcu',
      '10  %next#10 = load [%v#1 + 1] vma.next',
      '11  store [%next#10] vma.mm = %mm#5',
      '12  store [%next#10 + 1] vma.next = %next#6',
      '13  store [%next#10 + 2] vma.start = %start#7',
      '14  store [%next#10 + 3] vma.end = %end#8',
      '15  store [%next#10 + 4] vma.rcu = %rcu#9',
      '16  store [&r] r = 0',
      '17  end',
    ],
  ],
  [
    'marked accesses keep their marking',
    'WRITE_ONCE(mm->tag, READ_ONCE(mm->tag)); smp_store_release(&mm->mmap, smp_load_acquire(&vma->next)); return 0;',
    [
      '5  %tag#5 = load.once [%m#0 + 8] mm.tag',
      '6  store.once [%m#0 + 8] mm.tag = %tag#5',
      '7  %next#6 = load.acquire [%v#1 + 1] vma.next',
      '8  store.release [%m#0 + 3] mm.mmap = %next#6',
      '9  store [&r] r = 0',
      '10  end',
    ],
  ],
  [
    'a counter behind wrappers is named by the struct around it',
    'get(&page->refcount); atomic_inc(&mm->pins); return put_test(&page->refcount);',
    [
      '5  add.relaxed [%p#2] page.refcount 1',
      '6  add.relaxed [%m#0 + 7] mm.pins 1',
      '7  sub.full [%p#2] page.refcount 1 -> new %new#5',
      '8  store [&r] r = %new#5 == 0',
      '9  end',
    ],
  ],
  [
    'orders of read-modify-writes',
    'atomic_add_return(2, &mm->users); atomic_dec_return_release(&mm->users); cmpxchg(&mm->mmap, NULL, vma); xchg_acquire(&mm->tag, 1); return atomic_add_unless(&mm->users, 1, 0);',
    [
      '5  add.full [%m#0 + 6] mm.users 2',
      '6  sub.release [%m#0 + 6] mm.users 1',
      '7  cmpxchg.full [%m#0 + 3] mm.mmap %v#1 if 0',
      '8  xchg.acquire [%m#0 + 8] mm.tag 1',
      '9  add-unless.full [%m#0 + 6] mm.users 1 if 0 -> success %success#5',
      '10  store [&r] r = %success#5',
      '11  end',
    ],
  ],
  [
    'reads stand left to right, && and || read no more than they must',
    'return (vma->start && vma->end) || mm->tag;',
    [
      '5  %start#5 = load [%v#1 + 2] vma.start',
      '6  branch %start#5 ? 7 : 9',
      '7  %end#6 = load [%v#1 + 3] vma.end',
      '8  branch %end#6 ? 11 : 9',
      '9  %tag#7 = load [%m#0 + 8] mm.tag',
      '10  branch %tag#7 ? 11 : 14',
      '11  %condition#8 = 1',
      '12  store [&r] r = %condition#8',
      '13  end',
      '14  %condition#8 = 0',
      '15  jump 12',
    ],
  ],
  [
    '?: evaluates one arm',
    'return i ? vma->start : vma->end;',
    [
      '5  branch %i#4 ? 6 : 9',
      '6  %value#5 = load [%v#1 + 2] vma.start',
      '7  store [&r] r = %value#5',
      '8  end',
      '9  %value#5 = load [%v#1 + 3] vma.end',
      '10  jump 7',
    ],
  ],
  [
    'an update is one read and one write',
    'vma->start += 3; vma->end++; return --mm->tag;',
    [
      '5  %start#5 = load [%v#1 + 2] vma.start',
      '6  store [%v#1 + 2] vma.start = %start#5 +w 3',
      '7  %end#6 = load [%v#1 + 3] vma.end',
      '8  store [%v#1 + 3] vma.end = %end#6 +w 1',
      '9  %tag#7 = load [%m#0 + 8] mm.tag',
      '10  store [%m#0 + 8] mm.tag = %tag#7 - 1 & 255',
      '11  store [&r] r = %tag#7 - 1 & 255',
      '12  end',
    ],
  ],
  [
    'narrow types truncate when they are stored',
    'mm->tag = i; return mm->tag;',
    [
      '5  store [%m#0 + 8] mm.tag = %i#4 & 255',
      '6  %tag#5 = load [%m#0 + 8] mm.tag',
      '7  store [&r] r = %tag#5',
      '8  end',
    ],
  ],
  [
    '64-bit arithmetic is wide, comparisons are unsigned',
    'return vma->start + i * 2 < vma->end;',
    [
      '5  %start#5 = load [%v#1 + 2] vma.start',
      '6  %end#6 = load [%v#1 + 3] vma.end',
      '7  store [&r] r = %start#5 +w %i#4 * 2 <u %end#6',
      '8  end',
    ],
  ],
  [
    "inlined callees read the caller's registers",
    'return first(mm) == vma;',
    ['5  %mmap#5 = load [%m#0 + 3] mm.mmap', '6  store [&r] r = %mmap#5 == %v#1', '7  end'],
  ],
  [
    'the address of a local that a callee writes is no memory',
    'struct vma *found = NULL; if (!find(mm, &found)) return 1; return found->start;',
    [
      '5  %mmap#5 = load [%m#0 + 3] mm.mmap',
      '6  branch %mmap#5 ? 10 : 7',
      '7  %f#6 = 1',
      '8  store [&r] r = %f#6',
      '9  end',
      '10  %f#6 = load [%mmap#5 + 2] vma.start',
      '11  jump 8',
    ],
  ],
  [
    'a struct local passed by address lives in registers',
    'struct fault fault = { .vma = vma, .address = i }; if (handle(&fault)) return 1; return fault.orig.kind;',
    [
      '5  %end#5 = load [%v#1 + 3] vma.end',
      '6  branch %i#4 >u %end#5 ? 7 : 10',
      '7  %f#6 = 1',
      '8  store [&r] r = %f#6',
      '9  end',
      '10  %f#6 = 1',
      '11  jump 8',
    ],
  ],
  [
    'a local whose address is stored stays a frame and ends',
    'struct fault fault = { .vma = vma }; struct fault *slot; struct fault **p = i ? &slot : NULL; publish(p, &fault); return 0;',
    [
      '5  store [&fault] fault.vma = %v#1',
      '6  store [&fault+1] fault.address = 0',
      '7  store [&fault+2] fault.orig = 0, 0, 0',
      '8  store [%i#4 != 0 ? &slot : 0] = &fault',
      '9  frame-end fault',
      '10  frame-end slot',
      '11  store [&r] r = 0',
      '12  end',
    ],
  ],
  [
    'a frame ends on every way out',
    'for (;;) { struct fault fault; struct fault *slot; publish(i ? &slot : NULL, &fault); if (i) break; if (mm) continue; return 1; } return 2;',
    [
      '5  store [%i#4 != 0 ? &slot : 0] = &fault',
      '6  branch %i#4 ? 7 : 12',
      '7  frame-end fault',
      '8  frame-end slot',
      '9  %f#5 = 2',
      '10  store [&r] r = %f#5',
      '11  end',
      '12  branch %m#0 ? 13 : 16',
      '13  frame-end fault',
      '14  frame-end slot',
      '15  jump 5',
      '16  %f#5 = 1',
      '17  frame-end fault',
      '18  frame-end slot',
      '19  jump 10',
    ],
  ],
  [
    'a function as an argument specialises the callee',
    'walk(mm, is_at, 4); return 0;',
    [
      '5  %vma#5 = load [%m#0 + 3] mm.mmap',
      '6  branch %vma#5 ? 7 : 11',
      '7  %start#6 = load [%vma#5 + 2] vma.start',
      '8  branch %start#6 == 4 ? 11 : 9',
      '9  %vma#5 = load [%vma#5 + 1] vma.next',
      '10  jump 6',
      '11  store [&r] r = 0',
      '12  end',
    ],
  ],
  ['constant arguments unroll recursion', 'return down(3);', ['5  store [&r] r = 3', '6  end']],
  [
    'a local that is not initialised is 0',
    'int x; while (vma) { int y; y += i; x += y; vma = vma->next; } return x;',
    [
      '5  %x#5 = 0',
      '6  branch %vma#1 ? 7 : 10',
      '7  %x#5 = %x#5 + %i#4',
      '8  %vma#1 = load [%vma#1 + 1] vma.next',
      '9  jump 6',
      '10  store [&r] r = %x#5',
      '11  end',
    ],
  ],
  [
    'an index is checked unless it is known',
    'table->pte[i] = make(page); table->pte[3] = make(NULL); return 0;',
    [
      '5  check-index %i#4 < 4',
      '6  store [%t#3 + 3 + %i#4 * 3] table.pte = 1, %p#2, 0',
      '7  store [%t#3 + 12] table.pte = 1, 0, 0',
      '8  store [&r] r = 0',
      '9  end',
    ],
  ],
  [
    'pointers move by elements',
    'pte_t *pte = &table->pte[1] + i; pte++; return pte->kind + (pte - table->pte);',
    [
      '5  %pte#5 = %t#3 + 6 + %i#4 * 3',
      '6  %pte#5 = %pte#5 + 3',
      '7  %pte_t#6 = load [%pte#5]',
      '8  store [&r] r = %pte_t#6 +w (%pte#5 - (%t#3 + 3)) / 3',
      '9  end',
    ],
  ],
  [
    'locks',
    'spin_lock(&list_lock); spin_lock_nested(&table->ptl, 1); i = down_write_trylock(&mm->mmap_lock); __bit_lock(&page->lock); __bit_wait(&page->lock); downgrade_write(&mm->mmap_lock); spin_unlock(&table->ptl); return __held(&mm->mmap_lock) + rwsem_is_locked(&mm->mmap_lock);',
    [
      '5  acquire spin write [&list_lock] list_lock',
      '6  acquire spin write [%t#3] table.ptl nested 1',
      '7  %i#4 = try-acquire rwsem write [%m#0] mm.mmap_lock',
      '8  acquire bit write [%p#2 + 2] page.lock',
      '9  wait bit [%p#2 + 2] page.lock',
      '10  downgrade [%m#0] mm.mmap_lock',
      '11  release spin write [%t#3] table.ptl',
      '12  %held#5 = held rwsem [%m#0] mm.mmap_lock',
      '13  %locked#6 = is-locked rwsem [%m#0] mm.mmap_lock',
      '14  store [&r] r = %held#5 + %locked#6',
      '15  end',
    ],
  ],
  [
    'handlers are units of their own',
    'call_rcu(vma, free_vma); smp_call_function_many(3, flush, mm, 1); rcu_read_lock(); synchronize_rcu(); return 0;',
    [
      '5  call-rcu unit 2 (%v#1)',
      '6  ipi 3 unit 3 (%m#0) wait',
      '7  rcu lock',
      '8  rcu synchronize',
      '9  store [&r] r = 0',
      '10  end',
    ],
  ],
  [
    'objects',
    'struct vma *new = __alloc(struct vma); new->start = i; __free(new); return 0;',
    [
      '5  %object#5 = alloc vma',
      '6  store [%object#5 + 2] vma.start = %i#4',
      '7  free vma %object#5',
      '8  store [&r] r = 0',
      '9  end',
    ],
  ],
  [
    "the search's own words",
    'assume(i > 0); if (choose(2)) REACH(window_open); PROGRESS(); __report(warn_on); return choose(i);',
    [
      '5  assume %i#4 > 0',
      '6  %choice#5 = choose 2',
      '7  branch %choice#5 ? 8 : 9',
      '8  reach window-open',
      '9  progress',
      '10  report warn-on',
      '11  %choice#6 = choose %i#4',
      '12  store [&r] r = %choice#6',
      '13  end',
    ],
  ],
  [
    'awaiting',
    '__await_eq(&mm->pins, 0); __await_ge_add(&i, 1, -1); return 0;',
    [
      '5  store [&i] i = %i#4',
      '6  await [%m#0 + 7] mm.pins == 0',
      '7  await [&i] i >= 1 then add -1',
      '8  frame-end i',
      '9  store [&r] r = 0',
      '10  end',
    ],
  ],
  [
    'fences',
    'smp_mb(); smp_wmb(); barrier(); smp_mb__after_atomic(); return 0;',
    ['5  fence mb', '6  fence wmb', '7  fence barrier', '8  fence after-atomic', '9  store [&r] r = 0', '10  end'],
  ],
  ['a fault that is not injected is 0', 'return may_fail();', ['5  store [&r] r = 2', '6  end']],
  [
    'globals',
    'init_mm.tag = 3; struct mm *g = &init_mm; return g->tag + (g == &init_mm);',
    [
      '5  store [&init_mm.tag] mm.tag = 3',
      '6  %tag#5 = load [&init_mm.tag] mm.tag',
      '7  store [&r] r = %tag#5 + 1',
      '8  end',
    ],
  ],
  [
    'a goto skips',
    'if (i) goto out; vma->start = 1; out: vma->end = 2; return 0;',
    [
      '5  branch %i#4 ? 7 : 6',
      '6  store [%v#1 + 2] vma.start = 1',
      '7  store [%v#1 + 3] vma.end = 2',
      '8  store [&r] r = 0',
      '9  end',
    ],
  ],
  [
    'known conditions leave no code',
    'if (0 && vma->start) return 1; while (0) i++; do { i = 5; } while (0); if (sizeof(int) == 4) return i; return 7;',
    ['5  store [&r] r = 5', '6  end'],
  ],
  [
    'a call that does nothing costs nothing',
    'struct page *same = page; if (same != page) vma->start = 9; return 0;',
    ['5  store [&r] r = 0', '6  end'],
  ],
];

function lowered(body: string, inject: readonly string[] = []) {
  const parameters = 'struct mm *mm, struct vma *vma, struct page *page, struct table *table, int i';
  const files = {
    'include/model.h': header,
    'include/scenario.h': `#include <model.h>\nint f(${parameters});\n`,
    'mm/a.c': `#include <model.h>\n${model}int f(${parameters})\n{\n${body}\n}\n`,
  };
  const program = programOf(files, 'r = f(m, v, p, t, i);', {
    setup: 'struct mm *m; struct vma *v; struct page *p; struct table *t; int i, r;',
    inject,
  });
  expect(validate(program)).toEqual([]);
  return program;
}

/** The code behind the five loads of the arguments. */
function codeOf(body: string, inject: readonly string[] = []): readonly string[] {
  const program = lowered(body, inject);
  const text = printUnit(program, unitOf(program, 't')).split('\n').slice(5);
  return text.map((line) => line.trim());
}

describe('lowering', () => {
  it.each(table)('%s', (_, body, code) => {
    expect(codeOf(body)).toEqual(code);
  });

  it('an injected fault is a choice that names its site', () => {
    expect(codeOf('return may_fail();', ['may_fail:oom'])).toEqual([
      '5  %fault#5 = choose 2 may_fail:oom',
      '6  branch %fault#5 ? 7 : 10',
      '7  %value#6 = 1',
      '8  store [&r] r = %value#6',
      '9  end',
      '10  %value#6 = 2',
      '11  jump 8',
    ]);
  });

  it('a pointer that leaves its field may be anywhere', () => {
    const code = codeOf('unsigned long *p = &vma->start; unsigned long *q = p + i; return q[0] + *p;');
    expect(code.slice(0, 2)).toEqual([
      '5  %value#5 = load [%v#1 + 2 + %i#4]',
      '6  %start#6 = load [%v#1 + 2] vma.start',
    ]);
  });

  it('an integer as a pointer is wild, a pointer as an integer any small number, where a version allows it', () => {
    const files = {
      'include/scenario.h': 'struct mm { int users; };\nint f(struct mm *mm, int i);\n',
      'mm/a.c':
        '#include <scenario.h>\nint f(struct mm *mm, int i) { struct mm *other = i; return mm + 0 == other ? mm : 3; }\n',
    };
    expect(modelOf(files).diagnostics.map((one) => one.code)).toEqual(new Array(3).fill('int-pointer-mixing'));
    const model = modelOf(files, new Map(), { allowIntPointerMixing: true });
    const t = new SourceFile('t', 'r = f(m, i);');
    const { program, diagnostics } = model.compile({
      setup: new SourceFile('setup', 'struct mm *m; int i, r;'),
      threads: [{ name: 't', source: t, cpu: 0 }],
      inject: [],
    });
    expect([...model.diagnostics, ...diagnostics]).toEqual([]);
    const code = program && printUnit(program, unitOf(program, 't')).split('\n');
    expect(code).toContain('2  branch %m#0 == (%i#1 ? -1 : 0) ? 3 : 7');
    expect(code).toContain('4  %arbitrary#3 = choose 16');
  });

  it('recursion is followed four deep, then it is a limit', () => {
    const code = codeOf('return down(i);');
    expect(code.filter((line) => line.includes('branch'))).toHaveLength(4);
    expect(code.filter((line) => line.includes('limit'))).toEqual(['22  limit recursion of down deeper than 4']);
  });

  it('a handler is lowered once, with its argument as parameter', () => {
    const program = lowered(
      'call_rcu(vma, free_vma); call_rcu(vma->next, free_vma); smp_call_function_many(3, flush, mm, 0); return 0;',
    );
    expect(program.units.map((unit) => unit.name)).toEqual(['setup', 't', 'free_vma', 'flush']);
    expect(printUnit(program, unitOf(program, 'free_vma'))).toBe('0  free vma %vma#0\n1  end');
    expect(printUnit(program, unitOf(program, 'flush'))).toBe('0  store [%info#0 + 8] mm.tag = 1\n1  end');
    expect(unitOf(program, 'flush')).toMatchObject({ parameter: 0, registers: [{ name: 'info', pointer: true }] });
  });

  it('places keep the stack of inlined calls and which functions are primitives', () => {
    const program = lowered('lock_mm(mm);\nreturn 0;');
    const instr = unitOf(program, 't').code.find((one) => one.op === 'acquire');
    const stack: string[] = [];
    for (let at = instr?.at; at !== undefined; at = program.places[at]?.caller) {
      const place = program.places[at];
      if (place)
        stack.push(
          `${place.function} ${place.file}:${place.line}:${place.column}${place.transparent ? ' primitive' : ''}`,
        );
    }
    expect(stack).toEqual([
      expect.stringMatching(/^lock_mm mm\/a.c:\d+:50 primitive$/),
      expect.stringMatching(/^f mm\/a.c:\d+:1$/),
      't case.yaml:1:5',
    ]);
  });

  it('types are flattened: words and locks keep their leaves, wrappers lend their name', () => {
    const program = lowered(
      'struct table *t = __alloc(struct table); struct page *p = __alloc(struct page); t->pte[0] = make(p); return 0;',
    );
    const slots = (name: string) => program.types.find((type) => type.name === name)?.slots;
    expect(slots('table')?.slice(0, 5)).toEqual([
      { path: 'ptl', field: 'table.ptl', leaf: { kind: 'lock', lock: 'spin', index: 0 }, lockClass: 'table.ptl' },
      { path: 'ptl.readers', field: 'table.ptl', leaf: { kind: 'lock', lock: 'spin', index: 1 } },
      { path: 'ptl.queue', field: 'table.ptl', leaf: { kind: 'lock', lock: 'spin', index: 2 } },
      { path: 'pte[0].kind', field: 'table.pte', leaf: { kind: 'word', word: 'pte_t', index: 0, pointer: false } },
      { path: 'pte[0].page', field: 'table.pte', leaf: { kind: 'word', word: 'pte_t', index: 1, pointer: true } },
    ]);
    expect(slots('page')).toEqual([
      { path: 'refcount.refs.counter', field: 'page.refcount', leaf: { kind: 'int' } },
      { path: 'mapcount.counter', field: 'page.mapcount', leaf: { kind: 'int' } },
      { path: 'lock', field: 'page.lock', leaf: { kind: 'lock', lock: 'bit', index: 0 }, lockClass: 'page.lock' },
      { path: 'flags', field: 'page.flags', leaf: { kind: 'int' } },
    ]);
  });

  it('globals of the model start with their initialisers, and only those in use are there', () => {
    const program = programOf(
      {
        'mm/a.c':
          'struct node { int value; struct node *next; };\nstatic struct node last = { 7 };\nstatic struct node nodes[2] = { { 1, &nodes[1] }, { .next = &last } };\nint unused = 3;\nint f(void) { static int calls = 2; return nodes[0].next->value + ++calls; }',
        'include/scenario.h': 'int f(void);',
      },
      'f();',
    );
    expect(program.globals.map(({ name, initial }) => ({ name, initial }))).toEqual([
      { name: 'nodes', initial: [1, { global: 0, offset: 2 }, 0, { global: 1, offset: 0 }] },
      { name: 'last', initial: [7, 0] },
      { name: 'f.calls', initial: [2] },
    ]);
  });
});

/** What the reader takes of the kernel's format, and how it refuses the rest: by name and place. */
import { describe, expect, it } from '@jest/globals';
import { placeOf } from '../base/diagnostics';
import { SourceFile } from '../base/source';
import { compileLitmus } from './compile';
import type { LitmusTest } from './litmus-test';
import { outcomeText } from './print';
import { readLitmus } from './read';
import { runLitmus } from './run';

/** A test of one thread; the parts that a case does not give are usual ones. */
function text(parts: {
  readonly init?: string;
  readonly body?: string;
  readonly end?: string;
  readonly head?: string;
}): string {
  const { init = '{}', body = 'int r0 = READ_ONCE(*x);', end = 'exists (0:r0=0)', head = 'C t' } = parts;
  return `${head}\n${init}\nP0(int *x)\n{\n${body}\n}\n${end}\n`;
}

function problems(source: string): string[] {
  const { test, diagnostics } = readLitmus(new SourceFile('t.litmus', source));
  const all = test ? [...diagnostics, ...compileLitmus(test).diagnostics] : diagnostics;
  return all.map((one) => `${placeOf(one.span)} ${one.code}: ${one.message}`);
}

function read(source: string): LitmusTest {
  const { test, diagnostics } = readLitmus(new SourceFile('t.litmus', source));
  if (!test) throw new Error(diagnostics.map((one) => one.message).join('\n'));
  return test;
}

describe('refused', () => {
  it.each([
    ['another language', 'X86 t\n{}\n', "t.litmus:1:1 litmus-language: this is a test in 'X86'; only C tests are read"],
    ['nothing', '', "t.litmus:1:1 litmus-language: this is a test in ''; only C tests are read"],
    [
      'no initial values',
      'C t\nP0(int *x) { }\n',
      "t.litmus:3:1 litmus-expected: expected '{', found the end of the file",
    ],
    ['no thread', 'C t\n{}\nexists (x=1)\n', 't.litmus:3:1 litmus-no-threads: a litmus test without threads'],
    ['an open body', 'C t\n{}\nP0(int *x) {\n', 't.litmus:3:12 litmus-unclosed: this brace is not closed'],
    ['an open comment', 'C t\n(* Result: Never\n{}\n', 't.litmus:2:1 litmus-unclosed: this comment is not closed'],
    ['threads out of order', 'C t\n{}\nP1(int *x) { }\n', 't.litmus:3:1 litmus-thread-number: expected P0, found P1'],
    [
      'a parameter that is no pointer',
      'C t\n{}\nP0(int x) { }\n',
      "t.litmus:3:8 litmus-parameter: 'x' is no pointer: a parameter is the address of a shared location",
    ],
    [
      'a struct',
      'C t\n{}\nP0(struct page *x) { }\n',
      "t.litmus:3:4 litmus-location-type: a shared location of type 'struct page*' is not read",
    ],
    ['an array', 'C t\n{ int x[2]; }\nP0(int *x) { }\n', "t.litmus:2:8 litmus-expected: expected ';', found '['"],
    [
      'two types',
      'C t\n{}\nP0(int *x) { }\nP1(atomic_t *x) { }\n',
      "t.litmus:4:14 litmus-conflicting-type: 'x' is 'atomic_t' here and 'int' earlier",
    ],
    [
      'a register with a value',
      text({ init: '{ 0:r0=1; }' }),
      't.litmus:2:3 litmus-initial-register: a register with an initial value is not read',
    ],
    [
      'a lock with a value',
      'C t\n{ spinlock_t l = 1; }\nP0(int *x) { }\n',
      "t.litmus:2:18 litmus-initial-value: '1' is no value that 'l' (spinlock_t) can start with",
    ],
    [
      'an address in an int',
      'C t\n{ int x = &y; int y; }\nP0(int *x) { }\n',
      "t.litmus:2:12 litmus-initial-value: 'y' is no value that 'x' (int) can start with",
    ],
    ['a value twice', 'C t\n{ x=1; x=2; }\nP0(int *x) { }\n', "t.litmus:2:8 litmus-twice: 'x' stands twice"],
    [
      'a location not passed',
      text({ init: '{ int y; }', body: 'int r0 = READ_ONCE(*y);' }),
      "t.litmus:5:21 litmus-not-passed: 'y' is a shared location that P0 does not take as a parameter",
    ],
    ['an unknown thread', text({ end: 'exists (1:r0=0)' }), 't.litmus:7:9 litmus-unknown-thread: there is no P1'],
    [
      'an unknown register',
      text({ end: 'exists (0:r1=0)' }),
      "t.litmus:7:11 litmus-unknown-register: P0 declares no 'r1' outside of inner blocks",
    ],
    [
      'an inner register',
      text({ body: 'if (1) { int r0 = 1; }' }),
      "t.litmus:7:11 litmus-unknown-register: P0 declares no 'r0' outside of inner blocks",
    ],
    [
      'an unknown location',
      text({ end: 'exists (z=0)' }),
      "t.litmus:7:9 litmus-unknown-location: there is no shared location 'z'",
    ],
    [
      'an unknown address',
      text({ end: 'exists (0:r0=z)' }),
      "t.litmus:7:14 litmus-unknown-location: there is no shared location 'z'",
    ],
    [
      'the value of a lock',
      'C t\n{}\nP0(spinlock_t *l) { }\nexists (l=0)\n',
      "t.litmus:4:9 litmus-lock-value: the value of the lock 'l' cannot be asked for",
    ],
    [
      'half a condition',
      text({ end: 'exists (0:r0=0 /\\ )' }),
      "t.litmus:7:19 litmus-expected: expected a register or a location, found ')'",
    ],
    [
      'something behind',
      text({ end: 'exists (0:r0=0) x' }),
      "t.litmus:7:17 litmus-expected: expected 'exists', '~exists' or 'forall', found 'x'",
    ],
    [
      'a result of its own',
      text({ head: 'C t\n(* Result: Maybe *)' }),
      "t.litmus:2:12 litmus-result-word: 'Maybe' is no result",
    ],
    [
      'C that is none',
      text({ body: 'int r0 = READ_ONCE(*x' }),
      "t.litmus:6:1 expected: expected ')' after the arguments, but there is ';'",
    ],
    [
      'an unknown function',
      text({ body: 'int r0 = srcu_read_lock(x);' }),
      "t.litmus:5:10 unknown-function: function 'srcu_read_lock' is not declared",
    ],
  ])('%s', (_, source, problem) => {
    expect(problems(source)[0]).toBe(problem);
  });

  it('eight threads', () => {
    const source = `C t\n{}\n${Array.from({ length: 8 }, (_, n) => `P${n}(int *x) { }\n`).join('')}`;
    expect(problems(source)).toEqual(['t.litmus:11:1 litmus-too-many-threads: 8 threads; at most 7 are run']);
  });

  it('two mistakes at once', () => {
    expect(problems(text({ end: 'exists (0:r1=0 /\\ z=1)' }))).toHaveLength(2);
  });
});

describe('read', () => {
  it('names, comments, results of several models, initial values', () => {
    const test = read(`C a+b.c-d

"a text" (* Result: Never (* nested *) *)
// Result (tso): Sometimes
/* Result (lkmm, hardware): Always */
Prefetch=0:x=F

{ int x = 3; y=-1; int *p = &x; atomic_t a = ATOMIC_INIT(2); spinlock_t l; q = x; }

P0(volatile int *x, const int *y, int **p, atomic_t *a, spinlock_t *l, int **q) { int r0; /* } */ r0 = 1; }
locations [x; 0:r0]
filter (0:r0=1)
~exists (x=3 /\\ (y=0x1 \\/ not (p=&x)))
`);
    expect(test.name).toBe('a+b.c-d');
    expect(test.results.map(({ of, observation }) => [of, observation])).toEqual([
      ['', 'Never'],
      ['tso', 'Sometimes'],
      ['lkmm,hardware', 'Always'],
    ]);
    expect(test.locations.map(({ name, initial }) => [name, initial])).toEqual([
      ['x', 3],
      ['p', 'x'],
      ['a', 2],
      ['l', 0],
      ['y', -1],
      ['q', 'x'],
    ]);
    expect(test.observed.map(({ name }) => name)).toEqual(['0:r0', 'p', 'x', 'y']);
    expect(test.quantifier).toBe('~exists');
    expect(test.conditionText).toBe('~exists (x=3 /\\ (y=0x1 \\/ not (p=&x)))');
  });
});

describe('run under sc', () => {
  const shown = (source: string): string => {
    const test = read(source);
    const { outcome, diagnostics } = runLitmus(test, { memory: 'sc', ctrl: 'lkmm', axioms: false });
    expect(diagnostics).toEqual([]);
    return outcome ? outcomeText(test, outcome) : '';
  };
  const racing = (end: string, how = 'WRITE_ONCE(*x, 1)'): string =>
    `C race\n{ int x = 0; }\nP0(int *x) { ${how}; }\nP1(int *x) { int r0 = READ_ONCE(*x); }\n${end}\n`;

  it('as herd7 prints it', () => {
    expect(shown(racing('exists (1:r0=1 /\\ x=1)'))).toBe(
      [
        'Test race Allowed',
        'States 2',
        '1 :> 1:r0=0; [x]=1;',
        '1 *> 1:r0=1; [x]=1;',
        'Ok',
        'Witnesses',
        'Positive: 1 Negative: 1',
        'Condition exists (1:r0=1 /\\ x=1)',
        'Observation race Sometimes 1 1',
        '',
      ].join('\n'),
    );
  });

  it.each([
    ['~exists (1:r0=1)', 'No', 'Test race Forbidden', 'Observation race Sometimes 1 1'],
    ['~exists (1:r0=2)', 'Ok', 'Test race Forbidden', 'Observation race Never 0 2'],
    ['forall (x=1)', 'Ok', 'Test race Required', 'Observation race Always 1 0'],
    ['forall (1:r0=0)', 'No', 'Test race Required', 'Observation race Sometimes 1 1'],
    ['filter (1:r0=1) exists (x=1)', 'Ok', 'Test race Allowed', 'Observation race Always 1 0'],
    ['exists (1:r0=0:x)', '', '', ''],
  ])('%s', (end, ok, test, observation) => {
    if (ok === '') {
      expect(problems(racing(end))).toEqual([
        "t.litmus:5:16 litmus-unknown-register: P0 declares no 'x' outside of inner blocks",
      ]);
      return;
    }
    const lines = shown(racing(end)).split('\n');
    expect(lines).toEqual(expect.arrayContaining([ok, test, observation]));
  });

  it('flags a data race as herd7 does', () => {
    expect(shown(racing('exists (1:r0=1)', '*x = 1'))).toContain('\nFlag data-race\n');
  });

  it('pointers, NULL among them, show as what they point to', () => {
    const source =
      'C p\n{ int y; int *x = NULL; }\nP0(int **x, int *y) { WRITE_ONCE(*x, y); }\nP1(int **x) { int *r0 = READ_ONCE(*x); }\n';
    expect(shown(`${source}exists (1:r0=y /\\ x=&y)\n`)).toContain('1 *> 1:r0=y; [x]=y;\n');
    expect(shown(`${source}exists (1:r0=0)\n`)).toContain('1 *> 1:r0=0;\n');
  });
});

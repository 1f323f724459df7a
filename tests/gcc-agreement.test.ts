/**
 * gcc and our front end agree on what builds: for every version of every series under every
 * configuration, and for a table of small mistakes, each refused by both on the same line. Where
 * there is no gcc the comparisons are skipped; what series.yaml says is still checked.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import type { Diagnostic } from '../src/base/diagnostics';
import { SourceFile } from '../src/base/source';
import { Model, type Config } from '../src/csrc';
import { loadProject } from '../src/run/project';
import { Variants } from '../src/run/variants';

const gcc = spawnSync('gcc', ['--version']).status === 0;
if (!gcc) console.warn('gcc is not installed: agreement with gcc is not tested');
const withGcc = gcc ? it : it.skip;

const folder = mkdtempSync(path.join(tmpdir(), 'patch-oracle-gcc-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Complaint {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

/** Where files lie for gcc; one tree at a time, as variants come one after another. */
let laid: { readonly files: ReadonlyMap<string, SourceFile>; readonly root: string } | undefined;

function treeOf(files: ReadonlyMap<string, SourceFile>): string {
  if (laid?.files === files) return laid.root;
  if (laid) rmSync(laid.root, { recursive: true });
  const root = mkdtempSync(path.join(folder, 'tree-'));
  for (const [name, { text }] of files) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  }
  laid = { files, root };
  return root;
}

/** What gcc says about `units` of these files. */
function gccSays(
  files: ReadonlyMap<string, SourceFile>,
  units: readonly string[],
  config: Config,
  flags: readonly string[] = [],
): readonly Complaint[] {
  const macros = [...config]
    .filter(([, value]) => value !== 'n')
    .map(([name, value]) => `-D${name}=${value === 'y' ? 1 : value}`);
  // Ours names the line that uses a macro; gcc would name the macro's own.
  const plain = ['-fno-diagnostics-show-caret', '-fdiagnostics-color=never', '-ftrack-macro-expansion=0'];
  const { stderr } = spawnSync(
    'gcc',
    ['-std=gnu11', '-fsyntax-only', '-Wall', ...plain, ...flags, '-Iinclude', ...macros, ...units],
    { cwd: treeOf(files), encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } },
  );
  return stderr.split('\n').flatMap((line) => {
    const match = /^([^:\s]+):(\d+):(?:\d+:)? (?:fatal error|error|warning): (.*)$/.exec(line);
    return match ? [{ file: match[1] ?? '', line: Number(match[2]), text: match[3] ?? '' }] : [];
  });
}

const lineOf = ({ span }: Diagnostic): string =>
  span ? `${span.file.name}:${span.file.position(span.start).line}` : 'nowhere';

// -------------------------------------------------------------------------------- the model itself

const project = loadProject(path.join(__dirname, '..'));
const variants = new Variants(project);
const versions = project.series.flatMap((series) =>
  [...series.versions.values()].map((version) => ({ series, version })),
);

const options: readonly string[] = [
  ...new Set([...project.model.values()].flatMap(({ text }) => text.match(/\bCONFIG_[A-Z][A-Z0-9_]*/g) ?? [])),
].sort();

/** Nothing set, all set, and what the cases of the series set; where a version has no base, each option alone too. */
function configsOf(series: string, base: boolean): readonly Config[] {
  const all: Config[] = [
    new Map(),
    new Map([...options.map((name) => [name, 'y'] as const), ['PMD_ORDER', '2']]),
    ...project.cases.filter((one) => one.series === series).flatMap((one) => one.configs.map(({ macros }) => macros)),
    ...(base ? options.map((name) => new Map([[name, 'y']])) : []),
  ];
  return [...new Map(all.map((config) => [nameOf(config), config])).values()];
}

function nameOf(config: Config): string {
  return (
    [...config]
      .map(([name, value]) => `${name}=${value}`)
      .sort()
      .join(' ') || '(none)'
  );
}

/** What a file decides of the units that read it; read once a file, as variants share most of theirs. */
interface Read {
  readonly hash: string;
  readonly words: ReadonlySet<string>;
  readonly included: readonly string[];
}

const read = new WeakMap<SourceFile, Read>();

function readOf(file: SourceFile): Read {
  const known = read.get(file);
  if (known) return known;
  const { name, text } = file;
  const found: Read = {
    hash: createHash('sha1').update(`${name}\n${text}`).digest('hex'),
    words: new Set(text.match(/\b[A-Za-z_]\w*/g)),
    included: [...text.matchAll(/^[ \t]*#[ \t]*include[ \t]*[<"]([^>"]+)[>"]/gm)].map(([, one = '']) => one),
  };
  read.set(file, found);
  return found;
}

/** A unit and the headers that it includes, at first or second hand. */
function inputsOf(files: ReadonlyMap<string, SourceFile>, unit: string): ReadonlyMap<string, Read> {
  const inputs = new Map<string, Read>();
  const visit = (name: string): void => {
    const file = files.get(name);
    if (!file || inputs.has(name)) return;
    const input = readOf(file);
    inputs.set(name, input);
    for (const included of input.included) {
      const beside = path.posix.join(path.posix.dirname(name), included);
      for (const one of [beside, `include/${included}`]) visit(one);
    }
  };
  visit(unit);
  return inputs;
}

/** The macros of a config that a text among these names. */
function namedIn(config: Config, texts: readonly Read[]): Config {
  return new Map([...config].filter(([macro]) => texts.some(({ words }) => words.has(macro))));
}

/** gcc is asked once about a unit whose inputs, and macros that they name, are the same; answers by their hash. */
const asked = new Map<string, readonly Complaint[]>();

function gccOnVariant(files: ReadonlyMap<string, SourceFile>, config: Config): readonly Complaint[] {
  const units = [...files.keys()]
    .filter((name) => name.endsWith('.c'))
    .map((name) => {
      const inputs = inputsOf(files, name);
      const macros = nameOf(namedIn(config, [...inputs.values()]));
      const texts = [...inputs.values()].map(({ hash }) => hash).sort();
      return { name, inputs, key: [macros, ...texts].join(' ') };
    });
  const fresh = units.filter(({ key }) => !asked.has(key));
  const names = fresh.map(({ name }) => name);
  const said = fresh.length > 0 ? gccSays(files, names, config) : [];
  for (const { inputs, key } of fresh) {
    asked.set(
      key,
      said.filter(({ file }) => inputs.has(file)),
    );
  }
  return units.flatMap(({ key }) => asked.get(key) ?? []);
}

interface Opinions {
  readonly ours: readonly Diagnostic[];
  readonly said: readonly Complaint[];
}

const formed = new Map<string, Opinions>();

/** What we and gcc say of a variant; of macros that none of its files names, nobody can say anything. */
function opinions(
  variant: string,
  files: ReadonlyMap<string, SourceFile>,
  config: Config,
  allowIntPointerMixing: boolean,
): Opinions {
  const macros = namedIn(config, [...files.values()].map(readOf));
  const key = `${variant} ${nameOf(macros)}`;
  const known = formed.get(key);
  if (known) return known;
  const said = gcc ? gccOnVariant(files, macros) : [];
  const mixing = /makes (?:pointer from integer|integer from pointer)|-Wint-conversion/;
  const opinion = {
    ours: new Model(files, macros, { allowIntPointerMixing }).diagnostics,
    said: said.filter(({ text }) => !(allowIntPointerMixing && mixing.test(text))),
  };
  formed.set(key, opinion);
  return opinion;
}

/** The code with which a case expects a version not to build under one of its configs. */
function refusedAs(series: string, version: string, config: Config): string | undefined {
  const codes = project.cases
    .filter((one) => one.series === series)
    .flatMap((one) =>
      one.expect
        .filter((line) => line.version === version)
        .filter((line) =>
          one.configs.some(({ name, macros }) => name === line.config && nameOf(macros) === nameOf(config)),
        )
        .flatMap(({ expectation }) => (expectation.kind === 'refused' ? [expectation.code] : [])),
    );
  return codes[0];
}

describe('every version under every config', () => {
  const table = versions.flatMap(({ series, version }) =>
    configsOf(series.name, version.base === undefined).map((config) => ({ series, version, config })),
  );

  it.each(table.map((one) => [`${one.series.name}/${one.version.name}`, nameOf(one.config), one] as const))(
    '%s with %s',
    (_, __, { series, version, config }) => {
      const { files, diagnostics } = variants.files(series.name, version.name);
      expect(diagnostics).toEqual([]);
      if (!files) throw new Error('no files');
      const { ours, said } = opinions(`${series.name}/${version.name}`, files, config, version.allowIntPointerMixing);
      const codes = new Set<string>(ours.map(({ code }) => code));
      const refused = refusedAs(series.name, version.name, config) ?? version.builds;
      if (refused === 'yes') expect(ours.map((one) => `${lineOf(one)} ${one.message}`)).toEqual([]);
      else expect(codes).toContain(refused);
      if (!gcc) return;
      const theirs = new Set(said.map(({ file, line }) => `${file}:${line}`));
      expect(theirs).toEqual(new Set(ours.map(lineOf)));
    },
  );
});

// ------------------------------------------------------------------------------- small mistakes

const prelude =
  'struct page { int flags; struct page *next; };\n' +
  'struct mm { struct page *page; const int id; };\n' +
  'typedef struct { int val; } pte_t;\n' +
  'enum kind { KIND_A, KIND_B };\n' +
  'int get(struct page *page, int nr);\n' +
  'void put(struct page *page);\n';
const definitions =
  'int get(struct page *page, int nr) { return page->flags + nr; }\n' +
  'void put(struct page *page) { page->flags = 0; }\n';
/** Lines before the text in its file. */
const preludeLines = 1;

function modelOf(text: string): { files: ReadonlyMap<string, SourceFile>; model: Model } {
  const file = (name: string, lines: string): [string, SourceFile] => [name, new SourceFile(name, lines)];
  const files = new Map([
    file('include/scenario.h', ''),
    file('include/base.h', `#pragma once\n${prelude}`),
    file('mm/a.c', `#include <base.h>\n${text}`),
    file('mm/b.c', `#include <base.h>\n${definitions}`),
  ]);
  return { files, model: new Model(files, new Map()) };
}

/** What is wrong, our code, the line of the text (from 1) that both name, the text. */
const mistakes: readonly (readonly [claim: string, code: string, line: number, text: string])[] = [
  ['unknown name', 'unknown-name', 3, 'int f(void)\n{\n\treturn nr;\n}\n'],
  ['unknown function', 'unknown-function', 3, 'int f(struct page *page)\n{\n\treturn gte(page, 1);\n}\n'],
  ['unknown member', 'unknown-field', 3, 'int f(struct page *page)\n{\n\treturn page->flag;\n}\n'],
  ['unknown member of a value', 'unknown-field', 3, 'int f(pte_t pte)\n{\n\treturn pte.value;\n}\n'],
  ['unknown type', 'unknown-type', 3, 'int f(void)\n{\n\tpmd_t pmd;\n\treturn 0;\n}\n'],
  ['unknown type of a parameter', 'unknown-type', 1, 'int f(pmd_t pmd)\n{\n\treturn 0;\n}\n'],
  [
    'struct that is never defined',
    'incomplete-type',
    3,
    'struct vma;\nint f(struct vma *vma) {\n\treturn vma->flags;\n}\n',
  ],
  ['too few arguments', 'argument-count', 3, 'int f(struct page *page)\n{\n\treturn get(page);\n}\n'],
  ['too many arguments', 'argument-count', 3, 'int f(struct page *page)\n{\n\treturn get(page, 1, 2);\n}\n'],
  ['int where a pointer is wanted', 'int-pointer-mixing', 3, 'int f(int nr)\n{\n\treturn get(nr, 1);\n}\n'],
  [
    'pointer where an int is wanted',
    'int-pointer-mixing',
    3,
    'int f(struct page *page)\n{\n\treturn get(page, page);\n}\n',
  ],
  [
    'pointer assigned to an int',
    'int-pointer-mixing',
    3,
    'int f(struct page *page)\n{\n\tint nr = page;\n\treturn nr;\n}\n',
  ],
  ['int returned as a pointer', 'int-pointer-mixing', 3, 'struct page *f(int nr)\n{\n\treturn nr;\n}\n'],
  [
    'pointer compared with an int',
    'int-pointer-mixing',
    3,
    'int f(struct page *page, int nr)\n{\n\treturn page == nr;\n}\n',
  ],
  ['another struct pointer', 'type-mismatch', 3, 'int f(struct mm *mm)\n{\n\treturn get(mm, 1);\n}\n'],
  ['struct where an int is wanted', 'type-mismatch', 3, 'int f(pte_t pte)\n{\n\tint nr = pte;\n\treturn nr;\n}\n'],
  ['int where a struct is wanted', 'type-mismatch', 3, 'pte_t f(int nr)\n{\n\treturn nr;\n}\n'],
  [
    'other pointer compared',
    'type-mismatch',
    3,
    'int f(struct page *page, struct mm *mm)\n{\n\treturn page == mm;\n}\n',
  ],
  ['struct as a condition', 'condition-type', 3, 'int f(pte_t pte)\n{\n\tif (pte)\n\t\treturn 1;\n\treturn 0;\n}\n'],
  ['struct operands', 'operand-types', 3, 'int f(pte_t pte)\n{\n\treturn pte + 1;\n}\n'],
  ['structs compared', 'operand-types', 3, 'int f(pte_t a, pte_t b)\n{\n\treturn a == b;\n}\n'],
  ['-> on a struct', 'arrow-or-dot', 3, 'int f(pte_t pte)\n{\n\treturn pte->val;\n}\n'],
  ['. on a pointer', 'arrow-or-dot', 3, 'int f(struct page *page)\n{\n\treturn page.flags;\n}\n'],
  ['* on an int', 'not-a-pointer', 3, 'int f(int nr)\n{\n\treturn *nr;\n}\n'],
  ['[] on an int', 'not-a-pointer', 3, 'int f(int nr)\n{\n\treturn nr[1];\n}\n'],
  ['member of an int', 'not-a-struct', 3, 'int f(int nr)\n{\n\treturn nr.val;\n}\n'],
  ['call of an int', 'not-a-function', 3, 'int f(int nr)\n{\n\treturn nr(1);\n}\n'],
  ['value of a void call', 'void-value', 3, 'int f(struct page *page)\n{\n\treturn put(page) + 1;\n}\n'],
  ['void variable', 'incomplete-type', 3, 'int f(void)\n{\n\tvoid nothing;\n\treturn 0;\n}\n'],
  ['assignment to a constant', 'const-assignment', 3, 'void f(struct mm *mm)\n{\n\tmm->id = 1;\n}\n'],
  ['assignment to a value', 'not-assignable', 3, 'void f(int a)\n{\n\ta + 1 = 2;\n}\n'],
  ['address of a value', 'not-addressable', 3, 'int *f(int a)\n{\n\treturn &(a + 1);\n}\n'],
  ['const dropped', 'discards-const', 3, 'void f(const struct page *page)\n{\n\tput(page);\n}\n'],
  ['undeclared label', 'unknown-label', 3, 'void f(void)\n{\n\tgoto out;\n}\n'],
  ['duplicate label', 'redefinition', 6, 'void f(int a)\n{\n\tif (a)\n\t\tgoto out;\nout:\nout:\n\treturn;\n}\n'],
  [
    'duplicate case',
    'duplicate-case',
    5,
    'int f(int a)\n{\n\tswitch (a) {\n\tcase KIND_B:\n\tcase 1: return 2;\n\t}\n\treturn 0;\n}\n',
  ],
  [
    'case that is not constant',
    'not-constant',
    4,
    'int f(int a, int b)\n{\n\tswitch (a) {\n\tcase b: return 2;\n\t}\n\treturn 0;\n}\n',
  ],
  ['case outside a switch', 'misplaced-statement', 3, 'void f(void)\n{\n\tcase 1: return;\n}\n'],
  ['break outside a loop', 'misplaced-statement', 3, 'void f(void)\n{\n\tbreak;\n}\n'],
  ['continue outside a loop', 'misplaced-statement', 3, 'void f(void)\n{\n\tcontinue;\n}\n'],
  ['two variables of one name', 'redefinition', 4, 'int f(void)\n{\n\tint a = 1;\n\tint a = 2;\n\treturn a;\n}\n'],
  ['two functions of one name', 'redefinition', 2, 'int f(void) { return 1; }\nint f(void) { return 2; }\n'],
  ['two structs of one name', 'redefinition', 1, 'struct page { int a; };\n'],
  ['two enumerators of one name', 'redefinition', 1, 'enum other { KIND_A };\n'],
  ['two members of one name', 'redefinition', 1, 'struct s { int a; int a; };\n'],
  ['two parameters of one name', 'redefinition', 1, 'int f(int a, int a) { return 1; }\n'],
  ['declared with other types', 'conflicting-types', 1, 'int get(struct page *page);\n'],
  ['missing return type', 'missing-type', 1, 'static f(void) { return 1; }\nint g(void) { return f(); }\n'],
  ['no return at all', 'missing-return', 3, 'static inline int f(void)\n{\n}\n'],
  ['value from a void function', 'return-value', 3, 'void f(int a)\n{\n\treturn a;\n}\n'],
  ['no value from an int function', 'return-without-value', 3, 'int f(void)\n{\n\treturn;\n}\n'],
  ['excess initialisers', 'bad-initializer', 3, 'int f(void)\n{\n\tint a[2] = { 1, 2, 3 };\n\treturn a[0];\n}\n'],
  [
    'initialiser of an unknown member',
    'unknown-field',
    3,
    'int f(void)\n{\n\tpte_t pte = { .value = 1 };\n\treturn pte.val;\n}\n',
  ],
  ['negative array size', 'bad-array-size', 1, 'int a[-1];\n'],
  ['failed static assertion', 'static-assert', 1, '_Static_assert(1 == 2, "sizes");\n'],
  ['struct tag used as an enum', 'wrong-tag', 1, 'enum page x;\n'],
  ['missing semicolon', 'missing-semicolon', 3, 'int f(int a)\n{\n\ta = 1\n\treturn a;\n}\n'],
  ['missing semicolon after a struct', 'missing-semicolon', 2, 'struct s { int a; }\nint f(void) { return 1; }\n'],
  ['missing semicolon after an initialiser', 'missing-semicolon', 4, 'int f(int a)\n{\n\tint b = a\n\treturn b;\n}\n'],
  [
    'missing semicolon after a name',
    'missing-semicolon',
    3,
    'int f(int a)\n{\n\tint b\n\tint c = a;\n\treturn c;\n}\n',
  ],
  ['missing semicolon after a member', 'missing-semicolon', 3, 'struct s {\n\tint a\n\tint b;\n};\n'],
  ['missing brace', 'unclosed-brace', 3, 'int f(int a)\n{\n\treturn a;\n'],
  ['missing parenthesis', 'expected', 3, 'int f(int a)\n{\n\tif (a {\n\t\treturn 1;\n\t}\n\treturn 0;\n}\n'],
  ['missing operand', 'expected', 3, 'int f(int a)\n{\n\treturn a + ;\n}\n'],
  ['else without if', 'expected', 4, 'int f(int a)\n{\n\ta = 1;\n\telse a = 2;\n\treturn a;\n}\n'],
  ['stray brace', 'expected', 2, 'int f(int a) { return a; }\n}\n'],
  ['stray character', 'stray-character', 3, 'int f(int a)\n{\n\treturn a @ 1;\n}\n'],
  ['quote left open', 'unterminated-string', 1, 'int f(void) { return get("abc); }\n'],
  ['comment left open', 'unterminated-comment', 2, 'int f(void) { return 1; }\n/* and\n'],
  ['octal with a nine', 'bad-number', 1, 'int a = 09;\n'],
  ['missing header', 'include-missing', 1, '#include <linux/nowhere.h>\n'],
  ['#error', 'error-directive', 1, '#error no\n'],
  ['conditional left open', 'if-open', 1, '#if 1\nint a;\n'],
  ['#endif without #if', 'stray-conditional', 1, '#endif\n'],
  ['text after #endif', 'directive-extra', 2, '#if 1\n#endif X\n'],
  ['unknown directive', 'unknown-directive', 1, '#inlcude <a.h>\n'],
  ['macro with too few arguments', 'macro-argument-count', 2, '#define ADD(a, b) (a + b)\nint x = ADD(1);\n'],
  ['macro call left open', 'macro-call-open', 2, '#define ADD(a, b) (a + b)\nint x = ADD(1, 2;\n'],
  ['macro redefined', 'macro-redefined', 2, '#define N 1\n#define N 2\n'],
  ['pasting what is no token', 'bad-paste', 2, '#define J(a, b) a ## b\nint x = J(1, +) 1;\n'],
];

describe('small mistakes are refused by both, on the same line', () => {
  it.each(mistakes)('%s: %s', (_, code, line, text) => {
    const { files, model } = modelOf(text);
    const ours = model.diagnostics.map((one) => `${one.code}@${lineOf(one)}`);
    expect(ours).toContain(`${code}@mm/a.c:${preludeLines + line}`);
    // No mistake is seen where there is none: everything we say is about that line.
    expect(new Set(model.diagnostics.map(lineOf))).toEqual(new Set([`mm/a.c:${preludeLines + line}`]));
    if (!gcc) return;
    const said = gccSays(files, ['mm/a.c'], new Map()).map((one) => `${one.file}:${one.line}`);
    expect(said).toContain(`mm/a.c:${preludeLines + line}`);
  });
});

/** C that gcc takes and the model does without. */
const refused: readonly (readonly [code: string, text: string])[] = [
  ['union', 'union u { int a; long b; };\n'],
  ['bit-field', 'struct s { int a : 3; };\n'],
  ['varargs', 'int print(const char *format, ...);\n'],
  ['float', 'double x;\n'],
  ['assembly', 'void f(void) { __asm__("nop"); }\n'],
  ['generic', 'int f(void) { return _Generic(1, int: 2); }\n'],
  ['nested-function', 'int f(void) { int g(int a) { return a; } return g(1); }\n'],
  ['old-style-function', 'int f(a) int a; { return a; }\n'],
  ['computed-goto', 'void f(void) { a: ; void *p = &&a; goto *p; }\n'],
  ['string-place', 'const char *name = "x";\n'],
  ['not-supported', 'volatile int x;\n'],
  ['unsupported', 'int f(void) { int g(void); return g(); }\nint g(void) { return 1; }\n'],
  ['pointer-order', 'int f(struct page *a, struct page *b) { return a < b; }\n'],
  ['indirect-call', 'struct ops { int (*run)(int); };\nint f(struct ops *ops) { return ops->run(1); }\n'],
  ['pointer-cast', 'struct page *f(struct mm *mm) { return (struct page *)mm; }\n'],
  ['int-pointer-cast', 'int f(struct page *page) { return (int)(unsigned long)page; }\n'],
];

describe('C that the model does without is refused by name, though gcc takes it', () => {
  it.each(refused)('%s', (code, text) => {
    const { files, model } = modelOf(text);
    expect(model.diagnostics.map((one) => one.code)).toContain(code);
    if (gcc) expect(gccSays(files, ['mm/a.c'], new Map())).toEqual([]);
  });
});

/** C that both take. */
const accepted: readonly (readonly [claim: string, text: string])[] = [
  ['an empty initialiser', 'pte_t f(void) { pte_t pte = {}; return pte; }\n'],
  ['a braced scalar', 'int x = { 1 };\n'],
  [
    'a label before a declaration',
    'int f(int a)\n{\n\tif (a)\n\t\tgoto out;\n\ta = 1;\nout:;\n\tint b = a;\n\treturn b;\n}\n',
  ],
  ['a label at the end', 'void f(int a)\n{\n\tif (a)\n\t\tgoto out;\n\ta = 1;\nout:\n}\n'],
  ['an empty default', 'int f(int a)\n{\n\tswitch (a) {\n\tcase 1:\n\t\treturn 2;\n\tdefault:\n\t}\n\treturn 0;\n}\n'],
  ['void * to any pointer', 'struct page *f(void *p) { return p; }\n'],
  ['0 as a pointer', 'struct page *f(void) { return 0; }\n'],
  ['enum and int', 'enum kind f(int a) { enum kind k = a; return k; }\n'],
  ['a ?: b', 'int f(int a) { return a ?: 2; }\n'],
  ['a statement expression', 'int f(int a) { return ({ int b = a; b + 1; }); }\n'],
  ['typeof', 'int f(int a) { typeof(a) b = a; __auto_type c = b; return c; }\n'],
  ['extra semicolons', 'struct s { int a;; };;\n'],
  ['a name that hides a typedef', 'int f(int pte_t) { return pte_t * 2; }\n'],
  [
    'fall-through',
    'int f(int a)\n{\n\tswitch (a) {\n\tcase 1:\n\t\ta = 2;\n\t\t__attribute__((fallthrough));\n\tcase 2:\n\t\treturn a;\n\t}\n\treturn 0;\n}\n',
  ],
  [
    'a variadic macro',
    '#define call(f, ...) f(0, ##__VA_ARGS__)\nint f(int a) { return a; }\nint g(void) { return call(f); }\n',
  ],
];

describe('C that both take', () => {
  it.each(accepted)('%s', (_, text) => {
    const { files, model } = modelOf(text);
    expect(model.diagnostics.map((one) => one.message)).toEqual([]);
    if (gcc) expect(gccSays(files, ['mm/a.c'], new Map())).toEqual([]);
  });
});

/** What gcc -Wall warns about and we let pass: none of it changes what the code does. */
const styleOnly: readonly (readonly [claim: string, text: string])[] = [
  ['an assignment as a condition', 'int f(int a, int b) { if (a = b) return 1; return 0; }\n'],
  ['&& inside || without parentheses', 'int f(int a, int b, int c) { return a && b || c; }\n'],
  [
    'an else that could belong to two ifs',
    'int f(int a, int b) { if (a) if (b) return 1; else return 2; return 0; }\n',
  ],
  ['misleading indentation', 'int f(int a)\n{\n\tif (a)\n\t\ta = 1;\n\t\ta = 2;\n\treturn a;\n}\n'],
  ['a statement without effect', 'void f(int a) { a == 1; }\n'],
  ['an unused variable', 'void f(void) { int a; }\n'],
  ['an unused label', 'void f(void) { out: return; }\n'],
];

describe('fixme: gcc -Wall warns about style, we do not', () => {
  withGcc.each(styleOnly)('%s', (_, text) => {
    const { files, model } = modelOf(text);
    expect(model.diagnostics).toEqual([]);
    expect(gccSays(files, ['mm/a.c'], new Map())).not.toEqual([]);
  });
});

withGcc('gcc is there and answers', () => {
  expect(gccSays(new Map([['a.c', new SourceFile('a.c', 'int x = y;\n')]]), ['a.c'], new Map())).toHaveLength(1);
});

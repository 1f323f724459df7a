/** Hunks that are placed: by heading and lines alone, with the origin of each line kept. */
import { describe, expect, it } from '@jest/globals';
import type { SourceFile } from '../base/source';
import { applyFilePatches, type Files } from './apply';
import { collapse, fileDiff, header, modelOf, patchOf } from './fixture';

function applied(text: string, model: Files = modelOf(), name?: string): Files {
  const patch = patchOf(text, name);
  const { files, diagnostics } = applyFilePatches(model, patch.files, patch.source);
  if (!files) throw new Error(diagnostics.map((one) => one.message).join('\n'));
  return files;
}

const lineWith = (file: SourceFile | undefined, text: string): number =>
  (file?.text.split('\n').indexOf(text) ?? -1) + 1;

describe('a heading allows', () => {
  it.each([
    ['the function that is changed', 'collapse', ' 	lock(mm);\n-	result = revalidate(mm);\n+	result = 0;'],
    ['the same with parentheses', 'collapse()', ' 	lock(mm);\n-	result = revalidate(mm);\n+	result = 0;'],
    [
      'its whole first line',
      'void collapse(struct mm_struct *mm, int address)',
      '-	mm->collapsed = 1;\n+	mm->collapsed = 2;',
    ],
    ['a cut first line', 'static void isolate(struct mm_struct *mm,', '-	mm->pages--;\n+	mm->pages -= 1;'],
    [
      'the function itself where its first line changes',
      'revalidate',
      '-static int revalidate(struct mm_struct *mm)\n+int revalidate(struct mm_struct *mm)\n {',
    ],
    [
      'the function above, as git writes it there',
      'isolate',
      ' /* Entered with the lock held for reading. */\n-void collapse(struct mm_struct *mm, int address)\n+int collapse(struct mm_struct *mm, int address)\n {',
    ],
    [
      'the function above a new one',
      'isolate',
      ' 	unlock(mm);\n }\n \n+static void fresh(void)\n+{\n+}\n+\n /* Entered with the lock held for reading. */',
    ],
    ['none above the first block', '', '-static int scan_count;\n+static int scan_total;\n '],
    [
      'none outside functions',
      '',
      ' }\n \n+static void fresh(void);\n+\n /* Entered with the lock held for reading. */',
    ],
    ['a line outside functions', 'static int scan_count;', ' struct scan_control {\n-	int result;\n+	int results;'],
    ['a struct', 'struct scan_control {', '-	int result;\n+	int results;'],
    ['a struct by its tag', 'scan_control', '-	int result;\n+	int results;'],
  ])('%s', (_, heading, lines) => {
    const text = applied(header + fileDiff('mm/collapse.c', [heading, lines])).get('mm/collapse.c')?.text;
    const [old, fresh] = ['+', '-'].map((sign) =>
      lines
        .split('\n')
        .flatMap((line) => (line.startsWith(sign) ? [] : [`${line.slice(1)}\n`]))
        .join(''),
    );
    expect(text).toBe(collapse.replace(old ?? '', () => fresh ?? ''));
  });

  it('one of two functions with the same lines', () => {
    const model = modelOf({ 'a.c': 'int f(void)\n{\n	a();\n}\nint g(void)\n{\n	a();\n}\n' });
    const text = applied(header + fileDiff('a.c', ['g', '-	a();\n+	b();']), model).get('a.c')?.text;
    expect(text).toBe('int f(void)\n{\n	a();\n}\nint g(void)\n{\n	b();\n}\n');
  });
});

describe('lines of a variant', () => {
  const one =
    header +
    fileDiff(
      'mm/collapse.c',
      ['isolate', ' 	lock(mm);\n-	mm->pages--;\n+	mm->pages -= 2;\n 	unlock(mm);'],
      ['collapse', '-	mm->collapsed = 1;\n+	mm->collapsed++;'],
    );
  const two =
    header +
    fileDiff(
      'mm/collapse.c',
      ['revalidate', ' {\n+	check(mm);\n 	if (mm->users == 0)'],
      ['collapse', '-	mm->collapsed++;\n+	mm->collapsed += 1;'],
    );

  it('know the patch, hunk and line that wrote them, through later patches', () => {
    const first = applied(one, modelOf(), 'one.patch');
    const file = applied(two, first, 'two.patch').get('mm/collapse.c');
    const origin = (text: string): unknown => file?.origins.get(lineWith(file, text));
    expect(origin('	mm->pages -= 2;')).toEqual({ patch: 'one.patch', hunk: 1, line: 12 });
    expect(origin('	check(mm);')).toEqual({ patch: 'two.patch', hunk: 1, line: 11 });
    expect(origin('	mm->collapsed += 1;')).toEqual({ patch: 'two.patch', hunk: 2, line: 15 });
    expect(origin('	lock(mm);')).toBeUndefined();
    expect(file?.origins.size).toBe(3);
  });

  it('an origin names the line of the patch that has its text', () => {
    const patches = new Map([
      ['one.patch', one],
      ['two.patch', two],
    ]);
    const file = applied(two, applied(one, modelOf(), 'one.patch'), 'two.patch').get('mm/collapse.c');
    for (const [line, origin] of file?.origins ?? []) {
      expect(patches.get(origin.patch)?.split('\n')[origin.line - 1]).toBe(`+${file?.line(line) ?? ''}`);
    }
  });

  it('the model itself is not touched', () => {
    const model = modelOf();
    applied(one, model);
    expect(model.get('mm/collapse.c')?.text).toBe(collapse);
  });
});

describe('files', () => {
  it('a new file is added, all its lines from the patch', () => {
    const file = applied(`${header}--- /dev/null\n+++ b/mm/new.c\n@@ -0,0 +1,2 @@\n+int x;\n+int y;\n`).get('mm/new.c');
    expect(file?.text).toBe('int x;\nint y;\n');
    expect([...(file?.origins.keys() ?? [])]).toEqual([1, 2]);
  });

  it('a removed file is gone', () => {
    const model = modelOf({ 'a.c': 'int x;\n', 'b.c': 'int y;\n' });
    const files = applied(`${header}--- a/a.c\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-int x;\n`, model);
    expect([...files.keys()]).toEqual(['b.c']);
  });

  it("git's own lines, a diffstat and an empty context line without its blank are read", () => {
    const diff =
      ' mm/collapse.c | 2 +-\n\ndiff --git a/mm/collapse.c b/mm/collapse.c\nindex 1..2 100644\n--- a/mm/collapse.c\t2016-05-23\n+++ b/mm/collapse.c\n@@ -3,3 +3,3 @@\n\n-static int scan_count;\n+static int scan_total;\n\n';
    expect(applied(header + diff).get('mm/collapse.c')?.text).toBe(collapse.replace('scan_count', 'scan_total'));
  });
});

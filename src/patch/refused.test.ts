/**
 * Every way in which a patch, a series or an edited tree is refused, each with the text its user reads. The last test
 * checks that no code of the table is without one.
 */
import { afterAll, describe, expect, it } from '@jest/globals';
import { patchCodes } from '../base/codes-patch';
import { renderDiagnostic, type Diagnostic } from '../base/diagnostics';
import { SourceFile } from '../base/source';
import { applyFilePatches } from './apply';
import { collapse, fileDiff, header, modelOf, patchName, patchOf, projectOf } from './fixture';
import { parsePatch } from './parse-patch';
import { refreshPatch, refreshVersion } from './refresh';
import { loadSeries, type ProjectReader } from './series';
import { applyVersion } from './version';

const seen = new Set<string>();

function golden(diagnostics: readonly Diagnostic[]): string {
  for (const one of diagnostics) seen.add(one.code);
  return `\n${diagnostics.map(renderDiagnostic).join('\n')}\n`;
}

/** Parses, and applies what parses; nothing may come out. */
function refused(text: string, model = modelOf()): string {
  const { patch, diagnostics } = parsePatch(new SourceFile(patchName, text));
  if (!patch) return golden(diagnostics);
  const applied = applyFilePatches(model, patch.files, patch.source);
  expect(applied.files).toBeUndefined();
  return golden(applied.diagnostics);
}

const good = fileDiff('mm/collapse.c', ['isolate', ' 	lock(mm);\n-	mm->pages--;\n+	mm->pages -= 2;\n 	unlock(mm);']);
const edit = (path: string): string => good.replaceAll('mm/collapse.c', path);

describe('the text of a patch', () => {
  it.each([
    ['CR LF', (header + good).replace('lock(mm);\n', 'lock(mm);\r\n')],
    ['a mail signature', `${header}${good}-- \n2.43.0\n`],
    ['no hunk at all', header],
    ['an empty file', ''],
    ['a quoted reply', `${header}> ${good.replaceAll('\n', '\n> ')}`],
    ['words after the last hunk', `${header}${good}\nApplied, thanks.\n`],
    ['a rename by git', `${header}diff --git a/mm/a.c b/mm/b.c\nrename from mm/a.c\nrename to mm/b.c\n`],
    ['a binary file', `${header}diff --git a/x.c b/x.c\nBinary files a/x.c and b/x.c differ\n`],
    ['a file header without its second line', `${header}--- a/mm/collapse.c\n@@ -1,1 +1,1 @@\n-a\n+b\n`],
    ['hunks without a file', `${header}@@ -1,1 +1,1 @@\n-a\n+b\n`],
    ['a file without hunks', `${header}--- a/mm/collapse.c\n+++ b/mm/collapse.c\n`],
  ])('%s', (_, text) => {
    expect(refused(text)).toMatchSnapshot();
  });
});

describe('the header', () => {
  it.each([
    ['the author of the posting as From', header.replace('patch-oracle model', 'Ann Author <ann@example.org>') + good],
    ['no Models', header.replace(/Models:.*\n/, '') + good],
    ['Models without an author', header.replace(' by Ann Author', '') + good],
    ['no description', header.replace(/\nThe lock.*\n/, '\n') + good],
    ['no description and no empty line', header.replace(/\nThe lock.*\n---\n/, '') + good],
    ['a line that is no key', header.replace('Subject:', 'Subject') + good],
    ['a Signed-off-by', header.replace('---', '\nSigned-off-by: Ann Author <ann@example.org>\n---') + good],
    ['no header', good],
  ])('%s', (_, text) => {
    expect(refused(text)).toMatchSnapshot();
  });
});

describe('a path', () => {
  it.each([
    '../base/codes.c',
    '/etc/passwd.c',
    'mm/../../x.c',
    'src/kernel/mm/collapse.c',
    'mm//x.c',
    'C:/x.c',
    './mm/x.c',
  ])('outside src/kernel: %s', (path) => {
    expect(refused(header + edit(path))).toMatchSnapshot();
  });
  it.each([
    ['absolute, without prefix', good.replace('a/mm', '/tmp/mm').replace('b/mm', '/tmp/mm')],
    ['without a/ and b/', good.replace('a/mm', 'mm').replace('b/mm', 'mm')],
    ['not a C file', edit('PROVENANCE.md')],
    ['renamed', good.replace('b/mm/collapse.c', 'b/mm/huge.c')],
    ['from nothing to nothing', good.replace('a/mm/collapse.c', '/dev/null').replace('b/mm/collapse.c', '/dev/null')],
    ['twice in one patch', good + good],
    ['unknown', edit('mm/collaps.c')],
    ['unknown, and nothing like it', edit('kernel/fork.c')],
    ['added, and there already', '--- /dev/null\n+++ b/mm/collapse.c\n@@ -0,0 +1,1 @@\n+int x;\n'],
    [
      'removed, but not all of it',
      '--- a/mm/collapse.c\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-/* A collapse in small. */\n',
    ],
  ])('%s', (_, diff) => {
    expect(refused(header + diff)).toMatchSnapshot();
  });
});

const hunk = (heading: string, lines: string): string => header + fileDiff('mm/collapse.c', [heading, lines]);
const twins = modelOf({ 'mm/collapse.c': 'int f(void)\n{\n	a();\n	b();\n	a();\n}\n\nint g(void)\n{\n	a();\n}\n' });

describe('a hunk', () => {
  it.each([
    ['with a header that is none', header + good.replace(/@@.*@@/, '@@ -1 @@')],
    ['that counts too many lines', header + good.replace('-1,3 +1,3', '-1,5 +1,4')],
    ['that counts too few lines', header + good.replace('-1,3 +1,3', '-1,2 +1,2')],
    ['that changes nothing', hunk('isolate', ' 	lock(mm);\n 	mm->pages--;')],
    ['without context', hunk('isolate', '+	lock(mm);')],
    ['of a file without a last newline', `${header}${good}\\ No newline at end of file\n`],
    ['that does not apply: one line differs', hunk('isolate', ' 	lock(mm);\n-	mm->pages++;\n 	unlock(mm);')],
    ['that does not apply: the first line differs', hunk('isolate', ' 	lock(vma);\n-	mm->pages--;\n 	unlock(mm);')],
    ['that does not apply: a line is missing', hunk('isolate', ' 	lock(mm);\n-	unlock(mm);\n }')],
    [
      'that does not apply: blanks for a tab',
      hunk('isolate', '         lock(mm);\n-        mm->pages--;\n         unlock(mm);'),
    ],
    ['that does not apply: nothing is like it', hunk('isolate', ' 	one();\n-	two();\n 	three();')],
    ['with a stale heading', hunk('collapse', ' 	lock(mm);\n-	mm->pages--;\n 	unlock(mm);')],
    ['with a heading that the file has not', hunk('isolat', ' 	lock(mm);\n-	mm->pages--;\n 	unlock(mm);')],
    ['with a label as heading', hunk('out:', ' 	lock(mm);\n-	mm->pages--;\n 	unlock(mm);')],
    ['with an unknown heading and unknown lines', hunk('revalidat', ' 	lock(vma);\n-	pages--;\n 	unlock(mm);')],
    ['with an unknown heading and nothing like it', hunk('revalidat', ' 	one();\n-	two();')],
    ['without a heading inside a function', hunk('', ' 	lock(mm);\n-	mm->pages--;\n 	unlock(mm);')],
    ['that is applied already', hunk('isolate', ' 	lock(mm);\n-	mm->pages++;\n+	mm->pages--;\n 	unlock(mm);')],
    [
      'before the one above it',
      header +
        fileDiff(
          'mm/collapse.c',
          ['collapse', ' 	lock(mm);\n-	result = revalidate(mm);\n+	result = 0;'],
          ['isolate', ' 	lock(mm);\n-	mm->pages--;'],
        ),
    ],
    [
      'that overlaps the one above it',
      header +
        fileDiff(
          'mm/collapse.c',
          ['isolate', ' 	lock(mm);\n-	mm->pages--;'],
          ['isolate', '-	mm->pages--;\n+	x();\n 	unlock(mm);'],
        ),
    ],
  ])('%s', (_, text) => {
    expect(refused(text)).toMatchSnapshot();
  });

  it('that applies twice in its function', () => {
    expect(refused(hunk('f', '-	a();\n+	c();'), twins)).toMatchSnapshot();
  });

  it('all faults of one patch are told at once, and nothing is applied', () => {
    const diff = fileDiff(
      'mm/collapse.c',
      ['isolate', '-	a();'],
      ['revalidate', '-		return -1;\n+		return -2;'],
      ['collapse', '-	b();'],
    );
    expect(refused(header + diff)).toMatchSnapshot();
  });
});

const version = (name: string, more = ''): string => `  ${name}:\n    tag: T-${name}\n    title: words\n${more}`;
const series = (versions: string, items = ''): string => `title: a series\nversions:\n${versions}${items}`;
const project = (text: string, more: Readonly<Record<string, string>> = {}): ProjectReader =>
  projectOf({ 'patches/swapin/series.yaml': text, ...more });

const item = (more: string): string =>
  `items:\n  R1:\n    who: Kim Reviewer\n    date: 2016-05-23\n    message-id: 1@example.org\n    concern: words\n${more}`;
const itemless = version('v1');

describe('series.yaml', () => {
  const load = (reader: ProjectReader, name = 'swapin'): string => {
    const { series: one, diagnostics } = loadSeries(reader, name);
    expect(one).toBeUndefined();
    return golden(diagnostics);
  };
  it.each([
    ['two versions of one name', series(version('v1') + version('v1'))],
    ['an unknown base', series(version('v1') + version('v2', '    base: v11\n'))],
    ['a version on itself', series(version('v1', '    base: v1\n'))],
    [
      'a cycle',
      series(version('v1', '    base: v3\n') + version('v2', '    base: v1\n') + version('v3', '    base: v2\n')),
    ],
    [
      'a cycle that another stands on',
      series(version('v0', '    base: v1\n') + version('v1', '    base: v2\n') + version('v2', '    base: v1\n')),
    ],
    ['two versions of one tag', series(version('v1') + version('v2').replace('T-v2', 'T-v1'))],
    ['a number as name', series(version('10'))],
    ['a path as name', series(version('a/b'))],
    ['an unknown key', series(version('v1', '    pathces: []\n'))],
    ['an unknown key at the top', `${series(itemless)}version: 1\n`],
    ['no tag', 'title: t\nversions:\n  v1: {title: words}\n'],
    ['a wrong allow', series(version('v1', '    allow: [int-pointer]\n'))],
    ['a date that is none', series(version('v1', '    date: 23 May 2016\n'))],
    ['a patch that is missing', series(version('v1', '    patches: [v1/0001.patch]\n'))],
    ['a patch outside the folder', series(version('v1', '    patches: [../other/v1.patch]\n'))],
    ['an absolute patch', series(version('v1', '    patches: [/tmp/v1.patch]\n'))],
    ['a patch without .patch', series(version('v1', '    patches: [series.yaml]\n'))],
    ['an item without claim', series(itemless, item(''))],
    [
      'an item with claim and reason',
      series(itemless, item('    claim: {version: v1, finding: leak@f}\n    not-a-safety-claim: style\n')),
    ],
    ['a claim about no version', series(itemless, item('    claim: {version: v2, finding: leak@f}\n'))],
    ['a claim of no finding', series(itemless, item('    claim: {version: v1, finding: leek@f}\n'))],
    ['a claim of a line', series(itemless, item('    claim: {version: v1, finding: leak@f:12}\n'))],
    ['an item without a name', series(itemless, item('    not-a-safety-claim: style\n').replace('R1', 'first'))],
    ['no YAML', 'title: [\n'],
  ])('%s', (_, text) => {
    expect(load(project(text))).toMatchSnapshot();
  });

  it('a patch that is named twice', () => {
    const text = series(version('v1', '    patches: [a.patch, a.patch]\n'));
    expect(load(project(text, { 'patches/swapin/a.patch': header + good }))).toMatchSnapshot();
  });

  it('a patch file that is refused', () => {
    const text = series(version('v1', '    patches: [a.patch]\n') + version('v2', '    patches: [a.patch]\n'));
    expect(load(project(text, { 'patches/swapin/a.patch': good }))).toMatchSnapshot();
  });

  it.each(['swapn', '../swapin', 'walker'])('no such series: %s', (name) => {
    expect(load(project(series(itemless)), name)).toMatchSnapshot();
  });

  it('a patch file that no version names is a warning', () => {
    const reader = project(series(itemless), { 'patches/swapin/v1/0001.patch': header + good });
    const loaded = loadSeries(reader, 'swapin');
    expect(loaded.series?.versions.size).toBe(1);
    expect(golden(loaded.diagnostics)).toMatchSnapshot();
  });

  it('a version or a base that no series has, when it is asked for', () => {
    const { series: one } = loadSeries(project(series(itemless + version('v2', '    base: walker/v1\n'))), 'swapin');
    if (!one) throw new Error('the series is well formed');
    expect(golden(applyVersion(modelOf(), one, 'v3').diagnostics)).toMatchSnapshot();
    expect(golden(applyVersion(modelOf(), one, 'v2', [one]).diagnostics)).toMatchSnapshot();
  });
});

describe('refresh', () => {
  it.each([
    ['a tree that is not changed', { 'mm/collapse.c': collapse }],
    ['a file outside', { 'mm/collapse.c': collapse, '../x.c': 'int x;\n' }],
    ['a file that is no C', { 'mm/collapse.c': collapse, 'mm/notes.txt': 'x\n' }],
    ['CR LF', { 'mm/collapse.c': collapse.replaceAll('\n', '\r\n') }],
    ['no last newline', { 'mm/collapse.c': collapse.trimEnd() }],
    ['an empty file', { 'mm/collapse.c': '' }],
  ])('%s', (_, tree) => {
    const { text, diagnostics } = refreshPatch(modelOf(), new Map(Object.entries(tree)), patchOf(header + good));
    expect(text).toBeUndefined();
    expect(golden(diagnostics)).toMatchSnapshot();
  });

  it('a version without a patch', () => {
    const { series: one } = loadSeries(project(series(itemless)), 'swapin');
    if (!one) throw new Error('the series is well formed');
    expect(golden(refreshVersion(modelOf(), one, 'v1', new Map()).diagnostics)).toMatchSnapshot();
  });
});

afterAll(() => {
  expect(Object.keys(patchCodes).filter((code) => !seen.has(code))).toEqual([]);
});

/** A series read whole: versions on bases, review items, edit and refresh through the chain, the interdiff. */
import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { SourceFile } from '../base/source';
import { collapse, fileDiff, header, modelOf, projectOf } from './fixture';
import { editTree, interdiff, listSeries, loadSeries, refreshVersion, versionInfo, applyVersion } from './index';
import type { Series } from './index';

const yaml = `title: swap-in under the read lock
versions:
  base:
    tag: B0
    title: before the series
  v1:
    tag: V1
    base: base
    title: as first posted
    author: Ann Author
    date: 2016-05-23
    message-id: <1@example.org>
    patches: [v1/0001-a.patch, v1/0002-b.patch]
    builds: type-mismatch
    allow: [int-pointer-mixing]
  v2:
    tag: V2
    base: swapin/v1
    title: with a check
    patches: [v2/0001-c.patch]
    notes: as merged
  what-if:
    tag: X0
    title: a control
    control: true
items:
  R1:
    who: Kim Reviewer
    date: 2016-05-24
    message-id: 2@example.org
    concern: the vma may be gone
    claim: {version: v1, finding: use-after-free@collapse}
  R2:
    who: Lee Reader
    date: 2016-05-25
    message-id: <3@example.org>
    concern: a name could be shorter
    not-a-safety-claim: it is about style
`;

const a = header + fileDiff('mm/collapse.c', ['isolate', '-	mm->pages--;\n+	mm->pages -= 2;']);
const b = header + fileDiff('mm/collapse.c', ['collapse', '-	mm->collapsed = 1;\n+	mm->collapsed++;']);
const c = header + fileDiff('mm/collapse.c', ['collapse', ' 	mm->collapsed++;\n+	check(mm);\n out:']);
const project = {
  'patches/swapin/series.yaml': yaml,
  'patches/swapin/v1/0001-a.patch': a,
  'patches/swapin/v1/0002-b.patch': b,
  'patches/swapin/v2/0001-c.patch': c,
  'patches/other/series.yaml': 'title: another\nversions:\n  v1: {tag: A, title: on v2, base: swapin/v2}\n',
  'patches/series.schema.json': '{}',
};

function load(name = 'swapin'): Series {
  const { series, diagnostics } = loadSeries(projectOf(project), name);
  expect(diagnostics).toEqual([]);
  if (!series) throw new Error('no series');
  return series;
}

const v1Text = collapse.replace('pages--', 'pages -= 2').replace('collapsed = 1', 'collapsed++');
const v2Text = v1Text.replace('	mm->collapsed++;\n', '	mm->collapsed++;\n	check(mm);\n');
const textOf = (version: string, series = load()): string | undefined =>
  applyVersion(modelOf(), series, version, [load(), load('other')]).files?.get('mm/collapse.c')?.text;

describe('a series', () => {
  it('is found by its series.yaml', () => {
    expect(listSeries(projectOf(project))).toEqual(['other', 'swapin']);
  });

  it('has its versions in the order of the file', () => {
    const { versions } = load();
    expect([...versions.keys()]).toEqual(['base', 'v1', 'v2', 'what-if']);
    expect([...versions.values()].map((one) => one.builds)).toEqual(['yes', 'type-mismatch', 'yes', 'yes']);
    expect([...versions.values()].map((one) => one.allowIntPointerMixing)).toEqual([false, true, false, false]);
    expect(versions.get('what-if')?.control).toBe(true);
  });

  it('tells reports plain data', () => {
    const version = load().versions.get('v1');
    expect(version && versionInfo(version)).toEqual({
      series: 'swapin',
      name: 'v1',
      tag: 'V1',
      base: 'base',
      title: 'as first posted',
      author: 'Ann Author',
      date: '2016-05-23',
      messageId: '1@example.org',
      control: false,
      patches: [
        { file: 'patches/swapin/v1/0001-a.patch', text: a },
        { file: 'patches/swapin/v1/0002-b.patch', text: b },
      ],
    });
  });

  it('has review items with a claim or a reason', () => {
    expect(load().items).toEqual([
      {
        id: 'R1',
        who: 'Kim Reviewer',
        date: '2016-05-24',
        messageId: '2@example.org',
        concern: 'the vma may be gone',
        claim: { version: 'v1', finding: 'use-after-free@collapse' },
      },
      {
        id: 'R2',
        who: 'Lee Reader',
        date: '2016-05-25',
        messageId: '3@example.org',
        concern: 'a name could be shorter',
        notASafetyClaim: 'it is about style',
      },
    ]);
  });
});

describe('a version', () => {
  it('is its base with its patches in order', () => {
    expect(textOf('base')).toBe(collapse);
    expect(textOf('v1')).toBe(v1Text);
    expect(textOf('v2')).toBe(v2Text);
    expect(textOf('what-if')).toBe(collapse);
  });

  it('may stand on a version of another series', () => {
    expect(textOf('v1', load('other'))).toBe(v2Text);
  });

  it('is refused whole when a patch of its base does not apply', () => {
    const applied = applyVersion(modelOf({ 'mm/collapse.c': collapse.replace('pages--', 'pages++') }), load(), 'v2');
    expect(applied.files).toBeUndefined();
    expect(applied.diagnostics.map((one) => `${one.code} ${one.span?.file.name ?? ''}`)).toEqual([
      'patch-hunk-nowhere patches/swapin/v1/0001-a.patch',
    ]);
  });
});

describe('edit and refresh', () => {
  it('an edit of v1 changes its last patch alone and keeps its header', () => {
    const files = applyVersion(modelOf(), load(), 'v1').files ?? new Map<string, SourceFile>();
    const tree = new Map(editTree(files).map(({ path, text }) => [path, text] as const));
    expect([...tree]).toEqual([['mm/collapse.c', v1Text]]);
    tree.set('mm/collapse.c', v1Text.replace('collapsed++', 'collapsed += 1'));
    tree.set('include/new.h', 'int x;\n');
    const { file, text, diagnostics } = refreshVersion(modelOf(), load(), 'v1', tree);
    expect(diagnostics).toEqual([]);
    expect(file).toBe('patches/swapin/v1/0002-b.patch');
    expect(text).toBe(`${header}--- /dev/null
+++ b/include/new.h
@@ -0,0 +1,1 @@
+int x;
--- a/mm/collapse.c
+++ b/mm/collapse.c
@@ -32,7 +32,7 @@ void collapse(struct mm_struct *mm, int address)
 	if (result)
 		goto out;
 	isolate(mm, address);
-	mm->collapsed = 1;
+	mm->collapsed += 1;
 out:
 	unlock(mm);
 }
`);
  });

  it('a diffstat, which would be out of date, is dropped', () => {
    const stat = header + ' mm/collapse.c | 2 +-\n 1 file changed, 1 insertion(+), 1 deletion(-)\n\n';
    const reader = projectOf({ ...project, 'patches/swapin/v1/0002-b.patch': b.replace(header, stat) });
    const { series } = loadSeries(reader, 'swapin');
    const tree = new Map([['mm/collapse.c', v1Text]]);
    expect(series && refreshVersion(modelOf(), series, 'v1', tree).text?.startsWith(`${header}--- a/mm`)).toBe(true);
  });
});

it('the interdiff of two versions is what the revision changed', () => {
  const files = (version: string): Map<string, SourceFile> =>
    applyVersion(modelOf(), load(), version).files ?? new Map<string, SourceFile>();
  expect(interdiff(files('v1'), files('v2'))).toBe(`--- a/mm/collapse.c
+++ b/mm/collapse.c
@@ -33,6 +33,7 @@ void collapse(struct mm_struct *mm, int address)
 		goto out;
 	isolate(mm, address);
 	mm->collapsed++;
+	check(mm);
 out:
 	unlock(mm);
 }
`);
  expect(interdiff(files('v1'), files('v1'))).toBe('');
});

it('the examples of docs/series-yaml.md are well formed', () => {
  const page = readFileSync(path.join(__dirname, '../../docs/series-yaml.md'), 'utf8');
  const [, text = '', patch = ''] = /```yaml\n([\s\S]*?)```[\s\S]*?```\n([\s\S]*?)```/.exec(page) ?? [];
  const reader = projectOf({
    'patches/swapin/series.yaml': text,
    'patches/swapin/v1/0001-lock.patch': patch,
    'patches/swapin/v1/0002-check.patch': patch,
  });
  const { series, diagnostics } = loadSeries(reader, 'swapin');
  expect(diagnostics).toEqual([]);
  expect(series?.versions.size).toBe(3);
});

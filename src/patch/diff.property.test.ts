/**
 * Diffs made by us are accepted by our own rules, whatever the texts; and the `diff` package, as a second opinion,
 * reads and applies them to the same result.
 */
import { describe, expect, it } from '@jest/globals';
import { applyPatch, parsePatch as secondParse } from 'diff';
import fc from 'fast-check';
import { SourceFile } from '../base/source';
import { applyFilePatches, type Files } from './apply';
import { header, modelOf, patchOf } from './fixture';
import { parseDiff, parsePatch } from './parse-patch';
import { editTree, refreshPatch } from './refresh';
import { writeDiff } from './write-diff';

/** Few lines, so that many repeat: what makes a place hard to find. */
const line = fc.constantFrom(
  '',
  '{',
  '}',
  '	a();',
  '	b();',
  'int f(void)',
  'int g(void)',
  '/* { */',
  '#define X {',
  '-- a',
  '@@ x',
);
const body = fc.array(line, { maxLength: 30 }).map((lines) => lines.map((one) => `${one}\n`).join(''));
const tree = fc
  .dictionary(
    fc.constantFrom('a.c', 'mm/b.c', 'include/c.h'),
    body.filter((text) => text !== ''),
    { noNullPrototype: true },
  )
  .map((texts) => modelOf(texts));

/** A text and one made from it by replacing a few lines: closer to real patches than two random texts. */
const edited = fc
  .tuple(
    fc.array(line, { minLength: 1, maxLength: 40 }),
    fc.array(fc.tuple(fc.nat(39), fc.array(line, { maxLength: 3 })), { maxLength: 4 }),
  )
  .map(([lines, edits]) => {
    const after = [...lines];
    for (const [at, fresh] of edits) if (at < after.length) after.splice(at, 1, ...fresh);
    return { before: lines.join('\n') + '\n', after: after.map((one) => `${one}\n`).join('') };
  })
  .filter(({ after }) => after !== '');

const texts = (files: Files | undefined): Record<string, string> =>
  Object.fromEntries([...(files ?? [])].map(([path, file]) => [path, file.text] as const).sort());

function applyText(before: Files, diff: string): Files | undefined {
  const source = new SourceFile('x.patch', diff);
  const { files } = parseDiff(source);
  return files && applyFilePatches(before, files, source).files;
}

describe('the interdiff of two trees', () => {
  it('applied to the first gives the second', () => {
    fc.assert(
      fc.property(tree, tree, (before, after) => {
        const diff = writeDiff(before, after);
        if (diff === '') expect(texts(before)).toEqual(texts(after));
        else expect(texts(applyText(before, diff))).toEqual(texts(after));
      }),
      { numRuns: 200 },
    );
  });

  it('applied to an edited text gives the edit, and its reverse gives the text back', () => {
    fc.assert(
      fc.property(edited, ({ before, after }) => {
        const [old, fresh] = [modelOf({ 'a.c': before }), modelOf({ 'a.c': after })];
        fc.pre(before !== after);
        expect(texts(applyText(old, writeDiff(old, fresh)))).toEqual({ 'a.c': after });
        expect(texts(applyText(fresh, writeDiff(fresh, old)))).toEqual({ 'a.c': before });
      }),
      { numRuns: 300 },
    );
  });

  it('is read and applied alike by the package', () => {
    fc.assert(
      fc.property(edited, ({ before, after }) => {
        fc.pre(before !== after);
        const diff = writeDiff(modelOf({ 'a.c': before }), modelOf({ 'a.c': after }));
        const ours = parseDiff(new SourceFile('x.patch', diff)).files?.[0];
        const [theirs] = secondParse(diff);
        expect(ours?.hunks.map((one) => one.lines.length)).toEqual(theirs?.hunks.map((one) => one.lines.length));
        expect(applyPatch(before, diff)).toBe(after);
      }),
      { numRuns: 200 },
    );
  });
});

describe('refresh after edit', () => {
  it('without an edit gives the same patch once it is ours, and the same files always', () => {
    fc.assert(
      fc.property(edited, ({ before, after }) => {
        fc.pre(before !== after);
        const model = modelOf({ 'a.c': before });
        const first = patchOf(header + writeDiff(model, modelOf({ 'a.c': after })));
        const variant = applyFilePatches(model, first.files, first.source).files ?? new Map<string, SourceFile>();
        const tree = new Map(editTree(variant).map(({ path, text }) => [path, text] as const));
        expect(refreshPatch(model, tree, first)).toEqual({
          file: first.source.name,
          text: first.source.text,
          diagnostics: [],
        });
      }),
      { numRuns: 100 },
    );
  });

  it('origins: a line is from the patch exactly where the patch added it', () => {
    fc.assert(
      fc.property(edited, ({ before, after }) => {
        fc.pre(before !== after);
        const model = modelOf({ 'a.c': before });
        const patch = patchOf(header + writeDiff(model, modelOf({ 'a.c': after })));
        const file = applyFilePatches(model, patch.files, patch.source).files?.get('a.c');
        const added = patch.files.flatMap((one) =>
          one.hunks.flatMap((hunk) => hunk.lines.filter((each) => each.kind === 'add')),
        );
        expect(file?.origins.size).toBe(added.length);
        for (const [number, origin] of file?.origins ?? []) {
          expect(patch.source.line(origin.line)).toBe(`+${file?.line(number) ?? ''}`);
        }
      }),
      { numRuns: 100 },
    );
  });
});

it('a patch from any text is refused with a reason or applied, never both and never by throwing', () => {
  const pieces = fc.constantFrom(
    '--- a/mm/collapse.c',
    '+++ b/mm/collapse.c',
    '@@ -1,2 +1,2 @@ isolate',
    '@@ -1 +1,2 @@ isolate',
    '@@ -1 +1 @@',
    ' 	lock(mm);',
    '-	mm->pages--;',
    '+x',
    '',
    '-- ',
    '\\ No newline',
    'diff --git a b',
    '--- /dev/null',
  );
  let applied = 0;
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), (lines) => {
      const start = '--- a/mm/collapse.c\n+++ b/mm/collapse.c\n@@ -1 +1,2 @@ isolate\n';
      const source = new SourceFile('x.patch', `${header}${start}${lines.join('\n')}\n`);
      const { patch, diagnostics } = parsePatch(source);
      expect(patch === undefined).toBe(diagnostics.length > 0);
      if (!patch) return;
      const result = applyFilePatches(modelOf(), patch.files, source);
      expect(result.files === undefined).toBe(result.diagnostics.length > 0);
      if (result.files) applied++;
    }),
    { numRuns: 2000, seed: 1 },
  );
  expect(applied).toBeGreaterThan(0);
});

it('line numbers in hunk headers count for nothing', () => {
  fc.assert(
    fc.property(edited, fc.nat(9999), ({ before, after }, number) => {
      fc.pre(before !== after);
      const diff = writeDiff(modelOf({ 'a.c': before }), modelOf({ 'a.c': after }));
      const stale = diff.replace(/^@@ -\d+,(\d+) \+\d+,/gm, `@@ -${number},$1 +${number},`);
      expect(texts(applyText(modelOf({ 'a.c': before }), stale))).toEqual({ 'a.c': after });
    }),
    { numRuns: 100 },
  );
});

/** Which parts of a patch a verdict hangs on, and what each element is good for: on a project small enough to see it. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { TestProject } from './cli';

const caseFile = 'cases/count/01-two-adds.yaml';

let project: TestProject;
beforeEach(() => {
  project = new TestProject('count');
});
afterEach(() => project.remove());

/** v1 took the lock away; v3 puts it back, with a check that no case can notice. */
function addV3(): void {
  mkdirSync(path.join(project.root, 'patches/count/v3'));
  project.write(
    'patches/count/v3/0001-lock-again.patch',
    `From: patch-oracle model
Subject: take the lock again
Models: <20160601.1@example.org> by Ann Author

The word is read and written in two steps.
---
--- a/mm/counter.c
+++ b/mm/counter.c
@@ -5,7 +5,11 @@ void counter_add(struct counter *counter)
 {
 	int old;
 
+	if (!counter)
+		return;
+	mutex_lock(&counter->lock);
 	REACH(inside);
 	old = counter->value;
 	counter->value = old + 1;
+	mutex_unlock(&counter->lock);
 }
`,
  );
  const series = project.read('patches/count/series.yaml');
  const v1 = /^ {2}v1:\n(?: {4}.*\n)+/m.exec(series)?.[0] ?? '';
  const v3 = v1
    .replace('v1:', 'v3:')
    .replace(/base: .*/, 'base: v1')
    .replace(/tag: .*/, 'tag: V3')
    .replace('v1/0001-no-lock', 'v3/0001-lock-again')
    .replace(/20160523\.1/g, '20160601.1');
  project.write('patches/count/series.yaml', series.replace(v1, `${v1}${v3}`));
  project.change('cases/count/01-two-adds.yaml', '  v1: assert@finally', '  v1: assert@finally\n  v3: pass');
}

describe('blame', () => {
  it('finds the hunk, and the two lines that only together change the verdict', async () => {
    const { code, out, err } = await project.run('blame', '01', 'count/v1', '--format', 'json');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const { blame } = JSON.parse(out) as { blame: { hunks: object; lines: object }[] };
    expect(blame).toHaveLength(1);
    const changed = [
      expect.objectContaining({ text: '-\tmutex_lock(&counter->lock);', hunk: 1 }),
      expect.objectContaining({ text: '-\tmutex_unlock(&counter->lock);', hunk: 1 }),
    ];
    expect(blame[0]).toMatchObject({
      found: ['assert@finally'],
      hunks: { changed, found: [], alone: [], cut: false },
      lines: { changed, found: [], alone: [], cut: false },
    });
  });

  it('says the same with two workers, and again', async () => {
    const one = await project.run('blame', '01', 'count/v1', '--jobs', '1');
    expect(await project.run('blame', '01', 'count/v1', '--jobs', '2')).toEqual(one);
    expect(one.out).toContain('Without 1 hunk: pass.');
    expect(one.out).toContain('Without 2 lines: pass.');
    expect(one.out).toContain('-       mutex_unlock(&counter->lock);');
  });

  it.each([
    [['01', 'count/base'], 0, 'No set of its own hunks changes that'],
    [['01', 'count/v2'], 2, 'gives no answer'],
    [['01', 'count/v1', '--finding', 'leak@finally'], 2, 'gives no answer'],
    [['01', 'count/v1', '--format', 'pdf'], 2, "no format 'pdf'"],
  ])('%j', async (args, code, text) => {
    const ran = await project.run('blame', ...args);
    expect(ran.code).toBe(code);
    expect(`${ran.out}${ran.err}`).toContain(text);
  });
});

describe('necessity', () => {
  it('tells what a case notices from what none does', async () => {
    addV3();
    const { code, out, err } = await project.run('necessity', 'count/v3');
    expect(code).toBe(0);
    expect(err).toBe(
      'left in reports/out/necessity/count/v3.json: the HTML report says it beside the lines, from the next review on\n',
    );
    const [unseen = '', needed = ''] = out.split('## Needed');
    expect(unseen).toContain('Of 3 elements, 2 are needed; of 1 no case notices the loss');
    expect(unseen).toContain('`if (!counter) return;`');
    expect(unseen).toContain('`no case needs this`');
    expect(needed).toContain('`mutex_lock(&counter->lock);`');
    expect(needed).toMatch(/needed: without it lock-imbalance@counter_add .*in 01-two-adds, instead of pass/);
    expect(needed).toContain('patches/count/v3/0001-lock-again.patch:');
  });

  it('writes HTML in which the text of others is text', async () => {
    addV3();
    project.change('patches/count/v3/0001-lock-again.patch', '!counter', '!counter && 1 < 2');
    const { out } = await project.run('necessity', 'count/v3', '--format', 'html');
    expect(out).toContain('1 &lt; 2');
    expect(out).not.toContain('1 < 2');
  });

  describe('in the report', () => {
    const page = 'reports/out/index.html';
    const boxes = (): string[] =>
      [
        ...project
          .read(page)
          .matchAll(/<div class="box (?:un)?need(?:ed)?" data-l="?(\d+)"?><code>([^<]*)<\/code> ([^<]*)/g),
      ].map(([, line = '', element = '', text = '']) => `${line} ${element} ${text}`);

    it('stands beside the lines of the patch, and in no Markdown', async () => {
      addV3();
      await project.run('review');
      const before = project.read(page);
      const markdown = project.read('reports/count/v3.md');
      expect(boxes()).toEqual([]);
      await project.run('necessity', 'count/v3');
      expect((await project.run('review')).out).toContain(`wrote ${page}\n`);
      const patch = project.read('patches/count/v3/0001-lock-again.patch').split('\n');
      expect(boxes()).toHaveLength(3);
      for (const [, line = '', word = ''] of boxes().map((one) => /^(\d+) (\w+)/.exec(one) ?? []))
        expect(patch[Number(line) - 1]).toMatch(new RegExp(`^\\+\\t${word}\\b`));
      expect(boxes().join('\n')).toMatch(/if \(!counter\) return; no case needs this/);
      expect(boxes().join('\n')).toMatch(
        /mutex_lock\(&amp;counter-&gt;lock\); needed: without it lock-imbalance@counter_add/,
      );
      expect(project.read(page)).toContain('Of 3 elements, 2 are needed; of 1 no case notices the loss');
      expect(project.read('reports/count/v3.md')).toBe(markdown);
      // Rendered again from the results alone, it is the same; and with another case it is no longer said.
      const after = project.read(page);
      await project.run('report');
      expect(project.read(page)).toBe(after);
      project.change(caseFile, 'title: two threads add', 'title: two threads do add');
      await project.run('review');
      expect(boxes()).toEqual([]);
      project.change(caseFile, 'title: two threads do add', 'title: two threads add');
      await project.run('review');
      expect(project.read(page)).toBe(after);
      project.write('reports/out/necessity/count/v3.json', 'no JSON');
      await project.run('review');
      expect(project.read(page)).toBe(before);
    });
  });

  it('says that there is nothing to take out', async () => {
    const { code, err } = await project.run('necessity', 'count/v1');
    expect(code).toBe(2);
    expect(err).toContain('no barrier, lock operation, check or label');
  });
});

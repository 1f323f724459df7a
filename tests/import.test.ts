/** `import`: mails in the forms that they come in, written by us, to a version of a small project. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { TestProject } from './cli';

let project: TestProject;
beforeEach(() => {
  project = new TestProject('count');
});
afterEach(() => project.remove());

const diff = `---
 mm/counter.c | 3 ++-
 1 file changed, 2 insertions(+), 1 deletion(-)

diff --git a/mm/counter.c b/mm/counter.c
index 1111111..2222222 100644
--- a/mm/counter.c
+++ b/mm/counter.c
@@ -5,6 +5,7 @@ void counter_add(struct counter *counter)
 {
 \tint old;
 
-\tsecret_before(counter);
+\tsecret_after(counter);
+\tsecret_more(counter);
 \told = counter->value;
 }
@@ -20,3 +21,4 @@ static int counter_unknown(void)
 {
+\treturn 1;
 \treturn 0;
 }
-- 
2.45.0
`;

const from = (name: string, date: string, id: string, subject: string, more = ''): string =>
  `From: ${name}\nDate: ${date}\nMessage-ID: <${id}>\nSubject: ${subject}\n${more}`;

const cover = `${from('Ann Author <ann@example.org>', 'Mon, 1 Jun 2026 23:30:00 -0700', 'cover@example.org', '[PATCH v3 0/2] count: a secret subject')}
A secret sentence of the cover letter.

base-commit: 0123456789abcdef0123456789abcdef01234567
change-id: 20260601-count-0a1b2c
`;

const first = `${from('Ann Author <ann@example.org>', 'Mon, 1 Jun 2026 23:30:01 -0700', 'one@example.org', '[PATCH v3 1/2] count: one', 'In-Reply-To: <cover@example.org>\n')}
A secret sentence.

${diff}`;

const second = first.replace('one@example.org', 'two@example.org').replace('1/2] count: one', '2/2] count: two');

const reply = `${from('=?UTF-8?Q?J=C3=B6rg_Reader?= <joerg@example.org>', 'Tue, 2 Jun 2026 10:00:00 +0200', 'reply@example.org', 'Re: [PATCH v3 1/2] count: one', 'In-Reply-To: <one@example.org>\nReferences: <cover@example.org> <one@example.org>\n')}
On Mon, Ann Author wrote:
> @@ -20,3 +21,4 @@ static int counter_unknown(void)
>  {
> +\treturn 1;

A secret objection.
`;

const mbox = (...mails: readonly string[]): string =>
  mails
    .map(
      (mail) =>
        `From mboxrd@z Thu Jan  1 00:00:00 1970\n${mail.replace(/^(>*From )/gm, (line, _, at) => (at === 0 ? line : `>${line}`))}\n`,
    )
    .join('');

/** Lines in the order in which mails rarely come. */
const thread = mbox(reply, second, cover, first);

async function imported(mails: string, ...args: string[]) {
  project.write('mails', mails);
  return project.run('import', 'mails', '--series', 'count', ...args);
}

describe('import of a thread', () => {
  it('writes a version, patches to write and items to tell, and no line of a mail', async () => {
    const { code, out, err } = await imported(thread);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const patch = project.read('patches/count/v3/0001-todo.patch');
    const series = project.read('patches/count/series.yaml');
    expect({ out, patch, series }).toMatchSnapshot();
    for (const text of [patch, series]) expect(text).not.toMatch(/secret|counter->value/);
    expect(out).not.toContain('counter->value');
  });

  it('leaves what passes check, says TODO, and can be edited and refreshed', async () => {
    await imported(thread);
    const { code, out, err } = await project.run('check', 'count/v3');
    expect(code).toBe(0);
    expect(out).toContain('0 errors, 2 warnings');
    expect(err).toContain('warning[patch-todo]');
    await project.run('edit', 'count/v3', 'tree');
    project.change('tree/mm/counter.c', 'REACH(inside);', 'REACH(inside);\n\tREACH(more);');
    expect((await project.run('refresh', 'count/v3', 'tree')).code).toBe(0);
    expect((await project.run('check', 'count/v3')).err).toContain('0002-todo.patch:2:1: warning[patch-todo-text]');
    expect(project.read('patches/count/v3/0002-todo.patch')).toContain('+\tREACH(more);');
  });

  it('with --dry-run shows the lines, and writes nothing', async () => {
    const before = project.read('patches/count/series.yaml');
    const { code, out } = await imported(thread, '--dry-run');
    expect(code).toBe(0);
    expect(out).toContain('      | +        secret_after(counter);'.replace(/ {8}secret/, ' secret'));
    expect(project.read('patches/count/series.yaml')).toBe(before);
    expect(existsSync(path.join(project.root, 'patches/count/v3'))).toBe(false);
  });

  it('makes a series where there is none', async () => {
    project.write('mails', thread);
    expect((await project.run('import', 'mails', '--series', 'fresh')).code).toBe(0);
    expect(project.read('patches/fresh/series.yaml')).toContain('versions:\n  v3:\n    tag: v3\n');
    expect((await project.run('check', 'fresh')).code).toBe(0);
  });

  it.each([
    ['a version that is there', ['--as', 'v1'], 'import-version-known'],
    ['a name that leads out', ['--as', '../x'], 'import-series-name'],
    ['an unknown base', ['--base', 'v7'], 'import-no-base'],
    ['an unknown posting', ['--posting', 'v9'], 'of v9, there are v3'],
  ])('ends with 2 on %s', async (_, args, message) => {
    const { code, out, err } = await imported(thread, ...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });
});

describe('the forms of a mail', () => {
  const base64 = (text: string): string =>
    (
      Buffer.from(text)
        .toString('base64')
        .match(/.{1,76}/g) ?? []
    ).join('\n');
  const head = (more: string): string =>
    from(
      'Ann Author <ann@example.org>',
      '1 Jun 2026 10:00:00 +0000',
      'x@example.org',
      '[PATCH] count: x',
      `MIME-Version: 1.0\n${more}`,
    );
  const quoted = diff.replace(/=/g, '=3D').replace(/ $/gm, '=20').replace(/\t/g, '=09');

  it.each([
    ['plain', head('\n') + diff],
    ['with CRLF', (head('\n') + diff).replace(/\n/g, '\r\n')],
    [
      'quoted-printable',
      `${head('Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n')}\n${quoted}`,
    ],
    [
      'base64',
      `${head('Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n')}\n${base64(diff)}\n`,
    ],
    [
      'multipart with the patch attached',
      `${head('Content-Type: multipart/mixed; boundary="b"\n')}\n--b\nContent-Type: text/plain\n\nsee the patch\n--b\nContent-Type: text/x-patch; name="a.patch"\nContent-Disposition: attachment; filename="a.patch"\nContent-Transfer-Encoding: base64\n\n${base64(diff)}\n--b--\n`,
    ],
    [
      'multipart/alternative',
      `${head('Content-Type: multipart/alternative; boundary="b"\n')}\n--b\nContent-Type: text/plain\n\n${diff}\n--b\nContent-Type: text/html\n\n<p>no</p>\n--b--\n`,
    ],
    ['an mbox', mbox(head('\n') + diff)],
    ['with a From line in the text', mbox(`${head('\n')}>From here on it is text\n${diff}`)],
  ])('%s', async (_, mail) => {
    const { code, out, err } = await imported(mail, '--dry-run', '--as', 'v9');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('[PATCH] count: x  Ann Author  2026-06-01  <x@example.org>');
    expect(out).toContain('mm/counter.c: counter_add (+2 -1), in the model at mm/counter.c:');
    expect(out).toContain('mm/counter.c: counter_unknown (+1 -0), not in the model');
  });

  it('standard input', async () => {
    project.stdin = head('\n') + diff;
    const { code, out } = await project.run('import', '-', '--series', 'count', '--as', 'v9', '--dry-run');
    expect(code).toBe(0);
    expect(out).toContain('counter_add (+2 -1)');
  });

  it.each([
    [
      'format=flowed',
      `${head('Content-Type: text/plain; format=flowed\n')}\n${diff}`,
      "error[mail-flowed]: the patch '[PATCH] count: x' was sent as format=flowed",
    ],
    [
      'format=flowed in a part',
      `${head('Content-Type: multipart/mixed; boundary="b"\n')}\n--b\nContent-Type: text/plain;\n\tformat="flowed"\n\n${diff}\n--b--\n`,
      'error[mail-flowed]',
    ],
    [
      'a hunk that is cut',
      (head('\n') + diff).replace(' \told = counter->value;\n }\n', ''),
      "hunk 1 of mm/counter.c in '[PATCH] count: x' is not whole: its head counts 6 old and 7 new lines, here are 4 and 5",
    ],
    ['a diff on one line', head('\n') + diff.replace(/\n/g, ' '), 'error[mail-lines-lost]'],
    [
      'a page that runs lines together',
      `A page | of an archive\n\n${diff.replace(/\n/g, ' ')}`,
      'error[mail-lines-lost]',
    ],
    ['no diff', `${head('\n')}\nhello\n`, 'holds no patch: no mail of it posts a diff'],
    ['nothing', '', 'holds no patch'],
    ['bytes', '\u0000\u0001\u0002'.repeat(100), 'holds no patch'],
    [
      'two postings',
      mbox(first, first.replace('PATCH v3 1/2', 'PATCH v4').replace('one@', 'four@')),
      'several postings: v3, v4',
    ],
  ])('%s is refused', async (_, mail, message) => {
    const { code, out, err } = await imported(mail);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });

  it('a patch that is missing is named', async () => {
    const { code, err } = await imported(mbox(cover, second));
    expect(code).toBe(0);
    expect(err).toContain('warning[mail-patch-missing]: patch 1 of 2 is not there');
  });
});

describe('a page of a web archive', () => {
  const page = `[PATCH 0/1] count: x

Some menu of the archive
Ann Author
Words.

[PATCH 1/1] count: x

Ann Author
Words.

${diff}

Re: [PATCH 1/1] count: x

Rita Reviewer
In reply to this post by Ann Author
No.
`;

  it('is read as far as it goes, and what is lost is named', async () => {
    const { code, out, err } = await imported(page, '--as', 'v9');
    expect(code).toBe(0);
    expect(err).toContain(
      'warning[mail-page]: mails is no mail but a page: it has lost Message-IDs, who answers whom, dates',
    );
    expect(out).toContain('[PATCH 1/1] count: x  Ann Author\n');
    expect(out).toContain('reply: Rita Reviewer to [PATCH 1/1] count: x');
    expect(out).toContain('replies without a Message-ID or a date, of which no item was made: 1');
    expect(project.read('patches/count/v9/0001-todo.patch')).toContain('Models: <unknown@invalid> by Ann Author');
    expect((await project.run('check', 'count/v9')).code).toBe(0);
  });
});

/** What is printed for others to read: an answer to the list, a check of b4, the formats of `run`. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { TestProject } from './cli';
import { validate, type Schema } from './json-schema';
import { readFileSync } from 'node:fs';

let project: TestProject;
beforeAll(() => {
  project = new TestProject('count');
});
afterAll(() => project.remove());

const posting = 'Message-ID: <20160523.1@example.org>\nSubject: [PATCH] count: drop the lock\nFrom: Ann\n\nbody\n';

interface Check {
  readonly tool: string;
  readonly status: string;
  readonly summary: string;
  readonly url: string;
  readonly details: string;
}

async function check(mail: string | Uint8Array, ...args: string[]): Promise<Check[]> {
  project.stdin = mail;
  const { code, out, err } = await project.run('b4-check', ...args);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out) as Check[];
}

describe('reply', () => {
  it('quotes the hunk, with the run under its line', async () => {
    const { code, out, err } = await project.run('reply', 'count/v1');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatchSnapshot();
  });

  it('has 72 columns but for quoted lines, and no tag', async () => {
    const { out } = await project.run('reply', 'count/v1');
    expect(out.split('\n').filter((line) => line.length > 72 && !line.startsWith('>'))).toEqual([]);
    expect(out).not.toMatch(/^\w+-by:|Tested-by|Reviewed-by/m);
  });

  it('says of a version without findings what was asked', async () => {
    const { out } = await project.run('reply', 'count/base');
    expect(out.replace(/\n/g, ' ')).toContain('In the model, 1 question asked: nothing found within the bounds.');
    expect(out).not.toContain('> ');
  });

  it('tells one finding when asked for one', async () => {
    expect((await project.run('reply', 'count/v1', '--finding', 'assert')).out).toContain('[1] In the model');
    expect((await project.run('reply', 'count/v1', '--finding', 'leak')).out).not.toContain('[1] In the model');
  });

  it('says the same from a results file', async () => {
    await project.run('review');
    const { out } = await project.run('reply', 'count/v1', '--from', 'reports/out/results.json');
    expect(out).toBe((await project.run('reply', 'count/v1')).out);
  });

  it.each([
    ['an unknown version', ['reply', 'count/v11'], 'error[run-unknown-variant]'],
    ['no results file', ['reply', 'count/v1', '--from', 'none.json'], 'error[run-unreadable]: none.json'],
  ])('ends with 2 on %s', async (_, args, message) => {
    const { code, out, err } = await project.run(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });
});

describe('b4-check', () => {
  it('answers a mail that a version posts', async () => {
    const [one, ...more] = await check(posting, '--url', 'https://ci.example.org/report.html');
    expect(more).toEqual([]);
    expect(one).toEqual({
      tool: 'patch-oracle',
      status: 'fail',
      summary: 'count/v1: in the model, 1 question asked: 1 crash',
      url: 'https://ci.example.org/report.html#count/v1',
      details: (await project.run('reply', 'count/v1')).out,
    });
  });

  it.each([
    ['another case of the field, folded', 'message-id:\r\n\t<20160523.1@example.org>\r\n\r\n'],
    ['an mbox', 'From x Mon May 23 00:00:00 2016\nMessage-ID: <20160523.1@example.org>\n\n'],
    [
      'a patch that follows the posting, whose rendition is one for all',
      'Subject: [PATCH 1/2] x\nMessage-ID: <other@example.org>\nIn-Reply-To: <20160523.1@example.org>\n\n',
    ],
  ])('knows it by %s', async (_, mail) => {
    expect((await check(mail)).map((one) => one.status)).toEqual(['fail']);
  });

  it.each<[string, string | Uint8Array]>([
    ['nothing', ''],
    ['no mail', 'hello'],
    ['bytes', Uint8Array.from({ length: 4096 }, (_, index) => (index * 7) % 256)],
    ['another mail', 'Message-ID: <other@example.org>\nSubject: [PATCH] x\n\n'],
    ['a mail without an id', 'Subject: [PATCH] x\n\n'],
    ['the id in the body', 'Subject: x\n\nMessage-ID: <20160523.1@example.org>\n'],
    ['a reply', 'Subject: Re: [PATCH] x\nMessage-ID: <o@x>\nIn-Reply-To: <20160523.1@example.org>\n\n'],
    ['a cover letter', 'Subject: [PATCH 0/2] x\nMessage-ID: <o@x>\nIn-Reply-To: <20160523.1@example.org>\n\n'],
    ['a review mail', 'Subject: Re: [PATCH] x\nMessage-ID: <20160524.1@example.org>\n\n'],
  ])('answers %s with [] and 0', async (_, mail) => {
    expect(await check(mail)).toEqual([]);
  });

  it('reads real standard input', () => {
    const bin = path.join(__dirname, '../bin/patch-oracle.js');
    const done = spawnSync(process.execPath, [bin, 'b4-check'], {
      cwd: project.root,
      input: posting,
      encoding: 'utf8',
    });
    expect(done.status).toBe(0);
    expect((JSON.parse(done.stdout) as Check[]).map((one) => one.status)).toEqual(['fail']);
  });
});

describe('run --format', () => {
  const schemaOf = (file: string): Schema => JSON.parse(readFileSync(path.join(__dirname, file), 'utf8')) as Schema;

  it.each([
    ['junit', '<testcase classname="count.v1" name="01-two-adds">'],
    ['github', '::notice file=patches/count/v1/0001-no-lock.patch,line=13,'],
    ['patchwork', '"context": "patch-oracle-count-v1"'],
    ['json', '{"schema":1,"results":['],
  ])('%s', async (format, part) => {
    const first = await project.run('run', '--format', format);
    expect({ code: first.code, err: first.err }).toEqual({ code: 0, err: '' });
    expect(first.out).toContain(part);
    expect((await project.run('run', '--no-cache', '--format', format)).out).toBe(first.out);
  });

  it.each([
    ['results', '../docs/results.schema.json'],
    ['sarif', 'fixtures/sarif/sarif-2.1.0.schema.json'],
  ])('%s fits its schema, the same bytes each time', async (format, schema) => {
    const { out } = await project.run('run', '--format', format);
    expect(validate(JSON.parse(out), schemaOf(schema))).toEqual([]);
    expect((await project.run('run', '--no-cache', '--format', format)).out).toBe(out);
  });

  it('of a verdict that differs ends with 1 and says so on its line', async () => {
    const other = new TestProject('count');
    other.change('cases/count/01-two-adds.yaml', 'v1: assert@finally', 'v1: pass');
    const { code, out } = await other.run('run', '--format', 'github', 'count/v1');
    expect(code).toBe(1);
    expect(out).toMatch(/^::error file=patches\/count\/v1\/0001-no-lock.patch,line=\d+,title=count\/v1 01-two-adds::/);
    other.remove();
  });

  it('that is unknown ends with 2', async () => {
    const { code, err } = await project.run('run', '--format', 'xml');
    expect(code).toBe(2);
    expect(err).toContain("error[run-unknown-format]: no format 'xml'");
    expect(err).toContain('junit');
  });
});

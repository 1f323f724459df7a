/** A new version of a series: seen beside the one before, then accepted cell by cell, by a person. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TestProject } from './cli';

let project: TestProject;
beforeEach(() => {
  project = new TestProject('count');
  project.change(caseFile, '  v1: assert@finally', '  v1: { skip: not run yet }  # new');
});
afterEach(() => project.remove());

const caseFile = 'cases/count/01-two-adds.yaml';

describe('first-run', () => {
  it('shows the version beside its base, what no case runs, what is open, and what comes next', async () => {
    const { code, out, err } = await project.run('first-run', 'count/v1');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/case +base +v1 +since/);
    expect(out).toMatch(/01-two-adds +pass +crash +new/);
    expect(out).toContain('  01-two-adds\n    new: assert@finally');
    expect(out).toContain('Every added line that is code is run by some case.');
    expect(out).toContain("patch-oracle accept 01-two-adds count/v1 --reason '…'");
    expect((await project.run('check')).code).toBe(0);
  });

  it('asks cases that have no line for a version yet, and accept writes one', async () => {
    project.change(caseFile, '  v1: { skip: not run yet }  # new\n', '');
    project.change('patches/count/series.yaml', '  v1:\n', '  v1:\n    control: true\n');
    expect((await project.run('first-run', 'count/v1')).out).toMatch(/01-two-adds +pass +crash +new/);
    const ran = await project.run('accept', '01', 'count/v1', '--reason', 'no lock', '--yes');
    expect(ran.code).toBe(0);
    expect(project.read(caseFile)).toContain(
      '  v1: { findings: assert@finally, from: observed, because: "no lock" }\n',
    );
    expect((await project.run('run')).code).toBe(0);
  });

  it('asks the chosen cases only, and says so', async () => {
    project.write('cases/count/02-again.yaml', project.read(caseFile));
    const { out } = await project.run('first-run', 'count/v1', '--case', '02');
    expect(out).toContain('count/v1, in the model: 1 cell\n');
    expect(out).not.toContain('01-two-adds');
    expect(out).toContain('Every added line that is code is run by some case of these.');
  });

  it('says what is confirmed by a case that has no line for the version yet', async () => {
    const open = 'review item';
    expect((await project.run('first-run', 'count/v1')).out).not.toContain(open);
    project.change('patches/count/series.yaml', 'finding: assert@finally', 'finding: assert@nowhere');
    expect((await project.run('first-run', 'count/v1')).out).toContain(open);
  });

  it('ends with the place of the mistake, in the patch too, where the version does not build', async () => {
    project.change(
      'patches/count/v1/0001-no-lock.patch',
      ' \told = counter->value;',
      '-\told = counter->value;\n+\told = counter->valu;',
    );
    const { code, out, err } = await project.run('first-run', 'count/v1');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/mm\/counter\.c:\d+:\d+: error\[unknown-field\]/);
    const [, line = '', column = ''] = /written by patches\/count\/v1\/0001-no-lock\.patch:(\d+):(\d+)/.exec(err) ?? [];
    const written = project.read('patches/count/v1/0001-no-lock.patch').split('\n')[Number(line) - 1] ?? '';
    expect(written.slice(Number(column) - 1)).toMatch(/^valu;/);
  });

  it('trace and replay know a version that the case has no line for, and run says what does', async () => {
    project.change(caseFile, '  v1: { skip: not run yet }  # new\n', '');
    project.change('patches/count/series.yaml', '  v1:\n', '  v1:\n    control: true\n');
    const { out } = await project.run('trace', '01', 'count/v1');
    expect(out).toMatch(/^-- {3}✘ crash +count\/v1 01-two-adds +assert@finally/);
    const [, trace = ''] = /replay count\/01-two-adds count\/v1 \\?\s*'([^']*)'/.exec(out) ?? [];
    expect((await project.run('replay', '01', 'count/v1', trace)).out).toContain('assert@finally in ');
    const { code, err } = await project.run('run', 'count/v1');
    expect(code).toBe(2);
    expect(err).toContain('patch-oracle first-run count/v1 asks the cases all the same');
  });

  it('names the lines that no case runs', async () => {
    project.change('patches/count/v1/0001-no-lock.patch', '@@ -5,9 +5,7 @@', '@@ -5,9 +5,9 @@');
    project.change(
      'patches/count/v1/0001-no-lock.patch',
      '-\tmutex_lock(&counter->lock);',
      '-\tmutex_lock(&counter->lock);\n+\tif (counter->value > 7)\n+\t\tcounter->value = 0;',
    );
    const { out } = await project.run('first-run', 'count/v1');
    expect(out).toContain('1 added line that no case runs:');
    expect(out).toMatch(/0001-no-lock\.patch:\d+: \+ *counter->value = 0;/);
  });
});

describe('accept', () => {
  const accept = (...args: string[]) =>
    project.run('accept', '01', 'count/v1', '--reason', 'no lock, so one is lost', ...args);
  const before = (): string => project.read(caseFile);

  it('shows the trace, asks, and writes that line only', async () => {
    const old = before();
    project.answers = ['y'];
    const { code, out } = await accept();
    expect(code).toBe(0);
    expect(out).toContain('assert@finally');
    expect(out).toMatch(/npx patch-oracle replay/);
    expect(before()).toBe(
      old.replace(
        '{ skip: not run yet }  # new',
        '{ findings: assert@finally, from: observed, because: "no lock, so one is lost" }  # new',
      ),
    );
    expect((await project.run('run')).code).toBe(0);
    expect((await accept()).out).toContain('as expected already');
  });

  it.each([
    ['an answer that is not yes', [], ['n'], 1, 'left as it was'],
    ['nobody to ask', [], [], 2, 'nobody to ask'],
    ['a prediction', ['--from', 'predicted'], ['y'], 2, "'predicted' is no source"],
  ])('writes nothing on %s', async (_, args, answers, code, text) => {
    const old = before();
    project.answers = answers;
    const ran = await accept(...args);
    expect(ran.code).toBe(code);
    expect(`${ran.out}${ran.err}`).toContain(text);
    expect(before()).toBe(old);
  });

  it('refuses what is inconclusive', async () => {
    project.change(caseFile, 'inside: [base, v1]', 'inside: [base, v1]\n  outside: v1');
    project.change(
      'patches/count/v1/0001-no-lock.patch',
      '-\tmutex_unlock(&counter->lock);',
      ' \tmutex_unlock(&counter->lock);',
    );
    project.change(
      'patches/count/v1/0001-no-lock.patch',
      '-\tmutex_lock(&counter->lock);',
      ' \tmutex_lock(&counter->lock);',
    );
    project.change('patches/count/v1/0001-no-lock.patch', ' \tREACH(inside);', '+\told = 0;\n \tREACH(inside);');
    project.change('patches/count/v1/0001-no-lock.patch', '@@ -5,9 +5,7 @@', '@@ -5,9 +5,10 @@');
    const old = before();
    const { code, err } = await accept('--yes');
    expect(code).toBe(2);
    expect(err).toContain('inconclusive');
    expect(before()).toBe(old);
  });

  it('refuses a reason that says nothing', async () => {
    const { code, err } = await project.run('accept', '01', 'count/v1', '--reason', ' ');
    expect(code).toBe(2);
    expect(err).toContain('accepted with a reason');
  });
});

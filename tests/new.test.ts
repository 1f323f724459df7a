/** `new`: what it writes passes `check` at once, and says TODO where somebody has to think. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TestProject } from './cli';

let project: TestProject;
beforeEach(() => {
  project = new TestProject('count');
});
afterEach(() => project.remove());

async function checked(...names: string[]): Promise<string> {
  const { code, out, err } = await project.run('check', ...names);
  const told = err.split('\n').filter((line) => line !== '' && !/^\s|warning\[patch-todo\]/.test(line));
  expect({ code, told }).toEqual({ code: 0, told: [] });
  return out;
}

describe('new', () => {
  it('series', async () => {
    expect(await project.run('new', 'series', 'other')).toEqual({
      code: 0,
      out: 'wrote patches/other/series.yaml\n',
      err: '',
    });
    expect(await checked('other')).toContain('1 variant, 0 cases, 0 cells: 0 errors');
  });

  it('version, in the text that is there', async () => {
    project.change('patches/count/series.yaml', 'items:', '# a remark\nitems:');
    expect((await project.run('new', 'version', 'count/v3', '--base', 'v1')).code).toBe(0);
    expect(await checked('count')).toContain('4 variants');
    const text = project.read('patches/count/series.yaml');
    expect(text).toContain('    builds: unknown-function\n  v3:\n    tag: "v3"\n    base: "v1"\n');
    expect(text).toContain('# a remark\nitems:');
  });

  it('case', async () => {
    expect((await project.run('new', 'case', 'count/02-again', '--decides', 'R1')).code).toBe(0);
    expect(await checked('count')).toContain('2 cases');
    expect(project.read('cases/count/02-again.yaml')).toContain('decides: [R1]\n');
  });

  it('case from a finding: its set-up and threads, and what was found as unreviewed expectations', async () => {
    await project.run('review');
    const id = /"id":"(assert-[0-9a-f]{8})"/.exec(project.read('reports/out/results.json'))?.[1] ?? '';
    expect((await project.run('new', 'case', 'count/02-again', '--from', id)).code).toBe(0);
    expect(project.read('cases/count/02-again.yaml')).toMatchSnapshot();
    await checked('count');
    expect((await project.run('run', '--case', '02', 'count')).code).toBe(0);
  });

  it.each([
    ['a name that leads out', ['series', '../x'], 'error[new-name]'],
    ['a name of the wrong form', ['case', 'count'], 'is no name of the form series/case'],
    ['what is there', ['series', 'count'], 'error[new-exists]: patches/count/series.yaml'],
    ['a version that is there', ['version', 'count/v1'], 'error[import-version-known]'],
    ['an unknown series', ['case', 'cuont/1'], "no variant 'cuont'"],
    ['an unknown base', ['version', 'count/v9', '--base', 'v8'], 'error[import-no-base]'],
    ['an unknown item', ['case', 'count/2', '--decides', 'R9'], "no item 'R9'"],
    ['no results', ['case', 'count/2', '--from', 'x'], 'error[run-unreadable]: reports/out/results.json'],
    ['another word', ['thing', 'count'], 'Allowed choices are series, version, case'],
  ])('ends with 2 on %s', async (_, args, message) => {
    const { code, out, err } = await project.run('new', ...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });

  it('ends with 2 on an unknown finding, with a near one', async () => {
    await project.run('review');
    const id = /"id":"(assert-[0-9a-f]{8})"/.exec(project.read('reports/out/results.json'))?.[1] ?? '';
    const { code, err } = await project.run('new', 'case', 'count/2', '--from', `${id}x`);
    expect(code).toBe(2);
    expect(err).toContain(`did you mean '${id}'?`);
  });
});

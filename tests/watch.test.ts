/** watch asks again what a change touches, and only that; doctor names what is weak. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { TestProject } from './cli';

let project: TestProject;
beforeEach(() => {
  project = new TestProject('count');
});
afterEach(() => project.remove());

const caseFile = 'cases/count/01-two-adds.yaml';

describe('watch', () => {
  /** What is printed for one change, and the errors. */
  async function after(edit: () => void): Promise<readonly [string, string]> {
    project.edits = [edit];
    const { code, out, err } = await project.run('watch');
    expect(code).toBe(0);
    expect(out).toMatch(/^watching 3 cells/);
    return [out.slice(out.indexOf('\n') + 1), err];
  }

  it('asks again what a changed patch touches, and only that', async () => {
    const [out] = await after(() => project.change('patches/count/v1/0001-no-lock.patch', 'The counter', 'This one'));
    expect(out).toContain('count/v1 01-two-adds');
    expect(out).not.toContain('count/base');
  });

  it('asks every version again when the case or the model changed', async () => {
    for (const file of [caseFile, 'src/kernel/mm/counter.c']) {
      const [out] = await after(() => project.write(file, `${project.read(file)}\n`));
      for (const version of ['base', 'v1', 'v2']) expect(out).toContain(`count/${version} 01-two-adds`);
    }
  });

  it('keeps nothing that a change made old: each answer is that of a fresh run', async () => {
    const patch = 'patches/count/v1/0001-no-lock.patch';
    const fresh: string[] = [];
    const changes: (() => void)[] = [
      () => project.change(caseFile, 'shared.value == 2', 'shared.value == 3'),
      () => project.change(caseFile, 'shared.value == 3', 'shared.value == 2'),
      () => {
        project.change(patch, '-\tmutex_lock', ' \tmutex_lock');
        project.change(patch, '-\tmutex_unlock', ' \tmutex_unlock');
        project.change(patch, ' \told = counter->value;', '-\told = counter->value;\n+\told = counter->value + 0;');
        project.change(patch, '@@ -5,9 +5,7 @@', '@@ -5,9 +5,9 @@');
      },
      () => project.change('src/kernel/mm/counter.c', 'old + 1', 'old + 2'),
      () => project.change('src/kernel/mm/counter.c', 'old + 2', 'old + 1'),
      () => project.change(caseFile, '  a: counter_add(&shared);', '  a: counter_add(&shared); /* again */'),
    ];
    project.edits = changes.map((change) => () => {
      change();
      fresh.push(project.spawn('run', '--no-cache').out);
    });
    const { out } = await project.run('watch');
    const answers = out.slice(out.indexOf('\n') + 1);
    const cells = (text: string): string[] => text.split('\n').filter((line) => / states$/.test(line));
    expect(fresh).toHaveLength(changes.length);
    expect(new Set(fresh.map((text) => cells(text).join())).size).toBeGreaterThan(2);
    // The patch is that of v1 alone; all else touches every version.
    const wanted = fresh.flatMap((text, at) => cells(text).filter((line) => at !== 2 || line.includes('count/v1')));
    expect(cells(answers)).toEqual(wanted);
  });

  it('asks nothing when nothing of the project changed', async () => {
    const [out] = await after(() => project.write('mine.txt', 'text'));
    expect(out).toBe('no cell is touched\n');
  });

  it('says what is wrong, and goes on', async () => {
    project.edits = [
      () => project.change(caseFile, 'v1: assert@finally', 'v1: passs'),
      () => project.change(caseFile, 'v1: passs', 'v1: pass'),
    ];
    const { out, err } = await project.run('watch');
    expect(err).toContain("did you mean 'pass'?");
    expect(out).toContain('found, but not expected: assert@finally');
  });

  it('sees a file that another program writes', async () => {
    const bin = path.join(__dirname, '../bin/patch-oracle.js');
    const child = spawn(process.execPath, [bin, 'watch', 'count/v1'], { cwd: project.root });
    let out = '';
    await new Promise<void>((resolve) => {
      child.stdout.on('data', (text: Buffer) => {
        out += String(text);
        if (out.endsWith('touches\n')) project.change(caseFile, 'title:', '# seen\ntitle:');
        if (out.includes('as expected')) child.kill('SIGINT');
      });
      child.on('exit', () => resolve());
    });
    expect(out).toContain('count/v1 01-two-adds');
  });
});

describe('doctor', () => {
  it('finds little to say of a small project', async () => {
    const { code, out } = await project.run('doctor');
    expect(code).toBe(0);
    expect(out).toContain('checks that never fire');
    expect(out).toContain('  deadlock');
    expect(out).not.toContain('cases that tell no two versions apart');
  });

  it.each([
    [
      'cases that tell no two versions apart',
      () => project.change(caseFile, 'v1: assert@finally', 'v1: { skip: later }'),
    ],
    ['expectations under skip', () => project.change(caseFile, 'v1: assert@finally', 'v1: { skip: later }')],
    ['review items undecided', () => project.change(caseFile, 'decides: [R1]', 'decides: []')],
    ['files that nothing names', () => project.write('patches/count/v1/0002-more.patch', 'text')],
    [
      'model functions that no case reaches: 1 place',
      () =>
        project.change(
          'src/kernel/mm/counter.c',
          '#include "scenario.h"',
          '#include "scenario.h"\nvoid lonely(void)\n{\n}\n',
        ),
    ],
  ])('finds %s', async (name, change) => {
    change();
    const { code, out } = await project.run('doctor');
    expect(code).toBe(0);
    expect(out).toContain(name);
    expect(out).toContain('  -> ');
  });

  it('says it as JSON', async () => {
    const { out } = await project.run('doctor', '--json');
    expect(JSON.parse(out)).toMatchObject({ schema: 1 });
  });
});

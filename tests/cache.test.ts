/** Kept results: the same bytes as a fresh search gives, and never taken where they might not be. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { readFileSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { filesBelow } from '../src/run/files';
import { TestProject } from './cli';

let project: TestProject;
beforeEach(() => {
  project = new TestProject('count');
});
afterEach(() => project.remove());

const folder = 'reports/out/cache/results';
const kept = (): string[] => filesBelow(path.join(project.root, folder));
const written = (): Record<string, string> =>
  Object.fromEntries(
    filesBelow(path.join(project.root, 'reports'))
      .filter((file) => !file.startsWith('out/cache/'))
      .map((file) => [file, project.read(`reports/${file}`)]),
  );

describe('the cache', () => {
  it('gives what a fresh search gives, byte for byte, and searches nothing', async () => {
    const fresh = await project.run('review', '--no-cache');
    const pages = written();
    expect(kept()).toEqual([]);
    await project.run('review');
    const names = kept();
    expect(names.length).toBeGreaterThan(0);
    rmSync(path.join(project.root, 'reports/README.md'));
    const again = await project.run('review');
    expect(again.code).toBe(fresh.code);
    expect(written()).toEqual(pages);
    expect(kept()).toEqual(names);
    const json = await project.run('run', '--json');
    expect(json.out).toBe((await project.run('run', '--json', '--no-cache')).out);
  });

  it('says so when nothing changed, and looks again when anything did', async () => {
    const first = await project.run('review');
    const pages = written();
    const second = await project.run('review');
    expect(second.code).toBe(0);
    expect(second.out).toContain('nothing changed; ');
    expect(second.out.split('\n').at(-2)).toBe(first.out.split('\n').at(-2));
    for (const file of ['reports/README.md', 'reports/count/v1.md', 'reports/out/results.json']) {
      project.write(file, 'edited');
      expect((await project.run('review')).out).not.toContain('nothing changed');
      expect(written()).toEqual(pages);
    }
    project.change('src/kernel/mm/counter.c', '/*', '/* Now');
    expect((await project.run('review')).out).not.toContain('nothing changed');
    project.change('cases/count/01-two-adds.yaml', 'v1: assert@finally', 'v1: pass');
    for (let time = 0; time < 2; time++) {
      const { code, out } = await project.run('review');
      expect(code).toBe(1);
      expect(out).toContain('found, but not expected');
    }
  });

  it('does not read again what it wrote, and sees a change of the same length with the old time of modification', async () => {
    await project.run('review');
    const last = 'reports/out/cache/last-review.json';
    const page = path.join(project.root, 'reports/count/v1.md');
    const { atime, mtime } = statSync(page);
    // As if the review was over for long: what was written just before it ended is read in any case.
    const later = () =>
      project.write(
        last,
        project.read(last).replace(/"at":(\d+)/, (_, at) => `"at":${Number(at) + 60_000}`),
      );
    later();
    project.write(last, project.read(last).replace(/("count\/v1.md":\{"hash":")\w+/, '$1untouched'));
    expect((await project.run('review')).out).toContain('nothing changed');
    const text = readFileSync(page, 'utf8');
    writeFileSync(page, text.replace(/[a-z]/, 'X'));
    utimesSync(page, atime, mtime);
    // Milliseconds have fractions, which are lost on the way.
    expect(statSync(page).mtimeMs).toBeCloseTo(mtime.getTime(), 0);
    expect((await project.run('review')).out).toContain('wrote reports/count/v1.md');
    expect(readFileSync(page, 'utf8')).toBe(text);
  });

  it.each([
    ['the model', 'src/kernel/mm/counter.c', (text: string) => `${text}/* of the model */\n`],
    ['the case', 'cases/count/01-two-adds.yaml', (text: string) => `${text}# of the case\n`],
    // Not a word of the variant changes, but its lines move in the patch.
    ['a patch', 'patches/count/v1/0001-no-lock.patch', (text: string) => text.replace('\n---', '\nAnd a line.\n---')],
  ])('searches again when %s changed', async (_, file, edit) => {
    await project.run('run', 'count/v1');
    const before = kept();
    const text = project.read(file);
    expect(edit(text)).not.toBe(text);
    project.write(file, edit(text));
    await project.run('run', 'count/v1');
    expect(kept().filter((name) => !before.includes(name)).length).toBeGreaterThan(0);
  });

  it('keeps what a changed patch of another version does not touch', async () => {
    await project.run('run', 'count/base');
    const before = kept();
    project.change('patches/count/v1/0001-no-lock.patch', '\n---', '\nAnd a line.\n---');
    await project.run('run', 'count/base');
    expect(kept()).toEqual(before);
  });

  it('drops what a review of everything did not ask for', async () => {
    await project.run('review');
    const before = kept();
    writeFileSync(path.join(project.root, folder, '.0000.1.tmp'), 'half');
    project.change('cases/count/01-two-adds.yaml', 'title:', '# moved\ntitle:');
    await project.run('review');
    expect(kept().filter((name) => before.includes(name) || name.endsWith('.tmp'))).toEqual([]);
  });

  it('ignores a file that was cut off or changed', async () => {
    const { out } = await project.run('run', '--json');
    for (const damage of [cutTo(0), cutTo(10), cutTo(40), flipLast]) {
      for (const name of kept()) damage(path.join(project.root, folder, name));
      expect((await project.run('run', '--json')).out).toBe(out);
    }
  });

  it('is right or ignored after a run was killed', async () => {
    await project.run('review', '--no-cache');
    const pages = written();
    const whole = await lived(Infinity);
    for (let part = 1; part <= 5; part++) {
      rmSync(path.join(project.root, 'reports'), { recursive: true, force: true });
      await lived((whole * (part + Math.random())) / 6);
      const { code } = await project.run('review');
      expect(code).toBe(0);
      expect(written()).toEqual(pages);
    }
  });
});

const cutTo = (length: number) => (file: string) => truncateSync(file, length);

function flipLast(file: string): void {
  const bytes = readFileSync(file);
  bytes.writeUInt8((bytes.at(-1) ?? 0) ^ 1, bytes.length - 1);
  writeFileSync(file, bytes);
}

/** Starts a review, kills it after so many milliseconds, and gives back how long it lived. */
function lived(milliseconds: number): Promise<number> {
  return new Promise((resolve) => {
    const begun = performance.now();
    const bin = path.join(__dirname, '../bin/patch-oracle.js');
    const child = spawn(process.execPath, [bin, 'review'], { cwd: project.root, stdio: 'ignore' });
    const timer = milliseconds === Infinity ? undefined : setTimeout(() => child.kill('SIGKILL'), milliseconds);
    child.on('exit', () => {
      clearTimeout(timer);
      resolve(performance.now() - begun);
    });
  });
}

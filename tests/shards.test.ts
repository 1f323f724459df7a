/** One machine or many, one worker or several: the same reports, byte for byte. And blobs that do not belong together. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { filesBelow } from '../src/run/files';
import { TestProject, type Ran } from './cli';

let project: TestProject;
beforeEach(() => {
  project = new TestProject('count');
});
afterEach(() => project.remove());

function takeReports(): Record<string, string> {
  const folder = path.join(project.root, 'reports');
  const texts = filesBelow(folder)
    .filter((file) => !file.startsWith('out/cache/'))
    .map((file) => [file, project.read(`reports/${file}`)] as const);
  rmSync(folder, { recursive: true });
  return Object.fromEntries(texts);
}

async function shards(count: number, ...left: readonly number[]): Promise<Ran[]> {
  const all = [];
  for (let index = 1; index <= count; index++) {
    if (left.includes(index)) continue;
    all.push(await project.run('review', '--no-cache', '--shard', `${index}/${count}`, '--blob', 'blobs'));
  }
  return all;
}

describe('the same reports', () => {
  it('from one worker, from two, and from shards put together', async () => {
    const serial = await project.run('review', '--no-cache', '--jobs', '1');
    expect(serial.code).toBe(0);
    const pages = takeReports();
    expect(Object.keys(pages)).toContain('out/results.json');
    expect((await project.run('review', '--no-cache', '--jobs', '2')).code).toBe(0);
    expect(takeReports()).toEqual(pages);
    for (const count of [1, 2, 5]) {
      expect((await shards(count)).map((one) => one.code)).toEqual(Array.from({ length: count }, () => 0));
      const merged = await project.run('merge', 'blobs');
      expect(merged).toEqual(serial);
      expect(takeReports()).toEqual(pages);
      rmSync(path.join(project.root, 'blobs'), { recursive: true });
    }
  });

  it('ends with 1 where a shard had a verdict that differs', async () => {
    project.change('cases/count/01-two-adds.yaml', 'v1: assert@finally', 'v1: pass');
    expect(
      (await shards(2))
        .map((one) => one.code)
        .sort()
        .at(-1),
    ).toBe(1);
    const { code, out } = await project.run('merge', 'blobs');
    expect(code).toBe(1);
    expect(out).toContain('found, but not expected: assert@finally');
  });
});

describe('refused, with nothing written', () => {
  it.each([
    ['a missing shard', async () => void (await shards(3, 2)), 'no blob of shard 2/3'],
    ['a folder without a blob', () => void mkdirSync(path.join(project.root, 'blobs')), 'no blob of a shard'],
    ['no folder', () => undefined, 'no blob of a shard'],
    [
      'shards of two runs',
      async () => {
        await shards(2);
        await shards(3, 1, 2);
      },
      'shard-3-of-3.blob: not a shard of 2',
    ],
    [
      'another model',
      async () => {
        await shards(2);
        project.change('src/kernel/mm/counter.c', '/*', '/* another');
      },
      'made from another model',
    ],
    [
      'a blob that was cut off',
      async () => {
        await shards(1);
        project.write('blobs/shard-1-of-1.blob', project.read('blobs/shard-1-of-1.blob').slice(0, -100));
      },
      'is not the blob of a shard',
    ],
  ])('%s', async (_, prepare, message) => {
    await prepare();
    const { code, err } = await project.run('merge', 'blobs');
    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(filesBelow(path.join(project.root, 'reports'))).toEqual([]);
  });

  it.each([
    [['--shard', '3/2', '--blob', 'out'], 'not a shard'],
    [['--shard', '1/2'], '--shard needs --blob'],
    [['--blob', 'out'], '--blob needs --shard'],
    [['count/v1', '--shard', '1/2', '--blob', 'out'], 'a part of everything'],
  ])('%j', async (args, message) => {
    const { code, err } = await project.run('review', ...args);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});

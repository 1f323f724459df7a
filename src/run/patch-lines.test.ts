import { describe, expect, it } from '@jest/globals';
import { everything, plan } from './plan';
import { loadProject } from './project';
import { Builds } from './builds';
import { runCell } from './cell';
import { usual } from './prepare';
import path from 'node:path';

const project = loadProject(path.join(__dirname, '../..'));
const builds = new Builds(project);
const patch = 'patches/swapin/v1/0003-swapin-under-down-read.patch';

function lines(name: string, version = 'v1'): Record<string, { run: readonly number[]; unrun: readonly number[] }> {
  const cell = plan(project, everything).cells.find(
    (one) => one.case.series === 'swapin' && one.case.name === name && one.version === version,
  );
  if (!cell) throw new Error(`no cell ${name}`);
  return runCell(builds, cell, usual).result.patchLines ?? {};
}

/** Numbers of the patch's added lines that hold a text. */
function numbersOf(text: string): number[] {
  const { patches } = builds.seriesOf('swapin').versions.get('v1') ?? { patches: [] };
  const all = patches.find((one) => one.file === patch)?.text.split('\n') ?? [];
  return all.flatMap((line, at) => (line.startsWith('+') && line.includes(text) ? [at + 1] : []));
}

describe('lines of a patch', () => {
  const alone = lines('01-nobody-interferes')[patch];

  it('are run when a run passes them', () => {
    for (const text of ['up_read(&mm->mmap_sem);', 'down_write(&mm->mmap_sem);']) {
      expect(alone?.run).toEqual(expect.arrayContaining(numbersOf(text).slice(-1)));
    }
  });

  it('are not run when nothing leads there: nobody holds the page lock, so no fault waits', () => {
    expect(alone?.unrun).toEqual(expect.arrayContaining(numbersOf('vma = find_vma(mm, address);')));
    const waited = lines('02-locked-swap-page')[patch];
    expect(waited?.run).toEqual(expect.arrayContaining(numbersOf('vma = find_vma(mm, address);')));
  });

  it('leave out comments, braces and declarations', () => {
    const told = [...(alone?.run ?? []), ...(alone?.unrun ?? [])];
    expect(told).not.toEqual(expect.arrayContaining(numbersOf('VM_FAULT_RETRY: mmap_sem was dropped')));
    expect(told).not.toEqual(expect.arrayContaining(numbersOf('+\t}')));
    expect(new Set(told).size).toBe(told.length);
  });

  it('are those of the version itself, and there are none where it has no patch', () => {
    expect(Object.keys(lines('01-nobody-interferes'))).toEqual([patch]);
    expect(lines('01-nobody-interferes', 'base')).toEqual({});
  });
});

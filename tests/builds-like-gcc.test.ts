/**
 * gcc and our front end refuse the same mistakes in the model itself, at the same file and line. That they
 * agree on every version and config is tested in gcc-agreement.test.ts. Skipped where there is no gcc.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { SourceFile } from '../src/base/source';
import { Model, type Config } from '../src/csrc';
import { loadProject } from '../src/run/project';

const hasGcc = spawnSync('gcc', ['--version']).status === 0;
const project = loadProject(path.join(__dirname, '..'));

type Files = typeof project.model;

const place = (file: string, line: number): string => `${file}:${line}`;

/** Where gcc complains, in its order. */
function gccSays(folder: string, files: Files, config: Config): readonly string[] {
  const macros = [...config]
    .filter(([, value]) => value !== 'n')
    .map(([name, value]) => `-D${name}=${value === 'y' ? '1' : value}`);
  const units = [...files.keys()].filter((name) => name.endsWith('.c'));
  const options = ['-std=gnu11', '-fsyntax-only', '-Wall', '-Iinclude', ...macros];
  const { stderr } = spawnSync('gcc', [...options, ...units], { cwd: folder, encoding: 'utf8' });
  return [...stderr.matchAll(/^([\w/.-]+):(\d+):\d+: (?:fatal error|error|warning): /gm)].map(([, file, line]) =>
    place(file ?? '', Number(line)),
  );
}

function weSay(files: Files, config: Config): readonly string[] {
  return new Model(files, config).diagnostics.map((one) =>
    one.span ? place(one.span.file.name, one.span.file.position(one.span.start).line) : '',
  );
}

/** Mistakes a patch can bring: text that stands in mm/khugepaged.c, and what it becomes. */
const mistakes: readonly (readonly [what: string, from: string, to: string])[] = [
  ['a name that is not declared', 'vma = find_vma(mm, address);', 'vma = find_vma(mm, adress);'],
  ['a function that is not declared', 'vma = find_vma(mm, address);', 'vma = find_vma_maybe(mm, address);'],
  ['one argument too few', 'vma = find_vma(mm, address);', 'vma = find_vma(mm);'],
  ['arguments in the wrong order', 'vma = find_vma(mm, address);', 'vma = find_vma(address, mm);'],
  ['the address of a pointer', 'vma = find_vma(mm, address);', 'vma = find_vma(&mm, address);'],
  ['a pointer into an integer', 'vma = find_vma(mm, address);', 'address = find_vma(mm, address);'],
  ['an integer into a pointer', 'vma = find_vma(mm, address);', 'vma = address;'],
  ['a member that is not there', 'vma = vma->vm_next', 'vma = vma->vm_nxt'],
  ['a dot for an arrow', 'vma = vma->vm_next', 'vma = vma.vm_next'],
  ['no semicolon', 'vma = find_vma(mm, address);', 'vma = find_vma(mm, address)'],
  ['a goto to nowhere', 'vma = find_vma(mm, address);', 'goto nowhere;'],
  ['a header that is not there', '#include <linux/', '#include <linux/x/'],
  ['a redefined variable', 'vma = find_vma(mm, address);', 'int a; int a; vma = find_vma(mm, address); a++;'],
  ['a struct as a condition', 'vma = find_vma(mm, address);', 'pte_t e = { 0 }; if (e) vma = NULL;'],
];

describe('does not build where gcc does not', () => {
  (hasGcc ? it : it.skip).each(mistakes)('%s', (_, from, to) => {
    const name = 'mm/khugepaged.c';
    const good = project.model.get(name)?.text ?? '';
    expect(good).toContain(from);
    const files = new Map(project.model).set(name, new SourceFile(name, good.replace(from, to)));
    const tree = mkdtempSync(path.join(tmpdir(), 'builds-'));
    try {
      for (const [file, { text }] of files) {
        mkdirSync(path.join(tree, path.dirname(file)), { recursive: true });
        writeFileSync(path.join(tree, file), text);
      }
      const config = new Map([['CONFIG_DEBUG_VM', 'y']]);
      const theirs = gccSays(tree, files, config);
      expect(theirs.length).toBeGreaterThan(0);
      expect(weSay(files, config)[0]).toBe(theirs[0]);
    } finally {
      rmSync(tree, { recursive: true });
    }
  });
});

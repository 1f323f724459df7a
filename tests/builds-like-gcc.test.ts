/**
 * gcc and our front end agree on every (version, config): it builds, or it does not, at the same file and
 * line. Configs: nothing set, everything set, and what the cases set. Skipped where there is no gcc.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SourceFile } from '../src/base/source';
import { Model, type Config } from '../src/csrc';
import { applyVersion } from '../src/patch';
import { loadProject } from '../src/run/project';

const hasGcc = spawnSync('gcc', ['--version']).status === 0;
const project = loadProject(path.join(__dirname, '..'));

type Files = typeof project.model;

/** Every `CONFIG_` that some file asks for. */
function everything(files: Files): Config {
  const names = [...files.values()].flatMap((file) => [...file.text.matchAll(/\bCONFIG_\w+/g)].map(([name]) => name));
  return new Map([...new Set(names)].sort().map((name) => [name, 'y']));
}

function configsOf(files: Files): readonly Config[] {
  const used = project.cases.flatMap((one) => one.configs.map((config) => config.macros));
  const distinct = new Map<string, Config>();
  for (const config of [new Map<string, string>(), everything(files), ...used]) {
    distinct.set([...config].sort().join(' '), config);
  }
  return [...distinct.values()];
}

const place = (file: string, line: number): string => `${file}:${line}`;

/** First complaint per .c file, in gcc's words about where. */
function gccSays(folder: string, files: Files, config: Config): readonly string[] {
  const units = [...files.keys()].filter((name) => name.endsWith('.c'));
  const macros = [...config]
    .filter(([, value]) => value !== 'n')
    .map(([name, value]) => `-D${name}=${value === 'y' ? '1' : value}`);
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

const versions = project.series.flatMap((series) =>
  [...series.versions.keys()].map((version) => [series, version] as const),
);

describe('builds as gcc builds', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'builds-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  (hasGcc ? it : it.skip).each(
    versions.map(([series, version]) => [`${series.name}/${version}`, series, version] as const),
  )('%s', (name, series, version) => {
    const { files } = applyVersion(project.model, series, version, project.series);
    if (!files) throw new Error(`${name} does not apply`);
    const tree = path.join(folder, name);
    for (const [file, { text }] of files) {
      mkdirSync(path.join(tree, path.dirname(file)), { recursive: true });
      writeFileSync(path.join(tree, file), text);
    }
    for (const config of configsOf(files)) {
      const theirs = gccSays(tree, files, config);
      const ours = weSay(files, config);
      expect({ config, first: ours[0] }).toEqual({ config, first: theirs[0] });
      expect(new Set(ours)).toEqual(new Set(theirs));
    }
  });
});

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

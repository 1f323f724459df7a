/** The commands that README.md shows: each runs, and prints what is shown. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { patternOf } from './shown';

const home = path.join(__dirname, '..');
const page = readFileSync(path.join(home, 'README.md'), 'utf8');

/** A copy of what a command may read, so that what it writes touches nothing. */
const root = mkdtempSync(path.join(tmpdir(), 'patch-oracle-readme-'));
beforeAll(() => {
  for (const folder of ['src/kernel', 'patches', 'cases'])
    cpSync(path.join(home, folder), path.join(root, folder), { recursive: true });
  writeFileSync(path.join(root, 'patch.eml'), 'Message-ID: <unknown@example.org>\n\n');
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function run(command: string) {
  const own = command.replace(/^npx patch-oracle/, `'${process.execPath}' '${path.join(home, 'bin/patch-oracle.js')}'`);
  const env = { ...process.env, NO_COLOR: '1' };
  return spawnSync('sh', ['-c', own], { cwd: root, env, encoding: 'utf8', maxBuffer: 1 << 28 });
}

const shown = [...page.matchAll(/^```console\n\$ (.*)\n([^]*?)^```$/gm)].map((match) => [
  match[1] ?? '',
  match[2] ?? '',
]);

describe('what README.md shows', () => {
  it('has blocks to look at', () => {
    expect(shown.length).toBeGreaterThanOrEqual(2);
  });

  it.each(shown)(
    '%s prints it',
    (command, text) => {
      const { status, stdout, stderr } = run(command ?? '');
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      if (!patternOf(text ?? '').test(stdout)) expect(stdout).toBe(text);
    },
    600_000,
  );

  it('a difference would be seen', () => {
    expect(patternOf('a 5 states\n[…]\nz\n').test('a 17 states\nb\nc\nz\n')).toBe(true);
    expect(patternOf('a\n[…]\nz\n').test('a\nb\ny\n')).toBe(false);
    expect(patternOf('a\n').test('a\nb\n')).toBe(false);
  });
});

/** Shown for what they are called; too long for a test that has them run elsewhere, or no command of ours. */
const elsewhere: Readonly<Record<string, string>> = {
  'npx patch-oracle review swapin/v1': 'tests/cases.test.ts searches these cells, tests/cli.test.ts writes reports',
  'npx patch-oracle run swapin/v2': 'tests/cases.test.ts searches these cells',
  'npx patch-oracle reply swapin/v1 --case 04': 'shown with its output above',
  'npx patch-oracle check': 'of five series it takes a minute; tests/cli.test.ts runs it on a small project',
  "npx jest -t 'swapin/v2'": 'the tests themselves',
};

const listed = [...(/## Commands\n\n```sh\n([^]*?)```/.exec(page)?.[1] ?? '').matchAll(/^(\S.*?)(?:\s+#.*)?$/gm)].map(
  (match) => match[1] ?? '',
);

describe('the commands of README.md', () => {
  it('are there', () => {
    expect(listed.length).toBeGreaterThan(8);
    expect(Object.keys(elsewhere).filter((command) => !listed.includes(command))).toEqual([]);
  });

  it.each(listed.filter((command) => !Object.hasOwn(elsewhere, command)))(
    '%s runs',
    (command) => {
      // A printed trace stands for the three dots.
      const trace = /replay swapin\/04-munmap swapin\/v1 --config debug \\\n\s*'([^']*)'/.exec(page)?.[1] ?? '';
      const { status, stdout, stderr } = run(command.replace('…', `'${trace}'`));
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).not.toBe('');
    },
    600_000,
  );
});

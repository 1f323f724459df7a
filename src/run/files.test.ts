import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { filesBelow, removeFile, writeWhole } from './files';
import { diskReader, findRoot } from './disk';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'patch-oracle-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('writing a file', () => {
  it('makes its folder, and says whether anything changed', () => {
    const file = path.join(folder, 'a/b.md');
    expect(writeWhole(file, 'one')).toBe(true);
    expect(writeWhole(file, 'one')).toBe(false);
    expect(writeWhole(file, 'two')).toBe(true);
    expect(readFileSync(file, 'utf8')).toBe('two');
    expect(filesBelow(folder)).toEqual(['a/b.md']);
  });

  it('leaves the old file and no other when it cannot be replaced', () => {
    mkdirSync(path.join(folder, 'taken/inside'), { recursive: true });
    expect(() => writeWhole(path.join(folder, 'taken'), 'text')).toThrow();
    expect(readdirSync(folder)).toEqual(['taken']);
  });

  it('removes a file with the folder it leaves empty', () => {
    writeWhole(path.join(folder, 'gone/v1.md'), 'x');
    removeFile(path.join(folder, 'gone/v1.md'));
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('reading the project', () => {
  it('is found from a folder inside it', () => {
    for (const one of ['patches', 'cases/x', 'src/kernel']) mkdirSync(path.join(folder, one), { recursive: true });
    expect(findRoot(path.join(folder, 'cases/x'))).toBe(folder);
  });

  it('never leaves it', () => {
    mkdirSync(path.join(folder, 'in'));
    writeFileSync(path.join(folder, 'secret'), 'x');
    const reader = diskReader(path.join(folder, 'in'));
    expect(reader.read('../secret')).toBeUndefined();
    expect(reader.read(path.join(folder, 'secret'))).toBeUndefined();
    expect(reader.list('..')).toEqual([]);
  });
});

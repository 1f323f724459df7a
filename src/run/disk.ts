/**
 * The project on disk: where its root is, and the texts of model, series and cases. Nothing is
 * interpreted here, and nothing heavy is loaded.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { SourceFile } from '../base/source';
import type { ProjectReader } from '../patch';

/** The nearest folder, from `start` upward, that holds a project. */
export function findRoot(start: string): string | undefined {
  for (let folder = path.resolve(start); ; folder = path.dirname(folder)) {
    if (['patches', 'cases', 'src/kernel'].every((one) => isFolder(path.join(folder, one)))) return folder;
    if (path.dirname(folder) === folder) return undefined;
  }
}

export function isFolder(name: string): boolean {
  return existsSync(name) && statSync(name).isDirectory();
}

/** Reads below the root only; a path that leads out of it is not there. */
export function diskReader(root: string): ProjectReader {
  const inside = (name: string): string | undefined => {
    const full = path.resolve(root, name);
    return full === root || full.startsWith(root + path.sep) ? full : undefined;
  };
  return {
    read(name) {
      const full = inside(name);
      return full !== undefined && existsSync(full) && statSync(full).isFile() ? readFileSync(full, 'utf8') : undefined;
    },
    list(folder) {
      const full = inside(folder);
      return full !== undefined && isFolder(full) ? readdirSync(full).sort() : [];
    },
  };
}

/** Every .c and .h under src/kernel, by its path below it. */
export function readModel(reader: ProjectReader, root: string): Map<string, SourceFile> {
  const files = new Map<string, SourceFile>();
  const visit = (folder: string): void => {
    for (const name of reader.list(`src/kernel${folder}`)) {
      const at = `${folder}/${name}`;
      if (isFolder(path.join(root, 'src/kernel', at))) visit(at);
      else if (/\.[ch]$/.test(name)) {
        const inModel = at.slice(1);
        files.set(inModel, new SourceFile(inModel, reader.read(`src/kernel${at}`) ?? ''));
      }
    }
  };
  visit('');
  return files;
}

/** File names of the cases of a series: `04-munmap`. */
export function caseNames(reader: ProjectReader, series: string): string[] {
  return reader
    .list(`cases/${series}`)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => name.slice(0, -'.yaml'.length));
}

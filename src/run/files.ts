/** Writing files: whole or not at all. A crash leaves the old file or the new one, never half of one. */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';

/** @returns whether the file changed */
export function writeWhole(file: string, content: string | Uint8Array): boolean {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  // A file of another size need not be read: one of them has 80 MB.
  if (existsSync(file) && statSync(file).size === bytes.length && readFileSync(file).equals(bytes)) return false;
  mkdirSync(path.dirname(file), { recursive: true });
  const temporary = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}.tmp`);
  try {
    writeFileSync(temporary, bytes);
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  return true;
}

/** Paths of all files below a folder, relative to it, with forward slashes, sorted. */
export function filesBelow(folder: string): string[] {
  const found: string[] = [];
  const visit = (at: string): void => {
    for (const entry of readdirSync(path.join(folder, at), { withFileTypes: true })) {
      const name = at === '' ? entry.name : `${at}/${entry.name}`;
      if (entry.isDirectory()) visit(name);
      else found.push(name);
    }
  };
  if (existsSync(folder)) visit('');
  return found.sort();
}

/** Removes a file, and its folder where that was the last one in it. */
export function removeFile(file: string): void {
  rmSync(file, { force: true });
  const folder = path.dirname(file);
  if (readdirSync(folder).length === 0) rmdirSync(folder);
}

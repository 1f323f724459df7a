/**
 * The last review of everything: what it read and what it wrote, by hash. When both are as they were and
 * all was as expected, there is nothing to do, and nothing needs to be read but bytes.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder } from './cache';
import { filesBelow, writeWhole } from './files';

const file = `${cacheFolder}/last-review.json`;

interface LastReview {
  readonly read: string;
  /** Path below reports/ -> SHA-256. */
  readonly wrote: Readonly<Record<string, string>>;
  readonly summary: string;
}

/** What the last review said, if another one would say and write the same. */
export function unchangedReview(root: string): { readonly pages: number; readonly summary: string } | undefined {
  const at = path.join(root, file);
  if (!existsSync(at)) return undefined;
  const last = parse(readFileSync(at, 'utf8'));
  if (last?.read !== readHash(root)) return undefined;
  const present = wrote(root);
  const same =
    Object.keys(present).length === Object.keys(last.wrote).length &&
    Object.entries(present).every(([name, hash]) => last.wrote[name] === hash);
  return same ? { pages: Object.keys(present).length, summary: last.summary } : undefined;
}

/** After everything was reviewed, written, and as expected. */
export function rememberReview(root: string, summary: string): void {
  const last: LastReview = { read: readHash(root), wrote: wrote(root), summary };
  writeWhole(path.join(root, file), `${JSON.stringify(last)}\n`);
}

function parse(text: string): LastReview | undefined {
  try {
    return JSON.parse(text) as LastReview;
  } catch {
    return undefined;
  }
}

/** Everything that a review reads: code of this program, model, patches, cases. */
function readHash(root: string): string {
  const hash = createHash('sha256').update(process.version);
  const code = path.join(__dirname, '..');
  for (const folder of [code, ...['src/kernel', 'patches', 'cases'].map((name) => path.join(root, name))]) {
    for (const name of filesBelow(folder)) {
      const bytes = readFileSync(path.join(folder, name));
      hash.update(`${name}\0${bytes.length}\0`).update(bytes);
    }
  }
  const manifest = path.join(code, '../package.json');
  if (existsSync(manifest)) hash.update(readFileSync(manifest));
  return hash.digest('hex');
}

function wrote(root: string): Record<string, string> {
  const folder = path.join(root, 'reports');
  const pages = filesBelow(folder).filter((name) => !`reports/${name}`.startsWith(`${cacheFolder}/`));
  return Object.fromEntries(
    pages.map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(path.join(folder, name)))
        .digest('hex'),
    ]),
  );
}

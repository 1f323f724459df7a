/**
 * The last review of everything: what it read and what it wrote, by hash. When both are as they were and
 * all was as expected, there is nothing to do, and nothing needs to be read but bytes.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder } from './cache';
import { filesBelow, writeWhole } from './files';

const file = `${cacheFolder}/last-review.json`;

/** A file that was written, and how to see that it is untouched without reading it: results.json alone has 80 MB. */
interface WrittenFile {
  /** SHA-256. */
  readonly hash: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds; nobody but the clock sets it, as one may set the time of modification. */
  readonly changed: number;
}

interface LastReview {
  readonly read: string;
  /** By path below reports/. */
  readonly wrote: Readonly<Record<string, WrittenFile>>;
  /** Milliseconds, when all of them had been read. */
  readonly at: number;
  readonly summary: string;
}

/** Clocks of file systems tick: of a file that changed just before it was read, the time says nothing. */
const tick = 2_000;

/** What the last review said, if another one would say and write the same. */
export function unchangedReview(root: string): { readonly pages: number; readonly summary: string } | undefined {
  const at = path.join(root, file);
  if (!existsSync(at)) return undefined;
  const last = parse(readFileSync(at, 'utf8'));
  if (last?.read !== readHash(root)) return undefined;
  const { files, wasRead } = wrote(root, last);
  const same =
    Object.keys(files).length === Object.keys(last.wrote).length &&
    Object.entries(files).every(([name, { hash }]) => last.wrote[name]?.hash === hash);
  if (!same) return undefined;
  // What had to be read and was the same need not be read the next time.
  if (wasRead) remember(root, { ...last, wrote: files, at: Date.now() });
  return { pages: Object.keys(files).length, summary: last.summary };
}

/** After everything was reviewed, written, and as expected. */
export function rememberReview(root: string, summary: string): void {
  const read = readHash(root);
  const { files } = wrote(root);
  remember(root, { read, wrote: files, at: Date.now(), summary });
}

function remember(root: string, last: LastReview): void {
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

interface Wrote {
  readonly files: Record<string, WrittenFile>;
  readonly wasRead: boolean;
}

/** What is there now; a file that the last review knows, and that has not been touched since, is not read. */
function wrote(root: string, last?: LastReview): Wrote {
  const folder = path.join(root, 'reports');
  const pages = filesBelow(folder).filter((name) => !`reports/${name}`.startsWith(`${cacheFolder}/`));
  let wasRead = false;
  const files = Object.fromEntries(
    pages.map((name) => {
      const at = path.join(folder, name);
      // Before the file is read: a change meanwhile is seen the next time.
      const { size, ctimeMs: changed } = statSync(at);
      const known = last?.wrote[name];
      const untouched = last && known?.size === size && known.changed === changed && changed + tick < last.at;
      wasRead ||= !untouched;
      const hash = untouched ? known.hash : createHash('sha256').update(readFileSync(at)).digest('hex');
      return [name, { hash, size, changed }];
    }),
  );
  return { files, wasRead };
}

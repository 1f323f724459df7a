/**
 * What a result depends on, as a hash: the program's own code, the model, the patches of a version and
 * of its bases, the case, and how the search is to run. Equal hashes mean equal results, byte for byte.
 */
import { createHash, type Hash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { chainOf } from '../patch';
import { filesBelow } from './files';
import type { Job } from './jobs';
import type { Project } from './project';

/** Folders of the program's code that no result of a search depends on. */
const without = /^(kernel|report)\/|\.test\.[jt]s$|\.snap$/;

export class Inputs {
  private readonly common: string;
  private readonly versions = new Map<string, string>();
  private readonly cases = new Map<string, string>();

  constructor(private readonly project: Project) {
    const hash = createHash('sha256');
    hash.update(codeHash());
    for (const [name, file] of [...project.model].sort(([a], [b]) => (a < b ? -1 : 1))) add(hash, name, file.text);
    this.common = hash.digest('hex');
    for (const one of project.cases) this.cases.set(`${one.series}/${one.name}`, one.file.text);
  }

  /** 64 hexadecimal digits. */
  of(job: Job): string {
    const hash = createHash('sha256');
    add(hash, this.common, this.version(job.series, job.version));
    add(hash, JSON.stringify(job), this.cases.get(`${job.series}/${job.case}`) ?? '');
    return hash.digest('hex');
  }

  /** Of everything: all versions and all cases. */
  ofProject(): string {
    const hash = createHash('sha256').update(this.common);
    for (const { name, file, versions } of this.project.series) {
      add(hash, name, file.text, ...[...versions.keys()].map((version) => this.version(name, version)));
    }
    for (const [name, text] of this.cases) add(hash, name, text);
    return hash.digest('hex');
  }

  private version(series: string, version: string): string {
    const name = `${series}/${version}`;
    const known = this.versions.get(name);
    if (known !== undefined) return known;
    const hash = createHash('sha256');
    const home = this.project.series.find((one) => one.name === series);
    const chain = home && chainOf(home, version, this.project.series);
    if (chain?.kind === 'chain') {
      for (const one of chain.versions) {
        add(hash, `${one.series}/${one.name}`, String(one.allowIntPointerMixing));
        for (const patch of one.patches) add(hash, patch.file, patch.text);
      }
    } else add(hash, 'no chain', name);
    const digest = hash.digest('hex');
    this.versions.set(name, digest);
    return digest;
  }
}

/** The length before each text: no two lists of texts run together into one. */
function add(hash: Hash, ...texts: readonly string[]): void {
  for (const text of texts) hash.update(`${Buffer.byteLength(text)}\n`).update(text);
}

/** Code of this program, its packages and the Node it runs on. */
function codeHash(): string {
  const hash = createHash('sha256');
  // Compiled code is made of these very files, or not used (bin/start.js).
  const sources = path.join(__dirname, '../../src');
  const code = existsSync(sources) ? sources : path.join(__dirname, '..');
  for (const file of filesBelow(code).filter((name) => !without.test(name))) {
    add(hash, file, readFileSync(path.join(code, file), 'utf8'));
  }
  const manifest = path.join(code, '..', 'package.json');
  add(hash, process.version, existsSync(manifest) ? readFileSync(manifest, 'utf8') : '');
  return hash.digest('hex');
}

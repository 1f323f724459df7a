/**
 * Results of jobs kept on disk, one file each, named by the hash of all that they depend on. A file is
 * whole or not there (files.ts), carries a checksum, and one that does not read is as good as none.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { filesBelow, writeWhole } from './files';
import { Inputs } from './inputs';
import type { Job, JobResult } from './jobs';
import type { Project } from './project';

/** Relative to the project; git ignores it with the rest of reports/out/. */
export const cacheFolder = 'reports/out/cache';

const checksumLength = 32;

/** The cache, unless the user said `--no-cache`. */
export function cacheOf(project: Project, flags: { readonly cache?: boolean }): Cache | undefined {
  return flags.cache === false ? undefined : new Cache(project);
}

export class Cache {
  private readonly inputs: Inputs;
  private readonly folder: string;
  private readonly used = new Set<string>();

  constructor(project: Project) {
    this.inputs = new Inputs(project);
    this.folder = path.join(project.root, cacheFolder, 'results');
  }

  get(job: Job): JobResult | undefined {
    const name = this.nameOf(job);
    const file = path.join(this.folder, name);
    if (!existsSync(file)) return undefined;
    const bytes = readFileSync(file);
    const payload = bytes.subarray(checksumLength);
    if (!checksum(payload).equals(bytes.subarray(0, checksumLength))) return undefined;
    // Written by put under a name that says all it depends on, this code included.
    return deserialize(payload) as JobResult;
  }

  put(job: Job, result: JobResult): void {
    const payload = serialize(result);
    writeWhole(path.join(this.folder, this.nameOf(job)), Buffer.concat([checksum(payload), payload]));
  }

  /** Removes what no job of this run asked for: results of another time. */
  removeUnused(): void {
    for (const name of filesBelow(this.folder)) {
      if (!this.used.has(name)) rmSync(path.join(this.folder, name), { force: true });
    }
  }

  private nameOf(job: Job): string {
    const name = this.inputs.of(job);
    this.used.add(name);
    return name;
  }
}

function checksum(payload: Buffer): Buffer {
  return createHash('sha256').update(payload).digest();
}

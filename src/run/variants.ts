/** Variants: the model with a version applied. Many cells ask for the same one, and cells come version by version. */
import type { Diagnostic } from '../base/diagnostics';
import type { SourceFile } from '../base/source';
import { applyVersion, type Series } from '../patch';
import type { Project } from './project';
import { Recent } from './recent';

export type Files = ReadonlyMap<string, SourceFile>;

export interface Variant {
  readonly files?: Files;
  readonly diagnostics: readonly Diagnostic[];
}

/** Variants kept. What the front end made of a file lives as long as the file: all of them would be gigabytes. */
const kept = 8;

export class Variants {
  private readonly applied = new Recent<Variant>(kept);

  constructor(readonly project: Project) {}

  seriesOf(name: string): Series {
    const found = this.project.series.find((one) => one.name === name);
    if (!found) throw new Error(`patch-oracle bug: a cell of series '${name}', which is not loaded`);
    return found;
  }

  files(series: string, version: string): Variant {
    return this.applied.get(`${series}/${version}`, () =>
      applyVersion(this.project.model, this.seriesOf(series), version, this.project.series),
    );
  }
}

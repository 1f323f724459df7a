/** Variants: the model with a version applied. Each is made once and kept, for many cells ask for the same one. */
import type { Diagnostic } from '../base/diagnostics';
import type { SourceFile } from '../base/source';
import { applyVersion, type Series } from '../patch';
import type { Project } from './project';

export type Files = ReadonlyMap<string, SourceFile>;

export interface Variant {
  readonly files?: Files;
  readonly diagnostics: readonly Diagnostic[];
}

export class Variants {
  private readonly applied = new Map<string, Variant>();

  constructor(readonly project: Project) {}

  seriesOf(name: string): Series {
    const found = this.project.series.find((one) => one.name === name);
    if (!found) throw new Error(`patch-oracle bug: a cell of series '${name}', which is not loaded`);
    return found;
  }

  files(series: string, version: string): Variant {
    const key = `${series}/${version}`;
    let variant = this.applied.get(key);
    if (!variant) {
      variant = applyVersion(this.project.model, this.seriesOf(series), version, this.project.series);
      this.applied.set(key, variant);
    }
    return variant;
  }
}

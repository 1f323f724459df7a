/** Variants: the model with a version applied. Many cells ask for the same one, and cells come version by version. */
import type { Diagnostic } from '../base/diagnostics';
import type { SourceFile } from '../base/source';
import { applyPatches, applyVersion, chainOf, type Series } from '../patch';
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

  /** Versions on one base share the files that their own patches do not touch, and so the trees made of them. */
  files(series: string, version: string): Variant {
    return this.applied.get(`${series}/${version}`, () => this.apply(series, version));
  }

  /** What a version stands on: another one, or the plain model. Absent when that cannot be made. */
  below(series: string, version: string): Files | undefined {
    const chain = chainOf(this.seriesOf(series), version, this.project.series);
    if (chain.kind === 'refused') return undefined;
    const base = chain.versions.at(-2);
    return base ? this.files(base.series, base.name).files : this.project.model;
  }

  private apply(series: string, version: string): Variant {
    const { model, series: all } = this.project;
    const chain = chainOf(this.seriesOf(series), version, all);
    const [base, own] = chain.kind === 'chain' ? chain.versions.slice(-2) : [];
    if (!base || !own) return applyVersion(model, this.seriesOf(series), version, all);
    const below = this.files(base.series, base.name);
    return below.files
      ? applyPatches(
          below.files,
          own.patches.map((one) => one.parsed),
        )
      : below;
  }
}

/**
 * Variants: the model with a version applied, and its front end under one config. Each is built once
 * and kept, for many cells ask for the same one.
 */
import { hasErrors, type Diagnostic } from '../base/diagnostics';
import type { SourceFile } from '../base/source';
import type { CaseConfig } from '../case';
import { Model } from '../csrc';
import { applyVersion, type Series } from '../patch';
import type { Project } from './project';

export type Files = ReadonlyMap<string, SourceFile>;

export interface Variant {
  readonly files?: Files;
  readonly diagnostics: readonly Diagnostic[];
}

export interface Built extends Variant {
  /** Absent when the version does not apply; a model with errors is kept for its diagnostics only. */
  readonly model?: Model;
}

export class Variants {
  private readonly applied = new Map<string, Variant>();
  private readonly built = new Map<string, Built>();

  constructor(private readonly project: Project) {}

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

  build(series: string, version: string, config: CaseConfig): Built {
    const key = `${series}/${version} ${macrosKey(config)}`;
    let built = this.built.get(key);
    if (!built) {
      built = this.buildFiles(series, version, config, this.files(series, version));
      this.built.set(key, built);
    }
    return built;
  }

  /** The front end over files that are not kept: a variant with a line taken out. */
  buildFiles(series: string, version: string, config: CaseConfig, variant: Variant): Built {
    if (!variant.files || hasErrors(variant.diagnostics)) return { diagnostics: variant.diagnostics };
    const allow = this.seriesOf(series).versions.get(version)?.allowIntPointerMixing ?? false;
    const model = new Model(variant.files, config.macros, { allowIntPointerMixing: allow });
    return { files: variant.files, model, diagnostics: [...variant.diagnostics, ...model.diagnostics] };
  }
}

/** Engine options are no part of it: they do not change what is built. */
export function macrosKey(config: CaseConfig): string {
  return [...config.macros]
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join(' ');
}

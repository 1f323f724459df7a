/** Variants that have been through the front end, each under one config; built once and kept while in use. */
import { hasErrors } from '../base/diagnostics';
import type { CaseConfig } from '../case';
import { Model } from '../csrc';
import { Recent } from './recent';
import { Variants, type Variant } from './variants';

export interface Built extends Variant {
  /** Absent when the version does not apply; a model with errors is kept for its diagnostics only. */
  readonly model?: Model;
}

/** Builds kept, the last used ones: cells come version by version, each with a few configs. */
const kept = 12;

export class Builds extends Variants {
  private readonly built = new Recent<Built>(kept);

  build(series: string, version: string, config: CaseConfig): Built {
    return this.keep(keyOf(series, version, config), () =>
      this.buildFiles(series, version, config, this.files(series, version)),
    );
  }

  /** @param key of a changed variant, and its config */
  keep(key: string, build: () => Built): Built {
    return this.built.get(key, build);
  }

  /**
   * The front end over files that are not kept: a variant with a line taken out. Where the variant itself was built
   * before, only the function that the line stood in is checked.
   */
  buildFiles(series: string, version: string, config: CaseConfig, variant: Variant): Built {
    if (!variant.files || hasErrors(variant.diagnostics)) return { diagnostics: variant.diagnostics };
    const allow = this.seriesOf(series).versions.get(version)?.allowIntPointerMixing ?? false;
    const like = this.built.kept(keyOf(series, version, config))?.model;
    const model = new Model(variant.files, config.macros, { allowIntPointerMixing: allow }, like);
    return { files: variant.files, model, diagnostics: [...variant.diagnostics, ...model.diagnostics] };
  }
}

function keyOf(series: string, version: string, config: CaseConfig): string {
  return `${series}/${version} ${macrosKey(config)}`;
}

/** Engine options are no part of it: they do not change what is built. */
export function macrosKey(config: CaseConfig): string {
  return [...config.macros]
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join(' ');
}

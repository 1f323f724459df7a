/** A version as source: the patches of its base, then its own, over the model. */
import { bug, diagnose, didYouMean, type Diagnostic } from '../base/diagnostics';
import { applyFilePatches, type Applied, type Files } from './apply';
import type { PatchFile } from './patch-file';
import type { Series, Version } from './series';

export type Chain =
  | { readonly kind: 'chain'; readonly versions: readonly Version[] }
  | {
      readonly kind: 'refused';
      readonly diagnostic: Diagnostic;
      /** Only because a base lies in a series that was not given. */
      readonly elsewhere?: boolean;
    };

/** From the version that stands on the model to the one asked for. Bases of other series are `series/version`. */
export function chainOf(series: Series, name: string, allSeries: readonly Series[] = []): Chain {
  const find = (from: string, wanted: string): Version | undefined => {
    const [first = '', second] = wanted.split('/');
    const [owner, version] = second === undefined ? [from, first] : [first, second];
    const home = owner === series.name ? series : allSeries.find((one) => one.name === owner);
    return home?.versions.get(version);
  };
  const chain: Version[] = [];
  let at = find(series.name, name);
  if (!at) return { kind: 'refused', diagnostic: unknownVersion(series, name) };
  for (;;) {
    chain.unshift(at);
    if (at.base === undefined) return { kind: 'chain', versions: chain };
    const below = find(at.series, at.base);
    if (!below) {
      const elsewhere = at.base.includes('/') && allSeries.length === 0;
      return { kind: 'refused', diagnostic: unknownBase(at, at.base, [...new Set([series, ...allSeries])]), elsewhere };
    }
    if (chain.includes(below)) return { kind: 'refused', diagnostic: cycle(at, [below, ...chain]) };
    at = below;
  }
}

function unknownVersion(series: Series, name: string): Diagnostic {
  const known = [...series.versions.keys()];
  const near = didYouMean(name, known);
  const hint = near === undefined ? undefined : `did you mean '${near}'?`;
  return diagnose('series-unknown-version', { name, known: known.join(', ') }, undefined, undefined, hint);
}

function unknownBase(version: Version, name: string, all: readonly Series[]): Diagnostic {
  const known = all.flatMap((one) =>
    [...one.versions.keys()].map((other) => (one.name === version.series ? other : `${one.name}/${other}`)),
  );
  const near = didYouMean(name, known);
  const hint = near === undefined ? undefined : `did you mean '${near}'?`;
  return diagnose('series-unknown-base', { name, known: known.join(', ') }, version.baseSpan, undefined, hint);
}

function cycle(version: Version, chain: readonly Version[]): Diagnostic {
  const end = chain.findIndex((one, index) => index > 0 && one === chain[0]);
  const names = (end < 0 ? chain : chain.slice(0, end + 1)).map((one) => one.name).reverse();
  return diagnose('series-cycle', { cycle: names.join(' -> ') }, version.baseSpan);
}

/**
 * The model with the version applied. The first patch that is refused ends it: those above it were made for its
 * result. All faults of that patch are reported, and nothing of the version is returned.
 */
export function applyVersion(model: Files, series: Series, name: string, allSeries: readonly Series[] = []): Applied {
  const chain = chainOf(series, name, allSeries);
  if (chain.kind === 'refused') return { diagnostics: [chain.diagnostic] };
  return applyPatches(
    model,
    chain.versions.flatMap((version) => version.patches.map((one) => one.parsed)),
  );
}

export function applyPatches(model: Files, patches: readonly PatchFile[]): Applied {
  let files = new Map(model);
  for (const patch of patches) {
    const applied = applyFilePatches(files, patch.files, patch.source);
    if (!applied.files) return applied;
    files = applied.files;
  }
  return { files, diagnostics: [] };
}

/** Patches under the last one of a version, and the last one. */
export function lastPatch(
  series: Series,
  name: string,
  allSeries: readonly Series[] = [],
): { below: readonly PatchFile[]; last?: PatchFile; version: Version } | Diagnostic {
  const chain = chainOf(series, name, allSeries);
  if (chain.kind === 'refused') return chain.diagnostic;
  const version = chain.versions.at(-1);
  if (!version) throw bug('an empty chain of versions');
  const all = chain.versions.flatMap((one) => one.patches.map((patch) => patch.parsed));
  const last = version.patches.at(-1)?.parsed;
  return { below: last ? all.slice(0, -1) : all, version, ...(last ? { last } : {}) };
}

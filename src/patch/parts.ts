/** A version with parts of its own patches left out: whole hunks, or single changed lines of them. */
import type { Applied, Files } from './apply';
import type { FilePatch, Hunk, HunkLine, PatchFile } from './patch-file';
import type { Series } from './series';
import { applyPatches, chainOf } from './version';

/** A hunk of a version's own patches, or one changed line of it. */
export interface Part {
  /** Path of the patch file. */
  readonly patch: string;
  /** 1-based, over the patch file. */
  readonly hunk: number;
  /** 1-based line of the patch file; absent: the whole hunk. */
  readonly line?: number;
}

/** Hunks of the version's own patches, in their order; none for a version that does not exist. */
export function hunkParts(series: Series, name: string): Part[] {
  return ownPatches(series, name).flatMap(({ source, files }) =>
    files.flatMap((file) => file.hunks.map((hunk) => ({ patch: source.name, hunk: hunk.number }))),
  );
}

/** The changed lines of one hunk. */
export function lineParts(series: Series, name: string, { patch, hunk }: Part): Part[] {
  const found = ownPatches(series, name)
    .filter((one) => one.source.name === patch)
    .flatMap((one) => one.files.flatMap((file) => file.hunks))
    .find((one) => one.number === hunk);
  const changed = found?.lines.filter((line) => line.kind !== 'context') ?? [];
  return changed.map((line) => ({ patch, hunk, line: line.line }));
}

function ownPatches(series: Series, name: string): PatchFile[] {
  return series.versions.get(name)?.patches.map((one) => one.parsed) ?? [];
}

/** The variant without these parts; refused when what is left of a patch has no place any more. */
export function applyWithout(
  model: Files,
  series: Series,
  name: string,
  allSeries: readonly Series[],
  parts: readonly Part[],
): Applied {
  const chain = chainOf(series, name, allSeries);
  if (chain.kind === 'refused') return { diagnostics: [chain.diagnostic] };
  const last = chain.versions.at(-1);
  const patches = chain.versions.flatMap((version) =>
    version.patches.map((one) => (version === last ? leaveOut(one.parsed, parts) : one.parsed)),
  );
  return applyPatches(model, patches);
}

function leaveOut(patch: PatchFile, parts: readonly Part[]): PatchFile {
  const here = parts.filter((part) => part.patch === patch.source.name);
  if (here.length === 0) return patch;
  const files = patch.files.flatMap((file): FilePatch[] => {
    const hunks = file.hunks.flatMap((hunk) => rest(hunk, here));
    return hunks.length === 0 ? [] : [{ ...file, hunks }];
  });
  return { ...patch, files };
}

/** What is left of a hunk: an added line that is left out goes, a removed one stays in the file. */
function rest(hunk: Hunk, parts: readonly Part[]): Hunk[] {
  const own = parts.filter((part) => part.hunk === hunk.number);
  if (own.some((part) => part.line === undefined)) return [];
  const out = new Set(own.map((part) => part.line));
  const lines = hunk.lines.flatMap((line): HunkLine[] => {
    if (!out.has(line.line)) return [line];
    return line.kind === 'add' ? [] : [{ ...line, kind: 'context' }];
  });
  return lines.every((line) => line.kind === 'context') ? [] : [{ ...hunk, lines }];
}

/**
 * The patch line that a finding belongs to, for formats that put findings on lines: the line at fault where the version's
 * patches show it, else the last of their lines that the run passes, else what they take away on its way.
 */
import type { Finding, SeriesResult, SourcePlace, VersionInfo } from '../result';
import { contextLine, functionOfHeading, hunksOf } from './patch-excerpt';
import { functionsOf } from './simplified';

export interface PatchLine {
  /** Patch file, from the root of the project. */
  readonly patch: string;
  /** 1-based line in it. */
  readonly line: number;
  /**
   * `wrote`: the patch wrote the line at fault; `shows`: it is context in the patch; `passes`: the run passes this line
   * last; `removes`: the patch takes lines away in a function of the run.
   */
  readonly how: 'wrote' | 'shows' | 'passes' | 'removes';
}

/** Undefined where the version's own patches have nothing to do with it. */
export function patchLineOf(version: VersionInfo, finding: Finding): PatchLine | undefined {
  const own = new Set(version.patches.map((one) => one.file));
  const { place } = finding;
  if (place.patch !== undefined && own.has(place.patch.patch)) {
    return { patch: place.patch.patch, line: place.patch.line, how: 'wrote' };
  }
  const hunks = hunksOf(version);
  const shown = contextLine(hunks, place);
  if (shown !== undefined) return { ...shown, how: 'shows' };
  const passed = lastOf(finding, own);
  if (passed !== undefined) return { patch: passed.patch, line: passed.line, how: 'passes' };
  const functions = functionsOf([finding]);
  for (const hunk of hunks) {
    const removed = hunk.lines.find((line) => line.sign === '-');
    if (removed !== undefined && functions.has(functionOfHeading(hunk.heading))) {
      return { patch: hunk.patch, line: removed.line, how: 'removes' };
    }
  }
  return undefined;
}

/** The last line of some patches that the runs stand on, or were called from. */
function lastOf({ witnesses }: Finding, patches: ReadonlySet<string>): SourcePlace['patch'] {
  const isOne = ({ patch }: SourcePlace): boolean => patch !== undefined && patches.has(patch.patch);
  for (const { steps } of [...witnesses].reverse()) {
    const step = steps.findLast((one) => isOne(one.place) || one.stack.some(isOne));
    if (step) return (isOne(step.place) ? step.place : step.stack.findLast(isOne))?.patch;
  }
  return undefined;
}

/** The same in the nearest version that this one stands on, itself first. */
export function patchLineInChain(series: SeriesResult, version: VersionInfo, finding: Finding): PatchLine | undefined {
  const seen = new Set<VersionInfo>();
  for (let next: VersionInfo | undefined = version; next !== undefined && !seen.has(next);) {
    seen.add(next);
    const line = patchLineOf(next, finding);
    if (line !== undefined) return line;
    const base: string | undefined = next.base;
    next = series.versions.find((one) => one.name === base);
  }
  return undefined;
}

/**
 * What stands around the hunks of a version's patches: the lines of the model that a reviewer may open, up to the next hunk
 * or the ends of the function. Each hunk is located as it is when the patch is applied.
 */
import type { HunkContext } from '../result';
import { applyFilePatches, type Files } from './apply';
import { blocksOf, type Block } from './blocks';
import { locate, Target } from './locate';
import { newLines, oldLines, type FilePatch, type PatchFile } from './patch-file';
import type { Version } from './series';

/** Lines given on each side at most; outside functions, where nothing ends them, fewer. */
const most = 120;
const mostOutside = 15;

/**
 * Of every hunk of the version's own patches, in order; empty when one of them does not apply.
 * @param base the files that the version stands on
 */
export function contextsOf(version: Version, base: Files): HunkContext[] {
  let files: Files | undefined = base;
  const found: HunkContext[] = [];
  for (const { parsed } of version.patches) {
    if (!files) return [];
    for (const one of parsed.files) found.push(...contextsIn(files, one, parsed));
    files = applyFilePatches(files, parsed.files, parsed.source).files;
  }
  return files ? found : [];
}

function contextsIn(files: Files, one: FilePatch, patch: PatchFile): HunkContext[] {
  const file = files.get(one.path);
  const name = patch.source.name;
  if (!file || one.action !== 'modify') {
    return one.hunks.map((hunk) => ({
      patch: name,
      hunk: hunk.number,
      oldStart: 1,
      newStart: 1,
      before: [],
      after: [],
    }));
  }
  const target = new Target(one.path, file);
  const blocks = blocksOf(file.text);
  const places = one.hunks.map((hunk) => locate(target, hunk, patch.source));
  let grown = 0;
  return one.hunks.flatMap((hunk, index) => {
    const place = places[index];
    if (place?.kind !== 'at') return [];
    const end = place.at + oldLines(hunk).length;
    const past = places[index - 1];
    const next = places[index + 1];
    const pastHunk = one.hunks[index - 1];
    const from = past?.kind === 'at' && pastHunk ? past.at + oldLines(pastHunk).length : 0;
    const to = next?.kind === 'at' ? next.at : target.lines.length;
    const context: HunkContext = {
      patch: name,
      hunk: hunk.number,
      oldStart: place.at + 1,
      newStart: place.at + 1 + grown,
      before: target.lines.slice(Math.max(from, reach(blocks, place.at, -1)), place.at),
      after: target.lines.slice(end, Math.min(to, reach(blocks, end - 1, 1))),
    };
    grown += newLines(hunk).length - oldLines(hunk).length;
    return [context];
  });
}

/** How far a reader may open from a 0-based line: to the begin (-1) or behind the end (1) of the block it stands in. */
function reach(blocks: readonly Block[], line: number, way: -1 | 1): number {
  const block = blocks.find((one) => one.start <= line && line <= one.end);
  if (way < 0) return Math.max(block ? block.start : line - mostOutside, line - most, 0);
  return Math.min(block ? block.end + 1 : line + 1 + mostOutside, line + 1 + most);
}

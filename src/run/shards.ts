/**
 * A run split over machines: which cells a shard runs, the blob that it leaves, and blobs put together
 * again. Blobs of other inputs, or too few of them, are refused.
 */
import { diagnose, type Diagnostic } from '../base/diagnostics';
import { parseResults, resultsText } from '../report';
import type { CellResult, SeriesResult } from '../result';
import { cellJob } from './jobs';
import { usual, type Cell } from './prepare';

export interface Shard {
  /** 1-based. */
  readonly index: number;
  readonly of: number;
}

/** `2/4`, else undefined. */
export function parseShard(text: string): Shard | undefined {
  const match = /^([1-9]\d{0,3})\/([1-9]\d{0,3})$/.exec(text);
  const shard = { index: Number(match?.[1]), of: Number(match?.[2]) };
  return match && shard.index <= shard.of ? shard : undefined;
}

/** Cells of one built model stay together; models are dealt out in turn. */
export function shareOf(cells: readonly Cell[], shard: Shard): Cell[] {
  const groups = new Map<string, number>();
  return cells.filter((cell) => {
    const { group } = cellJob(cell, usual);
    const at = groups.get(group) ?? groups.size;
    groups.set(group, at);
    return at % shard.of === shard.index - 1;
  });
}

export function blobName({ index, of }: Shard): string {
  return `shard-${index}-of-${of}.blob`;
}

export interface Blob extends Shard {
  /** Hash of everything that the results depend on. */
  readonly inputs: string;
  readonly all: readonly SeriesResult[];
}

/** A line that says what it is, then the results of the cells that were run. */
export function blobText({ all, ...head }: Blob): string {
  return `${JSON.stringify({ blob: 1, ...head })}\n${resultsText(all)}`;
}

/** @param file as the user knows it */
function readBlob(text: string, file: string): Blob | Diagnostic {
  const wrong = (reason: string): Diagnostic => diagnose('run-bad-blob', { file, reason });
  const end = text.indexOf('\n');
  try {
    const head = JSON.parse(text.slice(0, end)) as Partial<Shard> & { blob?: unknown; inputs?: string };
    if (head.blob !== 1 || head.index === undefined || head.of === undefined || head.inputs === undefined) {
      return wrong('its first line is not that of a shard');
    }
    return { index: head.index, of: head.of, inputs: head.inputs, all: parseResults(text.slice(end + 1)) };
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error));
  }
}

/**
 * Results of all cells, in their order.
 * @param files name and text of each blob  @param inputs hash of this project  @param folder as the user typed it
 */
export function mergeBlobs(
  files: readonly (readonly [name: string, text: string])[],
  cells: readonly Cell[],
  inputs: string,
  folder: string,
): { cells?: CellResult[]; diagnostics: readonly Diagnostic[] } {
  const read = files.map(([name, text]) => ({ name, blob: readBlob(text, name) }));
  const broken = read.flatMap(({ blob }) => ('code' in blob ? [blob] : []));
  if (broken.length > 0) return { diagnostics: broken };
  const blobs = read.flatMap(({ name, blob }) => ('code' in blob ? [] : [{ name, ...blob }]));
  const [first] = blobs;
  if (!first) return { diagnostics: [diagnose('run-no-blobs', { folder })] };
  const odd = blobs.filter((one) => one.of !== first.of);
  if (odd.length > 0) {
    const names = odd.map((one) => one.name).join(', ');
    return { diagnostics: [diagnose('run-blobs-of-two-runs', { files: names, of: String(first.of) })] };
  }
  const foreign = blobs.filter((one) => one.inputs !== inputs);
  if (foreign.length > 0) {
    return { diagnostics: [diagnose('run-foreign-blob', { files: foreign.map((one) => one.name).join(', ') })] };
  }
  const present = new Set(blobs.map((one) => one.index));
  const missing = Array.from({ length: first.of }, (_, at) => at + 1).filter((index) => !present.has(index));
  if (missing.length > 0) {
    const names = missing.map((index) => `${index}/${first.of}`).join(', ');
    return { diagnostics: [diagnose('run-missing-shards', { missing: names })] };
  }
  const byName = new Map(
    blobs.flatMap((one) => one.all.flatMap((series) => series.cells)).map((cell) => [key(cell), cell]),
  );
  const merged = cells.map((cell) =>
    byName.get(key({ ...cell, series: cell.case.series, case: cell.case.name, config: cell.config.name })),
  );
  if (merged.some((cell) => cell === undefined)) throw new Error('patch-oracle bug: no shard ran a cell');
  return { cells: merged.filter((cell) => cell !== undefined), diagnostics: [] };
}

function key(cell: Pick<CellResult, 'series' | 'version' | 'case' | 'config' | 'memory'>): string {
  return [cell.series, cell.version, cell.case, cell.config, cell.memory].join(' ');
}

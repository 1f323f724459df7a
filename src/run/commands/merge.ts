/** `merge`: blobs of all shards of a run put together, and the reports written as if one machine had run it all. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createColors } from 'picocolors';
import { renderFailure } from '../../report';
import { withElsewhere } from '../elsewhere';
import { filesBelow } from '../files';
import { Inputs } from '../inputs';
import { tell, type ExitCode, type Io } from '../io';
import { open } from '../open';
import type { Common } from '../open-root';
import { provenanceText, seriesResults } from '../results';
import { mergeBlobs } from '../shards';
import { conclude } from './review';

/** @param folder of blobs, from the current folder */
export async function merge(folder: string, flags: Common, io: Io): Promise<ExitCode> {
  const opened = open([], flags, io);
  if (typeof opened === 'number') return opened;
  const { project, cells } = opened;
  const from = path.resolve(io.cwd, folder);
  const names = existsSync(from) ? filesBelow(from).filter((name) => name.endsWith('.blob')) : [];
  const texts = names.map((name) => [path.join(folder, name), readFileSync(path.join(from, name), 'utf8')] as const);
  const merged = mergeBlobs(texts, cells, new Inputs(project).ofProject(), folder);
  if (!merged.cells) return tell(io, merged.diagnostics);
  const colors = createColors(io.color);
  for (const cell of merged.cells.filter((one) => !one.asExpected)) io.out(`${renderFailure(cell, colors)}\n\n`);
  const all = await withElsewhere(project, seriesResults(project, merged.cells, provenanceText(project)), {
    workers: io.cores,
  });
  return conclude(project, all, undefined, io);
}

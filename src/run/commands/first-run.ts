/**
 * `first-run`: a version looked at for the first time. Every case is asked, those that say `skip` too, and
 * stands beside the version before and the base; then the patch lines that no case runs, and the items open.
 */
import { diagnose } from '../../base/diagnostics';
import { renderFirstRun } from '../../report';
import { cacheOf } from '../cache';
import { execute } from '../execute';
import { tell, type ExitCode, type Io } from '../io';
import { open, variantOf, workersOf } from '../open';
import type { Common } from '../open-root';
import { everything, plan } from '../plan';
import { usual } from '../prepare';
import { provenanceText, seriesResults } from '../results';

export interface FirstRunFlags extends Common {
  /** Only these cases. */
  readonly case?: readonly string[];
  readonly cache?: boolean;
  readonly jobs?: string;
}

export async function firstRun(name: string, flags: FirstRunFlags, io: Io): Promise<ExitCode> {
  const workers = workersOf(flags, io);
  if (typeof workers !== 'number') return tell(io, [workers]);
  const opened = open([name], flags, io, 'all');
  if (typeof opened === 'number') return opened;
  const { project, cells } = opened;
  const variant = variantOf(project, name, io);
  if (!variant) return 2;
  const series = project.series.find((one) => one.name === variant.series);
  const version = series?.versions.get(variant.version);
  if (!series || !version) return 2;
  const earlier = [...series.versions.values()];
  // A what-if comes after what it stands on, a posted version after the one posted before it.
  const before = version.control
    ? undefined
    : earlier.slice(0, earlier.indexOf(version)).findLast((one) => !one.control);
  const near = [before?.name, version.base].flatMap((one) => (one === undefined || one.includes('/') ? [] : [one]));
  const beside = [...new Set(near)];
  if (cells.length === 0) return tell(io, [diagnose('run-nothing', {})]);
  const cache = cacheOf(project, flags);
  const how = { withouts: false, workers, ...(cache ? { cache } : {}) };
  const now = await execute(project, cells, { ...how, options: { ...usual, skipped: true } }, io);
  if (now.inputErrors.length > 0) return tell(io, now.inputErrors);
  const refused = now.cells.filter((cell) => cell.verdict === 'refused' && cell.expected.kind !== 'refused');
  if (refused.length > 0 && version.builds === 'yes')
    return tell(
      io,
      refused.flatMap((cell) => cell.diagnostics),
    );
  tell(
    io,
    now.cells.filter((cell) => cell.verdict === 'inconclusive').flatMap((cell) => cell.diagnostics),
  );
  const variants = beside.map((one) => `${series.name}/${one}`);
  const others = variants.length === 0 ? [] : plan(project, { ...everything, variants, cases: flags.case ?? [] }).cells;
  const then = await execute(project, others, { ...how, options: usual }, io);
  const results = seriesResults(project, [...then.cells, ...now.cells], provenanceText(project));
  const own = results.find((one) => one.series === series.name);
  const chosen = flags.case === undefined ? undefined : new Set(cells.map((cell) => cell.case.name));
  if (own) io.out(renderFirstRun(own, version.name, beside, chosen));
  return 0;
}

/**
 * `list`: series, versions, cases. It reads names and titles only, and loads neither the schema nor
 * the front end nor the engine: it answers before one has looked up.
 */
import { hasErrors } from '../../base/diagnostics';
import { tell, type ExitCode, type Io } from '../io';
import { openRoot, type Common } from '../open-root';
import { caseNames, diskReader } from '../disk';
import { listSeries, loadSeries } from '../../patch/series';
import { topLevel } from '../top-level';

export interface ListFlags extends Common {
  readonly json?: boolean;
}

export function list(filters: readonly string[], flags: ListFlags, io: Io): ExitCode {
  const root = openRoot(flags, io);
  if (root === undefined) return 2;
  const reader = diskReader(root);
  const chosen = (series: string, name: string): boolean =>
    filters.length === 0 || filters.some((one) => one === series || one === `${series}/${name}`);
  const all = listSeries(reader).map((name) => {
    const { series, diagnostics } = loadSeries(reader, name);
    tell(io, diagnostics);
    const versions = series ? [...series.versions.values()] : [];
    const cases = caseNames(reader, name).map((one) => {
      const text = reader.read(`cases/${name}/${one}.yaml`) ?? '';
      return { name: one, title: topLevel(text, 'title'), question: topLevel(text, 'question') };
    });
    return {
      series: name,
      title: series?.title ?? '',
      versions: versions
        .filter((one) => chosen(name, one.name))
        .map((one) => ({ name: one.name, tag: one.tag, date: one.date ?? '', title: one.title, control: one.control })),
      cases: cases.filter((one) => chosen(name, one.name)),
      failed: hasErrors(diagnostics),
    };
  });
  if (flags.json === true) {
    io.out(`${JSON.stringify({ schema: 1, series: all.map(({ failed: _, ...one }) => one) })}\n`);
  } else {
    for (const one of all) {
      if (one.versions.length + one.cases.length === 0 && filters.length > 0) continue;
      io.out(`${one.series}  ${one.title}\n`);
      const width = Math.max(0, ...one.versions.map((version) => version.name.length + one.series.length + 1));
      for (const version of one.versions) {
        const facts = [version.tag, version.date.slice(0, 10), version.title, version.control ? '(control)' : ''];
        io.out(
          `  ${`${one.series}/${version.name}`.padEnd(width)}  ${facts.filter((fact) => fact !== '').join('  ')}\n`,
        );
      }
      const caseWidth = Math.max(0, ...one.cases.map((found) => found.name.length));
      for (const found of one.cases) io.out(`  ${found.name.padEnd(caseWidth)}  ${found.title}\n`);
    }
  }
  return all.some((one) => one.failed) ? 2 : 0;
}

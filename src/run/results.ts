/**
 * Results of many cells put together per series, for the reports; and the file in which a run or the
 * tests leave them.
 */
import { createHash } from 'node:crypto';
import { diagnose, type Diagnostic } from '../base/diagnostics';
import { boundsOf, type Case } from '../case';
import { contextsOf, interdiff, versionInfo, type Series, type Version } from '../patch';
import { parseResults } from '../report';
import type { CaseInfo, CellResult, SeriesResult, VersionInfo } from '../result';
import { diskReader } from './disk';
import type { Project } from './project';
import { leftOutOf, provenanceOf } from './provenance';
import { Variants } from './variants';

export function caseInfo(one: Case): CaseInfo {
  return {
    series: one.series,
    name: one.name,
    file: one.file.name,
    title: one.title,
    question: one.question,
    decides: one.decides,
    configs: Object.fromEntries(one.configs.map((config) => [config.name, boundsOf(config)])),
    ...(one.notes === undefined ? {} : { notes: one.notes }),
  };
}

/** One entry per series of the project; only those with a cell when `cells` are not all. */
export function seriesResults(project: Project, cells: readonly CellResult[], provenance: string): SeriesResult[] {
  const modelHash = hashOf(project.model);
  const variants = new Variants(project);
  return project.series.map((series) => ({
    series: series.name,
    title: series.title,
    versions: [...series.versions.values()].map((one) => withSources(series, one, variants)),
    cases: project.cases.filter((one) => one.series === series.name).map(caseInfo),
    items: series.items.map((item) => ({
      ...item,
      cases: project.cases
        .filter((one) => one.series === series.name && one.decides.includes(item.id))
        .map((one) => one.name),
    })),
    cells: cells.filter((cell) => cell.series === series.name),
    provenance: provenanceOf(provenance),
    leftOut: leftOutOf(provenance),
    modelHash,
  }));
}

/** The version with what stands around its hunks, and what changed since the version that reports compare it with. */
function withSources(series: Series, version: Version, variants: Variants): VersionInfo {
  const info = versionInfo(version);
  const below = variants.below(series.name, version.name);
  const contexts = below ? contextsOf(version, below) : [];
  const posted = [...series.versions.values()].filter((one) => !one.control);
  const against = version.control ? series.versions.get(version.base ?? '') : posted[posted.indexOf(version) - 1];
  const before = against && variants.files(series.name, against.name).files;
  const after = variants.files(series.name, version.name).files;
  return {
    ...info,
    ...(contexts.length > 0 ? { contexts } : {}),
    ...(before && after ? { interdiff: { against: against.name, text: interdiff(before, after) } } : {}),
  };
}

/** 12 hexadecimal digits over the files of the plain model. */
function hashOf(model: Project['model']): string {
  const hash = createHash('sha256');
  for (const [name, file] of [...model].sort(([a], [b]) => (a < b ? -1 : 1))) hash.update(`${name}\0${file.text}\0`);
  return hash.digest('hex').slice(0, 12);
}

/** The page that `seriesResults` takes what the model leaves out from. */
export function provenanceText(project: Project): string {
  return diskReader(project.root).read('src/kernel/PROVENANCE.md') ?? '';
}

/** Path of the file, relative to the project: written by `review` and by the tests, read by `report`. */
export const resultsFile = 'reports/out/results.json';

/** Results from the file's text. The file is our own: its head and its indices are checked, and tests check its shape. */
export function readResults(text: string, file: string): { all?: readonly SeriesResult[]; diagnostics: Diagnostic[] } {
  try {
    return { all: parseResults(text), diagnostics: [] };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { diagnostics: [diagnose('run-bad-results', { file, reason })] };
  }
}

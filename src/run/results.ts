/**
 * Results of many cells put together per series, for the reports; and the file in which a run or the
 * tests leave them.
 */
import { diagnose, type Diagnostic } from '../base/diagnostics';
import { boundsOf, type Case } from '../case';
import { versionInfo } from '../patch';
import { parseResults } from '../report';
import type { CaseInfo, CellResult, SeriesResult } from '../result';
import { diskReader } from './disk';
import type { Project } from './project';
import { leftOutOf, provenanceOf } from './provenance';

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
  return project.series.map((series) => ({
    series: series.name,
    title: series.title,
    versions: [...series.versions.values()].map(versionInfo),
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
  }));
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

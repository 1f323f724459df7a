/** What is weak in the corpus, from its results: cases and checks that say nothing, and what nobody looks at. Pure. */
import type { Diagnostic } from '../base/diagnostics';
import { renderDiagnostic } from '../base/diagnostics';
import { statusOf, unrunLines, type Ailment } from '../report';
import { findingName, kinds, type CellResult, type SeriesResult } from '../result';

/** @param unreached functions of the model that no case's program holds @param warnings of the project */
export function ailmentsOf(
  all: readonly SeriesResult[],
  unreached: readonly string[],
  warnings: readonly Diagnostic[],
): Ailment[] {
  const found: Ailment[] = [
    {
      name: 'cases that tell no two versions apart',
      what: 'the same answer from every version asked',
      places: all.flatMap(alike),
      next: 'add the version in which it matters, or take the case out',
    },
    {
      name: 'checks that never fire',
      what: 'no cell finds this kind, with or without a line taken out',
      places: silentKinds(all),
      next: 'write a case that shows one, or be sure that the check can fire (its own tests)',
    },
    {
      name: 'patch lines that no case runs',
      what: 'added by a version, passed by no run of its cases',
      places: all.flatMap(unrun),
      next: 'add a case that enters them: patch-oracle new case',
    },
    {
      name: 'model functions that no case reaches',
      what: 'in no program of a first or last version',
      places: unreached,
      next: 'call them from a scenario, or take them out of the model',
    },
    {
      name: 'review items undecided',
      what: 'open in every version',
      places: all.flatMap(undecided),
      next: 'name the item in the `decides` of a case, or say not-a-safety-claim',
    },
    {
      name: 'expectations under skip',
      what: 'not asked',
      places: all.flatMap(({ cells }) => cells.flatMap(skipped)),
      next: 'patch-oracle accept <case> <variant>, once the reason has gone',
    },
    {
      name: 'files that nothing names',
      what: 'warned of when the project is read',
      places: warnings.map((one) => renderDiagnostic(one).split('\n')[0] ?? ''),
      next: 'name them in series.yaml, or remove them',
    },
  ];
  return found.filter((one) => one.places.length > 0);
}

function answer(cell: CellResult): string {
  const names = [...new Set(cell.findings.map(findingName))].sort();
  return `${cell.verdict} ${names.join(' ')}`;
}

/** Compared within one config and memory model: another config is another question. */
function alike(series: SeriesResult): string[] {
  return series.cases.flatMap(({ name, file }) => {
    const cells = series.cells.filter(
      (cell) => cell.case === name && cell.expected.kind !== 'skip' && cell.verdict !== 'refused',
    );
    const perAxes = new Map<string, CellResult[]>();
    for (const cell of cells) {
      const key = `${cell.config} ${cell.memory}`;
      perAxes.set(key, [...(perAxes.get(key) ?? []), cell]);
    }
    const apart = [...perAxes.values()].some((some) => new Set(some.map(answer)).size > 1);
    return apart || cells.length === 0 ? [] : [`${file} (${answer(cells[0] as CellResult).trim()})`];
  });
}

function silentKinds(all: readonly SeriesResult[]): string[] {
  const cells = all.flatMap((series) => series.cells);
  const fired = new Set([
    ...cells.flatMap((cell) => cell.findings.map((one) => one.kind as string)),
    ...cells.flatMap((cell) =>
      (cell.withouts ?? []).flatMap((one) => one.found.map((name) => name.split('@')[0] ?? '')),
    ),
  ]);
  return Object.keys(kinds).filter((kind) => !fired.has(kind));
}

function unrun(series: SeriesResult): string[] {
  return series.versions.flatMap(({ name }) =>
    unrunLines(series, name).map(({ file, line, text }) => `${file}:${line}: ${text.slice(1).trim()}`),
  );
}

function undecided(series: SeriesResult): string[] {
  return series.items
    .filter((item) => item.notASafetyClaim === undefined)
    .filter((item) => series.versions.every(({ name }) => statusOf(series, item, name).kind === 'open'))
    .map((item) => `${series.series} ${item.id}: ${item.who}: ${item.concern}`);
}

function skipped(cell: CellResult): string[] {
  if (cell.expected.kind !== 'skip') return [];
  const axes = [cell.config, ...(cell.memory === 'sc' ? [] : [cell.memory])].join(', ');
  return [`${cell.series}/${cell.version} ${cell.case} [${axes}]: ${cell.expected.reason}`];
}

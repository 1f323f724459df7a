/** The committed corpus for the tests: read once per test file, cells by name. */
import path from 'node:path';
import { renderDiagnostic } from '../src/base/diagnostics';
import { runCell, type CellOutcome } from '../src/run/cell';
import type { Cell, CellOptions } from '../src/run/prepare';
import { everything, plan } from '../src/run/plan';
import { loadProject } from '../src/run/project';
import { Builds } from '../src/run/builds';

export const root = path.join(__dirname, '..');
export const project = loadProject(root);
export const builds = new Builds(project);

/** What is wrong with the corpus, as the terminal prints it. */
export const mistakes = project.diagnostics.map(renderDiagnostic);

export const cells: readonly Cell[] = plan(project, everything).cells;

/** `swapin/v1 04-munmap [debug]`: always with the config, so that every name is a test's own. */
export function nameOf(cell: Cell): string {
  const axes = [cell.config.name, ...(cell.memory === 'sc' ? [] : [cell.memory])].join(', ');
  return `${cell.case.series}/${cell.version} ${cell.case.name} [${axes}]`;
}

export const named: readonly (readonly [string, Cell])[] = cells.map((cell) => [nameOf(cell), cell]);

export function search(cell: Cell, options: CellOptions): CellOutcome {
  return runCell(builds, cell, options);
}

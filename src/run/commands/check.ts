/** `check`: everything that can be wrong without a search: YAML, patches, the model's C, the cases' C, lines to take out. */
import { diagnose, hasErrors, renderDiagnostic, type Diagnostic } from '../../base/diagnostics';
import { lineOf, prepare, usual, type Cell } from '../prepare';
import { tell, type ExitCode, type Io } from '../io';
import { judgeRefusal, refusalCode } from '../judge';
import { openRoot, type Common } from '../open-root';
import { everything, plan } from '../plan';
import { loadProject, type Project } from '../project';
import { Builds } from '../builds';
import { takeOut } from '../without';

export function check(filters: readonly string[], flags: Common, io: Io): ExitCode {
  const root = openRoot(flags, io);
  if (root === undefined) return 2;
  const project = loadProject(root);
  const chosen = plan(project, { ...everything, variants: filters });
  // A project without a single cell yet can be checked all the same.
  const wrongFilter = chosen.diagnostics.filter((one) => one.code !== 'run-nothing');
  const found = [...project.diagnostics, ...wrongFilter, ...checkCells(project, chosen.cells)];
  tell(io, found);
  const errors = new Set(found.filter((one) => one.severity === 'error').map(renderDiagnostic)).size;
  const warnings = new Set(found.filter((one) => one.severity === 'warning').map(renderDiagnostic)).size;
  const cases = new Set(chosen.cells.map((cell) => cell.case)).size;
  const variants = new Set(chosen.cells.map((cell) => `${cell.case.series}/${cell.version}`)).size;
  const facts = `${cases} cases, ${variants} variants, ${chosen.cells.length} cells`;
  io.out(`${facts}: ${errors} errors, ${warnings} warnings\n`);
  return hasErrors(found) ? 2 : 0;
}

function checkCells(project: Project, cells: readonly Cell[]): Diagnostic[] {
  const builds = new Builds(project);
  return cells.flatMap((cell) => checkCell(builds, cell));
}

function checkCell(builds: Builds, cell: Cell): Diagnostic[] {
  const built = builds.build(cell.case.series, cell.version, cell.config);
  const version = builds.seriesOf(cell.case.series).versions.get(cell.version);
  const declared = version?.builds ?? 'yes';
  const fine = built.diagnostics.filter((one) => one.severity === 'warning' || refusalCode(one.code) !== declared);
  if (declared !== 'yes' && !built.diagnostics.some((one) => refusalCode(one.code) === declared)) {
    fine.push(diagnose('run-builds-after-all', { version: cell.version, declared }, version?.nameSpan));
  }
  if (hasErrors(built.diagnostics)) return fine;
  const { expectation } = lineOf(cell);
  if (expectation.kind === 'skip') return fine;
  const prepared = prepare(cell, built, usual);
  if (prepared.kind === 'refused') {
    const codes = prepared.diagnostics.filter((one) => one.severity === 'error').map((one) => one.code);
    return judgeRefusal(codes, expectation).length === 0 ? fine : [...fine, ...prepared.diagnostics];
  }
  const mutants = cell.case.without.filter((one) => one.version === cell.version && one.config === cell.config.name);
  return [...fine, ...mutants.flatMap((one) => (built.files ? takeOut(built.files, one).diagnostics : []))];
}

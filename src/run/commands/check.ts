/** `check`: everything that can be wrong without a search: YAML, patches, the model's C, the cases' C, lines to take out. */
import { diagnose, didYouMean, hasErrors, renderDiagnostic, type Diagnostic } from '../../base/diagnostics';
import { demandedLabels, unnamedConfig, type CaseConfig } from '../../case';
import { Model } from '../../csrc';
import { count } from '../../report';
import { Builds, macrosKey } from '../builds';
import { tell, type ExitCode, type Io } from '../io';
import { judgeRefusal, refusalCode } from '../judge';
import { openRoot, type Common } from '../open-root';
import { everything, plan } from '../plan';
import { lineOf, prepare, usual, type Cell } from '../prepare';
import { loadProject, type Project } from '../project';
import { takeOut } from '../without';

export function check(filters: readonly string[], flags: Common, io: Io): ExitCode {
  const root = openRoot(flags, io);
  if (root === undefined) return 2;
  const project = loadProject(root);
  const chosen = plan(project, { ...everything, variants: filters });
  const builds = new Builds(project);
  const variants = variantsOf(project, filters);
  const found = [
    ...project.diagnostics,
    // A project without a single cell yet can be checked all the same; a series that could not be read has said why.
    ...chosen.diagnostics.filter((one) => !['run-nothing', 'run-not-said'].includes(one.code) && !unread(project)),
    ...new Model(project.model, new Map()).diagnostics,
    ...variants.flatMap(([series, version]) =>
      configsOf(project, series).flatMap((config) => checkBuild(builds, series, version, config)),
    ),
    ...chosen.cells.flatMap((cell) => checkCell(builds, cell)),
  ];
  tell(io, found);
  const told = (severity: Diagnostic['severity']): string =>
    count(new Set(found.filter((one) => one.severity === severity).map(renderDiagnostic)).size, severity);
  const cases = new Set(chosen.cells.map((cell) => cell.case)).size;
  const facts = [count(variants.length, 'variant'), count(cases, 'case'), count(chosen.cells.length, 'cell')];
  io.out(`${facts.join(', ')}: ${told('error')}, ${told('warning')}\n`);
  return hasErrors(found) ? 2 : 0;
}

/** Some name may be unknown only because its series has a mistake. */
function unread(project: Project): boolean {
  return project.diagnostics.some((one) => one.severity === 'error' && one.span?.file.name.startsWith('patches/'));
}

function variantsOf(project: Project, filters: readonly string[]): [series: string, version: string][] {
  return project.series.flatMap((series) =>
    [...series.versions.keys()]
      .filter(
        (version) =>
          filters.length === 0 || filters.some((one) => one === series.name || one === `${series.name}/${version}`),
      )
      .map((version): [string, string] => [series.name, version]),
  );
}

/** The configs that the cases of a series are built under, and the plain one. */
function configsOf(project: Project, series: string): CaseConfig[] {
  const plain: CaseConfig = {
    name: unnamedConfig,
    macros: new Map(),
    reuse: 'quarantine',
    fair: false,
    kcsan: false,
    ctrl: 'lkmm',
    budget: {},
  };
  const all = [plain, ...project.cases.filter((one) => one.series === series).flatMap((one) => one.configs)];
  return [...new Map(all.map((config) => [macrosKey(config), config])).values()];
}

/** A version builds, or fails to in the way that series.yaml says. */
function checkBuild(builds: Builds, series: string, name: string, config: CaseConfig): Diagnostic[] {
  const built = builds.build(series, name, config);
  const version = builds.seriesOf(series).versions.get(name);
  const declared = version?.builds ?? 'yes';
  const found = built.diagnostics.filter((one) => one.severity === 'warning' || refusalCode(one.code) !== declared);
  if (declared !== 'yes' && !built.diagnostics.some((one) => refusalCode(one.code) === declared)) {
    found.push(diagnose('run-builds-after-all', { version: name, declared }, version?.nameSpan));
  }
  return found;
}

function checkCell(builds: Builds, cell: Cell): Diagnostic[] {
  const built = builds.build(cell.case.series, cell.version, cell.config);
  const { expectation } = lineOf(cell);
  if (hasErrors(built.diagnostics) || expectation.kind === 'skip') return [];
  const prepared = prepare(cell, built, usual);
  if (prepared.kind === 'refused') {
    const codes = prepared.diagnostics.filter((one) => one.severity === 'error').map((one) => one.code);
    return judgeRefusal(codes, expectation).length === 0 ? [] : [...prepared.diagnostics];
  }
  const labels = prepared.program.reachLabels;
  const absent = cell.case.reach
    .filter((one) => demandedLabels(cell.case, cell.version).includes(one.label) && !labels.includes(one.label))
    .map(({ label, span }) => {
      const near = didYouMean(label, labels);
      const hint = near === undefined ? undefined : `did you mean '${near}'?`;
      return diagnose('case-label-absent', { label, version: cell.version }, span, undefined, hint);
    });
  const mutants = cell.case.without.filter((one) => one.version === cell.version && one.config === cell.config.name);
  const { files } = built;
  return [...absent, ...mutants.flatMap((one) => (files ? takeOut(files, one).diagnostics : []))];
}

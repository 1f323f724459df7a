/**
 * What to run: the cells that a command line chooses, in a fixed order (series, version, case,
 * config, memory), and the names a user may say them by. Unknown names get "did you mean".
 */
import { diagnose, didYouMean, type Diagnostic } from '../base/diagnostics';
import type { Case } from '../case';
import { expectedLine, type Cell } from './prepare';
import type { Project } from './project';

export interface Choice {
  /** `swapin`, `swapin/v1`; empty: all. A path of a case file counts as a case. */
  readonly variants: readonly string[];
  /** `04-munmap`, `04`, `swapin/04-munmap`, `cases/swapin/04-munmap.yaml`; empty: all. */
  readonly cases: readonly string[];
  readonly configs: readonly string[];
}

/** Which cells of a version: those that the case expects something of, or all, for a version that is new. */
export type Scope = 'said' | 'all';

export const everything: Choice = { variants: [], cases: [], configs: [] };

export interface Plan {
  readonly cells: readonly Cell[];
  readonly diagnostics: readonly Diagnostic[];
}

export function plan(project: Project, choice: Choice, scope: Scope = 'said'): Plan {
  const diagnostics: Diagnostic[] = [];
  const paths = choice.variants.filter(isCasePath);
  const wanted = choice.variants.filter((name) => !isCasePath(name));
  const variants = variantNames(project);
  for (const name of wanted) {
    if (!variants.some((one) => matchesVariant(name, one))) {
      const all = [...project.series.map((one) => one.name), ...variants];
      diagnostics.push(unknown('run-unknown-variant', name, all));
    }
  }
  const names = [...paths, ...choice.cases];
  for (const name of names) {
    if (!project.cases.some((one) => matchesCase(name, one))) {
      diagnostics.push(
        unknown(
          'run-unknown-case',
          name,
          project.cases.map((one) => one.name),
        ),
      );
    }
  }
  const cases = project.cases.filter((one) => names.length === 0 || names.some((name) => matchesCase(name, one)));
  const configs = [...new Set(cases.flatMap((one) => one.configs.map((config) => config.name)))];
  for (const name of choice.configs) {
    if (!configs.includes(name)) diagnostics.push(unknown('run-unknown-config', name, configs));
  }
  if (diagnostics.length > 0) return { cells: [], diagnostics };
  const cellsIn = (which: Scope): Cell[] =>
    project.series.flatMap((series) =>
      [...series.versions.keys()]
        .filter(
          (version) => wanted.length === 0 || wanted.some((name) => matchesVariant(name, `${series.name}/${version}`)),
        )
        .flatMap((version) =>
          cases
            .filter((one) => one.series === series.name)
            .flatMap((one) => cellsOf(one, version, choice.configs, which)),
        ),
    );
  const cells = cellsIn(scope);
  if (cells.length > 0) return { cells, diagnostics: [] };
  const [unsaid] = scope === 'said' ? cellsIn('all') : [];
  return { cells, diagnostics: [unsaid ? notSaid(unsaid) : diagnose('run-nothing', {})] };
}

/** Of a cell that was chosen, and that its case has no line for. */
function notSaid({ case: { series }, version }: Cell): Diagnostic {
  return diagnose('run-not-said', { variant: `${series}/${version}` });
}

/** Cells of one case and version, over its configs and memory models. */
export function cellsOf(one: Case, version: string, configs: readonly string[], scope: Scope = 'said'): Cell[] {
  return one.configs
    .filter((config) => configs.length === 0 || configs.includes(config.name))
    .flatMap((config) => one.memory.map((memory) => ({ case: one, version, config, memory })))
    .filter((cell) => scope === 'all' || expectedLine(cell) !== undefined);
}

/** Indices into `case.without` that belong to the cell. */
export function withoutsOf(cell: Cell): number[] {
  return cell.case.without.flatMap((one, index) =>
    one.version === cell.version && one.config === cell.config.name && one.memory === cell.memory ? [index] : [],
  );
}

export function variantNames(project: Project): string[] {
  return project.series.flatMap((series) => [...series.versions.keys()].map((version) => `${series.name}/${version}`));
}

function matchesVariant(name: string, variant: string): boolean {
  return variant === name || variant.startsWith(`${name}/`);
}

function isCasePath(name: string): boolean {
  return name.endsWith('.yaml') || name.startsWith('cases/');
}

/** By name, by its number (`04`), with or without the series, or by path. */
export function matchesCase(name: string, one: Case): boolean {
  const bare = name.replace(/^(\.\/)?cases\//, '').replace(/\.yaml$/, '');
  const own = bare.includes('/') ? `${one.series}/${one.name}` : one.name;
  // Only a bare number stands for what follows it: `10-exit` is not `10-exit-while-waiting`.
  const number = !bare.slice(bare.indexOf('/') + 1).includes('-');
  return own === bare || (number && own.startsWith(`${bare}-`));
}

export function unknown(
  code: 'run-unknown-variant' | 'run-unknown-case' | 'run-unknown-config',
  name: string,
  known: readonly string[],
): Diagnostic {
  const near = didYouMean(name, known);
  const hint = near === undefined ? undefined : `did you mean '${near}'?`;
  return diagnose(code, { name, known: known.join(', ') }, undefined, undefined, hint);
}

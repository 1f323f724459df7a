/** The first steps of most commands: find the project, read it, choose cells. */
import { diagnose, hasErrors, type Diagnostic } from '../base/diagnostics';
import type { Cell } from './prepare';
import { tell, type ExitCode, type Io } from './io';
import { openRoot, type Common } from './open-root';
import { everything, plan, unknown, variantNames, type Choice, type Scope } from './plan';
import { loadProject, type Project } from './project';

/** Options of every command that searches. */
export interface SearchFlags extends Common {
  readonly case?: readonly string[];
  readonly config?: readonly string[];
  /** false: `--no-reduction`. */
  readonly reduction?: boolean;
  readonly exact?: boolean;
  /** false: `--no-traces`. */
  readonly traces?: boolean;
  /** false: `--no-cache`. */
  readonly cache?: boolean;
  /** As typed. */
  readonly jobs?: string;
  readonly json?: boolean;
  /** As typed: `junit`. */
  readonly format?: string;
}

export interface Opened {
  readonly project: Project;
  readonly cells: readonly Cell[];
}

/** The project and the chosen cells, or the exit code after having said why not. */
export function open(
  variants: readonly string[],
  flags: SearchFlags,
  io: Io,
  scope: Scope = 'said',
): Opened | ExitCode {
  const root = openRoot(flags, io);
  if (root === undefined) return 2;
  const project = loadProject(root);
  tell(io, project.diagnostics);
  if (hasErrors(project.diagnostics)) return 2;
  const choice: Choice = { ...everything, variants, cases: flags.case ?? [], configs: flags.config ?? [] };
  const { cells, diagnostics } = plan(project, choice, scope);
  tell(io, diagnostics);
  return hasErrors(diagnostics) ? 2 : { project, cells };
}

/** Worker threads to use: `--jobs`, else one a core. */
export function workersOf(flags: { readonly jobs?: string }, io: Io): number | Diagnostic {
  if (flags.jobs === undefined) return io.cores;
  const count = Number(flags.jobs);
  if (Number.isInteger(count) && count >= 1) return count;
  return diagnose('run-bad-number', { value: flags.jobs, option: '--jobs' });
}

/** `swapin/v1` taken apart, or undefined after having said what is wrong with it. */
export function variantOf(project: Project, name: string, io: Io): { series: string; version: string } | undefined {
  const names = variantNames(project);
  const slash = name.indexOf('/');
  if (names.includes(name)) return { series: name.slice(0, slash), version: name.slice(slash + 1) };
  tell(io, [unknown('run-unknown-variant', name, names)]);
  return undefined;
}

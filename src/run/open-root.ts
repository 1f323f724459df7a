/** Finding the project that a command is about. */
import { diagnose } from '../base/diagnostics';
import { findRoot } from './disk';
import { tell, type Io } from './io';

/** Options that every command has. */
export interface Common {
  /** Folder to look for the project from. */
  readonly project?: string;
}

export function openRoot(flags: Common, io: Io): string | undefined {
  const root = findRoot(flags.project ?? io.cwd);
  if (root === undefined) tell(io, [diagnose('run-no-project', { folder: flags.project ?? '.' })]);
  return root;
}

/** Finding the project that a command is about. */
import path from 'node:path';
import { diagnose } from '../base/diagnostics';
import { findRoot } from './disk';
import { tell, type Io } from './io';

/** Options that every command has. */
export interface Common {
  /** Folder to look for the project from. */
  readonly project?: string;
}

export function openRoot(flags: Common, io: Io): string | undefined {
  const root = findRoot(path.resolve(io.cwd, flags.project ?? '.'));
  if (root === undefined) tell(io, [diagnose('run-no-project', { folder: flags.project ?? '.' })]);
  return root;
}

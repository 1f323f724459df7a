/** `report`: writes the reports from results that a run or the tests left, without searching again. */
import path from 'node:path';
import { existsSync, readFileSync } from 'node:fs';
import { diagnose } from '../../base/diagnostics';
import { tell, type ExitCode, type Io } from '../io';
import { keptNeeds } from '../kept-needs';
import { openRoot, type Common } from '../open-root';
import { loadProject } from '../project';
import { writeReports } from '../reports';
import { readResults, resultsFile } from '../results';
import { tellWritten } from './review';

export interface ReportFlags extends Common {
  /** Path of a results file, from the current folder. */
  readonly from?: string;
}

export function report(flags: ReportFlags, io: Io): ExitCode {
  const root = openRoot(flags, io);
  if (root === undefined) return 2;
  const file = flags.from === undefined ? path.join(root, resultsFile) : path.resolve(io.cwd, flags.from);
  if (!existsSync(file)) {
    const reason = 'it is not there; `patch-oracle review` and `npm test` write it';
    return tell(io, [diagnose('run-unreadable', { file: flags.from ?? resultsFile, reason })]);
  }
  const { all, diagnostics } = readResults(readFileSync(file, 'utf8'), flags.from ?? resultsFile);
  if (!all) return tell(io, diagnostics);
  tellWritten(writeReports(root, all, keptNeeds(loadProject(root))), io);
  return 0;
}

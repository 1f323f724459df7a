/** A version to stand on that is not there, told with the names that are. */
import { diagnose, didYouMean, type Diagnostic } from '../base/diagnostics';
import type { Project } from './project';

/** There is no such version to stand on: because there is no such series, or by a slip of the pen. */
export function noBase(project: Project, series: string, base: string): Diagnostic {
  const known = project.series.find((one) => one.name === series);
  const names = known ? [...known.versions.keys()] : project.series.map((one) => one.name);
  const near = didYouMean(known ? base : series, names);
  const what = near === undefined ? `there are: ${names.join(', ')}` : `did you mean '${near}'?`;
  const hint = known ? what : `${what} A new series has no version to stand on: leave --base out`;
  return diagnose('import-no-base', { base, series }, undefined, undefined, hint);
}

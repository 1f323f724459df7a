/** `diff`: what one variant changes against another, as a unified diff of the model. */
import { hasErrors } from '../../base/diagnostics';
import { interdiff } from '../../patch';
import { tell, type ExitCode, type Io } from '../io';
import { variantOf } from '../open';
import { openRoot, type Common } from '../open-root';
import { loadSources } from '../project';
import { Variants } from '../variants';

export function diff(from: string, to: string, flags: Common, io: Io): ExitCode {
  const root = openRoot(flags, io);
  if (root === undefined) return 2;
  const project = loadSources(root);
  tell(io, project.diagnostics);
  if (hasErrors(project.diagnostics)) return 2;
  const variants = new Variants(project);
  const sides = [from, to].map((name) => {
    const variant = variantOf(project, name, io);
    return variant && variants.files(variant.series, variant.version);
  });
  const [left, right] = sides;
  if (!left || !right) return 2;
  if (!left.files || !right.files) return tell(io, [...left.diagnostics, ...right.diagnostics]);
  io.out(interdiff(left.files, right.files));
  return 0;
}

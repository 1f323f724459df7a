/** `reply`: a plain-text answer about one version for the mailing list. Writes no file and sends nothing. */
import { hasErrors, diagnose } from '../../base/diagnostics';
import { renderReply } from '../../report';
import { answer, type AnswerFlags } from '../answer';
import { tell, type ExitCode, type Io } from '../io';
import { variantOf } from '../open';
import { openRoot } from '../open-root';
import { loadProject } from '../project';

export interface ReplyFlags extends AnswerFlags {
  /** Only findings with this name, or of this kind. */
  readonly finding?: string;
}

export async function reply(name: string, flags: ReplyFlags, io: Io): Promise<ExitCode> {
  const root = openRoot(flags, io);
  if (root === undefined) return 2;
  const project = loadProject(root);
  tell(io, project.diagnostics);
  if (hasErrors(project.diagnostics)) return 2;
  const variant = variantOf(project, name, io);
  if (!variant) return 2;
  const all = await answer(project, [variant], flags, io);
  if (typeof all === 'number') return all;
  const series = all.find((one) => one.series === variant.series);
  if (!series?.versions.some((one) => one.name === variant.version)) {
    return tell(io, [diagnose('run-bad-results', { file: flags.from ?? '', reason: `it has no ${name}` })]);
  }
  io.out(renderReply(series, variant.version, flags.finding));
  return 0;
}

/**
 * `b4-check`: a review check of b4. A mail on standard input, a JSON array on standard output; `[]` for a mail that
 * posts nothing we know. Only a project that cannot be read ends with 2 and no JSON, which b4 shows as an error.
 */
import { hasErrors } from '../../base/diagnostics';
import { messageIds, readHeaders, subjectTag } from '../../mail/headers';
import { b4Checks, versionsFor, type MailFacts } from '../../report';
import { answer, type AnswerFlags } from '../answer';
import { tell, type ExitCode, type Io } from '../io';
import { openRoot } from '../open-root';
import { loadProject, loadSources } from '../project';
import { seriesResults } from '../results';

export interface B4CheckFlags extends AnswerFlags {
  /** Of the published HTML report. */
  readonly url?: string;
}

export async function b4Check(flags: B4CheckFlags, io: Io): Promise<ExitCode> {
  const root = openRoot(flags, io);
  if (root === undefined) return 2;
  const mail = factsOf(Buffer.from(await io.input()).toString('latin1'));
  const sources = loadSources(root);
  if (hasErrors(sources.diagnostics)) return tell(io, sources.diagnostics);
  const wanted = seriesResults(sources, [], '').flatMap((series) =>
    versionsFor(series, mail).map((version) => ({ series: series.series, version: version.name })),
  );
  if (wanted.length === 0) {
    io.out('[]\n');
    return 0;
  }
  const project = loadProject(root);
  if (hasErrors(project.diagnostics)) return tell(io, project.diagnostics);
  const all = await answer(project, wanted, flags, io);
  if (typeof all === 'number') return all;
  io.out(`${JSON.stringify(b4Checks(all, mail, flags.url), null, 1)}\n`);
  return 0;
}

function factsOf(text: string): MailFacts {
  const headers = readHeaders(text);
  const tag = subjectTag(headers.first('subject'));
  return {
    messageId: messageIds(headers.first('message-id'))[0] ?? '',
    repliesTo: [...messageIds(headers.first('in-reply-to')), ...messageIds(headers.first('references'))],
    isPatch: tag !== undefined && tag.index > 0,
  };
}

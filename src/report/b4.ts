/**
 * A known mail as b4 wants the answer of a review check: a JSON array of `{tool, status, summary, url, details}`, with
 * one element, or none. b4 keeps one answer for each tool and mail.
 */
import type { SeriesResult, VersionInfo } from '../result';
import { versionsOfMail } from './mails';
import { renderReply } from './reply';
import { verdictOfVersion } from './version-findings';

export interface B4Check {
  readonly tool: string;
  readonly status: 'pass' | 'warn' | 'fail';
  readonly summary: string;
  readonly url: string;
  /** Several lines. */
  readonly details: string;
}

/** Facts of a mail by which it is looked for. Message-IDs are without angle brackets. */
export interface MailFacts {
  readonly messageId: string;
  /** Whom it answers or follows. */
  readonly repliesTo: readonly string[];
  /** Its subject posts a patch: no reply, no cover letter. */
  readonly isPatch: boolean;
}

/**
 * Versions that the mail posts: by its Message-ID; else, of a patch that follows a posting whose rendition does not tell
 * its patches apart, those of the posting.
 */
export function versionsFor(series: SeriesResult, mail: MailFacts): readonly VersionInfo[] {
  const own = versionsOfMail(series, mail.messageId);
  if (own.length > 0 || !mail.isPatch) return own;
  return series.versions.filter(
    (version) =>
      version.messageId !== undefined &&
      mail.repliesTo.includes(version.messageId) &&
      version.patches.every((patch) => modelsOnly(patch.text, version.messageId ?? '')),
  );
}

function modelsOnly(text: string, messageId: string): boolean {
  return [...text.matchAll(/^Models: <([^<>\s]+)> by /gm)].every((match) => match[1] === messageId);
}

const order = ['pass', 'warn', 'fail'] as const;

/** @param url of the published HTML report; an empty text if there is none */
export function b4Checks(all: readonly SeriesResult[], mail: MailFacts, url = ''): B4Check[] {
  const answers = all.flatMap((series) =>
    versionsFor(series, mail).flatMap((version) => {
      const verdict = verdictOfVersion(series, version);
      if (verdict === undefined) return [];
      const name = `${series.series}/${version.name}`;
      return [{ name, ...verdict, details: renderReply(series, version.name) }];
    }),
  );
  const [first] = answers;
  if (first === undefined) return [];
  return [
    {
      tool: 'patch-oracle',
      status: order[Math.max(...answers.map((one) => order.indexOf(one.status)))] ?? first.status,
      summary: answers.map((one) => `${one.name}: ${one.summary}`).join('; '),
      url: url === '' ? '' : `${url}#${first.name}`,
      details: answers.map((one) => one.details).join('\n'),
    },
  ];
}

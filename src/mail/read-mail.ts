/** One mail: who, when, which, and its text, decoded. Patches that are attached stand behind the text. */
import PostalMime from 'postal-mime';
import { messageIds, readHeaders, subjectTag, type SubjectTag } from './headers';
import { scanDiff, type ScannedDiff } from './diff-scan';

export interface Mail {
  /** Without angle brackets; empty where it is not known. */
  readonly messageId: string;
  /** The mail it answers first, then those before that. */
  readonly repliesTo: readonly string[];
  readonly subject: string;
  /** Of a mail that posts a patch or a cover letter. */
  readonly tag?: SubjectTag;
  readonly from: string;
  /** `2016-05-23`, in the sender's own zone; empty where it is not known. */
  readonly date: string;
  readonly text: string;
  readonly diff: ScannedDiff;
  /** A text part is format=flowed. */
  readonly flowed: boolean;
  readonly baseCommit?: string;
  readonly changeId?: string;
}

/** @param raw one character a byte */
export async function readMail(raw: string): Promise<Mail> {
  const parsed = await PostalMime.parse(Buffer.from(raw, 'latin1'));
  const headers = readHeaders(raw);
  const attached = parsed.attachments
    .filter((one) => /^text\//.test(one.mimeType) || /\.(?:patch|diff)$/.test(one.filename ?? ''))
    .map((one) =>
      typeof one.content === 'string' ? one.content : Buffer.from(one.content as ArrayBuffer).toString('utf8'),
    );
  const text = [parsed.text ?? '', ...attached].join('\n').replace(/\r\n/g, '\n');
  const subject = (parsed.subject ?? '').replace(/\s+/g, ' ').trim();
  return {
    messageId: messageIds(headers.first('message-id'))[0] ?? '',
    repliesTo: [
      ...messageIds(headers.first('in-reply-to')),
      ...messageIds(headers.first('references')).reverse(),
    ].filter((one, index, all) => all.indexOf(one) === index),
    subject,
    from: plainName(parsed.from?.name) ?? parsed.from?.address ?? '',
    date: dayOf(headers.first('date')),
    text,
    diff: scanDiff(text),
    flowed: isFlowed(raw),
    ...facts(text, subject),
  };
}

/** What the subject and the end of a posting say of it. */
export function facts(text: string, subject: string): Pick<Mail, 'tag' | 'baseCommit' | 'changeId'> {
  const tag = subjectTag(subject);
  const baseCommit = /^base-commit: ([0-9a-f]{7,40})$/m.exec(text)?.[1];
  const changeId = /^change-id: (\S+)$/m.exec(text)?.[1];
  return {
    ...(tag === undefined ? {} : { tag }),
    ...(baseCommit === undefined ? {} : { baseCommit }),
    ...(changeId === undefined ? {} : { changeId }),
  };
}

function plainName(name: string | undefined): string | undefined {
  const bare = name?.trim();
  return bare === undefined || bare === '' ? undefined : bare;
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** The day as the sender wrote it, not as another zone would have it. */
export function dayOf(value: string | undefined): string {
  const found =
    /(\d{1,2})\s+([A-Za-z]{3})[a-z]*\s+(\d{4})/.exec(value ?? '') ??
    swapped(/([A-Za-z]{3})[a-z]*\s+(\d{1,2})(?:\s+[\d:]+)?,?\s+(\d{4})/.exec(value ?? ''));
  const month = months.indexOf(found?.[2]?.toLowerCase() ?? '') + 1;
  if (!found || month === 0) return '';
  return `${found[3] ?? ''}-${String(month).padStart(2, '0')}-${(found[1] ?? '').padStart(2, '0')}`;
}

function swapped(match: RegExpExecArray | null): readonly string[] | undefined {
  return match ? [match[0], match[2] ?? '', match[1] ?? '', match[3] ?? ''] : undefined;
}

/** The head of the mail, or of one of its parts, says `format=flowed`. */
function isFlowed(raw: string): boolean {
  const heads = [
    raw,
    ...raw
      .split(/^--[^\s].*$/m)
      .slice(1)
      .map((part) => part.replace(/^\r?\n/, '')),
  ];
  return heads.some((part) => /format\s*=\s*"?flowed/i.test(readHeaders(part).first('content-type') ?? ''));
}

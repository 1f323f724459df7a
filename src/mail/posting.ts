/** Mails put in order: postings with their cover letter and patches, and the replies to them. */
import { isWhole } from './diff-scan';
import { subjectTag } from './headers';
import type { Mail } from './read-mail';

export interface Posting {
  /** N of vN. */
  readonly version: number;
  readonly cover?: Mail;
  /** In order of k/n; of two with one number, the first. */
  readonly patches: readonly Mail[];
  /** n of k/n. */
  readonly count: number;
  readonly missing: readonly number[];
  readonly twice: readonly number[];
  readonly replies: readonly Reply[];
}

export interface Reply {
  readonly mail: Mail;
  /** The posted mail it answers, where that is known. */
  readonly to?: Mail;
  /** 1-based hunk of it that the quoted lines stand in, where there is one. */
  readonly hunk?: number;
}

/** By version, in order. A mail with a diff and no tag is a posting of one patch where there is no other. */
export function postingsOf(mails: readonly Mail[]): Posting[] {
  const posted = mails.filter((mail) => mail.tag !== undefined);
  const versions = [...new Set(posted.map((mail) => mail.tag?.version ?? 1))].sort((a, b) => a - b);
  const made = versions.map((version) =>
    posting(
      version,
      posted.filter((mail) => mail.tag?.version === version),
    ),
  );
  const bare = mails.filter((mail) => mail.tag === undefined && mail.diff.hunks.length > 0);
  const [only] = bare;
  if (made.length === 0 && only && bare.length === 1) {
    made.push({ ...posting(subjectTag(bareSubject(only))?.version ?? 1, []), patches: [only], missing: [] });
  }
  const taken = new Set(made.flatMap((one) => [...(one.cover ? [one.cover] : []), ...one.patches]));
  const others = mails.filter((mail) => !taken.has(mail) && mail.tag === undefined);
  return made.map((one) => ({ ...one, replies: repliesTo(one, others, mails) }));
}

function posting(version: number, mails: readonly Mail[]): Posting {
  const cover = mails.find((mail) => mail.tag?.index === 0);
  const patches: Mail[] = [];
  const twice: number[] = [];
  const count = Math.max(1, ...mails.map((mail) => mail.tag?.count ?? 1));
  const missing: number[] = [];
  for (let index = 1; index <= count; index++) {
    const [first, ...more] = mails.filter((mail) => (mail.tag?.index ?? 1) === index);
    if (first) patches.push(first);
    else missing.push(index);
    if (more.length > 0) twice.push(index);
  }
  return { version, ...(cover ? { cover } : {}), patches, count, missing, twice, replies: [] };
}

function repliesTo(one: Posting, others: readonly Mail[], all: readonly Mail[]): Reply[] {
  const own = [...(one.cover ? [one.cover] : []), ...one.patches];
  const byId = new Map(all.filter((mail) => mail.messageId !== '').map((mail) => [mail.messageId, mail]));
  return others.flatMap((mail) => {
    const to = nearest(mail, own, byId) ?? own.find((posted) => bareSubject(posted) === bareSubject(mail));
    if (to === undefined) return [];
    const hunk = quotedHunk(mail, to);
    return [{ mail, to, ...(hunk === undefined ? {} : { hunk }) }];
  });
}

/** The posted mail that stands nearest on the way up the thread; of mails that are not here, what References says. */
function nearest(mail: Mail, own: readonly Mail[], byId: ReadonlyMap<string, Mail>): Mail | undefined {
  const posted = new Map(own.filter((one) => one.messageId !== '').map((one) => [one.messageId, one]));
  const seen = new Set<Mail>();
  for (let at: Mail | undefined = mail; at !== undefined && !seen.has(at);) {
    seen.add(at);
    const id: string | undefined = at.repliesTo[0];
    if (id === undefined) return undefined;
    const found = posted.get(id);
    if (found) return found;
    const next = byId.get(id);
    if (next === undefined) {
      const known: string | undefined = at.repliesTo.find((one) => posted.has(one));
      return known === undefined ? undefined : posted.get(known);
    }
    at = next;
  }
  return undefined;
}

function bareSubject(mail: Mail): string {
  return mail.subject
    .replace(/^(?:(?:Re|RE|Fwd): )+/, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The hunk that has most of the quoted changed lines which stand last before a sentence of the reply's own. */
function quotedHunk(mail: Mail, posted: Mail): number | undefined {
  const quoted = mail.text
    .split('\n')
    .filter((line) => /^>\s?[+-]/.test(line))
    .map((line) => line.replace(/^>\s?/, '').trim())
    .filter((line) => line.length > 3);
  const last = quoted[quoted.length - 1];
  if (last === undefined) return undefined;
  const found = posted.diff.hunks.filter((hunk) => hunk.lines.some((line) => line.trim() === last));
  return found.length === 1 ? found[0]?.number : undefined;
}

/** Hunks that have not as many lines as their head counts. */
export function damagedHunks(mail: Mail): readonly Mail['diff']['hunks'][number][] {
  return mail.diff.hunks.filter((hunk) => !isWhole(hunk));
}

/**
 * A thread saved as a page of a web archive, read as far as it goes: subjects, authors and diffs. What such a page does
 * not have is named, never guessed.
 */
import { isWhole, scanDiff } from './diff-scan';
import type { Mail } from './read-mail';
import { dayOf, facts } from './read-mail';

export interface Page {
  readonly mails: readonly Mail[];
  /** What is lost, in words. */
  readonly lost: readonly string[];
}

const subject = /^(?:(?:Re|RE|Fwd): )*\[[^\]]*\b(?:PATCH|RFC)[^\]]*\] \S.*$|^Re: \[.*\] .*$/;

/** A mail begins with fields that say who wrote it and which one it is; a page does not. */
export function isPage(text: string): boolean {
  const first = text.split(/\r?\n\r?\n/, 1)[0] ?? '';
  return !/^(?:From|Date|Message-ID|Subject|Received|Return-Path):/im.test(first.replace(/^\s+/, ''));
}

export function readPage(text: string): Page {
  const lines = text.split(/\r?\n/);
  // A subject that stands twice in a row, as a title and as a mail's head, is one.
  const starts = lines.flatMap((line, at) =>
    subject.test(line) && (at === 0 || lines[at - 1]?.trim() === '') ? [at] : [],
  );
  const posts = starts.map((start, index) => lines.slice(start, starts[index + 1] ?? lines.length));
  const strict = scanDiff(text).hunks;
  const blanksLost = strict.some((hunk) => !isWhole(hunk));
  const isTitle = (post: readonly string[], index: number): boolean =>
    post[0] === posts[index + 1]?.[0] && !/^Re: /.test(post[0] ?? '') && !/^@@ -/m.test(post.join('\n'));
  const mails = posts
    .filter((post, index) => !isTitle(post, index))
    .filter((post) => post.slice(1).join('').trim() !== '')
    .map((post) => mailOf(post, blanksLost));
  const whole = mails.length > 0 ? mails : [mailOf(['', ...lines], blanksLost)];
  const lost = ['Message-IDs', 'who answers whom'];
  if (whole.some((mail) => mail.date === '')) lost.push('dates');
  if (whole.some((mail) => /^Re: /.test(mail.subject) && mail.diff.hunks.length > 0)) {
    lost.push('who wrote the patch that a reply quotes whole');
  }
  if (blanksLost && whole.some((mail) => mail.diff.hunks.length > 0))
    lost.push('the blanks that begin lines, so hunks are counted roughly');
  return { mails: whole, lost };
}

function mailOf(post: readonly string[], blanksLost: boolean): Mail {
  const [title = '', ...rest] = post;
  const text = rest.join('\n');
  const named = rest.slice(0, 4).find((line) => /^From: /.test(line));
  const from = named?.slice(6) ?? rest.find((line) => line.trim() !== '') ?? '';
  const date = rest.slice(0, 6).find((line) => /^Date: /.test(line));
  return {
    messageId: '',
    repliesTo: [],
    subject: title.trim(),
    from: /^[\p{L}][\p{L} .'-]{2,60}(?:-\d+)?$/u.test(from.trim()) ? from.trim() : '',
    date: dayOf(date?.slice(6)),
    text,
    diff: scanDiff(text, blanksLost),
    flowed: false,
    ...facts(text, title),
  };
}

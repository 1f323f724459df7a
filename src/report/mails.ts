/** Which mails a version stands for: its own Message-ID, and those that its patches say they model. */
import type { SeriesResult, VersionInfo } from '../result';

/** Message-IDs that the patches of a version say they model, without angle brackets. */
function modelled(version: VersionInfo): string[] {
  return version.patches.flatMap(({ text }) => {
    const end = text.search(/^---$/m);
    const head = end < 0 ? text : text.slice(0, end);
    return [...head.matchAll(/^Models: <([^<>\s]+)> by /gm)].map((match) => match[1] ?? '');
  });
}

/** The versions that a mail is answered by: those it posts; if there is none, those with a patch that models it. */
export function versionsOfMail(series: SeriesResult, messageId: string): VersionInfo[] {
  const posted = series.versions.filter((one) => one.messageId === messageId);
  return posted.length > 0 ? posted : series.versions.filter((one) => modelled(one).includes(messageId));
}

/** Message-IDs of the mails that this version answers. */
export function mailsOf(series: SeriesResult, version: VersionInfo): string[] {
  const own = version.messageId === undefined ? [] : [version.messageId];
  const all = [...new Set([...own, ...modelled(version)])];
  return all.filter((messageId) => versionsOfMail(series, messageId).includes(version));
}

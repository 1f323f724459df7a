/**
 * A mailbox cut into its mails. A `From ` line begins a mail only at the start or after an empty line, and only with a
 * date, for bodies have such lines too; `>From` loses one `>` (mboxrd).
 */

const separator = /^From \S+.*\d\d:\d\d(?::\d\d)?.*\d{4}/;

/** @param text one character a byte  @returns each mail without its separator; a text without any is one mail */
export function splitMbox(text: string): string[] {
  const lines = text.split('\n');
  const mails: string[][] = [];
  let isMbox = false;
  lines.forEach((line, index) => {
    const begins = separator.test(line) && (index === 0 || (lines[index - 1] ?? '').replace(/\r$/, '') === '');
    if (begins) {
      isMbox = true;
      mails.push([]);
    } else if (mails.length === 0) mails.push([line]);
    else mails[mails.length - 1]?.push(isMbox ? line.replace(/^>(>*From )/, '$1') : line);
  });
  return mails.map((mail) => mail.join('\n')).filter((mail) => mail.trim() !== '');
}

/**
 * Text of others (a patch subject, a case title, a trace) on its way into Markdown, a terminal or a shell
 * command: shown as it is, never obeyed. This file knows nothing of what the text means.
 */

/** Control and direction-changing characters, which would move a cursor, hide text or reorder a line. */
const unsafe = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** Most texts: nothing in them is to be looked at. */
const harmless = /^[ -~]*$/;

/** Control characters as `\u{1b}`, line ends and tabs as one blank. */
export function plain(text: string): string {
  return harmless.test(text) ? text : text.replace(/[\t\r\n]+/g, ' ').replace(unsafe, visible);
}

/** As `plain`, keeping line ends; tabs become blanks up to the next multiple of 8, as a mail shows them. */
export function plainLines(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .split('\n')
    .map((line) => expandTabs(line).replace(unsafe, visible))
    .join('\n');
}

function visible(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

export function expandTabs(line: string, from = 0): string {
  let out = '';
  for (const character of line) {
    out += character === '\t' ? ' '.repeat(8 - ((out.length + from) % 8)) : character;
  }
  return out;
}

/** Running Markdown text: nothing in it is a link, markup, HTML, a mention or a table border. */
export function markdown(text: string): string {
  return plain(text)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*[\]|~]/g, '\\$&')
    .replace(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '\\_')
    .replace(/^(\s*)([-+=#])/, '$1\\$2')
    .replace(/^(\s*\d+)([.)])(?=\s|$)/, '$1\\$2')
    .replace(/:\/\//g, '&#58;//')
    .replace(/\bwww\./gi, (dot) => dot.replace('.', '&#46;'))
    .replace(/@/g, '&#64;');
}

/** Text inside an HTML element, where Markdown is not read. */
export function html(text: string): string {
  return plain(text).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

/** An inline code span, also inside a table. */
export function code(text: string): string {
  const shown = plain(text).trim().replace(/\|/g, '\\|');
  const fence = '`'.repeat(longestRun(shown, '`') + 1);
  const pad = shown.startsWith('`') || shown.endsWith('`') || shown === '' ? ' ' : '';
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/** A fenced code block; the fence is longer than any in the text. */
export function codeBlock(text: string, language = 'text'): string {
  const shown = plainLines(text);
  const fence = '`'.repeat(Math.max(3, longestRun(shown, '`') + 1));
  return `${fence}${language}\n${shown}\n${fence}`;
}

/** One argument of a POSIX shell. */
export function shellQuote(text: string): string {
  return /^[A-Za-z0-9_./:=@%+,-]+$/.test(text) ? text : `'${text.replace(/'/g, `'\\''`)}'`;
}

function longestRun(text: string, character: string): number {
  let longest = 0;
  let run = 0;
  for (const one of text) {
    run = one === character ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}

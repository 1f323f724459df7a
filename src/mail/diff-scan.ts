/**
 * What a posted diff changes: files, functions, counts of lines. Its lines are counted against the heads of the hunks,
 * and kept only to be shown. It places nothing and applies nothing.
 */

export interface PostedHunk {
  /** Of the file it changes, without `a/`, `b/`. */
  readonly file: string;
  /** 1-based over the mail. */
  readonly number: number;
  /** Text after the second `@@`, trimmed. */
  readonly heading: string;
  /** Function that the heading names; empty when it names none. */
  readonly function: string;
  readonly added: number;
  readonly removed: number;
  /** As sent, with their signs. */
  readonly lines: readonly string[];
  /** Lines that the head counts; more or fewer were there where the hunk is damaged. */
  readonly counted: { readonly old: number; readonly new: number };
  readonly found: { readonly old: number; readonly new: number };
}

export interface ScannedDiff {
  readonly hunks: readonly PostedHunk[];
  /** 1-based line on which several lines of a diff stand; then nothing else is known of it. */
  readonly runTogether?: number;
}

const head = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@ ?(.*)$/;

/** @param blanksLost the text has lost the blanks that begin its lines: what has no sign counts as context */
export function scanDiff(text: string, blanksLost = false): ScannedDiff {
  const lines = text.split(/\r?\n/);
  const hunks: PostedHunk[] = [];
  let file = '';
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (
      /(?:diff --git |index [0-9a-f]+\.\.).*(?:--- a\/|@@ -\d).*@@ -?/.test(line) ||
      / @@ .* @@ -\d+,\d+ \+/.test(line)
    ) {
      return { hunks: [], runTogether: at + 1 };
    }
    const target = /^\+\+\+ (?:b\/)?(\S+)/.exec(line);
    const source = /^--- (?:a\/)?(\S+)/.exec(line);
    if (source && lines[at + 1]?.startsWith('+++ ') === true) file = source[1] ?? '';
    if (target && target[1] !== '/dev/null') file = target[1] ?? '';
    const [, old, fresh, heading = ''] = head.exec(line) ?? [];
    if (!head.test(line)) continue;
    const counted = { old: Number(old ?? 1), new: Number(fresh ?? 1) };
    const body = bodyOf(lines, at + 1, counted, blanksLost);
    hunks.push({
      file,
      number: hunks.length + 1,
      heading: heading.trim(),
      function: functionOf(heading),
      added: body.filter((one) => one.startsWith('+')).length,
      removed: body.filter((one) => one.startsWith('-')).length,
      lines: body,
      counted,
      found: {
        old: body.filter((one) => !one.startsWith('+')).length,
        new: body.filter((one) => !one.startsWith('-')).length,
      },
    });
    at += body.length;
  }
  return { hunks };
}

function bodyOf(
  lines: readonly string[],
  from: number,
  counted: { readonly old: number; readonly new: number },
  blanksLost: boolean,
): string[] {
  const body: string[] = [];
  let [old, fresh] = [counted.old, counted.new];
  for (let at = from; at < lines.length && (old > 0 || fresh > 0); at++) {
    const line = lines[at] ?? '';
    // An empty line is a context line that lost its blank on the way.
    const sign = line === '' ? ' ' : line.charAt(0);
    if (/^(?:diff --git |@@ -\d)/.test(line)) break;
    if (!/[ +\-\\]/.test(sign) && !blanksLost) break;
    body.push(line);
    if (sign === '\\') continue;
    if (sign !== '+') old--;
    if (sign !== '-') fresh--;
  }
  return body.filter((line) => !line.startsWith('\\'));
}

export function isWhole(hunk: PostedHunk): boolean {
  return hunk.counted.old === hunk.found.old && hunk.counted.new === hunk.found.new;
}

/** `static void collapse_huge_page(struct mm_struct *mm,` is collapse_huge_page. */
function functionOf(heading: string): string {
  if (/^\s*(?:struct|union|enum)\b[^(]*$/.test(heading)) return '';
  return /([A-Za-z_]\w*)\s*\(/.exec(heading)?.[1] ?? '';
}

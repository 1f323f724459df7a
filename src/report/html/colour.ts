/**
 * C in colour, line by line. The pieces come from our own lexer, which the caller hands in: reports import no front end.
 */
import type { HunkLine } from '../patch-excerpt';
import { codeText, markup, type Raw } from './escape';

export interface Piece {
  readonly kind: string;
  readonly start: number;
  readonly end: number;
}

/** Cuts a text into pieces that concatenate back to it. */
export type Lexer = (text: string) => Iterable<Piece>;

const words: Readonly<Record<string, 'b' | 'i' | 'u'>> = {
  keyword: 'b',
  comment: 'i',
  number: 'u',
  string: 'u',
  char: 'u',
};

/** Markup of each line. Text that begins inside a comment, as a hunk may, is read as such. */
export function colour(lines: readonly string[], lexer: Lexer): Raw[] {
  const opened = beginsInComment(lines);
  const text = `${opened ? '/*' : ''}${lines.join('\n')}`;
  const out: Raw[][] = [[]];
  for (const piece of lexer(text)) {
    const tag = words[piece.kind];
    text
      .slice(piece.start, piece.end)
      .split('\n')
      .forEach((part, index) => {
        if (index > 0) out.push([]);
        const shown = codeText(opened && piece.start === 0 && index === 0 ? part.slice(2) : part);
        out
          .at(-1)
          ?.push(
            tag === 'b'
              ? markup`<b>${shown}</b>`
              : tag === 'i'
                ? markup`<i>${shown}</i>`
                : tag === 'u'
                  ? markup`<u>${shown}</u>`
                  : shown,
          );
      });
  }
  return out.map((parts) => markup`${parts}`);
}

/** Lines of a hunk in colour. Old and new side are lexed each for itself, for a comment may begin on one only. */
export function coloured(all: readonly HunkLine[], lexer: Lexer): Raw[] {
  const out: Raw[] = [];
  for (const gone of ['+', '-']) {
    const side = all.filter((line) => line.sign !== gone);
    colour(
      side.map((line) => line.text),
      lexer,
    ).forEach((markup, at) => {
      const line = side[at];
      if (line) out[all.indexOf(line)] = markup;
    });
  }
  return out;
}

function beginsInComment(lines: readonly string[]): boolean {
  const text = lines.join('\n');
  const end = text.indexOf('*/');
  const start = text.indexOf('/*');
  if (end >= 0 && (start < 0 || start > end)) return true;
  return end < 0 && start < 0 && /^\s*\*\s/.test(lines[0] ?? '');
}

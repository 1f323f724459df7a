/** A unified diff that is only to be read: what changed between two versions. */
import { hunksIn } from '../patch-excerpt';
import { coloured, type Lexer } from './colour';
import { lineEnd, markup, type Raw } from './escape';

export function diffRows(text: string, lexer: Lexer): Raw {
  let file = '';
  return markup`${hunksIn('', text, '').map((hunk) => {
    const named = hunk.file !== file && markup`<h5>${hunk.file}</h5>`;
    file = hunk.file;
    const pieces = coloured(hunk.lines, lexer);
    const rows = hunk.lines.map((line, index) => {
      const shown = markup`${line.sign}${pieces[index]}${lineEnd}`;
      return line.sign === '+' ? markup`<ins>${shown}</ins>` : line.sign === '-' ? markup`<del>${shown}</del>` : shown;
    });
    return markup`${named}<pre class="hunk">@@ ${hunk.heading}${lineEnd}${rows}</pre>`;
  })}`;
}

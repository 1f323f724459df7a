/**
 * What src/kernel/PROVENANCE.md says of each model function that is not a faithful re-telling: the
 * rows of its tables whose first cell is a function in backquotes, with `kept` rows left out.
 */

/** The rows of the table of the model as a whole: `page contents: left out: only which page is mapped where`. */
export function leftOutOf(text: string): string[] {
  const section = /^## The whole\n([\s\S]*?)(?=^## |$(?![\s\S]))/m.exec(text)?.[1] ?? '';
  return rowsOf(section).flatMap(([what = '', status = '', ...rest]) => {
    if (!/^(simplified|stubbed)$/.test(status)) return [];
    return [[what, ...rest.filter((cell) => cell !== '')].join(': ')];
  });
}

function rowsOf(text: string): string[][] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

/** Function -> one line. */
export function provenanceOf(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [first = '', status = '', ...rest] of rowsOf(text)) {
    if (!/^(simplified|stubbed|stub|new|invented)/i.test(status)) continue;
    for (const match of first.matchAll(/`([A-Za-z_]\w*)(?:\(\))?`/g)) {
      if (match[1] !== undefined) found[match[1]] = [status, ...rest.filter((cell) => cell !== '')].join(': ');
    }
  }
  return found;
}

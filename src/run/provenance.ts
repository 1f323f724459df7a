/**
 * What src/kernel/PROVENANCE.md says of each model function that is not a faithful re-telling: the
 * rows of its tables whose first cell is a function in backquotes, with `kept` rows left out.
 */

/** Function -> one line. */
export function provenanceOf(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const line of text.split('\n')) {
    if (!line.startsWith('|')) continue;
    const cells = line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
    const [first = '', status = '', ...rest] = cells;
    if (!/^(simplified|stubbed|stub|new|invented)/i.test(status)) continue;
    for (const match of first.matchAll(/`([A-Za-z_]\w*)(?:\(\))?`/g)) {
      if (match[1] !== undefined) found[match[1]] = [status, ...rest.filter((cell) => cell !== '')].join(': ');
    }
  }
  return found;
}

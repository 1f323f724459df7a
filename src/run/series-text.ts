/**
 * Adding to the text of a series.yaml so that everything else stays as it is, comments too: new entries at the end of
 * the block of a top-level key.
 */

/** The text with `entries` at the end of the block; a key that is not there is added. Undefined where the key is no block. */
export function withEntries(text: string, key: string, entries: string): string | undefined {
  if (entries === '') return text;
  const lines = text.replace(/\n*$/, '\n').split('\n').slice(0, -1);
  const at = lines.findIndex((line) => line.startsWith(`${key}:`));
  if (at < 0) return `${lines.join('\n')}\n\n${key}:\n${entries}`;
  if (!/^[^:]*:\s*(?:#.*)?$/.test(lines[at] ?? '')) return undefined;
  let end = at + 1;
  for (let next = at + 1; next < lines.length && /^(?:\s|#|$)/.test(lines[next] ?? ''); next++) {
    if (/^\s+[^\s#]/.test(lines[next] ?? '')) end = next + 1;
  }
  const before = lines.slice(0, end);
  const blank = before.some((line) => line === '') ? '\n' : '';
  return `${before.join('\n')}\n${blank}${entries}${lines
    .slice(end)
    .map((line) => `${line}\n`)
    .join('')}`;
}

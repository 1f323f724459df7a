/** The text of a top-level key of a YAML mapping, quick and only for showing: a full reader says what is wrong with a file. */

export function topLevel(text: string, key: string): string {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => line.startsWith(`${key}:`));
  if (at < 0) return '';
  const parts = [(lines[at] ?? '').slice(key.length + 1)];
  for (const line of lines.slice(at + 1)) {
    if (!/^\s+\S/.test(line)) break;
    parts.push(line);
  }
  const joined = parts
    .map((part) => part.trim())
    .join(' ')
    .trim();
  const bare = joined.replace(/^[|>][+-]?\s*/, '').replace(/\s#.*$/, '');
  const quoted = /^(['"])(.*)\1$/.exec(bare);
  return quoted?.[2] ?? bare;
}

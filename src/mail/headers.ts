/**
 * The head of a mail, read as far as a program needs that only asks which mail it is: names and values of its fields.
 * Anything is accepted; what is no field is passed over. It decodes no bodies.
 */

export interface Headers {
  /** Values of all fields of this name, unfolded, in order. */
  readonly all: (name: string) => readonly string[];
  /** The first of them. */
  readonly first: (name: string) => string | undefined;
}

/** More than this is no head. */
const mostCharacters = 1_000_000;

/** @param text of the mail; a line `From …` before the first field is that of an mbox */
export function readHeaders(text: string): Headers {
  const fields: { readonly name: string; value: string }[] = [];
  const lines = text
    .slice(0, mostCharacters)
    .replace(/^\uFEFF/, '')
    .replace(/^\s*\n/, '')
    .split(/\r\n|\r|\n/);
  for (const [index, line] of lines.entries()) {
    if (line === '') break;
    const last = fields[fields.length - 1];
    if (/^[ \t]/.test(line)) {
      if (last) last.value = `${last.value} ${line.trim()}`.trim();
      continue;
    }
    if (index === 0 && line.startsWith('From ')) continue;
    const [, name, value] = /^([!-9;-~]+)[ \t]*:(.*)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) fields.push({ name: name.toLowerCase(), value: value.trim() });
  }
  const all = (name: string): string[] =>
    fields.filter((field) => field.name === name.toLowerCase()).map((field) => field.value);
  return { all, first: (name) => all(name)[0] };
}

/** Message-IDs in the value of a field, without angle brackets; of a value without any, its first word. */
export function messageIds(value: string | undefined): string[] {
  if (value === undefined) return [];
  const bracketed = [...value.matchAll(/<\s*([^<>\s]+)\s*>/g)].map((match) => match[1] ?? '');
  const word = value.trim().split(/\s+/)[0] ?? '';
  return bracketed.length > 0 ? bracketed : word.includes('@') ? [word] : [];
}

/** What a subject says of a patch: `[PATCH v2 3/7 mm] …`. */
export interface SubjectTag {
  readonly version: number;
  /** k of k/n; 1 where there is no k/n; 0 is a cover letter. */
  readonly index: number;
  readonly count: number;
}

/** Undefined where it posts no patch: a reply, a discussion. */
export function subjectTag(subject: string | undefined): SubjectTag | undefined {
  const [, tag] = /^\s*((?:\[[^\]]*\]\s*)+)/.exec(subject ?? '') ?? [];
  if (tag === undefined || !/\b(?:PATCH|RFC)/i.test(tag)) return undefined;
  const version = /PATCH\s*v?(\d+)|\bv(\d+)\b/i.exec(tag.replace(/(\d+)\s*\/\s*\d+/, ''));
  const [, index, count] = /(\d+)\s*\/\s*(\d+)/.exec(tag) ?? [];
  return {
    version: Number(version?.[1] ?? version?.[2] ?? 1),
    index: Number(index ?? 1),
    count: Number(count ?? 1),
  };
}

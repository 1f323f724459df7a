/**
 * What `import` makes of a posting: a version and review items for series.yaml, and a rendition patch for each mail that
 * somebody is still to write. No line and no sentence of a mail is in it: names, numbers and counts are.
 */
import type { Mail } from '../mail/read-mail';
import type { PostedHunk } from '../mail/diff-scan';
import type { Posting } from '../mail/posting';

export interface ModelPlace {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
}

/** Where the model has a function. */
export type FindFunction = (name: string) => ModelPlace | undefined;

export interface ImportPlan {
  readonly version: string;
  /** YAML of the version, below `versions:`, two blanks deep. */
  readonly versionText: string;
  /** YAML of the items, below `items:`. */
  readonly itemsText: string;
  /** Relative to the folder of the series. */
  readonly patches: readonly { readonly file: string; readonly text: string }[];
}

export interface ImportNames {
  readonly version: string;
  readonly base?: string;
  /** Ids of items that the series has. */
  readonly items: readonly string[];
  readonly find: FindFunction;
}

export function importPlan(posting: Posting, names: ImportNames): ImportPlan {
  const { version } = names;
  const whole = posting.cover ?? posting.patches[0];
  const patches = posting.patches.map((mail, index) => ({
    file: `${version}/${String(mail.tag?.index ?? index + 1).padStart(4, '0')}-todo.patch`,
    text: patchText(mail, names.find),
  }));
  const notes = [
    `imported; patches ${posting.patches.map((mail) => mail.tag?.index ?? 1).join(', ')} of ${posting.count}`,
    ...(baseCommitOf(posting) === undefined ? [] : [`base-commit ${baseCommitOf(posting) ?? ''}`]),
    ...(changeIdOf(posting) === undefined ? [] : [`change-id ${changeIdOf(posting) ?? ''}`]),
  ];
  const fields: [string, string | undefined][] = [
    ['tag', scalar(version)],
    ['base', names.base === undefined ? undefined : scalar(names.base)],
    ['title', scalar('TODO: one line, what this revision is')],
    ['author', orNothing(whole?.from)],
    ['date', orNothing(whole?.date)],
    ['message-id', orNothing(whole?.messageId)],
    ['control', 'true # until each case has a line for it'],
    ['patches', `[${patches.map((one) => scalar(one.file)).join(', ')}]`],
    ['notes', scalar(notes.join('; '))],
  ];
  return {
    version,
    versionText: block(version, fields),
    itemsText: items(posting, version, names.items),
    patches,
  };
}

export function baseCommitOf(posting: Posting): string | undefined {
  return [posting.cover, ...posting.patches].find((mail) => mail?.baseCommit !== undefined)?.baseCommit;
}

export function changeIdOf(posting: Posting): string | undefined {
  return [posting.cover, ...posting.patches].find((mail) => mail?.changeId !== undefined)?.changeId;
}

/** `mm/khugepaged.c: collapse_huge_page (+3 -1), in the model at mm/khugepaged.c:412`. */
export function hunkLine(hunk: PostedHunk, find: FindFunction): string {
  const place = hunk.function === '' ? undefined : find(hunk.function);
  const where =
    hunk.function === ''
      ? 'in no function'
      : place === undefined
        ? 'not in the model'
        : `in the model at ${place.file}:${place.line}`;
  const name = hunk.function === '' ? '' : ` ${hunk.function}`;
  return `${hunk.file}:${name} (+${hunk.added} -${hunk.removed}), ${where}`;
}

function patchText(mail: Mail, find: FindFunction): string {
  const id = mail.messageId === '' ? 'unknown@invalid' : mail.messageId.replace(/[<>\s]/g, '');
  return [
    'From: patch-oracle model',
    'Subject: TODO',
    `Models: <${id.includes('@') ? id : `${id}@invalid`}> by ${oneLine(mail.from) || 'unknown'}`,
    '',
    'TODO: say in your own words what the change does. Write it with patch-oracle',
    'edit and refresh, and take these lines out. What the posted patch touches:',
    '',
    ...mail.diff.hunks.map((hunk) => `TODO ${oneLine(hunkLine(hunk, find))}`),
    '---',
    '',
  ].join('\n');
}

function items(posting: Posting, version: string, known: readonly string[]): string {
  let next = Math.max(0, ...known.map((id) => Number(/^R(\d+)$/.exec(id)?.[1] ?? 0))) + 1;
  return posting.replies
    .filter(({ mail }) => mail.messageId !== '' && mail.date !== '')
    .map(({ mail, to, hunk }) => {
      const patch = to?.tag === undefined || to.tag.index === 0 ? 'the posting' : `patch ${to.tag.index}`;
      const where = hunk === undefined ? patch : `${patch}, hunk ${hunk}`;
      return block(`R${next++}`, [
        ['who', scalar(mail.from === '' ? 'unknown' : mail.from)],
        ['date', scalar(mail.date)],
        ['message-id', scalar(mail.messageId)],
        ['concern', scalar(`TODO: in your own words; it answers ${where} of ${version}`)],
        ['not-a-safety-claim', scalar('TODO: or a claim')],
      ]);
    })
    .join('');
}

function block(key: string, fields: readonly (readonly [string, string | undefined])[]): string {
  const lines = fields.flatMap(([name, value]) => (value === undefined ? [] : [`    ${name}: ${value}\n`]));
  return `  ${key}:\n${lines.join('')}`;
}

function orNothing(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : scalar(text);
}

/** A YAML scalar on one line, quoted wherever it might be read as something else. */
function scalar(text: string): string {
  const line = oneLine(text);
  return /^[A-Za-z][\w .,()/-]*$/.test(line) &&
    !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(line) &&
    line.trim() === line
    ? line
    : JSON.stringify(line);
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trim();
}

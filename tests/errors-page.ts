/** docs/errors.md: every diagnostic the tool can print, made from the table of codes. */
import { codes } from '../src/base/codes';
import type { CodeTable } from '../src/base/code-table';

const areas: readonly (readonly [prefix: RegExp, title: string])[] = [
  [/^(patch|series|refresh)-/, 'Patches and series'],
  [/^csrc-/, 'The C of the model and of cases'],
  [/^yaml-/, 'The form of YAML files'],
  [/^case-/, 'Cases'],
];

function row(code: string, entry: CodeTable[string]): string[] {
  const placeholders = (text: string): string => text.replace(/\{(\w+)\}/g, '<$1>');
  const lines = [`### \`${code}\``, '', `${entry.severity}: \`${placeholders(entry.message)}\``, ''];
  if (entry.hint !== undefined)
    lines.push(`What to do: ${placeholders(entry.hint).replace(/[<>]/g, (c) => `\\${c}`)}`, '');
  return lines;
}

export function errorsPage(): string {
  const table: CodeTable = codes;
  const rest = new Set(Object.keys(table));
  const lines = [
    '# Diagnostics',
    '',
    'Every diagnostic that patch-oracle can print. Words in `<angle brackets>` are filled in. This page is made from',
    '`src/base/codes*.ts` by `npm run docs:errors`; a test checks that it is current.',
    '',
  ];
  const section = (title: string, names: readonly string[]): void => {
    if (names.length === 0) return;
    lines.push(`## ${title}`, '');
    for (const code of names) {
      const entry = table[code];
      if (entry) lines.push(...row(code, entry));
      rest.delete(code);
    }
  };
  for (const [prefix, title] of areas)
    section(
      title,
      Object.keys(table)
        .filter((code) => prefix.test(code))
        .sort(),
    );
  section('Other', [...rest].sort());
  return `${lines.join('\n').trimEnd()}\n`;
}

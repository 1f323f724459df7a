/** docs/errors.md: every diagnostic the tool can print, made from the tables of codes. */
import { caseCodes } from '../src/base/codes-case';
import { csrcCodes } from '../src/base/codes-csrc';
import { litmusCodes } from '../src/base/codes-litmus';
import { mailCodes } from '../src/base/codes-mail';
import { patchCodes } from '../src/base/codes-patch';
import { runCodes } from '../src/base/codes-run';
import { yamlCodes } from '../src/base/codes-yaml';
import { codes } from '../src/base/codes';
import type { CodeTable } from '../src/base/code-table';

export const areas: readonly (readonly [title: string, table: CodeTable])[] = [
  ['Patches and series', patchCodes],
  ['The C of the model and of cases', csrcCodes],
  ['The form of YAML files', yamlCodes],
  ['Cases and the command line', caseCodes],
  ['Running', runCodes],
  ['Litmus tests', litmusCodes],
  ['Mails and scaffolds', mailCodes],
];

function entryLines(code: string, entry: CodeTable[string]): string[] {
  const placeholders = (text: string): string => text.replace(/\{(\w+)\}/g, '<$1>');
  const quote = entry.message.includes('`') ? ['`` ', ' ``'] : ['`', '`'];
  const message = quote.join(placeholders(entry.message));
  const lines = [`### \`${code}\``, '', `${entry.severity}: ${message}`, ''];
  if (entry.hint === undefined) return lines;
  return [...lines, `What to do: ${placeholders(entry.hint).replace(/[<>]/g, (sign) => `\\${sign}`)}`, ''];
}

export function errorsPage(): string {
  const lines = [
    '# Diagnostics',
    '',
    'Every diagnostic that patch-oracle can print. Words in `<angle brackets>` are filled in. This page is made from',
    '`src/base/codes*.ts` by `npm run docs:errors`; a test checks that it is current.',
    '',
  ];
  const all: CodeTable = codes;
  const rest = Object.entries(all).filter(([code]) => !areas.some(([, table]) => Object.hasOwn(table, code)));
  for (const [title, entries] of [
    ...areas.map(([name, table]) => [name, Object.entries(table)] as const),
    ['Other', rest] as const,
  ]) {
    if (entries.length === 0) continue;
    lines.push(`## ${title}`, '');
    for (const [code, entry] of entries.sort(([a], [b]) => (a < b ? -1 : 1))) lines.push(...entryLines(code, entry));
  }
  return `${lines.join('\n').trimEnd()}\n`;
}

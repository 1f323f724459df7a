/** Diagnostics of src/mail, of `import` and of `new`. See codes.ts. */
import type { CodeTable } from './code-table';

export const mailCodes = {
  'mail-flowed': {
    severity: 'error',
    message: "the patch '{subject}' was sent as format=flowed, which damages a patch: lines may be joined or cut",
    hint: 'take the raw mail from the archive of the list, or ask the author for a mail as git send-email makes it',
  },
  'mail-lines-lost': {
    severity: 'error',
    message: "the diff in '{subject}' has lost its line breaks (line {line})",
    hint: 'the page that it was saved from runs lines together: take the raw mail from the archive of the list',
  },
  'mail-hunk-damaged': {
    severity: 'error',
    message:
      "hunk {hunk} of {file} in '{subject}' is not whole: its head counts {old} old and {new} new lines, here are {foundOld} and {foundNew}",
    hint: 'take the raw mail from the archive of the list',
  },
  'mail-nothing': {
    severity: 'error',
    message: '{file} holds no patch: {why}',
    hint: 'an mbox as b4 makes it, a mail with a patch, a folder of them, or - for standard input',
  },
  'mail-several': {
    severity: 'error',
    message: '{file} holds several postings: {known}',
    hint: 'say which: --posting v2',
  },
  'mail-page': {
    severity: 'warning',
    message: '{file} is no mail but a page: {lost}',
    hint: 'the raw mail from the archive of the list has it all',
  },
  'mail-patch-missing': { severity: 'warning', message: 'patch {index} of {count} is not there' },
  'mail-patch-twice': { severity: 'warning', message: 'patch {index} of {count} is there twice; the first is taken' },
  'import-series-name': {
    severity: 'error',
    message: "'{name}' is no name of a series or version",
    hint: 'letters, digits, . _ - ; a letter first',
  },
  'import-version-known': {
    severity: 'error',
    message: 'the series {series} has a version {version} already',
    hint: 'give the posting another name: --as v2-resend',
  },
  'import-no-base': { severity: 'error', message: "there is no version '{base}' in the series {series} to stand on" },
  'import-unreadable-series': {
    severity: 'error',
    message: '{file} has a form that cannot be added to: {why}',
    hint: 'write `versions:` and `items:` as blocks, one key a line',
  },
  'new-name': { severity: 'error', message: "'{name}' is no name of the form {form}", hint: 'letters, digits, . _ -' },
  'new-exists': { severity: 'error', message: '{file} is there already' },
  'new-unknown-item': { severity: 'error', message: "the series has no item '{id}'", hint: 'there are: {known}' },
  'new-unknown-finding': {
    severity: 'error',
    message: "the results of {series} have no finding '{id}'",
    hint: 'reports/out/results.json and the HTML report show ids: use-after-free-1a2b3c4d',
  },
  'patch-todo': {
    severity: 'warning',
    message: 'the rendition is not written yet: the patch changes nothing, and its description says TODO',
    hint: 'patch-oracle edit, then refresh; docs/series-yaml.md',
  },
  'patch-todo-text': {
    severity: 'warning',
    message: 'the description of the patch still says TODO',
    hint: 'say in your own words what the change does',
  },
} as const satisfies CodeTable;

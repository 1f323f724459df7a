/** Diagnostics of src/patch. See codes.ts. */
import type { CodeTable } from './code-table';

const place = 'give the function in which the first changed line stands, as `@@ -1,7 +1,7 @@ {home}`';

export const patchCodes = {
  // The text of a patch
  'patch-crlf': {
    severity: 'error',
    message: 'the line ends in CR LF',
    hint: 'save the file with newlines alone; a mail client may have changed it',
  },
  'patch-signature': {
    severity: 'error',
    message: "a mail signature ('-- ') stands in the patch",
    hint: 'cut this line and all below it',
  },
  'patch-empty': {
    severity: 'error',
    message: 'the patch changes nothing: it has no hunk',
    hint: 'while it is still to be written with patch-oracle edit and refresh, begin a line above `---` with TODO',
  },
  'patch-text': {
    severity: 'error',
    message: 'this line belongs to no hunk',
    hint: 'words about the change stand above the first `---`',
  },
  'patch-git-extension': {
    severity: 'error',
    message: "'{what}' cannot be done to the model",
    hint: 'make the patch with `git diff --no-renames`, of text files only',
  },

  // Its header
  'patch-header-line': {
    severity: 'error',
    message: "the header has a line that is no 'Key: value'",
    hint: 'an empty line ends the header; the description stands below it',
  },
  'patch-from': {
    severity: 'error',
    message: "the header must begin 'From: patch-oracle model'",
    hint: 'a patch over the model is our rendition, not the patch of its author; Models: names the posting',
  },
  'patch-models': {
    severity: 'error',
    message: "the header does not say what it models: 'Models: <Message-ID> by <author>'",
    hint: 'name the posting, as in `Models: <20160523.1-2-x@example.org> by Ann Author`',
  },
  'patch-description': {
    severity: 'error',
    message: 'the patch has no description',
    hint: 'say in our own words what the change does, between the header and the first `---`',
  },
  'patch-signed-off': {
    severity: 'error',
    message: 'a Signed-off-by in a patch over the model',
    hint: 'take the line out: nobody signed this rendition; Models: names the posting',
  },

  // Its files
  'patch-path-outside': {
    severity: 'error',
    message: "'{path}' lies outside src/kernel",
    hint: 'paths are relative to src/kernel, as in a/mm/khugepaged.c',
  },
  'patch-path-prefix': {
    severity: 'error',
    message: "'{path}' does not begin with {prefix}/",
    hint: 'write --- a/<path> and +++ b/<path>, or /dev/null',
  },
  'patch-path-kind': { severity: 'error', message: "'{path}' is no C file of the model: only .c and .h can change" },
  'patch-rename': {
    severity: 'error',
    message: "the patch renames '{from}' to '{to}'",
    hint: 'remove one file and add the other',
  },
  'patch-file-twice': {
    severity: 'error',
    message: "'{path}' is changed in two places of one patch",
    hint: 'bring its hunks together under one ---/+++ pair',
  },
  'patch-file-half': { severity: 'error', message: "a '---' line without the '+++' line that belongs to it" },
  'patch-file-no-hunk': { severity: 'error', message: "no hunk follows for '{path}'" },
  'patch-file-unknown': { severity: 'error', message: "there is no '{path}' to change" },
  'patch-file-exists': {
    severity: 'error',
    message: "the patch adds '{path}', which is there already",
    hint: 'write --- a/{path} to change it',
  },
  'patch-file-remains': {
    severity: 'error',
    message: "the patch removes '{path}' without removing all of its lines",
    hint: 'a removed file has one hunk with every line; make it anew with refresh',
  },

  // Its hunks
  'patch-hunk-header': {
    severity: 'error',
    message: 'the line is no hunk header',
    hint: 'as in `@@ -10,6 +10,8 @@ collapse_huge_page`',
  },
  'patch-hunk-counts': {
    severity: 'error',
    message:
      'hunk {hunk} counts {oldSaid} old and {newSaid} new lines in its header, and has {oldFound} and {newFound}',
    hint: 'the header should begin @@ -{oldStart},{oldFound} +{newStart},{newFound} @@',
  },
  'patch-hunk-no-change': { severity: 'error', message: 'hunk {hunk} changes nothing' },
  'patch-hunk-no-context': {
    severity: 'error',
    message: 'hunk {hunk} has no old line, so nothing says where it belongs',
    hint: 'add lines of context before and after the change',
  },
  'patch-no-newline': {
    severity: 'error',
    message: "hunk {hunk} speaks of a file that does not end in a newline, and the model's files all do",
    hint: "take the line '\\ No newline at end of file' out and end the file with a newline",
  },
  'patch-heading-unknown': {
    severity: 'error',
    message: "hunk {hunk}: '{path}' has no '{heading}', which the heading names",
    hint: place,
  },
  'patch-hunk-heading': {
    severity: 'error',
    message: "hunk {hunk} is placed in '{heading}' by its heading, and its lines stand in {home}",
    hint: 'a stale heading: write `@@ … @@ {write}`, or bring the lines up to date',
  },
  'patch-hunk-no-heading': {
    severity: 'error',
    message: 'hunk {hunk} has no heading, and its lines stand in {home}',
    hint: 'write `@@ … @@ {write}`; only changes outside every function need no heading',
  },
  'patch-hunk-nowhere': {
    severity: 'error',
    message: "hunk {hunk} does not apply: '{path}' has its old lines nowhere",
    hint: 'bring the lines that differ up to date, or name the version that the patch was made for as base',
  },
  'patch-hunk-many': {
    severity: 'error',
    message: "hunk {hunk} applies in {count} places of '{path}'",
    hint: 'add lines of context until only one is left',
  },
  'patch-hunk-applied': {
    severity: 'error',
    message: "hunk {hunk} is applied already: '{path}' has its new lines and not its old ones",
    hint: 'does the version name a patch twice, or one that its base has?',
  },
  'patch-hunk-order': {
    severity: 'error',
    message: 'hunk {hunk} begins before hunk {before} ends',
    hint: 'hunks of one file follow each other from top to bottom, without overlap',
  },

  // series.yaml
  'series-missing': { severity: 'error', message: "there is no series '{name}': {file} cannot be read" },
  'series-version-name': {
    severity: 'error',
    message: "'{name}' cannot name a version",
    hint: "a letter, then letters, digits, '.', '_' or '-'",
  },
  'series-tag-twice': { severity: 'error', message: "the versions '{first}' and '{second}' have one tag, '{tag}'" },
  'series-unknown-base': { severity: 'error', message: "no version '{name}' to stand on", hint: 'there are: {known}' },
  'series-unknown-version': { severity: 'error', message: "no version '{name}'", hint: 'there are: {known}' },
  'series-cycle': {
    severity: 'error',
    message: 'the versions stand on each other: {cycle}',
    hint: 'the first of a chain has no base, or one of another series',
  },
  'series-patch-name': {
    severity: 'error',
    message: "'{patch}' cannot name a patch file",
    hint: 'a path inside {folder} that ends in .patch, as in v1/0001-swapin.patch',
  },
  'series-patch-missing': { severity: 'error', message: 'there is no {file}' },
  'series-patch-twice': { severity: 'error', message: "the version names '{patch}' twice" },
  'series-patch-unnamed': {
    severity: 'warning',
    message: 'no version names {file}',
    hint: 'add it to the patches of a version, or remove it',
  },
  'series-item-name': {
    severity: 'error',
    message: "'{name}' cannot name a review item",
    hint: 'a capital letter and a number, as in R1',
  },
  'series-item-claim': {
    severity: 'error',
    message: "review item '{name}' needs either claim: {braces} or not-a-safety-claim: a reason",
    hint: 'what would the reviewer see, in which version? Else say why there is nothing to see',
  },
  'series-claim-finding': {
    severity: 'error',
    message: "'{finding}' is no finding",
    hint: 'kind@function, as in use-after-free@collapse_huge_page; kinds: {known}',
  },
  'series-date': { severity: 'error', message: "'{date}' is no date", hint: 'as in 2016-05-23' },

  // edit and refresh
  'refresh-no-patch': { severity: 'error', message: "the version '{name}' has no patch file to rewrite" },
  'refresh-nothing': {
    severity: 'error',
    message: 'the tree is the same as without {patch}: the patch would be empty',
    hint: 'is it the folder that `edit` wrote?',
  },
  'refresh-tree-path': { severity: 'error', message: "'{path}' in the tree cannot be a file of the model" },
  'refresh-tree-text': {
    severity: 'error',
    message: "'{path}' in the tree {what}",
    hint: "the model's files end each line with a newline alone, the last one too",
  },
} as const satisfies CodeTable;

/** Diagnostics of src/case and of the command line (src/run). See codes.ts. */
import type { CodeTable } from './code-table';

export const caseCodes = {
  // C inside it
  'case-c-missing': { severity: 'error', message: "'{key}' has no C" },
  'case-c-folded': {
    severity: 'error',
    message: "the C of '{key}' is a folded scalar, whose lines YAML joins",
    hint: "write '|' instead of '>'",
  },
  'case-c-quoted': {
    severity: 'error',
    message: "the C of '{key}' is quoted, so its columns are not those of the file",
    hint: "take the quotes away, or write '|' after the key and the C below it",
  },

  // Names
  'case-series-differs': {
    severity: 'error',
    message: "the case says series '{name}' and lies in the folder of '{folder}'",
  },
  'case-unknown-series': {
    severity: 'error',
    message: "no series '{name}' under patches/",
    hint: 'there are: {known}',
  },
  'case-unknown-version': {
    severity: 'error',
    message: "no version '{name}' in the series",
    hint: 'there are: {known}',
  },
  'case-unknown-item': {
    severity: 'error',
    message: "no review item '{name}' in series.yaml",
    hint: 'there are: {known}',
  },
  'case-unknown-thread': { severity: 'error', message: "no thread '{name}' in this case", hint: 'there are: {known}' },
  'case-unknown-config': {
    severity: 'error',
    message: "no config '{name}' in this case",
    hint: 'there are: {known}',
  },
  'case-thread-name': {
    severity: 'error',
    message: "'{name}' cannot name a thread: a trace could not be read back",
    hint: "letters, digits, '_' and '-', beginning with a letter; not cpu0, rcu, setup or finally",
  },
  'case-thread-count': { severity: 'error', message: '{count} threads; a case has 1 to {most}' },
  'case-inject': {
    severity: 'error',
    message: "'{site}' is not a place for a fault",
    hint: 'function:fault, as in do_swap_page:oom',
  },
  'case-label': {
    severity: 'error',
    message: "'{label}' is not a reach label",
    hint: "small letters, digits and '-': REACH(upgrade_window) is upgrade-window",
  },
  'case-label-absent': {
    severity: 'error',
    message: "'{version}' has no REACH of the label '{label}' in what this case runs",
    hint: 'the labels of the model are listed at the end of include/scenario.h',
  },
  'case-config-name': {
    severity: 'error',
    message: "'{name}' cannot be the name of a config",
    hint: 'in `expect`, names of memory models and config/memory have a meaning of their own',
  },
  'case-unknown-memory': {
    severity: 'error',
    message: "the case does not run under '{name}'",
    hint: 'its memory models: {known}',
  },
  'case-missing-version': {
    severity: 'error',
    message: 'no expectation for {names}',
    hint: 'every version has a line: pass, findings, refused(code) or {skip: reason}',
  },
  'case-not-reached': {
    severity: 'error',
    message: "'{version}' was searched to its end, and no run passed the label '{label}'",
    hint: 'change the set-up or the threads so that they meet there, or say `{except: …}` here if the version has no such way',
  },
  'case-not-asked': {
    severity: 'error',
    message: "'{version}' was not really asked: {reason}",
    hint: 'a pass would say nothing: change the case so that every thread runs and some run comes to its end',
  },
  'case-two-expectations': {
    severity: 'error',
    message: 'two lines speak of {cell}: {keys}',
    hint: 'keep one, or name the cell itself: {cell}',
  },
  'case-missing-config': { severity: 'error', message: "no expectation for config '{config}'" },
  'case-mixed-expectation': {
    severity: 'error',
    message: 'an expectation is given for all configs and for single ones',
    hint: 'put findings or skip under each config',
  },
  'case-write-by-hand': {
    severity: 'error',
    message: "the line of '{version}' speaks of several cells over several lines: it is yours to change",
  },
  'case-no-outcome': {
    severity: 'error',
    message: 'the line says nothing of what is expected',
    hint: 'add findings: pass, findings: [kind@function] or skip: reason',
  },
  'case-no-source': {
    severity: 'error',
    message: 'the expectation has no source',
    hint: 'write from: dossier, predicted or observed at the top of the file or in the line',
  },
  'case-prediction-without-reason': {
    severity: 'error',
    message: 'a prediction without its sentence',
    hint: 'add because: "why this is expected"',
  },
  'case-bad-finding': {
    severity: 'error',
    message: "'{word}' is not an expectation",
    hint: 'pass, kind@function, a list of those, or refused(code)',
  },
  'case-unknown-kind': { severity: 'error', message: "no finding is called '{kind}'", hint: 'kinds: {known}' },
  'case-finding-twice': { severity: 'error', message: "'{finding}' stands twice in the list" },
  'case-outcome-in-list': {
    severity: 'error',
    message: "'{word}' stands alone, never in a list of findings",
  },

  // without
  'case-without-pass': {
    severity: 'error',
    message: 'a line taken out must be noticed, so something has to be found',
    hint: 'expect: kind@function, or a list of them',
  },
  'case-without-not-passing': {
    severity: 'error',
    message: "'{version}' is not expected to pass under config '{config}', so nothing is shown by taking a line out",
  },
  'case-without-function': {
    severity: 'error',
    message: "'{version}' has no function '{function}'",
    hint: 'patch-oracle edit writes the version as a tree of files to look it up in',
  },
  'case-without-absent': {
    severity: 'error',
    message: "no such line in '{function}' of '{version}': {line}",
    hint: 'patch-oracle edit writes the version as a tree of files to look it up in',
  },
  'case-without-many': {
    severity: 'error',
    message: "the line stands {count} times in '{function}' of '{version}': {line}",
    hint: 'add the line before or after it, in a block',
  },
} as const satisfies CodeTable;

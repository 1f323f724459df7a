/** Diagnostics of the command line: what a user named, and files it was given. */
import type { CodeTable } from './code-table';

export const runCodes = {
  'run-no-project': {
    severity: 'error',
    message: 'no project here: {folder} and the folders above it have no src/kernel, patches and cases',
    hint: 'go into the project, or name it with -C <folder>',
  },
  'run-unknown-variant': { severity: 'error', message: "no variant '{name}'", hint: 'there are: {known}' },
  'run-unknown-case': { severity: 'error', message: "no case '{name}'", hint: 'patch-oracle list prints them' },
  'run-unknown-config': {
    severity: 'error',
    message: "no config '{name}' in the chosen cases",
    hint: 'there are: {known}',
  },
  'run-nothing': {
    severity: 'error',
    message: 'nothing to run: no cell is both in the chosen variants and in the chosen cases',
  },
  'run-unknown-name': { severity: 'error', message: "no series, version or case '{name}'" },
  'run-not-said': {
    severity: 'error',
    message: "nothing to run: no chosen case has a line for '{variant}' in its expect",
    hint: 'patch-oracle first-run {variant} asks the cases all the same, and patch-oracle accept writes the line',
  },
  'run-proof-of-part': {
    severity: 'error',
    message: 'a proof is recorded of whole series, and this is part of {series}',
    hint: 'leave --write out, or name the series alone',
  },
  'run-bad-number': { severity: 'error', message: "'{value}' is not a number for {option}" },
  'run-bad-trace': { severity: 'error', message: 'not a trace, at character {offset}: {message}' },
  'run-other-variant': {
    severity: 'warning',
    message:
      'the trace was made for another variant, config or case (#{made}); this one is #{own}. It is tried all the same',
  },
  'run-trace-stuck': { severity: 'error', message: 'the trace cannot go on at step {step}: {reason}' },
  'run-folder-not-empty': {
    severity: 'error',
    message: '{folder} is there already and not empty',
    hint: 'name a new folder',
  },
  'run-builds-after-all': {
    severity: 'error',
    message: "series.yaml says that '{version}' does not build ({declared}), but it does",
  },
  'run-unreadable': { severity: 'error', message: '{file} cannot be read: {reason}' },
  'run-bad-results': { severity: 'error', message: '{file} does not hold results of patch-oracle: {reason}' },
  'run-bad-shard': {
    severity: 'error',
    message: "'{value}' is not a shard",
    hint: 'the number of this one and how many there are, as in --shard 2/4',
  },
  'run-shard-without-blob': {
    severity: 'error',
    message: '{given} needs {missing}',
    hint: 'patch-oracle review --shard 1/4 --blob out/',
  },
  'run-shard-of-some': {
    severity: 'error',
    message: 'a shard is a part of everything: {names} cannot be named with --shard',
  },
  'run-bad-blob': { severity: 'error', message: '{file} is not the blob of a shard: {reason}' },
  'run-no-blobs': {
    severity: 'error',
    message: 'no blob of a shard in {folder}',
    hint: 'patch-oracle review --shard 1/4 --blob {folder} writes one',
  },
  'run-blobs-of-two-runs': {
    severity: 'error',
    message: '{files}: not a shard of {of}, as the others are',
    hint: 'take away the blobs of the other run',
  },
  'run-foreign-blob': {
    severity: 'error',
    message: '{files}: made from another model, other patches, cases or code than those of this project',
    hint: 'run the shards and the merge on one commit',
  },
  'run-missing-shards': {
    severity: 'error',
    message: 'no blob of shard {missing}',
    hint: 'run what is missing with --shard; the blobs that are there stay good',
  },
  'run-nothing-to-blame': {
    severity: 'error',
    message: '{case} gives no answer in {variant} that parts of a patch could change',
    hint: 'patch-oracle run shows why: refused, skipped or inconclusive',
  },
  'run-no-elements': {
    severity: 'error',
    message: "the patches of '{variant}' add no barrier, lock operation, check or label",
  },
  'run-unknown-format': { severity: 'error', message: "no format '{format}'", hint: 'there are: {known}' },
  'run-no-reason': {
    severity: 'error',
    message: 'an expectation is accepted with a reason',
    hint: '--reason "why this is right, in a sentence"',
  },
  'run-unknown-source': {
    severity: 'error',
    message: "'{source}' is no source to accept with",
    hint: 'there are: {known}',
  },
  'run-not-acceptable': {
    severity: 'error',
    message: '{cell} gives nothing to accept: {why}',
  },
  'run-nobody-to-ask': {
    severity: 'error',
    message: 'nobody to ask: this is no terminal',
    hint: 'read the trace above, then say --yes',
  },
} as const satisfies CodeTable;

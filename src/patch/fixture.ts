/** Small texts for the tests of this folder: a model of two files, patches over it, a project in memory. */
import { SourceFile } from '../base/source';
import type { Files } from './apply';
import { parsePatch } from './parse-patch';
import type { PatchFile } from './patch-file';
import type { ProjectReader } from './series';

export const collapse = `/* A collapse in small. */
#include <linux/mm.h>

static int scan_count;

struct scan_control {
	int result;
};

static int revalidate(struct mm_struct *mm)
{
	if (mm->users == 0)
		return -1;
	return 0;
}

static void isolate(struct mm_struct *mm,
		    int address)
{
	lock(mm);
	mm->pages--;
	unlock(mm);
}

/* Entered with the lock held for reading. */
void collapse(struct mm_struct *mm, int address)
{
	int result = 0;

	lock(mm);
	result = revalidate(mm);
	if (result)
		goto out;
	isolate(mm, address);
	mm->collapsed = 1;
out:
	unlock(mm);
}
`;

export const header = `From: patch-oracle model
Subject: take the lock earlier
Models: <20160523.1-2@example.org> by Ann Author

The lock is taken before the count is read.
---
`;

export const patchName = 'patches/swapin/v1/0001.patch';

export function modelOf(texts: Readonly<Record<string, string>> = { 'mm/collapse.c': collapse }): Files {
  return new Map(Object.entries(texts).map(([path, text]) => [path, new SourceFile(path, text)]));
}

/** A patch that must be well formed. */
export function patchOf(text: string, name = patchName): PatchFile {
  const { patch, diagnostics } = parsePatch(new SourceFile(name, text));
  if (!patch) throw new Error(JSON.stringify(diagnostics.map((one) => one.message)));
  return patch;
}

/** Header and one file's hunks: each `[heading, lines]`, line numbers and counts made here. */
export function fileDiff(path: string, ...hunks: readonly (readonly [heading: string, lines: string])[]): string {
  const parts = hunks.map(([heading, text]) => {
    const lines = text.split('\n');
    const count = (sign: string): number => lines.filter((line) => !line.startsWith(sign)).length;
    return `@@ -1,${count('+')} +1,${count('-')} @@${heading === '' ? '' : ` ${heading}`}\n${text}\n`;
  });
  return `--- a/${path}\n+++ b/${path}\n${parts.join('')}`;
}

export function projectOf(files: Readonly<Record<string, string>>): ProjectReader {
  return {
    read: (path) => files[path],
    list: (folder) => [
      ...new Set(
        Object.keys(files).flatMap((file) =>
          file.startsWith(`${folder}/`) ? [file.slice(folder.length + 1).split('/')[0] ?? ''] : [],
        ),
      ),
    ],
  };
}

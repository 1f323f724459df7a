/** What a patch file says, as data. Nothing here knows where a hunk belongs. */
import type { SourceFile } from '../base/source';

export interface HunkLine {
  readonly kind: 'context' | 'remove' | 'add';
  /** Without the leading sign. */
  readonly text: string;
  /** 1-based line of the patch file. */
  readonly line: number;
}

export interface Hunk {
  /** 1-based, over the whole patch file. */
  readonly number: number;
  /** Text after the second `@@`, trimmed; empty when there is none. */
  readonly heading: string;
  /** As the header says; only shown, never used to place the hunk. */
  readonly oldStart: number;
  readonly newStart: number;
  /** 1-based line of the `@@` line in the patch file. */
  readonly line: number;
  readonly lines: readonly HunkLine[];
}

export interface FilePatch {
  /** Relative to src/kernel. */
  readonly path: string;
  readonly action: 'modify' | 'create' | 'delete';
  /** 1-based line of the `---` line. */
  readonly line: number;
  /** At least one. */
  readonly hunks: readonly Hunk[];
}

export interface PatchHeader {
  readonly subject?: string;
  /** Postings that the patch models, at least one. */
  readonly models: readonly { readonly messageId: string; readonly author: string }[];
  readonly description: string;
}

export interface PatchFile {
  readonly source: SourceFile;
  readonly header: PatchHeader;
  /** Lines of the header and the description, up to the diff: what a refresh keeps. */
  readonly preamble: readonly string[];
  /** None while its description says TODO. */
  readonly files: readonly FilePatch[];
}

export const oldLines = (hunk: Hunk): string[] => hunk.lines.filter((one) => one.kind !== 'add').map((one) => one.text);
export const newLines = (hunk: Hunk): string[] =>
  hunk.lines.filter((one) => one.kind !== 'remove').map((one) => one.text);

/**
 * What the heading of a hunk allows (`@@ … @@ collapse_huge_page`), and which heading a hunk should have.
 *
 * A hunk may stand where its first changed line lies in the block that the heading names, or where git would have
 * written this heading: it begins after the line that the heading quotes and not after the name of the next block.
 * Without a heading it may change what lies outside every block, or begin before the first one.
 */
import { blocksOf, type Block } from './blocks';
import type { Hunk } from './patch-file';

export interface FileLayout {
  readonly lines: readonly string[];
  readonly blocks: readonly Block[];
}

/** @param text ends in a newline, or is empty */
export function layoutOf(text: string): FileLayout {
  return { lines: linesOf(text), blocks: blocksOf(text) };
}

/** Lines without their ends; the empty text has none. */
export function linesOf(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** Where a heading points: a block, or a line outside every block. */
interface Anchor {
  readonly block?: Block;
  /** 0-based. */
  readonly line: number;
}

export interface Heading {
  readonly text: string;
  /** Name to show and to compare with: of the function, or the heading itself. */
  readonly name: string;
  /** Empty for a heading that names nothing in the file. */
  readonly anchors: readonly Anchor[];
}

export function readHeading(text: string, layout: FileLayout): Heading {
  const name = headingName(text);
  const named = layout.blocks.filter((block) =>
    block.name === '' ? text !== '' && layout.lines[block.nameLine]?.trim() === text : block.name === name,
  );
  if (named.length > 0) return { text, name, anchors: named.map((block) => ({ block, line: block.nameLine })) };
  const anchors = layout.lines.flatMap((line, at) =>
    text !== '' && /^[A-Za-z_]/.test(line) && line.startsWith(text) && !blockAt(layout, at) ? [{ line: at }] : [],
  );
  return { text, name, anchors };
}

function headingName(text: string): string {
  const type = /^(?:typedef\s+)?(?:struct|union|enum)\s+(\w+)\s*\{?$/.exec(text);
  if (type?.[1] !== undefined) return type[1];
  for (const [, word = ''] of text.matchAll(/([A-Za-z_]\w*)\s*\(/g))
    if (!/^__(attribute__|aligned)$/.test(word)) return word;
  const data = /([A-Za-z_]\w*)(?:\[[^\]]*\])*\s*=\s*\{?$/.exec(text);
  return data?.[1] ?? text;
}

function blockAt(layout: FileLayout, line: number): Block | undefined {
  return layout.blocks.find((block) => block.start <= line && line <= block.end);
}

/**
 * The block of the hunk's first changed line, when its old lines stand at `at` (0-based). New lines between two lines
 * belong to a block that has both.
 */
export function homeOf(layout: FileLayout, hunk: Hunk, at: number): Block | undefined {
  const first = hunk.lines.findIndex((one) => one.kind !== 'context');
  const line = at + hunk.lines.slice(0, first).length;
  const home = blockAt(layout, line);
  if (hunk.lines[first]?.kind === 'remove') return home;
  return home && home.start < line ? home : undefined;
}

export function allows(heading: Heading, layout: FileLayout, hunk: Hunk, at: number): boolean {
  const home = homeOf(layout, hunk, at);
  if (heading.text === '') return !home || at <= (layout.blocks[0]?.nameLine ?? Infinity);
  return heading.anchors.some((anchor) => {
    if (anchor.block && anchor.block === home) return true;
    const next = layout.blocks.find((block) => block.nameLine > anchor.line);
    return anchor.line < at && at <= (next?.nameLine ?? Infinity);
  });
}

/**
 * The heading that a hunk at `at` should have: the line with the name of its block, or of the block before it; none at
 * the top of the file, as git has it.
 */
export function headingFor(layout: FileLayout, hunk: Hunk, at: number): string {
  if (at === 0) return '';
  const block = homeOf(layout, hunk, at) ?? layout.blocks.findLast((one) => one.name !== '' && one.nameLine < at);
  return block ? (layout.lines[block.nameLine] ?? '').trim() : '';
}

/** How a message names the place: `'collapse_huge_page'`, or `no function`. */
export function homeText(home: Block | undefined): string {
  return home ? `'${home.name}'` : 'no function';
}

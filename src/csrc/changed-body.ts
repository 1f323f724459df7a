/**
 * A file that differs from another in the body of one function only: which, and the function as it is now.
 * Everything outside the braces must be the same token at the same line and column, so that the tree of the one
 * file, with this function in the place of the old one, is the tree of the other.
 */
import type { SourceFile } from '../base/source';
import type { FunctionDefinition, TranslationUnit } from './ast';
import type { Token } from './lex';
import { parseUnit } from './parse';
import { preprocess, type PreprocessOptions } from './preprocess';
import { endsWithoutValue } from './returns';

export interface ChangedBody {
  readonly before: FunctionDefinition;
  readonly after: FunctionDefinition;
}

/** Offsets of what differs, half-open in each text. */
interface Difference {
  readonly start: number;
  readonly oldEnd: number;
  readonly newEnd: number;
}

/**
 * @param tree of `old`, in which nothing was wrong
 * @returns undefined where more than a body may differ, or something is wrong with it
 */
export function changedBody(
  old: SourceFile,
  tree: TranslationUnit,
  now: SourceFile,
  options: PreprocessOptions,
): ChangedBody | undefined {
  const difference = differenceOf(old, now);
  if (!endsAlike(old, now, difference)) return undefined;
  const at = tree.items.findIndex((item) => item.kind === 'function-definition' && holds(item, old, difference));
  const before = tree.items[at];
  if (before?.kind !== 'function-definition') return undefined;
  const one = preprocess(old, options);
  const other = preprocess(now, options);
  if (one.diagnostics.length > 0 || other.diagnostics.length > 0) return undefined;

  const same = (a: Token | undefined, b: Token | undefined, shift: number): boolean =>
    a !== undefined &&
    b !== undefined &&
    a.kind === b.kind &&
    a.text === b.text &&
    (a.file === old ? b.file === now && b.start === a.start + shift : b.file === a.file && b.start === a.start);
  const startsAt = (offset: number) => (token: Token) => token.file === old && token.start === offset;
  const first = one.tokens.findIndex(startsAt(before.span.start));
  const open = one.tokens.findIndex(startsAt(before.body.span.start));
  const close = one.tokens.findLastIndex(startsAt(before.body.end.start));
  if (first < 0 || open < first || close < open) return undefined;
  const more = other.tokens.length - one.tokens.length;
  if (close + more <= open) return undefined;
  for (let index = 0; index <= open; index++) {
    if (!same(one.tokens[index], other.tokens[index], 0)) return undefined;
  }
  const shift = difference.newEnd - difference.oldEnd;
  for (let index = close; index < one.tokens.length; index++) {
    if (!same(one.tokens[index], other.tokens[index + more], shift)) return undefined;
  }

  const end = other.tokens.at(-1);
  const text = other.tokens.slice(first, close + more + 1);
  const parsed = parseUnit(end ? [...text, end] : text, typedefsOf(tree, at));
  const [after, ...others] = parsed.tree.items;
  if (parsed.diagnostics.length > 0 || others.length > 0 || after?.kind !== 'function-definition') return undefined;
  return endsWithoutValue(parsed.tree).length > 0 ? undefined : { before, after };
}

function differenceOf(old: SourceFile, now: SourceFile): Difference {
  const a = old.text;
  const b = now.text;
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && a.charCodeAt(start) === b.charCodeAt(start)) start++;
  let tail = 0;
  while (tail < shorter - start && a.charCodeAt(a.length - 1 - tail) === b.charCodeAt(b.length - 1 - tail)) tail++;
  // Up to the end of a line: a line that became shorter ends in another column.
  while (tail > 0 && a[a.length - tail - 1] !== '\n') tail--;
  return { start, oldEnd: a.length - tail, newEnd: b.length - tail };
}

/** Does what stands behind the difference keep its line and column? */
function endsAlike(old: SourceFile, now: SourceFile, { oldEnd, newEnd }: Difference): boolean {
  const a = old.position(oldEnd);
  const b = now.position(newEnd);
  return a.line === b.line && a.column === b.column;
}

/** Does the difference lie between the braces? */
function holds({ body }: FunctionDefinition, old: SourceFile, { start, oldEnd }: Difference): boolean {
  return body.span.file === old && body.span.start < start && oldEnd <= body.end.start;
}

/** Typedef names that are known where an item begins. */
function typedefsOf(tree: TranslationUnit, end: number): readonly string[] {
  return tree.items
    .slice(0, end)
    .flatMap((item) =>
      item.kind === 'declaration' && item.storage === 'typedef' ? item.declarators.map((one) => one.name.text) : [],
    );
}

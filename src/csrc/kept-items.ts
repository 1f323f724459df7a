/**
 * Top-level items of headers, kept: every unit reads the same headers, and most mean the same in each. An item is
 * used again where it would be parsed to the same tree: its tokens are the same, and so is every answer that the
 * parser got when it asked whether a name is a type. Knows no grammar.
 */
import type { ExternalDeclaration } from './ast';
import type { Token } from './lex';

export interface KeptItem {
  readonly tokens: readonly Token[];
  /** An empty declaration is no item. */
  readonly items: readonly ExternalDeclaration[];
  /** Was it a typedef name when the item began? */
  readonly asked: ReadonlyMap<string, boolean>;
  /** What became of names at file scope: a typedef name, or one that hides it. */
  readonly declared: ReadonlyMap<string, boolean>;
}

/** Items kept for one token: configurations, and macros that a unit defined before it, make others of it. */
const maxKept = 4;
/** By the first token, of which there is one for each file: an item lives as long as the text that it stands in. */
const kept = new WeakMap<Token, KeptItem[]>();

/** The item that begins at an index, if it was parsed before. */
export function keptItem(
  tokens: readonly Token[],
  at: number,
  isTypedef: (name: string) => boolean,
): KeptItem | undefined {
  const first = tokens[at];
  const found = first && kept.get(first);
  return found?.find((one) => {
    for (let index = 1; index < one.tokens.length; index++) {
      if (!sameToken(one.tokens[index], tokens[at + index])) return false;
    }
    for (const [name, answer] of one.asked) if (isTypedef(name) !== answer) return false;
    return true;
  });
}

export function keepItem(item: KeptItem): void {
  const [first] = item.tokens;
  if (!first) return;
  // Where a macro spells a token is no part of the tree, and may be a text that is gone soon.
  const tokens = item.tokens.map((one) => (one.spelledAt ? { ...one, spelledAt: undefined } : one));
  const list = kept.get(first) ?? [];
  kept.set(first, [{ ...item, tokens }, ...list].slice(0, maxKept));
}

function sameToken(a: Token | undefined, b: Token | undefined): boolean {
  if (a === b) return true;
  return (
    a !== undefined &&
    b !== undefined &&
    a.kind === b.kind &&
    a.text === b.text &&
    a.file === b.file &&
    a.start === b.start &&
    a.end === b.end
  );
}

/**
 * HTML as values: a tagged template whose holes are escaped, unless they hold markup that another template made.
 * Markup exists only as `Raw`, and only this folder makes any. It knows no results.
 */
import { plain, plainLines } from '../escape';

const made: unique symbol = Symbol('markup');

/** Markup. Text becomes markup by escaping only. */
export interface Raw {
  readonly [made]: string;
}

export type Hole = Raw | string | number | undefined | false | readonly Hole[];

function raw(text: string): Raw {
  return { [made]: text };
}

export function markupOf(one: Raw): string {
  return one[made];
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (one) => entities[one] ?? one);
}

function filled(hole: Hole): string {
  if (hole === undefined || hole === false) return '';
  if (typeof hole === 'number') return String(hole);
  if (typeof hole === 'string') return escaped(plain(hole));
  if (made in hole) return hole[made];
  return hole.map(filled).join('');
}

/**
 * Markup from a template, in which indentation says nothing. Attribute values stand in double quotes; nothing else is
 * safe there.
 */
export function markup(parts: TemplateStringsArray, ...holes: readonly Hole[]): Raw {
  let text = '';
  unindented(parts).forEach((part, at) => (text += part + filled(holes[at])));
  return raw(text);
}

const known = new WeakMap<TemplateStringsArray, readonly string[]>();

/** The texts of a template, which are the same array each time that its line is run. */
function unindented(parts: TemplateStringsArray): readonly string[] {
  let own = known.get(parts);
  if (own === undefined) known.set(parts, (own = parts.map((part) => part.replace(/\n\s+/g, '\n'))));
  return own;
}

/** The end of a line in text that keeps its lines. */
export const lineEnd: Raw = raw('\n');

/** Text that keeps its line ends, for `<pre>`. */
export function lines(text: string): Raw {
  return raw(escaped(plainLines(text)));
}

/** Text that keeps its blanks and tabs, on one line of code. */
export function codeText(text: string): Raw {
  return raw(
    escaped(text.replace(/[^\t\S]|[\p{Cc}\p{Cf}]/gu, (one) => (one === '\t' || one === ' ' ? one : plain(one)))),
  );
}

/** The same markup with quotes only around the attributes that need them: a page has tens of thousands. */
export function sparing(markup: Raw): Raw {
  return raw(markupOf(markup).replace(/<[a-z][^<>]*>/g, (tag) => tag.replace(/="([\w.@:~/#-]+)"(?=[ >])/g, '=$1')));
}

/** Text of ours (a style sheet, a script) as it is; it must not hold the end of its element. */
export function ours(text: string): Raw {
  if (/<\/(?:script|style)|<!--/i.test(text))
    throw new Error('patch-oracle bug: a script or style ends its own element');
  return raw(text);
}

/** An id or the fragment of a link: no blanks, and nothing that a browser would decode. */
export function idOf(...parts: readonly string[]): string {
  return parts
    .map((part) => part.replace(/[^\w.@:-]/g, (one) => `~${one.codePointAt(0)?.toString(16) ?? ''}`))
    .join('/');
}

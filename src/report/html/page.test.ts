import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { Script } from 'node:vm';
import { swapin } from '../fixtures';
import { renderHtml } from '.';
import { colour, type Lexer } from './colour';
import { codeText, idOf, lines, markup, markupOf, ours, sparing } from './escape';
import { scriptText } from './script';
import { styleText } from './style';

/** Words and the rest; comments as `/* … *\/`. */
const lexer: Lexer = (text) => {
  const pieces: { kind: string; start: number; end: number }[] = [];
  for (const match of text.matchAll(/\/\*[\s\S]*?(?:\*\/|$)|\bif\b|\d+|[\s\S]/g)) {
    const kind = match[0].startsWith('/*')
      ? 'comment'
      : match[0] === 'if'
        ? 'keyword'
        : /\d/.test(match[0])
          ? 'number'
          : 'other';
    pieces.push({ kind, start: match.index, end: match.index + match[0].length });
  }
  return pieces;
};

describe('markup', () => {
  it('escapes what it is given and keeps what it made', () => {
    const inner = markup`<b>${'<&"\'>'}</b>`;
    expect(markupOf(markup`<p title="${'"'}">${[inner, 1, false, undefined]}`)).toBe(
      '<p title="&quot;"><b>&lt;&amp;&quot;&#39;&gt;</b>1',
    );
  });

  it('shows what would hide or reorder text', () => {
    expect(markupOf(markup`${'a\u202eb\u0000'}`)).toBe('a\\u{202e}b\\u{0}');
    expect(markupOf(lines('a\n\tb<'))).toBe('a\n        b&lt;');
    expect(markupOf(codeText('\ta  b\u202e<'))).toBe('\ta  b\\u{202e}&lt;');
  });

  it('quotes an attribute that needs it', () => {
    const tags = markup`<a id="${'s/a.b'}" href="${'#s/a'}" title="${'a b'}" data-x="${''}" data-y="${'"'}">${'a="b"'}</a>`;
    expect(markupOf(sparing(tags))).toBe(
      '<a id=s/a.b href=#s/a title="a b" data-x="" data-y="&quot;">a=&quot;b&quot;</a>',
    );
  });

  it('lets no text of ours end its own element', () => {
    expect(() => ours('a</script>')).toThrow('ends its own element');
  });

  it('makes ids that need no decoding, and no two the same', () => {
    const names = ['a/b', 'a b', 'a~b', 'a%20b', 'ä', '"><', 'a.b@c-d_e'];
    const ids = names.map((name) => idOf('s', name));
    for (const id of ids) expect(id).toMatch(/^[\w.@:~/-]+$/);
    expect(new Set(ids).size).toBe(names.length);
  });
});

describe('colours', () => {
  const shown = (...all: string[]): string[] => colour(all, lexer).map(markupOf);

  it('never cross the end of a line', () => {
    expect(shown('/* a', 'b */ if (1)')).toEqual(['<i>/* a</i>', '<i>b */</i> <b>if</b> (<u>1</u>)']);
  });

  it('know a hunk that begins inside a comment', () => {
    expect(shown(' * held for write', ' */', 'if')).toEqual(['<i> * held for write</i>', '<i> */</i>', '<b>if</b>']);
  });
});

describe('the page', () => {
  const text = renderHtml([swapin], { lexer });

  it('is the same bytes for the same results', () => {
    expect(renderHtml([swapin], { lexer })).toBe(text);
  });

  it('allows its own style and script by hash, and nothing else', () => {
    const hash = (one: string): string => `sha256-${createHash('sha256').update(one).digest('base64')}`;
    expect(text).toContain(
      `default-src &#39;none&#39;; style-src &#39;${hash(styleText)}&#39;; script-src &#39;${hash(scriptText)}&#39;`,
    );
    expect(text).toContain(`<style>${styleText}</style>`);
    expect(text).toContain(`<script>${scriptText}</script>`);
    expect(text).not.toMatch(/ style=| on[a-z]+=|src=|@import|url\(/);
  });

  it('has no id twice, and no link to nowhere', () => {
    const ids = [...text.matchAll(/ id="?([^" >]*)/g)].map((match) => match[1]);
    expect(ids.length).toBeGreaterThan(10);
    expect(new Set(ids).size).toBe(ids.length);
    const lines = /\/patch\/\d+:\d+$/;
    for (const [, to] of text.matchAll(/href="?#([^" >]*)/g)) if (!lines.test(to ?? '')) expect(ids).toContain(to);
  });

  it('uses nothing of the modules around it in its script', () => {
    expect(scriptText).not.toMatch(/_\d\.|exports\.|require\(/);
    expect(() => new Script(scriptText)).not.toThrow();
  });
});

import { describe, expect, it } from '@jest/globals';
import { code, codeBlock, html, markdown, plain, plainLines, shellQuote } from './escape';
import { loreLink } from './words';

describe('text of others is shown, never obeyed', () => {
  it.each([
    ['a | b', 'a \\| b'],
    ['`x` *y* __z__', '\\`x\\` \\*y\\* \\_\\_z\\_\\_'],
    ['find_vma stays readable', 'find_vma stays readable'],
    ['<img src=x onerror=y>', '&lt;img src=x onerror=y&gt;'],
    ['[a](http://b)', '\\[a\\](http&#58;//b)'],
    ['www.example.org', 'www&#46;example.org'],
    ['a@b.c', 'a&#64;b.c'],
    ['# title', '\\# title'],
    ['- item', '\\- item'],
    ['1. item', '1\\. item'],
    ['two\nlines', 'two lines'],
    ['&lt;', '&amp;lt;'],
  ])('markdown %j', (text, shown) => {
    expect(markdown(text)).toBe(shown);
  });

  it('inside an HTML element', () => {
    expect(html('<b> & `x` "y"\n_z_')).toBe('&lt;b&gt; &amp; `x` &quot;y&quot; _z_');
  });

  it('a Message-ID cannot end its link', () => {
    expect(loreLink('<a)b("c>@d>')).toBe('https://lore.kernel.org/all/a%29b%28%22c%3E@d/');
  });

  it('shows control and direction characters by number', () => {
    expect(plain('a\u001b[31mb\u202ec')).toBe('a\\u{1b}[31mb\\u{202e}c');
    expect(plainLines('a\r\n\tb\u0007')).toBe('a\n        b\\u{7}');
  });

  it.each([
    ['x', '`x`'],
    ['a|b', '`a\\|b`'],
    ['a`b', '``a`b``'],
    ['`a`', '`` `a` ``'],
  ])('code span %j', (text, shown) => {
    expect(code(text)).toBe(shown);
  });

  it('fences a block with more backticks than it holds', () => {
    expect(codeBlock('a\n```\nb')).toBe('````text\na\n```\nb\n````');
  });

  it.each([
    ['swapin/v1', 'swapin/v1'],
    ["it's; rm", `'it'\\''s; rm'`],
    ['$(x)', `'$(x)'`],
  ])('shell argument %j', (text, shown) => {
    expect(shellQuote(text)).toBe(shown);
  });
});

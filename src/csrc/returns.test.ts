import { describe, expect, it } from '@jest/globals';
import { SourceFile } from '../base/source';
import { parseUnit } from './parse';
import { preprocess } from './preprocess';
import { endsWithoutValue } from './returns';

function ends(text: string): boolean {
  const options = { read: () => undefined, config: new Map<string, string>(), intrinsicMacros: new Set<string>() };
  const { tokens } = preprocess(new SourceFile('a.c', text), options);
  return endsWithoutValue(parseUnit(tokens).tree).length > 0;
}

describe('a function ends without its value', () => {
  it.each<[body: string, ends: boolean]>([
    ['', true],
    ['return 1;', false],
    ['g();', true],
    ['if (a) return 1;', true],
    ['if (a) return 1; else return 2;', false],
    ['if (a) return 1; else g();', true],
    ['if (1) return 1;', false],
    ['{ return 1; }', false],
    ['while (1) g();', false],
    ['while (1) { if (a) break; }', true],
    ['while (1) { switch (a) { case 1: break; } }', false],
    ['while (a) return 1;', true],
    ['for (;;) ;', false],
    ['for (;;) { for (;;) break; }', false],
    ['for (; a;) return 1;', true],
    ['do { return 1; } while (0);', false],
    ['do { if (a) continue; return 1; } while (0);', true],
    ['do { g(); } while (1);', false],
    ['switch (a) { case 1: return 1; default: return 2; }', false],
    ['switch (a) { case 1: return 1; }', true],
    ['switch (a) { case 1: break; default: return 2; }', true],
    ['switch (a) { default: return 1; case 2: g(); }', true],
    ['switch (a) { case 1: case 2: default: return 2; }', false],
    ['goto out; out: return 1;', false],
    ['return 1; out: g();', true],
    ['again: if (a) goto again; else return 1;', false],
    ['__report(bug_on);', false],
    ['__report(warn_on);', true],
    ['do { if (a) __report(bug_on); } while (0);', true],
    ['({ __report(assert); });', false],
    ['(void)__report(bug_on);', false],
    ['int b = a; return b;', false],
  ])('int f(int a) { %s } %s', (body, expected) => {
    expect(ends(`int f(int a) { ${body} }`)).toBe(expected);
  });

  it('not if it promises none', () => {
    expect(ends('void f(int a) { if (a) return; }')).toBe(false);
  });
});

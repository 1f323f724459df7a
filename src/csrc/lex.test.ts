import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SourceFile } from '../base/source';
import { lex, pieces } from './lex';

const tokensOf = (text: string): string[] => lex(new SourceFile('a.c', text)).map((token) => token.text);

/** Pieces that meet in C, and some that should not. */
const fragment = fc.constantFrom(
  ...'a pte_t if L"x" u8 0x1fUL 1.5e+3 .5 \' " \\ \\\n \\\r\n \n \r\n \t /* */ // /**/ -> >>= ... ## # @ é 🐧 \0 ( ) { } "s\\"t" \'\\n\''.split(
    ' ',
  ),
  ' ',
);

describe('pieces', () => {
  it('of any text concatenate back to it', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fragment).map((list) => list.join('')),
    );
    fc.assert(
      fc.property(text, (source) => {
        let at = 0;
        for (const piece of pieces(source)) {
          expect(piece.start).toBe(at);
          expect(piece.end).toBeGreaterThan(at);
          at = piece.end;
        }
        expect(at).toBe(source.length);
      }),
      { numRuns: 2000 },
    );
  });

  it('that are tokens have the text at their place', () => {
    fc.assert(
      fc.property(
        fc.array(fragment).map((list) => list.join('')),
        (source) => {
          for (const token of lex(new SourceFile('a.c', source))) {
            expect(source.slice(token.start, token.end)).toBe(token.text);
          }
        },
      ),
    );
  });
});

describe('tokens', () => {
  it.each<[string, string[]]>([
    ['a->b', ['a', '->', 'b']],
    ['a-->b', ['a', '--', '>', 'b']],
    ['x+++y', ['x', '++', '+', 'y']],
    ['a<<=b>>=c', ['a', '<<=', 'b', '>>=', 'c']],
    ['0x1fUL+1', ['0x1fUL', '+', '1']],
    ['1e+3', ['1e+3']],
    ['0x1e+3', ['0x1e+3']],
    ['case 1...5:', ['case', '1...5', ':']],
    ['case 1 ... 5:', ['case', '1', '...', '5', ':']],
    ['"a\\"b" "c"', ['"a\\"b"', '"c"']],
    ["'\\''", ["'\\''"]],
    ['a/* b */c // d', ['a', 'c']],
    ['a // b \\\n c\nd', ['a', 'd']],
    ['a \\\n b', ['a', 'b']],
    ['#define x', ['#', 'define', 'x']],
  ])('%j', (text, expected) => {
    expect(tokensOf(text)).toEqual(expected);
  });

  it('know whether they start a line; a splice does not start one', () => {
    const firsts = lex(new SourceFile('a.c', 'a b\n c \\\n d /* \n */ e\nf'));
    expect(firsts.map(({ text, first }) => (first ? text.toUpperCase() : text)).join('')).toBe('AbCdeF');
  });

  it('are made once per file', () => {
    const file = new SourceFile('a.c', 'int x;');
    expect(lex(file)).toBe(lex(file));
  });
});

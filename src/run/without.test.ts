import { describe, expect, it } from '@jest/globals';
import { renderDiagnostic } from '../base/diagnostics';
import { SourceFile } from '../base/source';
import type { Without } from '../case';
import { bodyOf, takeOut } from './without';

const text = `/* lock(a) { here } */
#define f(x) { x
static int g(int x);
static int g(int x)
{
	lock(x); /* } */
	if (h(x)) {
		unlock(x);
		return 1;
	}
	unlock(x);
	return 0;
}

int h(int x)
{
	lock(x);
	return g(x) + ')';
}
`;

const files = new Map([['mm/g.c', new SourceFile('mm/g.c', text, new Map([[11, { patch: 'p', hunk: 1, line: 2 }]]))]]);

function without(fn: string, ...lines: string[]): Without {
  const file = new SourceFile('cases/s/a.yaml', 'line: here\n');
  const expectation = { kind: 'findings', findings: ['deadlock@g'] } as const;
  return {
    version: 'v1',
    config: 'default',
    memory: 'sc',
    function: fn,
    lines,
    expectation,
    span: { file, start: 6, end: 10 },
  };
}

describe('the body of a function', () => {
  it('is its definition, not a declaration, a call, a macro or a comment', () => {
    const body = bodyOf(text, 'g');
    expect(text.slice(body?.start, body?.start === undefined ? 0 : body.start + 8)).toBe('g(int x)');
    expect(body && text.slice(body.end - 11, body.end + 1)).toBe('\treturn 0;\n}');
    expect(bodyOf(text, 'lock')).toBeUndefined();
    expect(bodyOf(text, 'f')).toBeUndefined();
  });
});

describe('taking a line out', () => {
  it('empties the line and keeps all others where they are, with the patch that wrote them', () => {
    const { files: mutant } = takeOut(files, without('h', 'lock(x);'));
    const file = mutant?.get('mm/g.c');
    expect(file?.line(17)).toBe('');
    expect(file?.line(6)).toBe('\tlock(x); /* } */');
    expect(file?.line(18)).toBe("\treturn g(x) + ')';");
    expect(file?.origins.get(11)).toEqual({ patch: 'p', hunk: 1, line: 2 });
  });

  it('takes neighbouring lines as one text, whatever their indentation', () => {
    const { files: mutant } = takeOut(files, without('g', 'unlock(x);\nreturn 0;\n'));
    expect(mutant?.get('mm/g.c')?.text).toContain('\t}\n\n\n}\n');
  });

  it('takes several places as a list', () => {
    const { files: mutant } = takeOut(files, without('g', 'lock(x); /* } */', 'return 0;'));
    expect(mutant?.get('mm/g.c')?.text).toContain('{\n\n\tif');
  });

  it.each([
    ['a line that is there twice', without('g', 'unlock(x);'), /case-without-many.*2 times in 'g'/],
    ['a line of another function', without('g', "return g(x) + ')';"), /case-without-absent/],
    ['part of a line', without('g', 'return'), /case-without-absent/],
    ['no such function', without('k', 'return 0;'), /case-without-function.*no function 'k'/],
  ])('refuses %s', (_, one, message) => {
    const { files: mutant, diagnostics } = takeOut(files, one);
    expect(mutant).toBeUndefined();
    expect(diagnostics.map(renderDiagnostic).join('\n')).toMatch(message);
  });
});

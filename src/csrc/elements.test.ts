import { describe, expect, it } from '@jest/globals';
import { SourceFile } from '../base/source';
import { Model } from './index';

const text = `int a, b;
void spin_it(int *l) { }
void smp_wmb(void);
void my_lock(int *l) { }
int f(int x)
{
	my_lock(&a);
	smp_wmb();
	if (x) {
		b = 1;
		goto out;
	}
	if (x && a ||
	    b)
		b = 2;
	spin_it(&a);
	if (a)
		goto late;
late:
	b = 3;
out:
	return b;
}
`;

const file = new SourceFile('mm/f.c', text);

function elements(own: (line: number) => boolean) {
  const model = new Model(new Map([['mm/f.c', file]]), new Map());
  return model.elements((_, line) => own(line));
}

describe('elements', () => {
  it('are barriers, lock operations, checks that leave, operands, and labels with one below', () => {
    expect(elements(() => true).map(({ kind, text }) => `${kind}: ${text}`)).toEqual([
      'lock: my_lock(&a);',
      'barrier: smp_wmb();',
      'check: if (x) { b = 1; goto out; }',
      'check: x',
      'check: a',
      'check: b',
      'check: if (a) goto late;',
      'label: late',
    ]);
  });

  it('are those of the lines asked for', () => {
    expect(elements((line) => line === 8).map((one) => one.kind)).toEqual(['barrier']);
  });

  it('are taken out without moving a line', () => {
    for (const { edits } of elements(() => true)) {
      let changed = text;
      for (const { span, text: by } of [...edits].sort((a, b) => b.span.start - a.span.start)) {
        changed = changed.slice(0, span.start) + by + changed.slice(span.end);
      }
      expect(changed).not.toBe(text);
      expect(changed.split('\n').length).toBe(text.split('\n').length);
      const left = new Model(new Map([['mm/f.c', new SourceFile('mm/f.c', changed)]]), new Map());
      expect(left.diagnostics.filter((one) => one.severity === 'error')).toEqual([]);
    }
  });
});

import { describe, expect, it } from '@jest/globals';
import { place, swapin, version } from './fixtures';
import { contextLine, excerpt, functionOfHeading, hunksOf } from './patch-excerpt';

const v1 = swapin.versions.find((one) => one.name === 'v1') ?? version('v1');

describe('patch excerpt', () => {
  const hunks = hunksOf(v1);

  it('finds the hunks by counting lines, and keeps line numbers of the patch file', () => {
    expect(hunks.map((hunk) => [hunk.number, hunk.file, functionOfHeading(hunk.heading)])).toEqual([
      [1, 'mm/khugepaged.c', 'collapse_huge_page'],
      [2, 'mm/khugepaged.c', 'collapse_huge_page'],
    ]);
    expect(hunks.flatMap((hunk) => hunk.lines.filter((line) => line.sign !== ' ').map((line) => line.line))).toEqual([
      13, 14, 23, 24,
    ]);
  });

  it('marks lines in one column and cuts to their neighbourhood', () => {
    const hunk = hunks[1];
    const patch = v1.patches[0]?.file ?? '';
    expect(hunk && ['', ...excerpt(hunk, [{ patch, line: 24, word: '[b]' }], 1)].join('\n')).toMatchInlineSnapshot(`
     "
     @@ hunk 2 @@ static void collapse_huge_page(struct mm_struct *mm, unsigned long address)
     +       up_read(&mm->mmap_sem);
     +       down_write(&mm->mmap_sem);  [b]
             anon_vma_lock_write(vma->anon_vma);"
    `);
  });

  it('finds a line the patch left alone as context, if only one fits', () => {
    expect(contextLine(hunks, place('collapse_huge_page', 'anon_vma_lock_write(vma->anon_vma);'))?.line).toBe(25);
    expect(contextLine(hunks, place('find_vma', 'anon_vma_lock_write(vma->anon_vma);'))).toBeUndefined();
    expect(contextLine([...hunks, ...hunks], place('collapse_huge_page', 'goto out;'))).toBeUndefined();
  });

  it('survives a patch that is no patch', () => {
    expect(
      hunksOf(version('x', { patches: [{ file: 'p', text: '@@ -1 +1 @@\n\\ No newline\nhello' }] }))[0]?.lines,
    ).toEqual([]);
  });
});

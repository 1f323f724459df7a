import { describe, expect, it } from '@jest/globals';
import { cell, circular, imbalance, swapin, useAfterFree } from './fixtures';
import { renderIndex } from './markdown-index';
import { renderVersion } from './markdown-version';
import { slug } from './words';

describe('report of a version', () => {
  const text = renderVersion(swapin, 'v1');

  it('is this text', () => {
    expect(text).toMatchSnapshot();
  });

  it('has one table per edge for lockdep', () => {
    expect(renderVersion(swapin, 'base')).toMatchSnapshot();
  });

  it('lets no markup of others through', () => {
    const own = text.replace(/<a id="[a-z0-9_-]*"><\/a>|<\/?(details|summary)>|<br>/g, '').replace(/```[^]*?```/g, '');
    expect(own).not.toMatch(/<(?!== )/);
    expect(own).toContain('does \\*it\\* \\| &lt;b&gt;break&lt;/b&gt;?');
  });

  it('says nothing that changes without a verdict: states, hashes, line numbers', () => {
    expect(text).not.toMatch(/1,?234|4,?321|#0123abcd|khugepaged\.c:\d/);
  });

  it('every link inside a page has its anchor', () => {
    for (const name of ['base', 'v1']) {
      const page = renderVersion(swapin, name);
      const anchors = [
        ...[...page.matchAll(/<a id="([^"]*)"><\/a>/g)].map((match) => match[1]),
        ...[...page.matchAll(/^#+ (.*)$/gm)].map((match) => slug(match[1] ?? '')),
      ];
      for (const [, anchor] of page.matchAll(/\]\(#([^)]*)\)/g)) expect(anchors).toContain(anchor);
    }
  });

  it('has the notes of a case once, with its first finding', () => {
    const cases = swapin.cases.map((one) => (one.name === '04-munmap' ? { ...one, notes: 'a <note> of it' } : one));
    const lines = renderVersion({ ...swapin, cases }, 'v1').split('\n');
    const at = lines.indexOf('> a &lt;note&gt; of it');
    expect(lines[at - 4]).toContain('**04-munmap** asks:');
    expect(lines.filter((line) => line.includes('note&gt; of it'))).toHaveLength(1);
  });

  it('puts mismatches first', () => {
    const wrong = cell('v1', '03-oom', [imbalance], {
      asExpected: false,
      expected: { kind: 'findings', findings: [] },
      mismatches: [
        { kind: 'unexpected-finding', finding: 'lock-imbalance@collapse_huge_page' },
        { kind: 'not-reached', label: 'collapsed' },
      ],
    });
    expect(
      renderVersion({ ...swapin, cells: [wrong] }, 'v1')
        .split('\n')
        .slice(5, 12)
        .join('\n'),
    ).toMatchInlineSnapshot(`
     "> **1 cell of this version is not as expected.**
     >
     > - **03-oom**: expected \`pass\`, found \`lock-imbalance@collapse_huge_page\`; no explored run passed the label collapsed

     In the model, 1 question was asked of this version: **1 crash**.

     ## What reviewers said of this version"
    `);
  });

  it('says of each cell without an answer why', () => {
    const cells = [
      cell('v1', '03-oom', [], { verdict: 'inconclusive', complete: false, budget: '1000 states' }),
      cell('v1', '04-munmap', [], { verdict: 'refused', complete: false, diagnostics: ['error[x]: `no` <b>'] }),
    ];
    const page = renderVersion({ ...swapin, cells }, 'v1');
    expect(page.slice(page.indexOf('## Not answered'), page.indexOf('\n---\n'))).toMatchInlineSnapshot(`
     "## Not answered

     - 03-oom: inconclusive (1000 states)
     - 04-munmap: refused

     \`\`\`text
     error[x]: \`no\` <b>
     \`\`\`
     "
    `);
  });
});

describe('index', () => {
  it('is this text', () => {
    expect(renderIndex([swapin])).toMatchSnapshot();
  });

  it('every link leads to an anchor of the version page', () => {
    const index = renderIndex([swapin]);
    for (const [, page, anchor] of index.matchAll(/\]\(swapin\/(\w+)\.md#([^)]*)\)/g)) {
      expect(renderVersion(swapin, page ?? '')).toContain(`<a id="${anchor}"></a>`);
    }
  });

  it('names the configuration that is worse, and marks what is not expected', () => {
    const cells = [
      cell('v1', '04-munmap', [], { config: 'production' }),
      cell('v1', '04-munmap', [useAfterFree], { config: 'debug', asExpected: false }),
      cell('base', '04-munmap', [circular], { source: 'observed' }),
    ];
    const row = renderIndex([{ ...swapin, cells }])
      .split('\n')
      .find((line) => line.startsWith('| **04-munmap**'));
    expect(row).toMatchInlineSnapshot(
      `"| **04-munmap** what keeps the vma alive while mmap_sem is not held? | [▲ warn\\~](swapin/base.md#case-04-munmap) | [✘ crash (debug)\\!](swapin/v1.md#case-04-munmap) |"`,
    );
  });
});

/** Text of others in the HTML report: it is shown as text, wherever it comes from, and runs nothing. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { caseInfo, cell, finding, item, place, step, swapin, version } from '../../src/report/fixtures';
import { renderHtml } from '../../src/report';
import { pieces } from '../../src/csrc';
import type { SeriesResult } from '../../src/result';
import { noBrowser, Session } from './browser';

if (noBrowser !== undefined) console.warn(`the browser tests are skipped: ${noBrowser}`);

const evil = `<img src=x onerror="alert('gotcha')">`;
const worse = `</script></style></noscript></template><script>alert('gotcha')</script>${evil}" onclick="alert(1)" x='`;

const patch = `Subject: ${evil}
Models: <a@b> by ${evil}

${worse}
---
--- a/mm/khugepaged.c
+++ b/mm/khugepaged.c
@@ -1,2 +1,3 @@ static void ${evil}(void)
 	before(); /* ${worse} */
+	char *s = "${worse}";
 	after();
`;

/** Hostile text in every field that a page shows. */
const hostile: SeriesResult = {
  ...swapin,
  title: worse,
  versions: [
    version('base', { title: worse }),
    version('v1', {
      tag: worse,
      title: worse,
      author: worse,
      messageId: worse,
      patches: [{ file: `patches/${evil}.patch`, text: patch }],
      contexts: [
        { patch: `patches/${evil}.patch`, hunk: 1, oldStart: 5, newStart: 5, before: [worse, evil], after: [worse] },
      ],
      interdiff: { against: 'base', text: patch.slice(patch.indexOf('---\n---') + 4) },
    }),
  ],
  cases: [{ ...caseInfo('04-evil', worse, worse, [worse]), notes: worse, configs: { [worse]: { [worse]: worse } } }],
  items: [
    item('R1', { who: worse, concern: worse, claim: { version: 'v1', finding: 'assert@f' }, cases: ['04-evil'] }),
  ],
  cells: [
    cell('base', '04-evil', []),
    cell(
      'v1',
      '04-evil',
      [
        finding('assert', {
          place: { ...place(evil, worse), file: worse },
          thread: worse,
          detail: worse,
          trace: `a*1 ${worse}`,
          preemptions: 0,
          steps: [
            step(worse, 0, evil, worse, {
              text: worse,
              reached: [worse],
              changed: [worse, worse, worse],
              under: [worse],
            }),
            step('b', 1, 'g', worse, { held: 'a:read', preemption: true }),
          ],
        }),
      ],
      {
        config: worse,
        diagnostics: [worse],
        mismatches: [{ kind: 'vacuous', reason: worse }],
        asExpected: false,
        demanded: [worse],
        budget: worse,
        withouts: [{ function: 'f', line: worse, expected: [worse], found: [worse], asExpected: false }],
      },
    ),
  ],
  provenance: { [evil]: worse },
};

describe('text of others', () => {
  it('is nowhere in the file as markup', () => {
    const text = renderHtml([hostile], { lexer: pieces });
    expect(text).not.toMatch(/<img/i);
    expect(text.match(/<script/gi)).toHaveLength(2);
    expect(text.match(/<\/script>/gi)).toHaveLength(2);
  });
});

(noBrowser === undefined ? describe : describe.skip)('text of others, in a browser', () => {
  let session: Session;
  let address: string;

  beforeAll(async () => {
    session = await Session.start();
    address = session.write('hostile.html', [hostile]);
  }, 60_000);
  afterAll(() => session.end());
  afterEach(() => expect(session.problems.splice(0)).toEqual([]));

  it('is shown as text on every page, and stepped through', async () => {
    for (const script of [true, false]) {
      const page = await session.open(address, { javaScriptEnabled: script });
      expect(await page.locator('img').count()).toBe(0);
      expect(await page.locator('[onclick], [onerror]').count()).toBe(0);
      expect(await page.textContent('.matrix .q')).toContain(evil);
    }
    const page = await session.open(`${address}#swapin/v1`);
    for (const button of await page.locator('#swapin\\/v1 tr.more button').all()) await button.click();
    await page.locator('#swapin\\/v1 details.finding summary').click();
    await page.waitForSelector('.steps');
    await page.keyboard.press('j');
    await page.getByLabel('every step').check();
    expect(await page.textContent('.state')).toContain(evil);
    expect(await page.textContent('#swapin\\/v1 table.diff')).toContain(evil);
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('[onclick], [onerror]').count()).toBe(0);
  });

  it('names only the style and the script of the page in its policy', async () => {
    const page = await session.open(address);
    const policy = await page.getAttribute('meta[http-equiv="Content-Security-Policy"]', 'content');
    expect(policy).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/]+={0,2}'; script-src 'sha256-[\w+/]+={0,2}'; base-uri 'none'; form-action 'none'$/,
    );
  });
});

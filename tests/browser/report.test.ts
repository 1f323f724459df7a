/** The HTML report in a real browser, from its file, made of real cells: what a reviewer does with it. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { noBrowser, Session, someResults } from './browser';

if (noBrowser !== undefined) console.warn(`the browser tests are skipped: ${noBrowser}`);

const munmap = 'swapin/v1/04-munmap/use-after-free@collapse_huge_page';

(noBrowser === undefined ? describe : describe.skip)('the report', () => {
  let session: Session;
  let address: string;

  beforeAll(async () => {
    const all = await someResults();
    session = await Session.start();
    address = session.write('index.html', all);
  }, 240_000);

  afterAll(() => session.end());
  afterEach(() => expect(session.problems.splice(0)).toEqual([]));

  const at = (fragment = '', options: Parameters<Session['open']>[1] = {}): Promise<Page> =>
    session.open(fragment === '' ? address : `${address}#${fragment}`, options);

  const visibleIds = (page: Page): Promise<string[]> =>
    page.$$eval('.page', (all) => all.filter((one) => one.checkVisibility()).map((one) => one.id));

  it('opens with the head line and the matrices', async () => {
    const page = await at();
    expect(await page.textContent('header')).toMatch(/unexpected.*new.*fixed.*inconclusive.*as expected/s);
    expect(await page.textContent('.facts')).toMatch(
      /of\s+5\s+versions; model [0-9a-f]{12}; .* states explored,\s+every search exhaustive/,
    );
    expect(await page.textContent('.facts')).toContain('npx patch-oracle review');
    expect(await visibleIds(page)).toEqual(['swapin']);
    const heads = await page.$$eval('table.matrix:first-of-type thead th a', (all) =>
      all.map((one) => one.textContent),
    );
    expect(heads.slice(0, 4)).toEqual(['base (B0)', 'v1-2of3 (V1a)', 'v1 (V1)', 'v2 (V2)']);
  });

  it('says in a cell the verdict as a word with a glyph, and what changed', async () => {
    const page = await at();
    const row = page.locator('table.matrix tbody tr', { hasText: '04-munmap' }).first();
    const cells = await row.locator('td').allInnerTexts();
    expect(cells.slice(0, 3).map((text) => text.replace(/\s+/g, ' ').trim())).toEqual([
      '✔ pass',
      '✔ pass',
      '✘ crash new crash',
    ]);
    expect(await row.locator('th').innerText()).toContain('what keeps the vma alive');
  });

  it('filters by text, verdict, kind and reviewer', async () => {
    const page = await at();
    const shown = (): Promise<string[]> =>
      page.$$eval('table.matrix:first-of-type tbody tr', (all) =>
        all.filter((one) => one.checkVisibility()).map((one) => one.querySelector('th')?.firstChild?.textContent ?? ''),
      );
    const all = await shown();
    expect(all.length).toBeGreaterThan(2);
    await page.fill('input[name=text]', 'hotplug');
    expect(await shown()).toEqual(['14-cpu-hotplug']);
    expect(await page.textContent('output')).toMatch(/^1 of \d+ questions$/);
    await page.click('button[type=reset]');
    await page.waitForFunction(() => document.querySelector('output')?.textContent === '');
    await page.selectOption('select[name=kind]', 'lockdep-circular');
    expect(await shown()).toEqual(['14-cpu-hotplug']);
    await page.selectOption('select[name=kind]', '');
    await page.selectOption('select[name=verdict]', 'crash');
    expect(await shown()).toEqual(['04-munmap', '14-cpu-hotplug']);
    await page.selectOption('select[name=verdict]', '');
    await page.selectOption('select[name=who]', 'Kirill A. Shutemov');
    expect(await shown()).toContain('04-munmap');
    expect(await shown()).not.toContain('14-cpu-hotplug');
    await page.selectOption('select[name=who]', '');
    await page.click('button[data-filter=new]');
    expect(await shown()).toContain('04-munmap');
    expect(await page.getAttribute('button[data-filter=new]', 'aria-pressed')).toBe('true');
  });

  it('has an address for every answer', async () => {
    const page = await at('swapin/v1/04-munmap');
    expect(await visibleIds(page)).toEqual(['swapin/v1']);
    const row = page.locator('tr.target');
    expect(await row.innerText()).toContain('use-after-free@collapse_huge_page');
    expect(await row.innerText()).toContain('what keeps the vma alive');
    await page.goto(`${address}#swapin/v2`);
    await page.waitForFunction(() => document.getElementById('swapin/v2')?.checkVisibility() === true);
    expect(await visibleIds(page)).toEqual(['swapin/v2']);
    await page.goBack();
    await page.waitForFunction(() => document.getElementById('swapin/v1')?.checkVisibility() === true);
  });

  it('shows the patches with line numbers, colours, findings under their line, and what no case runs', async () => {
    const page = await at('swapin/v1');
    const diff = page.locator('#swapin\\/v1 table.diff');
    expect(await diff.locator('tr.hunk').allInnerTexts()).toEqual(
      expect.arrayContaining([expect.stringMatching(/^@@ static void collapse_huge_page\(/)]),
    );
    const added = diff.locator('tr.a', { hasText: 'up_read(&mm->mmap_sem);' }).last();
    expect(await added.locator('td').nth(1).innerText()).toMatch(/^\d+$/);
    expect(await added.locator('td').nth(2).innerText()).toBe('●');
    const keyword = diff.locator('tr.a b', { hasText: /^if$/ }).first();
    expect(await keyword.count()).toBe(1);
    const box = diff.locator('tr.under .box', { hasText: 'use-after-free@collapse_huge_page' });
    expect(await box.innerText()).toContain('Between up_read() and down_write()');
    const above = await diff.locator('tr:has(+ tr.under .box a[href*="use-after-free"])').innerText();
    expect(above).toContain('anon_vma_lock_write(vma->anon_vma);');
    const missed = page.locator('#swapin\\/v1 .missed');
    expect(await missed.innerText()).toMatch(/added lines? that no case runs/);
    await missed.locator('a').first().click();
    expect(await page.locator('tr.target td').nth(2).innerText()).toBe('○ not run');
  });

  it('opens the model around a hunk', async () => {
    const page = await at('swapin/v1');
    const button = page.locator('#swapin\\/v1 tr.more button').first();
    const before = await page.locator('#swapin\\/v1 tr.context').count();
    const [, some] = /show (\d+) of/.exec(await button.innerText()) ?? [];
    await button.click();
    expect(await page.locator('#swapin\\/v1 tr.context').count()).toBe(before + Number(some));
  });

  it('puts the interdiff beside the verdicts that changed', async () => {
    const page = await at('swapin/v2');
    const beside = page.locator('#swapin\\/v2 .beside');
    expect(await beside.innerText()).toContain('Interdiff v1 to v2');
    expect(await beside.locator('ins').count()).toBeGreaterThan(0);
    expect(await beside.locator('.changes').innerText()).toMatch(/04-munmap/);
  });

  it('tells reviewers apart: confirmed, open, no safety claim', async () => {
    const page = await at('swapin/v1');
    const items = page.locator('#swapin\\/v1 ul.items > li').first();
    expect(await items.innerText()).toMatch(/R1 Kirill A\. Shutemov, 2016-05-23[\s\S]*✘ confirmed/);
    expect(await items.locator('a').first().getAttribute('href')).toMatch(/^https:\/\/lore\.kernel\.org\/all\//);
    await page.goto(`${address}#swapin`);
    await page.waitForFunction(() => document.getElementById('swapin/items')?.checkVisibility() === true);
    expect(await page.innerText('#swapin ul.items')).toContain('No safety claim: it is about cost.');
  });

  it('steps through a run with j, k, arrows and n', async () => {
    const page = await at(munmap);
    const chosen = (): Promise<string> => page.innerText('.steps [aria-selected=true]');
    const state = (): Promise<string> => page.innerText('.state');
    expect(await state()).toMatch(/^step 1 of \d+, khugepaged on CPU0/);
    await page.keyboard.press('j');
    expect(await chosen()).toContain('down_read(mm#1.mmap_lock)');
    expect(await state()).toMatch(/HOLDS\s+mm#1\.mmap_lock for read/i);
    expect(await state()).toMatch(/irqs on, preemption on/);
    await page.keyboard.press('ArrowUp');
    expect(await state()).toMatch(/^step 1 of/);
    await page.keyboard.press('n');
    expect(await chosen()).toMatch(/⇄ (io|task) runs|preempted/);
    await page.keyboard.press('End');
    expect(await chosen()).toContain('⇐ use-after-free');
    expect(await state()).toContain('anon_vma_lock_write(vma->anon_vma);');
    expect(await state()).toMatch(/CALLED FROM[\s\S]*khugepaged_scan_pmd\(\)/i);
    await page.keyboard.press('k');
    const active = await page.getAttribute('.steps', 'aria-activedescendant');
    expect(await page.getAttribute(`[id="${active}"]`, 'aria-selected')).toBe('true');
  });

  it('folds local steps with their number, opens them, and shows what memory became', async () => {
    const page = await at(munmap);
    const folds = page.locator('.steps .fold');
    const before = await folds.count();
    expect(await folds.first().innerText()).toMatch(/^▸ \d+ local steps in /);
    const rows = await page.locator('.steps [role=option]').count();
    await folds.first().click();
    expect(await folds.count()).toBe(before - 1);
    expect(await page.locator('.steps [role=option]').count()).toBeGreaterThan(rows);
    await page.getByLabel('every step').check();
    expect(await folds.count()).toBe(0);
    await page.locator('.steps [role=option]', { hasText: 'free vma#1' }).click();
    expect(await page.innerText('.state')).toMatch(/vma#1 live → freed/);
  });

  it('has a column per CPU and marks switches', async () => {
    const page = await at(munmap);
    expect(await page.locator('.steps .head span').allInnerTexts()).toEqual([
      'step',
      'CPU0 khugepaged',
      'CPU1 task',
      'CPU2 io',
    ]);
    expect(await page.locator('.steps .switch').count()).toBeGreaterThanOrEqual(2);
  });

  it('shows the same schedule on another version, with the first step that differs', async () => {
    const page = await at(munmap);
    const box = page.getByLabel(/beside v2/);
    await box.check();
    expect(await page.locator('.steps .differs').count()).toBe(1);
    expect(await page.locator('.steps .differs').innerText()).toContain('≠ the first step that differs');
    expect(await page.locator('.steps .head').innerText()).toMatch(
      /v1: CPU0 khugepaged[\s\S]*v2(-fix2)?: CPU0 khugepaged/,
    );
    expect(await page.getAttribute('.steps [aria-selected=true]', 'class')).toContain('differs');
  });

  it('gives the command that replays a run', async () => {
    const page = await at(munmap);
    const command = page.locator(`[id="${munmap}"] pre.cmd`);
    expect(await command.innerText()).toMatch(/^npx patch-oracle replay swapin\/04-munmap swapin\/v1 --config debug/);
    expect(await page.locator(`[id="${munmap}"] .copy`).count()).toBe(1);
  });

  it('shows a run per edge of a circular lock order', async () => {
    const page = await at('swapin/base/14-cpu-hotplug');
    const link = page.locator('tr.target a', { hasText: 'lockdep-circular' });
    await link.click();
    await page.waitForSelector('.finding[open] .steps');
    expect(await page.locator('.finding[open] .steps').count()).toBeGreaterThan(1);
  });

  it('is readable in a browser that cannot inflate its data', async () => {
    const page = await at('');
    await page.addInitScript('delete globalThis.DecompressionStream');
    await page.reload();
    const table = page.locator(`[id="${munmap}"] table.t`);
    await table.waitFor({ state: 'attached' });
    expect(await table.textContent()).toContain('⇐ use-after-free');
    expect(await page.locator('.page').first().isVisible()).toBe(true);
  });

  it('is readable without a script: every run is a table', async () => {
    const page = await at('', { javaScriptEnabled: false });
    const findings = await page.$$('details.finding');
    expect(findings.length).toBeGreaterThan(2);
    for (const finding of findings) expect(await finding.$('table.t, a')).not.toBeNull();
    const table = page.locator(`[id="${munmap}"] table.t`);
    expect(await table.locator('th').allTextContents()).toEqual([
      'step',
      'CPU0 (khugepaged)',
      'CPU1 (task)',
      'CPU2 (io)',
    ]);
    expect(await table.textContent()).toContain('⇐ use-after-free');
    expect(await page.locator('.page').first().isVisible()).toBe(true);
    expect(await page.locator('#filters').isVisible()).toBe(false);
  });

  it.each(['light', 'dark'] as const)('has enough contrast, %s', async (colorScheme) => {
    const page = await at('', { colorScheme });
    const low = await page.$$eval('a, .dim, .q, .v, .c, small, .chip, td, th', (all) => {
      const channels = (text: string): number[] => (text.match(/[\d.]+/g) ?? []).map(Number);
      const light = ([r = 0, g = 0, b = 0]: number[]): number => {
        const [x = 0, y = 0, z = 0] = [r, g, b].map((c: number) =>
          c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4,
        );
        return 0.2126 * x + 0.7152 * y + 0.0722 * z;
      };
      const ground = (element: Element | null): number[] => {
        for (let at = element; at; at = at.parentElement) {
          const colour = channels(getComputedStyle(at).backgroundColor);
          if (colour.length === 3 || colour[3] === 1) return colour;
        }
        return [255, 255, 255];
      };
      return all
        .filter((one) => one.checkVisibility() && one.textContent.trim() !== '')
        .map((one) => {
          const [a, b] = [light(channels(getComputedStyle(one).color)), light(ground(one))];
          return {
            text: one.textContent.slice(0, 30),
            class: one.getAttribute('class'),
            ratio: (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05),
          };
        })
        .filter((one) => one.ratio < 4.5);
    });
    expect(low).toEqual([]);
  });

  it('fits 390 pixels: only tables scroll, not the page', async () => {
    for (const fragment of ['', 'swapin/v1', munmap]) {
      const page = await at(fragment, { viewport: { width: 390, height: 800 } });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    }
  });

  it('can be used with the keyboard alone', async () => {
    const page = await at();
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('To the results');
    await page.keyboard.press('/');
    expect(await page.evaluate(() => (document.activeElement as HTMLInputElement).name)).toBe('text');
    for (let presses = 0; presses < 60; presses++) {
      await page.keyboard.press('Tab');
      if (await page.evaluate(() => document.activeElement?.matches('.matrix td a[href$="swapin/v1/04-munmap"]')))
        break;
    }
    await page.keyboard.press('Enter');
    await page.waitForSelector('tr.target');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('swapin/v1/04-munmap');
  });

  it('names its parts for a screen reader', async () => {
    const page = await at(munmap);
    const tree = await page.locator('body').ariaSnapshot();
    for (const part of [
      /navigation "Series"/,
      /listbox "Steps of the run that ends in use-after-free"/,
      /option .*\[selected\]/,
      /group "State at the chosen step"/,
      /toolbar "Stepping"/,
    ]) {
      expect(tree).toMatch(part);
    }
    const unnamed = await page.$$eval(
      'button, input, select, a',
      (all) =>
        all.filter((one) => one.textContent.trim() === '' && one.closest('label') === null && !one.ariaLabel).length,
    );
    expect(unnamed).toBe(0);
  });

  it('prints without what only a screen needs', async () => {
    const page = await at('swapin/v1');
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('#filters').isVisible()).toBe(false);
    expect(await page.locator('nav').isVisible()).toBe(false);
    expect(await page.locator('#swapin\\/v1 table.diff').first().isVisible()).toBe(true);
    expect((await page.pdf()).length).toBeGreaterThan(10_000);
  });
});

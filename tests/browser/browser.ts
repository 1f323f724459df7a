/** A real browser for the tests of the HTML report, and the report of a few real cells to open in it. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { pieces } from '../../src/csrc';
import { renderHtml } from '../../src/report';
import type { SeriesResult } from '../../src/result';
import { Builds } from '../../src/run/builds';
import { runCell } from '../../src/run/cell';
import { withElsewhere } from '../../src/run/elsewhere';
import { everything, plan } from '../../src/run/plan';
import { usual } from '../../src/run/prepare';
import { loadProject } from '../../src/run/project';
import { provenanceText, seriesResults } from '../../src/run/results';

const executable = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);

/** Why the tests of this folder are skipped; undefined when there is a browser. */
export const noBrowser =
  executable === undefined ? 'there is no chromium: `apt-get install chromium` brings it' : undefined;

const root = path.join(__dirname, '../..');

/** Cells of a few cases and versions of swapin, searched now, with all that a report of them is made from. */
export async function someResults(): Promise<SeriesResult[]> {
  const project = loadProject(root);
  const builds = new Builds(project);
  const cases = ['01-nobody-interferes', '04-munmap', '14-cpu-hotplug'];
  const versions = ['base', 'v1-2of3', 'v1', 'v2', 'v2-fix2'];
  const cells = plan(project, everything).cells.filter(
    (one) => one.case.series === 'swapin' && cases.includes(one.case.name) && versions.includes(one.version),
  );
  const found = cells.map((cell) => runCell(builds, cell, usual).result);
  const all = seriesResults(project, found, provenanceText(project)).filter((one) => one.series === 'swapin');
  return withElsewhere(project, all, { workers: 1 });
}

/** One browser and one folder for the tests of a file. Everything that goes wrong in a page is kept. */
export class Session {
  readonly problems: string[] = [];
  private readonly folder = mkdtempSync(path.join(os.tmpdir(), 'patch-oracle-'));

  private constructor(private readonly browser: Browser) {}

  static async start(): Promise<Session> {
    if (executable === undefined) throw new Error('no browser');
    return new Session(await chromium.launch({ executablePath: executable, args: ['--no-sandbox'] }));
  }

  /** Writes a report. @returns its address */
  write(name: string, all: readonly SeriesResult[]): string {
    const file = path.join(this.folder, name);
    writeFileSync(file, renderHtml(all, { lexer: pieces }));
    return `file://${file}`;
  }

  async open(address: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    const page = await context.newPage();
    page.on('console', (message) => {
      if (message.type() !== 'log') this.problems.push(`${message.type()}: ${message.text()}`);
    });
    page.on('pageerror', (error) => this.problems.push(`error: ${error.message}`));
    page.on('dialog', (dialog) => {
      this.problems.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('request', (request) => {
      if (request.url().split('#')[0] !== address.split('#')[0]) this.problems.push(`request: ${request.url()}`);
    });
    await page.goto(address);
    return page;
  }

  async end(): Promise<void> {
    await this.browser.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/**
 * `npm run pictures`: takes the README's pictures of the HTML report from reports/out/index.html, as `npm start` left it:
 * the run that proves the first reviewer's concern, in light and dark.
 */
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { noBrowser, Session } from './browser';

const root = path.join(__dirname, '../..');
const shown = 'swapin/v1/04-munmap/use-after-free@collapse_huge_page';

/** @param from path of the report, from the project */
export async function main([from = 'reports/out/index.html']: readonly string[]): Promise<void> {
  const file = path.resolve(root, from);
  const missing = noBrowser ?? (existsSync(file) ? undefined : `${from} is not there: \`npm start\` writes it`);
  if (missing !== undefined) {
    console.error(missing);
    process.exitCode = 2;
    return;
  }
  mkdirSync(path.join(root, 'docs/pictures'), { recursive: true });
  const session = await Session.start();
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await session.open(`file://${file}#${shown}`, {
      colorScheme,
      viewport: { width: 1120, height: 640 },
    });
    // The page puts what its address names into view once its data are there.
    await page.waitForSelector('.target .run.live');
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    // From the last step of the first thread before it is preempted, on to the finding.
    await page.keyboard.press('End');
    await page.evaluate(() => scrollBy(0, -14));
    await page.screenshot({ path: path.join(root, `docs/pictures/report-${colorScheme}.png`) });
  }
  await session.end();
}

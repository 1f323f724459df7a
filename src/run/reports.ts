/**
 * The folder reports/: one Markdown page per version and an index. A run of single versions touches
 * only their pages; a run of everything also writes the index, the
 * HTML report and what other programs read, and removes pages of versions that are gone.
 */
import path from 'node:path';
import { pieces } from '../csrc';
import {
  renderGithub,
  renderHtml,
  renderIndex,
  renderJunit,
  renderPatchwork,
  renderSarif,
  renderVersion,
} from '../report';
import type { Necessity, SeriesResult } from '../result';
import { filesBelow, removeFile, writeWhole } from './files';

/** Files of reports/out/ beside results.json: the page a reviewer works in, and what other programs read. */
const outFormats: Readonly<Record<string, (all: readonly SeriesResult[], needs: Needs) => string>> = {
  'index.html': (all, needs) => renderHtml(all, { lexer: pieces, needs }),
  'junit.xml': renderJunit,
  'findings.sarif': renderSarif,
  'annotations.txt': renderGithub,
  'patchwork.json': (all) => renderPatchwork(all),
};

/** What is known of `necessity`, by name of the variant. */
export type Needs = ReadonlyMap<string, Necessity>;

export interface Written {
  /** Paths relative to the project. */
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  readonly unchanged: number;
}

/** @param versions `swapin/v1`; undefined: all, with the index. */
export function writeReports(
  root: string,
  all: readonly SeriesResult[],
  needs: Needs,
  versions?: ReadonlySet<string>,
): Written {
  const pages = new Map<string, () => string>();
  for (const series of all) {
    for (const version of series.versions) {
      if (versions && !versions.has(`${series.series}/${version.name}`)) continue;
      pages.set(`${series.series}/${version.name}.md`, () => renderVersion(series, version.name));
    }
  }
  if (!versions) {
    pages.set('README.md', () => renderIndex(all));
    for (const [page, render] of Object.entries(outFormats)) pages.set(`out/${page}`, () => render(all, needs));
  }
  // Every page is rendered before the first is written: an error in one leaves all as they were.
  const texts = [...pages].map(([page, render]) => [page, render()] as const);
  const folder = path.join(root, 'reports');
  const changed = texts
    .filter(([page, text]) => writeWhole(path.join(folder, page), text))
    .map(([page]) => `reports/${page}`);
  const removed = versions ? [] : filesBelow(folder).filter((file) => isPage(file) && !pages.has(file));
  for (const file of removed) removeFile(path.join(folder, file));
  return { changed, removed: removed.map((file) => `reports/${file}`), unchanged: texts.length - changed.length };
}

/** What this folder may remove: Markdown outside reports/out/, and what a killed run left behind. */
function isPage(file: string): boolean {
  return !file.startsWith('out/') && (file.endsWith('.md') || file.endsWith('.tmp'));
}

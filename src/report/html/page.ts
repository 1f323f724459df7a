/**
 * The report that a reviewer works in: one HTML file that needs nothing else, neither a server nor the network. Its
 * policy allows only the style and the script in it, by their hashes. Same results, same bytes.
 */
import { createHash } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import type { Necessity, SeriesResult } from '../../result';
import { kinds } from '../../result';
import { Book, type PageData } from './book';
import { Changes } from './change';
import type { Lexer } from './colour';
import { markup, markupOf, ours, sparing, type Raw } from './escape';
import { head } from './head';
import { seriesPage } from './matrix';
import { scriptText } from './script';
import { styleText } from './style';
import { version } from './version';

export interface HtmlOptions {
  /** Cuts C into pieces, for colours. */
  readonly lexer: Lexer;
  /** What `necessity` found, by name of the variant. */
  readonly needs?: ReadonlyMap<string, Necessity>;
}

export function renderHtml(all: readonly SeriesResult[], options: HtmlOptions): string {
  const book = new Book();
  const page = { lexer: options.lexer, book, needs: options.needs ?? new Map<string, Necessity>() };
  const changes = all.map((series) => new Changes(series));
  const body = markup`${head(all, changes)}${filters(all)}
    <main id="main">
      ${changes.map((one) => seriesPage(one.series, one))}${changes.map((one) => {
        book.simplify(one.series.provenance);
        return one.series.versions.map((info) => version(info, one, page));
      })}
    </main>`;
  const policy = `default-src 'none'; style-src '${hashOf(styleText)}'; script-src '${hashOf(scriptText)}'; base-uri 'none'; form-action 'none'`;
  return markupOf(markup`${doctype}<html lang="en"><head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>patch-oracle: ${all.map((series) => series.series).join(', ')}</title>
<style>${ours(styleText)}</style></head>
<body><a class="skip" href="#main">To the results</a>
${sparing(body)}
<footer><p>Written by patch-oracle from its results. It asks nothing of the network; links lead to the public archive of the mailing lists.</p></footer>
<script type="text/plain" id="data">${deflated(book.data())}</script>
<script>${ours(scriptText)}</script>
</body></html>
`);
}

const doctype: Raw = ours('<!doctype html>\n');

/** Data for the page's script. The traces are a third of the page as text, and a ninth like this. */
function deflated(data: PageData): string {
  return deflateRawSync(JSON.stringify(data), { level: 9 }).toString('base64');
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

/** Shown by the script; without it the tables are whole. */
function filters(all: readonly SeriesResult[]): Raw {
  const reviewers = [...new Set(all.flatMap((series) => series.items.map((item) => item.who)))].sort();
  const found = new Set<string>(
    all.flatMap((series) => series.cells.flatMap((cell) => cell.findings.map((one) => one.kind))),
  );
  return markup`<form class="filters" id="filters" hidden role="search" aria-label="Filter the questions">
    <label>text <input type="search" name="text" placeholder="munmap, anon_vma"></label>
    ${choice('verdict', 'verdict', 'any', verdicts)}
    ${choice(
      'kind',
      'kind',
      'any',
      Object.keys(kinds).filter((kind) => found.has(kind)),
    )}
    ${choice('reviewer', 'who', 'anybody', reviewers)}
    <button type="reset">clear</button> <output aria-live="polite"></output></form>`;
}

const verdicts = [
  'crash',
  'warn',
  'pass',
  'inconclusive',
  'refused',
  'expected',
  'unexpected',
  'new',
  'fixed',
  'still',
];

function choice(label: string, name: string, none: string, list: readonly string[]): Raw {
  return markup`<label>${label} <select name="${name}"><option value="">${none}</option>${list.map((one) => markup`<option>${one}</option>`)}</select></label>`;
}

/** The head line: what came out, of which model, within which bounds, and the command that says it again. */
import type { SeriesResult } from '../../result';
import { worst } from '../words';
import type { Changes } from './change';
import { markup, type Raw } from './escape';
import { byCase, link, seriesId } from './names';

/** Verdicts by what a reader wants of them; a verdict is one question asked of one version. */
export interface Counts {
  readonly questions: number;
  readonly fresh: number;
  readonly fixed: number;
  readonly unexpected: number;
  readonly expected: number;
  readonly inconclusive: number;
}

export function countsOf(all: readonly Changes[]): Counts {
  const counts = { questions: 0, fresh: 0, fixed: 0, unexpected: 0, expected: 0, inconclusive: 0 };
  for (const changes of all) {
    for (const version of changes.series.versions) {
      for (const cells of byCase(changes.series, version.name).values()) {
        const { kind } = changes.of(cells);
        counts.questions++;
        if (kind === 'new') counts.fresh++;
        if (kind === 'fixed') counts.fixed++;
        if (cells.every((cell) => cell.asExpected)) counts.expected++;
        else counts.unexpected++;
        if (worst(cells.map((cell) => cell.verdict)) === 'inconclusive') counts.inconclusive++;
      }
    }
  }
  return counts;
}

export function head(all: readonly SeriesResult[], changes: readonly Changes[]): Raw {
  const counts = countsOf(changes);
  const cells = all.flatMap((series) => series.cells).filter((cell) => cell.expected.kind !== 'skip');
  const searched = cells.filter((cell) => cell.verdict !== 'refused');
  const states = cells.reduce((sum, cell) => sum + cell.states, 0).toLocaleString('en');
  const open = searched.filter((cell) => !cell.complete).length;
  const hashes = [...new Set(all.flatMap((series) => series.modelHash ?? []))];
  const chip = (number: number, word: string, filter: string): Raw =>
    markup`<li>
      <button type="button" data-filter="${filter}" class="chip ${filter}"><b>${number}</b> ${word}</button>
    </li>`;
  return markup`<header>
    <h1>patch-oracle</h1>
    <ul class="chips" aria-label="Verdicts; a button shows only those">
      ${chip(counts.unexpected, 'unexpected', 'unexpected')}${chip(counts.fresh, 'new', 'new')}${chip(counts.fixed, 'fixed', 'fixed')}${chip(counts.inconclusive, 'inconclusive', 'inconclusive')}${chip(counts.expected, 'as expected', 'expected')}
    </ul>
    <p class="facts">
      ${counts.questions.toLocaleString('en')} verdicts of
      ${versionsOf(all)}
      versions${hashes.length > 0 && markup`; model <code>${hashes.join(' ')}</code>`}; ${states} states explored,
      ${open === 0 ? 'every search exhaustive within its bounds' : markup`<b>${open} of ${searched.length} searches not exhaustive</b>`};
      bounds stand beside each answer. Every verdict is of the model, never of the kernel itself. Again:
      <code>npx patch-oracle review</code>
    </p>
    <nav aria-label="Series">
      <ul>
        ${all.map((series) => markup`<li>${link(seriesId(series.series), series.series)}</li>`)}
      </ul>
    </nav>
  </header> `;
}

/** Versions that some case asked something of. */
function versionsOf(all: readonly SeriesResult[]): number {
  return all.reduce((sum, series) => sum + new Set(series.cells.map((cell) => cell.version)).size, 0);
}

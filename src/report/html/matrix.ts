/** Questions against versions of one series: a word and a glyph per cell, and what changed from the version before. */
import type { CaseInfo, CellResult, SeriesResult, VersionInfo } from '../../result';
import { glyphs, versionLabel, worst } from '../words';
import type { Changes } from './change';
import { markup, idOf, type Raw } from './escape';
import { axesText, byCase, caseId, link, seriesId, versionId } from './names';
import { itemsOfSeries } from './items';
import { decidingCases } from '../status';

export function seriesPage(series: SeriesResult, changes: Changes): Raw {
  const id = seriesId(series.series);
  const posted = series.versions.filter((one) => !one.control);
  const controls = series.versions.filter((one) => one.control);
  return markup`<section class="page series" id="${id}" aria-labelledby="${id}/title">
    <h2 id="${id}/title" tabindex="-1">${series.series}</h2>
    <p class="lead">${series.title}</p>
    ${matrix(series, changes, posted, 'Questions and posted versions, in the order of posting')}
    ${
      controls.length > 0 &&
      markup`<h3>Controls</h3>
        <p class="dim">What-if versions, asked only by the cases that name them; compared with what they stand on.</p>
        ${matrix(series, changes, controls, 'Questions and controls')}`
    }
    ${itemsOfSeries(series)} ${bounds(series)}${notes(series)}
  </section> `;
}

interface Row {
  readonly info: CaseInfo;
  readonly cells: readonly (readonly CellResult[])[];
}

function matrix(series: SeriesResult, changes: Changes, versions: readonly VersionInfo[], caption: string): Raw {
  const asked = new Map(series.versions.map((one) => [one.name, byCase(series, one.name)]));
  const rows = series.cases
    .map((info): Row => ({ info, cells: versions.map((one) => asked.get(one.name)?.get(info.name) ?? []) }))
    .filter((row) => row.cells.some((cells) => cells.length > 0));
  // Unexpected first; the order of the cases otherwise.
  rows.sort((a, b) => Number(isUnexpected(b)) - Number(isUnexpected(a)));
  return markup`<div class="wide" tabindex="0" role="region" aria-label="${caption}"><table class="matrix"><caption class="away">${caption}</caption>
<thead><tr><th scope="col">question${versions.map((one) => markup`<th scope="col">${link(versionId(series.series, one.name), markup`${versionLabel(one)}`)}${one.date !== undefined && markup`<small>${one.date}</small>`}</th>`)}
<tbody>
${rows.map(({ info, cells }) => {
  const answers = cells.map((own) => cell(own, changes.of(own).word));
  return markup`<tr data-who="${whoAsked(series, info).join('|')}"><th scope="row" data-case="${idOf(series.series, info.name)}">${info.name}<div class="q">${info.question}</div>${answers}
`;
})}</table></div>`;
}

const isUnexpected = (row: Row): boolean => row.cells.some((cells) => cells.some((one) => !one.asExpected));

function whoAsked(series: SeriesResult, info: CaseInfo): string[] {
  const items = series.items.filter((item) => decidingCases(series, item).includes(info.name));
  return [...new Set(items.map((item) => item.who))];
}

/** The worst verdict, with its axes where others differ; the kinds found are there for the filter. */
function cell(cells: readonly CellResult[], change: string): Raw {
  const [first] = cells;
  const word = worst(cells.map((one) => one.verdict));
  if (!first || !word) return markup`<td>`;
  const others = cells.filter((one) => one.verdict !== word);
  const axes = others.length > 0 && markup`<small>${axesText(cells.filter((one) => one.verdict === word))}</small>`;
  const kinds = [...new Set(cells.flatMap((one) => one.findings.map((found) => found.kind)))];
  const wrong = cells.some((one) => !one.asExpected);
  const unread = cells.some((one) => one.source === 'observed');
  const marks = [
    axes,
    wrong && markup`<b class="wrong">! unexpected</b>`,
    unread && markup`<small title="nobody has reviewed the expectation">~</small>`,
    change !== '' && markup`<small class="c ${change.split(' ')[0]}">${change}</small>`,
  ];
  return markup`<td class="${word}"${kinds.length > 0 && markup` data-k="${kinds.join(' ')}"`}>${link(caseId(first), `${glyphs[word]} ${word}`)}${marks}`;
}

function notes(series: SeriesResult): Raw {
  const noted = series.cases.filter((info) => info.notes !== undefined);
  if (noted.length === 0) return markup``;
  return markup`<h3 id="${idOf(series.series, 'notes')}">Notes of the cases</h3>
    <dl class="notes">
      ${noted.map(
        (info) =>
          markup`<dt>${info.name}</dt>
            <dd>${info.notes?.trim()}</dd> `,
      )}
    </dl>`;
}

/** What each question varies and how far; the answers of a version repeat it where there is a script. */
function bounds(series: SeriesResult): Raw {
  const text = (config: Readonly<Record<string, string>>): string =>
    Object.entries(config)
      .map(([name, value]) => `${name}=${value}`)
      .join(', ');
  return markup`<h3>Bounds</h3>
    <dl class="notes">
      ${series.cases.map((info) => {
        const all = Object.entries(info.configs);
        return markup`<dt>${info.name}</dt>${all.map(([name, config]) => markup`<dd><b>${name}</b> ${text(config)}</dd>`)}
`;
      })}
    </dl>`;
}

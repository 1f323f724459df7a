/** The page of one version: what it is, what changed, its patches with findings, reviewers, questions and runs. */
import type { SeriesResult, VersionInfo } from '../../result';
import { groupFindings } from '../findings';
import { count, versionLabel } from '../words';
import { changeOf, changeWord, versionBefore } from './change';
import { markup, type Raw } from './escape';
import { itemsOfVersion } from './items';
import { diffRows } from './interdiff';
import { byCase, caseId, link, mail, verdict, versionId } from './names';
import { patches, type Page } from './patch';
import { questions } from './questions';
import { finding } from './trace';

export function version(series: SeriesResult, one: VersionInfo, page: Page): Raw {
  const id = versionId(series.series, one.name);
  const groups = groupFindings(series, one.name);
  return markup`<section class="page version" id="${id}" aria-labelledby="${id}/title">
    <h2 id="${id}/title" tabindex="-1"><span class="dim">${series.series}/</span>${versionLabel(one)}</h2>
    <p class="lead">${one.title}</p>
    <p class="dim">${origin(one)}</p>
    ${summary(series, one)} ${changes(series, one, page)} ${itemsOfVersion(series, one)} ${patches(series, one, page)}
    ${
      groups.length > 0 &&
      markup`<h3>The runs that show it</h3>
        <p class="dim">
          ${count(groups.length, 'finding')}; what most questions meet comes first. Open one to step through it.
        </p>
        ${groups.map((group) => group.occurrences.map((occurrence) => finding(occurrence, page.book.traces)))}`
    }
    ${questions(series, one, page.book)}
  </section> `;
}

function origin(one: VersionInfo): Raw {
  const by = one.author === undefined ? '' : ` by ${one.author}`;
  const on = one.date === undefined ? '' : ` on ${one.date}`;
  const base =
    one.base === undefined
      ? ''
      : markup`; stands on ${one.base.includes('/') ? one.base : link(versionId(one.series, one.base), one.base)}`;
  const posted = one.messageId === undefined ? '' : markup`, ${mail(one.messageId, one.messageId)}`;
  return markup`${one.control ? 'A control: a version nobody posted' : one.messageId === undefined ? 'Written' : 'Posted'}${by}${on}${posted}${base}.${one.patches.length > 0 && ' The patches below are a rendition of the change over the model, not the posted text.'}`;
}

function summary(series: SeriesResult, one: VersionInfo): Raw {
  const cells = [...byCase(series, one.name).values()].flat();
  const verdicts = (['crash', 'warn', 'inconclusive', 'refused', 'pass'] as const).flatMap((word) => {
    const number = cells.filter((cell) => cell.verdict === word).length;
    return number > 0 ? [markup`<li>${verdict(word)} ${number}</li>`] : [];
  });
  const states = cells.reduce((sum, cell) => sum + cell.states, 0).toLocaleString('en');
  const open = cells.filter((cell) => !cell.complete && cell.verdict !== 'refused').length;
  return markup`<ul class="chips">
      ${verdicts}
      <li class="dim">
        ${states} states${open === 0 ? ', every search exhaustive' : `, ${count(open, 'search')} not exhaustive`}
      </li>
    </ul>
    <pre class="cmd" tabindex="0">npx patch-oracle review ${series.series}/${one.name}</pre>`;
}

/** Verdicts that changed since the version before, beside what changed in the code. */
function changes(series: SeriesResult, one: VersionInfo, page: Page): Raw {
  const before = versionBefore(series, one);
  if (!before) return markup``;
  const past = byCase(series, before.name);
  const changed = [...byCase(series, one.name)].flatMap(([name, cells]) => {
    const change = changeOf(cells, past.get(name) ?? [], before.name);
    return change.kind === 'none' || change.kind === 'still' ? [] : [{ name, cells, change }];
  });
  const interdiff = one.interdiff;
  return markup`<h3>Since ${link(versionId(series.series, before.name), before.name)}</h3>
    <div class="beside">
      <div>
        <h4>Verdicts that changed</h4>
        ${
          changed.length === 0
            ? markup`<p>None.</p>`
            : markup`<ul class="changes">
                ${changed.map(
                  ({ name, cells, change }) =>
                    markup`<li>
                      <span class="c ${change.kind}">${changeWord(change, cells)}</span>
                      ${link(caseId({ series: series.series, version: one.name, case: name }), name)}${change.added.map((added) => markup`<br />+ <code>${added}</code>`)}${change.gone.map((gone) => markup`<br />− <code>${gone}</code>`)}
                    </li> `,
                )}
              </ul>`
        }
      </div>
      ${
        interdiff &&
        markup`<details class="inter">
          <summary>Interdiff: ${interdiff.against} to ${one.name}</summary>
          ${interdiff.text === '' ? markup`<p>The model is the same.</p>` : diffRows(interdiff.text, page.lexer)}
        </details>`
      }
    </div>`;
}

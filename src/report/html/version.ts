/** The page of one version: what it is, what changed, its patches with findings, reviewers, questions and runs. */
import type { SeriesResult, VersionInfo } from '../../result';
import { groupFindings } from '../findings';
import { count, versionLabel } from '../words';
import { versionBefore, type Changes } from './change';
import { markup, type Raw } from './escape';
import { itemsOfVersion } from './items';
import { diffRows } from './interdiff';
import { byCase, caseId, link, mail, verdict, versionId } from './names';
import { patches, type Page } from './patch';
import { questions } from './questions';
import { finding } from './trace';

export function version(one: VersionInfo, all: Changes, page: Page): Raw {
  const { series } = all;
  const id = versionId(series.series, one.name);
  const groups = groupFindings(series, one.name);
  return markup`<section class="page version" id="${id}" aria-labelledby="${id}/title">
<p class="crumbs">${neighbours(series, one)}</p>
    <h2 id="${id}/title" tabindex="-1"><span class="dim">${series.series}/</span>${versionLabel(one)}</h2>
    <p class="lead">${one.title}</p>
    <p class="dim">${origin(one)}</p>
    ${summary(series, one)} ${changes(one, all, page)} ${itemsOfVersion(series, one)} ${patches(series, one, page)}
    ${
      groups.length > 0 &&
      markup`<h3>The runs that show it</h3>
        <p class="dim">
          ${count(groups.length, 'finding')}; what most questions meet comes first. Open one to step through it.
        </p>
        ${groups.map((group) => group.occurrences.map((occurrence) => finding(occurrence, page.book)))}`
    }
    ${questions(one, all, page.book)}
  </section> `;
}

/** The series, and the versions on both sides. */
function neighbours(series: SeriesResult, one: VersionInfo): Raw {
  const at = series.versions.indexOf(one);
  const [before, after] = [series.versions[at - 1], series.versions[at + 1]];
  return markup`${link(series.series, `${series.series}: all versions`)}${before && link(versionId(series.series, before.name), `← ${before.name}`)}${after && link(versionId(series.series, after.name), `${after.name} →`)}`;
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
function changes(one: VersionInfo, all: Changes, page: Page): Raw {
  const { series } = all;
  const before = versionBefore(series, one.name);
  if (before === undefined) return markup``;
  const changed = [...byCase(series, one.name)].flatMap(([name, cells]) => {
    const change = all.of(cells);
    return change.kind === 'none' || change.kind === 'still' ? [] : [{ name, change }];
  });
  const rows = changed.map(
    ({ name, change }) =>
      markup`<li><span class="c ${change.kind}">${change.word}</span> ${link(caseId({ series: series.series, version: one.name, case: name }), name)}${change.against !== before && markup` <span class="dim">since ${change.against}</span>`}<small>${[...change.added.map((added) => `+ ${added}`), ...change.gone.map((gone) => `− ${gone}`)].join(', ')}</small>
`,
  );
  return markup`<h3>Since ${link(versionId(series.series, before), before)}</h3>
    <div class="beside"><div><h4>Verdicts that changed</h4>
    ${rows.length === 0 ? markup`<p>None.</p>` : markup`<ul class="changes">${rows}</ul>`}</div>
    <div><h4>Code that changed</h4>
    ${code(one, before, page)}</div></div>`;
}

/** The interdiff, unless the version's own patches are just that. */
function code(one: VersionInfo, before: string, page: Page): Raw {
  const { interdiff } = one;
  if (one.patches.length > 0 && one.base === before)
    return markup`<p>What its patches, below, change: it stands on ${before}.</p>`;
  if (!interdiff || interdiff.against !== before) return markup`<p class="dim">Not known.</p>`;
  if (interdiff.text === '') return markup`<p>Nothing: the model is the same.</p>`;
  return markup`<details class="inter" open><summary>Interdiff ${before} to ${one.name}</summary>${diffRows(interdiff.text, page.lexer)}</details>`;
}

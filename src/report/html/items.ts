/** What reviewers said, and what the cells say of it, version by version. */
import { unreachable } from '../../base/diagnostics';
import type { CellResult, ReviewItem, SeriesResult, VersionInfo } from '../../result';
import { findingName } from '../../result';
import { decidingCases, matchesClaim, statusOf, type OpenReason, type Status } from '../status';
import { glyphs, list } from '../words';
import { markup, idOf, type Raw } from './escape';
import { caseId, findingId, link, mail, versionId } from './names';

const statusKinds = ['confirmed', 'refuted', 'open'] as const;
const words = {
  confirmed: `${glyphs.crash} confirmed`,
  refuted: `${glyphs.pass} refuted within bounds`,
  open: '? open',
};

/** All items of a series, each with its status in every version where a case asks it. */
export function itemsOfSeries(series: SeriesResult): Raw {
  if (series.items.length === 0) return markup``;
  return markup`<h3 id="${idOf(series.series, 'items')}">What the reviewers said</h3>
    <p class="dim">
      In our words, and what the model says of it. <b>Confirmed</b>: what the concern claims is found there.
      <b>Refuted</b>: it is not found, in a complete pass within its bounds whose labels show the window. <b>Open</b>:
      neither.
    </p>
    <ul class="items">
      ${series.items.map(
        (item) =>
          markup`<li id="${idOf(series.series, 'items', item.id)}" data-who="${item.who}">
            ${said(item)}
            ${item.notASafetyClaim === undefined ? statuses(series, item) : markup`<p class="dim">No safety claim: ${item.notASafetyClaim}.</p>`}
          </li>`,
      )}
    </ul>`;
}

function said(item: ReviewItem): Raw {
  return markup`<p>
    <b>${item.id}</b> ${item.who}, ${mail(item.messageId, item.date)}
    <span class="dim">&lt;${item.messageId}&gt;</span>${item.claim && markup`, of <b>${item.claim.version}</b>`}<br><q>${item.concern}</q>
  </p>`;
}

function statuses(series: SeriesResult, item: ReviewItem): Raw {
  const groups = new Map<string, Raw[]>();
  for (const version of series.versions) {
    const status = statusOf(series, item, version.name);
    if (status.kind === 'open' && status.why.kind === 'no-case') continue;
    const cell = 'cells' in status ? status.cells[0] : undefined;
    const id = cell === undefined ? versionId(series.series, version.name) : proofId(item, status, cell);
    const name = item.claim?.version === version.name ? markup`<b>${version.name}</b>` : version.name;
    groups.set(status.kind, [...(groups.get(status.kind) ?? []), link(id, name)]);
  }
  const parts = statusKinds.flatMap((kind) => {
    const links = groups.get(kind);
    return links
      ? [
          markup`<span class="s ${kind}">${words[kind]}</span> in ${links.map((one, index) => [index > 0 && ', ', one])}`,
        ]
      : [];
  });
  const cases = decidingCases(series, item);
  if (parts.length === 0) return markup`<p>? open: no case asks it.</p>`;
  return markup`<p>
    ${parts.map((one, index) => [index > 0 && '; ', one])}. <span class="dim">Decided by ${list(cases)}.</span>
  </p>`;
}

/** The finding that the item claims, or the case that asked for it. */
function proofId(item: ReviewItem, status: Status, cell: CellResult): string {
  const found =
    status.kind === 'confirmed' &&
    cell.findings.find((one) => item.claim !== undefined && matchesClaim(item.claim.finding, one));
  return found ? findingId(cell, findingName(found)) : caseId(cell);
}

/** Items of one version: raised against it first, then those of others that its cases ask too. */
export function itemsOfVersion(series: SeriesResult, version: VersionInfo): Raw {
  const asked = series.items.flatMap((item) => {
    const status = statusOf(series, item, version.name);
    const own = item.claim?.version === version.name;
    const shown =
      status.kind !== 'not-a-safety-claim' && (own || status.kind !== 'open' || status.why.kind !== 'no-case');
    return shown ? [{ item, status, own }] : [];
  });
  if (asked.length === 0) return markup``;
  const row = ({ item, status }: (typeof asked)[number]): Raw =>
    markup`<li>
      ${said(item)}
      <p>${statusText(item, status)}</p>
    </li> `;
  const [own, others] = [asked.filter((one) => one.own), asked.filter((one) => !one.own)];
  return markup`<h3>What reviewers said</h3>
    ${
      own.length > 0 &&
      markup`<ul class="items">
        ${own.map(row)}
      </ul>`
    }
    ${others.length > 0 && markup`<p>Said of other versions, asked of this one: ${brief(series, others)}</p>`}`;
}

interface Asked {
  readonly item: ReviewItem;
  readonly status: Status;
}

function brief(series: SeriesResult, asked: readonly Asked[]): Raw[] {
  return statusKinds.flatMap((kind) => {
    const some = asked.filter((one) => one.status.kind === kind);
    const links = some.map(
      ({ item }, index) =>
        markup`${index > 0 && ', '}<a href="#${idOf(series.series, 'items', item.id)}" title="${item.who}">${item.id}</a>`,
    );
    return some.length > 0 ? [markup`<span class="s ${kind}">${words[kind]}</span> ${links}. `] : [];
  });
}

function statusText(item: ReviewItem, status: Status): Raw {
  switch (status.kind) {
    case 'confirmed':
      return markup`<span class="s confirmed">${glyphs.crash} confirmed</span>:
        <code>${item.claim?.finding ?? ''}</code> in ${links(item, status)}`;
    case 'refuted':
      return markup`<span class="s refuted">${glyphs.pass} refuted within bounds</span> by ${links(item, status)}`;
    case 'open':
      return markup`<span class="s open">? open</span>: ${openText(status.why)}`;
    case 'not-a-safety-claim':
      return markup`no safety claim: ${status.reason}`;
    default:
      return unreachable(status);
  }
}

function links(item: ReviewItem, status: Status & { readonly cells: readonly CellResult[] }): Raw[] {
  const firsts = status.cells.filter((cell, at) => status.cells.findIndex((one) => one.case === cell.case) === at);
  return firsts.map((cell, index) => markup`${index > 0 && ', '}${link(proofId(item, status, cell), cell.case)}`);
}

function openText(why: OpenReason): string {
  switch (why.kind) {
    case 'no-case':
      return 'no case asks it of this version';
    case 'no-claim':
      return 'it names no finding to look for';
    case 'other-findings':
      return `the claimed finding is not there, but the cases that decide it end in ${list(why.findings)}`;
    case 'not-explored':
      return `not explored to the end in ${list(why.cases)}`;
    case 'window-not-shown':
      return `no label shows the window in ${list(why.cases)}`;
    default:
      return unreachable(why);
  }
}

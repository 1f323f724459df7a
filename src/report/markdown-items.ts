/**
 * Reviewers' concerns in a version's page: who said what, and what the cells say of it, with a link to the proof.
 */
import { unreachable } from '../base/diagnostics';
import type { CellResult, ReviewItem, SeriesResult, VersionInfo } from '../result';
import { findingName } from '../result';
import { code, markdown } from './escape';
import { findingAnchor } from './markdown-finding';
import { matchesClaim, statusOf, type OpenReason, type Status } from './status';
import { glyphs, list, loreLink } from './words';

/** The section of a version's page: what was claimed of it, then what was claimed of others and asked of it too. */
export function reviewItems(series: SeriesResult, version: VersionInfo): string[] {
  const own = series.items.filter((item) => item.claim?.version === version.name && item.notASafetyClaim === undefined);
  const others = series.items.filter((item) => !own.includes(item) && item.notASafetyClaim === undefined);
  const asked = others.filter((item) => {
    const status = statusOf(series, item, version.name);
    return !(status.kind === 'open' && status.why.kind === 'no-case');
  });
  const noCase = others.filter((item) => !asked.includes(item));
  const reasons = series.items.filter((item) => item.notASafetyClaim !== undefined);
  const lines: string[] = [];
  if (own.length > 0) lines.push('## What reviewers said of this version', '', ...itemTable(series, own, version.name));
  if (asked.length > 0) {
    lines.push('## What they said of other versions, asked of this one', '', ...itemTable(series, asked, version.name));
  }
  if (noCase.length > 0) {
    lines.push(`Not asked of this version: ${list(noCase.map((item) => markdown(item.id)))}.`, '');
  }
  if (reasons.length > 0) {
    lines.push(
      `Not claims about safety: ${list(reasons.map((item) => markdown(item.id)))} (see the [index](../README.md)).`,
      '',
    );
  }
  return lines;
}

function itemTable(series: SeriesResult, items: readonly ReviewItem[], version: string): string[] {
  return [
    '| | who, when | concern, in our words | in the model |',
    '|---|---|---|---|',
    ...items.map((item) => {
      const status = statusOf(series, item, version);
      return `| ${markdown(item.id)} | ${itemSource(item)} | ${markdown(item.concern)} | ${statusText(item, status, version)} |`;
    }),
    '',
  ];
}

export function itemSource(item: ReviewItem): string {
  return `[${markdown(item.who)}, ${markdown(item.date)}](${loreLink(item.messageId)})`;
}

/** The status with a link to what proves it, for a page in `reports/<series>/`. */
export function statusText(item: ReviewItem, status: Status, version: string): string {
  const here = item.claim?.version === version ? '' : ' here';
  switch (status.kind) {
    case 'confirmed': {
      const links = [...new Set(status.cells.map((cell) => cell.case))].map((name) => {
        const cell = status.cells.find((one) => one.case === name);
        return `[${markdown(name)}](#${cell === undefined ? caseAnchor(name) : claimAnchor(item, cell)})`;
      });
      return `**${glyphs.crash} confirmed${here}**: ${code(item.claim?.finding ?? '')} in ${list(links)}`;
    }
    case 'refuted':
      return `${glyphs.pass} refuted${here} within bounds: ${list(casesOf(status.cells))}`;
    case 'open':
      return `open: ${openText(status.why)}`;
    case 'not-a-safety-claim':
      return `not a safety claim: ${markdown(status.reason)}`;
    default:
      return unreachable(status);
  }
}

/** Where a version's page shows the finding that an item claims. */
export function claimAnchor(item: ReviewItem, cell: CellResult): string {
  const found = cell.findings.find((one) => item.claim !== undefined && matchesClaim(item.claim.finding, one));
  return found === undefined ? caseAnchor(cell.case) : findingAnchor(findingName(found), cell.case);
}

export function openText(why: OpenReason): string {
  switch (why.kind) {
    case 'no-case':
      return 'no case asks it of this version';
    case 'no-claim':
      return 'it names no finding to look for';
    case 'other-findings':
      return `the claimed finding is not there, but the cases that decide it end in ${list(why.findings.map(code))}`;
    case 'not-explored':
      return `not explored to the end in ${list(why.cases.map(linkCase))}`;
    case 'window-not-shown':
      return `no label shows the window in ${list(why.cases.map(linkCase))}`;
    default:
      return unreachable(why);
  }
}

function casesOf(cells: readonly CellResult[]): string[] {
  return [...new Set(cells.map((cell) => cell.case))].map(linkCase);
}

function linkCase(name: string): string {
  return `[${markdown(name)}](#${caseAnchor(name)})`;
}

/** Anchor of a case's row in the table of questions. */
export function caseAnchor(name: string): string {
  return `case-${name.toLowerCase().replace(/[^a-z0-9_-]/g, '-')}`;
}

/**
 * `reports/README.md`: per series the matrix of questions and versions, and what became of each reviewer's concern.
 */
import { unreachable } from '../base/diagnostics';
import type { CellResult, ReviewItem, SeriesResult, VersionInfo } from '../result';
import { code, markdown } from './escape';
import { caseAnchor, claimAnchor, itemSource } from './markdown-items';
import { askedCells } from './version-findings';
import { statusOf, type Status } from './status';
import { axesOf, count, glyphs, list, versionLabel, worst } from './words';

export function renderIndex(all: readonly SeriesResult[]): string {
  return `${[
    '# Reports',
    '',
    'Every posted version of a patch series against every review question, in the model. Each cell links to the',
    'version’s report, where the interleaving, the patch line at fault and the command that replays it stand.',
    '',
    ...legend(),
    ...all.flatMap(renderSeries),
  ]
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trimEnd()}\n`;
}

function legend(): string[] {
  return [
    '| cell | meaning |',
    '|---|---|',
    `| ${glyphs.pass} pass | every interleaving within the bounds was run, the windows the question names were entered, nothing was found |`,
    `| ${glyphs.warn} warn | something was found that a kernel would report and survive (a lock order, a leak, a race) |`,
    `| ${glyphs.crash} crash | something was found that breaks a kernel (a use after free, a BUG, a lock released twice, a hang) |`,
    `| ${glyphs.inconclusive} inconclusive | a budget ended the search: neither pass nor finding |`,
    `| ${glyphs.refused} refused | this version does not build, or the case cannot be asked of it |`,
    '| (blank) | not asked of this version |',
    '',
    '**!** after a word: not what the case expects. **~**: nobody has reviewed the expectation.',
    'A verdict is of the model in `src/kernel/` and of the bounds that the version’s report prints, never of the kernel itself.',
    '',
  ];
}

function renderSeries(series: SeriesResult): string[] {
  const posted = series.versions.filter((one) => !one.control);
  const controls = series.versions.filter((one) => one.control);
  const wrong = series.cells.filter((cell) => !cell.asExpected);
  const lines = [`## ${markdown(`${series.series}: ${series.title}`)}`, ''];
  if (wrong.length > 0) {
    const versions = [...new Set(wrong.map((cell) => cell.version))].map(
      (name) => `[${markdown(name)}](${pageOf(series, name)})`,
    );
    lines.push(`> **${count(wrong.length, 'cell')} not as expected**, in ${list(versions)}.`, '');
  }
  lines.push(...versionTable(series), ...matrix(series, posted));
  if (controls.length > 0) {
    lines.push(
      '### Controls',
      '',
      'What-if versions, asked only by the cases that name them.',
      '',
      ...matrix(series, controls),
    );
  }
  return [...lines, ...items(series, posted), ...noClaims(series), ...notes(series), ...unreviewed(series)];
}

function pageOf(series: SeriesResult, version: string): string {
  return `${series.series}/${version}.md`;
}

function versionTable(series: SeriesResult): string[] {
  return [
    '| version | what it is | posted | on top of |',
    '|---|---|---|---|',
    ...series.versions.map((one) => {
      const posted = [one.author, one.date].filter((text) => text !== undefined).map(markdown);
      const link = `[${markdown(versionLabel(one))}](${pageOf(series, one.name)})`;
      return `| ${link} | ${markdown(one.title)} | ${posted.join(', ')} | ${one.base === undefined ? '' : markdown(one.base)} |`;
    }),
    '',
  ];
}

function matrix(series: SeriesResult, versions: readonly VersionInfo[]): string[] {
  const asked = new Map(versions.map((one) => [one.name, askedCells(series, one.name)]));
  const shown = series.cases.filter((info) =>
    versions.some((one) => asked.get(one.name)?.some((cell) => cell.case === info.name)),
  );
  if (shown.length === 0) return [];
  const rows = shown.map((info) => {
    const cells = versions.map((one) => {
      const own = (asked.get(one.name) ?? []).filter((cell) => cell.case === info.name);
      return own.length === 0 ? '' : `[${cellText(own)}](${pageOf(series, one.name)}#${caseAnchor(info.name)})`;
    });
    return `| **${markdown(info.name)}** ${markdown(info.question)} | ${cells.join(' | ')} |`;
  });
  return [
    `| question | ${versions.map((one) => `[${markdown(one.name)}](${pageOf(series, one.name)})`).join(' | ')} |`,
    `|---|${versions.map(() => '---').join('|')}|`,
    ...rows,
    '',
  ];
}

/** The worst verdict; where axes differ, each. */
function cellText(cells: readonly CellResult[]): string {
  const marks = `${cells.some((cell) => !cell.asExpected) ? '\\!' : ''}${cells.some((cell) => cell.source === 'observed') ? '\\~' : ''}`;
  const verdicts = [...new Set(cells.map((cell) => cell.verdict))];
  if (verdicts.length === 1 && verdicts[0] !== undefined) return `${glyphs[verdicts[0]]} ${verdicts[0]}${marks}`;
  const top = worst(verdicts);
  if (top === undefined) return '';
  const only = cells
    .filter((cell) => cell.verdict === top)
    .map(axesOf)
    .filter((text) => text !== '');
  return `${glyphs[top]} ${top}${only.length > 0 ? ` (${markdown(only.join('; '))})` : ''}${marks}`;
}

function items(series: SeriesResult, versions: readonly VersionInfo[]): string[] {
  const claims = series.items.filter((item) => item.notASafetyClaim === undefined);
  if (claims.length === 0) return [];
  const rows = claims.map((item) => {
    const cells = versions.map((one) => statusCell(series, item, one, statusOf(series, item, one.name)));
    const against = series.versions.find((one) => one.name === item.claim?.version);
    const first = against === undefined ? '' : statusCell(series, item, against, statusOf(series, item, against.name));
    const of = against === undefined ? '' : `${markdown(against.name)}: ${first === '' ? 'open' : first}`;
    return `| **${markdown(item.id)}** ${markdown(item.concern)} (${itemSource(item)}) | ${of} | ${cells.join(' | ')} |`;
  });
  return [
    '### What the reviewers said',
    '',
    'In the model, per version. *confirmed*: what the concern claims is found there. *refuted*: it is not found there, in a complete',
    'pass within its bounds whose labels show the window. *open*: neither; the version’s report says why. The version that a',
    'concern was raised against stands first, and in bold.',
    '',
    `| concern, in our words | raised against | ${versions.map((one) => markdown(one.name)).join(' | ')} |`,
    `|---|---|${versions.map(() => '---').join('|')}|`,
    ...rows,
    '',
  ];
}

function statusCell(series: SeriesResult, item: ReviewItem, version: VersionInfo, status: Status): string {
  const text = statusWord(status);
  if (text === '') return '';
  const cell =
    status.kind === 'confirmed' || status.kind === 'refuted' || status.kind === 'open' ? status.cells[0] : undefined;
  const anchor =
    cell === undefined ? '' : `#${status.kind === 'confirmed' ? claimAnchor(item, cell) : caseAnchor(cell.case)}`;
  const link = `[${text}](${pageOf(series, version.name)}${anchor})`;
  return item.claim?.version === version.name ? `**${link}**` : link;
}

function statusWord(status: Status): string {
  switch (status.kind) {
    case 'confirmed':
      return `${glyphs.crash} confirmed`;
    case 'refuted':
      return `${glyphs.pass} refuted`;
    case 'open':
      return status.why.kind === 'no-case' ? '' : 'open';
    case 'not-a-safety-claim':
      return '';
    default:
      return unreachable(status);
  }
}

function noClaims(series: SeriesResult): string[] {
  const reasons = series.items.filter((item) => item.notASafetyClaim !== undefined);
  if (reasons.length === 0) return [];
  return [
    '### Not claims about safety',
    '',
    '| | who, when | concern, in our words | why no case decides it |',
    '|---|---|---|---|',
    ...reasons.map(
      (item) =>
        `| ${markdown(item.id)} | ${itemSource(item)} | ${markdown(item.concern)} | ${markdown(item.notASafetyClaim ?? '')} |`,
    ),
    '',
  ];
}

/** Where the history of a series and the model disagree, as the cases say it. */
function notes(series: SeriesResult): string[] {
  const noted = series.cases.filter((info) => info.notes !== undefined);
  if (noted.length === 0) return [];
  return [
    '### Notes of the cases',
    '',
    ...noted.map((info) => `- **${markdown(info.name)}**: ${markdown((info.notes ?? '').trim())}`),
    '',
  ];
}

function unreviewed(series: SeriesResult): string[] {
  const cells = series.cells.filter((cell) => cell.source === 'observed' && cell.expected.kind !== 'skip');
  if (cells.length === 0) return [];
  const names = series.cases.flatMap((info) => {
    const versions = [...new Set(cells.filter((cell) => cell.case === info.name).map((cell) => cell.version))];
    return versions.length === 0 ? [] : [`- ${code(info.name)}: ${list(versions.map(markdown))}`];
  });
  return ['### Unreviewed expectations', '', 'Written down after the first run (`from: observed`).', '', ...names, ''];
}

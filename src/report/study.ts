/**
 * Answers about a patch rather than about a case, in Markdown, HTML or JSON: which parts a verdict hangs
 * on (blame), and what each element is good for (necessity). One list of blocks serves both texts.
 */
import type { Blame, BlamedParts, ElementNeed, Necessity, PatchLine } from '../result';
import { code, codeBlock, html, markdown } from './escape';
import { axesOf, count, list } from './words';

export const studyFormats = ['markdown', 'html', 'json'] as const;
export type StudyFormat = (typeof studyFormats)[number];

type Block =
  | { readonly kind: 'title' | 'heading' | 'text'; readonly text: string }
  | { readonly kind: 'diff'; readonly lines: readonly PatchLine[] }
  | { readonly kind: 'table'; readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] };

export function renderBlame(all: readonly Blame[], format: StudyFormat): string {
  if (format === 'json') return jsonText({ blame: all });
  const [first] = all;
  const title = first ? `What ${first.case} hangs on in ${first.series}/${first.version}` : 'Nothing to blame';
  return rendered([{ kind: 'title', text: title }, ...all.flatMap(blameBlocks)], format);
}

export function renderNecessity(one: Necessity, format: StudyFormat): string {
  if (format === 'json') return jsonText({ necessity: one });
  const needed = one.elements.filter(isNeeded);
  const unseen = one.elements.filter(isUnseen);
  const rest = one.elements.filter((element) => element.noticed.length === 0 && !isUnseen(element));
  const blocks: Block[] = [
    { kind: 'title', text: `What ${one.series}/${one.version} needs` },
    {
      kind: 'text',
      text: needSummary(one),
    },
    { kind: 'heading', text: 'No case notices' },
    ...elementTable(unseen),
    { kind: 'heading', text: 'Needed' },
    ...elementTable(needed),
  ];
  if (rest.length > 0) blocks.push({ kind: 'heading', text: 'Without an answer' }, ...elementTable(rest));
  return rendered(blocks, format);
}

/** How the elements were asked for, and how many answers there are of each kind. */
export function needSummary(one: Necessity): string {
  const needed = one.elements.filter(isNeeded);
  const unseen = one.elements.filter(isUnseen);
  return `Each barrier, lock operation, check and label that the version adds was taken out in turn, and ${count(one.cells, 'cell')} searched again, in the model. Of ${count(one.elements.length, 'element')}, ${needed.length} are needed; of ${unseen.length} no case notices the loss, which says as much of the cases as of the patch.`;
}

export function isNeeded(element: ElementNeed): boolean {
  return element.noticed.length > 0;
}

/** No case notices, and every case was asked to its end. */
function isUnseen(element: ElementNeed): boolean {
  return element.noticed.length === 0 && element.refused === undefined && element.open === 0;
}

/** What the report says beside the line. */
export function needText(element: ElementNeed): string {
  const [first, ...others] = element.noticed;
  if (first) {
    const also = others.length === 0 ? '' : `, and ${count(others.length, 'more cell')}`;
    return `needed: without it ${answer(first.after)} in ${first.case}${axes(first)}, instead of ${answer(first.before)}${also}`;
  }
  if (element.refused !== undefined) return `without it the variant does not build: ${element.refused}`;
  if (element.open > 0) return `open: ${count(element.open, 'search', 'searches')} ended by their budget`;
  return 'no case needs this';
}

function elementTable(elements: readonly ElementNeed[]): Block[] {
  if (elements.length === 0) return [{ kind: 'text', text: 'None.' }];
  const rows = elements.map((one) => [
    one.kind,
    one.text,
    one.function,
    `${one.place.patch}:${one.place.line}`,
    needText(one),
  ]);
  return [{ kind: 'table', head: ['kind', 'element', 'function', 'patch line', 'what the cases say'], rows }];
}

function blameBlocks(one: Blame): Block[] {
  const head: Block[] = [
    { kind: 'heading', text: `${one.case}${axes(one)}` },
    {
      kind: 'text',
      text: `As posted, in the model: ${answer(one.found)}. ${count(one.searches, 'search', 'searches')}.`,
    },
  ];
  if (one.hunks.changed.length === 0) {
    const why = one.hunks.cut
      ? 'No set of hunks was found in the searches allowed'
      : 'No set of its own hunks changes that';
    return [...head, { kind: 'text', text: `${why}: look at what the version stands on.` }];
  }
  return [...head, ...partBlocks(one.hunks, 'hunk'), ...partBlocks(one.lines, 'line')];
}

function partBlocks(parts: BlamedParts, noun: 'hunk' | 'line'): Block[] {
  if (parts.changed.length === 0) {
    return [
      { kind: 'text', text: `No set of single ${noun}s changes it: what is left does not build, or says the same.` },
    ];
  }
  const hunks = new Set(parts.changed.map((line) => `${line.patch} ${line.hunk}`)).size;
  const what = noun === 'hunk' ? count(hunks, 'hunk') : count(parts.changed.length, 'line');
  const cut = parts.cut ? ' A smaller set may exist: the searches allowed were used up.' : '';
  const blocks: Block[] = [
    { kind: 'text', text: `Without ${what}: ${answer(parts.found)}.${cut}` },
    { kind: 'diff', lines: parts.changed },
  ];
  if (parts.alone.length > 0) {
    const places = parts.alone.flatMap(([line]) => (line ? [noun === 'hunk' ? hunkName(line) : lineName(line)] : []));
    blocks.push({ kind: 'text', text: `So would any one of these alone: ${list(places)}.` });
  }
  return blocks;
}

const hunkName = (line: PatchLine): string => `hunk ${line.hunk} of ${line.patch}`;
const lineName = (line: PatchLine): string => `${line.patch}:${line.line}`;

function answer(found: readonly string[]): string {
  return found.length === 0 ? 'pass' : list(found);
}

function axes(one: { readonly config: string; readonly memory: string }): string {
  const text = axesOf(one);
  return text === '' ? '' : ` [${text}]`;
}

function jsonText(value: object): string {
  return `${JSON.stringify({ schema: 1, ...value }, null, 2)}\n`;
}

function rendered(blocks: readonly Block[], format: 'markdown' | 'html'): string {
  return format === 'markdown' ? `${blocks.map(toMarkdown).join('\n\n')}\n` : page(blocks);
}

/** Lines of one hunk under its name. */
function diffLines(lines: readonly PatchLine[]): string[] {
  return lines.flatMap((line, at) => {
    const before = lines[at - 1];
    const same = before?.patch === line.patch && before.hunk === line.hunk;
    return [...(same ? [] : [`# ${lineName(line)}, hunk ${line.hunk}`]), line.text];
  });
}

function toMarkdown(block: Block): string {
  switch (block.kind) {
    case 'title':
      return `# ${markdown(block.text)}`;
    case 'heading':
      return `## ${markdown(block.text)}`;
    case 'text':
      return markdown(block.text);
    case 'diff':
      return codeBlock(diffLines(block.lines).join('\n'), 'diff');
    case 'table':
      return [block.head, block.head.map(() => '---'), ...block.rows.map((row) => row.map(code))]
        .map((row) => `| ${row.join(' | ')} |`)
        .join('\n');
  }
}

function toHtml(block: Block): string {
  switch (block.kind) {
    case 'title':
      return `<h1>${html(block.text)}</h1>`;
    case 'heading':
      return `<h2>${html(block.text)}</h2>`;
    case 'text':
      return `<p>${html(block.text)}</p>`;
    case 'diff':
      return `<pre>${diffLines(block.lines).map(html).join('\n')}</pre>`;
    case 'table': {
      const head = block.head.map((cell) => `<th scope="col">${html(cell)}</th>`).join('');
      const rows = block.rows.map((row) => `<tr>${row.map((cell) => `<td>${html(cell)}</td>`).join('')}</tr>`);
      return `<table><thead><tr>${head}</tr></thead><tbody>${rows.join('\n')}</tbody></table>`;
    }
  }
}

const style =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}' +
  'pre{overflow-x:auto;padding:.5rem;border:1px solid}table{border-collapse:collapse;display:block;overflow-x:auto}' +
  'th,td{border:1px solid;padding:.25rem .5rem;text-align:left;vertical-align:top}';

function page(blocks: readonly Block[]): string {
  const title = blocks.find((block) => block.kind === 'title');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${html(title?.kind === 'title' ? title.text : '')}</title>
<style>${style}</style></head>
<body><main>
${blocks.map(toHtml).join('\n')}
</main></body></html>
`;
}

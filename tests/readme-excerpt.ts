/** The README with its excerpt of a report brought up to date. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.join(__dirname, '..');
const begin = '<!-- excerpt of reports/swapin/v1.md: npm run generate -->';
const end = '<!-- end of excerpt -->';

/** The README's text; its excerpt is left alone where there is no report yet. */
export function readme(): string {
  const text = readFileSync(path.join(root, 'README.md'), 'utf8');
  const excerpt = firstFinding();
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (excerpt === undefined || from < 0 || to < 0) return text;
  return `${text.slice(0, from)}${begin}\n\n${excerpt}\n\n${text.slice(to)}`;
}

/** The first finding of the report of swapin/v1: patch lines, interleaving, replay command. */
function firstFinding(): string | undefined {
  let page: string;
  try {
    page = readFileSync(path.join(root, 'reports/swapin/v1.md'), 'utf8');
  } catch {
    return undefined;
  }
  const section = page.split(/^### /m)[1];
  return section === undefined
    ? undefined
    : [...section.matchAll(/^```(?:diff|text|sh)\n[^]*?^```$/gm)]
        .slice(0, 3)
        .map((match) => match[0])
        .join('\n\n');
}

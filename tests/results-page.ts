/** docs/results-schema.md: the fields of reports/out/results.json, made from its schema. */
import { resultsSchemaJson } from '../src/report';

interface Node {
  readonly type?: string;
  readonly $ref?: string;
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly const?: unknown;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Node;
  readonly definitions?: Readonly<Record<string, Node>>;
}

export function resultsPage(): string {
  const schema = resultsSchemaJson() as Node;
  const definitions = Object.entries(schema.definitions ?? {});
  return `${[
    '# reports/out/results.json',
    '',
    'What a whole run found, for other programs: `npm start` writes it, and so does `npm test` (`npm run reports` makes the',
    'reports from it, without a search). `patch-oracle run … --format results` prints the same for the chosen cells.',
    '',
    'The number in `schema` goes up when a field changes its meaning or goes; fields may be added within one number, so a',
    'reader passes over those that it does not know. The same input gives the same bytes: there is no time, no path of a',
    'machine and no random number in it. A cell, a place and a version each have a line of their own.',
    '[results.schema.json](results.schema.json) is the same as JSON Schema (draft-07). This page and that file are made from',
    '`src/report/results-schema.ts` by `npm run generate`; a test checks that they are current and that what is written fits.',
    '',
    'Everything in it is said of the model in `src/kernel/`, not of the kernel.',
    '',
    '## The whole',
    '',
    ...tableOf(schema),
    ...definitions.flatMap(([name, node]) => [`## ${name}`, '', ...proseOf(node), ...tableOf(node)]),
    '## Example',
    '',
    'The crashes that version v2 of a series has and version v1 had not:',
    '',
    '```sh',
    `node -e '`,
    ...example.split('\n').map((line) => `  ${line}`),
    `' swapin v2`,
    '```',
  ].join('\n')}\n`;
}

/** Run by a test. */
export const example = `const { series } = JSON.parse(require("fs").readFileSync("reports/out/results.json", "utf8"));
const [name, version] = process.argv.slice(1);
for (const cell of series.find((one) => one.series === name).cells) {
  if (cell.version !== version) continue;
  for (const { id, status, severity } of cell.findings) {
    if (status === "new" && severity === "crash") console.log(cell.case, id);
  }
}`;

function proseOf(node: Node): string[] {
  return node.description === undefined ? [] : [node.description, ''];
}

function tableOf(node: Node): string[] {
  const rows = Object.entries(node.properties ?? {}).map(([name, field]) => {
    const optional = node.required?.includes(name) === true ? '' : ', may be absent';
    return `| \`${name}\` | ${typeOf(field)}${optional} | ${field.description ?? ''} |`;
  });
  return ['| field | type | meaning |', '| --- | --- | --- |', ...rows, ''];
}

function typeOf(node: Node): string {
  if (node.$ref !== undefined) {
    const name = node.$ref.replace(/^.*\//, '');
    return `[${name}](#${name.toLowerCase()})`;
  }
  if (node.const !== undefined) return `\`${JSON.stringify(node.const)}\``;
  if (node.enum !== undefined) return node.enum.map((one) => `\`${one}\``).join(', ');
  const some = node.oneOf ?? node.anyOf;
  if (some !== undefined) return `one of ${some.map(typeOf).join('; ')}`;
  if (node.items !== undefined) return `list of ${typeOf(node.items)}`;
  if (node.properties !== undefined) {
    const fields = Object.entries(node.properties).map(([name, field]) => {
      const mark = node.required?.includes(name) === true ? '' : '?';
      return `\`${name}\`${mark} ${typeOf(field)}`;
    });
    return `{ ${fields.join(', ')} }`;
  }
  if (typeof node.additionalProperties === 'object') return `names to ${typeOf(node.additionalProperties)}`;
  return node.type ?? 'anything';
}

/**
 * `list`: series, versions, cases. It reads names and titles only, and loads neither the schemas nor
 * the front end nor the engine: it answers before one has looked up. A series that it cannot read this
 * way is read in full, which says what is wrong with it.
 */
import { diagnose, didYouMean } from '../../base/diagnostics';
import { SourceFile } from '../../base/source';
import { YamlTree } from '../../base/yaml-tree';
import { caseNames, diskReader } from '../disk';
import { tell, type ExitCode, type Io } from '../io';
import { openRoot, type Common } from '../open-root';
import { topLevel } from '../top-level';

export interface ListFlags extends Common {
  readonly json?: boolean;
}

interface ListedVersion {
  readonly name: string;
  readonly tag: string;
  readonly date: string;
  readonly title: string;
  readonly control: boolean;
}

interface ListedSeries {
  readonly series: string;
  readonly title: string;
  readonly versions: readonly ListedVersion[];
  readonly cases: readonly { readonly name: string; readonly title: string; readonly question: string }[];
}

type Reader = ReturnType<typeof diskReader>;

export async function list(filters: readonly string[], flags: ListFlags, io: Io): Promise<ExitCode> {
  const root = openRoot(flags, io);
  if (root === undefined) return 2;
  const reader = diskReader(root);
  const all: ListedSeries[] = [];
  const known: string[] = [];
  let code: ExitCode = 0;
  for (const name of reader.list('patches')) {
    const file = `patches/${name}/series.yaml`;
    const text = reader.read(file);
    if (text === undefined) continue;
    const listed = listedSeries(new SourceFile(file, text), name, reader);
    if (listed) {
      all.push(chosenOf(listed, filters));
      known.push(name, ...[...listed.versions, ...listed.cases].map((one) => `${name}/${one.name}`));
    } else code = await sayWhatIsWrong(reader, name, io);
  }
  // Where a series could not be read, a name may be one of it.
  const strange = code === 0 ? filters.filter((one) => !known.includes(one)) : [];
  for (const name of strange) code = sayUnknown(name, known, io);
  const shown = filters.length === 0 ? all : all.filter((one) => one.versions.length + one.cases.length > 0);
  io.out(flags.json === true ? `${JSON.stringify({ schema: 1, series: shown })}\n` : shown.map(textOf).join('\n'));
  return code;
}

function sayUnknown(name: string, known: readonly string[], io: Io): ExitCode {
  const near = didYouMean(name, known);
  const hint = near === undefined ? 'list without a name prints what there is' : `did you mean '${near}'?`;
  return tell(io, [diagnose('run-unknown-name', { name }, undefined, undefined, hint)]);
}

async function sayWhatIsWrong(reader: Reader, name: string, io: Io): Promise<ExitCode> {
  const { loadSeries } = await import('../../patch');
  tell(io, loadSeries(reader, name).diagnostics);
  return 2;
}

/** Undefined when the file does not have the shape of a series. */
function listedSeries(file: SourceFile, name: string, reader: Reader): ListedSeries | undefined {
  const tree = new YamlTree(file);
  const raw = record(tree.plain());
  const versions = record(raw?.['versions']);
  if (tree.diagnostics.length > 0 || !raw || !versions) return undefined;
  const word = (value: unknown): string => (typeof value === 'string' ? value : '');
  return {
    series: name,
    title: word(raw['title']),
    versions: Object.entries(versions).map(([version, value]) => {
      const one = record(value) ?? {};
      return {
        name: version,
        tag: word(one['tag']),
        date: word(one['date']),
        title: word(one['title']),
        control: one['control'] === true,
      };
    }),
    cases: caseNames(reader, name).map((one) => {
      const text = reader.read(`cases/${name}/${one}.yaml`) ?? '';
      return { name: one, title: topLevel(text, 'title'), question: topLevel(text, 'question') };
    }),
  };
}

function record(value: unknown): Readonly<Record<string, unknown>> | undefined {
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isRecord ? (value as Readonly<Record<string, unknown>>) : undefined;
}

function chosenOf(one: ListedSeries, filters: readonly string[]): ListedSeries {
  if (filters.length === 0) return one;
  const chosen = ({ name }: { readonly name: string }): boolean =>
    filters.some((filter) => filter === one.series || filter === `${one.series}/${name}`);
  return { ...one, versions: one.versions.filter(chosen), cases: one.cases.filter(chosen) };
}

function textOf(one: ListedSeries): string {
  const lines = [`${one.series}: ${one.title}`];
  const width = Math.max(0, ...one.versions.map((version) => version.name.length + one.series.length + 1));
  const tagWidth = Math.max(0, ...one.versions.map((version) => version.tag.length));
  for (const version of one.versions) {
    const name = `${one.series}/${version.name}`.padEnd(width);
    const control = version.control ? ' (control)' : '';
    lines.push(`  ${name}  ${version.tag.padEnd(tagWidth)}  ${version.date.padEnd(10)}  ${version.title}${control}`);
  }
  const caseWidth = Math.max(0, ...one.cases.map((found) => found.name.length));
  for (const found of one.cases) lines.push(`  ${found.name.padEnd(caseWidth)}  ${found.title}`);
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
}

/** `new series`, `new version`, `new case`: files that `check` accepts at once, with TODO where somebody has to think. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { diagnose, didYouMean, hasErrors, type Diagnostic } from '../../base/diagnostics';
import { writeWhole } from '../files';
import { tell, type ExitCode, type Io } from '../io';
import { noBase } from '../no-base';
import { openRoot, type Common } from '../open-root';
import { unknown } from '../plan';
import { loadSources } from '../project';
import { readResults, resultsFile } from '../results';
import { caseFrom, caseText, findById, knownIds, seriesText, todoPatch, versionText } from '../scaffold';
import { withEntries } from '../series-text';

export interface NewFlags extends Common {
  readonly base?: string;
  /** Id of a finding. */
  readonly from?: string;
  readonly decides?: readonly string[];
  /** A results file, from the current folder. */
  readonly results?: string;
}

const nameForm = /^[A-Za-z0-9][\w.-]*$/;

interface NewFile {
  /** Relative to the project. */
  readonly file: string;
  readonly text: string;
  /** It may be there already, and is replaced. */
  readonly replaces?: true;
}

/** @param name `swapin`, `swapin/v20`, `swapin/30-question` */
export function create(what: 'series' | 'version' | 'case', name: string, flags: NewFlags, io: Io): ExitCode {
  const root = openRoot(flags, io);
  if (root === undefined) return 2;
  const parts = name.split('/');
  const wrong = parts.find((part) => !nameForm.test(part));
  if (wrong !== undefined || parts.length !== (what === 'series' ? 1 : 2)) {
    return tell(io, [diagnose('new-name', { name, form: what === 'series' ? 'series' : `series/${what}` })]);
  }
  const [series = '', own = ''] = parts;
  const made =
    what === 'series'
      ? [{ file: `patches/${series}/series.yaml`, text: seriesText() }]
      : what === 'version'
        ? newVersion(root, series, own, flags)
        : newCase(root, series, own, flags, io);
  if ('code' in made) return tell(io, [made]);
  const there = made.find((one) => one.replaces !== true && existsSync(path.join(root, one.file)));
  if (there) return tell(io, [diagnose('new-exists', { file: there.file })]);
  for (const one of made) {
    writeWhole(path.join(root, one.file), one.text);
    io.out(`wrote ${one.file}\n`);
  }
  return 0;
}

function newVersion(root: string, series: string, version: string, flags: NewFlags): NewFile[] | Diagnostic {
  const project = loadSources(root);
  const known = project.series.find((one) => one.name === series);
  if (!known) {
    return unknown(
      'run-unknown-variant',
      series,
      project.series.map((one) => one.name),
    );
  }
  if (known.versions.has(version)) return diagnose('import-version-known', { series, version });
  const base = flags.base ?? [...known.versions.keys()][0];
  if (base !== undefined && !known.versions.has(base)) return noBase(project, series, base);
  const file = `patches/${series}/series.yaml`;
  const text = withEntries(readFileSync(path.join(root, file), 'utf8'), 'versions', versionText(version, base));
  if (text === undefined) {
    return diagnose('import-unreadable-series', { file, why: '`versions:` stands on one line with its value' });
  }
  return [
    { file: `patches/${series}/${version}/0001-todo.patch`, text: todoPatch() },
    { file, text, replaces: true },
  ];
}

function newCase(root: string, series: string, name: string, flags: NewFlags, io: Io): NewFile[] | Diagnostic {
  const project = loadSources(root);
  if (hasErrors(project.diagnostics)) tell(io, project.diagnostics);
  const known = project.series.find((one) => one.name === series);
  if (!known) {
    return unknown(
      'run-unknown-variant',
      series,
      project.series.map((one) => one.name),
    );
  }
  const decides = flags.decides ?? [];
  const items = known.items.map((item) => item.id);
  const absent = decides.find((id) => !items.includes(id));
  if (absent !== undefined) return diagnose('new-unknown-item', { id: absent, known: items.join(', ') });
  const file = `cases/${series}/${name}.yaml`;
  if (flags.from === undefined) {
    const versions = [...known.versions.values()].filter((one) => !one.control).map((one) => one.name);
    return [{ file, text: caseText({ series, versions, decides }) }];
  }
  const source = flags.results === undefined ? path.join(root, resultsFile) : path.resolve(io.cwd, flags.results);
  const shown = flags.results ?? resultsFile;
  if (!existsSync(source)) {
    return diagnose('run-unreadable', { file: shown, reason: 'it is not there; `patch-oracle review` writes it' });
  }
  const { all, diagnostics } = readResults(readFileSync(source, 'utf8'), shown);
  if (!all) return diagnostics[0] ?? diagnose('run-bad-results', { file: shown, reason: 'it cannot be read' });
  const found = findById(all, flags.from);
  if (!found || found.series.series !== series) {
    const near = didYouMean(flags.from, knownIds(all.filter((one) => one.series === series)));
    const hint = near === undefined ? undefined : `did you mean '${near}'?`;
    return diagnose('new-unknown-finding', { id: flags.from, series }, undefined, undefined, hint);
  }
  const from = path.join(root, `cases/${series}/${found.cell.case}.yaml`);
  if (!existsSync(from)) {
    return diagnose('run-unreadable', { file: `cases/${series}/${found.cell.case}.yaml`, reason: 'it is not there' });
  }
  return [{ file, text: caseFrom(found, readFileSync(from, 'utf8'), decides) }];
}

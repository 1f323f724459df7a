/** A project read whole: model, series and cases, with everything that is wrong in them. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { diagnose, type Diagnostic } from '../base/diagnostics';
import { SourceFile } from '../base/source';
import { readCase, type Case, type SeriesNames } from '../case';
import { listSeries, loadSeries, type Series } from '../patch';
import { filesBelow } from './files';
import { KeptTexts } from './kept-texts';
import { caseNames, diskReader, isFolder, readModel } from './disk';

export interface Project {
  /** Absolute. */
  readonly root: string;
  /** Paths relative to src/kernel. */
  readonly model: ReadonlyMap<string, SourceFile>;
  /** In order of name. */
  readonly series: readonly Series[];
  /** Of all series, in order of series and file name; a case that cannot be read is missing. */
  readonly cases: readonly Case[];
  readonly diagnostics: readonly Diagnostic[];
}

export function namesOf(series: Series): SeriesNames {
  return {
    name: series.name,
    versions: [...series.versions.values()].map((one) => ({ name: one.name, optional: one.control })),
    items: series.items.map((item) => item.id),
  };
}

/**
 * Model and series without the cases: all that commands about patches need.
 * @param kept of an earlier load: what is unchanged is not read again
 */
export function loadSources(root: string, kept = new KeptTexts()): Project {
  const reader = diskReader(root);
  const diagnostics: Diagnostic[] = [];
  const series: Series[] = [];
  for (const name of listSeries(reader)) {
    const loaded = kept.get(`series ${name}`, textsBelow(root, `patches/${name}`), () => loadSeries(reader, name));
    diagnostics.push(...loaded.diagnostics);
    if (loaded.series) series.push(loaded.series);
  }
  const read = [...readModel(reader, root)];
  const model = read.map(([name, file]) => [name, kept.get(`model ${name}`, file.text, () => file)] as const);
  return { root, model: new Map(model), series, cases: [], diagnostics };
}

/** Every file below a folder, with its name, as one text. */
function textsBelow(root: string, folder: string): string {
  const files = filesBelow(path.join(root, folder));
  return files.map((name) => `${name}\0${readFileSync(path.join(root, folder, name), 'utf8')}\0`).join('');
}

export function loadProject(root: string, kept = new KeptTexts()): Project {
  const sources = loadSources(root, kept);
  const reader = diskReader(root);
  const known = listSeries(reader);
  const cases: Case[] = [];
  const diagnostics: Diagnostic[] = [...sources.diagnostics];
  for (const folder of reader.list('cases').filter((name) => isFolder(path.join(root, 'cases', name)))) {
    const series = sources.series.find((one) => one.name === folder);
    for (const name of caseNames(reader, folder)) {
      const at = `cases/${folder}/${name}.yaml`;
      const file = new SourceFile(at, reader.read(at) ?? '');
      if (!known.includes(folder)) {
        const facts = { name: folder, known: known.join(', ') };
        diagnostics.push(diagnose('case-unknown-series', facts, { file, start: 0, end: 1 }));
        continue;
      }
      // A series that could not be loaded has said so; its cases are read without its names.
      const names = series && namesOf(series);
      const read = kept.get(at, `${JSON.stringify(names)}\0${file.text}`, () => readCase(file, name, names));
      diagnostics.push(...read.diagnostics);
      if (read.case && series) cases.push(read.case);
    }
  }
  return { ...sources, cases, diagnostics };
}

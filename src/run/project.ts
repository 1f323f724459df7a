/** A project read whole: model, series and cases, with everything that is wrong in them. */
import path from 'node:path';
import { diagnose, type Diagnostic } from '../base/diagnostics';
import { SourceFile } from '../base/source';
import { readCase, type Case, type SeriesNames } from '../case';
import { listSeries, loadSeries, type Series } from '../patch';
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

/** Model and series without the cases: all that commands about patches need. */
export function loadSources(root: string): Project {
  const reader = diskReader(root);
  const diagnostics: Diagnostic[] = [];
  const series: Series[] = [];
  for (const name of listSeries(reader)) {
    const loaded = loadSeries(reader, name);
    diagnostics.push(...loaded.diagnostics);
    if (loaded.series) series.push(loaded.series);
  }
  return { root, model: readModel(reader, root), series, cases: [], diagnostics };
}

export function loadProject(root: string): Project {
  const sources = loadSources(root);
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
      const read = readCase(file, name, series ? namesOf(series) : undefined);
      diagnostics.push(...read.diagnostics);
      if (read.case && series) cases.push(read.case);
    }
  }
  return { ...sources, cases, diagnostics };
}

/** `edit` writes a variant as a tree to edit; `refresh` makes the version's patch from such a tree. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { diagnose, hasErrors } from '../../base/diagnostics';
import { editTree, refreshVersion } from '../../patch';
import { isFolder } from '../disk';
import { filesBelow, writeWhole } from '../files';
import { tell, type ExitCode, type Io } from '../io';
import { variantOf } from '../open';
import { openRoot, type Common } from '../open-root';
import { loadSources } from '../project';
import { Variants } from '../variants';

export function edit(name: string, folder: string, flags: Common, io: Io): ExitCode {
  const opened = openVariant(name, flags, io);
  if (typeof opened === 'number') return opened;
  const { variants, series, version } = opened;
  const target = path.resolve(io.cwd, folder);
  if (existsSync(target) && (!isFolder(target) || readdirSync(target).length > 0)) {
    return tell(io, [diagnose('run-folder-not-empty', { folder })]);
  }
  const variant = variants.files(series, version);
  if (!variant.files) return tell(io, variant.diagnostics);
  const tree = editTree(variant.files);
  for (const file of tree) writeWhole(path.join(target, file.path), file.text);
  io.out(`wrote ${tree.length} files of ${name} to ${folder}\n`);
  io.out(`edit them, then: patch-oracle refresh ${name} ${folder}\n`);
  return 0;
}

export function refresh(name: string, folder: string, flags: Common, io: Io): ExitCode {
  const opened = openVariant(name, flags, io);
  if (typeof opened === 'number') return opened;
  const { project, variants, series, version } = opened;
  const source = path.resolve(io.cwd, folder);
  if (!isFolder(source)) return tell(io, [diagnose('run-unreadable', { file: folder, reason: 'it is no folder' })]);
  const edited = new Map(
    filesBelow(source)
      .filter((file) => /\.[ch]$/.test(file))
      .map((file) => [file, readFileSync(path.join(source, file), 'utf8')]),
  );
  const made = refreshVersion(project.model, variants.seriesOf(series), version, edited, project.series);
  const code = tell(io, made.diagnostics);
  if (made.file === undefined || made.text === undefined) return code === 0 ? 2 : code;
  const changed = writeWhole(path.join(project.root, made.file), made.text);
  io.out(changed ? `wrote ${made.file}\n` : `${made.file} is current\n`);
  return 0;
}

function openVariant(name: string, flags: Common, io: Io) {
  const root = openRoot(flags, io);
  if (root === undefined) return 2 as const;
  const project = loadSources(root);
  tell(io, project.diagnostics);
  if (hasErrors(project.diagnostics)) return 2 as const;
  const variant = variantOf(project, name, io);
  return variant ? { project, variants: new Variants(project), ...variant } : (2 as const);
}

/** Quilt over the model: series, patch files, where hunks belong, versions, edit and refresh, interdiff. */
export { loadSeries, listSeries, versionInfo } from './series';
export type { LoadedSeries, ProjectReader, Series, SeriesItem, Version, VersionPatch } from './series';
export { seriesSchemaText } from './series-schema';
export { applyPatches, applyVersion, chainOf } from './version';
export { contextsOf } from './contexts';
export type { Applied, Files } from './apply';
export { writeDiff as interdiff } from './write-diff';
export { editTree, refreshVersion } from './refresh';
export type { Refreshed } from './refresh';
export { parsePatch } from './parse-patch';
export type { FilePatch, Hunk, HunkLine, PatchFile, PatchHeader } from './patch-file';
export { blocksOf } from './blocks';
export type { Block } from './blocks';
export { applyWithout, hunkParts, lineParts } from './parts';
export type { Part } from './parts';

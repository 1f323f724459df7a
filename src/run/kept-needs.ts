/**
 * What `necessity` found of a version, left under reports/out/ for the HTML report: with the hash of all that it depends
 * on, so that the report shows it only while the program, the model, the patches and the cases are the same. It is a
 * result of hours on one machine and not committed; so Markdown, which is, never shows it.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Necessity } from '../result';
import { quiet } from './changed';
import { writeWhole } from './files';
import { Inputs } from './inputs';
import { cellJob } from './jobs';
import { everything, plan, variantNames } from './plan';
import { lineOf, type Cell } from './prepare';
import type { Project } from './project';

const folder = 'reports/out/necessity';

/** Counts up whenever what a file holds changes its shape or meaning. */
const schema = 1;

interface Kept {
  readonly schema: typeof schema;
  /** 64 hexadecimal digits. */
  readonly inputs: string;
  readonly necessity: Necessity;
}

/** Of the cells of a variant, those that say what is found: only they can notice a loss. */
export function cellsThatNotice(cells: readonly Cell[]): Cell[] {
  return cells.filter((cell) => lineOf(cell).expectation.kind === 'findings');
}

/** @param cells that were asked  @returns the file, relative to the project */
export function keepNeeds(project: Project, cells: readonly Cell[], necessity: Necessity): string {
  const file = fileOf(`${necessity.series}/${necessity.version}`);
  const kept: Kept = { schema, inputs: inputsOf(new Inputs(project), cells), necessity };
  writeWhole(path.join(project.root, file), `${JSON.stringify(kept)}\n`);
  return file;
}

/** By name of the variant; without those whose inputs are no longer the same. */
export function keptNeeds(project: Project): ReadonlyMap<string, Necessity> {
  const found = new Map<string, Necessity>();
  let inputs: Inputs | undefined;
  for (const name of variantNames(project)) {
    const kept = read(path.join(project.root, fileOf(name)));
    if (!kept) continue;
    inputs ??= new Inputs(project);
    const { cells } = plan(project, { ...everything, variants: [name] });
    if (kept.inputs === inputsOf(inputs, cellsThatNotice(cells))) found.set(name, kept.necessity);
  }
  return found;
}

function fileOf(variant: string): string {
  return `${folder}/${variant}.json`;
}

/** A file of another shape, or of no shape, is as good as none. */
function read(file: string): Kept | undefined {
  if (!existsSync(file)) return undefined;
  try {
    const kept = JSON.parse(readFileSync(file, 'utf8')) as Partial<Kept> | null;
    // Written whole by keepNeeds, under the same schema.
    return kept?.schema === schema ? (kept as Kept) : undefined;
  } catch {
    return undefined;
  }
}

function inputsOf(inputs: Inputs, cells: readonly Cell[]): string {
  const hash = createHash('sha256');
  for (const cell of cells) hash.update(inputs.of(cellJob(cell, quiet)));
  return hash.digest('hex');
}

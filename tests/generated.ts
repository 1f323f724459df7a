/**
 * Files of the repository that are made from code: their path and how to make them. `npm run generate` rewrites them,
 * `tests/generated.test.ts` fails when one is not current. Nothing else is written by hand twice.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { jsonSchemaText } from '../src/case';
import { seriesSchemaText } from '../src/patch';
import { resultsSchemaText } from '../src/report';
import { errorsPage } from './errors-page';
import { readme } from './readme-excerpt';
import { resultsPage } from './results-page';

export const generated: Readonly<Record<string, () => string>> = {
  'README.md': readme,
  'docs/errors.md': errorsPage,
  'docs/results-schema.md': resultsPage,
  'docs/results.schema.json': resultsSchemaText,
  'patches/series.schema.json': seriesSchemaText,
  'cases/case.schema.json': jsonSchemaText,
};

export const projectRoot = path.join(__dirname, '..');

/** The committed text, or undefined where there is none. */
export function committed(file: string): string | undefined {
  try {
    return readFileSync(path.join(projectRoot, file), 'utf8');
  } catch {
    return undefined;
  }
}

/** Rewrites every generated file whose path starts with `prefix`. */
export function regenerate(prefix: string): void {
  for (const [file, make] of Object.entries(generated)) {
    if (!file.startsWith(prefix)) continue;
    const text = make();
    if (text === committed(file)) continue;
    writeFileSync(path.join(projectRoot, file), text);
    console.log(`wrote ${file}`);
  }
}

/** `npm run generate [-- <prefix of a path>]` */
export function main(args: readonly string[]): void {
  regenerate(args[0] ?? '');
}

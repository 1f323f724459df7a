/** For tests: every test of cases/litmus, read and compiled. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { renderDiagnostic } from '../base/diagnostics';
import { SourceFile } from '../base/source';
import type { GlobalId, Program } from '../program';
import { compileLitmus } from './compile';
import type { LitmusTest } from './litmus-test';
import { readLitmus } from './read';

const root = path.join(__dirname, '../..');

export interface CorpusTest {
  /** `kernel/MP+poonceonces` */
  readonly name: string;
  readonly test: LitmusTest;
}

export function corpus(): CorpusTest[] {
  return ['kernel', 'walker'].flatMap((folder) =>
    readdirSync(path.join(root, 'cases/litmus', folder))
      .filter((name) => name.endsWith('.litmus'))
      .sort()
      .map((name) => {
        const file = `cases/litmus/${folder}/${name}`;
        const { test, diagnostics } = readLitmus(new SourceFile(file, readFileSync(path.join(root, file), 'utf8')));
        if (!test) throw new Error(diagnostics.map(renderDiagnostic).join('\n'));
        return { name: `${folder}/${name.replace(/\.litmus$/, '')}`, test };
      }),
  );
}

/** The program of a test; throws with what is wrong. */
export function compiled(test: LitmusTest): { readonly program: Program; readonly results: readonly GlobalId[] } {
  const { program, results, diagnostics } = compileLitmus(test);
  if (!program || diagnostics.length > 0) throw new Error(diagnostics.map(renderDiagnostic).join('\n'));
  return { program, results };
}

/** Ends as sorted lines, whatever their counts. */
export function lines(ends: readonly { readonly values: readonly (number | string)[] }[]): string[] {
  return [...new Set(ends.map(({ values }) => values.map((one) => (one === 'NULL' ? 0 : one)).join(' ')))].sort();
}

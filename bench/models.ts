/**
 * The benchmark's programs: the C texts of this folder over the model's headers, with a patch of this
 * folder on top where a variant has one, compiled for a number of threads. Nothing here measures.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { bug, hasErrors, renderDiagnostic, type Diagnostic } from '../src/base/diagnostics';
import { SourceFile } from '../src/base/source';
import { Model, type Config } from '../src/csrc';
import type { EngineOptions } from '../src/engine';
import type { Files } from '../src/patch';
import { applyFilePatches } from '../src/patch/apply';
import { parseDiff } from '../src/patch/parse-patch';
import type { Program } from '../src/program';

export type Subject = 'khugepaged' | 'dining' | 'bakery' | 'filter';

export interface Variant {
  readonly subject: Subject;
  readonly threads: number;
  /** A patch over the subject's C. */
  readonly patch?: string;
  /** Macros, for us and for SPIN. */
  readonly defines?: readonly string[];
}

const headers = join(__dirname, '../src/kernel/include');

/** The model's headers and one C text of this folder, at the paths that csrc looks under. */
function filesOf(subject: Subject): Map<string, SourceFile> {
  const files = new Map<string, SourceFile>();
  for (const entry of readdirSync(headers, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.h') || entry.name === 'scenario.h') continue;
    const path = join(entry.parentPath, entry.name);
    const name = `include/${relative(headers, path).replaceAll('\\', '/')}`;
    files.set(name, new SourceFile(name, readFileSync(path, 'utf8')));
  }
  const own = (name: string): string => readFileSync(join(__dirname, name), 'utf8');
  files.set('include/bench.h', new SourceFile('include/bench.h', own('bench.h')));
  files.set('include/scenario.h', new SourceFile('include/scenario.h', '#include "bench.h"\n'));
  files.set(`${subject}.c`, new SourceFile(`${subject}.c`, own(`${subject}.c`)));
  return files;
}

function patched(files: Files, name: string): Files {
  const source = new SourceFile(`bench/${name}`, readFileSync(join(__dirname, name), 'utf8'));
  const parsed = parseDiff(source);
  const applied = parsed.files ? applyFilePatches(files, parsed.files, source) : parsed;
  refuseErrors(applied.diagnostics);
  if (!applied.files) throw bug(`${name} was not applied`);
  return applied.files as Files;
}

function refuseErrors(diagnostics: readonly Diagnostic[]): void {
  if (hasErrors(diagnostics)) throw new Error(diagnostics.map(renderDiagnostic).join('\n'));
}

function threadsOf({ subject, threads }: Variant): { name: string; call: string }[] {
  switch (subject) {
    case 'khugepaged':
      return [
        { name: 'khugepaged', call: 'khugepaged();' },
        { name: 'task', call: 'munmap_and_mmap();' },
        ...Array.from({ length: threads - 2 }, (_, i) => ({ name: `fault${i + 1}`, call: `faults(${i * 2});` })),
      ];
    case 'dining':
      return Array.from({ length: threads }, (_, i) => ({ name: `p${i}`, call: `philosopher(${i});` }));
    case 'bakery':
    case 'filter':
      return Array.from({ length: threads }, (_, i) => ({ name: `p${i}`, call: `${subject}(${i});` }));
  }
}

export function programOf(variant: Variant): Program {
  const files = filesOf(variant.subject);
  const config: Config = new Map([
    ['NR_THREADS', String(variant.threads)],
    ...(variant.defines ?? []).map((name): [string, string] => [name, '1']),
  ]);
  const model = new Model(variant.patch === undefined ? files : patched(files, variant.patch), config);
  refuseErrors(model.diagnostics);
  const text = (name: string, code: string): SourceFile => new SourceFile(name, code);
  const ends = variant.subject === 'khugepaged';
  const { program, diagnostics } = model.compile({
    ...(ends ? { setup: text('setup', 'bench_setup();'), finally: text('finally', 'bench_check();') } : {}),
    threads: threadsOf(variant).map(({ name, call }, cpu) => ({ name, source: text(name, call), cpu })),
    inject: [],
  });
  refuseErrors(diagnostics);
  if (!program) throw bug(`${variant.subject} gave no program`);
  return program;
}

/** The safety search alone: neither livelocks, which SPIN's figures leave out too, nor best traces. */
export const safety: EngineOptions = {
  reduction: true,
  exact: false,
  reuse: 'quarantine',
  fair: false,
  kcsan: false,
  memory: 'sc',
  budget: { states: 60_000_000, traceStates: 1, livenessStates: 1 },
  traces: false,
};

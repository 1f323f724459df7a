/** Classic programs in the model's C, right and broken: mutual exclusion, philosophers, ABA, RCU. */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { renderDiagnostic } from '../src/base/diagnostics';
import { SourceFile } from '../src/base/source';
import { Model, type Config } from '../src/csrc';
import { explore, formatTrace, parseTrace, replay, type EngineOptions, type Exploration } from '../src/engine';
import type { Program } from '../src/program';
import { findingName } from '../src/result';

const headers = path.join(__dirname, '../src/kernel/include');
const folder = path.join(__dirname, 'classics');

function filesOf(name: string): Map<string, SourceFile> {
  const files = new Map<string, SourceFile>();
  const add = (as: string, text: string): void => {
    files.set(as, new SourceFile(as, text));
  };
  for (const entry of readdirSync(path.join(headers, 'linux'))) {
    add(`include/linux/${entry}`, readFileSync(path.join(headers, 'linux', entry), 'utf8'));
  }
  add('include/classic.h', readFileSync(path.join(folder, 'classic.h'), 'utf8'));
  add('include/scenario.h', '#include "classic.h"\n');
  add(`${name}.c`, readFileSync(path.join(folder, `${name}.c`), 'utf8'));
  return files;
}

function compile(name: string, threads: number, macros: readonly string[]): Program {
  const config: Config = new Map(macros.map((macro) => [macro, '1']));
  const model = new Model(filesOf(name), config);
  const text = readFileSync(path.join(folder, `${name}.c`), 'utf8');
  const alone = (hook: string): SourceFile | undefined =>
    text.includes(`void classic_${hook}(`) ? new SourceFile(hook, `classic_${hook}();`) : undefined;
  const setup = alone('setup');
  const last = alone('check');
  const { program, diagnostics } = model.compile({
    ...(setup ? { setup } : {}),
    ...(last ? { finally: last } : {}),
    threads: Array.from({ length: threads }, (_, me) => ({
      name: `t${me}`,
      source: new SourceFile(`t${me}`, `worker(${me});`),
      cpu: me,
    })),
    inject: [],
  });
  const mistakes = [...model.diagnostics, ...diagnostics].map(renderDiagnostic);
  if (!program || mistakes.length > 0) throw new Error(mistakes.join('\n'));
  return program;
}

const options: EngineOptions = {
  reduction: true,
  exact: false,
  reuse: 'quarantine',
  fair: false,
  kcsan: false,
  memory: 'sc',
  budget: { states: 200_000, traceStates: 100_000, livenessStates: 200_000 },
  traces: true,
};

function namesOf(program: Program, result: Exploration): string[] {
  return result.findings.map((one) =>
    findingName({ kind: one.kind, place: { function: program.places[one.place]?.function ?? '?' } }),
  );
}

interface Classic {
  readonly program: string;
  readonly threads: number;
  readonly macros?: readonly string[];
  readonly reuse?: EngineOptions['reuse'];
  readonly finds: readonly string[];
}

const table: readonly Classic[] = [
  { program: 'peterson', threads: 2, finds: [] },
  { program: 'peterson', threads: 2, macros: ['BROKEN'], finds: ['assert@worker'] },
  { program: 'dekker', threads: 2, finds: [] },
  { program: 'dekker', threads: 2, macros: ['BROKEN'], finds: ['hang@worker'] },
  { program: 'bakery', threads: 2, finds: [] },
  { program: 'bakery', threads: 2, macros: ['BROKEN'], finds: ['assert@worker'] },
  { program: 'dining', threads: 3, finds: [] },
  { program: 'dining', threads: 3, macros: ['BROKEN'], finds: ['deadlock@worker'] },
  { program: 'readers-writers', threads: 3, finds: [] },
  { program: 'readers-writers', threads: 3, macros: ['BROKEN'], finds: ['assert@reader'] },
  { program: 'treiber', threads: 2, finds: [] },
  { program: 'treiber', threads: 2, reuse: 'lifo', finds: [] },
  { program: 'treiber', threads: 2, macros: ['BROKEN'], finds: ['use-after-free@pop'] },
  {
    program: 'treiber',
    threads: 2,
    macros: ['BROKEN'],
    reuse: 'lifo',
    finds: ['use-after-free@classic_check', 'use-after-free@pop'],
  },
  { program: 'rcu-list', threads: 2, finds: [] },
  { program: 'rcu-list', threads: 3, macros: ['CALLBACK'], finds: [] },
  { program: 'rcu-list', threads: 2, macros: ['BROKEN'], finds: ['use-after-free@read_side'] },
  { program: 'rcu-list', threads: 2, macros: ['EARLY'], finds: ['assert@read_side'] },
];

describe('classic programs', () => {
  for (const { program: name, threads, macros = [], reuse = 'quarantine', finds } of table) {
    it(`${name}${macros.map((macro) => `, ${macro}`).join('')}, ${reuse}: ${finds.join(', ') || 'pass'}`, () => {
      const program = compile(name, threads, macros);
      const result = explore(program, { ...options, reuse });
      expect(namesOf(program, result)).toEqual(finds);
      expect([result.complete, result.vacuous]).toEqual([true, []]);
      const plain = explore(program, { ...options, reuse, reduction: false, traces: false });
      expect([namesOf(program, plain), plain.terminals, plain.terminalDigest]).toEqual([
        namesOf(program, result),
        result.terminals,
        result.terminalDigest,
      ]);
      expect(result.states).toBeLessThanOrEqual(plain.states);
      for (const finding of result.findings) {
        for (const { trace } of finding.witnesses) {
          const again = replay(program, { ...options, reuse }, parseTrace(formatTrace(trace)).trace ?? trace, (id) => ({
            file: program.places[id]?.file ?? '',
            line: program.places[id]?.line ?? 0,
            function: program.places[id]?.function ?? '',
            text: '',
          }));
          expect(again.error).toBeUndefined();
          expect(again.findings.map((one) => one.kind)).toContain(finding.kind);
        }
      }
    });
  }
});

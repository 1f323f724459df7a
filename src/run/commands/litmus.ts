/** `litmus`: runs litmus tests in the kernel's C format and says what herd7 would: final states and `Observation`. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { diagnose, renderDiagnostic, type Diagnostic } from '../../base/diagnostics';
import { SourceFile } from '../../base/source';
import {
  against,
  controlReaches,
  litmusMemories,
  outcomeText,
  readLitmus,
  runLitmus,
  statedResult,
  stateOf,
  type LitmusOptions,
  type LitmusTest,
  type Outcome,
} from '../../litmus';
import { tell, type ExitCode, type Io } from '../io';

export interface LitmusFlags {
  readonly memory?: string;
  readonly ctrl?: string;
  readonly axioms?: boolean;
  readonly json?: boolean;
}

/** 0: read and run, and every stated result holds. 1: one does not. 2: something was refused. */
export function litmus(names: readonly string[], flags: LitmusFlags, io: Io): ExitCode {
  const options = optionsOf(flags);
  if ('code' in options) return tell(io, [options]);
  let code: ExitCode = 0;
  const results: object[] = [];
  for (const name of names) {
    const { test, outcome, diagnostics } = runFile(name, options, io);
    for (const one of diagnostics) io.err(`${renderDiagnostic(one)}\n`);
    if (!test || !outcome) {
      code = 2;
      continue;
    }
    const differs = against(test, outcome, options.memory, options.ctrl);
    if (flags.json) results.push(asJson(name, test, outcome, options));
    else io.out(`${outcomeText(test, outcome)}\n`);
    for (const one of differs) io.err(`${renderDiagnostic(one)}\n`);
    if (differs.length > 0 && code === 0) code = 1;
  }
  if (flags.json) io.out(`${JSON.stringify(results, null, 2)}\n`);
  return code;
}

function optionsOf(flags: LitmusFlags): LitmusOptions | Diagnostic {
  const { memory: memoryName = 'lkmm+lb', ctrl: ctrlName = 'lkmm' } = flags;
  const memory = litmusMemories.find((one) => one === memoryName);
  const ctrl = controlReaches.find((one) => one === ctrlName);
  if (!memory) return diagnose('litmus-memory', { name: memoryName, known: litmusMemories.join(', ') });
  if (!ctrl) return diagnose('litmus-ctrl', { name: ctrlName, known: controlReaches.join(', ') });
  return { memory, ctrl, axioms: flags.axioms ?? false };
}

interface Ran {
  readonly test?: LitmusTest;
  readonly outcome?: Outcome;
  readonly diagnostics: readonly Diagnostic[];
}

function runFile(name: string, options: LitmusOptions, io: Io): Ran {
  const full = path.resolve(io.cwd, name);
  if (!existsSync(full) || !statSync(full).isFile()) {
    return { diagnostics: [diagnose('run-unreadable', { file: name, reason: 'there is no such file' })] };
  }
  const { test, diagnostics } = readLitmus(new SourceFile(name, readFileSync(full, 'utf8')));
  if (!test) return { diagnostics };
  const ran = runLitmus(test, options);
  return { test, ...ran, diagnostics: [...diagnostics, ...ran.diagnostics] };
}

function asJson(file: string, test: LitmusTest, outcome: Outcome, options: LitmusOptions): object {
  const { positive, negative, observation, flags } = outcome;
  return {
    ...{ file, name: test.name, ...options },
    stated: statedResult(test, options.memory, options.ctrl)?.observation ?? null,
    ...{ observation, positive, negative, flags, condition: test.conditionText },
    states: outcome.states.map((state) => ({
      values: stateOf(test, state.values),
      count: state.count,
      positive: state.positive,
    })),
  };
}

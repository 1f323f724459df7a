/** What the command line may touch of the outside world, handed in so that tests can hand in something else. */
import { watch } from 'node:fs';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline/promises';
import { renderDiagnostic, type Diagnostic } from '../base/diagnostics';

export interface Io {
  readonly cwd: string;
  /** Standard input, to its end. */
  input(): Promise<Uint8Array>;
  /** One line typed by the user in answer to a question; undefined where nobody can answer. */
  ask(question: string): Promise<string | undefined>;
  /** Gives back each time that a file below one of the folders has changed, until the user has enough. */
  changes(folders: readonly string[]): AsyncIterable<void>;
  /** Result text. */
  out(text: string): void;
  /** Progress, warnings, errors. */
  err(text: string): void;
  readonly color: boolean;
  /** Progress may rewrite a line. */
  readonly terminal: boolean;
  /** Columns of that terminal. */
  readonly columns: number;
  readonly cores: number;
  /** Milliseconds, for progress only. */
  now(): number;
}

/** 0: all as expected. 1: a verdict differs. 2: the input is wrong. */
export type ExitCode = 0 | 1 | 2;

export function processIo(): Io {
  const { env, stdout, stderr } = process;
  return {
    cwd: process.cwd(),
    input: async () => {
      const parts: Buffer[] = [];
      // Without an encoding set, a stream gives its bytes.
      for await (const part of process.stdin) parts.push(part as Buffer);
      return Buffer.concat(parts);
    },
    ask: async (question) => {
      if (!process.stdin.isTTY || !stdout.isTTY) return undefined;
      const line = createInterface({ input: process.stdin, output: stdout });
      const answer = await line.question(question);
      line.close();
      return answer;
    },
    changes,
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    color: (env['NO_COLOR'] ?? '') === '' && (stdout.isTTY || (env['FORCE_COLOR'] ?? '') !== ''),
    terminal: stderr.isTTY,
    columns: (stderr.isTTY && stderr.columns) || 80,
    cores: availableParallelism(),
    now: () => performance.now(),
  };
}

/** Milliseconds of quiet after a change: editors write a file in several steps. */
const settled = 30;

/** Looks from the moment of the call, not from that of the first wait. */
function changes(folders: readonly string[]): AsyncIterable<void> {
  let changed = false;
  let wake: () => void = () => undefined;
  let timer: NodeJS.Timeout | undefined;
  const watchers = folders.map((folder) =>
    watch(folder, { recursive: true }, () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        changed = true;
        wake();
      }, settled);
    }),
  );
  return (async function* () {
    try {
      for (;;) {
        if (!changed) await new Promise<void>((resolve) => (wake = resolve));
        changed = false;
        yield;
      }
    } finally {
      for (const watcher of watchers) watcher.close();
    }
  })();
}

/** Prints diagnostics, each once; the exit code they ask for. */
export function tell(io: Io, diagnostics: readonly (Diagnostic | string)[]): ExitCode {
  const texts = diagnostics.map((one) => (typeof one === 'string' ? one : renderDiagnostic(one)));
  for (const text of new Set(texts)) io.err(`${text}\n`);
  return diagnostics.some((one) => typeof one === 'string' || one.severity === 'error') ? 2 : 0;
}

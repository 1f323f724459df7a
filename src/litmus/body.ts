/** What the frame must know of a thread's C before the front end reads it: which names it uses and which it declares. */
import { maskedSource, type SourceFile } from '../base/source';
import { lex, type Token } from '../csrc/lex';
import type { LitmusThread } from './litmus-test';

const cache = new WeakMap<LitmusThread, readonly Token[]>();

/** The thread's text alone, at its offsets in the file. */
export function bodySource(file: SourceFile, thread: LitmusThread): SourceFile {
  return maskedSource(file, thread.start, thread.end);
}

function tokens(file: SourceFile, thread: LitmusThread): readonly Token[] {
  let found = cache.get(thread);
  if (!found) cache.set(thread, (found = lex(bodySource(file, thread))));
  return found;
}

export function* bodyNames(
  file: SourceFile,
  thread: LitmusThread,
): Iterable<{ readonly name: string; readonly start: number; readonly end: number }> {
  for (const { kind, text, start, end } of tokens(file, thread))
    if (kind === 'identifier') yield { name: text, start, end };
}

/** How the register is declared outside of inner blocks: with how many stars; undefined when it is not. */
export function registerPointers(file: SourceFile, thread: LitmusThread, register: string): number | undefined {
  let depth = 0;
  const all = tokens(file, thread);
  for (const [index, token] of all.entries()) {
    if (token.text === '{') depth++;
    if (token.text === '}') depth--;
    if (depth > 0 || token.kind !== 'identifier' || token.text !== register) continue;
    let stars = 0;
    while (all[index - 1 - stars]?.text === '*') stars++;
    const before = all[index - 1 - stars];
    // The first use that is no declaration settles it: `r0 = …` in a thread that never declares r0.
    const declared = before?.kind === 'keyword' || before?.kind === 'identifier' || before?.text === ',';
    return declared ? stars : undefined;
  }
  return undefined;
}

export function declaresRegister(file: SourceFile, thread: LitmusThread, register: string): boolean {
  return registerPointers(file, thread, register) !== undefined;
}

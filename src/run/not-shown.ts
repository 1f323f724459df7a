/** Why a complete search showed nothing: the place in the case that asked for it, and what to do. Pure. */
import { diagnose, type Diagnostic } from '../base/diagnostics';
import type { SourceFile, Span } from '../base/source';
import type { Case } from '../case';
import type { Mismatch } from '../result';

export function notShown(one: Case, version: string, mismatches: readonly Mismatch[]): Diagnostic[] {
  return mismatches.flatMap((mismatch): Diagnostic[] => {
    if (mismatch.kind === 'not-reached') {
      const demand = one.reach.find((other) => other.label === mismatch.label);
      return [diagnose('case-not-reached', { label: mismatch.label, version }, demand?.span)];
    }
    if (mismatch.kind !== 'vacuous') return [];
    return [diagnose('case-not-asked', { reason: mismatch.reason, version }, placeOfReason(one, mismatch.reason))];
  });
}

/** The thread that the reason names; else the first assume(), where it is about them; else the set-up. */
function placeOfReason(one: Case, reason: string): Span | undefined {
  const named = one.threads.find((thread) => reason.split(' ').includes(thread.name));
  if (named) return textOf(named.source);
  const texts = [one.setup, ...one.threads.map((thread) => thread.source), one.finally].flatMap((file) => file ?? []);
  const assumed = texts.flatMap((file) => spanOf(file, /\bassume\s*\([^\n]*/))[0];
  if (reason.includes('assume') && assumed) return assumed;
  return texts[0] && textOf(texts[0]);
}

/** The first line that is not blanked out. */
function textOf(file: SourceFile): Span | undefined {
  return spanOf(file, /\S[^\n]*/)[0];
}

function spanOf(file: SourceFile, pattern: RegExp): Span[] {
  const match = pattern.exec(file.text);
  return match ? [{ file, start: match.index, end: match.index + match[0].trimEnd().length }] : [];
}

/** How the lexer, the preprocessor and the parser report: into one list, each place and code once, up to a bound. */
import type { Code } from '../base/codes';
import { diagnose, type Diagnostic } from '../base/diagnostics';
import type { Span } from '../base/source';

export type SyntaxReport = (
  code: Code,
  facts: Readonly<Record<string, string | number>>,
  span: Span,
  notes?: Diagnostic['notes'],
  hint?: string,
) => void;

/** Mistakes shown of one text: those after the first few mostly follow from them. */
const limit = 50;

export class SyntaxDiagnostics {
  private readonly list: Diagnostic[] = [];

  get all(): readonly Diagnostic[] {
    return this.list;
  }

  readonly report: SyntaxReport = (code, facts, span, notes, hint) => {
    if (this.list.length >= limit) return;
    if (this.list.some((one) => one.code === code && one.span?.file === span.file && one.span.start === span.start))
      return;
    this.list.push(diagnose(code, facts, span, notes, hint));
  };
}

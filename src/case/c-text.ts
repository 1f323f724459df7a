/**
 * C inside YAML: lexed straight out of the YAML text, so that a diagnostic of the C carries the
 * line and column of the YAML file. Only scalars that YAML leaves as they are written will do.
 */
import { isScalar, type Node } from 'yaml';
import { diagnose, type Diagnostic } from '../base/diagnostics';
import { maskedSource, type SourceFile, type Span } from '../base/source';

export interface CText {
  readonly source?: SourceFile;
  readonly diagnostics: readonly Diagnostic[];
}

/** @param key the YAML key the text stands under, for messages  @param span where it stands */
export function cText(file: SourceFile, node: Node | null | undefined, key: string, span: Span): CText {
  if (!isScalar(node) || !node.range) return { diagnostics: [diagnose('case-c-missing', { key }, span)] };
  const [start, end] = node.range;
  switch (node.type) {
    case 'BLOCK_LITERAL': {
      const header = file.text.indexOf('\n', start);
      const body = header < 0 ? end : Math.min(header, end);
      if (file.text.slice(body, end).trim() === '') {
        return { diagnostics: [diagnose('case-c-missing', { key }, span)] };
      }
      return { source: maskedSource(file, body, end), diagnostics: [] };
    }
    case 'PLAIN':
      if (file.text.slice(start, end).trim() === '') {
        return { diagnostics: [diagnose('case-c-missing', { key }, span)] };
      }
      return { source: maskedSource(file, start, end), diagnostics: [] };
    case 'BLOCK_FOLDED':
      return { diagnostics: [diagnose('case-c-folded', { key }, { file, start, end: start + 1 })] };
    case 'QUOTE_DOUBLE':
    case 'QUOTE_SINGLE':
      return { diagnostics: [diagnose('case-c-quoted', { key }, span)] };
    default:
      return { diagnostics: [diagnose('case-c-missing', { key }, span)] };
  }
}

/** A C diagnostic shown on the whole line of the YAML file, not on the blanked text that the C was read from. */
export function onWholeFile(one: Diagnostic, whole: SourceFile): Diagnostic {
  const move = (span: Span): Span => (span.file.name === whole.name ? { ...span, file: whole } : span);
  return {
    ...one,
    ...(one.span ? { span: move(one.span) } : {}),
    ...(one.notes ? { notes: one.notes.map((note) => ({ ...note, span: move(note.span) })) } : {}),
  };
}

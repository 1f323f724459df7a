/**
 * The head of a patch file: `From: patch-oracle model`, what it models, a description in our words. A patch over the
 * model is never passed off as its author's.
 */
import { diagnose, type Diagnostic } from '../base/diagnostics';
import type { SourceFile } from '../base/source';
import type { PatchHeader } from './patch-file';

const keyLine = /^([A-Za-z][A-Za-z-]*):[ \t]*(.*)$/;

/** @param count lines before the diff */
export function readHeader(
  source: SourceFile,
  count: number,
): { readonly header: PatchHeader; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const complain = (code: Parameters<typeof diagnose>[0], line: number): void => {
    diagnostics.push(diagnose(code, {}, source.lineSpan(line)));
  };
  const models: { messageId: string; author: string }[] = [];
  let subject: string | undefined;
  let modelsLine: number | undefined;
  let line = 1;
  for (; line <= count; line++) {
    const text = source.line(line);
    if (text.trim() === '') break;
    const [, key = '', value = ''] = keyLine.exec(text) ?? [];
    if (key === '') {
      complain('patch-header-line', line);
      continue;
    }
    if (key === 'Subject') subject = value;
    if (key === 'Models') {
      modelsLine = line;
      const [, messageId, author] = /^<([^<>\s]+@[^<>\s]+)> by (\S.*)$/.exec(value) ?? [];
      if (messageId !== undefined && author !== undefined) models.push({ messageId, author: author.trim() });
      else complain('patch-models', line);
    }
  }
  if (source.line(1) !== 'From: patch-oracle model') complain('patch-from', 1);
  if (modelsLine === undefined) complain('patch-models', 1);
  const description: string[] = [];
  for (let at = line; at <= count && source.line(at) !== '---'; at++) description.push(source.line(at));
  for (let at = 1; at <= count; at++)
    if (/^signed-off-by:/i.test(source.line(at).trim())) complain('patch-signed-off', at);
  const words = description.join('\n').trim();
  if (words === '') complain('patch-description', Math.max(1, Math.min(line, count)));
  return { header: { models, description: words, ...(subject === undefined ? {} : { subject }) }, diagnostics };
}

/**
 * The text of a patch file to data. The diff is cut out by counting the lines of its hunks, because a mail can hold
 * anything around it, and every line must be accounted for: what belongs to no hunk is refused, never skipped.
 */
import type { Code } from '../base/codes';
import { diagnose, hasErrors, type Diagnostic } from '../base/diagnostics';
import type { SourceFile } from '../base/source';
import { readHeader } from './header';
import { pathFault } from './model-path';
import type { FilePatch, Hunk, HunkLine, PatchFile } from './patch-file';

const hunkHeader = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@(?: (.*))?$/;
const harmless = /^(diff --git |index |new file mode 100644$|deleted file mode 100644$)/;
const extension =
  /^(rename |copy |similarity |dissimilarity |old mode |new mode |GIT binary|Binary files|new file mode|deleted file mode)/;

export function parsePatch(source: SourceFile): {
  readonly patch?: PatchFile;
  readonly diagnostics: readonly Diagnostic[];
} {
  const scanner = new Scanner(source);
  const start = scanner.diffStart();
  const bad = scanner.unreadable();
  if (bad) return { diagnostics: [bad] };
  const { header, diagnostics } = readHeader(source, start - 1);
  const files = scanner.files(start);
  const all = [...diagnostics, ...scanner.diagnostics];
  if (hasErrors(all)) return { diagnostics: all };
  const preamble = Array.from({ length: start - 1 }, (_, index) => source.line(index + 1));
  return { patch: { source, header, preamble, files }, diagnostics: all };
}

/** A diff without a header, as `interdiff` prints it. */
export function parseDiff(source: SourceFile): {
  readonly files?: readonly FilePatch[];
  readonly diagnostics: readonly Diagnostic[];
} {
  const scanner = new Scanner(source);
  const bad = scanner.unreadable();
  if (bad) return { diagnostics: [bad] };
  const files = scanner.files(1);
  return hasErrors(scanner.diagnostics) ? { diagnostics: scanner.diagnostics } : { files, diagnostics: [] };
}

class Scanner {
  readonly diagnostics: Diagnostic[] = [];
  /** Number of the last line that holds text. */
  private readonly last: number;
  private hunks = 0;

  constructor(private readonly source: SourceFile) {
    this.last = source.text.endsWith('\n') ? source.lineCount - 1 : source.lineCount;
  }

  /** A text in which nothing can be trusted: the first CR, the first signature. */
  unreadable(): Diagnostic | undefined {
    if (this.source.text.trim() === '') return diagnose('patch-empty', {}, this.source.lineSpan(1));
    const cr = this.source.text.indexOf('\r');
    if (cr >= 0) return diagnose('patch-crlf', {}, this.source.lineSpan(this.source.position(cr).line));
    for (let line = 1; line <= this.last; line++) {
      if (this.source.line(line) === '-- ') return diagnose('patch-signature', {}, this.source.lineSpan(line));
    }
    return undefined;
  }

  /** First line of the diff; one past the text when there is none. */
  diffStart(): number {
    for (let line = 1; line <= this.last; line++) {
      if (/^(diff --git |@@ -)/.test(this.source.line(line)) || this.isFileHeader(line)) return line;
    }
    return this.last + 1;
  }

  files(start: number): FilePatch[] {
    const files: FilePatch[] = [];
    let line = start;
    while (line <= this.last) {
      const text = this.source.line(line);
      if (text.startsWith('--- ')) line = this.file(line, files);
      else {
        if (extension.test(text) && !harmless.test(text))
          this.complain('patch-git-extension', line, { what: text.trim() });
        else if (text.startsWith('@@')) {
          this.complain('patch-file-half', line);
          line = this.bodyEnd(line + 1) - 1;
        } else if (text.trim() !== '' && !harmless.test(text)) this.complain('patch-text', line);
        line++;
      }
    }
    // What `import` leaves: a patch that somebody is still to write.
    const isTodo = start > this.last && /^TODO\b/m.test(this.source.text);
    if (files.length === 0 && this.diagnostics.length === 0) {
      this.complain(isTodo ? 'patch-todo' : 'patch-empty', Math.max(1, this.last));
    }
    const unsaid = this.lineOfTodo(start);
    if (files.length > 0 && unsaid !== undefined) this.complain('patch-todo-text', unsaid);
    return files;
  }

  /** Of the text above the diff. */
  private lineOfTodo(start: number): number | undefined {
    for (let line = 1; line < start; line++) {
      if (/^(?:Subject: *)?TODO\b/.test(this.source.line(line))) return line;
    }
    return undefined;
  }

  private complain(code: Code, line: number, facts: Readonly<Record<string, string | number>> = {}): void {
    this.diagnostics.push(diagnose(code, facts, this.source.lineSpan(line)));
  }

  private isFileHeader(line: number): boolean {
    return this.source.line(line).startsWith('--- ') && this.source.line(line + 1).startsWith('+++ ');
  }

  /** Reads one file from its `---` line and returns the line after its last hunk. */
  private file(line: number, files: FilePatch[]): number {
    if (!this.isFileHeader(line)) {
      this.complain('patch-file-half', line);
      return line + 1;
    }
    const target = this.target(line);
    const hunks: Hunk[] = [];
    let next = line + 2;
    while (next <= this.last && this.source.line(next).startsWith('@@')) next = this.hunk(next, hunks);
    if (hunks.length === 0) {
      if (!hasErrors(this.diagnostics)) this.complain('patch-file-no-hunk', line, { path: target?.path ?? '' });
    } else if (target) {
      const again = files.some((one) => one.path === target.path);
      if (again) this.complain('patch-file-twice', line, { path: target.path });
      files.push({ ...target, line, hunks });
    }
    return next;
  }

  private target(line: number): Pick<FilePatch, 'path' | 'action'> | undefined {
    const from = this.pathOf(line, '--- ', 'a');
    if (from === undefined) return undefined;
    const to = this.pathOf(line + 1, '+++ ', 'b');
    if (to === undefined) return undefined;
    if (from === null && to === null) {
      this.complain('patch-path-prefix', line, { path: '/dev/null', prefix: 'a' });
      return undefined;
    }
    if (from === null) return { path: to ?? '', action: 'create' };
    if (to === null) return { path: from, action: 'delete' };
    if (from === to) return { path: from, action: 'modify' };
    this.complain('patch-rename', line, { from, to });
    return undefined;
  }

  /** The path of a file line; null for /dev/null, undefined when it is refused. */
  private pathOf(line: number, sign: string, prefix: string): string | null | undefined {
    const written = (this.source.line(line).slice(sign.length).split('\t')[0] ?? '').trimEnd();
    if (written === '/dev/null') return null;
    const inside = written.startsWith(`${prefix}/`) ? written.slice(2) : undefined;
    const fault = pathFault(inside ?? written);
    if (fault !== undefined) this.complain(fault, line, { path: inside ?? written });
    else if (inside === undefined) this.complain('patch-path-prefix', line, { path: written, prefix });
    return fault === undefined ? inside : undefined;
  }

  /** Reads one hunk from its `@@` line and returns the line after it. */
  private hunk(line: number, hunks: Hunk[]): number {
    const parts = hunkHeader.exec(this.source.line(line));
    if (!parts) {
      this.complain('patch-hunk-header', line);
      return this.bodyEnd(line + 1);
    }
    const number = ++this.hunks;
    const oldSaid = Number(parts[2] ?? 1);
    const newSaid = Number(parts[4] ?? 1);
    const end = this.bodyEnd(line + 1);
    const lines = this.body(line + 1, end, number, oldSaid, newSaid);
    const oldFound = lines.filter((one) => one.kind !== 'add').length;
    const newFound = lines.filter((one) => one.kind !== 'remove').length;
    const [oldStart, newStart] = [Number(parts[1]), Number(parts[3])];
    if (oldFound !== oldSaid || newFound !== newSaid) {
      const facts = { hunk: number, oldSaid, newSaid, oldFound, newFound, oldStart, newStart };
      this.complain('patch-hunk-counts', line, facts);
    } else if (lines.every((one) => one.kind === 'context')) {
      this.complain('patch-hunk-no-change', line, { hunk: number });
    }
    hunks.push({ number, heading: (parts[5] ?? '').trim(), oldStart, newStart, line, lines });
    return end;
  }

  /** First line that cannot belong to a hunk which begins at `line`. */
  private bodyEnd(line: number): number {
    let at = line;
    while (at <= this.last && /^([ +\\-]|$)/.test(this.source.line(at)) && !this.isFileHeader(at)) at++;
    return at;
  }

  /**
   * An empty line is an empty line of context that lost its blank, unless the counts are met: then it only separates.
   */
  private body(start: number, end: number, hunk: number, oldSaid: number, newSaid: number): HunkLine[] {
    const lines: HunkLine[] = [];
    let [old, fresh] = [0, 0];
    for (let line = start; line < end; line++) {
      const text = this.source.line(line);
      const sign = text.charAt(0);
      if (sign === '\\') this.complain('patch-no-newline', line, { hunk });
      else if (text === '' && old >= oldSaid && fresh >= newSaid) continue;
      else {
        const kind = sign === '+' ? 'add' : sign === '-' ? 'remove' : 'context';
        if (kind !== 'add') old++;
        if (kind !== 'remove') fresh++;
        lines.push({ kind, text: text.slice(1), line });
      }
    }
    return lines;
  }
}

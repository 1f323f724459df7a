/**
 * Text with positions. A span is a pair of offsets into one source file; line and column are made
 * only when somebody looks. This file knows nothing of C, YAML, patches or terminals.
 */

/** Where one line of a variant came from: the patch line that wrote it. All numbers are 1-based. */
export interface LineOrigin {
  /** Patch file, relative to the project, with forward slashes. */
  readonly patch: string;
  /** 1-based number of the hunk in that patch file. */
  readonly hunk: number;
  /** 1-based line in the patch file. */
  readonly line: number;
}

export interface Position {
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 code units. */
  readonly column: number;
}

/** Half-open range of offsets [start, end) into `file.text`. */
export interface Span {
  readonly file: SourceFile;
  readonly start: number;
  readonly end: number;
}

/** One text. C inside a YAML file is the YAML file's own text with everything else blanked out (see `maskedSource`). */
export class SourceFile {
  private starts: number[] | undefined;

  /**
   * @param name path as shown to users: relative to the project for cases and patches, to `src/kernel` for the model
   * @param text the whole text
   * @param origins per 1-based line, the patch line that wrote it; absent for lines of the model itself
   */
  constructor(
    readonly name: string,
    readonly text: string,
    readonly origins: ReadonlyMap<number, LineOrigin> = new Map(),
  ) {}

  /** Line and column of an offset; offsets past the end give the end. */
  position(offset: number): Position {
    const starts = this.lineStarts();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: Math.min(offset, this.text.length) - (starts[low] ?? 0) + 1 };
  }

  /** Text of a 1-based line without its line end; empty when there is no such line. */
  line(number: number): string {
    const starts = this.lineStarts();
    const start = starts[number - 1];
    if (start === undefined) return '';
    const next = starts[number];
    return this.text.slice(start, next === undefined ? undefined : next - 1);
  }

  /** A 1-based line without its line end; the empty span at the end of the text when there is no such line. */
  lineSpan(number: number): Span {
    const start = this.lineStarts()[number - 1] ?? this.text.length;
    return { file: this, start, end: start + this.line(number).length };
  }

  get lineCount(): number {
    return this.lineStarts().length;
  }

  private lineStarts(): number[] {
    if (this.starts) return this.starts;
    const starts = [0];
    for (let at = this.text.indexOf('\n'); at >= 0; at = this.text.indexOf('\n', at + 1)) starts.push(at + 1);
    return (this.starts = starts);
  }
}

/** The same file with everything outside [start, end) blanked: offsets, lines and columns stay those of the file. */
export function maskedSource(file: SourceFile, start: number, end: number): SourceFile {
  const blank = (text: string): string => text.replace(/[^\n]/g, ' ');
  return new SourceFile(
    file.name,
    blank(file.text.slice(0, start)) + file.text.slice(start, end) + blank(file.text.slice(end)),
    file.origins,
  );
}

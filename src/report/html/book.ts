/** What the page's script reads, gathered while the page is made: traces, and lines of the model around hunks. */
import { TraceBook, type TraceData } from './encode';
import { markupOf, type Raw } from './escape';
import { pack } from './pack';

export interface PageData {
  readonly traces: TraceData;
  /** Lines of C, as markup. */
  readonly lines: readonly string[];
  readonly patches: readonly PatchData[];
  /** Bounds, labels and proofs of answers, as text. */
  readonly notes: readonly string[];
  /** Model functions that are simplified or stubbed, and how. */
  readonly simplified: Readonly<Record<string, string>>;
}

/** What the page knows of one patch beyond its text. Numbers are packed (`pack.ts`). */
export interface PatchData {
  /** Ids of its lines begin with it: `swapin/v1/patch/1`. */
  readonly id: string;
  /** Per hunk: line of the patch file of its first line, of the model before and after (0: not known). */
  readonly hunks: string;
  /** Per hunk, the lines before it, the lines after it: each is a count and `lines`, as distances (see `distances`). */
  readonly around: string;
  /** Lines of the patch file that some case runs, and that none does. */
  readonly run: string;
  readonly unrun: string;
}

export interface PatchFacts {
  readonly id: string;
  readonly hunks: readonly {
    readonly line: number;
    readonly old: number;
    readonly fresh: number;
    readonly before: readonly Raw[];
    readonly after: readonly Raw[];
  }[];
  readonly run: readonly number[];
  readonly unrun: readonly number[];
}

/** Each number as its distance from what would follow the one before: 0 for that, odd for less, even for more. */
function distances(numbers: readonly number[]): number[] {
  let next = 0;
  return numbers.map((number) => {
    const distance = number - next;
    next = number + 1;
    return distance < 0 ? -distance * 2 - 1 : distance * 2;
  });
}

export class Book {
  readonly traces = new TraceBook();
  private readonly numbers = new Map<string, number>();
  private readonly notes = new Map<string, number>();
  private readonly tables = new Map<string, string>();
  private readonly patches: PatchData[] = [];
  private readonly simplified = new Map<string, string>();

  /** Number of a line of C. */
  private line(line: Raw): number {
    const markup = markupOf(line);
    const known = this.numbers.get(markup);
    if (known !== undefined) return known;
    this.numbers.set(markup, this.numbers.size);
    return this.numbers.size - 1;
  }

  /** Number of a note. */
  note(text: string): number {
    const known = this.notes.get(text);
    if (known !== undefined) return known;
    this.notes.set(text, this.notes.size);
    return this.notes.size - 1;
  }

  /** Number of a patch. */
  patch(facts: PatchFacts): number {
    const around = facts.hunks.flatMap((hunk) =>
      [hunk.before, hunk.after].flatMap((some) => [some.length, ...distances(some.map((line) => this.line(line)))]),
    );
    const { id, hunks, run, unrun } = facts;
    return (
      this.patches.push({
        id,
        hunks: pack(hunks.flatMap((hunk) => [hunk.line, hunk.old, hunk.fresh])),
        around: pack(around),
        run: pack(run),
        unrun: pack(unrun),
      }) - 1
    );
  }

  /** Where the same table was written first: `id`, when it is new. */
  first(table: Raw, id: string): string {
    const text = markupOf(table);
    const known = this.tables.get(text);
    if (known !== undefined) return known;
    this.tables.set(text, id);
    return id;
  }

  /** Remembers what is simplified, for the functions that some trace goes through. */
  simplify(provenance: Readonly<Record<string, string>>): void {
    for (const [name, how] of Object.entries(provenance)) this.simplified.set(name, how);
  }

  data(): PageData {
    const traces = this.traces.data();
    const functions = this.traces.functions();
    const simplified = Object.fromEntries([...this.simplified].filter(([name]) => functions.has(name)).sort());
    return {
      traces,
      lines: [...this.numbers.keys()],
      patches: this.patches,
      notes: [...this.notes.keys()],
      simplified,
    };
  }
}

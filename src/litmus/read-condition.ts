/** `exists (0:r0=1 /\ x=2)`: final conditions, the list of `locations`, and the names in them checked. */
import { diagnose, type Diagnostic } from '../base/diagnostics';
import type { Span } from '../base/source';
import type { Condition, FinalValue, LitmusThread, Location, Observed } from './litmus-test';
import type { Scanner, Word } from './scan';

/** What names in a condition may stand for. */
export interface Names {
  readonly threads: readonly LitmusThread[];
  readonly locations: ReadonlyMap<string, Location>;
  /** Is the register declared in the thread, outside of inner blocks? */
  readonly declares: (thread: LitmusThread, register: string) => boolean;
}

export class ConditionReader {
  /** Everything asked for so far, each once. */
  readonly observed = new Map<string, Observed>();

  constructor(
    private readonly scan: Scanner,
    private readonly names: Names,
    private readonly diagnostics: Diagnostic[],
  ) {}

  condition(): Condition {
    const a = this.either();
    if (!this.scan.accept('=>')) return a;
    return { kind: 'implies', a, b: this.condition() };
  }

  /** `[x; 0:r1; …]` */
  locations(): void {
    this.scan.expect('[');
    while (!this.scan.is(']')) {
      this.observe();
      if (!this.scan.accept(';')) break;
    }
    this.scan.expect(']');
  }

  private either(): Condition {
    let a = this.both();
    while (this.scan.accept('\\/') || this.scan.accept('||')) a = { kind: 'or', a, b: this.both() };
    return a;
  }

  private both(): Condition {
    let a = this.atom();
    while (this.scan.accept('/\\') || this.scan.accept('&&')) a = { kind: 'and', a, b: this.atom() };
    return a;
  }

  private atom(): Condition {
    const { scan } = this;
    if (scan.accept('~') || scan.accept('not')) return { kind: 'not', of: this.atom() };
    if (scan.accept('true')) return { kind: 'constant', value: true };
    if (scan.accept('false')) return { kind: 'constant', value: false };
    if (scan.accept('(')) {
      const inner = this.condition();
      scan.expect(')');
      return inner;
    }
    const what = this.observe();
    const differs = scan.is('!=') || scan.is('<>');
    if (differs || scan.is('==')) scan.take();
    else scan.expect('=');
    const is = this.comparison(what);
    return differs ? { kind: 'not', of: is } : is;
  }

  private comparison(what: Observed): Condition {
    const { scan } = this;
    const { word } = scan;
    if (scan.accept('&')) return { kind: 'is', what, value: this.address(scan.name('a location')) };
    if (scan.accept('-')) return { kind: 'is', what, value: -this.number() };
    if (word.kind === 'name') return { kind: 'is', what, value: this.address(scan.take()) };
    const value = this.number();
    if (!scan.accept(':')) return { kind: 'is', what, value };
    return { kind: 'same', what, other: this.register(value, word) };
  }

  private address(word: Word): FinalValue {
    if (word.text === 'NULL') return 0;
    if (!this.names.locations.has(word.text)) this.unknown('litmus-unknown-location', { name: word.text }, word);
    return word.text;
  }

  private observe(): Observed {
    const { scan } = this;
    const { word } = scan;
    if (word.kind === 'number') {
      const thread = this.number();
      scan.expect(':');
      return this.register(thread, word);
    }
    const bracket = scan.accept('[');
    scan.accept('*');
    const name = scan.name('a register or a location');
    if (bracket) scan.expect(']');
    const location = this.names.locations.get(name.text);
    if (!location) this.unknown('litmus-unknown-location', { name: name.text }, name);
    else if (location.type.base === 'spinlock_t' && location.type.pointers === 0) {
      this.unknown('litmus-lock-value', { name: name.text }, name);
    }
    return this.seen({ kind: 'location', name: name.text });
  }

  private register(number: number, first: Word): Observed {
    const name = this.scan.name('a register');
    const thread = this.names.threads[number];
    if (!thread) this.unknown('litmus-unknown-thread', { thread: number }, first);
    else if (!this.names.declares(thread, name.text)) {
      this.unknown('litmus-unknown-register', { thread: number, name: name.text }, name);
    }
    return this.seen({ kind: 'register', name: `${number}:${name.text}`, thread: number, register: name.text });
  }

  private seen(one: Observed): Observed {
    if (!this.observed.has(one.name)) this.observed.set(one.name, one);
    return one;
  }

  private number(): number {
    const { scan } = this;
    if (scan.word.kind !== 'number') throw scan.fail('a number');
    return Number(scan.take().text);
  }

  private unknown(
    code: 'litmus-unknown-location' | 'litmus-unknown-thread' | 'litmus-unknown-register' | 'litmus-lock-value',
    facts: Readonly<Record<string, string | number>>,
    word: Word,
  ): void {
    const span: Span = this.scan.spanOf(word);
    this.diagnostics.push(diagnose(code, facts, span));
  }
}

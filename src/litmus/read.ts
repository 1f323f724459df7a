/**
 * The text of a litmus test to its parts: the kernel's C tests as tools/memory-model documents them.
 * It reads the frame; the bodies of threads stay text, whose C `compile.ts` has checked.
 */
import { diagnose, hasErrors, type Diagnostic } from '../base/diagnostics';
import type { SourceFile } from '../base/source';
import {
  observations,
  typeText,
  type Condition,
  type LitmusTest,
  type LitmusThread,
  type Location,
  type LocationType,
  type Observed,
  type Quantifier,
  type StatedResult,
} from './litmus-test';
import { ConditionReader } from './read-condition';
import { bodyNames, declaresRegister } from './body';
import { BrokenFrame, Scanner, type Word } from './scan';

/** Threads that the search can run (set-up takes a place of eight). */
const MAX_THREADS = 7;

const integerWords = new Set(
  (
    'int unsigned signed long short char bool _Bool u8 u16 u32 u64 s8 s16 s32 s64 ' +
    'uint8_t uint16_t uint32_t uint64_t int8_t int16_t int32_t int64_t size_t uintptr_t intptr_t'
  ).split(' '),
);

export interface ReadLitmus {
  /** Absent when a diagnostic is an error. */
  readonly test?: LitmusTest;
  readonly diagnostics: readonly Diagnostic[];
}

export function readLitmus(file: SourceFile): ReadLitmus {
  const diagnostics: Diagnostic[] = [];
  try {
    const test = new Reader(file, diagnostics).read();
    if (test && !hasErrors(diagnostics)) return { test, diagnostics };
  } catch (error) {
    if (!(error instanceof BrokenFrame)) throw error;
  }
  return { diagnostics };
}

interface Initial {
  readonly word: Word;
  readonly type: LocationType | undefined;
  readonly value: number | string;
  readonly valueWord: Word;
}

class Reader {
  private readonly initials = new Map<string, Initial>();
  private readonly types = new Map<string, { readonly type: LocationType; readonly word: Word }>();
  private readonly threads: LitmusThread[] = [];
  private scan: Scanner;

  constructor(
    private readonly file: SourceFile,
    private readonly diagnostics: Diagnostic[],
  ) {
    this.scan = new Scanner(file, file.text.length, diagnostics);
  }

  read(): LitmusTest | undefined {
    const { file, diagnostics } = this;
    const first = /^\s*(\S+)[ \t]*([^\n\r]*)/.exec(file.text);
    const language = first?.[1] ?? '';
    const start = file.text.indexOf(language);
    if (language !== 'C') {
      const span = { file, start, end: start + Math.max(1, language.length) };
      diagnostics.push(diagnose('litmus-language', { found: language }, span));
      return undefined;
    }
    const name = (first?.[2] ?? '').replace(/\(\*.*/, '').trim();
    this.scan = new Scanner(file, (first?.index ?? 0) + (first?.[0].length ?? 0), diagnostics);
    const results = this.header();
    this.initial();
    while (/^P\d+$/.test(this.scan.word.text)) this.thread();
    if (this.threads.length === 0) {
      diagnostics.push(diagnose('litmus-no-threads', {}, this.scan.spanOf(this.scan.word)));
    }
    if (this.threads.length > MAX_THREADS) {
      const facts = { count: this.threads.length, limit: MAX_THREADS };
      diagnostics.push(diagnose('litmus-too-many-threads', facts, this.scan.spanOf(this.scan.word)));
    }
    const locations = this.locations();
    this.checkUses(locations);
    return { name, file, results, locations: [...locations.values()], threads: this.threads, ...this.end(locations) };
  }

  /** To the `{` of the initial values; `Result:` may stand in any comment of the file. */
  private header(): StatedResult[] {
    const { scan } = this;
    while (!scan.is('{')) {
      if (scan.word.kind === 'text') scan.take();
      else if (scan.word.kind === 'name') scan.skipLine();
      else throw scan.fail("'{'");
    }
    const results: StatedResult[] = [];
    for (const found of this.file.text.matchAll(/\bResult[ \t]*(?:\(([^)\n]*)\))?:[ \t]*(\w+)/g)) {
      const [all, of = '', word = ''] = found;
      const end = found.index + all.length;
      const span = { file: this.file, start: end - word.length, end };
      const observation = observations.find((one) => one === word);
      if (observation) results.push({ of: of.replace(/\s/g, ''), observation, span });
      else this.diagnostics.push(diagnose('litmus-result-word', { word }, span));
    }
    return results;
  }

  private initial(): void {
    const { scan } = this;
    scan.expect('{');
    while (!scan.accept('}')) {
      if (scan.accept(';')) continue;
      if (scan.word.kind === 'number') {
        this.diagnostics.push(diagnose('litmus-initial-register', {}, scan.spanOf(scan.word)));
        throw new BrokenFrame();
      }
      const { type, word } = this.typedName();
      if (type) this.declare(word, type);
      if (scan.accept('=')) this.initialValue(word, type);
      if (!scan.is('}')) scan.expect(';');
    }
  }

  private initialValue(word: Word, type: LocationType | undefined): void {
    const { scan } = this;
    const macro = scan.accept('ATOMIC_INIT');
    if (macro) scan.expect('(');
    const negative = scan.accept('-');
    scan.accept('&');
    const valueWord = scan.word;
    if (valueWord.kind !== 'number' && valueWord.kind !== 'name') throw scan.fail('a number or the name of a location');
    scan.take();
    if (macro) scan.expect(')');
    const number = Number(valueWord.text) * (negative ? -1 : 1);
    const named = valueWord.kind === 'name' && valueWord.text !== 'NULL';
    const value = named ? valueWord.text : valueWord.kind === 'name' ? 0 : number;
    if (this.initials.has(word.text)) this.report('litmus-twice', { name: word.text }, word);
    this.initials.set(word.text, { word, type, value, valueWord });
  }

  /** `int **p`, or a name alone. */
  private typedName(): { readonly type: LocationType | undefined; readonly word: Word } {
    const { scan } = this;
    const words: Word[] = [];
    while (scan.word.kind === 'name') words.push(scan.take());
    let pointers = 0;
    for (; scan.accept('*'); pointers++) while (scan.is('const') || scan.is('volatile')) scan.take();
    if (pointers > 0) words.push(scan.name('a name'));
    const word = words.pop();
    if (!word) throw scan.fail('a name');
    const type = words.map((one) => one.text).filter((one) => one !== 'const' && one !== 'volatile');
    if (type.length === 0 && pointers === 0) return { type: undefined, word };
    const text = type.join(' ');
    const base = text === 'atomic_t' || text === 'spinlock_t' ? text : 'integer';
    if (base === 'integer' && (type.length === 0 || !type.every((one) => integerWords.has(one)))) {
      this.report('litmus-location-type', { type: `${text}${'*'.repeat(pointers)}` }, words[0] ?? word);
    }
    return { type: { base, word: text, pointers }, word };
  }

  private declare(word: Word, type: LocationType): void {
    const earlier = this.types.get(word.text);
    if (!earlier) this.types.set(word.text, { type, word });
    else if (typeText(earlier.type) !== typeText(type)) {
      const facts = { name: word.text, type: typeText(type), earlier: typeText(earlier.type) };
      this.report('litmus-conflicting-type', facts, word);
    }
  }

  private thread(): void {
    const { scan } = this;
    const number = this.threads.length;
    const found = scan.take();
    if (found.text !== `P${number}`) {
      this.report('litmus-thread-number', { expected: number, found: found.text }, found);
    }
    scan.expect('(');
    const parameters: string[] = [];
    if (scan.is('void')) scan.take();
    while (!scan.is(')')) {
      const { type, word } = this.typedName();
      if (!type || type.pointers === 0) this.report('litmus-parameter', { name: word.text }, word);
      else this.declare(word, { ...type, pointers: type.pointers - 1 });
      parameters.push(word.text);
      if (!scan.accept(',')) break;
    }
    scan.expect(')');
    if (!scan.is('{')) throw scan.fail("'{'");
    const { start, end } = scan.body(scan.word);
    this.threads.push({ number, parameters, start, end });
  }

  /** Every location, typed: by `{ … }`, by the parameters, or an int. */
  private locations(): Map<string, Location> {
    const locations = new Map<string, Location>();
    const plain: LocationType = { base: 'integer', word: 'int', pointers: 0 };
    const add = (name: string, word: Word): void => {
      const initial = this.initials.get(name);
      const points = typeof initial?.value === 'string';
      const type = this.types.get(name)?.type ?? { ...plain, pointers: points ? 1 : 0 };
      locations.set(name, { name, type, initial: initial?.value ?? 0, span: this.scan.spanOf(word) });
    };
    for (const [name, { word }] of this.types) add(name, word);
    for (const [name, { word, value }] of this.initials) {
      add(name, word);
      // `p = &x` where x is named nowhere else.
      if (typeof value === 'string' && !this.types.has(value) && !this.initials.has(value)) add(value, word);
    }
    for (const [name, { value, valueWord }] of this.initials) {
      const { type } = locations.get(name) ?? { type: plain };
      const fits = typeof value === 'string' ? type.pointers > 0 : type.pointers === 0 || value === 0;
      if (!fits || (type.base === 'spinlock_t' && type.pointers === 0)) {
        this.report('litmus-initial-value', { value: valueWord.text, name, type: typeText(type) }, valueWord);
      }
    }
    return locations;
  }

  /** A thread sees what it takes as a parameter: the front end would give it every location. */
  private checkUses(locations: ReadonlyMap<string, Location>): void {
    for (const thread of this.threads) {
      for (const { name, start, end } of bodyNames(this.file, thread)) {
        if (!locations.has(name) || thread.parameters.includes(name)) continue;
        if (declaresRegister(this.file, thread, name)) continue;
        const span = { file: this.file, start, end };
        this.diagnostics.push(diagnose('litmus-not-passed', { name, thread: thread.number }, span));
      }
    }
  }

  private end(
    locations: ReadonlyMap<string, Location>,
  ): Pick<LitmusTest, 'observed' | 'filter' | 'quantifier' | 'condition' | 'conditionText'> {
    const { scan, file } = this;
    const declares = (thread: LitmusThread, register: string): boolean => declaresRegister(file, thread, register);
    const reader = new ConditionReader(scan, { threads: this.threads, locations, declares }, this.diagnostics);
    let filter: Condition | undefined;
    let quantifier: Quantifier = 'forall';
    let condition: Condition = { kind: 'constant', value: true };
    let conditionText = 'forall (true)';
    for (;;) {
      if (scan.accept('locations')) reader.locations();
      else if (scan.accept('filter')) filter = reader.condition();
      else break;
    }
    const first = scan.word;
    const word = scan.accept('~') ? '~exists' : first.text;
    if (word === 'exists' || word === '~exists' || word === 'forall') {
      if (word === '~exists') scan.expect('exists');
      else scan.take();
      quantifier = word;
      condition = reader.condition();
      conditionText = file.text.slice(first.start, scan.word.start).replace(/\s+/g, ' ').trim();
    }
    if (scan.word.kind !== 'end') throw scan.fail("'exists', '~exists' or 'forall'");
    return { observed: sorted([...reader.observed.values()]), filter, quantifier, condition, conditionText };
  }

  private report(code: Diagnostic['code'], facts: Readonly<Record<string, string | number>>, word: Word): void {
    this.diagnostics.push(diagnose(code, facts, this.scan.spanOf(word)));
  }
}

/** As herd7 lists them: registers by thread, then locations. */
function sorted(observed: readonly Observed[]): Observed[] {
  const rank = (one: Observed): number => (one.kind === 'register' ? one.thread : MAX_THREADS);
  return [...observed].sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
}

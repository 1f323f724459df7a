/**
 * A litmus test to a program, through the front end that reads the model. A location `x` becomes a
 * global array of one element, so that `x` in a thread is its address and nothing of the thread's text
 * is changed. What the condition asks for is copied where the end of a run can be read off: a register
 * by its thread, behind its last statement; a location by `finally`.
 */
import type { Diagnostic } from '../base/diagnostics';
import { SourceFile, type Span } from '../base/source';
import { Model } from '../csrc';
import type { GlobalId, Program } from '../program';
import { bodySource, registerPointers } from './body';
import { litmusHeader } from './header';
import { typeText, type LitmusTest, type Location, type Observed } from './litmus-test';

export interface CompiledLitmus {
  /** Absent when a diagnostic is an error. */
  readonly program?: Program;
  /** Per entry of `LitmusTest.observed` the global that holds it at the end. */
  readonly results: readonly GlobalId[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Prefix of the globals that only hold results. */
export const resultPrefix = '__result_';

let model: Model | undefined;

export function compileLitmus(test: LitmusTest): CompiledLitmus {
  model ??= new Model(new Map([['include/scenario.h', new SourceFile('include/scenario.h', litmusHeader)]]), new Map());
  const results = test.observed.map((one, index) => ({ one, name: `${resultPrefix}${index}` }));
  const types = new Map(test.locations.map((one) => [one.name, one]));
  const setup = [
    ...test.locations.map((one) => `${typeText(one.type)} ${one.name}[1];`),
    ...results.map(({ one, name }) => `${resultType(test, types, one)}${name};`),
    ...test.locations.flatMap(initialText),
  ];
  const copies = results.flatMap(({ one, name }) =>
    one.kind === 'location'
      ? [`${name} = ${one.name}[0]${types.get(one.name)?.type.base === 'atomic_t' ? '.counter' : ''};`]
      : [],
  );
  const ends = new Map<SourceFile, number>();
  const threads = test.threads.map((thread) => {
    const body = bodySource(test.file, thread);
    const last = results.flatMap(({ one, name }) =>
      one.kind === 'register' && one.thread === thread.number ? [` ${name} = ${one.register};`] : [],
    );
    // The last ';' may be left out, as in a scenario; and what follows must not be taken for its missing end.
    const source = new SourceFile(body.name, `${body.text.slice(0, thread.end)};${last.join('')}`);
    ends.set(source, thread.end);
    return { name: `P${thread.number}`, source, cpu: thread.number };
  });
  const made = model.compile({
    setup: new SourceFile(test.file.name, setup.join('\n')),
    threads,
    ...(copies.length > 0 ? { finally: new SourceFile(test.file.name, copies.join('\n')) } : {}),
    inject: [],
  });
  const inTest = (span: Span): Span => {
    const end = ends.get(span.file);
    if (end === undefined) return span;
    const start = Math.min(span.start, end);
    return { file: test.file, start, end: Math.max(start + 1, Math.min(span.end, end)) };
  };
  const diagnostics = [...model.diagnostics, ...made.diagnostics].map((one) => ({
    ...one,
    ...(one.span ? { span: inTest(one.span) } : {}),
    ...(one.notes ? { notes: one.notes.map((note) => ({ ...note, span: inTest(note.span) })) } : {}),
  }));
  if (!made.program) return { results: [], diagnostics };
  const program = withPlainNames(made.program);
  const globals = results.map(({ name }) => program.globals.findIndex((global) => global.name === name));
  return { program, results: globals, diagnostics };
}

function initialText({ name, type, initial }: Location): string[] {
  if (initial === 0) return [];
  return [`${name}[0]${type.base === 'atomic_t' && type.pointers === 0 ? '.counter' : ''} = ${initial};`];
}

function resultType(test: LitmusTest, types: ReadonlyMap<string, Location>, one: Observed): string {
  if (one.kind === 'location') {
    const type = types.get(one.name)?.type;
    return type && type.pointers > 0 ? `${typeText(type)} ` : 'int ';
  }
  const thread = test.threads[one.thread];
  const pointers = (thread && registerPointers(test.file, thread, one.register)) ?? 0;
  return pointers > 0 ? 'void *' : 'int ';
}

/** `x[0]` is called `x`: traces and diagnostics of the engine know no array. */
function withPlainNames(program: Program): Program {
  const types = program.types.map((type) => ({
    ...type,
    slots: type.slots.map((slot) => ({ ...slot, path: slot.path.replace(/^\[0\]\.?/, '') })),
  }));
  return { ...program, types };
}

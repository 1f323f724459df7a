/**
 * The shape of a case file, once: zod checks it, TypeScript reads its type from it, editors get it as
 * JSON Schema. Descriptions here are what an editor shows and what an error says was expected.
 * It knows shapes only; whether a version or a thread exists is checked in check.ts.
 */
import { z } from 'zod';

/** A union answers with its own sentence: the errors of its branches would only confuse. */
function oneOf<T extends readonly [z.ZodType, ...z.ZodType[]]>(expected: string, branches: T) {
  return z.union(branches, { error: () => expected }).describe(expected);
}

const text = z.string().trim().min(1);
const version = z.string().min(1);
const versions = oneOf('a version or a list of versions', [version, z.array(version).min(1)]);
const source = z.enum(['dossier', 'predicted', 'observed']).describe('where an expectation comes from');

const memory = z.enum(['sc', 'tso', 'lkmm', 'lkmm+lb']);

const scalar = oneOf('a word or a number', [z.string(), z.number(), z.boolean()]);

const budget = oneOf('a number of states, or {states, traceStates, livenessStates}', [
  z.int().positive(),
  z.strictObject({
    states: z.int().positive().optional(),
    traceStates: z.int().positive().optional(),
    livenessStates: z.int().positive().optional(),
  }),
]);

const config = z
  .object({
    reuse: z.enum(['quarantine', 'lifo', 'any']).optional().describe('reuse of freed objects'),
    fair: z.enum(['y', 'n']).optional().describe('locks queue: a waiting writer stops new readers'),
    kcsan: z.enum(['y', 'n']).optional().describe('report data races'),
    ctrl: z
      .enum(['hardware', 'lkmm'])
      .optional()
      .describe('under lkmm+lb: whether a condition waits for its loads (hardware) or orders stores only (lkmm)'),
    rwsem: z.enum(['engine', 'count']).optional().describe('count: the rwsem is count arithmetic in model C'),
    budget: budget.optional(),
  })
  .catchall(scalar)
  .describe('CONFIG_ options and macros of the model, and reuse, fair, kcsan, ctrl, rwsem, budget');

/** `pass`, `kind@function`, a list of them, `refused(code)` or {skip: reason}. */
const outcome = oneOf('pass, kind@function, a list of them, refused(code) or {skip: reason}', [
  z.string().min(1),
  z.array(z.string().min(1)).min(1),
  z.strictObject({ skip: text }),
]);

/** An outcome, or a mapping: {findings | skip, from, because}, or one outcome (or such mapping) per config, memory model, or `config/memory`. */
const line = oneOf(
  'pass, kind@function, a list of them, refused(code), {skip: reason}, {findings, from, because}, or one of these per config, memory model or config/memory',
  [
    z.string().min(1),
    z.array(z.string().min(1)).min(1),
    z.record(
      z.string(),
      oneOf('pass, kind@function, a list of them, refused(code), {skip: reason} or {findings, from, because}', [
        z.string().min(1),
        z.array(z.string().min(1)).min(1),
        z.strictObject({
          findings: outcome.optional(),
          skip: text.optional(),
          from: source.optional(),
          because: text.optional(),
        }),
      ]),
    ),
  ],
);

export const caseSchema = z
  .strictObject({
    series: text.describe('folder under patches/ and cases/'),
    title: text.describe('one line'),
    question: text.describe('the review question that the case answers'),
    decides: z.array(text).optional().describe('ids of the review items that the case decides'),
    configs: z.record(z.string(), config).optional().describe('named axis; one unnamed config if left out'),
    memory: z.array(memory).min(1).optional().describe('axis of memory models; sc if left out'),
    setup: z.string().optional().describe('C, runs alone first; what it declares, the threads see'),
    threads: z.record(z.string(), z.string()).describe('C, one entry a thread'),
    cpus: z.record(z.string(), z.int().min(0)).optional().describe('CPU of a thread; one of its own if left out'),
    finally: z.string().optional().describe('C, runs alone after a normal end of all threads'),
    inject: z.array(z.string()).optional().describe('faults: function:fault, as in do_swap_page:oom'),
    reach: z
      .record(
        z.string(),
        oneOf('all, a version, a list of versions, or {except: versions}', [
          version,
          z.array(version).min(1),
          z.strictObject({ except: versions }),
        ]),
      )
      .optional()
      .describe('per label: the versions in which some run must pass it'),
    from: source.optional().describe('source of every expectation that names none itself'),
    because: text.optional().describe('the sentence of `from: predicted`, for lines that have none themselves'),
    expect: z.record(z.string(), line).describe('keyed by version: the exact set of findings'),
    without: z
      .array(
        z.strictObject({
          version: versions,
          config: z.string().optional().describe('the first config in which the version passes if left out'),
          memory: memory.optional().describe('the first memory model in which it passes if left out'),
          in: text.describe('function of the model'),
          line: oneOf('a line of that function, or a list of lines', [
            z.string().min(1),
            z.array(z.string().min(1)).min(1),
          ]),
          expect: outcome,
        }),
      )
      .optional()
      .describe('lines taken out of a passing version: the case must notice'),
    notes: text.optional().describe('where dossier and model disagree: why, and who is right'),
  })
  .describe('A case of patch-oracle: one review question');

export type RawCase = z.infer<typeof caseSchema>;
export type RawOutcome = z.infer<typeof outcome>;
export type RawLine = z.infer<typeof line>;

/** The schema as JSON Schema (draft-07) text, with a newline at its end: the content of cases/case.schema.json. */
export function jsonSchemaText(): string {
  return `${JSON.stringify(z.toJSONSchema(caseSchema, { target: 'draft-7', io: 'input' }), null, 2)}\n`;
}

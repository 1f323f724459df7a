/**
 * The shape of reports/out/results.json, once: zod checks it, TypeScript reads its types from it, other programs get it
 * as JSON Schema and as docs/results-schema.md. It is waist 2 (src/result.ts) as a file: what is said there many times, a
 * place or a chain of calls, is said here once and named by its index.
 */
import { z } from 'zod';
import { kinds, type Kind } from '../result';

/** Raised when a field changes its meaning or goes; fields may be added within one number. */
export const resultsSchemaNumber = 2;

/** Every object here is closed, so that a field that nobody described fails the tests; readers should pass over what they do not know. */
const object = z.strictObject;
const named = <T extends z.ZodType>(id: string, description: string, schema: T): T => schema.meta({ id, description });

const text = z.string();
const count = z.int().min(0);
const index = z.int().min(0);
const texts = z.array(text);

const place = named(
  'Place',
  'A line of the model or of a case, as users see it.',
  object({
    file: text.describe('`mm/khugepaged.c`, or the path of a case'),
    line: z.int().describe('1-based, in the file as the version has it; it moves when the model is edited'),
    function: text,
    text: text.describe('the source line, trimmed'),
    patch: z
      .exactOptional(
        object({
          patch: text.describe('patch file, from the root of the project'),
          hunk: count.describe('1-based'),
          line: count.describe('1-based, in the patch file'),
        }),
      )
      .describe('the patch line that wrote it, if one did'),
  }),
);

const step = named(
  'Step',
  'One step of a trace. Lists that are empty and flags that are false are left out.',
  object({
    thread: text.describe('name of the thread, or `cpu1!ipi`, `rcu`'),
    cpu: z.int(),
    place: index.describe('in `places` of the series'),
    stack: z
      .exactOptional(index)
      .describe('call sites, outermost first, without the place itself: index in `stacks` of the series'),
    action: text.describe('`down_read mm#1.mmap_lock`, `read vma#1.anon_vma = anon_vma#1`'),
    held: z
      .exactOptional(z.array(object({ lock: text, mode: z.enum(['read', 'write']) })))
      .describe('locks that the thread holds after the step, in the order taken'),
    changed: z.exactOptional(z.array(object({ name: text, from: text, to: text }))).describe('memory that changed'),
    reached: z.exactOptional(texts).describe('reach labels passed'),
    irqsOff: z.exactOptional(z.literal(true)),
    preemptOff: z.exactOptional(z.literal(true)),
    preemption: z
      .exactOptional(z.literal(true))
      .describe('another thread was interrupted for it, and could have gone on'),
    omitted: z
      .exactOptional(count)
      .describe('steps of the same thread right before it that are left out, in very long runs: `replay` prints them'),
  }),
);

const witness = named(
  'Witness',
  'One run that shows a finding. Lockdep has one for each edge.',
  object({
    role: z
      .exactOptional(text)
      .describe('what it witnesses where there are several: `mm_struct.mmap_lock -> cpu_hotplug.lock`'),
    trace: text.describe('what `patch-oracle replay` takes; begins with the hash of the variant'),
    traceIs: z.enum(['minimal', 'best found']),
    preemptions: count,
    steps: z.array(step),
    elsewhere: z
      .exactOptional(
        object({
          version: text,
          steps: z.array(step),
          stuck: z.exactOptional(text).describe('what of the trace could not run there, and why'),
          findings: texts.describe('names of what was met on the way'),
        }),
      )
      .describe('the same schedule on one other version of the series'),
  }),
);

const presence = z.enum(['new', 'still', 'first']);

const finding = named(
  'Finding',
  'Something wrong that some run reached.',
  object({
    id: text.describe(
      'the same in every version, configuration and run in which the same case goes wrong in the same way: made from case, kind, function, source line and threads',
    ),
    status: presence.describe(
      'against the version before: `new`, `still` there, or `first`: no version before was asked',
    ),
    severity: z.enum(['crash', 'warn']),
    // The keys of the table of kinds are the kinds.
    kind: z.enum(Object.keys(kinds) as [Kind, ...Kind[]]),
    place: index.describe('where it happened: index in `places` of the series'),
    thread: text.describe('thread that ran into it'),
    detail: text.describe('the object, lock or classes involved'),
    witnesses: z.array(witness),
  }),
);

const expectation = z
  .discriminatedUnion('kind', [
    object({ kind: z.literal('findings'), findings: texts }),
    object({ kind: z.literal('refused'), code: text }),
    object({ kind: z.literal('skip'), reason: text }),
  ])
  .describe('what the case says of it; no findings: it expects a pass');

const mismatch = z.discriminatedUnion('kind', [
  object({ kind: z.literal('unexpected-finding'), finding: text }),
  object({ kind: z.literal('missing-finding'), finding: text }),
  object({ kind: z.literal('not-reached'), label: text }),
  object({ kind: z.literal('inconclusive'), budget: text }),
  object({ kind: z.literal('refused'), code: text }),
  object({ kind: z.literal('not-refused'), code: text }),
  object({ kind: z.literal('vacuous'), reason: text }),
  object({ kind: z.literal('without'), line: text, expected: text, found: text }),
]);

const without = named(
  'Without',
  'A line taken out of a passing version: the proof that the pass could have failed.',
  object({
    function: text.describe('function that lost the line'),
    line: text.describe('the lines as the case writes them, joined by line ends'),
    expected: texts.describe('names of findings, as the case orders them'),
    found: texts.describe('names of findings, sorted'),
    asExpected: z.boolean(),
    problem: z.exactOptional(text).describe('why there is no verdict'),
  }),
);

const gone = named(
  'Gone',
  'A finding that the version before had and this one does not show.',
  object({
    id: text,
    name: text.describe('`kind@function`'),
    status: z
      .enum(['fixed', 'masked', 'unknown'])
      .describe('`fixed`; `masked`: other crashes now end the runs earlier; `unknown`: the search has no answer'),
  }),
);

const cell = named(
  'Cell',
  'One case in one version, configuration and memory model.',
  object({
    series: text,
    version: text,
    case: text.describe('file name of the case without folder and extension'),
    config: text,
    memory: text.describe('memory model: `sc`, `tso`, `lkmm`, `lkmm+lb`'),
    verdict: z
      .enum(['pass', 'warn', 'crash', 'inconclusive', 'refused'])
      .describe('a `pass` is given only when everything within the bounds was explored'),
    asExpected: z.boolean(),
    mismatches: z.array(mismatch).describe('facts; empty when all was as expected'),
    expected: expectation,
    source: z.enum(['dossier', 'predicted', 'observed']).describe('where the expectation comes from'),
    complete: z.boolean().describe('everything within the bounds was explored'),
    budget: z.exactOptional(text).describe('budget that ended the search, when one did'),
    diagnostics: texts.describe('as printed, when the cell was refused'),
    states: count,
    transitions: count,
    collisionBound: z
      .number()
      .describe('upper bound of the probability that two states shared a hash; 0 with exact storing'),
    reached: z.record(text, z.boolean()).describe('reach label: some run passed it'),
    demanded: texts.describe('labels that the case demands in this version'),
    change: z
      .enum(['first', 'same', 'still', 'new', 'fixed', 'fewer', 'changed', 'no-answer'])
      .describe('against the version before'),
    against: z.exactOptional(text).describe('the version before: the nearest in which this cell has an answer'),
    gone: z.array(gone),
    findings: z.array(finding),
    withouts: z.exactOptional(z.array(without)).describe('lines that the case takes out of this passing version'),
    patchLines: z
      .exactOptional(z.record(text, object({ run: z.array(count), unrun: z.array(count) })))
      .describe(
        'patch file of this version: its added lines that are code, 1-based, by whether some explored run passed them',
      ),
  }),
);

const version = named(
  'Version',
  'A posted revision, or a named what-if.',
  object({
    series: text,
    name: text,
    tag: text.describe('short name, used in tables'),
    base: z.exactOptional(text).describe('version that it stands on'),
    title: text,
    author: z.exactOptional(text),
    date: z.exactOptional(text).describe('of the posting'),
    messageId: z.exactOptional(text),
    control: z.boolean().describe('a what-if: shown only with the cases that name it'),
    patches: z.array(object({ file: text, text })).describe('in order, with their text'),
    contexts: z
      .exactOptional(
        z.array(
          object({
            patch: text,
            hunk: count.describe('1-based number of the hunk in the patch file'),
            oldStart: z.int().describe('1-based line at which the hunk begins, before the patch'),
            newStart: z.int().describe('the same, after the patch'),
            before: texts,
            after: texts,
          }),
        ),
      )
      .describe('per hunk: where it stands in the model, and what stands around it'),
    interdiff: z
      .exactOptional(object({ against: text, text }))
      .describe('what turns the version before it into this one'),
  }),
);

const caseInfo = named(
  'Case',
  'A review question.',
  object({
    series: text,
    name: text,
    file: text,
    title: text,
    question: text,
    decides: texts.describe('ids of review items'),
    notes: z.exactOptional(text),
    configs: z.record(text, z.record(text, text)).describe('configuration: the bounds printed beside a pass'),
  }),
);

const item = named(
  'Item',
  "A reviewer's concern.",
  object({
    id: text,
    who: text,
    date: text,
    messageId: text,
    concern: text.describe('in our words'),
    notASafetyClaim: z.exactOptional(text).describe('why nothing could be found'),
    claim: z
      .exactOptional(object({ version: text, finding: text }))
      .describe('what it comes down to; `finding` is `kind@function`, or a kind'),
    cases: texts.describe('cases that decide it'),
  }),
);

const series = named(
  'Series',
  'A patch series with everything that was asked of it.',
  object({
    series: text,
    title: text,
    versions: z.array(version).describe('in order'),
    cases: z.array(caseInfo),
    items: z.array(item),
    provenance: z
      .record(text, text)
      .describe('model function that is simplified or stubbed: what src/kernel/PROVENANCE.md says of it'),
    leftOut: z.exactOptional(texts).describe('what the model as a whole leaves out or reduces, from the same page'),
    modelHash: z.exactOptional(text).describe('12 hexadecimal digits over the sources of the plain model'),
    places: z.array(place),
    stacks: z.array(z.array(index)).describe('lists of indices in `places`'),
    cells: z.array(cell),
  }),
);

export const resultsSchema = object({
  schema: z.literal(resultsSchemaNumber).describe('number of this schema'),
  series: z.array(series),
}).describe('What patch-oracle found: reports/out/results.json');

export type ResultsFile = z.infer<typeof resultsSchema>;
export type ResultsSeries = ResultsFile['series'][number];
export type ResultsCell = ResultsSeries['cells'][number];
export type ResultsFinding = ResultsCell['findings'][number];
export type ResultsWitness = ResultsFinding['witnesses'][number];
export type ResultsStep = ResultsWitness['steps'][number];

/** As JSON Schema (draft-07): the content of docs/results.schema.json. */
export function resultsSchemaJson(): object {
  return z.toJSONSchema(resultsSchema, { target: 'draft-7', io: 'output' });
}

export function resultsSchemaText(): string {
  return `${JSON.stringify(resultsSchemaJson(), null, 2)}\n`;
}

/**
 * The shape of series.yaml, once: zod checks it, TypeScript reads its type from it, editors get it as JSON Schema. It
 * knows shapes only; whether a base or a patch file exists is checked in series.ts.
 */
import { z } from 'zod';

const text = z.string().trim().min(1);

const version = z
  .strictObject({
    tag: text.describe('short name, used in tables'),
    base: text.optional().describe('version it stands on: a name, or series/name; the plain model if left out'),
    title: text.describe('one line: what this revision is'),
    author: text.optional().describe('who posted it'),
    date: text.optional().describe('day of the posting, as in 2016-05-23'),
    'message-id': text.optional().describe('of the posting, without angle brackets'),
    patches: z.array(text).optional().describe('patch files in order, relative to the folder of the series'),
    builds: text
      .optional()
      .describe("yes, or why it does not build: a diagnostic's code without its area, as in type-mismatch"),
    allow: z
      .array(z.enum(['int-pointer-mixing']))
      .optional()
      .describe('what gcc only warns of, and this version does'),
    control: z.boolean().optional().describe('true: takes part only in cases that name it'),
    notes: text.optional(),
  })
  .describe('One posted revision, or a named what-if');

const item = z
  .strictObject({
    who: text,
    date: text.describe('day of the mail, as in 2016-05-23'),
    'message-id': text.describe('of the mail, without angle brackets'),
    concern: text.describe('what the reviewer is concerned about, in our words'),
    claim: z
      .strictObject({
        version: text.describe('version of this series that it is about'),
        finding: text.describe('kind@function, as a case names a finding'),
      })
      .optional()
      .describe('what the concern comes down to, so that cases can decide it'),
    'not-a-safety-claim': text.optional().describe('why nothing could be found'),
  })
  .describe("One reviewer's concern");

export const seriesSchema = z
  .strictObject({
    title: text.describe('subject of the series, in our words'),
    versions: z.record(z.string(), version),
    items: z.record(z.string(), item).optional().describe('review items: R1, R2, …'),
  })
  .describe('A patch series of patch-oracle');

export type RawSeries = z.infer<typeof seriesSchema>;

/** The schema as JSON Schema (draft-07) text: the content of patches/series.schema.json. */
export function seriesSchemaText(): string {
  return `${JSON.stringify(z.toJSONSchema(seriesSchema, { target: 'draft-7', io: 'input' }), null, 2)}\n`;
}

/** Keys allowed in the mapping at a path, for "did you mean". */
export function seriesKeys(path: readonly (string | number)[]): readonly string[] {
  if (path.length === 0) return Object.keys(seriesSchema.shape);
  if (path[0] === 'versions') return Object.keys(version.shape);
  return path.length > 2 ? ['version', 'finding'] : Object.keys(item.shape);
}

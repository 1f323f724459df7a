/**
 * A JSON Schema validator for tests, of the words that our schemas and SARIF's use (drafts 4 and 7 mean the same by all
 * of them). A word that it does not know is an error, so that nothing in a schema is passed over.
 */

export interface Schema {
  readonly [word: string]: unknown;
}

/** Words that say nothing of a value. */
const silent = new Set(['$schema', 'id', '$id', 'title', 'description', 'default', 'definitions', '$ref']);

type Check = (value: unknown, argument: never, at: string, schema: Schema, root: Schema) => string[];

const checks: Readonly<Record<string, Check>> = {
  type: (value, types: string | readonly string[], at) =>
    [types].flat().some((type) => isOfType(value, type)) ? [] : [`${at}: ${typeName(value)} is no ${String(types)}`],
  enum: (value, all: readonly unknown[], at) => (all.some((one) => same(one, value)) ? [] : [`${at}: not in the enum`]),
  const: (value, one: unknown, at) => (same(one, value) ? [] : [`${at}: not the constant`]),
  properties: (value, properties: Readonly<Record<string, Schema>>, at, _, root) =>
    entries(value).flatMap(([key, field]) => {
      const own = Object.hasOwn(properties, key) ? properties[key] : undefined;
      return own === undefined ? [] : validate(field, own, `${at}/${key}`, root);
    }),
  additionalProperties: (value, rest: boolean | Schema, at, schema, root) => {
    const known = Object.keys((schema['properties'] as object | undefined) ?? {});
    return entries(value)
      .filter(([key]) => !known.includes(key))
      .flatMap(([key, field]) => {
        if (typeof rest !== 'boolean') return validate(field, rest, `${at}/${key}`, root);
        return rest ? [] : [`${at}: unknown property ${key}`];
      });
  },
  propertyNames: (value, names: Schema, at, _, root) =>
    entries(value).flatMap(([key]) => validate(key, names, `${at}/${key} (name)`, root)),
  required: (value, names: readonly string[], at) =>
    isObject(value) ? names.filter((name) => !Object.hasOwn(value, name)).map((name) => `${at}: no ${name}`) : [],
  items: (value, item: Schema, at, _, root) =>
    Array.isArray(value) ? value.flatMap((one, index) => validate(one, item, `${at}/${index}`, root)) : [],
  minItems: (value, least: number, at) =>
    Array.isArray(value) && value.length < least ? [`${at}: fewer than ${least} items`] : [],
  uniqueItems: (value, unique: boolean, at) =>
    unique && Array.isArray(value) && new Set(value.map((one) => JSON.stringify(one))).size < value.length
      ? [`${at}: items twice`]
      : [],
  minimum: (value, least: number, at) => (typeof value === 'number' && value < least ? [`${at}: below ${least}`] : []),
  maximum: (value, most: number, at) => (typeof value === 'number' && value > most ? [`${at}: above ${most}`] : []),
  exclusiveMinimum: (value, least: number, at) =>
    typeof value === 'number' && value <= least ? [`${at}: not above ${least}`] : [],
  minLength: (value, least: number, at) =>
    typeof value === 'string' && value.length < least ? [`${at}: shorter than ${least}`] : [],
  pattern: (value, pattern: string, at) =>
    typeof value === 'string' && !new RegExp(pattern, 'u').test(value) ? [`${at}: does not match ${pattern}`] : [],
  format: (value, format: string, at) => (typeof value === 'string' ? checkFormat(value, format, at) : []),
  anyOf: (value, schemas: readonly Schema[], at, _, root) => {
    const errors = schemas.map((one) => validate(value, one, at, root));
    return errors.some((one) => one.length === 0) ? [] : [`${at}: fits none of anyOf`, ...(errors[0] ?? [])];
  },
  oneOf: (value, schemas: readonly Schema[], at, _, root) => {
    const fitting = schemas.filter((one) => validate(value, one, at, root).length === 0).length;
    return fitting === 1 ? [] : [`${at}: fits ${fitting} of oneOf`];
  },
};

/** What is wrong, each with its path; empty when the value fits. @throws on a schema that it does not fully know */
export function validate(value: unknown, schema: Schema, at = '', root = schema): string[] {
  const ref = schema['$ref'];
  if (typeof ref === 'string') return validate(value, resolve(ref, root), at, root);
  return Object.entries(schema).flatMap(([word, argument]) => {
    if (silent.has(word)) return [];
    const check = checks[word];
    if (check === undefined) throw new Error(`the validator does not know '${word}' (at ${at || 'the top'})`);
    return check(value, argument as never, at, schema, root);
  });
}

function resolve(ref: string, root: Schema): Schema {
  if (!ref.startsWith('#')) throw new Error(`${ref} is another document`);
  let at: unknown = root;
  for (const name of ref.slice(1).split('/').filter(Boolean)) at = isObject(at) ? at[name] : undefined;
  if (!isObject(at)) throw new Error(`${ref} leads nowhere`);
  return at;
}

function checkFormat(value: string, format: string, at: string): string[] {
  const wrong = [`${at}: '${value}' is no ${format}`];
  if (format === 'date-time')
    return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value) ? [] : wrong;
  const isReference = /^(?:[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*$/.test(value);
  if (format === 'uri-reference') return isReference ? [] : wrong;
  if (format === 'uri') return isReference && /^[A-Za-z][A-Za-z0-9+.-]*:/.test(value) ? [] : wrong;
  throw new Error(`the validator does not know the format '${format}'`);
}

function isOfType(value: unknown, type: string): boolean {
  if (type === 'integer') return typeof value === 'number' && Number.isInteger(value);
  if (type === 'number') return typeof value === 'number' && Number.isFinite(value);
  return typeName(value) === type;
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeName(value) === 'object';
}

function entries(value: unknown): [string, unknown][] {
  return isObject(value) ? Object.entries(value) : [];
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

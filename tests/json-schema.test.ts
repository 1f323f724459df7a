/** The tests' own validator sees what it should. */
import { describe, expect, it } from '@jest/globals';
import { validate, type Schema } from './json-schema';

describe('the validator of JSON Schema', () => {
  it.each<[string, Schema, unknown, string[]]>([
    ['a type', { type: 'string' }, 1, [': number is no string']],
    ['one of two types', { type: ['array', 'null'] }, null, []],
    ['an integer', { type: 'integer' }, 1.5, [': number is no integer']],
    ['an enum', { enum: ['a', 1] }, 'b', [': not in the enum']],
    ['a constant', { const: 2 }, 3, [': not the constant']],
    ['a property', { properties: { a: { type: 'string' } } }, { a: 1 }, ['/a: number is no string']],
    ['a missing property', { required: ['a'] }, {}, [': no a']],
    ['an unknown property', { properties: { a: {} }, additionalProperties: false }, { b: 1 }, [': unknown property b']],
    ['another property', { additionalProperties: { type: 'string' } }, { b: 1 }, ['/b: number is no string']],
    ['an item', { items: { minimum: 0 } }, [1, -1], ['/1: below 0']],
    ['a maximum', { maximum: 1 }, 2, [': above 1']],
    ['what it must exceed', { exclusiveMinimum: 0 }, 0, [': not above 0']],
    ['a length', { minLength: 1 }, '', [': shorter than 1']],
    ['too few items', { minItems: 1 }, [], [': fewer than 1 items']],
    ['an item twice', { uniqueItems: true }, [{ a: 1 }, { a: 1 }], [': items twice']],
    ['a pattern', { pattern: '^x' }, 'y', [': does not match ^x']],
    ['a date', { format: 'date-time' }, 'today', [": 'today' is no date-time"]],
    ['a URI', { format: 'uri' }, 'a/b', [": 'a/b' is no uri"]],
    ['a URI reference', { format: 'uri-reference' }, 'a b', [": 'a b' is no uri-reference"]],
    ['none of several', { anyOf: [{ type: 'null' }] }, 1, [': fits none of anyOf', ': number is no null']],
    ['two of one', { oneOf: [{}, { type: 'number' }] }, 1, [': fits 2 of oneOf']],
    [
      'a reference',
      { items: { $ref: '#/definitions/x' }, definitions: { x: { type: 'null' } } },
      [0],
      ['/0: number is no null'],
    ],
  ])('%s', (_, schema, value, errors) => {
    expect(validate(value, schema)).toEqual(errors);
  });

  it.each<[string, Schema]>([
    ['a word', { contains: {} }],
    ['a format', { format: 'hostname' }],
    ['a reference', { $ref: '#/nowhere' }],
  ])('refuses %s that it does not know', (_, schema) => {
    expect(() => validate('x', schema)).toThrow();
  });
});

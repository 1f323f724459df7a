/** Files made from code are current. */
import { expect, it } from '@jest/globals';
import { codes } from '../src/base/codes';
import { areas } from './errors-page';
import { committed, generated } from './generated';

it.each(Object.keys(generated))('%s is current (npm run generate)', (file) => {
  expect(committed(file)).toBe(generated[file]?.());
});

it('every code stands in one table, and the page has them all', () => {
  const all = areas.flatMap(([, table]) => Object.keys(table));
  expect(all.filter((code, index) => all.indexOf(code) < index)).toEqual([]);
  expect(new Set(all)).toEqual(new Set(Object.keys(codes)));
});

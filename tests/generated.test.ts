/** Files made from code are current. */
import { expect, it } from '@jest/globals';
import { committed, generated } from './generated';

it.each(Object.keys(generated))('%s is current (npm run generate)', (file) => {
  expect(committed(file)).toBe(generated[file]?.());
});

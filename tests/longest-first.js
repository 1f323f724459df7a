/**
 * Order of test files: those that take longest first, so that no core is left with one of them at the end. jest knows
 * times of an earlier run only, and goes by size without them, as in a fresh clone.
 */
const Sequencer = require('@jest/test-sequencer').default;

/** All that take half a minute or more. */
const long = [
  'cases',
  'gcc-agreement',
  'replay-lines',
  'guides',
  'readme-commands',
  'occupancies',
  'browser/report',
].map((name) => `/tests/${name}.test.ts`);

const rank = ({ path }) => {
  const found = long.findIndex((name) => path.endsWith(name));
  return found < 0 ? long.length : found;
};

module.exports = class extends Sequencer {
  sort(tests) {
    return [...super.sort(tests)].sort((a, b) => rank(a) - rank(b));
  }
};

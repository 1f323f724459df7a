// Finds the code to run. Compiled JavaScript starts in 0.07 s, TypeScript stripped of its types in 0.3 s.
'use strict';
const { existsSync, readdirSync, statSync } = require('node:fs');
const path = require('node:path');
const { setFlagsFromString } = require('node:v8');

// Of V8, for this thread where it still can be said and for the workers that it starts.
const flags = [
  // Where there is much memory, V8 lets garbage grow to several times what is alive: as much again is enough.
  '--heap-growing-percent=100',
  // A search makes much that dies soon: 16 MB of it at first and 32 at most, before what is alive is looked for.
  '--min-semi-space-size=16',
  '--max-semi-space-size=32',
  // Each search runs code written for it, mostly for a tenth of a second: V8's usual budget (66 KB) optimises what
  // is over before that pays, a fifth of all processor time. A search of half a million states takes 5 % longer by it.
  '--interrupt-budget=1600000',
];
for (const flag of flags) setFlagsFromString(flag);

const root = path.join(__dirname, '..');

function newest(folder) {
  let time = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const name = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== 'kernel') time = Math.max(time, newest(name));
    } else if (entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts')) {
      time = Math.max(time, statSync(name).mtimeMs);
    }
  }
  return time;
}

/** A dist/ that is older than a source would give yesterday's verdicts: it is passed over. */
function compiledFile(compiled) {
  const file = path.join(root, 'dist', compiled);
  if (!existsSync(file)) return undefined;
  const src = path.join(root, 'src');
  return existsSync(src) && newest(src) > statSync(file).mtimeMs ? undefined : file;
}

/** Loads the file and returns its exports.
 * @param {string} source path from the project root  @param {string} [compiled] path inside dist/ */
exports.start = (source, compiled) => {
  const built = compiled === undefined ? undefined : compiledFile(compiled);
  if (built !== undefined) {
    return require(built);
  }
  const file = path.join(root, source);
  if (!existsSync(file)) {
    console.error(`patch-oracle: ${source} is missing`);
    process.exit(2);
  }
  require('ts-node').register({ transpileOnly: true, project: path.join(root, 'tsconfig.json') });
  return require(file);
};

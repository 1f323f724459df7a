#!/usr/bin/env node
// Runs one TypeScript file of the project: `node bin/script.js bench/bench.ts …`.
'use strict';
const { start } = require('./start');

const [script] = process.argv.splice(2, 1);
if (script === undefined) {
  console.error('usage: node bin/script.js <file.ts> [arguments]');
  process.exit(2);
}
start(script);

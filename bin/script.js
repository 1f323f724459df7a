#!/usr/bin/env node
// Runs `main` of one TypeScript file of the project: `node bin/script.js tests/generated.ts docs/`.
'use strict';
const { start } = require('./start');

const [script] = process.argv.splice(2, 1);
if (script === undefined) {
  console.error('usage: node bin/script.js <file.ts> [arguments]');
  process.exit(2);
}
void start(script).main?.(process.argv.slice(2));

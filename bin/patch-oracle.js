#!/usr/bin/env node
// Starts the command line: the compiled dist/ when it is newer than the sources, else the TypeScript itself.
'use strict';
const { start } = require('./start');

start('src/run/cli.ts', 'run/cli.js');

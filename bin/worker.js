// Starts a worker thread as bin/patch-oracle.js starts the program.
'use strict';
const { start } = require('./start');

start('src/run/worker.ts', 'run/worker.js');

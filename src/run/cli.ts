/** Starts the command line with the process's own streams. */
import { main } from './main';
import { processIo } from './io';

// `patch-oracle list | head` has read enough: nobody is there to tell the rest. It ends as after SIGPIPE, since 0 would
// say that all was as expected.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(141);
});

main(process.argv.slice(2), processIo()).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 2;
  },
);

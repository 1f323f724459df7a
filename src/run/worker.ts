/** A worker thread: loads the project once, then runs the jobs it is sent, one at a time. */
import { parentPort, workerData } from 'node:worker_threads';
import { Bench, type Job } from './jobs';
import type { FromWorker } from './pool';
import { loadProject } from './project';

// The pool starts this file with the project's root and nothing else.
const { root } = workerData as { root: string };
const bench = new Bench(loadProject(root));

const send = (message: FromWorker): void => parentPort?.postMessage(message);

parentPort?.on('message', (job: Job) => {
  try {
    send({ kind: 'done', result: bench.run(job, (states) => send({ kind: 'progress', states })) });
  } catch (error) {
    const where = `${job.series}/${job.version} ${job.case} [${job.config}]`;
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    send({ kind: 'failed', stack: `${where}: ${stack}` });
  }
});

/**
 * Runs jobs on all cores. Results come back in the order of the jobs, whatever order they were run in;
 * with one worker, or one job, everything runs in this thread.
 */
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { Bench, type Job, type JobResult } from './jobs';
import type { Project } from './project';

/** Jobs that make up for the time a worker takes to start. */
const worthAWorker = 4;

export interface PoolEvents {
  /** A job has ended; its index. */
  readonly onDone?: (index: number, result: JobResult) => void;
  /** States seen so far by the job with that index. */
  readonly onProgress?: (index: number, states: number) => void;
}

export type ToWorker = { readonly index: number; readonly job: Job };
export type FromWorker =
  | { readonly kind: 'progress'; readonly index: number; readonly states: number }
  | { readonly kind: 'done'; readonly index: number; readonly result: JobResult }
  | { readonly kind: 'failed'; readonly index: number; readonly stack: string };

/** @param workers how many threads at most */
export async function runJobs(
  project: Project,
  jobs: readonly Job[],
  workers: number,
  events: PoolEvents = {},
): Promise<JobResult[]> {
  const count = Math.min(workers, Math.ceil(jobs.length / worthAWorker));
  if (count <= 1) return runHere(project, jobs, events);
  const results: (JobResult | undefined)[] = jobs.map(() => undefined);
  const queue = new Queue(jobs);
  await Promise.all(Array.from({ length: count }, () => serve(project.root, queue, jobs, results, events)));
  return results.map((result, index) => {
    if (!result) throw new Error(`patch-oracle bug: job ${index} has no result`);
    return result;
  });
}

function runHere(project: Project, jobs: readonly Job[], events: PoolEvents): JobResult[] {
  const bench = new Bench(project);
  return jobs.map((job, index) => {
    const result = bench.run(job, (states) => events.onProgress?.(index, states));
    events.onDone?.(index, result);
    return result;
  });
}

/** Hands out jobs so that a worker stays with one built model while there are jobs for it. */
class Queue {
  private readonly groups = new Map<string, number[]>();

  constructor(jobs: readonly Job[]) {
    jobs.forEach((job, index) => {
      const group = this.groups.get(job.group);
      if (group) group.push(index);
      else this.groups.set(job.group, [index]);
    });
  }

  private readonly started = new Set<string>();

  /** @param last group that the worker took its last job from */
  take(last: string | undefined): { index: number; group: string } | undefined {
    const open = [...this.groups].filter(([, waiting]) => waiting.length > 0).map(([group]) => group);
    const group =
      last !== undefined && open.includes(last) ? last : (open.find((one) => !this.started.has(one)) ?? open[0]);
    if (group === undefined) return undefined;
    this.started.add(group);
    const index = this.groups.get(group)?.shift();
    return index === undefined ? undefined : { index, group };
  }
}

/** One worker, from its first job to its last. */
function serve(
  root: string,
  queue: Queue,
  jobs: readonly Job[],
  results: (JobResult | undefined)[],
  events: PoolEvents,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = startWorker(root);
    let group: string | undefined;
    const next = (): void => {
      const taken = queue.take(group);
      const job = taken === undefined ? undefined : jobs[taken.index];
      if (!taken || !job) {
        void worker.terminate().then(() => resolve());
        return;
      }
      group = taken.group;
      worker.postMessage({ index: taken.index, job } satisfies ToWorker);
    };
    worker.on('message', (message: FromWorker) => {
      switch (message.kind) {
        case 'progress':
          events.onProgress?.(message.index, message.states);
          return;
        case 'failed':
          void worker.terminate();
          reject(new Error(message.stack));
          return;
        case 'done':
          results[message.index] = message.result;
          events.onDone?.(message.index, message.result);
          next();
      }
    });
    worker.on('error', reject);
    next();
  });
}

/** The worker's file is TypeScript where this one is. */
function startWorker(root: string): Worker {
  const extension = path.extname(__filename);
  const file = path.join(__dirname, `worker${extension}`);
  if (extension === '.js') return new Worker(file, { workerData: { root } });
  const project = path.join(__dirname, '../../tsconfig.json');
  // Evaluated code looks modules up from the current folder, which is the user's: paths are whole.
  const code = `require(${JSON.stringify(require.resolve('ts-node'))}).register({ transpileOnly: true, project: ${JSON.stringify(project)} });
require(${JSON.stringify(file)});`;
  return new Worker(code, { eval: true, workerData: { root } });
}

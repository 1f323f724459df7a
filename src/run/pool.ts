/**
 * Runs jobs on worker threads, as many as it is given. Jobs that share a built model go to the worker
 * that has it. Results do not depend on which worker ran what, or when.
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

export type FromWorker =
  | { readonly kind: 'progress'; readonly states: number }
  | { readonly kind: 'done'; readonly result: JobResult }
  | { readonly kind: 'failed'; readonly stack: string };

/**
 * All jobs, in their order; with one worker, or too few jobs for two, they run in this thread.
 * @param workers how many threads at most, or a pool of the project that the caller closes
 * @param bench of the project, for jobs that run in this thread
 */
export async function runJobs(
  project: Project,
  jobs: readonly Job[],
  workers: number | Pool,
  events: PoolEvents = {},
  bench = new Bench(project),
): Promise<JobResult[]> {
  const most = typeof workers === 'number' ? workers : workers.count;
  const count = Math.min(most, Math.ceil(jobs.length / worthAWorker));
  if (count <= 1) return runHere(bench, jobs, events);
  const pool = typeof workers === 'number' ? new Pool(project.root, count) : workers;
  try {
    return await Promise.all(
      jobs.map(async (job, index) => {
        const result = await pool.run(job, (states) => events.onProgress?.(index, states));
        events.onDone?.(index, result);
        return result;
      }),
    );
  } finally {
    if (pool !== workers) await pool.close();
  }
}

function runHere(bench: Bench, jobs: readonly Job[], events: PoolEvents): JobResult[] {
  return jobs.map((job, index) => {
    const result = bench.run(job, (states) => events.onProgress?.(index, states));
    events.onDone?.(index, result);
    return result;
  });
}

interface Task {
  readonly job: Job;
  readonly onProgress: (states: number) => void;
  readonly resolve: (result: JobResult) => void;
  readonly reject: (error: Error) => void;
}

/** Workers start with the first jobs that need them, and live until the pool is closed. */
export class Pool {
  private readonly queue = new Queue();
  private readonly all: Worker[] = [];
  /** Waiting workers, with their last job. */
  private readonly idle: { readonly worker: Worker; readonly last: Job | undefined }[] = [];
  private readonly busy = new Map<Worker, Task>();

  /** @param root of the project, which each worker loads @param count workers at most */
  constructor(
    private readonly root: string,
    readonly count: number,
  ) {}

  run(job: Job, onProgress: (states: number) => void = () => {}): Promise<JobResult> {
    return new Promise((resolve, reject) => {
      this.queue.add({ job, onProgress, resolve, reject });
      const free = this.idle.pop();
      if (free) this.feed(free.worker, free.last);
      else if (this.all.length < this.count) this.feed(this.start(), undefined);
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.all.map((worker) => worker.terminate()));
  }

  private feed(worker: Worker, last: Job | undefined): void {
    const task = this.queue.take(last);
    if (!task) {
      this.idle.push({ worker, last });
      return;
    }
    this.busy.set(worker, task);
    worker.postMessage(task.job);
  }

  private start(): Worker {
    const worker = startWorker(this.root);
    this.all.push(worker);
    worker.on('message', (message: FromWorker) => {
      const task = this.busy.get(worker);
      if (!task) return;
      if (message.kind === 'progress') {
        task.onProgress(message.states);
        return;
      }
      this.busy.delete(worker);
      if (message.kind === 'done') task.resolve(message.result);
      else task.reject(new Error(message.stack));
      this.feed(worker, task.job);
    });
    // A worker that died takes its job with it; what it was not told yet, others do.
    worker.on('error', (error) => {
      this.busy.get(worker)?.reject(error instanceof Error ? error : new Error(String(error)));
      this.busy.delete(worker);
    });
    return worker;
  }
}

const versionOf = (job: Job): string => `${job.series}/${job.version}`;

/**
 * Jobs that wait, handed out so that a worker stays with one built model while there are jobs for it, and with one
 * version while it has models that nobody works on: what its files were read to is each worker's own.
 */
class Queue {
  private readonly groups = new Map<string, Task[]>();
  /** Groups and versions that a worker has had. */
  private readonly started = new Set<string>();

  add(task: Task): void {
    const group = this.groups.get(task.job.group);
    if (group) group.push(task);
    else this.groups.set(task.job.group, [task]);
  }

  /** @param last job that the worker ran */
  take(last: Job | undefined): Task | undefined {
    const group = (last && this.groups.get(last.group)) ?? this.next(last);
    const task = group?.shift();
    if (!task) return undefined;
    const { job } = task;
    if (group?.length === 0) this.groups.delete(job.group);
    this.started.add(job.group).add(versionOf(job));
    return task;
  }

  private next(last: Job | undefined): Task[] | undefined {
    const rank = ([one]: readonly Task[]): number => {
      if (!one || this.started.has(one.job.group)) return 3;
      const version = versionOf(one.job);
      if (last && versionOf(last) === version) return 0;
      return this.started.has(version) ? 2 : 1;
    };
    const open = [...this.groups.values()];
    const best = Math.min(...open.map(rank));
    return open.find((one) => rank(one) === best);
  }
}

/** bin/ knows whether there is compiled code that is as new as the sources. */
function startWorker(root: string): Worker {
  return new Worker(path.join(__dirname, '../../bin/worker.js'), { workerData: { root } });
}

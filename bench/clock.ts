/**
 * Time of a piece of work. A machine that does other things as well makes wall time too long; threads
 * that help (garbage collection, compilation) make CPU time too long. The smaller of the two, best of
 * several runs, is what an idle core would have taken.
 */
import { spawnSync } from 'node:child_process';

export interface Timed<T> {
  readonly milliseconds: number;
  readonly value: T;
}

export function timed<T>(work: () => T): Timed<T> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  const value = work();
  const wall = performance.now() - start;
  const used = process.cpuUsage(cpu);
  return { milliseconds: Math.min(wall, (used.user + used.system) / 1000), value };
}

/** The best of some warm runs: at least `least`, and as many as fit into a second and a half. */
export function bestOf<T>(work: () => T, least = 3, most = 30): Timed<T> {
  let best = timed(work);
  const start = performance.now();
  for (let run = 1; run < most && (run < least || performance.now() - start < 1500); run++) {
    const next = timed(work);
    if (next.milliseconds < best.milliseconds) best = next;
  }
  return best;
}

export interface Command extends Timed<string> {
  readonly ok: boolean;
}

/** A command with its time; `value` is all that it printed. */
export function command(cwd: string, program: string, args: readonly string[]): Command {
  const script = 'TIMEFORMAT="%R %U %S"; time "$0" "$@" 2>&1';
  const run = spawnSync('bash', ['-c', script, program, ...args], { cwd, encoding: 'utf8', maxBuffer: 1 << 26 });
  const [wall = NaN, user = NaN, system = NaN] = (run.stderr.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
  return {
    ok: run.status === 0,
    milliseconds: Math.min(wall, user + system) * 1000,
    value: run.stdout,
  };
}

export function present(program: string): boolean {
  return spawnSync(program, [program === 'spin' ? '-V' : '--version'], { encoding: 'utf8' }).status === 0;
}

/** One line on a terminal that says how far a run is: cells done, states, time. Silent elsewhere. */
import type { Io } from './io';

/** Milliseconds between two paintings. */
const interval = 100;

export class ProgressLine {
  private readonly started: number;
  private painted = -Infinity;
  private done = 0;
  private finishedStates = 0;
  private readonly running = new Map<number, number>();
  private shown = false;

  constructor(
    private readonly io: Io,
    private readonly total: number,
  ) {
    this.started = io.now();
  }

  /** @param states so far, in the job with that index */
  at(index: number, states: number): void {
    this.running.set(index, states);
    this.paint();
  }

  finish(index: number, states: number): void {
    this.running.delete(index);
    this.done++;
    this.finishedStates += states;
    this.paint();
  }

  /** Takes the line away, so that something else can be printed. */
  clear(): void {
    if (this.shown) this.io.err('\r\u001b[K');
    this.shown = false;
  }

  private paint(): void {
    const now = this.io.now();
    if (!this.io.terminal || now - this.painted < interval) return;
    this.painted = now;
    const states = this.finishedStates + [...this.running.values()].reduce((sum, one) => sum + one, 0);
    const seconds = ((now - this.started) / 1000).toFixed(1);
    const text = `${this.done}/${this.total} searches  ${states.toLocaleString('en-US')} states  ${seconds} s`;
    this.io.err(`\r\u001b[K${text.slice(0, this.io.columns - 1)}`);
    this.shown = true;
  }
}

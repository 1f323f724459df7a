/**
 * The state of a search: flat slots, an undo log, and the incremental hash of *direct* storing.
 * Every write of a search goes through `set`. Nothing here knows what a slot means.
 */

/** Looked up once: a search asks for it at every step, and a global is dear inside a test's sandbox. */
const { imul } = Math;

/** Mixes (slot, value) into 32 bits. Non-linear on purpose: see ENGINE.md, "Trap" on xorshift words. */
export function mix0(slot: number, value: number): number {
  let x = (imul(slot, 0x9e3779b1) + imul(value, 0x85ebca77)) | 0;
  x = imul(x ^ (x >>> 16), 0x21f0aaad);
  x = imul(x ^ (x >>> 15), 0x735a2d97);
  return x ^ (x >>> 15);
}

/** A second mixer, independent of the first. */
export function mix1(slot: number, value: number): number {
  let x = (imul(slot, 0xc2b2ae3d) + imul(value, 0x27d4eb2f) + 0x165667b1) | 0;
  x = imul(x ^ (x >>> 15), 0x85ebca6b);
  x = imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}

export class State {
  readonly slots: Int32Array;
  /** Undo log: (slot, former value) pairs below `top`. */
  log = new Int32Array(1 << 12);
  top = 0;
  h0 = 0;
  h1 = 0;

  /**
   * @param size slots in all
   * @param hashed slots below it go into the incremental hash; 0 for canonical storing
   */
  constructor(
    size: number,
    private readonly hashed: number,
  ) {
    this.slots = new Int32Array(size);
  }

  set(slot: number, value: number): void {
    const slots = this.slots;
    const former = slots[slot] as number; // every caller passes a slot of the layout
    if (former === value) return;
    let top = this.top;
    if (top + 2 > this.log.length) this.growLog();
    const log = this.log;
    log[top++] = slot;
    log[top++] = former;
    this.top = top;
    slots[slot] = value;
    if (slot < this.hashed) {
      this.h0 ^= mix0(slot, former) ^ mix0(slot, value);
      this.h1 ^= mix1(slot, former) ^ mix1(slot, value);
    }
  }

  /** Goes back to an earlier `top`; the caller restores h0 and h1 as they were there. */
  undo(top: number, h0: number, h1: number): void {
    const { slots, log } = this;
    let at = this.top;
    while (at > top) {
      at -= 2;
      slots[log[at] as number] = log[at + 1] as number;
    }
    this.top = top;
    this.h0 = h0;
    this.h1 = h1;
  }

  /** Forgets the undo log: the present state becomes the start. */
  settle(): void {
    this.top = 0;
  }

  private growLog(): void {
    const log = new Int32Array(this.log.length * 2);
    log.set(this.log);
    this.log = log;
  }
}

/** Relations over the events of one execution as bit matrices, and the operators that axioms are written in. */

/** A set of events: one bit each. */
export type EventSet = Uint32Array;

export class Relation {
  /** Words of a row. */
  readonly width: number;
  /** Row of event a, bit b: a is related to b. */
  readonly bits: Uint32Array;

  constructor(readonly size: number) {
    this.width = (size + 31) >>> 5;
    this.bits = new Uint32Array(size * this.width);
  }

  static from(size: number, pairs: Iterable<readonly [number, number]>): Relation {
    const made = new Relation(size);
    for (const [a, b] of pairs) made.add(a, b);
    return made;
  }

  add(a: number, b: number): void {
    const at = a * this.width + (b >>> 5);
    this.bits[at] = (this.bits[at] as number) | (1 << (b & 31)); // a and b are events
  }

  has(a: number, b: number): boolean {
    return (((this.bits[a * this.width + (b >>> 5)] as number) >>> (b & 31)) & 1) === 1;
  }

  get empty(): boolean {
    for (let i = 0; i < this.bits.length; i++) if (this.bits[i] !== 0) return false;
    return true;
  }

  private map(other: Relation, word: (a: number, b: number) => number): Relation {
    const made = new Relation(this.size);
    for (let i = 0; i < made.bits.length; i++) made.bits[i] = word(this.bits[i] as number, other.bits[i] as number);
    return made;
  }

  or(...others: readonly Relation[]): Relation {
    const made = new Relation(this.size);
    made.bits.set(this.bits);
    for (const { bits } of others) {
      for (let i = 0; i < bits.length; i++) made.bits[i] = (made.bits[i] as number) | (bits[i] as number);
    }
    return made;
  }

  and(other: Relation): Relation {
    return this.map(other, (a, b) => a & b);
  }

  minus(other: Relation): Relation {
    return this.map(other, (a, b) => a & ~b);
  }

  /** a to c by way of some b. */
  then(other: Relation): Relation {
    const made = new Relation(this.size);
    const { size, width, bits } = this;
    const from = other.bits;
    const into = made.bits;
    for (let a = 0; a < size; a++) {
      const row = a * width;
      for (let w = 0; w < width; w++) {
        for (let rest = bits[row + w] as number; rest !== 0; rest &= rest - 1) {
          const b = (31 - Math.clz32(rest & -rest) + 32 * w) * width;
          for (let v = 0; v < width; v++) into[row + v] = (into[row + v] as number) | (from[b + v] as number);
        }
      }
    }
    return made;
  }

  /** This, or staying where one is. */
  optional(): Relation {
    const made = this.or();
    for (let a = 0; a < this.size; a++) made.add(a, a);
    return made;
  }

  /** Any number of steps, at least one. */
  plus(): Relation {
    const made = this.or();
    const { size, width, bits } = made;
    for (let b = 0; b < size; b++) {
      for (let a = 0; a < size; a++) {
        if (!made.has(a, b)) continue;
        for (let w = 0; w < width; w++) {
          bits[a * width + w] = (bits[a * width + w] as number) | (bits[b * width + w] as number);
        }
      }
    }
    return made;
  }

  /** Any number of steps, none included. */
  star(): Relation {
    return this.plus().optional();
  }

  inverse(): Relation {
    const made = new Relation(this.size);
    for (const [a, b] of this.pairs()) made.add(b, a);
    return made;
  }

  /** Only pairs that start in the set. */
  from(set: EventSet): Relation {
    const made = this.or();
    for (let a = 0; a < this.size; a++) {
      if (!inSet(set, a)) made.bits.fill(0, a * this.width, (a + 1) * this.width);
    }
    return made;
  }

  /** Only pairs that end in the set. */
  to(set: EventSet): Relation {
    const made = this.or();
    for (let i = 0; i < made.bits.length; i++)
      made.bits[i] = (made.bits[i] as number) & (set[i % this.width] as number);
    return made;
  }

  get irreflexive(): boolean {
    for (let a = 0; a < this.size; a++) if (this.has(a, a)) return false;
    return true;
  }

  get acyclic(): boolean {
    return this.plus().irreflexive;
  }

  *pairs(): Iterable<readonly [number, number]> {
    for (let a = 0; a < this.size; a++) for (let b = 0; b < this.size; b++) if (this.has(a, b)) yield [a, b];
  }
}

export function setOf(size: number, includes: (event: number) => boolean): EventSet {
  const made = new Uint32Array((size + 31) >>> 5);
  for (let event = 0; event < size; event++) {
    if (includes(event)) made[event >>> 5] = (made[event >>> 5] as number) | (1 << (event & 31)); // within the set
  }
  return made;
}

export function inSet(set: EventSet, event: number): boolean {
  return (((set[event >>> 5] as number) >>> (event & 31)) & 1) === 1;
}

/** The identity on a set. */
export function identity(size: number, set: EventSet): Relation {
  const made = new Relation(size);
  for (let event = 0; event < size; event++) if (inSet(set, event)) made.add(event, event);
  return made;
}

/** Sets of small numbers, one alone or many of one size in one array. */

/** Set of small numbers. */
export class Bits {
  readonly words: Uint32Array;
  constructor(size: number) {
    this.words = new Uint32Array((size + 31) >> 5);
  }
  has(bit: number): boolean {
    return (((this.words[bit >> 5] ?? 0) >>> (bit & 31)) & 1) === 1;
  }
  add(bit: number): void {
    this.words[bit >> 5] = (this.words[bit >> 5] ?? 0) | (1 << (bit & 31));
  }
  delete(bit: number): void {
    this.words[bit >> 5] = (this.words[bit >> 5] ?? 0) & ~(1 << (bit & 31));
  }
  /** Adds all of `other`; true when this grew. */
  join(other: Bits): boolean {
    let grew = false;
    for (let i = 0; i < this.words.length; i++) {
      const joined = (this.words[i] ?? 0) | (other.words[i] ?? 0);
      if (joined >>> 0 !== this.words[i]) {
        this.words[i] = joined;
        grew = true;
      }
    }
    return grew;
  }
  assign(other: Bits): void {
    this.words.set(other.words);
  }
  *[Symbol.iterator](): Generator<number> {
    for (let i = 0; i < this.words.length; i++) {
      for (let word = this.words[i] ?? 0; word !== 0; word &= word - 1) yield i * 32 + 31 - Math.clz32(word & -word);
    }
  }
}

/** A set of small numbers per row. */
export class BitRows {
  private readonly words: Uint32Array;
  private readonly width: number;

  /** @param size the numbers are below it */
  constructor(rows: number, size: number) {
    this.width = (size + 31) >> 5;
    this.words = new Uint32Array(rows * this.width);
  }

  has(row: number, bit: number): boolean {
    return (((this.words[row * this.width + (bit >> 5)] ?? 0) >>> (bit & 31)) & 1) === 1;
  }

  add(row: number, bit: number): void {
    const at = row * this.width + (bit >> 5);
    this.words[at] = (this.words[at] ?? 0) | (1 << (bit & 31));
  }

  /** Adds a set to a row; true when the row grew. */
  join(row: number, set: Bits): boolean {
    return this.joinWords(row * this.width, set.words, 0);
  }

  /** Adds one row to another; true when that one grew. */
  joinRow(row: number, other: number): boolean {
    return this.joinWords(row * this.width, this.words, other * this.width);
  }

  /** Adds a row to a set. */
  addTo(set: Bits, row: number): void {
    const { words, width } = this;
    for (let i = 0; i < width; i++) set.words[i] = (set.words[i] ?? 0) | (words[row * width + i] ?? 0);
  }

  /** The numbers of a row, ascending. */
  row(row: number): Bits {
    const set = new Bits(this.width * 32);
    this.addTo(set, row);
    return set;
  }

  private joinWords(to: number, from: Uint32Array, first: number): boolean {
    const { words, width } = this;
    let grew = false;
    for (let i = 0; i < width; i++) {
      const before = words[to + i] as number; // the caller's rows are rows of this
      const joined = (before | (from[first + i] as number)) >>> 0;
      if (joined === before) continue;
      words[to + i] = joined;
      grew = true;
    }
    return grew;
  }
}

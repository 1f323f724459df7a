/**
 * The states on the stack of a search, by hash: does a step come back to one of them? They come and go
 * last in, first out, so the one to leave is always the last of its row of collisions, and open
 * addressing needs no marks for deleted entries.
 */
export class StackSet {
  /** Hashes, in the order of coming. */
  private low = new Int32Array(32);
  private high = new Int32Array(32);
  private count = 0;
  /** Index of a hash + 1, or 0; at most half full. */
  private table = new Int32Array(64);

  push(key0: number, key1: number): void {
    if (this.count === this.low.length) this.grow();
    this.low[this.count] = key0;
    this.high[this.count] = key1;
    this.count++;
    this.insert(key0, this.count);
  }

  /** Takes the last one off. */
  pop(): void {
    const { table } = this;
    const mask = table.length - 1;
    let at = (this.low[this.count - 1] as number) & mask;
    while (table[at] !== this.count) at = (at + 1) & mask;
    table[at] = 0;
    this.count--;
  }

  has(key0: number, key1: number): boolean {
    const { table, low, high } = this;
    const mask = table.length - 1;
    for (let at = key0 & mask; ; at = (at + 1) & mask) {
      const entry = table[at] as number;
      if (entry === 0) return false;
      if (low[entry - 1] === (key0 | 0) && high[entry - 1] === (key1 | 0)) return true;
    }
  }

  private insert(key0: number, entry: number): void {
    const { table } = this;
    const mask = table.length - 1;
    let at = key0 & mask;
    while (table[at] !== 0) at = (at + 1) & mask;
    table[at] = entry;
  }

  private grow(): void {
    const twice = (old: Int32Array): Int32Array<ArrayBuffer> => {
      const bigger = new Int32Array(old.length * 2);
      bigger.set(old);
      return bigger;
    };
    this.low = twice(this.low);
    this.high = twice(this.high);
    this.table = new Int32Array(this.low.length * 2);
    for (let i = 0; i < this.count; i++) this.insert(this.low[i] as number, i + 1);
  }
}

/**
 * Visited states. A state is known by 64 bits of hash (the chance that two of n states shared one is
 * at most n^2/2^65, and is printed), or, with `--exact`, by its whole contents. With each state goes
 * a number that the search needs when it comes back: the sleep set, a bit per thread (Godefroid 1996).
 */
import type { State } from './state';

/** Looked up once: a search asks for it at every step, and a global is dear inside a test's sandbox. */
const { imul } = Math;

export interface Store {
  /** Looks the present state up and adds it when it is new; returns its index until the next call. */
  visit(): number;
  /** The last `visit` met a new state. */
  readonly fresh: boolean;
  /** The number that goes with a state; 0 at first. */
  tag(index: number): number;
  setTag(index: number, tag: number): void;
  /** States stored. */
  readonly size: number;
  readonly collisionBound: number;
  /** The two words by which the last visited state is known to digests. */
  readonly key0: number;
  readonly key1: number;
}

/** Gives the hash of the present state in `key0` and `key1`. */
export interface Key {
  compute(): void;
  key0: number;
  key1: number;
}

/** Direct storing: the incremental hash. */
export class DirectKey implements Key {
  key0 = 0;
  key1 = 0;
  constructor(private readonly state: State) {}
  compute(): void {
    this.key0 = this.state.h0;
    this.key1 = this.state.h1;
  }
}

/** Grown when more than this share of the slots is used: 9 bytes a slot, at most 23 bytes a state just after doubling. */
const MAX_LOAD = 0.8;

/** States by hash: open addressing, two words and a tag a slot. */
export class HashStore implements Store {
  fresh = false;
  size = 0;
  /** Two words a slot, side by side: the table is large and a look-up should touch one line of the cache. */
  private words: Uint32Array;
  private mask: number;

  /** @param tags as many zeros as there are to be slots at first, a power of two; wide enough for all tags */
  constructor(
    private readonly key: Key,
    private tags: Uint8Array | Uint32Array = new Uint8Array(64),
  ) {
    this.words = new Uint32Array(2 * tags.length);
    this.mask = tags.length - 1;
  }

  get key0(): number {
    return this.key.key0;
  }
  get key1(): number {
    return this.key.key1;
  }

  /** Bytes the table takes for each state in it. */
  get bytesPerState(): number {
    return this.size === 0 ? 0 : (this.words.byteLength + this.tags.byteLength) / this.size;
  }

  get collisionBound(): number {
    return (this.size * this.size) / 2 ** 65;
  }

  visit(): number {
    this.key.compute();
    const a = this.key.key0 >>> 0;
    let b = this.key.key1 >>> 0;
    if ((a | b) === 0) b = 1;
    if (this.size > (this.mask + 1) * MAX_LOAD) this.grow();
    const { words, mask } = this;
    let at = (a ^ imul(b, 0x9e3779b1)) & mask;
    for (;;) {
      const x = words[2 * at] as number;
      const y = words[2 * at + 1] as number;
      if (x === a && y === b) {
        this.fresh = false;
        return at;
      }
      if ((x | y) === 0) {
        words[2 * at] = a;
        words[2 * at + 1] = b;
        this.size++;
        this.fresh = true;
        return at;
      }
      at = (at + 1) & mask;
    }
  }

  tag(index: number): number {
    return this.tags[index] as number;
  }

  setTag(index: number, tag: number): void {
    this.tags[index] = tag;
  }

  private grow(): void {
    const { words, tags } = this;
    const slots = (this.mask + 1) * 2;
    const newWords = new Uint32Array(2 * slots);
    const newTags = tags instanceof Uint8Array ? new Uint8Array(slots) : new Uint32Array(slots);
    const mask = slots - 1;
    for (let i = 0; i < tags.length; i++) {
      const a = words[2 * i] as number;
      const b = words[2 * i + 1] as number;
      if ((a | b) === 0) continue;
      let at = (a ^ imul(b, 0x9e3779b1)) & mask;
      while (newWords[2 * at] !== 0 || newWords[2 * at + 1] !== 0) at = (at + 1) & mask;
      newWords[2 * at] = a;
      newWords[2 * at + 1] = b;
      newTags[at] = tags[i] as number;
    }
    this.words = newWords;
    this.tags = newTags;
    this.mask = mask;
  }
}

/** States by their contents, as text of the slots that are not zero. For `--exact`. */
export class ExactStore implements Store {
  fresh = false;
  readonly collisionBound = 0;
  private readonly indexOf = new Map<string, number>();
  private readonly tags: number[] = [];

  /** @param contents the state proper, or its canonical form */
  constructor(
    private readonly key: Key,
    private readonly contents: () => Int32Array,
  ) {}

  get key0(): number {
    return this.key.key0;
  }
  get key1(): number {
    return this.key.key1;
  }
  get size(): number {
    return this.indexOf.size;
  }

  visit(): number {
    this.key.compute();
    const slots = this.contents();
    const parts: string[] = [];
    for (let i = 0; i < slots.length; i++) {
      const value = slots[i] as number;
      if (value !== 0) parts.push(String.fromCharCode(i & 0xffff, i >>> 16, value & 0xffff, (value >>> 16) & 0xffff));
    }
    const text = parts.join('');
    const known = this.indexOf.get(text);
    this.fresh = known === undefined;
    if (known !== undefined) return known;
    const index = this.indexOf.size;
    this.indexOf.set(text, index);
    this.tags.push(0);
    return index;
  }

  tag(index: number): number {
    return this.tags[index] ?? 0;
  }

  setTag(index: number, tag: number): void {
    this.tags[index] = tag;
  }
}

/** Values that are costly to make and large to keep: the last used ones stay, the others are made again. */
export class Recent<T> {
  /** In the order of their last use. */
  private readonly values = new Map<string, T>();

  /** @param size how many stay */
  constructor(private readonly size: number) {}

  /** The value, where it is there without making it. */
  kept(key: string): T | undefined {
    return this.values.get(key);
  }

  get(key: string, make: () => T): T {
    const known = this.values.get(key);
    const value = known ?? make();
    this.values.delete(key);
    this.values.set(key, value);
    const [oldest] = this.values.keys();
    if (this.values.size > this.size && oldest !== undefined) this.values.delete(oldest);
    return value;
  }
}

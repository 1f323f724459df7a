/**
 * What was made of texts the last time that a project was loaded, for who loads it again and again: a part whose text is
 * the same is the same object again. It makes nothing itself, and reads nothing.
 */
export class KeptTexts {
  private readonly known = new Map<string, { readonly text: string; readonly made: unknown }>();

  /**
   * @param name of the part, one of its own for each kind
   * @param text all that the part is made of
   */
  get<T>(name: string, text: string, make: () => T): T {
    const last = this.known.get(name);
    // Under one name there is one kind of thing.
    if (last?.text === text) return last.made as T;
    const made = make();
    this.known.set(name, { text, made });
    return made;
  }
}

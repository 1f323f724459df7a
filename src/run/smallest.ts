/**
 * The smallest set whose absence changes the answer. Single members first, then delta debugging
 * (Zeller and Hildebrandt 2002): what comes out of it changes the answer, and no member of it can be spared.
 */

export interface Smallest<T> {
  /** Empty: no set that was tried changes the answer. */
  readonly set: readonly T[];
  /** Other single members that change it too, when `set` is one member. */
  readonly alone: readonly T[];
  /** The number of answers asked for. */
  readonly asked: number;
  /** The budget ended it: a smaller set may exist. */
  readonly cut: boolean;
}

/**
 * @param changes is the answer another one without these?
 * @param budget answers at most
 */
export async function smallest<T>(
  all: readonly T[],
  changes: (without: readonly T[]) => Promise<boolean>,
  budget: number,
): Promise<Smallest<T>> {
  let asked = 0;
  const ask = (without: readonly T[]): Promise<boolean> => {
    asked++;
    return changes(without);
  };
  const singles = await Promise.all(all.slice(0, budget).map(async (one) => ((await ask([one])) ? [one] : [])));
  const [first, ...others] = singles.flat();
  if (first !== undefined) return { set: [first], alone: others, asked, cut: false };
  if (all.length < 2 || asked >= budget || !(await ask(all))) {
    return { set: [], alone: [], asked, cut: asked >= budget };
  }
  let set = all;
  // Parts that the set is cut into.
  let parts = 2;
  while (set.length >= 2 && asked < budget) {
    const pieces = cutInto(set, parts);
    const tried = [...pieces, ...(parts > 2 ? pieces.map((piece) => set.filter((one) => !piece.includes(one))) : [])];
    const answers = await Promise.all(
      tried.slice(0, budget - asked).map(async (one) => ((await ask(one)) ? [one] : [])),
    );
    const [smaller] = answers.flat().sort((a, b) => a.length - b.length);
    if (smaller) {
      set = smaller;
      parts = Math.max(2, Math.min(parts - 1, set.length));
    } else if (parts < set.length) parts = Math.min(set.length, parts * 2);
    else return { set, alone: [], asked, cut: false };
  }
  return { set, alone: [], asked, cut: set.length >= 2 };
}

/** Neighbours stay together. */
function cutInto<T>(set: readonly T[], parts: number): T[][] {
  return Array.from({ length: parts }, (_, at) =>
    set.slice(Math.floor((at * set.length) / parts), Math.floor(((at + 1) * set.length) / parts)),
  ).filter((piece) => piece.length > 0);
}

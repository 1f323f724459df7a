/** What is weak in the corpus, as text: each ailment with its places and what to do about it. */
import { plain } from './escape';
import { count } from './words';

export interface Ailment {
  readonly name: string;
  /** What is wrong with each of the places, in a few words. */
  readonly what: string;
  readonly places: readonly string[];
  /** What to do. */
  readonly next: string;
}

export function renderAilments(all: readonly Ailment[]): string {
  if (all.length === 0) return 'Nothing found.\n';
  const parts = all.map(({ name, what, places, next }) =>
    [
      `${name}: ${count(places.length, 'place')}, ${what}`,
      ...places.map((place) => `  ${plain(place)}`),
      `  -> ${next}`,
    ].join('\n'),
  );
  return `${parts.join('\n\n')}\n`;
}

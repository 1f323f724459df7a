/**
 * Numbers as short text: five bits a character, the lowest first, a sixth bit says that more follow. Numbers that name
 * things in the order of their first use are written as references: even for a new thing (how many numbers are skipped),
 * odd for how far back a known one is. `client/decode.ts` is the other half.
 */

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

export function pack(numbers: readonly number[]): string {
  let text = '';
  for (const number of numbers) {
    let rest = number;
    for (; rest >= 32; rest = Math.floor(rest / 32)) text += alphabet[32 + (rest % 32)];
    text += alphabet[rest];
  }
  return text;
}

/** Writes references to things that are numbered 0, 1, 2, ... nearly in the order of their first use. */
export class References {
  private known = 0;

  of(number: number): number {
    if (number < this.known) return (this.known - number) * 2 - 1;
    const skipped = number - this.known;
    this.known = number + 1;
    return skipped * 2;
  }
}

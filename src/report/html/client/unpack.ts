/** Runs in the page: numbers out of the text that `../pack.ts` wrote. */
export function unpack(packed: string): number[] {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const list: number[] = [];
  let [value, scale] = [0, 1];
  for (const letter of packed) {
    const bits = alphabet.indexOf(letter);
    value += (bits % 32) * scale;
    scale *= 32;
    if (bits < 32) {
      list.push(value);
      [value, scale] = [0, 1];
    }
  }
  return list;
}

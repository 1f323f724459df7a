/** The words that C and GNU C keep for themselves, those that are refused included. A table, no logic. */

/** Spellings with underscores mean the same as those without. */
const aliases: Readonly<Record<string, string>> = {
  __const: 'const',
  __const__: 'const',
  __volatile: 'volatile',
  __volatile__: 'volatile',
  __restrict: 'restrict',
  __restrict__: 'restrict',
  __inline: 'inline',
  __inline__: 'inline',
  __signed: 'signed',
  __signed__: 'signed',
  __typeof: 'typeof',
  __typeof__: 'typeof',
  __asm: 'asm',
  __asm__: 'asm',
  __attribute: '__attribute__',
};

const plain =
  'auto break case char const continue default do double else enum extern float for goto if inline int long ' +
  'register restrict return short signed sizeof static struct switch typedef union unsigned void volatile while ' +
  '_Alignas _Alignof _Atomic _Bool _Complex _Generic _Imaginary _Noreturn _Static_assert _Thread_local ' +
  'typeof asm __attribute__ __auto_type __extension__ __label__ __thread __int128 _Float128 __float128 __alignof__';

/** Keyword to the spelling that the grammar uses. */
export const keywords: ReadonlyMap<string, string> = new Map([
  ...plain.split(' ').map((word) => [word, word] as const),
  ...Object.entries(aliases),
]);

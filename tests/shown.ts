/** Text that a page shows of a command: what of it has to be printed exactly, and what may differ. */

/** Whether what is printed is what a page shows; blanks at the ends of lines do not count, which formatters take away. */
export function shows(shown: string, printed: string): boolean {
  return patternOf(shown).test(printed.replace(/[ \t]+$/gm, ''));
}

/** A line `[…]` stands for any lines, a number of states for any number. */
export function patternOf(shown: string): RegExp {
  const parts = shown
    .split(/^ *\[…\]\n/m)
    .map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&').replace(/[\d,]+ states/g, '[\\d,]+ states'));
  return new RegExp(`^${parts.join('(?:.*\\n)*?')}$`);
}

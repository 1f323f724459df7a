/** The place in a file that comes nearest to lines that are not in it: what a refused hunk is shown beside. */

import { diffArrays } from 'diff';

export interface NearMatch {
  /** 0-based line of the file at which the first difference lies. */
  readonly line: number;
  /** Index of the wanted line that differs there. */
  readonly patchLine: number;
  /** How many wanted lines are found in order. */
  readonly equal: number;
}

/** More lines of the file than the hunk has old ones, so that an inserted line does not hide the match. */
const slack = 3;

/** @param ranges half-open, 0-based. Undefined when not even one line that says something is found. */
export function nearestMatch(
  lines: readonly string[],
  wanted: readonly string[],
  ranges: readonly (readonly [number, number])[],
): NearMatch | undefined {
  const trimmed = lines.map((line) => line.trim());
  const goal = wanted.map((line) => line.trim());
  let best: { score: number; at: number; count: number } | undefined;
  for (const [start, end] of ranges) {
    for (let at = start; at < end; at++) {
      const window = trimmed.slice(at, Math.min(lines.length, at + goal.length + slack));
      if (window[0] !== goal[0] && !goal.includes(window[0] ?? '')) continue;
      const score = commonLines(goal, window);
      if (score > 0 && (!best || score > best.score)) best = { score, at, count: window.length };
    }
  }
  if (!best) return undefined;
  const window = lines.slice(best.at, best.at + best.count);
  const { file, goal: index } = firstDifference(window, wanted);
  // A first wanted line that is missing stood above the window, as many lines as the hunk says.
  const missing = index === 0 && file === 0 ? Math.max(0, goal.indexOf(trimmed[best.at] ?? '')) : 0;
  const line = Math.max(0, best.at + file - missing);
  return {
    line: Math.min(line, lines.length - 1),
    patchLine: Math.min(index, wanted.length - 1),
    equal: subsequence(window, wanted, () => 1),
  };
}

/** Indexes into both lists of the first line that is wanted and not there, else of the first that stands between. */
function firstDifference(window: readonly string[], wanted: readonly string[]): { file: number; goal: number } {
  let [file, goal] = [0, 0];
  let between: { file: number; goal: number } | undefined;
  let before = 0;
  for (const part of diffArrays([...window], [...wanted])) {
    if (part.added) return { file: before, goal };
    before = file;
    if (part.removed && goal > 0) between ??= { file, goal };
    file += part.value.length;
    if (part.removed) continue;
    goal += part.value.length;
    before = file;
  }
  return between ?? { file, goal };
}

/** Letters of the longest common subsequence of lines: a long line says more than a brace. */
function commonLines(a: readonly string[], b: readonly string[]): number {
  return subsequence(a, b, (line) => (line.length > 2 ? line.length : 0.1));
}

function subsequence(a: readonly string[], b: readonly string[], weight: (line: string) => number): number {
  let row = new Array<number>(b.length + 1).fill(0);
  for (const line of a) {
    const next = [0];
    for (let j = 1; j <= b.length; j++) {
      const same = line === b[j - 1] ? (row[j - 1] ?? 0) + weight(line) : 0;
      next.push(Math.max(same, row[j] ?? 0, next[j - 1] ?? 0));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

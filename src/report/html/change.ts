/**
 * What became of a question since the version before, over all its configurations and memory models, as
 * `../finding-status.ts` computes it from finding ids. It adds up; it decides nothing.
 */
import type { CellResult, SeriesResult } from '../../result';
import { findingName } from '../../result';
import { statusOfCell, versionsBefore, type FindingStatus } from '../finding-status';

export interface Change {
  /** `none`: nothing before and nothing now, or nothing to compare with. */
  readonly kind: 'none' | 'new' | 'fixed' | 'masked' | 'still' | 'fewer';
  /** Name of the version it was compared with. */
  readonly against: string;
  /** Names of findings that are new, and that are gone. */
  readonly added: readonly string[];
  readonly gone: readonly string[];
  /** As words: `new crash`, `fixed`; empty for `none`. */
  readonly word: string;
}

const none: Change = { kind: 'none', against: '', added: [], gone: [], word: '' };

/** Answers of one series, each worked out once. */
export class Changes {
  private readonly known = new Map<string, Change>();

  constructor(readonly series: SeriesResult) {}

  /** @param cells all cells of one case and version */
  of(cells: readonly CellResult[]): Change {
    const [first] = cells;
    if (!first) return none;
    const key = `${first.version} ${first.case}`;
    let change = this.known.get(key);
    if (!change) this.known.set(key, (change = changeOf(this.series, cells)));
    return change;
  }
}

/** The version that reports show this one beside. */
export function versionBefore(series: SeriesResult, version: string): string | undefined {
  return versionsBefore(series, version)[0]?.name;
}

function changeOf(series: SeriesResult, cells: readonly CellResult[]): Change {
  const statuses = cells.map((cell) => statusOfCell(series, cell)).filter((one) => one.against !== undefined);
  const against = statuses[0]?.against;
  if (against === undefined) return none;
  const all = statuses.flatMap((one) => one.findings);
  const named = (words: readonly FindingStatus['status'][]): Map<string, FindingStatus> =>
    new Map(all.filter((one) => words.includes(one.status)).map((one) => [findingName(one.finding), one]));
  const still = named(['still']);
  // What one configuration had before is not new because another shows it now.
  const fresh = [...named(['new'])].filter(([name]) => !still.has(name));
  const present = new Set([...still.keys(), ...fresh.map(([name]) => name)]);
  const gone = [...named(['fixed', 'masked'])].filter(([name]) => !present.has(name));
  const names = { against, added: fresh.map(([name]) => name), gone: gone.map(([name]) => name) };
  if (fresh.length > 0) {
    const crash = fresh.some(([, one]) => one.finding.severity === 'crash');
    return { ...names, kind: 'new', word: crash ? 'new crash' : 'new warn' };
  }
  if (still.size > 0)
    return { ...names, kind: gone.length > 0 ? 'fewer' : 'still', word: gone.length > 0 ? 'fewer' : 'still' };
  if (gone.length === 0) return none;
  const fixed = gone.every(([, one]) => one.status === 'fixed');
  return { ...names, kind: fixed ? 'fixed' : 'masked', word: fixed ? 'fixed' : 'masked' };
}

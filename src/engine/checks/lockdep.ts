/**
 * `lockdep-circular` and `lockdep-recursive`: the order of lock classes over all explored runs, as
 * the kernel's lockdep keeps it. A circular order is reported even where no run deadlocks. Two
 * read acquisitions of an rwlock do not block each other; those of an rwsem may, through a queued
 * writer, so they count.
 */
import type { PlaceId } from '../../program';
import { SUBCLASSES } from '../locks';

export interface LockEdge {
  readonly from: number;
  readonly fromRead: boolean;
  readonly to: number;
  readonly toRead: boolean;
  readonly place: PlaceId;
  readonly thread: number;
}

export interface LockCycle {
  /** In order: the last leads back to the first. One edge for a recursive acquisition. */
  readonly edges: readonly LockEdge[];
}

export class Lockdep {
  private readonly edges = new Map<string, LockEdge>();
  /** Per place, the edges noted there, packed: acquisitions are many and their names take long. */
  private readonly noted: (Set<number> | undefined)[] = [];

  /** @param functionOf name of the function a place is reported in, to choose the same edge whatever the order of threads */
  constructor(private readonly functionOf: (place: PlaceId) => string) {}

  /** Notes an acquisition; true when it is the first of its kind. */
  note(edge: LockEdge): boolean {
    const noted = (this.noted[edge.place] ??= new Set());
    const packed = ((edge.from << 1) | (edge.fromRead ? 1 : 0)) * (1 << 16) + ((edge.to << 1) | (edge.toRead ? 1 : 0));
    if (noted.has(packed)) return false;
    noted.add(packed);
    const key = `${edge.from}${edge.fromRead ? 'r' : 'w'} ${edge.to}${edge.toRead ? 'r' : 'w'} ${this.functionOf(edge.place)}`;
    if (this.edges.has(key)) return false;
    this.edges.set(key, edge);
    return true;
  }

  /** Acquisitions of a class that the thread already holds. */
  recursions(): LockEdge[] {
    return [...this.edges.values()].filter((edge) => edge.from === edge.to);
  }

  /**
   * Shortest circular orders, one for each set of classes.
   * @param recursiveReads the class is an rwlock's: readers inside readers do not block
   */
  cycles(recursiveReads: (lockClass: number) => boolean): LockCycle[] {
    const all = [...this.edges.values()].filter((edge) => edge.from !== edge.to).sort((a, b) => this.compare(a, b));
    const found = new Map<string, LockCycle>();
    const from = new Map<number, LockEdge[]>();
    for (const edge of all) from.set(edge.from, [...(from.get(edge.from) ?? []), edge]);
    const blocks = (first: LockEdge, second: LockEdge): boolean =>
      !(first.toRead && second.fromRead && recursiveReads(first.to));
    for (const start of all) {
      // Breadth first, so that the first way back is a shortest one.
      const queue: LockEdge[][] = [[start]];
      const seen = new Set<string>();
      for (let path = queue.shift(); path; path = queue.shift()) {
        const last = path.at(-1) as LockEdge; // paths are never empty
        if (last.to === start.from) {
          if (!blocks(last, start)) continue;
          const classes = [...new Set(path.map((edge) => edge.from))].sort((a, b) => a - b).join(' ');
          if (!found.has(classes)) found.set(classes, { edges: this.rotate(path) });
          break;
        }
        for (const edge of from.get(last.to) ?? []) {
          const key = `${edge.to}${edge.toRead ? 'r' : 'w'}`;
          if (!blocks(last, edge) || seen.has(key)) continue;
          seen.add(key);
          queue.push([...path, edge]);
        }
      }
    }
    return [...found.values()];
  }

  /** Begins with the edge whose function comes first by name. */
  private rotate(path: readonly LockEdge[]): LockEdge[] {
    let first = 0;
    path.forEach((edge, index) => {
      if (this.compare(edge, path[first] as LockEdge) < 0) first = index;
    });
    return [...path.slice(first), ...path.slice(0, first)];
  }

  private compare(a: LockEdge, b: LockEdge): number {
    const x = this.functionOf(a.place);
    const y = this.functionOf(b.place);
    return x < y ? -1 : x > y ? 1 : a.from - b.from || a.to - b.to;
  }
}

/** `mm_struct.mmap_lock`, `mm_struct.mmap_lock/1` for a nesting level. */
export function lockClassName(names: readonly string[], lockClass: number): string {
  const level = lockClass % SUBCLASSES;
  return `${names[Math.floor(lockClass / SUBCLASSES)] ?? '?'}${level === 0 ? '' : `/${level}`}`;
}

/**
 * Findings of a search as they come in: one per (kind, function), with the first trace that showed
 * it, and the lock orders of lockdep. Functions of primitives are passed over: `down_read()` called
 * in `collapse_huge_page` is a finding of the latter.
 */
import { bug } from '../base/diagnostics';
import type { PlaceId, Program } from '../program';
import { kinds, type Kind } from '../result';
import { Lockdep, type LockEdge } from './checks/lockdep';
import type { Trace } from './trace';

/** The place findings are reported at: the nearest caller that is no primitive. */
export function reportedPlace(program: Program, place: PlaceId): PlaceId {
  for (let at = place; ;) {
    const one = program.places[at];
    if (!one) throw bug(`no place ${at}`);
    if (!one.transparent || one.caller === undefined) return at;
    at = one.caller;
  }
}

export function functionOf(program: Program, place: PlaceId): string {
  return program.places[reportedPlace(program, place)]?.function ?? '?';
}

export interface Raw {
  readonly kind: Kind;
  readonly place: PlaceId;
  readonly thread: number;
  readonly detail: string;
  readonly trace: Trace;
}

export class Findings {
  readonly byName = new Map<string, Raw>();
  readonly lockdep: Lockdep;
  readonly edgeTraces = new Map<LockEdge, Trace>();
  /** Bounds of the model that were hit. */
  readonly limits = new Set<string>();

  constructor(private readonly program: Program) {
    this.lockdep = new Lockdep((place) => functionOf(program, place));
  }

  name(kind: Kind, place: PlaceId): string {
    return `${kind}@${functionOf(this.program, place)}`;
  }

  /** Keeps a finding unless one of its name is known; true when it was new. */
  add(kind: Kind, place: PlaceId, thread: number, detail: () => string, trace: () => Trace): boolean {
    const name = this.name(kind, place);
    if (this.byName.has(name)) return false;
    this.byName.set(name, {
      kind,
      place: reportedPlace(this.program, place),
      thread,
      detail: detail(),
      trace: trace(),
    });
    return true;
  }

  addEdge(edge: LockEdge, trace: () => Trace): void {
    if (this.lockdep.note(edge)) this.edgeTraces.set(edge, trace());
  }

  get crashed(): boolean {
    return [...this.byName.values()].some((raw) => kinds[raw.kind] === 'crash');
  }
}

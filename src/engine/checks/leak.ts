/** `leak`: a live heap object that no global or set-up variable leads to, at a normal end (the kernel's kmemleak). */
import type { PlaceId } from '../../program';
import { LIVE, book } from '../layout';
import type { Machine } from '../machine';

export interface Leak {
  readonly name: string;
  /** Who allocated it, and where. */
  readonly thread: number;
  readonly place: PlaceId;
}

/**
 * Leaked objects, but not those that another leaked object leads to; of a ring the one made first in the text.
 * Which they are does not depend on the addresses that a run gave them.
 */
export function leaks(machine: Machine): Leak[] {
  const { layout, state } = machine;
  const reachedFrom = (from: readonly number[]): Uint8Array => {
    const reached = new Uint8Array(layout.objects.length);
    const work = [...from];
    for (let index = work.pop(); index !== undefined; index = work.pop()) {
      if (reached[index]) continue;
      reached[index] = 1;
      const object = layout.objects[index];
      if (!object) continue;
      for (let at = object.address; at < object.address + object.slots; at++) {
        if (!layout.pointer[at]) continue;
        const target = layout.object[state.slots[at] as number] ?? -1;
        if (target >= 0) work.push(target);
      }
    }
    return reached;
  };
  const globals = layout.objects.flatMap(({ kind }, index) => (kind === 'global' ? [index] : []));
  const reached = reachedFrom(globals);
  const lost = layout.objects.flatMap((object, index) => {
    if (object.kind !== 'heap' || reached[index] || state.slots[object.address - 1] !== LIVE) return [];
    const words = layout.bookOf[index] as number;
    const thread = (state.slots[words + book.madeBy] as number) - 1;
    const place = (state.slots[layout.madeAt[index] as number] as number) - 1;
    return [{ index, name: object.name, thread, place, leadsTo: reachedFrom([index]) }];
  });
  return lost.filter((one, i) =>
    lost.every((other, j) => {
      if (i === j || !other.leadsTo[one.index]) return true;
      return one.leadsTo[other.index] === 1 && (one.place - other.place || one.thread - other.thread || i - j) < 0;
    }),
  );
}

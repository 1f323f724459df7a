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

/** Leaked objects in address order; not those that another leaked object points to. */
export function leaks(machine: Machine): Leak[] {
  const { layout, state } = machine;
  const reached = new Uint8Array(layout.objects.length);
  const mark = (from: number): void => {
    const work = [from];
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
  };
  layout.objects.forEach((object, index) => {
    if (object.kind === 'global') mark(index);
  });
  const found: Leak[] = [];
  layout.objects.forEach((object, index) => {
    if (object.kind !== 'heap' || reached[index] || state.slots[object.address - 1] !== LIVE) return;
    const words = layout.bookOf[index] as number;
    found.push({
      name: object.name,
      thread: (state.slots[words + book.madeBy] as number) - 1,
      place: (state.slots[layout.madeAt[index] as number] as number) - 1,
    });
    mark(index);
  });
  return found;
}

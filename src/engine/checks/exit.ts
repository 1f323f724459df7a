/**
 * What a thread may not leave behind when it ends: `lock-held-at-exit` (lockdep's "lock held when
 * returning to user space"), `irqs-left-disabled`, and a page table still mapped (`leak`). Bit locks
 * are left out, as lockdep does: whoever completes the I/O unlocks the page.
 */
import type { PlaceId } from '../../program';
import { record } from '../layout';
import type { Machine } from '../machine';

export function exitChecks(machine: Machine, thread: number, place: PlaceId): void {
  const { state } = machine;
  const { base } = machine.thread(thread);
  const sink = machine.sink.current;
  const locks = machine.locks.holdsAny(thread) ? machine.locks.heldBy(thread) : [];
  const held = locks.filter(({ address }) => machine.isOwned(address));
  if (held.length > 0) {
    sink.report('lock-held-at-exit', place, thread, () =>
      held.map(({ address, read }) => `${machine.lockName(address)} (${read ? 'read' : 'write'})`).join(', '),
    );
  }
  if (state.slots[base + record.irqsOff] !== 0) sink.report('irqs-left-disabled', place, thread, () => '');
  if (state.slots[base + record.rcuNesting] !== 0) {
    sink.report('lock-held-at-exit', place, thread, () => 'RCU read-side section');
    machine.grace.leave(thread);
  }
  if (state.slots[base + record.mappings] !== 0) {
    const at = (state.slots[base + record.mappedAt] as number) - 1;
    sink.report('leak', at >= 0 ? at : place, thread, () => 'a mapping of a page table');
  }
  // The record of a thread that ended says nothing more: two runs that ended differ in memory only.
  for (const field of [record.irqsOff, record.rcuNesting, record.preempt, record.mappings, record.mappedAt])
    state.set(base + field, 0);
}

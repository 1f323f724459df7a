/** `sleep-in-atomic`: a primitive that may block is called where the CPU may not be given up (the kernel's CONFIG_DEBUG_ATOMIC_SLEEP). */
import { record } from '../layout';

/** Why the thread may not sleep now, or undefined when it may. */
export function mayNotSleep(slots: Int32Array, base: number): string | undefined {
  if (slots[base + record.irqsOff] !== 0) return 'interrupts are off';
  if (slots[base + record.preempt] !== 0) return 'a spinlock is held or preemption is off';
  return slots[base + record.rcuNesting] !== 0 ? 'inside an RCU read-side section' : undefined;
}

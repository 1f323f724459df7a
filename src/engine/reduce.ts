/**
 * The reduction: which thread, if any, may go *alone* from a state (a persistent set of one), and
 * which pairs of steps commute (for sleep sets). `docs` for each rule: ENGINE.md section 2; the
 * pitfalls listed there are tests beside this file.
 *
 * A thread goes alone when its next step commutes with everything that any other thread may still do
 * before it: the slot is protected by the lock discipline or private; it releases a lock that nobody
 * looks at without waiting; or no other thread's future footprint clashes with it.
 */
import { bug } from '../base/diagnostics';
import { lockSlots, type Instr } from '../program';
import type { Discipline } from './discipline';
import type { Bits } from './bits';
import { Held } from './locks';
import type { Machine } from './machine';
import { Does, Touch } from './steps';

/** What a thread's next step is about to do in the present state. */
export interface Operation {
  thread: number;
  does: Does;
  address: number;
  width: number;
  /** Type of an allocation or free, else -1. */
  type: number;
}

export class Reduction {
  private readonly fair: boolean;
  private readonly cpus: boolean;
  private readonly reuse: boolean;
  /** Stores of a thread may be seen late, or not yet. */
  private readonly weak: boolean;
  /** Per thread: its turn may be taken away for ever. */
  private readonly hogged: readonly boolean[];

  constructor(
    private readonly machine: Machine,
    readonly discipline: Discipline,
  ) {
    this.fair = machine.options.fair;
    this.cpus = machine.visible.cpus;
    this.reuse = machine.options.reuse !== 'quarantine';
    this.weak = machine.visible.memory !== 'sc';
    this.hogged = machine.layout.threads.map((_, thread) => this.cpus && this.isHogged(thread));
  }

  /**
   * Somebody may take the thread's CPU and never give it back: an interrupt that blocks, or a thread
   * of the same CPU that blocks where it may not be preempted. Then no step of this one commutes with
   * theirs, since they take away its turn.
   */
  private isHogged(thread: number): boolean {
    const { layout, program, steps } = this.machine;
    const own = layout.threads[thread];
    if (own?.kind !== 'thread') return false;
    const blocks = (unit: number): boolean => steps.info.some((info) => info?.unit === unit && info.blocks);
    const handlers = new Set<number>();
    for (const { code } of program.units) for (const instr of code) if (instr.op === 'ipi') handlers.add(instr.handler);
    if ([...handlers].some(blocks)) return true;
    return layout.threads.some(
      (other, index) =>
        index !== thread &&
        other.kind === 'thread' &&
        other.cpu === own.cpu &&
        other.unit !== undefined &&
        blocks(other.unit) &&
        program.units[other.unit]?.code.some(holdsCpu) === true,
    );
  }

  /** Fills `into` with the thread's next step. */
  operation(thread: number, into: Operation): Operation {
    const step = this.machine.at(thread);
    into.thread = thread;
    into.type = -1;
    if (this.machine.open && this.closing(thread, into)) return into;
    if (step === 0) {
      into.does = Does.ipi;
      into.address = 0;
      into.width = 0;
      return into;
    }
    const info = this.machine.steps.info[step];
    if (!info) throw bug(`no step ${step}`);
    into.does = info.does;
    into.width = info.width;
    into.address = info.width > 0 ? this.machine.address(thread) : 0;
    if (info.instr.op === 'alloc' || info.instr.op === 'free') into.type = info.instr.type;
    return into;
  }

  /** lkmm+lb: fills `into` with the load that the thread must close first; false when there is none. */
  private closing(thread: number, into: Operation): boolean {
    const { machine } = this;
    const index = machine.closing(thread);
    if (index < 0 || !machine.open) return false;
    const { location, offset, values } = machine.open.get(thread, index);
    into.does = Does.read;
    into.address = (machine.layout.area.addresses[location] as number) + offset;
    into.width = values.length;
    return true;
  }

  /** tso: fills `into` with the thread's oldest store going to memory; false when there is none. */
  drain(thread: number, into: Operation): boolean {
    const address = this.machine.tso?.oldest(thread) ?? 0;
    if (address === 0) return false;
    into.thread = thread;
    const unlocks = this.machine.tso?.isLock(address) === true;
    into.does = unlocks ? Does.releaseWrite : Does.write;
    into.address = address;
    into.width = unlocks ? lockSlots.spin : (this.machine.tso?.width(address) ?? 1);
    into.type = -1;
    return true;
  }

  /** A store of another thread to these slots is still under way (tso), or a load of them open (lkmm+lb). */
  private underWay(op: Operation, width: number): boolean {
    const { tso, open, layout } = this.machine;
    if (open) {
      for (let at = op.address; at < op.address + width; at++) {
        const location = (layout.area.locationOf[at] as number) - 1;
        for (let other = 1; location >= 0 && other < this.machine.count; other++) {
          if (other !== op.thread && open.holds(other, location)) return true;
        }
      }
    }
    if (!tso) return false;
    for (let other = 1; other < this.machine.count; other++) {
      if (other !== op.thread && tso.holds(other, op.address, width)) return true;
    }
    return false;
  }

  /** An allocation's object, known now that the choice is. */
  chosen(op: Operation, choice: number): void {
    if (op.does !== Does.alloc) return;
    const { heap, program } = this.machine;
    op.address = heap.reusedBy(op.type, choice);
    op.width = op.address > 0 ? (program.types[op.type]?.slots.length ?? 0) : 0;
  }

  /** Tells the discipline of a step about to run. */
  note(op: Operation, choice: number): void {
    const { machine, discipline } = this;
    this.chosen(op, choice);
    switch (op.does) {
      case Does.read:
      case Does.write:
        if (this.known(op) && this.counts(op)) {
          discipline.note(op.thread, op.address, op.width, op.does === Does.write);
        }
        return;
      case Does.free:
        if (this.known(op) && this.counts(op)) {
          discipline.note(op.thread, op.address, op.width, true);
          this.noteHeldLocks(op);
        }
        return;
      case Does.alloc:
        if (op.width > 0) discipline.note(op.thread, op.address, op.width, true);
        return;
      case Does.acquireRead:
      case Does.acquireWrite:
      case Does.releaseRead:
      case Does.releaseWrite:
      case Does.observe:
      case Does.wait:
      case Does.complete:
        // Only `free` writes the place of a lock.
        if (this.known(op) && !machine.heap.isPrivate(op.thread, op.address)) {
          if (op.does === Does.releaseWrite && this.isForeign(op)) discipline.giveUp(op.address);
          discipline.note(op.thread, op.address, 1, false);
        }
        return;
      default:
    }
  }

  /**
   * What a thread does to memory that only it can reach yet is no matter of locks; under a weak model it
   * is, since others may reach the memory before they see what was written to it.
   */
  private counts(op: Operation): boolean {
    return this.weak || !this.machine.heap.isPrivate(op.thread, op.address);
  }

  /** Locks of an object about to be freed that somebody holds. */
  private noteHeldLocks(op: Operation): void {
    const { layout, locks } = this.machine;
    for (let at = op.address; at < op.address + op.width; at++) {
      if ((layout.lockClass[at] as number) < 0 || !this.machine.isOwned(at)) continue;
      if (locks.holders(at, true).length > 0) this.discipline.distrust(at);
    }
  }

  private known(op: Operation): boolean {
    return (this.machine.layout.object[op.address] ?? -1) >= 0;
  }

  /** Nobody else may do anything that this step would not commute with. */
  alone(op: Operation): boolean {
    const { machine, discipline } = this;
    if (this.hogged[op.thread]) return false;
    if (this.weak && this.entangled(op.thread)) return false;
    if (op.does === Does.local) return true;
    if (op.does === Does.ipi || op.does === Does.cpu) return false;
    if (op.width > 0) {
      if (!this.known(op)) return false;
      if (machine.heap.isPrivate(op.thread, op.address) && op.does !== Does.free) return !this.changesCpu(op);
    }
    switch (op.does) {
      case Does.read:
        return discipline.isProtected(op.address, op.width) || this.nobody(op, op.width, Touch.write, Touch.freed);
      case Does.write:
        return (
          discipline.isProtected(op.address, op.width) ||
          this.nobody(op, op.width, Touch.read, Touch.write, Touch.freed)
        );
      case Does.acquireRead:
        if (this.changesCpu(op)) return false;
        return (
          this.nobody(op, 1, Touch.write, Touch.observe) &&
          (!this.fair || this.nobody(op, 1, Touch.read)) &&
          this.notFreed(op)
        );
      case Does.acquireWrite:
        if (this.changesCpu(op)) return false;
        return (
          this.nobody(op, 1, Touch.read, Touch.write, Touch.observe, Touch.wait) &&
          this.notFreed(op) &&
          this.onlyOwnersRelease(op)
        );
      case Does.releaseRead:
      case Does.releaseWrite:
        if (this.changesCpu(op)) return false;
        return (
          this.nobody(op, 1, Touch.observe) &&
          (!this.fair || this.nobody(op, 1, Touch.read, Touch.write)) &&
          this.notFreed(op) &&
          this.onlyOwnersRelease(op)
        );
      case Does.observe:
        return (
          !this.changesCpu(op) &&
          !this.heldByOthers(op) &&
          // A trylock also takes the lock, which others may look at.
          this.nobody(op, 1, Touch.read, Touch.write, Touch.observe, Touch.wait) &&
          this.notFreed(op) &&
          this.onlyOwnersRelease(op)
        );
      case Does.wait:
        return this.nobody(op, 1, Touch.read, Touch.write, Touch.wait) && this.notFreed(op);
      case Does.complete:
        return this.nobody(op, 1, Touch.observe) && this.notFreed(op);
      case Does.alloc:
        return this.nobodyOf(op.thread, machine.steps.cacheClass(op.type)) && this.revivesUnseen(op);
      case Does.free: {
        if (this.reuse && !this.nobodyOf(op.thread, machine.steps.cacheClass(op.type))) return false;
        if (machine.heap.isPrivate(op.thread, op.address) || discipline.isProtected(op.address, op.width)) return true;
        return this.nobody(op, op.width, ...EVERY_TOUCH);
      }
      case Does.rcuLock:
        return this.nobodyOf(op.thread, machine.steps.rcuWaiter);
      case Does.rcuUnlock:
        return true;
      case Does.fence:
        return this.nobodyOf(op.thread, machine.steps.fence);
      case Does.rcuWait:
        if (this.weak && !this.nobodyOf(op.thread, machine.steps.fence)) return false;
        return this.nobodyOf(op.thread, machine.steps.rcuReader) && this.nobodyOf(op.thread, machine.steps.rcuWaiter);
    }
  }

  /**
   * The thread goes alone, and nobody else needs its step to be able to run: the step may as well be taken
   * later, or never. Not so while others have stores under way (tso): those go to memory without a switch
   * to their thread, but may make it one that can go on.
   */
  mayWait(op: Operation): boolean {
    const { tso, layout } = this.machine;
    if (tso && layout.threads.some((_, other) => other !== op.thread && tso.busy(other))) return false;
    return !this.letsOthersRun(op) && this.alone(op);
  }

  /** Another thread that cannot run may be able to behind this step. */
  letsOthersRun(op: Operation): boolean {
    const { machine } = this;
    if (machine.open && machine.closing(op.thread) >= 0) return true;
    switch (op.does) {
      case Does.local:
        return machine.steps.info[machine.at(op.thread)]?.instr.op === 'end';
      case Does.write: {
        const fields = machine.layout.field.subarray(op.address, op.address + op.width);
        return fields.some((field) => machine.steps.awaited.has(field));
      }
      case Does.read:
      case Does.acquireRead:
      case Does.acquireWrite:
      case Does.observe:
      case Does.wait:
      case Does.alloc:
        return false;
      // Not a free either: who waits for a lock in the object goes on, into a use after free.
      default:
        return true;
    }
  }

  /** An allocation that brings a freed object back changes what a stale pointer to it finds. */
  private revivesUnseen(op: Operation): boolean {
    const { heap, program } = this.machine;
    const width = program.types[op.type]?.slots.length ?? 0;
    return heap.revivable(op.type).every((address) => {
      if (this.discipline.isProtected(address, width)) return true;
      const object = { ...op, address };
      return this.nobody(object, width, ...EVERY_TOUCH);
    });
  }

  /** Spinlocks turn preemption off: where CPUs are shared or interrupted, others notice. */
  private changesCpu(op: Operation): boolean {
    if (!this.cpus) return false;
    const info = this.machine.steps.info[this.machine.at(op.thread)];
    return info !== undefined && 'lock' in info.instr && (info.instr.lock === 'spin' || info.instr.lock === 'rwlock');
  }

  private notFreed(op: Operation): boolean {
    return this.discipline.isProtected(op.address, 1) || this.nobody(op, 1, Touch.freed);
  }

  /**
   * Bit locks may be released by anybody. As long as no search saw that, a release is its owner's, and
   * commutes; once one was seen, other releases count like other accesses.
   */
  private onlyOwnersRelease(op: Operation): boolean {
    return !this.isBit(op) || this.discipline.isProtected(op.address, 1) || this.nobody(op, 1, Touch.unlock);
  }

  /** The release of a bit lock that the thread does not hold. */
  private isForeign(op: Operation): boolean {
    return this.isBit(op) && this.machine.locks.held(op.thread, op.address, false) === Held.no;
  }

  private isBit(op: Operation): boolean {
    const info = this.machine.steps.info[this.machine.at(op.thread)];
    return info !== undefined && 'lock' in info.instr && info.instr.lock === 'bit';
  }

  private heldByOthers(op: Operation): boolean {
    const info = this.machine.steps.info[this.machine.at(op.thread)];
    const readers = info !== undefined && 'lock' in info.instr && info.instr.lock !== 'bit';
    return this.machine.locks.holders(op.address, readers).some((one) => one !== op.thread);
  }

  private nobody(op: Operation, width: number, ...how: readonly Touch[]): boolean {
    const { field } = this.machine.layout;
    if (this.underWay(op, width)) return false;
    let last = -1;
    for (let at = op.address; at < op.address + width; at++) {
      const one = field[at] as number;
      if (one === last || one < 0) continue;
      last = one;
      for (const touch of how) if (!this.nobodyOf(op.thread, one * Touch.count + touch)) return false;
    }
    return true;
  }

  /** No other thread's future, nor that of a pending interrupt, has this class. */
  private nobodyOf(thread: number, one: number): boolean {
    const { machine } = this;
    if (machine.steps.handlers.has(one)) return false;
    for (let other = 1; other < machine.count; other++) {
      if (other === thread) continue;
      const step = machine.at(other);
      if (step !== 0 && (machine.steps.future[step] as Bits).has(one)) return false;
    }
    return true;
  }

  /** An interrupt orders what the threads of its CPU did and do: its steps are not its own. */
  private entangled(thread: number): boolean {
    return this.machine.layout.threads[thread]?.kind === 'ipi';
  }

  /** Do the two steps clash, that is, may their order matter? Both are next steps of different threads. */
  clash(a: Operation, b: Operation): boolean {
    // Before all else: who runs on a CPU may keep the other from it.
    if (this.cpus && this.machine.thread(a.thread).cpu === this.machine.thread(b.thread).cpu) return true;
    if (this.weak && (this.entangled(a.thread) || this.entangled(b.thread))) return true;
    if (a.does === Does.local || b.does === Does.local) return false;
    if (a.does >= Does.cpu || b.does >= Does.cpu) return true;
    if (this.weak && isFence(a.does) && isFence(b.does)) return true;
    if (isRcu(a.does) || isRcu(b.does)) {
      return isRcu(a.does) && isRcu(b.does) && (a.does === Does.rcuWait || b.does === Does.rcuWait);
    }
    if (this.reuse && a.type >= 0 && a.type === b.type) return true;
    if (a.width === 0 || b.width === 0) return false;
    if (a.address + a.width <= b.address || b.address + b.width <= a.address) return false;
    if (a.does === Does.read && b.does === Does.read) return false;
    return this.fair || !(readsLock(a.does) && readsLock(b.does));
  }
}

const EVERY_TOUCH = [Touch.read, Touch.write, Touch.observe, Touch.wait, Touch.unlock, Touch.freed] as const;

/** After it the thread may not be preempted. */
function holdsCpu(instr: Instr): boolean {
  if (instr.op === 'acquire') return instr.lock === 'spin' || instr.lock === 'rwlock';
  return instr.op === 'irq' || (instr.op === 'preempt' && instr.what === 'disable');
}

function isFence(does: Does): boolean {
  return does === Does.fence || does === Does.rcuWait;
}

function isRcu(does: Does): boolean {
  return does === Does.rcuLock || does === Does.rcuUnlock || does === Does.rcuWait;
}

function readsLock(does: Does): boolean {
  return does === Does.acquireRead || does === Does.releaseRead;
}

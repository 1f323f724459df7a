/**
 * The Linux kernel memory model: the axioms of tools/memory-model/linux-kernel.cat (v6.12), under their
 * names, over bit matrices. sc-per-variable and atomicity are held to where candidates are made
 * (candidates.ts); here are happens-before, propagation, rcu, the coherence of plain accesses, and the
 * flags of data races. SRCU is left out.
 */
import type { CandidateEvent } from './candidates';
import type { Communication, Skeleton } from './execution';
import { identity, inSet, setOf, type EventSet, type Relation } from './relation';

export type KernelAxiom = 'no-load-buffering' | 'happens-before' | 'propagation' | 'rcu' | 'plain-coherence';
export type KernelFlag = 'data-race' | 'mixed-accesses' | 'unbalanced-rcu-locking';

export interface KernelVerdict {
  /** The first axiom that forbids the execution. */
  readonly broken?: KernelAxiom;
  readonly flags: readonly KernelFlag[];
}

/** What the model needs of one combination of ways, whatever rf and co. */
export class KernelModel {
  private readonly marked: EventSet;
  private readonly plain: EventSet;
  private readonly all: Relation;
  private readonly onMarked: Relation;
  private readonly readable: EventSet;
  private readonly lockReads: EventSet;
  private readonly lockWrites: EventSet;
  private readonly unlocks: EventSet;
  private readonly acquireThen: Relation;
  private readonly thenRelease: Relation;
  private readonly rmb: Relation;
  private readonly wmb: Relation;
  /** smp_mb() and its likes that do not depend on co. */
  private readonly mb: Relation;
  private readonly gracePeriod: Relation;
  private readonly critical: Relation;
  private readonly hasPlain: boolean;
  private readonly afterUnlockLock: Relation;
  private readonly data: Relation;
  private readonly address: Relation;
  private readonly control: Relation;
  private readonly unbalanced: boolean;

  constructor(
    private readonly one: Skeleton,
    /** Without it a read stands before all stores behind it: `po | rf` has no cycle. */
    private readonly loadBuffering: boolean,
  ) {
    const { size, po, memory, reads, writes } = one;
    const kind = (...kinds: readonly CandidateEvent['kind'][]): EventSet =>
      one.where((event) => kinds.includes(event.kind));
    this.plain = one.where((event) => event.tag === 'plain');
    this.marked = setOf(size, (event) => !inSet(this.plain, event));
    this.hasPlain = one.events.some((event) => event.tag === 'plain');
    this.all = identity(
      size,
      setOf(size, () => true),
    );
    this.onMarked = identity(size, this.marked);
    this.lockReads = kind('lock-read');
    this.lockWrites = kind('lock-write');
    this.unlocks = kind('unlock');
    this.readable = setOf(size, (event) => inSet(reads, event) && one.events[event]?.tag !== 'noreturn');
    this.acquireThen = po.from(one.where((event) => event.tag === 'acquire')).to(memory);
    this.thenRelease = po.from(memory).to(one.where((event) => event.tag === 'release'));
    this.rmb = one.fenced('rmb').from(this.readable).to(this.readable);
    this.wmb = one.fenced('wmb').from(writes).to(writes);
    const atomics = one.where((event) => event.tag !== 'none' && event.partner >= 0 && event.kind !== 'lock-read');
    const poOrHere = po.or(this.all);
    const onAtomics = identity(size, atomics);
    this.afterUnlockLock = one.fenced('after-unlock-lock').to(memory);
    this.mb = one
      .fenced('mb')
      .or(
        one.fenced('before-atomic').to(atomics).then(poOrHere),
        poOrHere.then(onAtomics).then(one.fenced('after-atomic')),
        poOrHere.to(this.lockWrites).then(one.fenced('after-spinlock')),
      )
      .from(memory)
      .to(memory);
    this.gracePeriod = po.to(kind('sync-rcu')).then(poOrHere);
    const { critical, unbalanced } = criticalSections(one);
    this.critical = critical;
    this.unbalanced = unbalanced;
    this.address = one.dependency('address');
    this.data = one.dependency('data');
    this.control = one.dependency('control');
  }

  check({ rf, co, fr }: Communication): KernelVerdict {
    const { one, marked, onMarked, all } = this;
    const { po, internal, external } = one;
    if (!this.loadBuffering && !po.or(rf).acyclic) return { broken: 'no-load-buffering', flags: [] };
    const rfe = rf.and(external);
    const rfi = rf.and(internal);
    const unlockLock = po.to(this.unlocks).then(po.or(rf).to(this.lockReads)).then(po);
    const mb = this.mb.or(
      po.from(one.memory).to(this.unlocks).then(co.or(po).to(this.lockWrites)).then(this.afterUnlockLock),
    );
    const strongFence = mb.or(this.gracePeriod);
    const notReadWrite = strongFence.or(this.thenRelease, this.acquireThen);
    const fence = notReadWrite.or(this.wmb, this.rmb);

    // Dependencies are carried on by plain and marked writes that the same thread reads back.
    const carried = this.data.then(rfi).star();
    const address = carried.then(this.address);
    const data = carried.then(this.data);
    const dependency = address.or(data);
    const overwrite = co.or(fr);
    const toWrite = dependency
      .or(carried.then(this.control))
      .to(one.writes)
      .or(overwrite.and(internal), address.to(this.plain).then(this.wmb));
    const toRead = address.to(one.reads).or(dependency.to(marked).then(rfi));
    const preserved = toRead.or(toWrite, fence.and(internal), unlockLock.and(internal));

    const cumulative = rfe.to(marked).optional().then(strongFence.or(this.thenRelease));
    const cumulativeFences = cumulative.or(this.wmb, unlockLock).from(marked).to(marked).or(all).plus();
    const prop = overwrite
      .and(external)
      .from(marked)
      .or(onMarked)
      .then(cumulativeFences)
      .to(marked)
      .then(rfe.or(all))
      .from(marked)
      .to(marked);

    const hb = preserved.or(rfe, prop.minus(all).and(internal)).from(marked).to(marked);
    const hbPlus = hb.plus();
    if (!hbPlus.irreflexive) return { broken: 'happens-before', flags: [] };
    const hbStar = hbPlus.or(all);
    const pb = prop.then(strongFence).then(hbStar).to(marked);
    const pbPlus = pb.plus();
    if (!pbPlus.irreflexive) return { broken: 'propagation', flags: [] };
    const pbStar = pbPlus.or(all);

    const poOrHere = po.or(all);
    const rcuFence = this.rcuFence(poOrHere.then(hbStar).then(pbStar).then(prop).then(po));
    const rb = rcuFence && prop.then(po).then(rcuFence).then(poOrHere).then(hbStar).then(pbStar).to(marked);
    if (rb && !rb.irreflexive) return { broken: 'rcu', flags: [] };
    const flags: KernelFlag[] = this.unbalanced ? ['unbalanced-rcu-locking'] : [];
    if (!this.hasPlain) return { flags };

    const before = hb.or(pb, ...(rb ? [rb] : [])).star();
    const fullFence = rcuFence ? strongFence.or(po.then(rcuFence).then(poOrHere)) : strongFence;
    const visible = cumulativeFences
      .then(rfe.or(all))
      .to(marked)
      .then(
        fullFence
          .to(marked)
          .then(before)
          .or(before.and(internal.or(all))),
      );
    return this.plainAccesses({ rf, co, fr }, { address, fence, notReadWrite, before, visible }, flags);
  }

  /** Sequences of at least as many grace periods as critical sections; undefined when there is no grace period. */
  private rcuFence(link: Relation): Relation | undefined {
    const period = identity(
      this.one.size,
      this.one.where((event) => event.kind === 'sync-rcu'),
    );
    if (period.empty) return undefined;
    const section = this.critical.inverse();
    let fence = period;
    for (;;) {
      const inner = link.then(fence).then(link);
      const next = fence.or(
        period.then(link).then(section),
        section.then(link).then(period),
        period.then(inner).then(section),
        section.then(inner).then(period),
        fence.then(link).then(fence),
      );
      if (next.minus(fence).empty) return fence;
      fence = next;
    }
  }

  private plainAccesses(
    { rf, co, fr }: Communication,
    known: {
      readonly address: Relation;
      readonly fence: Relation;
      readonly notReadWrite: Relation;
      readonly before: Relation;
      readonly visible: Relation;
    },
    flags: KernelFlag[],
  ): KernelVerdict {
    const { one, all, marked, plain, rmb } = this;
    const { address, fence, notReadWrite, before, visible } = known;
    const writeAfter = all.or(address, fence).from(marked);
    const readAfter = all.or(address, notReadWrite, rmb).from(marked);
    const writeBefore = all.or(fence).to(marked);
    const readBefore = all.or(notReadWrite, rmb).to(marked);
    const writeWrite = writeBefore.then(visible).then(writeAfter);
    const writeRead = writeBefore.then(visible).then(readAfter);
    const readWrite = readBefore.then(before).then(writeAfter);

    const isInitial = one.where((event) => event.thread < 0);
    const realAccess = setOf(one.size, (event) => inSet(one.memory, event) && !inSet(isInitial, event));
    const conflicting = one.external.from(plain).to(one.memory).or(one.external.from(realAccess).to(plain));
    const incoherent = conflicting
      .and(rf)
      .and(readWrite.inverse())
      .or(conflicting.and(fr).and(writeRead.inverse()), conflicting.and(co).and(writeWrite.inverse()));
    if (!incoherent.empty) return { broken: 'plain-coherence', flags: [] };

    const markedThenWrite = one.sameLocation.from(marked);
    const writeThenMarked = one.sameLocation.to(marked);
    const ordered = writeWrite.and(markedThenWrite.or(readWrite)).and(writeThenMarked.or(writeRead));
    const races = conflicting
      .and(co)
      .minus(ordered)
      .or(conflicting.and(co.or(all).then(rf)).minus(writeRead), conflicting.and(fr).minus(readWrite));
    if (!races.empty) flags.push('data-race');
    if (this.mixed()) flags.push('mixed-accesses');
    return { flags };
  }

  /** A plain write and a marked access of one location in a stretch of code without a barrier. */
  private mixed(): boolean {
    const { one, plain, marked } = this;
    const barrier = one
      .around(
        one.where(
          ({ kind, tag }) =>
            kind.startsWith('rcu-') ||
            kind === 'sync-rcu' ||
            (kind === 'fence' && tag !== 'after-spinlock' && tag !== 'after-unlock-lock') ||
            tag === 'acquire' ||
            tag === 'release',
        ),
      )
      .or(
        one.po.to(one.where((event) => event.tag === 'release')),
        one.po.from(one.where((event) => event.tag === 'acquire')),
      );
    const near = one.po.and(one.sameLocation).minus(barrier);
    const plainWrites = setOf(one.size, (event) => inSet(plain, event) && inSet(one.writes, event));
    return !near.from(plainWrites).to(marked).or(near.from(marked).to(plainWrites)).empty;
  }
}

/** Each outermost rcu_read_lock() with its rcu_read_unlock(), nested ones too. */
function criticalSections(one: Skeleton): { readonly critical: Relation; readonly unbalanced: boolean } {
  const critical = identity(
    one.size,
    setOf(one.size, () => false),
  );
  const open = new Map<number, number[]>();
  let unbalanced = false;
  one.events.forEach((event, number) => {
    const stack = open.get(event.thread) ?? [];
    open.set(event.thread, stack);
    if (event.kind === 'rcu-lock') stack.push(number);
    if (event.kind !== 'rcu-unlock') return;
    const lock = stack.pop();
    if (lock === undefined) unbalanced = true;
    else critical.add(lock, number);
  });
  for (const stack of open.values()) if (stack.length > 0) unbalanced = true;
  return { critical, unbalanced };
}

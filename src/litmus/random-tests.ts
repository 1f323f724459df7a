/** For tests: random litmus tests without loops, as text in the kernel's format. Every register and location is asked for. */
import fc from 'fast-check';

/** One statement of a thread; registers are named when the thread is put together. */
type Operation =
  | { readonly kind: 'write' | 'read'; readonly at: string; readonly how: string; readonly value: number }
  | { readonly kind: 'copy'; readonly at: string; readonly how: string }
  | { readonly kind: 'branch'; readonly at: string; readonly value: number; readonly both: boolean }
  | { readonly kind: 'modify'; readonly call: string }
  | { readonly kind: 'fence'; readonly text: string }
  | { readonly kind: 'section'; readonly open: string; readonly close: string; readonly inside: readonly Operation[] };

export interface RandomOptions {
  /** Plain accesses too. */
  readonly plain: boolean;
  readonly locks: boolean;
  readonly rcu: boolean;
  readonly atomics: boolean;
  /** Most statements of a thread. */
  readonly length: number;
}

const locations = ['x', 'y'] as const;

const modifications = [
  'atomic_inc(v);',
  'REG = atomic_inc_return(v);',
  'REG = atomic_add_return_acquire(2, v);',
  'REG = atomic_dec_return_release(v);',
  'REG = atomic_fetch_inc_relaxed(v);',
  'REG = atomic_inc_not_zero(v);',
  'REG = atomic_cmpxchg(v, 1, 3);',
  'REG = xchg(x, 2);',
  'REG = xchg_relaxed(y, 2);',
  'REG = cmpxchg(x, 0, 3);',
  'REG = cmpxchg_acquire(y, 1, 3);',
];

/** Barriers that belong to atomics stand beside one. */
const modification = fc
  .tuple(fc.constantFrom('', '', '', 'before', 'after'), fc.constantFrom(...modifications))
  .map(([side, call]) =>
    side === ''
      ? call
      : side === 'before'
        ? `smp_mb__before_atomic();\n\t${call}`
        : `${call}\n\tsmp_mb__after_atomic();`,
  );

function operation(options: RandomOptions): fc.Arbitrary<Operation> {
  const at = fc.constantFrom(...locations);
  const value = fc.integer({ min: 1, max: 2 });
  const plain = options.plain ? ['plain'] : [];
  const flat: fc.WeightedArbitrary<Operation>[] = [
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('write' as const),
        at,
        how: fc.constantFrom('once', 'once', 'release', ...plain),
        value,
      }),
    },
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('read' as const),
        at,
        how: fc.constantFrom('once', 'once', 'acquire', ...plain),
        value,
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('copy' as const), at, how: fc.constantFrom('once', ...plain) }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('branch' as const), at, value, both: fc.boolean() }) },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('fence' as const),
        text: fc.constantFrom('smp_mb();', 'smp_rmb();', 'smp_wmb();', ...(options.rcu ? ['synchronize_rcu();'] : [])),
      }),
    },
  ];
  if (options.atomics) {
    flat.push({
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('modify' as const), call: modification }),
    });
  }
  const single = fc.oneof(...flat);
  const pairs: (readonly [string, string])[] = [
    ...(options.locks
      ? ([
          ['spin_lock(l);', 'spin_unlock(l);'],
          ['spin_lock(m);', 'spin_unlock(m);'],
        ] as const)
      : []),
    ...(options.locks ? ([['spin_lock(l);\n\tsmp_mb__after_spinlock();', 'spin_unlock(l);']] as const) : []),
    ...(options.rcu ? ([['rcu_read_lock();', 'rcu_read_unlock();']] as const) : []),
  ];
  if (pairs.length === 0) return single;
  const inner = single.filter((one) => one.kind !== 'fence' || one.text !== 'synchronize_rcu();');
  const section = fc
    .record({ pair: fc.constantFrom(...pairs), inside: fc.array(inner, { minLength: 1, maxLength: 2 }) })
    .map(({ pair: [open, close], inside }): Operation => ({ kind: 'section', open, close, inside }));
  return fc.oneof({ weight: 4, arbitrary: single }, { weight: 1, arbitrary: section });
}

/** The text of one thread; `registers` collects those it declares. */
function threadText(number: number, operations: readonly Operation[], registers: string[]): string {
  const lines: string[] = [];
  const own: string[] = [];
  const fresh = (): string => {
    const name = `r${own.length}`;
    own.push(name);
    return name;
  };
  const read = (at: string, how: string): string =>
    how === 'acquire' ? `smp_load_acquire(${at})` : how === 'plain' ? `*${at}` : `READ_ONCE(*${at})`;
  const write = (at: string, how: string, value: string): string =>
    how === 'release'
      ? `smp_store_release(${at}, ${value});`
      : how === 'plain'
        ? `*${at} = ${value};`
        : `WRITE_ONCE(*${at}, ${value});`;
  const put = (one: Operation): void => {
    const last = own.at(-1);
    switch (one.kind) {
      case 'write':
        lines.push(write(one.at, one.how, String(one.value)));
        return;
      case 'read':
        lines.push(`${fresh()} = ${read(one.at, one.how)};`);
        return;
      case 'copy':
        if (last !== undefined) lines.push(write(one.at, one.how, last));
        return;
      case 'branch':
        if (last === undefined) return;
        lines.push(`if (${last})`, `\t${write(one.at, 'once', String(one.value))}`);
        if (one.both) lines.push('else', `\t${write(one.at, 'once', '3')}`);
        return;
      case 'modify':
        lines.push(one.call.replace('REG', () => fresh()));
        return;
      case 'fence':
        lines.push(one.text);
        return;
      case 'section':
        lines.push(one.open);
        one.inside.forEach(put);
        lines.push(one.close);
    }
  };
  operations.forEach(put);
  registers.push(...own.map((name) => `${number}:${name}`));
  const declared = own.map((name) => `\tint ${name} = 0;\n`).join('');
  const body = lines.map((line) => `\t${line}\n`).join('');
  return `P${number}(int *x, int *y, atomic_t *v, spinlock_t *l, spinlock_t *m)\n{\n${declared}${body}}\n`;
}

export function randomTest(options: RandomOptions): fc.Arbitrary<string> {
  const thread = fc.array(operation(options), { minLength: 1, maxLength: options.length });
  return fc.array(thread, { minLength: 2, maxLength: 3 }).map((threads) => {
    const registers: string[] = [];
    const texts = threads.map((operations, number) => threadText(number, operations, registers));
    const asked = [...registers, ...locations, 'v'].map((name) => `${name};`).join(' ');
    return `C random\n\n{}\n\n${texts.join('\n')}\nlocations [${asked}]\nforall (true)\n`;
  });
}

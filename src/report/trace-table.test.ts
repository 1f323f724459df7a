import { describe, expect, it } from '@jest/globals';
import type { Finding, TraceStep } from '../result';
import { finding, imbalance, place, step, useAfterFree } from './fixtures';
import { actionOf, traceRows } from './trace-rows';
import { actionText, traceTable } from './trace-table';

function table(one: Finding, width?: number): string[] {
  const [witness] = one.witnesses;
  if (witness === undefined) throw new Error('no witness');
  return ['', ...traceTable(one, witness, width).lines];
}

function many(threads: number): Finding {
  const steps: TraceStep[] = Array.from({ length: threads }, (_, index) =>
    step(`thread${index}`, index, 'collapse_huge_page', 'down_read mm_struct#1.mmap_lock', {
      held: 'mm_struct#1.mmap_lock:read',
    }),
  );
  return finding('deadlock', {
    place: place('f', 'x;'),
    thread: 'thread0',
    detail: '',
    trace: '',
    preemptions: 0,
    steps,
  });
}

describe('a trace of which steps are left out', () => {
  const long: TraceStep[] = [
    step('task', 0, 'f', 'down_read mm_struct#1.mmap_lock', { held: 'mm_struct#1.mmap_lock:read' }),
    { ...step('task', 0, 'f', 'read x = 1', { held: 'mm_struct#1.mmap_lock:read' }), omitted: 4000 },
    step('task', 0, 'f', 'read y = 1', { held: 'mm_struct#1.mmap_lock:read' }),
    step('task', 0, 'f', 'expect', { held: 'mm_struct#1.mmap_lock:read' }),
  ];
  const one = finding('expect', {
    place: place('f', 'x;'),
    thread: 'task',
    detail: '',
    trace: '',
    preemptions: 0,
    steps: long,
  });

  it('counts them where they were, and numbers those after them as replay does', () => {
    const { rows } = traceRows(one, one.witnesses[0] as NonNullable<(typeof one.witnesses)[0]>);
    expect(rows.map((row) => (row.kind === 'step' ? row.number : `${row.number}: ${row.count} steps`))).toEqual([
      1,
      '2: 4000 steps',
      4002,
      4003,
      4004,
    ]);
  });
});

describe('trace table', () => {
  it('shows the window of a use after free, two threads in 72 columns', () => {
    const lines = table(useAfterFree);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(72);
    expect(lines.join('\n')).toMatchInlineSnapshot(`
     "
         khugepaged (CPU0)                   task (CPU1)
         ----------------------------------  --------------------------------
         collapse_huge_page:
     [a]   down_read(mm.mmap_sem)
         find_vma:
           read mm.mmap[0] = &vma#1
           ... 2 steps in
               collapse_huge_page()
         collapse_huge_page:
     [b]   up_read(mm.mmap_sem)
           -- reached upgrade-window
                                             task_munmap:
                                               down_write(mm.mmap_sem)
                                               ... 14 steps in unmap_region()
                                             remove_vma:
                                               free vma#1
                                             task_munmap:
                                               up_write(mm.mmap_sem)
     [c]   down_write(mm.mmap_sem)
           read vma#1.anon_vma
               <== use-after-free
               vma#1.anon_vma, freed by
                   task
           holds mm.mmap_sem (write)

     here (khugepaged): khugepaged_attempt > khugepaged_scan_pmd >
         collapse_huge_page
     freed (task): task_munmap > do_munmap > remove_vma"
    `);
  });

  it('shows one thread alone', () => {
    expect(table(imbalance).join('\n')).toMatchInlineSnapshot(`
     "
         khugepaged (CPU0)
         ---------------------------------------------------------
         collapse_huge_page:
     [a]   down_read(mm.mmap_sem)
         find_vma:
           read mm.mmap[0] = 0
         collapse_huge_page:
           up_write(mm.mmap_sem)  <== lock-imbalance
               mm.mmap_sem: held for reading, released as a writer
           holds mm.mmap_sem (read)"
    `);
  });

  it.each([3, 4, 5, 7])('%d threads stay within 100 columns', (threads) => {
    expect(Math.max(...table(many(threads)).map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  it('falls back to one column where many would be too narrow', () => {
    expect(table(many(5)).join('\n')).toMatchInlineSnapshot(`
     "
     thread0 (CPU0): collapse_huge_page:
     thread0 (CPU0):   down_read(mm#1.mmap_lock)
     thread1 (CPU1): collapse_huge_page:
     thread1 (CPU1):   down_read(mm#1.mmap_lock)
     thread2 (CPU2): collapse_huge_page:
     thread2 (CPU2):   down_read(mm#1.mmap_lock)
     thread3 (CPU3): collapse_huge_page:
     thread3 (CPU3):   down_read(mm#1.mmap_lock)
     thread4 (CPU4): collapse_huge_page:
     thread4 (CPU4):   down_read(mm#1.mmap_lock)
     thread0 (CPU0):   <== deadlock
     thread0 (CPU0):   holds mm#1.mmap_lock (read)
     thread1 (CPU1):   holds mm#1.mmap_lock (read)
     thread2 (CPU2):   holds mm#1.mmap_lock (read)
     thread3 (CPU3):   holds mm#1.mmap_lock (read)
     thread4 (CPU4):   holds mm#1.mmap_lock (read)"
    `);
  });

  it.each([
    ['down_read mm.mmap_lock', 'down_read(mm.mmap_lock)'],
    ['read vma#1.anon_vma = anon_vma#1', 'read vma#1.anon_vma = anon_vma#1'],
    ['free vma#1', 'free vma#1'],
    ['bit_lock_trylock folio#1.lock = busy', 'bit_trylock(folio#1.lock) = busy'],
    ['synchronize_rcu', 'synchronize_rcu'],
  ])('%s', (action, shown) => {
    expect(actionText(action)).toBe(shown);
  });
});

describe('rows of a trace', () => {
  const shown = (one: Finding): string[] =>
    one.witnesses.flatMap((witness) =>
      traceRows(one, witness).rows.map((row) =>
        row.kind === 'step' ? row.action : `${row.count} in ${row.inside ?? '?'}`,
      ),
    );

  it('keeps locks, the fetch of the pointer, the free and the use', () => {
    expect(shown(useAfterFree)).toEqual([
      'down_read mm.mmap_sem',
      'read mm.mmap[0] = &vm_area_struct#1',
      '2 in collapse_huge_page',
      'up_read mm.mmap_sem',
      'down_write mm.mmap_sem',
      '14 in unmap_region',
      'free vm_area_struct#1',
      'up_write mm.mmap_sem',
      'down_write mm.mmap_sem',
      'read vm_area_struct#1.anon_vma',
    ]);
  });

  const trace = (...steps: TraceStep[]): Finding =>
    finding('assert', { place: place('f', 'ASSERT(x);'), thread: 'a', detail: '', trace: '', preemptions: 0, steps });
  const a = (action: string, held = '', preemption = false): TraceStep =>
    step('a', 0, 'f', action, { held, preemption });
  const b = (action: string, held = '', preemption = false): TraceStep =>
    step('b', 1, 'g', action, { held, preemption });

  it('drops a short spinlock section that no switch divides', () => {
    expect(
      shown(
        trace(
          a('spin_lock p', 'p:write'),
          a('read x = 1', 'p:write'),
          a('spin_unlock p'),
          a('read q = 0'),
          a('read r = 0'),
          a('read y = 2'),
        ),
      ),
    ).toEqual(['3 in f', 'read q = 0', 'read r = 0', 'read y = 2']);
  });

  it('keeps a spinlock held over a switch, and the step before a preemption', () => {
    expect(
      shown(
        trace(
          a('spin_lock p', 'p:write'),
          a('read x = 1', 'p:write'),
          b('write z = 1', '', true),
          a('spin_unlock p'),
          a('read y = 2'),
        ),
      ),
    ).toEqual(['spin_lock p', 'read x = 1', '1 in g', 'spin_unlock p', 'read y = 2']);
  });

  it('keeps the write that the last read sees', () => {
    const write = step('b', 1, 'g', 'write y', { changed: ['y', '1', '2'] });
    expect(
      shown(trace(a('read q = 0'), a('read r = 0'), b('write x = 1'), write, b('write z = 3'), a('read y = 2'))),
    ).toContain('write y = 2');
  });

  it('gives up detail, never what matters, when a trace is long', () => {
    const locks = Array.from({ length: 60 }, (_, index) =>
      a(index % 2 === 0 ? 'down_read m' : 'up_read m', index % 2 === 0 ? 'm:read' : ''),
    );
    const rows = shown(trace(...locks, b('write y = 2'), a('read y = 2')));
    expect(rows.length).toBeLessThan(10);
    expect(rows[rows.length - 1]).toBe('read y = 2');
  });
});

describe('what a step did', () => {
  it.each<[string, TraceStep['changed'], string]>([
    ['write mm.users', [{ name: 'mm.users', from: '2', to: '1' }], 'write mm.users = 1'],
    ['write mm.users', [], 'write mm.users, as it was'],
    [
      'write table#1.pte[0].kind',
      [
        { name: 'table#1.pte[0].kind', from: '1', to: '0' },
        { name: 'table#1.pte[0].page', from: 'page#1', to: 'NULL' },
      ],
      'write table#1.pte[0] = {kind 0, page NULL}',
    ],
    ['allocate vma', [{ name: 'vma#2', from: 'not allocated', to: 'live' }], 'allocate vma#2'],
    ['sub mm.users', [{ name: 'mm.users', from: '1', to: '0' }], 'sub mm.users: 1 -> 0'],
    ['free vma#1', [{ name: 'vma#1', from: 'live', to: 'freed' }], 'free vma#1'],
    ['down_read(mm.mmap_lock)', [], 'down_read(mm.mmap_lock)'],
  ])('%s', (action, changed, shown) => {
    expect(actionOf({ ...step('a', 0, 'f', action), changed })).toBe(shown);
  });
});

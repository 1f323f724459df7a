/**
 * A small made-up series for the tests of this folder: the shape of swapin v1, in our own words. No verdict
 * in it was computed.
 */
import type {
  CaseInfo,
  CellResult,
  Finding,
  Kind,
  ReviewItem,
  SeriesResult,
  SourcePlace,
  TraceStep,
  VersionInfo,
} from '../result';
import { kinds, verdictOf } from '../result';

const patchFile = 'patches/swapin/v1/0001-read-lock.patch';

/** Line 14 is the `+` of hunk 1, lines 23 and 24 those of hunk 2. */
const patchText = `From: patch-oracle model
Subject: swap pages in under the read lock
Models: <1464023651-19420-4@example.org> by Ebru Akagunduz

Takes the semaphore for reading before the swap-in and for writing after it.
---
--- a/mm/khugepaged.c
+++ b/mm/khugepaged.c
@@ -40,7 +40,7 @@ static void collapse_huge_page(struct mm_struct *mm, unsigned long address)
 	if (!khugepaged_alloc_page(&new_page))
 		goto out_nolock;

-	down_write(&mm->mmap_sem);
+	down_read(&mm->mmap_sem);
 	vma = find_vma(mm, address);
 	if (!vma)
 		goto out;

@@ -60,6 +60,8 @@ static void collapse_huge_page(struct mm_struct *mm, unsigned long address)
 	if (swap != 0)
 		__collapse_huge_page_swapin(mm, vma, address, pmd);

+	up_read(&mm->mmap_sem);
+	down_write(&mm->mmap_sem);
 	anon_vma_lock_write(vma->anon_vma);
 	pte = pte_offset_map(pmd, address);

`;

export function place(fn: string, text: string, patchLine?: number): SourcePlace {
  const hunk = patchLine !== undefined && patchLine > 20 ? 2 : 1;
  return {
    file: fn.startsWith('task') || fn === 'khugepaged' ? 'cases/swapin/04-munmap.yaml' : 'mm/khugepaged.c',
    line: 10,
    function: fn,
    text,
    ...(patchLine === undefined ? {} : { patch: { patch: patchFile, hunk, line: patchLine } }),
  };
}

interface StepOptions {
  readonly held?: string;
  readonly changed?: readonly [string, string, string];
  readonly reached?: readonly string[];
  readonly patchLine?: number;
  readonly preemption?: boolean;
  readonly text?: string;
  readonly under?: readonly string[];
}

/** One step; `held` as `mm.mmap_sem:read anon_vma#1.rwsem:write`. */
export function step(thread: string, cpu: number, fn: string, action: string, options: StepOptions = {}): TraceStep {
  const [name, from, to] = options.changed ?? [];
  return {
    thread,
    cpu,
    place: place(fn, options.text ?? `${action};`, options.patchLine),
    stack: (options.under ?? []).map((one) => place(one, '')),
    action,
    held: (options.held ?? '')
      .split(' ')
      .filter((one) => one !== '')
      .map((one) => ({ lock: one.split(':')[0] ?? '', mode: one.endsWith(':read') ? 'read' : 'write' })),
    changed: name === undefined ? [] : [{ name, from: from ?? '', to: to ?? '' }],
    reached: options.reached ?? [],
    irqsOff: false,
    preemptOff: false,
    preemption: options.preemption ?? false,
  };
}

const k = (fn: string, action: string, options: StepOptions = {}): TraceStep =>
  step('khugepaged', 0, fn, action, options);
const t = (fn: string, action: string, options: StepOptions = {}): TraceStep => step('task', 1, fn, action, options);

const zap = (from: number, to: number): TraceStep[] =>
  Array.from({ length: to - from }, (_, index) =>
    t(index % 2 === 0 ? 'zap_pte_range' : 'free_pgtables', `write page_table#1.pte[${from + index}] = none`, {
      held: 'mm.mmap_sem:write',
      under: ['task_munmap', 'do_munmap', 'unmap_region'],
    }),
  );

/** Kirill's window: the vma goes while nobody holds the semaphore. */
export const useAfterFree = finding('use-after-free', {
  place: place('collapse_huge_page', 'anon_vma_lock_write(vma->anon_vma);'),
  thread: 'khugepaged',
  detail: 'vm_area_struct#1.anon_vma, freed by task',
  trace: '#0123abcd khugepaged*9 task*19 khugepaged*3',
  preemptions: 1,
  steps: [
    k('collapse_huge_page', 'down_read mm.mmap_sem', {
      held: 'mm.mmap_sem:read',
      patchLine: 14,
      text: 'down_read(&mm->mmap_sem);',
    }),
    k('find_vma', 'read mm.mmap[0] = &vm_area_struct#1', { held: 'mm.mmap_sem:read', under: ['collapse_huge_page'] }),
    k('find_vma', 'read vm_area_struct#1.vm_end = 4', { held: 'mm.mmap_sem:read', under: ['collapse_huge_page'] }),
    k('mm_find_pmd', 'read mm.pgd[0] = table', { held: 'mm.mmap_sem:read', under: ['collapse_huge_page'] }),
    k('collapse_huge_page', 'up_read mm.mmap_sem', {
      patchLine: 23,
      text: 'up_read(&mm->mmap_sem);',
      reached: ['upgrade-window'],
    }),
    t('task_munmap', 'down_write mm.mmap_sem', { held: 'mm.mmap_sem:write', preemption: true }),
    ...zap(0, 14),
    t('remove_vma', 'free vm_area_struct#1', { held: 'mm.mmap_sem:write', under: ['task_munmap', 'do_munmap'] }),
    t('task_munmap', 'up_write mm.mmap_sem'),
    k('collapse_huge_page', 'down_write mm.mmap_sem', {
      held: 'mm.mmap_sem:write',
      patchLine: 24,
      text: 'down_write(&mm->mmap_sem);',
    }),
    k('collapse_huge_page', 'read vm_area_struct#1.anon_vma', {
      held: 'mm.mmap_sem:write',
      under: ['khugepaged_attempt', 'khugepaged_scan_pmd'],
    }),
  ],
});

export const imbalance = finding('lock-imbalance', {
  place: place('collapse_huge_page', 'up_write(&mm->mmap_sem);'),
  thread: 'khugepaged',
  detail: 'mm.mmap_sem: held for reading, released as a writer',
  trace: 'khugepaged*5',
  preemptions: 0,
  steps: [
    k('collapse_huge_page', 'down_read mm.mmap_sem', { held: 'mm.mmap_sem:read', patchLine: 14 }),
    k('find_vma', 'read mm.mmap[0] = 0', { held: 'mm.mmap_sem:read', under: ['collapse_huge_page'] }),
    k('collapse_huge_page', 'up_write mm.mmap_sem', { held: 'mm.mmap_sem:read' }),
  ],
});

export const circular: Finding = {
  ...finding('lockdep-circular', {
    place: place('get_online_cpus', 'mutex_lock(&cpu_hotplug.lock);'),
    thread: 'khugepaged',
    detail: 'mm_struct.mmap_lock -> cpu_hotplug.lock -> kernfs_node.active -> mm_struct.mmap_lock',
    trace: '',
    preemptions: 0,
    steps: [],
  }),
  witnesses: [
    {
      role: 'mm_struct.mmap_lock -> cpu_hotplug.lock',
      trace: 'khugepaged*3',
      traceIs: 'minimal',
      preemptions: 0,
      steps: [
        k('collapse_huge_page', 'down_write mm.mmap_sem', { held: 'mm.mmap_sem:write' }),
        k('get_online_cpus', 'mutex_lock cpu_hotplug.lock', { held: 'mm.mmap_sem:write cpu_hotplug.lock:write' }),
      ],
    },
    {
      role: 'cpu_hotplug.lock -> mm_struct.mmap_lock',
      trace: 'hotplug*4',
      traceIs: 'best found',
      preemptions: 0,
      steps: [
        step('hotplug', 2, 'cpu_down', 'mutex_lock cpu_hotplug.lock', { held: 'cpu_hotplug.lock:write' }),
        step('hotplug', 2, 'cpu_down', 'down_read mm.mmap_sem', { held: 'cpu_hotplug.lock:write mm.mmap_sem:read' }),
      ],
    },
  ],
};

interface FindingOptions {
  readonly place: SourcePlace;
  readonly thread: string;
  readonly detail: string;
  readonly trace: string;
  readonly preemptions: number;
  readonly steps: readonly TraceStep[];
}

export function finding(kind: Kind, options: FindingOptions): Finding {
  const { place: at, thread, detail, trace, preemptions, steps } = options;
  return {
    severity: kinds[kind],
    kind,
    place: at,
    thread,
    detail,
    witnesses: [{ trace, traceIs: 'minimal', preemptions, steps }],
  };
}

export function cell(
  version: string,
  caseName: string,
  findings: readonly Finding[],
  more: Partial<CellResult> = {},
): CellResult {
  const names = [...new Set(findings.map((one) => `${one.kind}@${one.place.function}`))];
  return {
    series: 'swapin',
    version,
    case: caseName,
    config: 'default',
    memory: 'sc',
    verdict: verdictOf(findings),
    asExpected: true,
    mismatches: [],
    expected: { kind: 'findings', findings: names },
    source: 'dossier',
    complete: true,
    diagnostics: [],
    states: 1234,
    transitions: 4321,
    collisionBound: 1e-12,
    reached: { 'upgrade-window': true },
    demanded: ['upgrade-window'],
    findings,
    ...more,
  };
}

export function caseInfo(name: string, title: string, question: string, decides: readonly string[]): CaseInfo {
  return {
    series: 'swapin',
    name,
    file: `cases/swapin/${name}.yaml`,
    title,
    question,
    decides,
    configs: { default: { PMD_ORDER: '1', reuse: 'quarantine' } },
  };
}

export function item(id: string, more: Partial<ReviewItem> = {}): ReviewItem {
  return {
    id,
    who: 'Kirill A. Shutemov',
    date: '2016-05-23',
    messageId: '20160523174437.GA3317@node.shutemov.name',
    concern: 'nothing keeps the vma alive between up_read and down_write',
    cases: [],
    ...more,
  };
}

export function version(name: string, more: Partial<VersionInfo> = {}): VersionInfo {
  return {
    series: 'swapin',
    name,
    tag: name,
    title: 'swap in under the read lock',
    control: false,
    patches: [],
    ...more,
  };
}

export const swapin: SeriesResult = {
  series: 'swapin',
  title: 'khugepaged: swap in without the write lock',
  versions: [
    version('base', { tag: 'B0', title: 'before the series' }),
    version('v1', {
      tag: 'V1',
      base: 'base',
      author: 'Ebru Akagunduz',
      date: '2016-05-23',
      messageId: '1464023651-19420-4@example.org',
      patches: [{ file: patchFile, text: patchText }],
    }),
  ],
  cases: [
    caseInfo('03-oom', 'an injected failure of the swap-in', 'which label does a failed swap-in leave by?', ['R19']),
    caseInfo('04-munmap', 'munmap() in the window', 'what keeps the vma alive while mmap_sem is not held?', ['R1']),
    caseInfo('14-hotplug', 'CPU hotplug', 'is there a lock order that closes a circle?', []),
    {
      ...caseInfo('17-pipes', 'a | b, `c`, <img src=x> & [d](http://e)', 'does *it* | <b>break</b>?', []),
      notes: 'the history says <crash>; the model is right',
    },
  ],
  items: [
    item('R1', { claim: { version: 'v1', finding: 'use-after-free@collapse_huge_page' } }),
    item('R19', { who: 'Vlastimil Babka', claim: { version: 'v2', finding: 'use-after-free@exit_mmap' } }),
    item('R30', { claim: { version: 'v4', finding: 'lock-imbalance' }, cases: ['17-pipes'] }),
    item('R6', { notASafetyClaim: 'it is about cost' }),
  ],
  cells: [
    cell('base', '03-oom', []),
    cell('base', '04-munmap', [], {
      withouts: [
        {
          function: 'collapse_huge_page',
          line: 'vma = find_vma(mm, address);',
          expected: ['use-after-free@collapse_huge_page'],
          found: ['use-after-free@collapse_huge_page'],
          asExpected: true,
        },
      ],
    }),
    cell('base', '14-hotplug', [circular], { demanded: [] }),
    cell('base', '17-pipes', []),
    cell('v1', '03-oom', [imbalance]),
    cell('v1', '04-munmap', [useAfterFree, imbalance]),
    cell('v1', '14-hotplug', [], { demanded: [], source: 'observed' }),
    cell('v1', '17-pipes', []),
  ],
  provenance: { unmap_region: 'one vma at a time; no mmu_gather', page_fault: 'not on the way' },
};

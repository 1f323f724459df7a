import { describe, expect, it } from '@jest/globals';
import { cell, circular, imbalance, swapin, useAfterFree } from './fixtures';
import { toJson } from './json';
import { renderCell, renderFailure, renderFinding, renderSummary, type Colors } from './terminal';
import { replayCommand } from './words';

const tags: Colors = {
  red: (text) => `<red>${text}</red>`,
  green: (text) => `<green>${text}</green>`,
  yellow: (text) => `<yellow>${text}</yellow>`,
  dim: (text) => `<dim>${text}</dim>`,
  bold: (text) => `<bold>${text}</bold>`,
};

const wrong = cell('v1', '04-munmap', [useAfterFree, imbalance], {
  config: 'debug',
  asExpected: false,
  source: 'predicted',
  expected: { kind: 'findings', findings: ['lock-imbalance@collapse_huge_page'] },
  mismatches: [{ kind: 'unexpected-finding', finding: 'use-after-free@collapse_huge_page' }],
});

describe('terminal', () => {
  it('a line per cell', () => {
    expect(['', ...swapin.cells.map((one) => renderCell(one))].join('\n')).toMatchInlineSnapshot(`
     "
     ok   ✔ pass         swapin/base 03-oom  1,234 states
     ok   ✔ pass         swapin/base 04-munmap  1,234 states
     ok   ▲ warn         swapin/base 14-hotplug  lockdep-circular@get_online_cpus  1,234 states
     ok   ✔ pass         swapin/base 17-pipes  1,234 states
     ok   ✘ crash        swapin/v1 03-oom  lock-imbalance@collapse_huge_page  1,234 states
     ok   ✘ crash        swapin/v1 04-munmap  use-after-free@collapse_huge_page, lock-imbalance@collapse_huge_page  1,234 states
     ok   ✔ pass         swapin/v1 14-hotplug  1,234 states
     ok   ✔ pass         swapin/v1 17-pipes  1,234 states"
    `);
  });

  it('colours words, and never says anything by colour alone', () => {
    expect(renderCell(wrong, tags).replace(/<\/?[a-z]+>/g, '')).toBe(renderCell(wrong));
    expect(renderCell(wrong, tags)).toContain('<red>DIFF</red>');
  });

  it('a failure: expected, found, the trace of what was not expected, its replay', () => {
    expect(`\n${renderFailure(wrong)}`).toMatchInlineSnapshot(`
     "
     swapin/v1 04-munmap [debug]: not as expected
       expected  lock-imbalance@collapse_huge_page (predicted)
       found     use-after-free@collapse_huge_page, lock-imbalance@collapse_huge_page
       - found, but not expected: use-after-free@collapse_huge_page

       crash: use-after-free@collapse_huge_page
         in collapse_huge_page() mm/khugepaged.c:10: anon_vma_lock_write(vma->anon_vma);

             khugepaged (CPU0)                          task (CPU1)
             -----------------------------------------  --------------------------------
             collapse_huge_page:
         [a]   down_read(mm.mmap_sem)
             find_vma:
               read mm.mmap[0] = &vma#1
               ... 2 steps in collapse_huge_page()
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
               read vma#1.anon_vma  <== use-after-free
                   vma#1.anon_vma, freed by task
               holds mm.mmap_sem (write)

         here (khugepaged): khugepaged_attempt > khugepaged_scan_pmd > collapse_huge_page
         freed (task): task_munmap > do_munmap > remove_vma
         [a] patches/swapin/v1/0001-read-lock.patch:14: down_read(&mm->mmap_sem);
         [b] patches/swapin/v1/0001-read-lock.patch:23: up_read(&mm->mmap_sem);
         [c] patches/swapin/v1/0001-read-lock.patch:24: down_write(&mm->mmap_sem);

         1 preemption, 24 steps, minimal; replay with
         npx patch-oracle replay swapin/04-munmap swapin/v1 --config debug \\
           '#0123abcd khugepaged*9 task*19 khugepaged*3'"
    `);
  });

  it('a lockdep finding, one table per edge', () => {
    expect(`\n${renderFinding(cell('base', '14-hotplug', [circular]), circular)}`).toMatchInlineSnapshot(`
     "
     warn: lockdep-circular@get_online_cpus
       in get_online_cpus() mm/khugepaged.c:10: mutex_lock(&cpu_hotplug.lock);

       mm_struct.mmap_lock -> cpu_hotplug.lock:
       khugepaged (CPU0)
       ---------------------------------------------------------------------------
       collapse_huge_page:
         down_write(mm.mmap_sem)
       get_online_cpus:
         mutex_lock(cpu_hotplug.lock)  <== mm_struct.mmap_lock -> cpu_hotplug.lock
         holds mm.mmap_sem (write), cpu_hotplug.lock (write)

       0 preemptions, 2 steps, minimal; replay with
       npx patch-oracle replay swapin/14-hotplug swapin/base 'khugepaged*3'

       cpu_hotplug.lock -> mm_struct.mmap_lock:
       hotplug (CPU2)
       ---------------------------------------------------------------------
       cpu_down:
         mutex_lock(cpu_hotplug.lock)
         down_read(mm.mmap_sem)  <== cpu_hotplug.lock -> mm_struct.mmap_lock
         holds cpu_hotplug.lock (write), mm.mmap_sem (read)

       0 preemptions, 2 steps, best found; replay with
       npx patch-oracle replay swapin/14-hotplug swapin/base 'hotplug*4'"
    `);
  });

  it('the last lines', () => {
    expect(`\n${renderSummary([...swapin.cells, wrong])}`).toMatchInlineSnapshot(`
     "
     9 cells of 2 variants: 3 crash, 1 warn and 5 pass
     1 expectation unreviewed (from: observed)
     1 cell not as expected:
       swapin/v1 04-munmap [debug]: expected lock-imbalance@collapse_huge_page, found use-after-free@collapse_huge_page, lock-imbalance@collapse_huge_page"
    `);
  });

  it('lets no escape sequence through', () => {
    const evil = { ...useAfterFree, detail: 'x\u001b[2Jy' };
    expect(renderFinding(cell('v1', '04-munmap', [evil]), evil)).not.toContain('\u001b');
  });
});

describe('replay command', () => {
  it('names config and memory only where they are not the only ones', () => {
    expect(replayCommand(cell('v1', 'x', []), 'a*2 b')).toEqual([`npx patch-oracle replay swapin/x swapin/v1 'a*2 b'`]);
    expect(replayCommand(cell('v1', 'x', [], { config: 'debug', memory: 'tso' }), 'a')).toEqual([
      'npx patch-oracle replay swapin/x swapin/v1 --config debug --memory tso \\',
      `  'a'`,
    ]);
  });

  it('wraps at blanks of the trace, inside one quoted argument', () => {
    const trace = Array.from({ length: 20 }, (_, index) => `khugepaged*${index}`).join(' ');
    const lines = replayCommand(cell('v1', '04-munmap', []), trace);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(72);
    const argument = /'([^']*)'/.exec(lines.join('\n'))?.[1] ?? '';
    expect(argument.split(/\s+/).join(' ')).toBe(trace);
  });
});

describe('json', () => {
  it('is what the schema number promises', () => {
    expect(toJson([cell('v1', '04-munmap', [imbalance])])).toEqual({
      schema: 1,
      results: [
        {
          series: 'swapin',
          version: 'v1',
          case: '04-munmap',
          config: 'default',
          memory: 'sc',
          verdict: 'crash',
          asExpected: true,
          source: 'dossier',
          complete: true,
          states: 1234,
          transitions: 4321,
          findings: [
            {
              severity: 'crash',
              kind: 'lock-imbalance',
              function: 'collapse_huge_page',
              file: 'mm/khugepaged.c',
              line: 10,
              trace: 'khugepaged*5',
              traceIs: 'minimal',
            },
          ],
        },
      ],
    });
  });
});

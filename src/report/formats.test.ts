/** The formats that other programs read: their shape, their lines, their bytes, and text of others in them. */
import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { validate, type Schema } from '../../tests/json-schema';
import type { CellResult, SeriesResult, SourcePlace } from '../result';
import { caseInfo, cell, imbalance, swapin, useAfterFree, version } from './fixtures';
import { renderGithub } from './github';
import { renderJunit, xml } from './junit';
import { kindWords } from './kind-words';
import { mailsOf, versionsOfMail } from './mails';
import { patchLineOf } from './patch-line';
import { patchworkChecks, renderPatchwork } from './patchwork';
import { renderSarif, sarifLog } from './sarif';
import { parseResults, resultsText } from './results-file';
import { findingsOfVersion, verdictOfVersion } from './version-findings';

const root = path.join(__dirname, '../..');
const sarifSchema = JSON.parse(
  readFileSync(path.join(root, 'tests/fixtures/sarif/sarif-2.1.0.schema.json'), 'utf8'),
) as Schema;

const v1 = swapin.versions[1] ?? version('v1');
const patchFile = v1.patches[0]?.file ?? '';

function withCells(...cells: readonly CellResult[]): SeriesResult {
  return { ...swapin, cells };
}

/** The same finding after somebody added lines above it, in the model and in the patch. */
function shifted(place: SourcePlace): SourcePlace {
  const { patch } = place;
  return {
    ...place,
    line: place.line + 7,
    ...(patch === undefined ? {} : { patch: { ...patch, line: patch.line + 7 } }),
  };
}

const moved: SeriesResult = {
  ...swapin,
  versions: swapin.versions.map((one) => ({
    ...one,
    patches: one.patches.map((patch) => ({ ...patch, text: patch.text.replace(/^---$/m, `${'more\n'.repeat(7)}---`) })),
  })),
  cells: swapin.cells.map((one) => ({
    ...one,
    findings: one.findings.map((finding) => ({
      ...finding,
      place: shifted(finding.place),
      witnesses: finding.witnesses.map((witness) => ({
        ...witness,
        steps: witness.steps.map((step) => ({ ...step, place: shifted(step.place), stack: step.stack.map(shifted) })),
      })),
    })),
  })),
};

describe('SARIF', () => {
  const log = sarifLog([swapin]);
  const results = log.runs[0]?.results ?? [];

  it('fits the official schema', () => {
    expect(results.length).toBeGreaterThan(3);
    expect(validate(JSON.parse(renderSarif([swapin])), sarifSchema)).toEqual([]);
    expect(validate(JSON.parse(renderSarif([])), sarifSchema)).toEqual([]);
  });

  it('and the schema would see a mistake', () => {
    const text = renderSarif([swapin]);
    expect(validate(JSON.parse(text.replace('"essential"', '"vital"')), sarifSchema)).not.toEqual([]);
    expect(validate(JSON.parse(text.replace('"startLine"', '"starLine"')), sarifSchema)).not.toEqual([]);
  });

  it('puts a finding on its patch line', () => {
    const found = results.find((one) => one.ruleId === 'use-after-free');
    // The fault is context of hunk 2: line 25 of the patch file.
    expect(found?.locations[0]?.physicalLocation).toEqual({
      artifactLocation: { uri: patchFile },
      region: { startLine: 25, snippet: { text: ' \tanon_vma_lock_write(vma->anon_vma);' } },
    });
    expect(found?.locations[0]?.message?.text).toContain('the patch leaves the line at fault as it was');
  });

  it('has a thread flow for each CPU, whose steps are ordered over all of them', () => {
    const flows = results.find((one) => one.ruleId === 'use-after-free')?.codeFlows[0]?.threadFlows ?? [];
    expect(flows.map((one) => `${one.id} ${one.message.text}`)).toEqual(['CPU0 khugepaged', 'CPU1 task']);
    const order = flows.flatMap((one) => one.locations.map((location) => location.executionOrder));
    expect(new Set(order).size).toBe(order.length);
    expect(Math.max(...order)).toBe(useAfterFree.witnesses[0]?.steps.length);
    for (const { locations } of flows) {
      const own = locations.map((one) => one.executionOrder);
      expect(own).toEqual([...own].sort((a, b) => a - b));
    }
  });

  it('has a code flow for each edge of lockdep', () => {
    const found = results.find((one) => one.ruleId === 'lockdep-circular');
    expect(found?.codeFlows.map((one) => one.message?.text)).toEqual([
      'mm_struct.mmap_lock -> cpu_hotplug.lock',
      'cpu_hotplug.lock -> mm_struct.mmap_lock',
    ]);
  });

  it('has fingerprints that survive moved lines, and differ between findings', () => {
    const prints = (series: SeriesResult): string[] =>
      (sarifLog([series]).runs[0]?.results ?? []).map((one) => JSON.stringify(one.partialFingerprints));
    const lines = (series: SeriesResult): unknown[] =>
      (sarifLog([series]).runs[0]?.results ?? []).map((one) => one.locations[0]?.physicalLocation?.region?.startLine);
    expect(lines(moved)).not.toEqual(lines(swapin));
    expect(prints(moved)).toEqual(prints(swapin));
    expect(new Set(prints(swapin)).size).toBe(results.length);
  });
});

describe('JUnit', () => {
  it('is this text', () => {
    expect(renderJunit([swapin])).toMatchSnapshot();
  });

  it('tells a verdict that differs from one that was not reached', () => {
    const text = renderJunit([
      withCells(
        cell('base', '03-oom', [imbalance], {
          asExpected: false,
          mismatches: [{ kind: 'unexpected-finding', finding: 'lock-imbalance@collapse_huge_page' }],
          expected: { kind: 'findings', findings: [] },
        }),
        cell('base', '04-munmap', [], {
          verdict: 'inconclusive',
          asExpected: false,
          mismatches: [{ kind: 'inconclusive', budget: 'states' }],
        }),
        cell('base', '14-hotplug', [], { expected: { kind: 'skip', reason: 'x' } }),
      ),
    ]);
    expect(text).toContain('<testsuites name="patch-oracle" tests="2" failures="1" errors="1" skipped="0">');
    expect(text).toContain(
      '<failure type="unexpected-finding" message="expected pass, found lock-imbalance@collapse_huge_page">',
    );
    expect(text).toContain('<error type="inconclusive" message="expected pass, found inconclusive">');
  });

  it('shows text of others, and no character that XML has not', () => {
    expect(xml('<img src=x onerror="y"> & \u0000\u001b\ufffe\ud800 ä 😀')).toBe(
      '&lt;img src=x onerror=&quot;y&quot;&gt; &amp; \\u{0}\\u{1b}\\u{fffe}\\u{d800} ä 😀',
    );
  });
});

describe('GitHub annotations', () => {
  it('are notices on the patch lines of what is expected and the version’s own', () => {
    expect(renderGithub([swapin])).toMatchSnapshot();
  });

  it('are errors on what is not as expected, on the patch line or on the case', () => {
    const text = renderGithub([
      withCells(
        cell('v1', '04-munmap', [useAfterFree], {
          asExpected: false,
          expected: { kind: 'findings', findings: [] },
          mismatches: [{ kind: 'unexpected-finding', finding: 'use-after-free@collapse_huge_page' }],
        }),
        cell('v1', '14-hotplug', [], {
          verdict: 'refused',
          asExpected: false,
          mismatches: [{ kind: 'refused', code: 'x' }],
          diagnostics: ['50% of it\r\n::error::is wrong'],
        }),
      ),
    ]);
    expect(text.split('\n')).toEqual([
      `::error file=${patchFile},line=25,title=swapin/v1 04-munmap::expected pass, found use-after-free@collapse_huge_page%0Afound, but not expected: use-after-free@collapse_huge_page`,
      '::error file=cases/swapin/14-hotplug.yaml,title=swapin/v1 14-hotplug::expected pass, found refused%0Athe variant or the case could not be built: x%0A50%25 of it%0D%0A::error::is wrong',
      '',
    ]);
  });

  it('no text of others begins a line or ends a property', () => {
    const name = 'x,line=1::error::y\n::warning::z';
    const text = renderGithub([
      { ...withCells(cell('v1', name, [], { asExpected: false })), cases: [caseInfo(name, '', '', [])] },
    ]);
    expect(text.split('\n')).toHaveLength(2);
    expect(text).toContain('file=cases/swapin/x%2Cline=1%3A%3Aerror%3A%3Ay%0A%3A%3Awarning%3A%3Az.yaml,');
  });
});

describe('Patchwork checks', () => {
  it('are one for each modelled mail, by its Message-ID', () => {
    expect(patchworkChecks([swapin], 'https://ci.example.org/report.html')).toEqual([
      {
        messageId: '1464023651-19420-4@example.org',
        check: {
          state: 'fail',
          context: 'patch-oracle-swapin-v1',
          description: 'in the model, 4 questions asked: 2 crashes',
          target_url: 'https://ci.example.org/report.html#swapin/v1',
        },
      },
    ]);
  });

  it('have a context that is a slug', () => {
    const dotted = { ...swapin, versions: [{ ...v1, name: 'v1', series: 'a.b' }], series: 'a.b' };
    expect(patchworkChecks([dotted]).map((one) => one.check.context)).toEqual(['patch-oracle-a-b-v1']);
  });
});

describe('a version in a word', () => {
  const verdict = (...cells: readonly CellResult[]) => verdictOfVersion(withCells(...cells), v1);

  it.each<[string, CellResult[], ReturnType<typeof verdictOfVersion>]>([
    ['nothing asked', [], undefined],
    [
      'nothing found',
      [cell('v1', '03-oom', [])],
      { status: 'pass', summary: 'in the model, 1 question asked: nothing found within the bounds' },
    ],
    [
      'a crash of its own',
      [cell('base', '03-oom', []), cell('v1', '03-oom', [imbalance])],
      { status: 'fail', summary: 'in the model, 1 question asked: 1 crash' },
    ],
    [
      'a crash that its base has too',
      [cell('base', '03-oom', [imbalance]), cell('v1', '03-oom', [imbalance])],
      { status: 'warn', summary: 'in the model, 1 question asked: 1 finding that its base has too' },
    ],
    [
      'no answer',
      [cell('v1', '03-oom', [], { verdict: 'inconclusive' }), cell('v1', '04-munmap', [])],
      { status: 'warn', summary: 'in the model, 2 questions asked: 1 question without an answer' },
    ],
    [
      'does not build',
      [cell('v1', '03-oom', [], { verdict: 'refused', expected: { kind: 'refused', code: 'x' } })],
      {
        status: 'fail',
        summary: 'in the model, 1 question asked: 1 question that cannot be asked, for it does not build',
      },
    ],
  ])('%s', (_, cells, expected) => {
    expect(verdict(...cells)).toEqual(expected);
  });
});

describe('the patch line of a finding', () => {
  const at = (place: Partial<SourcePlace>, finding = useAfterFree) =>
    patchLineOf(v1, { ...finding, place: { ...finding.place, ...place } });

  it.each<[string, ReturnType<typeof at>, ReturnType<typeof at>]>([
    [
      'written by the patch',
      at({ patch: { patch: patchFile, hunk: 2, line: 23 } }),
      { patch: patchFile, line: 23, how: 'wrote' },
    ],
    ['shown by the patch', at({}), { patch: patchFile, line: 25, how: 'shows' }],
    [
      'elsewhere: the last that the run passes',
      at({ text: 'other();' }),
      { patch: patchFile, line: 24, how: 'passes' },
    ],
    [
      'elsewhere: what the patch removes',
      at(
        { text: 'other();' },
        {
          ...useAfterFree,
          witnesses: [
            {
              ...imbalance.witnesses[0],
              trace: '',
              traceIs: 'minimal',
              preemptions: 0,
              steps: (imbalance.witnesses[0]?.steps ?? []).slice(2),
            },
          ],
        },
      ),
      { patch: patchFile, line: 13, how: 'removes' },
    ],
    ['nothing to do with it', at({ text: 'other();' }, { ...useAfterFree, witnesses: [] }), undefined],
  ])('%s', (_, found, expected) => {
    expect(found).toEqual(expected);
  });
});

it('a finding of two configurations is one, told by the shorter trace', () => {
  const [witness] = useAfterFree.witnesses;
  const longer = { ...useAfterFree, witnesses: witness ? [witness, witness] : [] };
  const found = findingsOfVersion(
    withCells(
      cell('v1', '04-munmap', [longer], { config: 'a' }),
      cell('v1', '04-munmap', [useAfterFree], { config: 'b' }),
    ),
    v1,
  );
  expect(found.map((one) => [one.cells.length, one.cell.config])).toEqual([[2, 'b']]);
});

describe('mails of a version', () => {
  const series: SeriesResult = {
    ...swapin,
    versions: [
      version('base', { patches: v1.patches }),
      { ...v1, messageId: 'cover@x' },
      version('v2', { messageId: '1464023651-19420-4@example.org' }),
    ],
  };

  it('are its posting and those its patches model', () => {
    expect(mailsOf({ ...series, versions: series.versions.slice(0, 2) }, series.versions[1] ?? v1)).toEqual([
      'cover@x',
      '1464023651-19420-4@example.org',
    ]);
  });

  it('are not those that another version posts', () => {
    expect(series.versions.map((one) => mailsOf(series, one))).toEqual([
      [],
      ['cover@x'],
      ['1464023651-19420-4@example.org'],
    ]);
    expect(versionsOfMail(series, '1464023651-19420-4@example.org').map((one) => one.name)).toEqual(['v2']);
    expect(versionsOfMail(series, 'unknown@x')).toEqual([]);
  });
});

it.each<[string, (all: readonly SeriesResult[]) => string]>([
  ['SARIF', renderSarif],
  ['JUnit', renderJunit],
  ['GitHub annotations', renderGithub],
  ['Patchwork', renderPatchwork],
])('%s: same input, same bytes, also when read back from results.json', (_, render) => {
  expect(render(parseResults(resultsText([swapin])))).toBe(render([swapin]));
});

it('kinds are told in the words of docs/cases.md', () => {
  const page = readFileSync(path.join(root, 'docs/cases.md'), 'utf8');
  const rows = [...page.matchAll(/^\| `([a-z-]+)` *\| (.*?) *\| (.*?) *\|$/gm)].map((row) => row.slice(1));
  expect(rows.filter(([kind]) => kind !== undefined && Object.hasOwn(kindWords, kind))).toEqual(
    Object.entries(kindWords).map(([kind, { what, tool }]) => [kind, what, tool]),
  );
});

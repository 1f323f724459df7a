/** The whole program, run as a user runs it, on a small project of its own. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { filesBelow } from '../src/run/files';
import { replayCommands, TestProject } from './cli';

let project: TestProject;
beforeEach(() => {
  project = new TestProject('count');
});
afterEach(() => project.remove());

/** Files under reports/ that are for readers: results kept for the next run are not. */
const pages = (): string[] =>
  filesBelow(path.join(project.root, 'reports')).filter((file) => !file.startsWith('out/cache/'));

const caseFile = 'cases/count/01-two-adds.yaml';

interface Json {
  readonly schema: number;
  readonly results: readonly {
    readonly version: string;
    readonly findings: readonly { readonly trace: string }[];
  }[];
}

describe('run', () => {
  it('says of every cell whether it is as expected, and ends with 0', async () => {
    const { code, out, err } = await project.run('run');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('count/base 01-two-adds');
    expect(out).toContain('count/v1 01-two-adds  assert@finally');
    expect(out).toContain('all as expected');
  });

  it('ends with 1 when a verdict differs, and says how to replay what was found', async () => {
    project.change(caseFile, 'v1: assert@finally', 'v1: pass');
    const { code, out } = await project.run('run', 'count/v1');
    expect(code).toBe(1);
    expect(out).toContain('found, but not expected: assert@finally');
    expect(out).toMatch(/patch-oracle replay count\/01-two-adds count\/v1/);
  });

  it('ends with 1 when a demanded label is not passed', async () => {
    project.change(caseFile, 'inside: [base, v1]', 'inside: [base, v1]\n  outside: base');
    const { code, out } = await project.run('run', 'count/base');
    expect(code).toBe(1);
    expect(out).toContain('no explored run passed the label outside');
    expect(out).toContain('inconclusive');
  });

  it('ends with 1 when a line taken out is not noticed', async () => {
    project.change(caseFile, "'mutex_lock(&counter->lock);', 'mutex_unlock(&counter->lock);'", "'REACH(inside);'");
    const { code, out } = await project.run('run', 'count/base');
    expect(code).toBe(1);
    expect(out).toContain('without the line REACH(inside);: expected assert@finally, found pass');
  });

  it('prints JSON of the documented shape, the same bytes each time', () => {
    const first = project.spawn('run', '--json');
    expect({ code: first.code, err: first.err }).toEqual({ code: 0, err: '' });
    expect(project.spawn('run', '--json').out).toBe(first.out);
    expect(JSON.parse(first.out)).toEqual({
      schema: 1,
      results: [
        result('base', 'pass', []),
        result('v1', 'crash', [
          {
            severity: 'crash',
            kind: 'assert',
            function: 'finally',
            file: caseFile,
            line: 11,
            trace: expect.stringMatching(/^#[0-9a-f]{8} /),
            traceIs: 'minimal',
          },
        ]),
        { ...result('v2', 'refused', []), complete: false, states: 0, transitions: 0 },
      ],
    });
  });

  it.each([['--no-reduction'], ['--exact'], ['--no-traces']])('%s gives the same verdicts', async (flag) => {
    expect((await project.run('run', flag)).code).toBe(0);
  });
});

function result(version: string, verdict: string, findings: readonly unknown[]) {
  return {
    series: 'count',
    version,
    case: '01-two-adds',
    config: 'default',
    memory: 'sc',
    verdict,
    asExpected: true,
    source: 'dossier',
    complete: true,
    states: expect.any(Number),
    transitions: expect.any(Number),
    findings,
  };
}

describe('a reader that has read enough', () => {
  it('ends the program without a word, and not as if all had been as expected', () => {
    const { err } = project.shell('{ npx patch-oracle run; echo "code $?" >&2; } | true');
    expect(err).toBe('code 141\n');
  });
});

describe('what is run', () => {
  it.each([
    ['a case by its number', ['--case', '01', 'count/base']],
    ['a case by its path', [caseFile, 'count/base']],
    ['a config by its name', ['--config', 'default', 'count/base']],
  ])('%s', async (_, args) => {
    const { code, out } = await project.run('run', ...args);
    expect(code).toBe(0);
    expect(out).toContain('1 cell of 1 variant');
  });

  it.each([
    ['an unknown version', ['run', 'count/v11'], "error[run-unknown-variant]: no variant 'count/v11'"],
    ['an unknown case', ['run', '--case', '01-two-add'], "did you mean '01-two-adds'?"],
    ['an unknown config', ['run', '--config', 'defualt'], "did you mean 'default'?"],
    ['an unknown option', ['run', '--jsn'], 'Did you mean --json?'],
    ['an unknown command', ['runn'], 'Did you mean run?'],
    ['no number of jobs', ['run', '--jobs', 'all'], "'all' is not a number for --jobs"],
  ])('ends with 2 on %s', async (_, args, message) => {
    const { code, out, err } = await project.run(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });

  it('ends with 2 outside a project', async () => {
    const { code, err } = await project.run('-C', '/', 'run');
    expect(code).toBe(2);
    expect(err).toContain('error[run-no-project]');
  });
});

describe('bad input ends with 2 and its place', () => {
  it.each([
    ['a misspelt key', 'question:', 'questoin:', `${caseFile}:3:1: error[yaml-unknown-key]`],
    ['an unknown version', 'v2: refused', 'v3: refused', `${caseFile}:18:3: error[case-unknown-version]`],
    ['C of a thread', 'b: counter_add(&shared);', 'b: counter_ad(&shared);', `${caseFile}:9:6: error[`],
    ['C of the final check', 'shared.value == 2', 'shared.valu == 2', `${caseFile}:11:17: error[`],
    ['a line to take out', 'mutex_lock(&counter->lock);', 'mutex_loc(&counter->lock);', 'case-without-absent'],
    [
      'its near one',
      'mutex_lock(&counter->lock);',
      'mutex_loc(&counter->lock);',
      "did you mean 'mutex_lock(&counter->lock);'?",
    ],
    ['a function to take it out of', 'in: counter_add', 'in: counter_ad', "did you mean 'counter_add'?"],
  ])('%s', async (_, from, to, message) => {
    project.change(caseFile, from, to);
    for (const command of ['run', 'check', 'review']) {
      const { code, err } = await project.run(command);
      expect(err).toContain(message);
      expect(code).toBe(2);
    }
    expect(pages()).toEqual([]);
  });
});

describe('a case whose threads never meet', () => {
  it.each([
    [
      'a label that no run passes',
      '  inside: [base, v1]',
      '  inside: [base, v1]\n  elsewhere: base',
      /01-two-adds\.yaml:\d+:3: error\[case-not-reached\]/,
    ],
    [
      'an assume that never holds',
      'finally: |',
      'finally: |\n  assume(0);',
      /01-two-adds\.yaml:\d+:3: error\[case-not-asked\].*no run satisfied every assume/,
    ],
    [
      'a set-up without an end',
      'setup: |',
      'setup: |\n  for (;;) PROGRESS();',
      /01-two-adds\.yaml:\d+:3: error\[case-not-asked\].*set-up did not end/,
    ],
  ])('is told at its place: %s', async (_, from, to, message) => {
    project.change(caseFile, from, to);
    const { code, out } = await project.run('run', 'count/base');
    expect(code).toBe(1);
    expect(out).toContain('? inconclusive');
    expect(out).toMatch(message);
    expect(out).toContain('hint: ');
  });
});

describe('check', () => {
  it('finds nothing wrong, and counts what it looked at', async () => {
    expect(await project.run('check')).toEqual({
      code: 0,
      out: '3 variants, 1 case, 3 cells: 0 errors, 0 warnings\n',
      err: '',
    });
  });

  it('tells what is wrong with series.yaml, and nothing that only follows from it', async () => {
    project.change('patches/count/series.yaml', 'base: base', 'base: bse');
    const { code, err } = await project.run('check', 'count/v1');
    expect(code).toBe(2);
    expect(err).toMatch(/series\.yaml:\d+:11: error\[series-unknown-base\][^]*did you mean 'base'/);
    expect(err).not.toContain('run-unknown-variant');
    project.change('patches/count/series.yaml', 'base: bse', 'base: base');
    project.change('patches/count/v1/0001-no-lock.patch', 'Models: ', 'Model: ');
    const again = await project.run('check', 'count/v1');
    expect(again.err).toMatch(/0001-no-lock\.patch:1:1: error\[patch-models\]/);
    expect(again.err).not.toContain('run-unknown-variant');
  });

  it('tells of a demanded label that the variant does not have', async () => {
    project.change(caseFile, 'inside: [base, v1]', 'insid: [base, v1]');
    const { code, err } = await project.run('check');
    expect(code).toBe(2);
    expect(err).toContain(`${caseFile}:13:3: error[case-label-absent]`);
    expect(err).toContain("did you mean 'inside'?");
  });

  it('tells of a version that should build and does not', async () => {
    project.change('patches/count/series.yaml', '    builds: unknown-function\n', '');
    const { code, err } = await project.run('check');
    expect(code).toBe(2);
    expect(err).toContain('counter_read');
  });
});

describe('list', () => {
  it('ends with 2 on a name that is not there, with a near one', async () => {
    const { code, err } = await project.run('list', 'coun');
    expect({ code, err }).toEqual({
      code: 2,
      err: "error[run-unknown-name]: no series, version or case 'coun'\n  hint: did you mean 'count'?\n",
    });
  });

  it('names series, versions and cases', async () => {
    const { code, out } = await project.run('list');
    expect(code).toBe(0);
    expect(out).toMatchSnapshot();
  });

  it('says what is wrong with a series that it cannot read', async () => {
    project.change('patches/count/series.yaml', 'versions:', 'version:');
    const { code, err } = await project.run('list');
    expect(code).toBe(2);
    expect(err).toContain('patches/count/series.yaml');
  });

  it('prints them as JSON', async () => {
    const { series } = JSON.parse((await project.run('list', '--json')).out) as {
      series: { versions: { name: string }[] }[];
    };
    expect(series[0]?.versions.map((one) => one.name)).toEqual(['base', 'v1', 'v2']);
  });
});

describe('trace and replay', () => {
  it('a printed trace replays to its finding, step by step', async () => {
    const { results } = JSON.parse((await project.run('run', '--json', 'count/v1')).out) as Json;
    const trace = results[0]?.findings[0]?.trace ?? '';
    const { code, out, err } = await project.run('replay', '01', 'count/v1', trace);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('counter->value = old + 1;');
    expect(out).toContain('mm/counter.c:10 in counter_add');
    expect(out).toContain(`assert@finally in`);
  });

  it('warns of a trace of another variant, and tries it', async () => {
    const { code, err } = await project.run('replay', '01', 'count/v1', '#00000000 a');
    expect(code).toBe(0);
    expect(err).toContain('warning[run-other-variant]');
  });

  it('says where a trace cannot be read, and where it cannot go on', async () => {
    const unreadable = await project.run('replay', '01', 'count/v1', 'a*x');
    expect(unreadable.code).toBe(2);
    expect(unreadable.err).toContain('error[run-bad-trace]');
    const stuck = await project.run('replay', '01', 'count/v1', 'a*99');
    expect(stuck.code).toBe(1);
    expect(stuck.err).toContain('error[run-trace-stuck]');
  });

  it('trace shows each finding in columns', async () => {
    const { code, out } = await project.run('trace', '01', 'count/v1');
    expect(code).toBe(0);
    expect(out).toContain('crash: assert@finally');
  });
});

describe('review', () => {
  it('writes a report per version and an index, removes reports of versions that are gone, and is stable', async () => {
    mkdirSync(path.join(project.root, 'reports/count'), { recursive: true });
    project.write('reports/count/v0.md', 'old');
    const first = await project.run('review');
    expect({ code: first.code, err: first.err }).toEqual({ code: 0, err: '' });
    expect(first.out).toContain('removed reports/count/v0.md');
    expect(readdirSync(path.join(project.root, 'reports/count'))).toEqual(['base.md', 'v1.md', 'v2.md']);
    expect(project.read('reports/README.md')).toContain('count');
    expect((await project.run('review')).out).toMatch(/^nothing changed; \d+ reports are current$/m);
  });

  it('prints replay commands that a shell runs', async () => {
    await project.run('review');
    const [command = ''] = replayCommands(project.read('reports/count/v1.md'));
    const { code, out, err } = project.shell(command);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('assert@finally');
  });

  it('of one version touches its report alone', async () => {
    mkdirSync(path.join(project.root, 'reports/count'), { recursive: true });
    project.write('reports/count/v0.md', 'old');
    expect((await project.run('review', 'count/v1')).code).toBe(0);
    expect(pages()).toEqual(['count/v0.md', 'count/v1.md']);
  });

  it('leaves results from which the same reports are made without a search', async () => {
    await project.run('review');
    const before = project.read('reports/count/v1.md');
    project.write('reports/count/v1.md', 'damaged');
    const { code, out } = await project.run('report');
    expect({ code, out }).toEqual({ code: 0, out: 'wrote reports/count/v1.md\n' });
    expect(project.read('reports/count/v1.md')).toBe(before);
  });

  it('report says what is wrong with a results file', async () => {
    expect((await project.run('report')).err).toContain('error[run-unreadable]');
    project.write('results.json', '{"schema":9}');
    expect((await project.run('report', '--from', 'results.json')).err).toContain('its schema is 9, not 2');
  });
});

describe('patches', () => {
  it('diff prints what a version changes', async () => {
    const { code, out } = await project.run('diff', 'count/base', 'count/v1');
    expect(code).toBe(0);
    expect(out).toContain('-\tmutex_lock(&counter->lock);');
  });

  it('edit and refresh carry a change of the tree into the patch', async () => {
    expect((await project.run('edit', 'count/v1', 'tree')).code).toBe(0);
    expect((await project.run('refresh', 'count/v1', 'tree')).out).toContain('is current');
    project.change('tree/mm/counter.c', 'old + 1', 'old + 2');
    const { code, out, err } = await project.run('refresh', 'count/v1', 'tree');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('wrote patches/count/v1/0001-no-lock.patch');
    expect(project.read('patches/count/v1/0001-no-lock.patch')).toContain('+\tcounter->value = old + 2;');
  });

  it('edit never writes into a folder that has something in it', async () => {
    const { code, err } = await project.run('edit', 'count/v1', 'src');
    expect(code).toBe(2);
    expect(err).toContain('error[run-folder-not-empty]');
  });
});

describe('prove', () => {
  it('compares reduced, plain and reversed searches, and records them', async () => {
    const { code, out } = await project.run('prove', '--write');
    expect(code).toBe(0);
    expect(out).toContain('reduced = plain: 2 of 2 cells compared');
    expect(project.read('docs/proof/count.md')).toBe(out);
  });

  it('records no part of a series', async () => {
    const { code, err } = await project.run('prove', 'count/v1', '--write');
    expect(code).toBe(2);
    expect(err).toContain('error[run-proof-of-part]');
  });

  // 9 searches: 3 workers.
  it('says the same, byte for byte, with one worker and with three', () => {
    const one = project.spawn('prove', '--jobs', '1');
    const three = project.spawn('prove', '--jobs', '3');
    expect({ code: three.code, err: three.err }).toEqual({ code: 0, err: '' });
    expect(three.out).toBe(one.out);
  });
});

describe('help', () => {
  it('has examples and the exit codes', async () => {
    const { code, out } = await project.run('--help');
    expect(code).toBe(0);
    expect(out).toMatchSnapshot();
  });

  it.each([['run'], ['review'], ['list'], ['check'], ['trace'], ['replay'], ['diff'], ['edit'], ['refresh']])(
    'of %s has an example',
    async (command) => {
      const { code, out } = await project.run(command, '--help');
      expect(code).toBe(0);
      expect(out).toContain(`$ patch-oracle ${command}`);
    },
  );
});

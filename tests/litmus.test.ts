/** `patch-oracle litmus` and docs/litmus.md: the commands shown are run, exit codes are what the page says. */
import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { main } from '../src/run/main';

const home = path.join(__dirname, '..');
const page = readFileSync(path.join(home, 'docs/litmus.md'), 'utf8');
const message = 'cases/litmus/kernel/MP+poonceonces.litmus';

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const code = await main(args, {
    cwd: home,
    input: () => Promise.resolve(Buffer.from('')),
    ask: () => Promise.resolve(undefined),
    changes: () => (async function* () {})(),
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    color: false,
    terminal: false,
    columns: 80,
    cores: 1,
    now: () => 0,
  });
  return { code, out, err };
}

describe('docs/litmus.md', () => {
  const commands = [...page.matchAll(/^patch-oracle (litmus .*)$/gm)].map((match) => match[1] ?? '');

  it('shows two commands', () => {
    expect(commands).toHaveLength(2);
  });

  it.each(commands)('%s', async (command) => {
    expect(await run(...command.split(' '))).toMatchObject({ code: 0, err: '' });
  });

  it('shows what the first one prints', async () => {
    const { out } = await run('litmus', message);
    expect(page).toContain(/^Observation.*$/m.exec(out)?.[0]);
  });
});

describe('litmus', () => {
  it('ends with 1 when the header says something else, and shows where', async () => {
    const { code, out, err } = await run(
      'litmus',
      '--axioms',
      '--memory',
      'lkmm+lb',
      'tests/fixtures/litmus/wrong.litmus',
    );
    expect(code).toBe(1);
    expect(out).toContain('Observation wrong Sometimes 1 3\n');
    expect(err).toContain(
      'wrong.litmus:4:12: error[litmus-differs]: wrong: the header says Never, lkmm+lb says Sometimes',
    );
  });

  it('ends with 2 when a file is refused, and reads the others', async () => {
    const { code, out, err } = await run('litmus', '--memory', 'sc', 'no/such.litmus', message);
    expect(code).toBe(2);
    expect(out).toContain('Observation MP+poonceonces Never 0 3');
    expect(err).toContain('no/such.litmus cannot be read: there is no such file');
  });

  it('knows its memory models and reaches', async () => {
    expect(await run('litmus', '--memory', 'arm', message)).toMatchObject({ code: 2, out: '' });
    expect(await run('litmus', '--ctrl', 'far', message)).toMatchObject({ code: 2, out: '' });
  });

  it('gives the same as data', async () => {
    const { out } = await run('litmus', '--memory', 'sc', '--json', message);
    expect(JSON.parse(out)).toEqual([
      {
        file: message,
        name: 'MP+poonceonces',
        memory: 'sc',
        ctrl: 'lkmm',
        axioms: false,
        stated: null,
        observation: 'Never',
        positive: 0,
        negative: 3,
        flags: [],
        condition: 'exists (1:r0=1 /\\ 1:r1=0)',
        states: [
          { values: { '1:r0': 0, '1:r1': 0 }, count: 1, positive: false },
          { values: { '1:r0': 0, '1:r1': 1 }, count: 1, positive: false },
          { values: { '1:r0': 1, '1:r1': 1 }, count: 1, positive: false },
        ],
      },
    ]);
  });
});

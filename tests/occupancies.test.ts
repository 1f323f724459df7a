/**
 * How many of the 65,536 occupancies of sixteen entries a scan of mthp gets wrong: cases 21c and 24d say whether there are
 * any, these are the numbers of the dossier. A run stands for all occupancies with as many entries in each four, so that
 * the thread of the case goes on, where the case's claim fails, to choose one of them: end states are then occupancies.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cellJob } from '../src/run/jobs';
import { Pool } from '../src/run/pool';
import { everything, plan } from '../src/run/plan';
import { usual } from '../src/run/prepare';
import { loadProject } from '../src/run/project';

const home = path.join(__dirname, '..');
const root = mkdtempSync(path.join(os.tmpdir(), 'patch-oracle-occupancies-'));

/**
 * By how many entries may miss (max_ptes_none, 0 to 15): for how many occupancies a second scan of a version collapses
 * again. It is 0 in v13, v18 and v19, whatever may miss.
 */
const again: Readonly<Record<string, readonly number[]>> = {
  v5: [0, 0, 64, 64, 12338, 11054, 13030, 10526, 21477, 10101, 4917, 1137, 658, 102, 12, 0],
  v10: [0, 0, 0, 0, 956, 368, 64, 0, 22778, 14594, 10066, 9058, 682, 126, 12, 0],
  v11: [0, 0, 448, 896, 27488, 26672, 31808, 21856, 11288, 4264, 1136, 192, 16, 0, 0, 0],
  v19: Array.from({ length: 16 }, () => 0),
};

/** Columns that are counted each time: all sixteen take a minute. */
const asked = [4, 7, 11];

/** For how many occupancies a scan that lets none miss leaves out, or makes smaller, what is full. */
const lost: Readonly<Record<string, number>> = { v5: 11295, v10: 4096, v11: 0, v19: 0 };

/** @param wrong what holds in the runs that are counted */
function weighed(text: string, wrong: string): string {
  const choice = `    assume(${wrong});
    for (chunk = 0; chunk < 4; chunk++) {
      which[chunk] = choose(6);
      assume(which[chunk] < (there[chunk] % 4 == 0 ? 1 : there[chunk] == 2 ? 6 : 4));
    }
finally: |
`;
  const changed = text
    .replace('  int there[4], chunk', '  int which[4], there[4], chunk')
    .replace('finally: |\n', choice);
  expect(changed.length).toBe(text.length + choice.length - 'finally: |\n'.length + 'which[4], '.length);
  return changed;
}

function withLimits(text: string): string {
  const [line] = /^ {2}seven-may-miss: .*\n/m.exec(text) ?? [];
  if (line === undefined) throw new Error('24d has no config of seven');
  const lines = asked.map((nr) => line.replace('seven-may-miss', `miss-${nr}`).replace('NONE: 7', `NONE: ${nr}`));
  return text
    .replace(line, lines.join(''))
    .replace(/^ {2}eleven-may-miss: .*\n/m, '')
    .replace(/^ {2}v10: .*\n/m, '  v10: pass\n');
}

const read = (name: string): string => readFileSync(path.join(home, 'cases/mthp', `${name}.yaml`), 'utf8');
const write = (name: string, text: string): void => writeFileSync(path.join(root, 'cases/mthp', `${name}.yaml`), text);
const pool = new Pool(root, os.availableParallelism());

beforeAll(() => {
  mkdirSync(path.join(root, 'cases/mthp'), { recursive: true });
  mkdirSync(path.join(root, 'src'));
  symlinkSync(path.join(home, 'src/kernel'), path.join(root, 'src/kernel'));
  symlinkSync(path.join(home, 'patches'), path.join(root, 'patches'));
  write('21c-every-occupancy', weighed(read('21c-every-occupancy'), 'lost'));
  write('24d-every-occupancy', withLimits(weighed(read('24d-every-occupancy'), 'again')));
});

afterAll(async () => {
  await pool.close();
  rmSync(root, { recursive: true });
});

async function counts(
  name: string,
  asked: readonly (readonly [version: string, config: string])[],
): Promise<unknown[]> {
  const project = loadProject(root);
  expect(project.diagnostics.map((one) => one.message)).toEqual([]);
  const { cells } = plan(project, everything);
  return Promise.all(
    asked.map(async ([version, config]) => {
      const cell = cells.find((one) => one.case.name === name && one.version === version && one.config.name === config);
      if (!cell) throw new Error(`no cell ${version} ${config}`);
      const done = await pool.run(cellJob(cell, { ...usual, traces: false }));
      return done.kind === 'cell' && done.facts && done.result.budget === undefined ? done.facts.terminals : done;
    }),
  );
}

describe('of 65,536 occupancies', () => {
  it('so many are not collapsed as far as they are full', async () => {
    const versions = Object.keys(lost);
    const found = await counts(
      '21c-every-occupancy',
      versions.map((version) => [version, 'sixteen']),
    );
    expect(found).toEqual(Object.values(lost));
  }, 600_000);

  it.each(asked)(
    'so many are collapsed again where %i may miss',
    async (nr) => {
      const found = await counts(
        '24d-every-occupancy',
        Object.keys(again).map((version) => [version, `miss-${nr}`]),
      );
      expect(found).toEqual(Object.values(again).map((row) => row[nr]));
    },
    600_000,
  );
});

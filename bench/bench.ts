/**
 * `npm run bench`: prints the tables of docs/benchmarks.md. Each part says what it measures; none of it
 * is a test (tests/bench.test.ts pins the verdicts and state counts of the small sizes).
 *
 *   npm run bench                everything but the largest searches
 *   npm run bench -- --large     those too (minutes, and 3 GB for SPIN)
 *   npm run bench -- engine      only the tables named: engine, corpus, litmus, list
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { explore, type Exploration } from '../src/engine';
import { listSeries } from '../src/patch';
import { diskReader } from '../src/run/disk';
import { bestOf, command, timed, type Timed } from './clock';
import { litmusMemories } from '../src/litmus';
import { litmusFigures } from './litmus';
import { programOf, safety, type Variant } from './models';
import type { SeriesFigures } from './series';
import { spinPresent, spinRun, type SpinRun } from './spin';

const root = join(__dirname, '..');

/** What is too large to be asked again and again. */
type Part = 'plain' | 'spin' | 'spin plain';
interface Question extends Variant {
  readonly title: string;
  readonly large?: readonly Part[];
}

const khugepaged = (threads: number, rest: Partial<Question> = {}): Question => ({
  title: `khugepaged, ${threads} threads`,
  subject: 'khugepaged',
  threads,
  ...rest,
});
const other = (subject: Question['subject'], threads: number, rest: Partial<Question> = {}): Question => ({
  title: `${subject}, ${threads} threads`,
  subject,
  threads,
  ...rest,
});

const questions: readonly Question[] = [
  khugepaged(3, { title: 'khugepaged v1, 3 threads', patch: 'khugepaged-v1.patch' }),
  khugepaged(3, { title: 'khugepaged v3, 3 threads', patch: 'khugepaged-v3.patch' }),
  khugepaged(3),
  khugepaged(4),
  khugepaged(5, { large: ['spin plain'] }),
  khugepaged(6, { large: ['plain', 'spin', 'spin plain'] }),
  other('dining', 5, { title: 'dining, 5 seats' }),
  other('dining', 5, { title: 'dining, 5 seats, ordered', defines: ['ORDERED'] }),
  other('dining', 7, { title: 'dining, 7 seats, ordered', defines: ['ORDERED'] }),
  other('bakery', 2),
  other('bakery', 3),
  other('filter', 3),
  other('filter', 4),
];

interface Asked {
  readonly question: Question;
  readonly compile: number;
  readonly reduced: Timed<Exploration>;
  readonly plain?: Timed<Exploration>;
  readonly spin?: SpinRun;
  readonly spinPlain?: SpinRun;
  /** Kind and function of what was found. */
  readonly found: string;
}

function ask(question: Question, large: boolean, spin: boolean): Asked {
  const wanted = (part: Part): boolean => large || !question.large?.includes(part);
  const compiled = bestOf(() => programOf(question));
  const program = compiled.value;
  const search = (reduction: boolean): Timed<Exploration> =>
    bestOf(() => explore(program, { ...safety, reduction }), question.large?.includes('plain') ? 1 : 3);
  const reduced = search(true);
  const kinds = reduced.value.findings.map((one) => `${one.kind}@${program.places[one.place]?.function ?? '?'}`);
  return {
    question,
    compile: compiled.milliseconds,
    reduced,
    found: kinds.length === 0 ? 'nothing' : kinds.join(', '),
    ...(wanted('plain') ? { plain: search(false) } : {}),
    ...(spin && wanted('spin') ? { spin: spinRun(question, true) } : {}),
    ...(spin && wanted('spin plain') ? { spinPlain: spinRun(question, false) } : {}),
  };
}

const integer = (value: number): string => Math.round(value).toLocaleString('en-US');
const time = (milliseconds: number): string =>
  milliseconds < 10
    ? milliseconds.toFixed(1)
    : milliseconds < 10_000
      ? integer(milliseconds)
      : `${(milliseconds / 1000).toFixed(1)} s`;
const ratio = (theirs: number, ours: number): string => `${(theirs / ours).toFixed(1)}x`;
const rate = (states: number, milliseconds: number): string => `${(states / milliseconds / 1000).toFixed(2)} M`;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

function oursTable(all: readonly Asked[]): string {
  const head = [
    'question',
    'found',
    'C to program, ms',
    'reduced: states',
    'ms',
    'plain: states',
    'ms',
    'states/s',
    'bytes/state',
  ];
  return table(
    head,
    all.map(({ question, found, compile, reduced, plain }) => [
      question.title,
      found,
      time(compile),
      integer(reduced.value.states),
      time(reduced.milliseconds),
      plain ? integer(plain.value.states) : '',
      plain ? time(plain.milliseconds) : '',
      plain ? rate(plain.value.states, plain.milliseconds) : '',
      (plain ?? reduced).value.bytesPerState.toFixed(1),
    ]),
  );
}

function spinTable(all: readonly Asked[]): string {
  const head = [
    'question',
    'SPIN found',
    'reduced: states',
    'pan, ms',
    'to verdict, ms',
    'no POR: states',
    'pan, ms',
    'states/s',
    'ours to verdict, ms',
    'SPIN / ours',
    'searches alone',
  ];
  return table(
    head,
    all
      .filter(({ spin }) => spin !== undefined)
      .map(({ question, compile, reduced, spin, spinPlain }) => [
        question.title,
        spin?.error ?? 'nothing',
        integer(spin?.states ?? 0),
        time(spin?.milliseconds ?? 0),
        time(spin?.total ?? 0),
        spinPlain ? integer(spinPlain.states) : '',
        spinPlain ? time(spinPlain.milliseconds) : '',
        // pan counts time in hundredths of a second.
        spinPlain && spinPlain.milliseconds >= 50 ? rate(spinPlain.states, spinPlain.milliseconds) : '',
        time(compile + reduced.milliseconds),
        ratio(spin?.total ?? 0, compile + reduced.milliseconds),
        ratio(spin?.milliseconds ?? 0, reduced.milliseconds),
      ]),
  );
}

function seriesTable(name: string): string {
  const run = spawnSync(process.execPath, [join(root, 'bin/script.js'), 'bench/series.ts', name], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 1 << 26,
  });
  const figures = JSON.parse(run.stdout) as SeriesFigures;
  const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;
  const rows: string[][] = [
    ['cells searched, one core', `${figures.cells}, of which complete ${figures.complete}`],
    ['time of all of them', seconds(figures.milliseconds)],
    ['the same without a line (`without:`)', `${figures.withouts} in ${seconds(figures.withoutMilliseconds)}`],
    ['most memory held', `${integer(figures.peakMegabytes)} MB`],
    ...figures.slowest.map((one) => [
      `slowest: ${one.name}`,
      `${seconds(one.milliseconds)}, ${integer(one.states)} states`,
    ]),
  ];
  return table([name, ''], rows);
}

function litmusTable(): string {
  const rows = litmusMemories.flatMap((memory) =>
    [false, true].map((axioms) => {
      const { files, all, slowest, slow } = litmusFigures(memory, axioms);
      const last = `${slowest.name.replace(/\.litmus$/, '')}, ${slowest.milliseconds.toFixed(1)} ms`;
      return [`${memory}${axioms ? ', axioms' : ''}`, `${files} in ${integer(all)} ms`, `${slow}`, last];
    }),
  );
  return table(['litmus', 'all files', '5 ms or more', 'slowest'], rows);
}

function listTable(): string {
  if (!existsSync(join(root, 'dist'))) return '`patch-oracle list`: not compiled (`npm run build`).';
  const runs = Array.from({ length: 7 }, () => command(root, process.execPath, ['bin/patch-oracle.js', 'list']));
  const best = Math.min(...runs.map((one) => one.milliseconds));
  return `\`patch-oracle list\`, compiled: ${integer(best)} ms.`;
}

export function main(args: readonly string[]): void {
  const large = args.includes('--large');
  const parts = args.filter((one) => !one.startsWith('--'));
  const wanted = (part: string): boolean => parts.length === 0 || parts.includes(part);
  const print = (text: string): void => void process.stdout.write(`${text}\n\n`);
  const [cpu] = cpus();
  print(
    `${cpus().length} cores (${cpu?.model.trim() ?? 'unknown'}), ${integer(totalmem() / 2 ** 30)} GiB, ` +
      `Node ${process.version.slice(1)}, load ${loadavg()[0]?.toFixed(1) ?? '?'}.`,
  );
  if (wanted('engine')) {
    const spin = spinPresent();
    const asked = questions.map((question) => {
      const { milliseconds, value } = timed(() => ask(question, large, spin));
      process.stderr.write(`${question.title}: ${time(milliseconds)} ms\n`);
      return value;
    });
    print(oursTable(asked));
    print(spin ? spinTable(asked) : 'SPIN: not present (`apt-get install spin gcc`).');
  }
  if (wanted('corpus')) for (const name of listSeries(diskReader(root))) print(seriesTable(name));
  if (wanted('litmus')) print(litmusTable());
  if (wanted('list')) print(listTable());
}

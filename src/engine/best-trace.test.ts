/**
 * The best trace of a finding costs what it must: against every run there is, and against a search that may
 * switch threads at every step.
 */
import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import type { PlaceId, Program } from '../program';
import { blockedFindings } from './checks/blocked';
import { races } from './checks/data-race';
import { leaks } from './checks/leak';
import { Outcome } from './codegen';
import { Discipline } from './discipline';
import { functionOf } from './findings';
import { explore, formatTrace, type EngineFinding, type EngineOptions } from './index';
import { Machine, Stage, withSizes } from './machine';
import { everyFlavour, listing, tried } from './random-programs';
import { Reduction } from './reduce';
import { binary, constant, made, nameOf, plainOptions, reg, type Build, type Parts } from './testing';

const parameters = tried(40, 20160526);
const RUNS = parameters.numRuns;
const budget = { states: 5000, traceStates: 20_000, livenessStates: 20_000 };

/** Best traces of a program, by finding. */
function traces(make: (b: Build) => Parts, options: Partial<EngineOptions> = {}): Record<string, string> {
  const program = made(make);
  const { findings } = explore(program, { ...plainOptions, reduction: true, ...options });
  const entries = findings.flatMap((one) =>
    one.witnesses.map(({ trace, traceIs, preemptions }): [string, string] => [
      nameOf(program, one),
      `${traceIs}, ${preemptions}: ${formatTrace(trace)}`,
    ]),
  );
  return Object.fromEntries(entries);
}

describe('a best trace', () => {
  it('leaves out what a thread did after it last did something that others notice', () => {
    expect(
      traces((b) => ({
        threads: [
          b.within('a', [
            b.store('x', constant(1)),
            b.store('y', constant(1)),
            b.add('y', 2),
            b.store('x', constant(2)),
          ]),
          b.within('b', [b.load(0, 'x'), ...b.reportIf(binary('==', reg(0), constant(1)), 'assert')]),
        ],
      })),
    ).toEqual({ 'assert@b': 'minimal, 1: t0 t1' });
  });

  it('stops a thread right before the step that matters', () => {
    expect(
      traces((b) => ({
        threads: [
          b.within('user', [b.load(5, 'p'), b.store('y', constant(1)), ...b.unless(5, [b.loadValue(0, 5)])]),
          b.within('free', [b.swap(4, 'p', constant(0)), b.free(4)]),
        ],
        setup: [b.alloc(4), b.store('p', reg(4))],
      }))['use-after-free@user'],
    ).toBe('minimal, 1: t0*2 t1*2 t0');
  });

  it('of a finding in the set-up is empty, or what was chosen there', () => {
    const fails = (b: Build): Parts => ({
      threads: [[b.add('x', 1)]],
      setup: [b.set(4, constant(0)), b.loadValue(0, 4)],
    });
    expect(Object.values(traces(fails))).toEqual(['minimal, 0: ']);
    const mayFail = (b: Build): Parts => ({
      threads: [[b.add('x', 1)]],
      setup: [b.choose(4), ...b.unless(4, [b.loadValue(0, 5)])],
    });
    expect(Object.values(traces(mayFail))).toEqual(['minimal, 0: setup=1']);
    const blocks = (b: Build): Parts => ({ threads: [[b.add('x', 1)]], setup: [b.take('m'), b.take('m')] });
    expect(Object.values(traces(blocks))).toEqual(['minimal, 0: ']);
  });

  it('is the shortest where a run of more steps came to the same state first', () => {
    expect(
      traces((b) => ({
        threads: [
          b.within('long', [
            b.tryTake(0, 'm2'),
            ...b.unless(0, [b.load(1, 'p'), b.load(1, 'p'), b.load(1, 'p'), b.drop('m2')]),
            b.take('m'),
            b.store('x', constant(1)),
            b.take('m2'),
          ]),
          b.within('waits', [b.await('x', '==', 1)]),
          b.within('short', [b.take('m2'), b.take('m')]),
        ],
      }))['deadlock@long'],
    ).toBe('minimal, 1: t2 t0*3 t1');
  });

  it('tso: a store that goes to memory lets its thread go on', () => {
    const parts = (b: Build): Parts => ({
      threads: [
        b.within('a', [b.store('x', constant(1)), b.take('m'), b.drop('m')]),
        b.within('b', [b.load(0, 'y'), b.load(0, 'x'), ...b.reportIf(binary('==', reg(0), constant(1)), 'assert')]),
      ],
    });
    expect(traces(parts, { memory: 'tso' })).toEqual({ 'assert@b': 'minimal, 0: t0 t1 t0!drain(x) t1' });
  });
});

interface Cost {
  readonly preemptions: number;
  readonly steps: number;
}

/** Cheapest way to every finding, by running every path; undefined when there are too many. */
function bruteForce(program: Program, options: EngineOptions): Map<string, Cost> | undefined {
  return withSizes(program, (sizes) => {
    const machine = new Machine(program, options, sizes);
    const { state } = machine;
    const anything = new Discipline(machine.locks, new Uint8Array(machine.layout.size), () => false, new Int32Array(0));
    const reduction = new Reduction(machine, anything);
    const best = new Map<string, Cost>();
    let now: Cost = { preemptions: 0, steps: 0 };
    let work = 0;
    const found = (kind: string, at: PlaceId): void => {
      const name = `${kind}@${functionOf(program, at)}`;
      const known = best.get(name);
      const less = known && (now.preemptions - known.preemptions || now.steps - known.steps) >= 0;
      if (!less) best.set(name, now);
    };
    machine.sink.current = { report: found, lockOrder: () => undefined, limit: () => undefined };
    const go = (running: number, depth: number): boolean => {
      if (++work > 15_000 || depth > 200) return false;
      const before = now;
      const ready = machine.readyThreads();
      if (ready === 0) {
        if (machine.stage === Stage.over) for (const leak of leaks(machine)) found('leak', leak.place);
        else if (machine.stage === Stage.threads && machine.allEnded()) {
          const { top, h0, h1 } = state;
          machine.startFinally();
          const all = go(0, depth + 1);
          state.undo(top, h0, h1);
          return all;
        } else for (const one of blockedFindings(machine, (at) => functionOf(program, at))) found(one.kind, one.place);
        return true;
      }
      if (options.kcsan && machine.stage === Stage.threads) {
        for (const race of races(machine, reduction)) {
          found('data-race', machine.steps.info[machine.at(race.thread)]?.at ?? 0);
        }
      }
      for (let thread = 0; thread < machine.count; thread++) {
        if (!((ready >> thread) & 1)) continue;
        const delivery = machine.thread(thread).kind === 'ipi' && machine.at(thread) === 0;
        const preempts = running > 0 && running !== thread && ((ready >> running) & 1) === 1 && !delivery;
        for (let choice = 0; choice < machine.choices(thread); choice++) {
          const { top, h0, h1 } = state;
          now = { preemptions: before.preemptions + (preempts ? 1 : 0), steps: before.steps + (thread === 0 ? 0 : 1) };
          const all = machine.step(thread, choice) !== Outcome.moved || go(thread, depth + 1);
          state.undo(top, h0, h1);
          if (!all) return false;
        }
      }
      return true;
    };
    machine.start();
    return go(0, 0) ? best : undefined;
  });
}

describe('best traces', () => {
  it.each([
    ['sc', {}],
    ['plain', { reduction: false }],
    ['kcsan', { kcsan: true }],
    ['lifo', { reuse: 'lifo' }],
    ['fair locks', { fair: true }],
  ] as const)('are minimal where they say so, %s: no path of all costs less', (_, settings) => {
    let compared = 0;
    const options: EngineOptions = { ...plainOptions, reduction: true, budget, ...settings };
    fc.assert(
      fc.property(everyFlavour, ({ program }) => {
        const result = explore(program, options);
        if (!result.complete || result.findings.length === 0) return;
        if (result.findings.some((one) => one.witnesses.some(({ trace }) => trace.cycle.length > 0))) return;
        const best = bruteForce(program, options);
        if (!best) return;
        const own = (one: EngineFinding): boolean => !one.kind.startsWith('lockdep');
        expect([...best.keys()].sort()).toEqual(
          result.findings
            .filter(own)
            .map((one) => nameOf(program, one))
            .sort(),
        );
        for (const finding of result.findings.filter(own)) {
          const [witness] = finding.witnesses;
          if (witness?.traceIs !== 'minimal') continue;
          compared++;
          const steps = witness.trace.stem.filter(({ thread }) => thread !== 'setup' && thread !== 'finally').length;
          const cost = { preemptions: witness.preemptions, steps };
          expect([nameOf(program, finding), cost, listing(program)]).toEqual([
            nameOf(program, finding),
            best.get(nameOf(program, finding)),
            listing(program),
          ]);
        }
      }),
      parameters,
    );
    expect(compared).toBeGreaterThan(RUNS / 4);
  });

  it.each([
    ['sc', {}],
    ['kcsan', { kcsan: true }],
    ['any', { reuse: 'any' }],
    ['tso', { memory: 'tso' }],
    ['lkmm', { memory: 'lkmm', kcsan: true }],
    ['lkmm+lb', { memory: 'lkmm+lb' }],
  ] as const)('cost what they do where threads may be switched at every step, %s', (_, settings) => {
    let compared = 0;
    const options: EngineOptions = { ...plainOptions, reduction: true, budget, ...settings };
    const costs = (program: Program): unknown[] | undefined => {
      const { findings } = explore(program, options);
      if (findings.some(({ witnesses }) => witnesses.some(({ traceIs }) => traceIs !== 'minimal'))) return undefined;
      return findings.map((one) => [
        nameOf(program, one),
        one.witnesses.map(({ trace, preemptions }) => [preemptions, trace.stem.length]),
      ]);
    };
    fc.assert(
      fc.property(everyFlavour, ({ program }) => {
        const found = costs(program);
        const nothingWaits = jest.spyOn(Reduction.prototype, 'mayWait').mockReturnValue(false);
        const plainly = costs(program);
        nothingWaits.mockRestore();
        if (!found || !plainly) return;
        compared += found.length;
        expect([found, listing(program)]).toEqual([plainly, listing(program)]);
      }),
      parameters,
    );
    expect(compared).toBeGreaterThan(RUNS / 8);
  });
});

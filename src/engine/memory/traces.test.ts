/** Traces under weak models: their text says which store a load read, parses back, and replays to the finding. */
import { describe, expect, it } from '@jest/globals';
import { explore, formatTrace, parseTrace, replay, type MemoryModel } from '../index';
import { plainOptions } from '../testing';
import { BUFFER } from './area';
import { shape } from './shapes';

interface Told {
  readonly trace: string;
  readonly minimal: string;
  readonly actions: readonly string[];
}

function told(text: string, memory: MemoryModel): Told {
  const { program } = shape(text);
  const options = { ...plainOptions, memory, reduction: true };
  const { findings } = explore(program, options);
  expect(findings.map((one) => one.kind)).toEqual(['assert']);
  const witness = findings[0]?.witnesses[0];
  if (!witness) throw new Error('no witness');
  const trace = formatTrace(witness.trace);
  const parsed = parseTrace(trace).trace;
  expect(parsed).toEqual(witness.trace);
  const again = replay(program, options, witness.trace, () => ({ file: '', line: 1, function: '', text: '' }));
  expect(again.error).toBeUndefined();
  expect(again.finding?.kind).toBe('assert');
  for (let length = 0; length < witness.trace.stem.length; length++) {
    const prefix = { stem: witness.trace.stem.slice(0, length), cycle: [] };
    expect(parseTrace(formatTrace(prefix)).trace).toEqual(prefix);
  }
  return { trace, minimal: witness.traceIs, actions: again.steps.map((step) => `${step.thread} ${step.action}`) };
}

describe('traces', () => {
  it('tso: a store still in the buffer goes to memory', () => {
    const { trace, minimal, actions } = told('x=1 r0=y z=r0 | y=1 mb r1=x r0=z if!r1 if!r0 bug fi fi', 'tso');
    expect(minimal).toBe('minimal');
    expect(trace).toBe('P1 P1!drain(y) P1*3');
    expect(actions).toContain('P1 drain y = 1');
  });

  it('tso: stores to protected places go to memory where the search had them there', () => {
    const { trace } = told(
      'a=1 lock:l b=1 unlock:l x=1 r0=y if!r0 z=1 fi | lock:l r1=b unlock:l y=1 r2=x if!r2 rmb r3=z if:r3 bug fi fi',
      'tso',
    );
    expect(trace).toContain('!drain(z)');
  });

  it('lkmm: a load takes a store that is not the last', () => {
    const { trace, minimal, actions } = told('x=1 y=1 | r0=y r1=x if:r0 if!r1 bug fi fi', 'lkmm');
    expect(minimal).toBe('minimal');
    expect(trace).toBe('P0*2 P1 P1<-store#1');
    expect(actions.at(-1)).toBe('P1 read x = 0; not seen yet: 1 by P0');
  });

  it('lkmm+lb: a load stays open for a store to come', () => {
    const { trace, actions } = told('r0=x y=1 if:r0 bug fi | r0=y x=r0', 'lkmm+lb');
    expect(trace).toBe('P0<-later(1) P0 P1*3 P0<-store#0 P0');
    expect(actions).toContain('P0 read x = 1, of a store to come');
    expect(actions).toContain('P0 read of x is over: = 1');
  });
});

describe('a bound of the model', () => {
  const stores = Array.from({ length: BUFFER + 1 }, () => 'x=1').join(' ');
  const { program } = shape(`${stores} z=1 r0=z if!r0 bug fi | r1=x r2=z`);

  it('tso: a buffer that is full ends the run, which would lose a store and find what is not there', () => {
    const { findings, complete, budget } = explore(program, { ...plainOptions, memory: 'tso', traces: true });
    expect(findings).toEqual([]);
    expect({ complete, budget }).toEqual({
      complete: false,
      budget: 'stores to one place that not everybody has seen',
    });
  });
});

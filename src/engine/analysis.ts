/**
 * What a machine needs to know of a program before it lays it out: the program as its memory model runs
 * it, its steps, and what they may still touch. Kept with the program, because a search that starts over
 * with larger pools and every replay of a trace make a machine of the same program.
 */
import type { Program, UnitId } from '../program';
import { groundOf, type Ground } from './layout';
import { liveness, visibilityOf, type Visibility } from './flow';
import type { Control as ControlUntil, MemoryModel } from './memory/area';
import { controlOf, type Control } from './memory/control';
import { lateOf, type Late } from './memory/late';
import { rewritten } from './memory/rewrite';
import { numberSteps, type Steps } from './steps';

export interface Analysis {
  readonly program: Program;
  /** Why a search can say nothing of the program under this memory model. */
  readonly limits: readonly string[];
  readonly visible: Visibility;
  /** lkmm: per unit, until when its conditions order stores; empty where a condition orders for good. */
  readonly controls: readonly Control[];
  /** lkmm+lb: per unit that a thread runs, which loads may stay open. */
  readonly late: readonly (Late | undefined)[];
  readonly steps: Steps;
  readonly ground: Ground;
  /** Units that interrupts and grace periods start. */
  readonly handlers: readonly UnitId[];
  /** Some thread sends an IPI. */
  readonly sends: boolean;
  /** Units that run on a record that others use too: where their frames begin among those of the record. */
  readonly frameOffsets: ReadonlyMap<UnitId, number>;
}

const known = new WeakMap<Program, Map<string, Analysis>>();

/** @param control lkmm: until when a condition orders stores; to where its branches join if left out */
export function analysisOf(
  program: Program,
  memory: MemoryModel,
  reuse: boolean,
  control: ControlUntil | undefined,
): Analysis {
  const own = known.get(program) ?? new Map<string, Analysis>();
  known.set(program, own);
  const key = `${memory} ${String(reuse)} ${control ?? ''}`;
  const analysis = own.get(key) ?? analyse(program, memory, reuse, control);
  own.set(key, analysis);
  return analysis;
}

function analyse(given: Program, memory: MemoryModel, reuse: boolean, control: ControlUntil | undefined): Analysis {
  const { program, limits } = rewritten(given, memory);
  const visible = visibilityOf(program, memory);
  const isLkmm = memory === 'lkmm' || memory === 'lkmm+lb';
  const controls = isLkmm && control !== 'hardware' ? program.units.map((unit) => controlOf(unit.code)) : [];
  const running = new Set(program.threads.map((thread) => thread.unit));
  const late = program.units.map((unit, index) =>
    memory === 'lkmm+lb' && running.has(index) ? lateOf(unit, liveness(unit), controls[index], visible.rcu) : undefined,
  );
  const begins = late.map((one) => one?.begins);
  const started = program.units.flatMap((unit) => unit.code.filter((one) => one.op === 'call-rcu' || one.op === 'ipi'));
  const handlers = [...new Set(started.map((one) => one.handler))];
  return {
    program,
    limits,
    visible,
    controls,
    late,
    steps: numberSteps(program, visible, reuse, begins),
    ground: groundOf(program),
    handlers,
    sends: started.some((one) => one.op === 'ipi'),
    frameOffsets: new Map([...stacked(program, aloneOf(program)), ...stacked(program, handlers)]),
  };
}

/** Units that run alone, before the threads and after them, on a record of their own. */
export function aloneOf({ setup, finally: last }: Program): UnitId[] {
  return [setup, last].filter((unit) => unit !== undefined);
}

/** Units that use one record, each with the number of frames of those before it. */
function stacked(program: Program, units: readonly UnitId[]): [UnitId, number][] {
  let offset = 0;
  return units.map((unit) => {
    const own = offset;
    offset += program.units[unit]?.frames.length ?? 0;
    return [unit, own];
  });
}

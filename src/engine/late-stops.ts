/**
 * The same run, but that each thread is stopped as late as it may be. The search for best traces stops threads right
 * behind what others noticed; a reader wants what stands behind a switch to be what the switch was for, and few
 * switches. Steps change places only where their order does not matter, so the run is the same one to all who took part.
 */
import { bug } from '../base/diagnostics';
import { Outcome } from './codegen';
import { Stage, type Machine } from './machine';
import { choiceOf, traceStep } from './outcome';
import type { Operation, Reduction } from './reduce';
import { Does } from './steps';

/** A step of a run: its thread by number, `Machine.count` for the final check, and `outcomeCode`. */
export interface RunStep {
  readonly thread: number;
  readonly outcome: number;
}

/** A step of the threads. */
interface Done extends RunStep {
  /** Its number in the program; 0 for a delivery. */
  readonly step: number;
  readonly operation: Operation;
}

/** The run has as many steps as before, and as many preemptions. */
export function withLateStops(machine: Machine, reduction: Reduction, run: readonly RunStep[]): readonly RunStep[] {
  const begun = run.filter(({ thread }, at) => run[at - 1]?.thread !== thread);
  if (new Set(begun.map(({ thread }) => thread)).size === begun.length) return run; // nobody is stopped and goes on
  const { count } = machine;
  const setup = run.filter(({ thread }) => thread === 0);
  const final = run.filter(({ thread }) => thread === count);
  const steps = begin(machine, setup, () =>
    doneBy(machine, reduction, run.slice(setup.length, run.length - final.length)),
  );
  begin(machine, setup, () => {
    for (let at = 0; at < steps.length; at++) {
      const one = steps[at] as Done; // at is an index
      machine.step(one.thread, choiceFor(machine, one));
      if (steps[at + 1]?.thread === one.thread) continue;
      let later = at + 1;
      while (later < steps.length && steps[later]?.thread !== one.thread) later++;
      const next = steps[later];
      if (next && mayComeHere(machine, reduction, steps.slice(at, later), next)) {
        steps.splice(later, 1);
        steps.splice(at + 1, 0, next);
      }
    }
  });
  return [...setup, ...steps, ...final];
}

/** The next step of a thread that stands here, and would be stopped, may be taken here. */
function mayComeHere(machine: Machine, reduction: Reduction, passed: readonly Done[], next: Done): boolean {
  const { thread } = next;
  if (machine.at(thread) !== next.step || !machine.canStep(thread) || machine.choices(thread) > 1) return false;
  // A store that goes to memory is no switch, and may be what lets a thread go on.
  if (next.outcome !== 0 || passed.some(({ outcome }) => outcome < 0)) return false;
  if (reduction.letsOthersRun(next.operation)) return false;
  return !passed.some((one) => one.thread !== thread && reduction.clash(next.operation, one.operation));
}

function begin<T>(machine: Machine, setup: readonly RunStep[], body: () => T): T {
  machine.state.undo(0, 0, 0);
  machine.start();
  const alone = (): void => {
    while (machine.stage === Stage.setup && machine.ready(0) && machine.choices(0) === 1) {
      if (machine.step(0, 0) !== Outcome.moved) return;
    }
  };
  alone();
  for (const { outcome } of setup) {
    machine.step(0, outcome - 1);
    alone();
  }
  const result = body();
  machine.state.undo(0, 0, 0);
  return result;
}

function choiceFor(machine: Machine, { thread, outcome }: RunStep): number {
  const found = choiceOf(machine, thread, traceStep(machine, '', outcome));
  if ('error' in found) throw bug(`a run that was found does not run: ${found.error}`);
  return found.choice;
}

function doneBy(machine: Machine, reduction: Reduction, run: readonly RunStep[]): Done[] {
  return run.map((one) => {
    const { thread, outcome } = one;
    const operation: Operation = { thread, does: Does.local, address: 0, width: 0, type: -1 };
    const step = machine.at(thread);
    const choice = choiceFor(machine, one);
    if (outcome < 0) reduction.drain(thread, operation);
    else reduction.chosen(reduction.operation(thread, operation), choice);
    machine.step(thread, choice);
    return { ...one, step, operation };
  });
}

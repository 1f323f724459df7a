/**
 * Which outcome of a step a run took, as one number of a search's path and as an item of a trace. The
 * usual outcome has no number: the last store read, a store put last.
 */
import { bug } from '../base/diagnostics';
import type { Machine } from './machine';
import { isAccess } from './steps';
import type { TraceStep } from './trace';

/** Loads of older stores have numbers from here on; drains are minus an address. */
const OLDER = 1 << 20;
/** Loads that stay open, by the number of the text that says what they wait for. */
const LATER = 1 << 24;
const texts: string[] = [];
const numbers = new Map<string, number>();

function numberOf(text: string): number {
  const known = numbers.get(text);
  if (known !== undefined) return known;
  numbers.set(text, texts.push(text) - 1);
  return texts.length - 1;
}

/** To be asked before the step runs. */
export function outcomeCode(machine: Machine, thread: number, choice: number, choices: number): number {
  if (machine.open && machine.closing(thread) >= 0) return OLDER + choice;
  if (choices <= 1 && !machine.tso) return 0;
  if (machine.tso?.busy(thread)) {
    if (choice === choices - 1) return -machine.tso.oldest(thread);
    return choices > 2 ? choice + 1 : 0;
  }
  const instr = machine.lkmm && machine.steps.info[machine.at(thread)]?.instr;
  if (instr && isAccess(instr)) {
    if (choice === 0) return 0;
    const later = machine.open ? machine.laterTexts(thread) : [];
    const awaited = later[choice - (choices - later.length)];
    if (awaited !== undefined) return LATER + numberOf(awaited);
    return instr.op === 'store' ? choice + 1 : OLDER + choice;
  }
  return choices > 1 ? choice + 1 : 0;
}

export function traceStep(machine: Machine, name: string, code: number): TraceStep {
  if (code === 0) return { thread: name };
  if (code < 0) return { thread: name, drain: machine.name(-code) };
  if (code >= LATER) return { thread: name, later: texts[code - LATER] ?? '' };
  return code >= OLDER ? { thread: name, store: code - OLDER } : { thread: name, choice: code - 1 };
}

/** The choice that an item of a trace stands for, or why there is none. */
export function choiceOf(machine: Machine, thread: number, item: TraceStep): { choice: number } | { error: string } {
  const choices = machine.choices(thread);
  if (item.drain !== undefined) {
    const address = machine.tso?.oldest(thread) ?? 0;
    if (address === 0) return { error: 'it has no store under way' };
    if (machine.name(address) !== item.drain) return { error: `its oldest store is to ${machine.name(address)}` };
    return { choice: choices - 1 };
  }
  if (!machine.canStep(thread)) return { error: machine.at(thread) === 0 ? 'it has ended' : 'it is blocked' };
  if (item.later !== undefined) {
    const later = machine.laterChoice(thread, item.later);
    return later === undefined ? { error: `it does not wait for ${item.later}` } : { choice: later };
  }
  const own = machine.ownChoices(thread);
  const choice = item.store ?? item.choice ?? 0;
  if (choice >= own)
    return { error: item.store === undefined ? `choice ${choice} of ${own}` : `store ${choice} of ${own}` };
  if (choice < 0) throw bug('a choice below 0');
  return { choice };
}

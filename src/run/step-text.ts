/** A replayed step in full: who, what, where, called from where, locks held, memory changed, labels passed. */
import { plain } from '../report/escape';
import type { SourcePlace, TraceStep } from '../result';

/** @param number from 1 */
export function stepText(step: TraceStep, number: number): string {
  const gutter = String(number).padStart(4);
  const flags = [
    step.preemption ? 'preempts' : '',
    step.irqsOff ? 'irqs off' : '',
    step.preemptOff ? 'preemption off' : '',
  ].filter((flag) => flag !== '');
  const lines = [
    `${gutter}  ${step.thread} (CPU${step.cpu})  ${step.action}${flags.length === 0 ? '' : `  [${flags.join(', ')}]`}`,
    `        ${placeText(step.place)}: ${step.place.text}`,
  ];
  if (step.place.patch) {
    const { patch, line, hunk } = step.place.patch;
    lines.push(`        written by ${patch}:${line} (hunk ${hunk})`);
  }
  // The innermost call first, as a kernel prints a stack.
  for (const caller of [...step.stack].reverse())
    lines.push(`        called from ${placeText(caller)}: ${caller.text}`);
  if (step.held.length > 0) {
    lines.push(`        holds ${step.held.map((one) => `${one.lock} (${one.mode})`).join(', ')}`);
  }
  for (const one of step.changed) lines.push(`        ${one.name}: ${one.from} -> ${one.to}`);
  if (step.reached.length > 0) lines.push(`        reached ${step.reached.join(', ')}`);
  return lines.map((line) => `${plain(line)}\n`).join('');
}

function placeText(place: SourcePlace): string {
  return `${place.file}:${place.line} in ${place.function}`;
}

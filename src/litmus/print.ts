/** An outcome as herd7 prints it; final states with how many ends have them, `*>` before those the condition holds in. */
import type { FinalValue, LitmusTest } from './litmus-test';
import type { Outcome } from './outcome';

const modes = { exists: 'Allowed', '~exists': 'Forbidden', forall: 'Required' } as const;

export function outcomeText(test: LitmusTest, outcome: Outcome): string {
  const { quantifier, name } = test;
  const { positive, negative } = outcome;
  const ok = quantifier === 'exists' ? positive > 0 : quantifier === '~exists' ? positive === 0 : negative === 0;
  const width = Math.max(1, ...outcome.states.map((state) => String(state.count).length));
  return [
    `Test ${name} ${modes[quantifier]}`,
    `States ${outcome.states.length}`,
    ...outcome.states.map(
      (state) => `${String(state.count).padEnd(width)} ${state.positive ? '*' : ':'}> ${stateText(test, state.values)}`,
    ),
    ok ? 'Ok' : 'No',
    'Witnesses',
    `Positive: ${positive} Negative: ${negative}`,
    ...outcome.flags.map((flag) => `Flag ${flag}`),
    `Condition ${test.conditionText}`,
    `Observation ${name} ${outcome.observation} ${positive} ${negative}`,
    '',
  ].join('\n');
}

/** Final values by printed name. */
export function stateOf(test: LitmusTest, values: readonly FinalValue[]): Record<string, FinalValue> {
  return Object.fromEntries(test.observed.map(({ name }, index) => [name, values[index] ?? 0]));
}

function stateText(test: LitmusTest, values: readonly (number | string)[]): string {
  return test.observed
    .map(({ kind, name }, index) => `${kind === 'location' ? `[${name}]` : name}=${values[index] ?? 0};`)
    .join(' ');
}

/** Litmus tests: the kernel's C tests read, run under a memory model, and told of as herd7 does. */
export { readLitmus, type ReadLitmus } from './read';
export { observations, type LitmusTest, type Observation, type StatedResult } from './litmus-test';
export { compileLitmus, type CompiledLitmus } from './compile';
export { against, statedResult, type FinalState, type Outcome } from './outcome';
export { outcomeText, stateOf } from './print';
export { litmusMemories, runLitmus, type LitmusMemory, type LitmusOptions, type LitmusRun } from './run';
export { controlReaches, type ControlReach } from './axioms';

/**
 * Tests sit beside their file (`src/**`) or, when they are about the whole program, in `tests/`.
 * The two options keep jest from type-checking this file at each start.
 *
 * @jest-config-loader ts-node
 * @jest-config-loader-options {"transpileOnly": true}
 */
import type { Config } from 'jest';

/** jest runs a test file in a context of its own, where each use of a global is a slow look-up. */
const usedMuch = [
  ...['Array', 'BigInt', 'Error', 'Function', 'Infinity', 'Int32Array', 'JSON', 'Map', 'Math', 'Number', 'Object'],
  ...['RegExp', 'Set', 'String', 'Symbol', 'Uint8Array', 'Uint32Array', 'WeakMap'],
];

// For workers of jest and what they start: tests make much garbage that is young, and most code in them runs too
// shortly to be worth V8's second compiler (bin/start.js says the same of searches).
process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --max-semi-space-size=64`;
process.execArgv.push('--interrupt-budget=1600000');

const config: Config = {
  testEnvironment: 'node',
  roots: ['<rootDir>/src', '<rootDir>/tests'],
  testMatch: ['**/*.test.ts'],
  transform: { '\\.ts$': '<rootDir>/tests/ts-transform.js' },
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  testSequencer: '<rootDir>/tests/longest-first.js',
  sandboxInjectedGlobals: usedMuch,
  testTimeout: 180_000,
  // jest leaves one core idle otherwise: on two cores everything ran in one process.
  maxWorkers: '100%',
};

export default config;

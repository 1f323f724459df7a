/**
 * Tests sit beside their file (`src/**`) or, when they are about the whole program, in `tests/`.
 * The two options keep jest from type-checking this file at each start.
 *
 * @jest-config-loader ts-node
 * @jest-config-loader-options {"transpileOnly": true}
 */
import type { Config } from 'jest';

const config: Config = {
  testEnvironment: 'node',
  roots: ['<rootDir>/src', '<rootDir>/tests'],
  testMatch: ['**/*.test.ts'],
  transform: { '\\.ts$': '<rootDir>/tests/ts-transform.js' },
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  testTimeout: 180_000,
  // jest leaves one core idle otherwise: on two cores everything ran in one process.
  maxWorkers: '100%',
};

export default config;

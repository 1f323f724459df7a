/** Cases: YAML with positions kept, to data. */
export * from './case';
export { boundsOf, unnamedConfig } from './configs';
export { onWholeFile } from './c-text';
export { readCase, type ReadCase } from './read';
export { jsonSchemaText } from './schema';
export { writeExpectation, type NewExpectation, type Rewritten } from './write-expectation';

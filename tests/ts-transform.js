/** jest transformer: strips types with TypeScript itself, one file at a time. `npm run types` is what checks them. */
const { createHash } = require('node:crypto');
const { readFileSync } = require('node:fs');
const ts = require('typescript');

const compilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.CommonJS,
  esModuleInterop: true,
  isolatedModules: true,
  inlineSourceMap: true,
  inlineSources: true,
};
const self = readFileSync(__filename);

module.exports = {
  getCacheKey: (text, file) =>
    createHash('sha256')
      .update(self)
      .update(ts.version)
      .update('\0')
      .update(file)
      .update('\0')
      .update(text)
      .digest('hex'),
  process: (text, file) => ({ code: ts.transpileModule(text, { fileName: file, compilerOptions }).outputText }),
};

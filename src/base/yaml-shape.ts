/** What zod found wrong, as diagnostics at the place in the YAML text. The messages' words are in codes-yaml.ts. */
import type { z } from 'zod';
import { diagnose, didYouMean, type Diagnostic } from './diagnostics';
import type { YamlTree } from './yaml-tree';

type Issue = z.core.$ZodIssue;

/** @param known allowed keys of the mapping at a path, for "did you mean" */
export function shapeErrors(
  issues: readonly Issue[],
  tree: YamlTree,
  known: (path: readonly (string | number)[]) => readonly string[],
): Diagnostic[] {
  return issues.flatMap((issue) => shapeError(issue, tree, known));
}

function shapeError(
  issue: Issue,
  tree: YamlTree,
  known: (path: readonly (string | number)[]) => readonly string[],
): Diagnostic[] {
  const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
  const key = String(path.findLast((step) => typeof step === 'string') ?? 'file');
  const span = tree.span(path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((name) => {
        const near = didYouMean(name, known(path));
        return diagnose(
          'yaml-unknown-key',
          { key: name, known: known(path).join(', ') },
          tree.keySpan([...path, name]),
          undefined,
          near === undefined ? undefined : `did you mean '${near}'?`,
        );
      });
    case 'invalid_value': {
      const values = issue.values.map(String);
      const value = tree.word(path) ?? '';
      const near = didYouMean(value, values);
      return [
        diagnose(
          'yaml-bad-value',
          { key, value, values: values.join(', ') },
          span,
          undefined,
          near === undefined ? undefined : `did you mean '${near}'?`,
        ),
      ];
    }
    case 'invalid_type':
      if (tree.node(path) === undefined)
        return [diagnose('yaml-missing-key', { key }, tree.keySpan(path.slice(0, -1)))];
      return [diagnose('yaml-wrong-shape', { key, expected: words[issue.expected] ?? issue.expected }, span)];
    case 'invalid_union':
      return [diagnose('yaml-wrong-shape', { key, expected: issue.message }, span)];
    case 'too_small':
      if (issue.origin === 'string' || issue.origin === 'array') return [diagnose('yaml-empty-value', { key }, span)];
      return [
        diagnose(
          'yaml-wrong-shape',
          { key, expected: `${issue.inclusive === false ? 'above' : 'at least'} ${String(issue.minimum)}` },
          span,
        ),
      ];
    default:
      return [diagnose('yaml-wrong-shape', { key, expected: issue.message }, span)];
  }
}

const words: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
};

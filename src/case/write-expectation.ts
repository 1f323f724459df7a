/**
 * One expectation written into the text of a case: only the line of that version changes, comments and
 * everything else stay as they are. The new text is read again before it is given back.
 */
import { isMap } from 'yaml';
import { diagnose, hasErrors, type Diagnostic } from '../base/diagnostics';
import { SourceFile } from '../base/source';
import { YamlTree } from '../base/yaml-tree';
import type { Source } from '../result';
import type { Case, Memory, SeriesNames } from './case';
import { keysOf, type Axes } from './outcome';
import { readCase } from './read';

export interface NewExpectation {
  readonly version: string;
  readonly config: string;
  readonly memory: Memory;
  /** Names of findings; empty is a pass. */
  readonly findings: readonly string[];
  readonly from: Source;
  /** Why it is right, in a sentence. */
  readonly because: string;
}

export interface Rewritten {
  readonly text?: string;
  readonly diagnostics: readonly Diagnostic[];
}

export function writeExpectation(one: Case, series: SeriesNames, wanted: NewExpectation): Rewritten {
  const text = rewrite(one, wanted);
  if (text === undefined) {
    const span = new YamlTree(one.file).keySpan(['expect', wanted.version]);
    return { diagnostics: [diagnose('case-write-by-hand', { version: wanted.version }, span)] };
  }
  const read = readCase(new SourceFile(one.file.name, text), one.name, series);
  if (hasErrors(read.diagnostics)) return { diagnostics: read.diagnostics };
  return { text, diagnostics: [] };
}

function rewrite(one: Case, wanted: NewExpectation): string | undefined {
  const { file } = one;
  const tree = new YamlTree(file);
  const path = ['expect', wanted.version];
  const own = valueText(wanted);
  if (tree.node(path) === undefined) return withNewLine(tree, `${wanted.version}: ${own}`);
  const axes: Axes[] = one.configs.flatMap(({ name }) => one.memory.map((memory) => ({ config: name, memory })));
  const keys = new Set(tree.keys(path));
  const keyOf = (at: Axes): string | undefined => keysOf(at).find((key) => keys.has(key));
  const textAt = (at: Axes): string => {
    const key = keyOf(at);
    const { start, end } = tree.span(key === undefined ? path : [...path, key]);
    return file.text.slice(start, end);
  };
  const target = axes.find((at) => at.config === wanted.config && at.memory === wanted.memory);
  const spoken = target && axes.filter((at) => keyOf(at) === keyOf(target));
  if (!spoken) return undefined;
  if (spoken.length === 1) {
    const key = keyOf(wanted);
    return replaced(tree, key === undefined ? path : [...path, key], own);
  }
  // The line spoke of several cells: each gets its own word, on the same line.
  const entries = axes.map((at) => `${cellName(at, axes)}: ${at === target ? own : textAt(at)}`);
  const whole = `{ ${entries.join(', ')} }`;
  return whole.includes('\n') ? undefined : replaced(tree, path, whole);
}

function replaced(tree: YamlTree, path: readonly string[], text: string): string {
  const { start, end } = tree.span(path);
  return tree.file.text.slice(0, start) + text + tree.file.text.slice(end);
}

/** After the last line of `expect`. */
function withNewLine(tree: YamlTree, line: string): string | undefined {
  const node = tree.node(['expect']);
  const last = tree.keys(['expect']).at(-1);
  if (!isMap(node) || last === undefined) return undefined;
  const { end } = tree.span(['expect', last]);
  const { text } = tree.file;
  if (node.flow === true) return `${text.slice(0, end)}, ${line}${text.slice(end)}`;
  const { column } = tree.file.position(tree.keySpan(['expect', last]).start);
  const lineEnd = text.indexOf('\n', end);
  const at = lineEnd < 0 ? text.length : lineEnd;
  return `${text.slice(0, at)}\n${' '.repeat(column - 1)}${line}${text.slice(at)}`;
}

function cellName(at: Axes, axes: readonly Axes[]): string {
  const one = (pick: (of: Axes) => string): boolean => axes.every((other) => pick(other) === pick(at));
  if (one((of) => of.memory)) return at.config;
  return one((of) => of.config) ? at.memory : `${at.config}/${at.memory}`;
}

function valueText({ findings, from, because }: NewExpectation): string {
  const [first] = findings;
  const found = findings.length > 1 ? `[${findings.join(', ')}]` : (first ?? 'pass');
  return `{ findings: ${found}, from: ${from}, because: ${JSON.stringify(because)} }`;
}

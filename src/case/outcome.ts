/**
 * Expectations: the words `pass`, `kind@function`, `refused(code)` to data, and an `expect` entry to
 * one line per config and memory model. Knows the kinds of finding, nothing of versions or of YAML's syntax.
 */
import { diagnose, didYouMean, type Diagnostic } from '../base/diagnostics';
import type { Span } from '../base/source';
import { kinds, type Expectation, type Source } from '../result';
import type { Memory } from './case';
import type { RawCase, RawLine, RawOutcome } from './schema';
import type { Path, YamlTree } from '../base/yaml-tree';

/** One value of each axis. */
export interface Axes {
  readonly config: string;
  readonly memory: Memory;
}

export interface Line extends Axes {
  readonly expectation: Expectation;
  readonly source: Source;
  readonly because?: string;
  readonly span: Span;
}

interface Stated {
  readonly outcome?: RawOutcome;
  readonly from?: Source;
  readonly because?: string;
  readonly path: Path;
}

const ownKeys = ['findings', 'skip', 'from', 'because'];

/** Lines of one version, one for each of `axes`. */
export function linesOf(
  raw: RawLine,
  path: Path,
  axes: readonly Axes[],
  file: Pick<RawCase, 'from' | 'because'>,
  tree: YamlTree,
  report: (one: Diagnostic) => void,
): Line[] {
  // One outcome for all: its mistakes are reported once.
  const everywhere = (stated: Stated): Line[] =>
    axes.flatMap((at) => lineOf(at, stated, {}, file, tree, at === axes[0] ? report : quiet));
  if (typeof raw === 'string' || Array.isArray(raw)) return everywhere({ outcome: raw, path });
  const entry = raw as Readonly<Record<string, unknown>>;
  const shared = statedOf(entry, path);
  const keys = Object.keys(entry).filter((key) => !ownKeys.includes(key));
  if (keys.length === 0) return everywhere(shared);
  if (shared.outcome !== undefined) report(diagnose('case-mixed-expectation', {}, tree.keySpan(path)));
  const known = [...new Set(axes.flatMap(keysOf))];
  for (const key of keys) {
    if (known.includes(key)) continue;
    const near = didYouMean(key, [...known, ...ownKeys]);
    const hint = near === undefined ? undefined : `did you mean '${near}'?`;
    const facts = { name: key, known: known.join(', ') };
    report(diagnose('case-unknown-config', facts, tree.keySpan([...path, key]), undefined, hint));
  }
  return axes.flatMap((at) => {
    const [exact, ...wider] = keysOf(at).filter((key) => key in entry);
    if (exact === undefined) {
      report(diagnose('case-missing-config', { config: nameOf(at, axes) }, tree.keySpan(path)));
      return [];
    }
    if (wider.length > 0 && !exact.includes('/')) {
      const facts = { keys: [exact, ...wider].join(' and '), cell: `${at.config}/${at.memory}` };
      report(diagnose('case-two-expectations', facts, tree.keySpan([...path, exact])));
    }
    const own = entry[exact];
    const ownPath = [...path, exact];
    const stated =
      typeof own === 'string' || Array.isArray(own)
        ? { outcome: own as string | string[], path: ownPath }
        : statedOf(own as Readonly<Record<string, unknown>>, ownPath);
    return lineOf(at, stated, shared, file, tree, report);
  });
}

/** Keys that may speak of a cell, the most particular first. */
export function keysOf({ config, memory }: Axes): string[] {
  return [`${config}/${memory}`, config, memory];
}

/** The name without an axis that has one value only. */
function nameOf(at: Axes, axes: readonly Axes[]): string {
  return axes.every((one) => one.memory === at.memory) ? at.config : `${at.config}/${at.memory}`;
}

const quiet = (): void => undefined;

/** The schema has checked the types of these keys. */
function statedOf(entry: Readonly<Record<string, unknown>>, path: Path): Stated {
  const outcome = (entry['skip'] === undefined ? entry['findings'] : { skip: entry['skip'] }) as RawOutcome | undefined;
  const from = entry['from'] as Source | undefined;
  const because = entry['because'] as string | undefined;
  return {
    path,
    ...(outcome === undefined ? {} : { outcome }),
    ...(from === undefined ? {} : { from }),
    ...(because === undefined ? {} : { because }),
  };
}

function lineOf(
  at: Axes,
  stated: Stated,
  shared: Pick<Stated, 'from' | 'because'>,
  file: Pick<RawCase, 'from' | 'because'>,
  tree: YamlTree,
  report: (one: Diagnostic) => void,
): Line[] {
  const span = tree.span(stated.path);
  const key = tree.keySpan(stated.path);
  if (stated.outcome === undefined) {
    report(diagnose('case-no-outcome', {}, key));
    return [];
  }
  const expectation = expectationOf(stated.outcome, stated.path, tree, report);
  if (!expectation) return [];
  const source = stated.from ?? shared.from ?? file.from;
  if (source === undefined) {
    report(diagnose('case-no-source', {}, key));
    return [];
  }
  const because = stated.because ?? shared.because ?? (source === 'predicted' ? file.because : undefined);
  if (source === 'predicted' && because === undefined) report(diagnose('case-prediction-without-reason', {}, key));
  return [{ ...at, expectation, source, span, ...(because === undefined ? {} : { because }) }];
}

/** Undefined when a diagnostic was reported. */
export function expectationOf(
  raw: RawOutcome,
  path: Path,
  tree: YamlTree,
  report: (one: Diagnostic) => void,
): Expectation | undefined {
  if (typeof raw !== 'string' && !Array.isArray(raw)) return { kind: 'skip', reason: raw.skip };
  const span = tree.span(path);
  const refused = typeof raw === 'string' ? /^refused\(([\w-]+)\)$/.exec(raw.trim()) : null;
  if (refused) return { kind: 'refused', code: refused[1] ?? '' };
  if (raw === 'pass') return { kind: 'findings', findings: [] };
  const words = typeof raw === 'string' ? [raw] : raw;
  const findings: string[] = [];
  for (const word of words) {
    const problem = findingProblem(word.trim(), span, words.length > 1 || Array.isArray(raw));
    if (problem) report(problem);
    else if (findings.includes(word.trim())) report(diagnose('case-finding-twice', { finding: word.trim() }, span));
    else findings.push(word.trim());
  }
  return findings.length === words.length ? { kind: 'findings', findings } : undefined;
}

function findingProblem(word: string, span: Span, inList: boolean): Diagnostic | undefined {
  const match = /^([a-z-]+)@([A-Za-z_][\w-]*)$/.exec(word);
  if (!match) {
    if (inList && (word === 'pass' || word.startsWith('refused('))) {
      return diagnose('case-outcome-in-list', { word }, span);
    }
    const near = didYouMean(word, ['pass', ...Object.keys(kinds)]);
    const hint =
      near === undefined
        ? undefined
        : near === 'pass'
          ? "did you mean 'pass'?"
          : `did you mean '${near}@' and the function it happens in?`;
    return diagnose('case-bad-finding', { word }, span, undefined, hint);
  }
  const kind = match[1] ?? '';
  if (kind in kinds) return undefined;
  const near = didYouMean(kind, Object.keys(kinds));
  const hint = near === undefined ? undefined : `did you mean '${near}'?`;
  return diagnose('case-unknown-kind', { kind, known: Object.keys(kinds).join(', ') }, span, undefined, hint);
}

/**
 * Expectations: the words `pass`, `kind@function`, `refused(code)` to data, and an `expect` entry to
 * one line per config. Knows the kinds of finding, nothing of versions or of YAML's syntax.
 */
import { diagnose, didYouMean, type Diagnostic } from '../base/diagnostics';
import type { Span } from '../base/source';
import { kinds, type Expectation, type Source } from '../result';
import type { RawCase, RawLine, RawOutcome } from './schema';
import type { Path, YamlTree } from '../base/yaml-tree';

export interface Line {
  readonly config: string;
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

/** Lines of one version, one per config. */
export function linesOf(
  raw: RawLine,
  path: Path,
  configs: readonly string[],
  file: Pick<RawCase, 'from' | 'because'>,
  tree: YamlTree,
  report: (one: Diagnostic) => void,
): Line[] {
  if (typeof raw === 'string' || Array.isArray(raw)) {
    const stated = { outcome: raw, path };
    return configs.flatMap((config) => lineOf(config, stated, {}, file, tree, config === configs[0] ? report : quiet));
  }
  const entry = raw as Readonly<Record<string, unknown>>;
  const shared = statedOf(entry, path);
  const perConfig = Object.keys(entry).filter((key) => !ownKeys.includes(key));
  if (perConfig.length === 0) {
    return configs.flatMap((config) => lineOf(config, shared, {}, file, tree, config === configs[0] ? report : quiet));
  }
  if (shared.outcome !== undefined) report(diagnose('case-mixed-expectation', {}, tree.keySpan(path)));
  for (const key of perConfig) {
    if (configs.includes(key)) continue;
    const near = didYouMean(key, [...configs, ...ownKeys]);
    const hint = near === undefined ? undefined : `did you mean '${near}'?`;
    const facts = { name: key, known: configs.join(', ') };
    report(diagnose('case-unknown-config', facts, tree.keySpan([...path, key]), undefined, hint));
  }
  return configs.flatMap((config) => {
    const own = entry[config];
    if (own === undefined) {
      report(diagnose('case-missing-config', { config }, tree.keySpan(path)));
      return [];
    }
    const ownPath = [...path, config];
    const stated =
      typeof own === 'string' || Array.isArray(own)
        ? { outcome: own as string | string[], path: ownPath }
        : statedOf(own as Readonly<Record<string, unknown>>, ownPath);
    return lineOf(config, stated, shared, file, tree, report);
  });
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
  config: string,
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
  return [{ config, expectation, source, span, ...(because === undefined ? {} : { because }) }];
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

/** The config axis: which keys are the engine's, and all others as macros of the model. */
import type { CaseConfig, Budget } from './case';
import type { RawCase } from './schema';
import type { YamlTree } from '../base/yaml-tree';

/** Name of the config of a case that names none. */
export const unnamedConfig = 'default';

const engineKeys = ['reuse', 'fair', 'kcsan', 'ctrl', 'rwsem', 'budget'];

export function configsOf(raw: RawCase, tree: YamlTree): CaseConfig[] {
  const named = Object.entries(raw.configs ?? {});
  if (named.length === 0) return [configOf(unnamedConfig, {}, new Map())];
  return named.map(([name, config]) => {
    const macros = new Map<string, string>();
    for (const key of Object.keys(config)) {
      // As written: `010` stays octal, `y` stays a letter.
      if (!engineKeys.includes(key)) macros.set(key, tree.word(['configs', name, key]) ?? '');
    }
    return configOf(name, config, macros);
  });
}

type RawConfig = NonNullable<RawCase['configs']>[string];

function configOf(name: string, raw: RawConfig, macros: Map<string, string>): CaseConfig {
  if (raw.rwsem === 'count') macros.set('CONFIG_RWSEM_COUNT', 'y');
  return {
    name,
    macros,
    reuse: raw.reuse ?? 'quarantine',
    fair: raw.fair === 'y',
    kcsan: raw.kcsan === 'y',
    ctrl: raw.ctrl ?? 'lkmm',
    budget: budgetOf(raw.budget),
  };
}

/** A bare number bounds every search. */
function budgetOf(raw: RawConfig['budget']): Budget {
  if (raw === undefined) return {};
  if (typeof raw === 'number') return { states: raw, traceStates: raw, livenessStates: raw };
  return {
    ...(raw.states === undefined ? {} : { states: raw.states }),
    ...(raw.traceStates === undefined ? {} : { traceStates: raw.traceStates }),
    ...(raw.livenessStates === undefined ? {} : { livenessStates: raw.livenessStates }),
  };
}

/** The bounds printed beside a pass: `PMD_ORDER=1, reuse=quarantine`. */
export function boundsOf(config: CaseConfig): Readonly<Record<string, string>> {
  const bounds: Record<string, string> = {};
  for (const [key, value] of config.macros) if (key !== 'CONFIG_RWSEM_COUNT') bounds[key] = value;
  bounds['reuse'] = config.reuse;
  if (config.fair) bounds['fair'] = 'y';
  if (config.kcsan) bounds['kcsan'] = 'y';
  if (config.ctrl !== 'lkmm') bounds['ctrl'] = config.ctrl;
  if (config.macros.has('CONFIG_RWSEM_COUNT')) bounds['rwsem'] = 'count';
  return bounds;
}

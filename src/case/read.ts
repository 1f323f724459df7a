/**
 * YAML text to a case. Shape first (schema.ts), then every name against what the series has; all
 * mistakes of a file are collected. The C inside is cut out here and parsed elsewhere.
 */
import type { Code } from '../base/codes';
import { diagnose, didYouMean, hasErrors, type Diagnostic } from '../base/diagnostics';
import type { SourceFile } from '../base/source';
import type { Case, CaseConfig, CaseThread, ExpectedLine, Memory, ReachDemand, SeriesNames, Without } from './case';
import { cText } from './c-text';
import { configsOf } from './configs';
import { expectationOf, linesOf, type Axes } from './outcome';
import { caseSchema, type RawCase } from './schema';
import { shapeErrors } from '../base/yaml-shape';
import { YamlTree, type Path } from '../base/yaml-tree';

export interface ReadCase {
  readonly case?: Case;
  readonly diagnostics: readonly Diagnostic[];
}

/** @param name file name without folder and extension  @param series what the case may name; without it names are not checked */
export function readCase(file: SourceFile, name: string, series?: SeriesNames): ReadCase {
  const tree = new YamlTree(file);
  if (tree.diagnostics.length > 0) return { diagnostics: tree.diagnostics };
  const parsed = caseSchema.safeParse(tree.plain());
  if (!parsed.success) return { diagnostics: shapeErrors(parsed.error.issues, tree, knownKeys) };
  const reader = new Reader(tree, parsed.data, name, series);
  const one = reader.read();
  return hasErrors(reader.diagnostics)
    ? { diagnostics: reader.diagnostics }
    : { case: one, diagnostics: reader.diagnostics };
}

function knownKeys(path: Path): readonly string[] {
  if (path.length === 0) return Object.keys(caseSchema.shape);
  if (path[0] === 'without') return ['version', 'config', 'memory', 'in', 'line', 'expect'];
  if (path[0] === 'configs') return ['states', 'traceStates', 'livenessStates'];
  if (path[0] === 'reach') return ['except'];
  return ['findings', 'skip', 'from', 'because'];
}

const maxThreads = 7;

class Reader {
  readonly diagnostics: Diagnostic[] = [];
  private readonly configs: readonly CaseConfig[];
  private readonly memory: readonly Memory[];

  constructor(
    private readonly tree: YamlTree,
    private readonly raw: RawCase,
    private readonly name: string,
    private readonly series: SeriesNames | undefined,
  ) {
    this.configs = configsOf(raw, tree);
    this.memory = [...new Set(raw.memory ?? ['sc' as const])];
  }

  read(): Case {
    const { raw, tree } = this;
    this.checkSeries();
    this.checkItems();
    this.checkConfigNames();
    const setup = this.block('setup');
    const final = this.block('finally');
    const expect = this.expect();
    return {
      series: raw.series,
      name: this.name,
      file: tree.file,
      title: raw.title,
      question: raw.question,
      decides: raw.decides ?? [],
      configs: this.configs,
      memory: this.memory,
      threads: this.threads(),
      inject: this.inject(),
      reach: this.reach(),
      expect,
      without: this.without(expect),
      ...(setup ? { setup } : {}),
      ...(final ? { finally: final } : {}),
      ...(raw.notes === undefined ? {} : { notes: raw.notes }),
    };
  }

  private readonly report = (one: Diagnostic): void => {
    this.diagnostics.push(one);
  };

  /** Reports `code` with "did you mean" when `word` is not one of `known`. */
  private checkName(word: string, known: readonly string[], code: Code, path: Path, asKey: boolean): boolean {
    if (known.includes(word)) return true;
    const near = didYouMean(word, known);
    const span = asKey ? this.tree.keySpan(path) : this.tree.span(path);
    const hint = near === undefined ? undefined : `did you mean '${near}'?`;
    this.report(diagnose(code, { name: word, known: known.join(', ') }, span, undefined, hint));
    return false;
  }

  private checkSeries(): void {
    if (!this.series || this.raw.series === this.series.name) return;
    const facts = { name: this.raw.series, folder: this.series.name };
    this.report(diagnose('case-series-differs', facts, this.tree.span(['series'])));
  }

  private checkItems(): void {
    const { series } = this;
    if (!series) return;
    (this.raw.decides ?? []).forEach((item, index) => {
      this.checkName(item, series.items, 'case-unknown-item', ['decides', index], false);
    });
  }

  /** In a line of `expect`, a key is a config, a memory model, or `config/memory`. */
  private checkConfigNames(): void {
    for (const { name } of this.configs) {
      if (!/^(sc|tso|lkmm|lkmm\+lb)$/.test(name) && !name.includes('/')) continue;
      this.report(diagnose('case-config-name', { name }, this.tree.keySpan(['configs', name])));
    }
  }

  /** Every pair of config and memory model. */
  private axes(): Axes[] {
    return this.configs.flatMap(({ name }) => this.memory.map((memory) => ({ config: name, memory })));
  }

  private block(key: 'setup' | 'finally'): SourceFile | undefined {
    if (this.raw[key] === undefined) return undefined;
    const text = cText(this.tree.file, this.tree.node([key]), key, this.tree.span([key]));
    text.diagnostics.forEach(this.report);
    return text.source;
  }

  private threads(): CaseThread[] {
    const names = Object.keys(this.raw.threads);
    if (names.length === 0 || names.length > maxThreads) {
      const facts = { count: names.length, most: maxThreads };
      this.report(diagnose('case-thread-count', facts, this.tree.keySpan(['threads'])));
    }
    for (const name of Object.keys(this.raw.cpus ?? {})) {
      this.checkName(name, names, 'case-unknown-thread', ['cpus', name], true);
    }
    const given = new Map(Object.entries(this.raw.cpus ?? {}));
    const taken = new Set(given.values());
    let free = 0;
    return names.flatMap((name) => {
      const path = ['threads', name];
      // Traces write `name*2`, `name=1`, `cpu1!ipi`, `rcu`.
      if (!/^[A-Za-z_][\w-]*$/.test(name) || /^(cpu\d+|rcu|setup|finally)$/.test(name)) {
        this.report(diagnose('case-thread-name', { name }, this.tree.keySpan(path)));
      }
      const text = cText(this.tree.file, this.tree.node(path), name, this.tree.span(path));
      text.diagnostics.forEach(this.report);
      let cpu = given.get(name);
      if (cpu === undefined) {
        while (taken.has(free)) free++;
        cpu = free++;
      }
      return text.source ? [{ name, source: text.source, cpu }] : [];
    });
  }

  private inject(): string[] {
    const sites = this.raw.inject ?? [];
    sites.forEach((site, index) => {
      if (!/^[A-Za-z_]\w*:[a-z_]\w*$/.test(site)) {
        this.report(diagnose('case-inject', { site }, this.tree.span(['inject', index])));
      }
    });
    return sites;
  }

  /** Checks the versions named at a path: one word or a list. */
  private versions(raw: string | readonly string[], path: Path): string[] {
    const list = typeof raw === 'string' ? [raw] : raw;
    const known = this.series?.versions.map((one) => one.name);
    if (known) {
      list.forEach((name, index) => {
        this.checkName(name, known, 'case-unknown-version', typeof raw === 'string' ? path : [...path, index], false);
      });
    }
    return [...list];
  }

  private reach(): ReachDemand[] {
    return Object.entries(this.raw.reach ?? {}).map(([label, where]) => {
      const path = ['reach', label];
      const span = this.tree.keySpan(path);
      if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(label)) this.report(diagnose('case-label', { label }, span));
      if (where === 'all') return { label, versions: 'all', except: [], span };
      if (typeof where === 'string' || Array.isArray(where)) {
        return { label, versions: this.versions(where, path), except: [], span };
      }
      return { label, versions: 'all', except: this.versions(where.except, [...path, 'except']), span };
    });
  }

  private expect(): ExpectedLine[] {
    const lines: ExpectedLine[] = [];
    const known = this.series?.versions.map((one) => one.name);
    for (const [version, raw] of Object.entries(this.raw.expect)) {
      const path = ['expect', version];
      if (known && !this.checkName(version, known, 'case-unknown-version', path, true)) continue;
      for (const line of linesOf(raw, path, this.axes(), this.raw, this.tree, this.report))
        lines.push({ version, ...line });
    }
    const missing = (this.series?.versions ?? []).filter((one) => !one.optional && !(one.name in this.raw.expect));
    if (missing.length > 0) {
      const names = `version${missing.length === 1 ? '' : 's'} ${missing.map((one) => `'${one.name}'`).join(', ')}`;
      this.report(diagnose('case-missing-version', { names }, this.tree.keySpan(['expect'])));
    }
    return lines;
  }

  private without(expect: readonly ExpectedLine[]): Without[] {
    const configs = this.configs.map((one) => one.name);
    return (this.raw.without ?? []).flatMap((raw, index) => {
      const path = ['without', index];
      const span = this.tree.span([...path, 'line']);
      const expectation = expectationOf(raw.expect, [...path, 'expect'], this.tree, this.report);
      if (!expectation) return [];
      if (expectation.kind !== 'findings' || expectation.findings.length === 0) {
        this.report(diagnose('case-without-pass', {}, this.tree.span([...path, 'expect'])));
      }
      if (
        raw.config !== undefined &&
        !this.checkName(raw.config, configs, 'case-unknown-config', [...path, 'config'], false)
      ) {
        return [];
      }
      if (
        raw.memory !== undefined &&
        !this.checkName(raw.memory, this.memory, 'case-unknown-memory', [...path, 'memory'], false)
      ) {
        return [];
      }
      return this.versions(raw.version, [...path, 'version']).flatMap((version) => {
        const meant = expect.filter(
          (line) =>
            line.version === version &&
            (raw.config ?? line.config) === line.config &&
            (raw.memory ?? line.memory) === line.memory,
        );
        const line = meant.find(passes);
        const config = line?.config ?? raw.config ?? this.configs[0]?.name ?? '';
        const memory = line?.memory ?? raw.memory ?? this.memory[0] ?? 'sc';
        if (!line) {
          const facts = { version, config: memory === 'sc' ? config : `${config}/${memory}` };
          this.report(diagnose('case-without-not-passing', facts, this.tree.span([...path, 'version'])));
        }
        const lines = typeof raw.line === 'string' ? [raw.line] : raw.line;
        return [{ version, config, memory, function: raw.in, lines, expectation, span }];
      });
    });
  }
}

function passes(line: ExpectedLine): boolean {
  return line.expectation.kind === 'findings' && line.expectation.findings.length === 0;
}

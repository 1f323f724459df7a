/**
 * Kernel C to programs. A `Model` is one variant under one configuration: every .c file is
 * preprocessed, parsed and checked once, functions that no scenario reaches included; compiling a
 * scenario on it is cheap. Nothing here reads the disk.
 */
import type { Program, UnitId } from '../program';
import { diagnose, didYouMean, hasErrors, type Diagnostic } from '../base/diagnostics';
import { SourceFile, type Span } from '../base/source';
import { bug } from '../base/diagnostics';
import { changedBody } from './changed-body';
import {
  checkBodyAgain,
  checkLinkage,
  checkSetup,
  checkThread,
  checkUnit,
  type CheckedUnit,
  type ScenarioBody,
} from './check-unit';
import { recursion } from './check-statements';
import { elementsIn, type Element } from './elements';
import { intrinsics } from './intrinsics';
import { lowerHandler, lowerText } from './lower';
import { ProgramBuilder } from './lower-program';
import { TooLarge } from './lower-unit';
import { parseBody, parseUnit } from './parse';
import { parseFile, type ParsedFile } from './parse-file';
import { preprocess, type Preprocessed, type PreprocessOptions } from './preprocess';
import { Context, forScenario, newLinkage, type Linkage, type Scope } from './scope';
import { sameScenario, type Scenario, type ScenarioThread } from './scenario';
import { statementLines, type LineFilter, type StatementLine } from './statement-lines';
import type { FunctionBody, FunctionSymbol, Variable } from './typed';

export { pieces } from './lex';
export type { Edit, Element, ElementKind } from './elements';
export type { Scenario, ScenarioThread } from './scenario';
export type { LineFilter } from './statement-lines';

/** `CONFIG_X: y` defines it as 1, `n` leaves it undefined; any other key defines a macro with that text. */
export type Config = ReadonlyMap<string, string>;

export interface ModelOptions {
  /** Lets a version build that was posted with gcc's int/pointer warnings: the value is arbitrary. */
  readonly allowIntPointerMixing?: boolean;
}

export interface Compiled {
  /** Absent when a diagnostic is an error. */
  readonly program?: Program;
  readonly diagnostics: readonly Diagnostic[];
}

/** The scenario header as scenarios need it. */
interface Header {
  readonly text: Preprocessed;
  readonly scope: Scope;
  readonly typedefs: ReadonlySet<string>;
}

interface UnitOfModel {
  readonly file: SourceFile;
  readonly parsed: ParsedFile;
  readonly checked: CheckedUnit;
}

/** What a model has of its own when all else is another's. */
interface Change {
  readonly linkage: Linkage;
  readonly changed: ReadonlyMap<FunctionSymbol, FunctionBody>;
}

const scenarioHeader = 'include/scenario.h';
/** Names of ours whatever a header defines; but the model may put an rwsem of its own in C behind the usual names. */
const rwsemName = /^(down|up)_(read|write)|^downgrade_write$|^rwsem_/;
const intrinsicMacros = new Set(
  [...intrinsics.keys(), 'container_of', 'offsetof'].filter((name) => !rwsemName.test(name)),
);

export class Model {
  /** Of the model itself. */
  readonly diagnostics: readonly Diagnostic[];
  private readonly linkage: Linkage;
  /** Cells of one scenario come one after another: under each memory model, with and without kcsan. */
  private last: { readonly scenario: Scenario; readonly compiled: Compiled } | undefined;
  private readonly header: Header;
  /** By path. */
  private readonly units: ReadonlyMap<string, UnitOfModel>;
  /** Bodies that stand in for those of the model that this one is like. */
  private readonly changed: ReadonlyMap<FunctionSymbol, FunctionBody>;

  /** @param like a model that this one may differ from in one body: all else is then taken over from it */
  constructor(
    private readonly files: ReadonlyMap<string, SourceFile>,
    private readonly config: Config,
    private readonly options: ModelOptions = {},
    like?: Model,
  ) {
    const change = like?.changeTo(this);
    if (like && change) {
      ({ header: this.header, units: this.units, diagnostics: this.diagnostics } = like);
      ({ linkage: this.linkage, changed: this.changed } = change);
      return;
    }
    const found: Diagnostic[] = [];
    this.linkage = newLinkage();
    this.header = this.readHeader(found);
    const units = new Map<string, UnitOfModel>();
    for (const [path, file] of files) if (path.endsWith('.c')) units.set(path, this.readUnit(file, found));
    this.units = units;
    this.changed = new Map();
    checkLinkage(this.linkage, found);
    this.diagnostics = distinct(found);
  }

  /**
   * What is different in another model whose one difference is the body of a function. It may be checked alone
   * because nothing was wrong here, and because nothing that stands outside a body depends on what is inside.
   */
  private changeTo(other: Model): Change | undefined {
    const plain = this.diagnostics.length === 0 && this.changed.size === 0 && this.linkage.sizedLate.size === 0;
    if (!plain || !sameMap(this.config, other.config)) return undefined;
    if (this.checkOptions.allowIntPointerMixing !== other.checkOptions.allowIntPointerMixing) return undefined;
    const paths = [...this.files.keys()].filter((path) => this.files.get(path) !== other.files.get(path));
    const [path = ''] = paths;
    const now = other.files.get(path);
    const unit = this.units.get(path);
    if (paths.length !== 1 || !now || !unit || this.files.size !== other.files.size) return undefined;
    const readBy = [this.header.text, ...[...this.units.values()].map(({ parsed }) => parsed)];
    if (readBy.filter(({ files }) => files.includes(unit.file)).length !== 1) return undefined;

    const body = changedBody(unit.file, unit.parsed.tree, now, other.preprocessOptions);
    const known = body && unit.checked.functions.get(body.before);
    if (!known || known.declares) return undefined;
    const { symbol } = known;
    // Sites are known by the function's name.
    if (this.linkage.bodies.filter(({ name }) => name === symbol.name).length !== 1) return undefined;
    const linkage = forScenario(this.linkage);
    for (const site of this.linkage.sites) if (site.startsWith(`${symbol.name}:`)) linkage.sites.delete(site);
    const diagnostics: Diagnostic[] = [];
    const context = new Context(linkage, recursion, this.checkOptions, diagnostics);
    const checked = context.attempt(() => checkBodyAgain(context, unit.parsed.tree, unit.checked, known, body.after));
    checkLinkage(linkage, diagnostics);
    const declares = linkage.structs.size > this.linkage.structs.size;
    return checked && !declares && diagnostics.length === 0
      ? { linkage, changed: new Map([[symbol, checked]]) }
      : undefined;
  }

  /** Every `__inject` site of the model, as `function:site`. */
  get injectSites(): readonly string[] {
    return sitesOf(this.linkage);
  }

  /** Functions with a body, and the file each stands in. */
  get functions(): readonly { readonly name: string; readonly file: string }[] {
    return this.linkage.bodies.map(({ name, span }) => ({ name, file: span.file.name }));
  }

  /** Lines at which a statement of the model begins, of those asked for. */
  statementLines(wanted: LineFilter): readonly StatementLine[] {
    const functions = this.linkage.bodies.flatMap((symbol) => {
      const body = this.changed.get(symbol) ?? symbol.body;
      return body ? [{ name: symbol.name, body }] : [];
    });
    return statementLines(functions, wanted);
  }

  /** Barriers, lock operations, checks and labels that begin on the lines asked for, each once. */
  elements(own: LineFilter): readonly Element[] {
    const all = [...this.files].flatMap(([path, file]) =>
      path.endsWith('.c') ? elementsIn(parseFile(file, this.preprocessOptions).tree, own) : [],
    );
    return [...new Map(all.map((one) => [`${one.kind} ${one.span.file.name}:${one.span.start}`, one])).values()];
  }

  /** The program of one scenario. Only its own diagnostics are returned; a model with errors gives no program. */
  compile(scenario: Scenario): Compiled {
    if (!this.last || !sameScenario(this.last.scenario, scenario)) {
      this.last = { scenario, compiled: this.compileAnew(scenario) };
    }
    return this.last.compiled;
  }

  private compileAnew(scenario: Scenario): Compiled {
    const diagnostics: Diagnostic[] = [];
    const outer = this.header.scope;
    const linkage = forScenario(this.linkage);
    const context = new Context(linkage, recursion, this.checkOptions, diagnostics, outer);
    const setup = scenario.setup && this.readSetup(context, scenario.setup);
    const threads = scenario.threads.map((thread) => ({
      thread,
      body: this.readText(context, thread.name, thread.source),
    }));
    const final = scenario.finally && this.readText(context, 'finally', scenario.finally);
    checkLinkage(linkage, diagnostics);
    const inject = checkInject(linkage, scenario.inject, diagnostics);
    const all = distinct(diagnostics);
    if (hasErrors(all) || hasErrors(this.diagnostics)) return { diagnostics: all };
    try {
      return { program: this.lower(setup, threads, final, inject), diagnostics: all };
    } catch (error) {
      if (!(error instanceof TooLarge)) throw error;
      const facts = { unit: error.unit, limit: error.limit };
      return {
        diagnostics: [
          ...all,
          diagnose('program-too-large', facts, scenario.threads[0] && whole(scenario.threads[0].source)),
        ],
      };
    }
  }

  private get checkOptions(): { readonly allowIntPointerMixing: boolean } {
    return { allowIntPointerMixing: this.options.allowIntPointerMixing ?? false };
  }

  private get preprocessOptions(): PreprocessOptions {
    return { read: (path) => this.files.get(path), config: this.config, intrinsicMacros };
  }

  private readHeader(found: Diagnostic[]): Header {
    const file = this.files.get(scenarioHeader) ?? new SourceFile(scenarioHeader, '');
    const text = preprocess(file, this.preprocessOptions);
    const { tree, typedefs, diagnostics } = parseUnit(text.tokens);
    found.push(...text.diagnostics, ...diagnostics);
    const { scope } = checkUnit(this.linkage, tree, undefined, this.checkOptions, found);
    return { text, scope, typedefs };
  }

  private readUnit(file: SourceFile, found: Diagnostic[]): UnitOfModel {
    const parsed = parseFile(file, this.preprocessOptions);
    found.push(...parsed.diagnostics);
    return { file, parsed, checked: checkUnit(this.linkage, parsed.tree, file, this.checkOptions, found) };
  }

  private readSetup(context: Context, file: SourceFile): { body: ScenarioBody; variables: readonly Variable[] } {
    const { items, end } = this.parse(context, file);
    return checkSetup(context, items, end);
  }

  private readText(context: Context, name: string, file: SourceFile): ScenarioBody {
    const { items, span } = this.parse(context, file);
    return checkThread(context, name, items, span);
  }

  private parse(context: Context, file: SourceFile): ReturnType<typeof parseBody>['tree'] {
    const text = preprocess(file, this.preprocessOptions, this.header.text.macros);
    const { tree, diagnostics } = parseBody(text.tokens, this.header.typedefs);
    context.diagnostics.push(...text.diagnostics, ...diagnostics);
    return tree;
  }

  private lower(
    setup: { readonly body: ScenarioBody; readonly variables: readonly Variable[] } | undefined,
    threads: readonly { readonly thread: ScenarioThread; readonly body: ScenarioBody }[],
    final: ScenarioBody | undefined,
    inject: ReadonlySet<string>,
  ): Program {
    const program = new ProgramBuilder(inject, this.changed);
    for (const variable of setup?.variables ?? []) program.global(variable);
    const unitOf = (body: ScenarioBody): UnitId => {
      const id = program.newUnit();
      program.units[id] = lowerText(program, body.name, body.block);
      return id;
    };
    const setupUnit = setup && unitOf(setup.body);
    const threadUnits = threads.map(({ thread, body }) => ({
      name: thread.name,
      unit: unitOf(body),
      cpu: thread.cpu,
      ...(thread.number === undefined ? {} : { number: thread.number }),
    }));
    const finalUnit = final && unitOf(final);
    for (let next = program.pending.shift(); next; next = program.pending.shift()) {
      program.units[next.unit] = lowerHandler(program, next.symbol);
    }
    const units = program.units.map((unit, id) => {
      if (!unit) throw bug(`unit ${id} was not lowered`);
      return unit;
    });
    const labels = new Set(
      units.flatMap((unit) => unit.code.flatMap((one) => (one.op === 'reach' ? [one.label] : []))),
    );
    return {
      types: program.types,
      globals: program.globals,
      places: program.places,
      units,
      ...(setupUnit === undefined ? {} : { setup: setupUnit }),
      threads: threadUnits,
      ...(finalUnit === undefined ? {} : { finally: finalUnit }),
      reachLabels: [...labels].sort(),
    };
  }
}

/** Every `__inject` site, as `function:site`. */
function sitesOf(linkage: Linkage): readonly string[] {
  return [...linkage.sites].sort();
}

function checkInject(linkage: Linkage, sites: readonly string[], diagnostics: Diagnostic[]): ReadonlySet<string> {
  for (const text of sites) {
    const [name, site] = text.split(':');
    if (site === undefined || name === undefined) {
      diagnostics.push(diagnose('bad-inject', { text }));
    } else if (!linkage.sites.has(text)) {
      const near = didYouMean(text, linkage.sites);
      const hint = near === undefined ? undefined : `did you mean '${near}'?`;
      const known = sitesOf(linkage).join(', ');
      diagnostics.push(diagnose('unknown-inject', { function: name, site, known }, undefined, undefined, hint));
    }
  }
  return new Set(sites);
}

function sameMap(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  return a.size === b.size && [...a].every(([key, value]) => b.get(key) === value);
}

function whole(file: SourceFile): Span {
  const start = Math.max(0, file.text.search(/\S/));
  return { file, start, end: start + 1 };
}

/** Headers are read by many units: each mistake counts once. */
function distinct(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics.filter((one) => {
    const key = `${one.code} ${one.message} ${one.span?.file.name} ${one.span?.start}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/**
 * patches/<series>/series.yaml and the patch files that it names: read, checked, and with the place of every name kept.
 * It reads through a `ProjectReader`; it applies nothing.
 */
import { diagnose, didYouMean, hasErrors, type Diagnostic } from '../base/diagnostics';
import { SourceFile, type Span } from '../base/source';
import { shapeErrors } from '../base/yaml-shape';
import { YamlTree, type Path } from '../base/yaml-tree';
import { kinds, type ReviewItem, type VersionInfo } from '../result';
import { parsePatch } from './parse-patch';
import type { PatchFile } from './patch-file';
import { seriesKeys, seriesSchema, type RawSeries } from './series-schema';
import { chainOf } from './version';

/** How this folder reads the project. Paths are relative to its root, with forward slashes. */
export interface ProjectReader {
  /** Undefined when there is no such file. */
  readonly read: (path: string) => string | undefined;
  /** Names in a folder, files and folders; empty when there is none. */
  readonly list: (folder: string) => readonly string[];
}

export interface VersionPatch {
  /** Relative to the project. */
  readonly file: string;
  readonly text: string;
  readonly parsed: PatchFile;
}

export interface Version extends VersionInfo {
  readonly patches: readonly VersionPatch[];
  /** `yes`, or the code, without its area, that refuses it: `type-mismatch`. */
  readonly builds: string;
  readonly allowIntPointerMixing: boolean;
  readonly notes?: string;
  /** Its key in series.yaml. */
  readonly nameSpan: Span;
  /** The value of `base` in series.yaml; the key of the version where it has none. */
  readonly baseSpan: Span;
}

/** A review item as series.yaml has it; which cases decide it is said by the cases. */
export type SeriesItem = Omit<ReviewItem, 'cases'>;

export interface Series {
  readonly name: string;
  readonly title: string;
  readonly file: SourceFile;
  /** In the order of the file. */
  readonly versions: ReadonlyMap<string, Version>;
  readonly items: readonly SeriesItem[];
}

export interface LoadedSeries {
  /** Absent when there are errors. */
  readonly series?: Series;
  readonly diagnostics: readonly Diagnostic[];
}

const versionName = /^[A-Za-z][\w.-]*$/;

const fileName = (name: string): string => `patches/${name}/series.yaml`;

/** Names of all series: folders of patches/ that have a series.yaml. */
export function listSeries(reader: ProjectReader): string[] {
  return [...reader.list('patches')].sort().filter((name) => reader.read(fileName(name)) !== undefined);
}

export function loadSeries(reader: ProjectReader, name: string): LoadedSeries {
  const file = fileName(name);
  const text = versionName.test(name) ? reader.read(file) : undefined;
  if (text === undefined) {
    const near = didYouMean(name, listSeries(reader));
    const hint = near === undefined ? undefined : `did you mean '${near}'?`;
    return { diagnostics: [diagnose('series-missing', { name, file }, undefined, undefined, hint)] };
  }
  const tree = new YamlTree(new SourceFile(file, text));
  if (tree.diagnostics.length > 0) return { diagnostics: tree.diagnostics };
  const parsed = seriesSchema.safeParse(tree.plain());
  if (!parsed.success) return { diagnostics: shapeErrors(parsed.error.issues, tree, seriesKeys) };
  return new Loader(reader, name, tree, parsed.data).load();
}

/** What reports are told of a version: plain data. */
export function versionInfo(version: Version): VersionInfo {
  const { series, name, tag, base, title, author, date, messageId, control, patches } = version;
  return {
    series,
    name,
    tag,
    title,
    control,
    patches: patches.map(({ file, text }) => ({ file, text })),
    ...(base === undefined ? {} : { base }),
    ...(author === undefined ? {} : { author }),
    ...(date === undefined ? {} : { date }),
    ...(messageId === undefined ? {} : { messageId }),
  };
}

type RawVersion = RawSeries['versions'][string];
type RawItem = NonNullable<RawSeries['items']>[string];

class Loader {
  private readonly diagnostics: Diagnostic[] = [];
  private readonly folder: string;
  private readonly named = new Set<string>();

  constructor(
    private readonly reader: ProjectReader,
    private readonly name: string,
    private readonly tree: YamlTree,
    private readonly raw: RawSeries,
  ) {
    this.folder = `patches/${name}`;
  }

  load(): LoadedSeries {
    const { name, raw, tree } = this;
    const versions = new Map(Object.entries(raw.versions).map(([key, one]) => [key, this.version(key, one)] as const));
    const items = Object.entries(raw.items ?? {}).map(([key, one]) => this.item(key, one));
    const series: Series = { name, title: raw.title, file: tree.file, versions, items };
    this.checkTags(versions);
    this.checkBases(series);
    this.checkUnnamed();
    if (hasErrors(this.diagnostics)) return { diagnostics: this.diagnostics };
    return { series, diagnostics: this.diagnostics };
  }

  private version(name: string, raw: RawVersion): Version {
    const path: Path = ['versions', name];
    if (!versionName.test(name)) {
      this.diagnostics.push(diagnose('series-version-name', { name }, this.tree.keySpan(path)));
    }
    this.date([...path, 'date'], raw.date);
    const nameSpan = this.tree.keySpan(path);
    return {
      series: this.name,
      name,
      tag: raw.tag,
      title: raw.title,
      control: raw.control ?? false,
      builds: raw.builds ?? 'yes',
      allowIntPointerMixing: raw.allow?.includes('int-pointer-mixing') ?? false,
      patches: this.patches(path, raw.patches ?? []),
      nameSpan,
      baseSpan: raw.base === undefined ? nameSpan : this.tree.span([...path, 'base']),
      ...(raw.base === undefined ? {} : { base: this.ownBase(raw.base) }),
      ...(raw.author === undefined ? {} : { author: raw.author }),
      ...(raw.date === undefined ? {} : { date: raw.date }),
      ...(raw['message-id'] === undefined ? {} : { messageId: bare(raw['message-id']) }),
      ...(raw.notes === undefined ? {} : { notes: raw.notes }),
    };
  }

  /** `swapin/v1` in the series swapin is `v1`. */
  private ownBase(base: string): string {
    return base.startsWith(`${this.name}/`) ? base.slice(this.name.length + 1) : base;
  }

  private patches(path: Path, names: readonly string[]): VersionPatch[] {
    return names.flatMap((name, index) => {
      const span = this.tree.span([...path, 'patches', index]);
      const steps = name.split('/');
      const outside = /[\\:\0]/.test(name) || steps.some((step) => step === '' || step === '.' || step === '..');
      if (outside || !name.endsWith('.patch')) {
        const facts = { patch: name, folder: `${this.folder}/` };
        this.diagnostics.push(diagnose('series-patch-name', facts, span));
        return [];
      }
      if (names.indexOf(name) < index) {
        this.diagnostics.push(diagnose('series-patch-twice', { patch: name }, span));
        return [];
      }
      return this.patch(`${this.folder}/${name}`, span);
    });
  }

  private patch(file: string, span: Span): VersionPatch[] {
    const first = !this.named.has(file);
    this.named.add(file);
    const text = this.reader.read(file);
    if (text === undefined) {
      this.diagnostics.push(diagnose('series-patch-missing', { file }, span));
      return [];
    }
    const { patch, diagnostics } = parsePatch(new SourceFile(file, text));
    if (first) this.diagnostics.push(...diagnostics);
    return patch ? [{ file, text, parsed: patch }] : [];
  }

  private item(id: string, raw: RawItem): SeriesItem {
    const path: Path = ['items', id];
    if (!/^[A-Z]+\d+$/.test(id))
      this.diagnostics.push(diagnose('series-item-name', { name: id }, this.tree.keySpan(path)));
    this.date([...path, 'date'], raw.date);
    const reason = raw['not-a-safety-claim'];
    if ((raw.claim === undefined) === (reason === undefined)) {
      const facts = { name: id, braces: '{version, finding}' };
      this.diagnostics.push(diagnose('series-item-claim', facts, this.tree.keySpan(path)));
    }
    if (raw.claim) this.claim([...path, 'claim'], raw.claim);
    return {
      id,
      who: raw.who,
      date: raw.date,
      messageId: bare(raw['message-id']),
      concern: raw.concern,
      ...(raw.claim === undefined ? {} : { claim: raw.claim }),
      ...(reason === undefined ? {} : { notASafetyClaim: reason }),
    };
  }

  private claim(path: Path, claim: { readonly version: string; readonly finding: string }): void {
    const known = Object.keys(this.raw.versions);
    if (!known.includes(claim.version)) {
      const near = didYouMean(claim.version, known);
      const facts = { name: claim.version, known: known.join(', ') };
      const hint = near === undefined ? undefined : `did you mean '${near}'?`;
      const span = this.tree.span([...path, 'version']);
      this.diagnostics.push(diagnose('series-unknown-version', facts, span, undefined, hint));
    }
    const [kind = '', place = ''] = claim.finding.split('@');
    if (!Object.hasOwn(kinds, kind) || !/^\w+$/.test(place)) {
      const near = didYouMean(kind, Object.keys(kinds));
      const hint = near === undefined || near === kind ? undefined : `did you mean '${near}@${place}'?`;
      const facts = { finding: claim.finding, known: Object.keys(kinds).join(', ') };
      const span = this.tree.span([...path, 'finding']);
      this.diagnostics.push(diagnose('series-claim-finding', facts, span, undefined, hint));
    }
  }

  private date(path: Path, date: string | undefined): void {
    const ok = date === undefined || (/^\d{4}-\d{2}-\d{2}$/.test(date) && !Number.isNaN(Date.parse(date)));
    if (!ok) this.diagnostics.push(diagnose('series-date', { date }, this.tree.span(path)));
  }

  private checkTags(versions: ReadonlyMap<string, Version>): void {
    const owners = new Map<string, string>();
    for (const { name, tag } of versions.values()) {
      const first = owners.get(tag);
      const span = this.tree.span(['versions', name, 'tag']);
      if (first === undefined) owners.set(tag, name);
      else this.diagnostics.push(diagnose('series-tag-twice', { first, second: name, tag }, span));
    }
  }

  /** Bases inside the series; those of other series can only be found when all are read (`applyVersion`). */
  private checkBases(series: Series): void {
    const reported = new Set<string>();
    for (const version of series.versions.values()) {
      if (!versionName.test(version.name)) continue;
      const chain = chainOf(series, version.name);
      if (chain.kind === 'chain' || chain.elsewhere === true) continue;
      const { diagnostic } = chain;
      const key = `${diagnostic.code} ${diagnostic.span?.start ?? 0}`;
      const cycle = diagnostic.code === 'series-cycle' && [...reported].some((one) => one.startsWith('series-cycle'));
      if (reported.has(key) || cycle) continue;
      reported.add(key);
      this.diagnostics.push(diagnostic);
    }
  }

  private checkUnnamed(): void {
    for (const folder of ['', ...this.reader.list(this.folder)]) {
      const inside = folder === '' ? this.folder : `${this.folder}/${folder}`;
      for (const name of this.reader.list(inside)) {
        const file = `${inside}/${name}`;
        if (!name.endsWith('.patch') || this.named.has(file)) continue;
        this.diagnostics.push(diagnose('series-patch-unnamed', { file }, this.tree.keySpan(['versions'])));
      }
    }
  }
}

/** A Message-ID without its angle brackets. */
function bare(messageId: string): string {
  return messageId.replace(/^<(.*)>$/, '$1');
}

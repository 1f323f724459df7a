/** `import`: mails of a new revision to a version with its patches still to write. Writes names and counts, never lines. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { diagnose, hasErrors, type Diagnostic } from '../../base/diagnostics';
import { splitMbox } from '../../mail/mbox';
import { damagedHunks, postingsOf, type Posting } from '../../mail/posting';
import { readMail, type Mail } from '../../mail/read-mail';
import { isPage, readPage } from '../../mail/web-page';
import { applyVersion, blocksOf, type Files, type Series } from '../../patch';
import { plain } from '../../report';
import { isFolder } from '../disk';
import { writeWhole } from '../files';
import { baseCommitOf, changeIdOf, hunkLine, importPlan, type FindFunction, type ImportPlan } from '../import-plan';
import { tell, type ExitCode, type Io } from '../io';
import { noBase } from '../no-base';
import { openRoot, type Common } from '../open-root';
import { loadSources, type Project } from '../project';
import { withEntries } from '../series-text';

export interface ImportFlags extends Common {
  /** Folder under patches/. */
  readonly series: string;
  /** Name of the version; default: v and its number. */
  readonly as?: string;
  /** Version it stands on; default: what the last posted version stands on. */
  readonly base?: string;
  /** `v2`, where the mails hold several postings. */
  readonly posting?: string;
  readonly dryRun?: boolean;
}

const nameForm = /^[A-Za-z][\w.-]*$/;

export async function importMails(source: string, flags: ImportFlags, io: Io): Promise<ExitCode> {
  const root = openRoot(flags, io);
  if (root === undefined) return 2;
  const project = loadSources(root);
  if (hasErrors(project.diagnostics)) return tell(io, project.diagnostics);
  const read = await readSource(source, io);
  if ('code' in read) return tell(io, [read]);
  const mails: Mail[] = [];
  for (const { name, text } of read) {
    if (isPage(text)) {
      const page = readPage(Buffer.from(text, 'latin1').toString('utf8'));
      tell(io, [diagnose('mail-page', { file: name, lost: `it has lost ${page.lost.join(', ')}` })]);
      mails.push(...page.mails);
    } else for (const raw of splitMbox(text)) mails.push(await readMail(raw));
  }
  const posting = choose(source, mails, flags);
  if ('code' in posting) return tell(io, [posting]);
  const faults = faultsOf(
    posting,
    read.some((one) => isPage(one.text)),
  );
  if (tell(io, faults) !== 0) return 2;
  const named = namesFor(project, posting, flags);
  if ('code' in named) return tell(io, [named]);
  const find = finder(project, named.series, named.base);
  const made = importPlan(posting, {
    version: named.version,
    ...(named.base === undefined ? {} : { base: named.base }),
    items: named.series?.items.map((item) => item.id) ?? [],
    find,
  });
  io.out(`${plain(named.name)}/${plain(made.version)}\n${told(posting, find, flags.dryRun === true)}`);
  if (flags.dryRun === true) return 0;
  return write(project, named.name, posting, made, io);
}

interface Source {
  readonly name: string;
  /** One character a byte. */
  readonly text: string;
}

async function readSource(source: string, io: Io): Promise<readonly Source[] | Diagnostic> {
  if (source === '-') return [{ name: 'standard input', text: Buffer.from(await io.input()).toString('latin1') }];
  const full = path.resolve(io.cwd, source);
  if (!existsSync(full)) return diagnose('run-unreadable', { file: source, reason: 'it is not there' });
  try {
    const files = isFolder(full)
      ? readdirSync(full)
          .filter((name) => /\.(?:patch|eml|mbox|mbx|txt)$/.test(name))
          .sort()
          .map((name) => path.join(full, name))
      : [full];
    return files.map((file) => ({ name: path.basename(file), text: readFileSync(file, 'latin1') }));
  } catch (error) {
    return diagnose('run-unreadable', { file: source, reason: error instanceof Error ? error.message : String(error) });
  }
}

/** The posting that was asked for; of several, the newest that has patches where they are one series' versions. */
function choose(source: string, mails: readonly Mail[], flags: ImportFlags): Posting | Diagnostic {
  const broken = mails.find((mail) => mail.diff.runTogether !== undefined);
  if (broken) {
    return diagnose('mail-lines-lost', {
      subject: plain(broken.subject) || source,
      line: broken.diff.runTogether ?? 0,
    });
  }
  const postings = postingsOf(mails).filter((one) => one.patches.some((mail) => mail.diff.hunks.length > 0));
  const known = postings.map((one) => `v${one.version}`).join(', ');
  const wanted = flags.posting === undefined ? postings : postings.filter((one) => `v${one.version}` === flags.posting);
  const [first] = wanted;
  if (first === undefined) {
    const why = postings.length > 0 ? `of ${flags.posting ?? ''}, there are ${known}` : 'no mail of it posts a diff';
    return diagnose('mail-nothing', { file: source, why });
  }
  return wanted.length > 1 ? diagnose('mail-several', { file: source, known }) : first;
}

function faultsOf(posting: Posting, page: boolean): Diagnostic[] {
  const { patches, missing, twice, count } = posting;
  return [
    ...patches.filter((mail) => mail.flowed).map((mail) => diagnose('mail-flowed', { subject: plain(mail.subject) })),
    // A page that has lost its blanks has said so; its hunks cannot be counted exactly.
    ...(page ? [] : patches).flatMap((mail) =>
      damagedHunks(mail).map((hunk) =>
        diagnose('mail-hunk-damaged', {
          subject: plain(mail.subject),
          hunk: hunk.number,
          file: plain(hunk.file),
          old: hunk.counted.old,
          new: hunk.counted.new,
          foundOld: hunk.found.old,
          foundNew: hunk.found.new,
        }),
      ),
    ),
    ...missing.map((index) => diagnose('mail-patch-missing', { index, count })),
    ...twice.map((index) => diagnose('mail-patch-twice', { index, count })),
  ];
}

interface Named {
  readonly name: string;
  readonly series?: Series;
  readonly version: string;
  readonly base?: string;
}

function namesFor(project: Project, posting: Posting, flags: ImportFlags): Named | Diagnostic {
  const version = flags.as ?? `v${posting.version}`;
  for (const name of [flags.series, version]) {
    if (!nameForm.test(name)) return diagnose('import-series-name', { name });
  }
  const series = project.series.find((one) => one.name === flags.series);
  if (series?.versions.has(version) === true) {
    return diagnose('import-version-known', { series: flags.series, version });
  }
  const posted = [...(series?.versions.values() ?? [])].filter((one) => !one.control);
  const base = flags.base ?? posted[posted.length - 1]?.base ?? posted[0]?.name;
  if (base !== undefined && series?.versions.has(base) !== true) {
    return noBase(project, flags.series, base);
  }
  return { name: flags.series, version, ...(series ? { series } : {}), ...(base === undefined ? {} : { base }) };
}

/** Functions of the model as the base has them. */
function finder(project: Project, series: Series | undefined, base: string | undefined): FindFunction {
  let files: Files = project.model;
  if (series && base !== undefined) files = applyVersion(project.model, series, base, project.series).files ?? files;
  const places = new Map<string, { file: string; line: number }>();
  for (const [file, source] of files) {
    for (const one of blocksOf(source.text)) {
      if (one.kind === 'function' && !places.has(one.name)) places.set(one.name, { file, line: one.nameLine + 1 });
    }
  }
  return (name) => places.get(name);
}

function told(posting: Posting, find: FindFunction, withLines: boolean): string {
  const lines: string[] = [];
  const mailLine = (mail: Mail): string =>
    [mail.subject, mail.from, mail.date, mail.messageId === '' ? '' : `<${mail.messageId}>`]
      .filter((one) => one !== '')
      .map(plain)
      .join('  ');
  if (posting.cover) lines.push(`  ${mailLine(posting.cover)}`);
  for (const mail of posting.patches) {
    lines.push(`  ${mailLine(mail)}`);
    for (const hunk of mail.diff.hunks) {
      lines.push(`    ${plain(hunkLine(hunk, find))}`);
      if (withLines) lines.push(...hunk.lines.map((line) => `      | ${plain(line)}`));
    }
  }
  const commit = baseCommitOf(posting);
  const change = changeIdOf(posting);
  if (commit !== undefined) lines.push(`  base-commit ${commit}`);
  if (change !== undefined) lines.push(`  change-id ${plain(change)}`);
  for (const { mail, to, hunk } of posting.replies) {
    const where = hunk === undefined ? '' : `, hunk ${hunk}`;
    lines.push(`  reply: ${mailLine({ ...mail, subject: '' })} to ${plain(to?.subject ?? '')}${where}`);
  }
  return lines.map((line) => `${line}\n`).join('');
}

function write(project: Project, series: string, posting: Posting, made: ImportPlan, io: Io): ExitCode {
  const file = `patches/${series}/series.yaml`;
  const full = path.join(project.root, file);
  const isNew = !existsSync(full);
  const text = isNew
    ? '# yaml-language-server: $schema=../series.schema.json\ntitle: "TODO: what the series is about, in our words"\n'
    : readFileSync(full, 'utf8');
  const withVersion = withEntries(text, 'versions', made.versionText);
  const whole = withVersion === undefined ? undefined : withEntries(withVersion, 'items', made.itemsText);
  if (whole === undefined) {
    return tell(io, [diagnose('import-unreadable-series', { file, why: 'a key stands on one line with its value' })]);
  }
  for (const patch of made.patches) {
    const target = `patches/${series}/${patch.file}`;
    writeWhole(path.join(project.root, target), patch.text);
    io.out(`wrote ${target}\n`);
  }
  writeWhole(full, whole);
  io.out(`wrote ${file}\n`);
  const variant = `${series}/${made.version}`;
  const unnamed = posting.replies.length - (made.itemsText.match(/^ {2}R\d+:$/gm)?.length ?? 0);
  if (unnamed > 0) io.out(`replies without a Message-ID or a date, of which no item was made: ${unnamed}\n`);
  io.out(`next: patch-oracle edit ${variant} /tmp/tree, change it there, patch-oracle refresh ${variant} /tmp/tree\n`);
  return 0;
}

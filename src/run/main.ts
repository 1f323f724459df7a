/** The command line: its words, its help, and which file runs each command. A command is loaded when it is used. */
import { Argument, Command, CommanderError } from 'commander';
import type { ExitCode, Io } from './io';
import type { SearchFlags } from './open';
import type { DoctorFlags } from './commands/doctor';
import type { FirstRunFlags } from './commands/first-run';
import type { ImportFlags } from './commands/import';
import type { LitmusFlags } from './commands/litmus';
import type { B4CheckFlags } from './commands/b4-check';
import type { AcceptFlags } from './commands/accept';
import type { BlameFlags } from './commands/blame';
import type { NecessityFlags } from './commands/necessity';
import type { NewFlags } from './commands/new';
import type { ProveFlags } from './commands/prove';
import type { ReplayFlags } from './commands/replay';
import type { ReplyFlags } from './commands/reply';
import type { ReportFlags } from './commands/report';
import type { ReviewFlags } from './commands/review';
import type { TraceFlags } from './commands/trace';

const collect = (word: string, words: readonly string[] | undefined): string[] => [...(words ?? []), word];

const formatHelp = 'markdown (usual), html or json';
const cacheHelp = 'search again what was searched before with the same inputs';

const jobsHelp = 'worker threads (default: one a core)';

/** @param args without node and script  @returns the exit code */
export async function main(args: readonly string[], io: Io): Promise<ExitCode> {
  let code: ExitCode = 0;
  const program = new Command('patch-oracle')
    .description(
      'Reviews kernel patches against a model: every interleaving of every case, in every version of a series.',
    )
    .option('-C, --project <folder>', 'the project, or a folder in it (default: here)')
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.out(text), writeErr: (text) => io.err(text) })
    .helpCommand(false)
    .addHelpText(
      'after',
      `
Examples:
  $ patch-oracle review                      review everything, write reports/
  $ patch-oracle run swapin/v2               every case of one version
  $ patch-oracle run --case 04 swapin        one case in every version
  $ patch-oracle trace 04 swapin/v1          how it goes wrong, step by step
  $ patch-oracle diff swapin/v1 swapin/v2    what changed between two postings

Exit code: 0 as expected, 1 a verdict differs, 2 the input is wrong.`,
    );
  const common = (): { project?: string } => program.opts<{ project?: string }>();
  const does = (run: Promise<ExitCode>): Promise<void> => run.then((result) => void (code = result));

  program
    .command('run')
    .description('search the chosen cells and say which are as expected; writes no report')
    .argument('[variants...]', 'series or series/version; a case by its path')
    .option('--case <name>', 'only this case: name, number or series/name (may be repeated)', collect)
    .option('--config <name>', 'only this config (may be repeated)', collect)
    .option('--no-reduction', 'plain search of every interleaving')
    .option('--exact', 'store whole states instead of their hashes')
    .option('--no-traces', 'do not look for the best trace of a finding')
    .option('--jobs <count>', jobsHelp)
    .option('--no-cache', cacheHelp)
    .option('--json', 'print results as JSON, in short')
    .option('--format <name>', 'print text, json, results (all of it), junit, sarif, github or patchwork', 'text')
    .addHelpText(
      'after',
      examples(
        'run',
        'run swapin/v2',
        'run cases/swapin/04-munmap.yaml',
        'run --json > results.json',
        'run --format junit > junit.xml',
        'run --format github swapin/v2      # annotations, in a step of GitHub Actions',
      ),
    )
    .action((variants: string[], flags: SearchFlags) =>
      does(import('./commands/run').then((one) => one.run(variants, { ...common(), ...flags }, io))),
    );

  program
    .command('review')
    .description('search every cell of the chosen versions and write their reports')
    .argument('[variants...]', 'series or series/version; without: everything, and the index')
    .option('--jobs <count>', jobsHelp)
    .option('--no-cache', cacheHelp)
    .option('--shard <i/n>', 'search the i-th of n parts of everything; needs --blob')
    .option('--blob <folder>', 'leave the results of the shard there, for merge')
    .addHelpText('after', examples('review', 'review swapin/v1', 'review --shard 2/4 --blob out/'))
    .action((variants: string[], flags: ReviewFlags) =>
      does(import('./commands/review').then((one) => one.review(variants, { ...common(), ...flags }, io))),
    );

  program
    .command('merge')
    .description('write the reports of a review that was run in shards')
    .argument('<folder>', 'blobs of all its shards')
    .addHelpText('after', examples('merge out/'))
    .action((folder: string) => does(import('./commands/merge').then((one) => one.merge(folder, common(), io))));

  program
    .command('list')
    .description('series, versions and cases')
    .argument('[names...]', 'series, series/version or series/case')
    .option('--json', 'print them as JSON')
    .addHelpText('after', examples('list', 'list swapin', 'list --json'))
    .action((names: string[], flags: { json?: boolean }) =>
      does(import('./commands/list').then((one) => one.list(names, { ...common(), ...flags }, io))),
    );

  program
    .command('check')
    .description('find mistakes in cases, patches and the model without a search')
    .argument('[variants...]', 'series or series/version')
    .addHelpText('after', examples('check', 'check swapin/v2'))
    .action((variants: string[]) => does(import('./commands/check').then((one) => one.check(variants, common(), io))));

  program
    .command('trace')
    .description('search one case in one variant and print the best trace of each finding')
    .argument('<case>', 'name, number, series/name or path')
    .argument('<variant>', 'series/version')
    .option('--config <name>', 'only this config (may be repeated)', collect)
    .option('--finding <name>', 'only this finding: kind or kind@function')
    .addHelpText('after', examples('trace 04 swapin/v1', 'trace 04-munmap swapin/v1 --finding use-after-free'))
    .action((name: string, variant: string, flags: TraceFlags) =>
      does(import('./commands/trace').then((one) => one.trace(name, variant, { ...common(), ...flags }, io))),
    );

  program
    .command('replay')
    .description('run a printed trace again and print every step')
    .argument('<case>', 'name, number, series/name or path')
    .argument('<variant>', 'series/version')
    .argument('<trace...>', 'as printed; quote it')
    .option('--config <name>', 'the config it was found in (default: the first)')
    .option('--memory <model>', 'the memory model it was found in (default: the first)')
    .addHelpText('after', examples("replay 04 swapin/v1 'khugepaged*7 task*3 khugepaged'"))
    .action((name: string, variant: string, trace: string[], flags: ReplayFlags) =>
      does(import('./commands/replay').then((one) => one.replay(name, variant, trace, { ...common(), ...flags }, io))),
    );

  program
    .command('reply')
    .description('print a plain-text answer about a version for the mailing list; sends nothing')
    .argument('<variant>', 'series/version')
    .option('--case <name>', 'ask only this case: name, number or series/name (may be repeated)', collect)
    .option('--finding <name>', 'tell only this finding: kind or kind@function')
    .option('--from <file>', 'take the results from this file instead of searching')
    .option('--jobs <count>', jobsHelp)
    .option('--no-cache', cacheHelp)
    .addHelpText(
      'after',
      examples(
        'reply swapin/v1',
        'reply swapin/v1 --case 04',
        'reply swapin/v1 --finding use-after-free@collapse_huge_page > answer.txt',
      ),
    )
    .action((variant: string, flags: ReplyFlags) =>
      does(import('./commands/reply').then((one) => one.reply(variant, { ...common(), ...flags }, io))),
    );

  program
    .command('b4-check')
    .description('a review check of b4: a mail on standard input, a JSON array on standard output')
    .option('--url <address>', 'of the published HTML report, for the link that b4 shows')
    .option('--from <file>', 'take the results from this file instead of searching')
    .option('--jobs <count>', jobsHelp)
    .option('--no-cache', cacheHelp)
    .addHelpText(
      'after',
      `${examples('b4-check < patch.eml')}
In the configuration of git:
  [b4]
    review-perpatch-check-cmd = patch-oracle -C /path/to/the/project b4-check

A mail that posts nothing we know is answered by [] and exit code 0.`,
    )
    .action((flags: B4CheckFlags) =>
      does(import('./commands/b4-check').then((one) => one.b4Check({ ...common(), ...flags }, io))),
    );

  program
    .command('first-run')
    .description('a new version beside the one before it and its base: what changed, what no case runs, what is open')
    .argument('<variant>', 'series/version')
    .option('--case <name>', 'ask only this case: name, number or series/name (may be repeated)', collect)
    .option('--jobs <count>', jobsHelp)
    .option('--no-cache', cacheHelp)
    .addHelpText('after', examples('first-run swapin/v2', 'first-run swapin/v2 --case 04'))
    .action((variant: string, flags: FirstRunFlags) =>
      does(import('./commands/first-run').then((one) => one.firstRun(variant, { ...common(), ...flags }, io))),
    );

  program
    .command('accept')
    .description('write what a case finds in a version into its expect, after showing the trace and asking')
    .argument('<case>', 'name, number, series/name or path')
    .argument('<variant>', 'series/version')
    .requiredOption('--reason <sentence>', 'why it is right')
    .option('--from <source>', 'dossier or observed (usual)')
    .option('--config <name>', 'only this config (may be repeated)', collect)
    .option('--yes', 'do not ask')
    .addHelpText('after', examples("accept 04 swapin/v2 --reason 'the vma is looked up again'"))
    .action((name: string, variant: string, flags: AcceptFlags) =>
      does(import('./commands/accept').then((one) => one.accept(name, variant, { ...common(), ...flags }, io))),
    );

  program
    .command('watch')
    .description('search again what a changed patch, case or model file touches, whenever one changes')
    .argument('[variants...]', 'series or series/version; a case by its path')
    .option('--case <name>', 'only this case: name, number or series/name (may be repeated)', collect)
    .option('--config <name>', 'only this config (may be repeated)', collect)
    .option('--jobs <count>', jobsHelp)
    .addHelpText('after', examples('watch swapin/v2', 'watch --case 04 swapin'))
    .action((variants: string[], flags: SearchFlags) =>
      does(import('./commands/watch').then((one) => one.watch(variants, { ...common(), ...flags }, io))),
    );

  program
    .command('doctor')
    .description('what is weak in the corpus: cases that tell nothing apart, lines no case runs, items undecided')
    .option('--jobs <count>', jobsHelp)
    .option('--no-cache', cacheHelp)
    .option('--json', 'print it as JSON')
    .addHelpText('after', examples('doctor', 'doctor --json'))
    .action((flags: DoctorFlags) =>
      does(import('./commands/doctor').then((one) => one.doctor({ ...common(), ...flags }, io))),
    );

  program
    .command('blame')
    .description('the smallest set of hunks, and of lines, without which the verdict of a case changes')
    .argument('<case>', 'name, number, series/name or path')
    .argument('<variant>', 'series/version')
    .option('--config <name>', 'only this config (may be repeated)', collect)
    .option('--finding <name>', 'blame for this finding only: kind@function')
    .option('--format <format>', formatHelp)
    .option('--jobs <count>', jobsHelp)
    .addHelpText('after', examples('blame 04 swapin/v1', 'blame 04 swapin/v1 --format html > blame.html'))
    .action((name: string, variant: string, flags: BlameFlags) =>
      does(import('./commands/blame').then((one) => one.blame(name, variant, { ...common(), ...flags }, io))),
    );

  program
    .command('necessity')
    .description('take out each added barrier, lock operation, check and label: which cases notice')
    .argument('<variant>', 'series/version')
    .option('--format <format>', formatHelp)
    .option('--jobs <count>', jobsHelp)
    .addHelpText('after', examples('necessity swapin/v2', 'necessity swapin/v2 --format json'))
    .action((variant: string, flags: NecessityFlags) =>
      does(import('./commands/necessity').then((one) => one.necessity(variant, { ...common(), ...flags }, io))),
    );

  program
    .command('diff')
    .description('what the second variant changes against the first')
    .argument('<variant>', 'series/version')
    .argument('<variant>', 'series/version')
    .addHelpText('after', examples('diff swapin/v1 swapin/v2'))
    .action((from: string, to: string) =>
      does(import('./commands/diff').then((one) => one.diff(from, to, common(), io))),
    );

  program
    .command('litmus')
    .description("run litmus tests in the kernel's C format, and say what herd7 would")
    .argument('<files...>', 'files ending in .litmus')
    .option('--memory <model>', 'sc, tso, lkmm or lkmm+lb (the kernel model with load buffering)')
    .option('--ctrl <reach>', 'lkmm: a branch orders what stands inside; hardware: and what stands behind', 'lkmm')
    .option('--axioms', 'evaluate the axioms of the model instead of searching (no loops)')
    .option('--json', 'print results as JSON')
    .addHelpText(
      'after',
      examples(
        'litmus cases/litmus/kernel/MP+poonceonces.litmus',
        'litmus --axioms --memory lkmm cases/litmus/walker/v4.litmus',
      ),
    )
    .action((files: string[], flags: LitmusFlags) =>
      does(import('./commands/litmus').then((one) => one.litmus(files, flags, io))),
    );

  program
    .command('import')
    .description('make a version of the mails of a posting: names and counts; its patches are yours to write')
    .argument('<mails>', 'an mbox, a mail, a folder of them, or - for standard input')
    .requiredOption('--series <name>', 'the series that it belongs to; a new one is made')
    .option('--as <name>', 'name of the version (default: v and its number)')
    .option('--base <version>', 'version that it stands on (default: that of the last one posted)')
    .option('--posting <version>', 'which one, where the mails hold several: v2')
    .option('--dry-run', 'write nothing, show it all, the lines of the patches too')
    .addHelpText(
      'after',
      examples(
        'import v20.mbx --series mthp --dry-run',
        'import v20.mbx --series mthp --base base',
        'import - --series swapin < patch.eml',
      ),
    )
    .action((source: string, flags: ImportFlags) =>
      does(import('./commands/import').then((one) => one.importMails(source, { ...common(), ...flags }, io))),
    );

  program
    .command('new')
    .description('write what a new series, version or case begins with')
    .addArgument(new Argument('<what>', 'series, version or case').choices(['series', 'version', 'case']))
    .argument('<name>', 'series, series/version or series/case')
    .option('--base <version>', 'version: what it stands on (default: the first)')
    .option('--from <finding>', 'case: ask what the case of this finding asks; an id as in results.json')
    .option('--decides <item>', 'case: a review item that it decides (may be repeated)', collect)
    .option('--results <file>', 'results to look the finding up in (default: reports/out/results.json)')
    .addHelpText(
      'after',
      examples(
        'new version swapin/v3 --base base',
        'new case swapin/30-mremap',
        'new case swapin/30-again --from use-after-free-1a2b3c4d --decides R7',
      ),
    )
    .action((what: 'series' | 'version' | 'case', name: string, flags: NewFlags) =>
      does(import('./commands/new').then((one) => one.create(what, name, { ...common(), ...flags }, io))),
    );

  program
    .command('edit')
    .description('write a variant as a tree of files to edit')
    .argument('<variant>', 'series/version')
    .argument('<folder>', 'a new folder')
    .addHelpText('after', examples('edit swapin/v2 /tmp/v2'))
    .action((variant: string, folder: string) =>
      does(import('./commands/edit').then((one) => one.edit(variant, folder, common(), io))),
    );

  program
    .command('refresh')
    .description("rewrite a version's last patch from an edited tree")
    .argument('<variant>', 'series/version')
    .argument('<folder>', 'written by edit')
    .addHelpText('after', examples('refresh swapin/v2 /tmp/v2'))
    .action((variant: string, folder: string) =>
      does(import('./commands/edit').then((one) => one.refresh(variant, folder, common(), io))),
    );

  program
    .command('report', { hidden: true })
    .description('write the reports from results that a run or the tests left')
    .option('--from <file>', 'results file (default: reports/out/results.json)')
    .action((flags: ReportFlags) =>
      does(import('./commands/report').then((one) => one.report({ ...common(), ...flags }, io))),
    );

  program
    .command('prove', { hidden: true })
    .description('reduced search against plain search and reversed threads, without a bound')
    .argument('[variants...]', 'series or series/version')
    .option('--states <count>', 'leave a cell out of the comparison beyond this many plain states')
    .option('--write', 'record the result of whole series in docs/proof/')
    .option('--jobs <count>', jobsHelp)
    .action((variants: string[], flags: ProveFlags) =>
      does(import('./commands/prove').then((one) => one.prove(variants, { ...common(), ...flags }, io))),
    );

  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : 2;
  }
  return code;
}

function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ patch-oracle ${line}\n`).join('')}`;
}

/**
 * A trace as people who debug kernels print one: a column per thread, time downward, only the steps that matter.
 * Plain ASCII, so that it can be pasted into a mail. Shared by the Markdown and the terminal report.
 */
import type { Finding, Witness } from '../result';
import { plain } from './escape';
import { chainSteps, heldText, traceRows, type IsMarked, type PassedLine, type Row } from './trace-rows';
import { count } from './words';

export interface TraceTable {
  readonly lines: readonly string[];
  /** The patch lines that the `[a]` of the table stand for. */
  readonly passed: readonly PassedLine[];
}

interface Column {
  readonly thread: string;
  readonly title: string;
}

/** One line of one column, with the letter that stands in the margin. */
interface Line {
  readonly thread: string;
  readonly text: string;
  readonly mark?: string;
}

/** A blank at which no line is broken. */
const hard = '\u00a0';

/** Columns narrower than this read worse than a list. */
const narrowest = 24;
const gap = 2;

/** @param width columns of text  @param widest of three and more threads */
export function traceTable(
  finding: Finding,
  witness: Witness,
  width = 72,
  isMarked?: IsMarked,
  widest = Math.max(width, 100),
): TraceTable {
  const { rows, passed } = traceRows(finding, witness, isMarked);
  const columns = columnsOf(rows);
  const room = columns.length > 2 ? widest : width;
  const margin = passed.length > 0 ? Math.max(...passed.map((one) => one.letter.length)) + 3 : 0;
  const all = [...linesOf(rows, finding, witness), ...endLines(finding, witness, columns)];
  const lines = all.filter((line) => !isAlone(line.thread));
  const wanted = columns.map(({ thread, title }) =>
    Math.max(title.length, ...lines.filter((line) => line.thread === thread).map((line) => line.text.length)),
  );
  const widths = widthsFor(wanted, room - margin - gap * (columns.length - 1));
  const squeezed = widths.some((one, index) => one < Math.min(narrowest, wanted[index] ?? 0));
  const parts = [
    columns.length === 0
      ? []
      : squeezed
        ? asList(lines, columns, margin, room)
        : asColumns(lines, columns, margin, widths),
    aloneLines(all, margin, room),
    callChains(finding, witness, room),
  ].filter((part) => part.length > 0);
  return { lines: parts.flatMap((part, index) => (index === 0 ? part : ['', ...part])), passed };
}

/** Set-up and final check run when nobody else does: no column, but lines before and after. */
function isAlone(thread: string): boolean {
  return thread === 'setup' || thread === 'finally';
}

function aloneLines(lines: readonly Line[], margin: number, width: number): string[] {
  return ['setup', 'finally'].flatMap((thread) => {
    const own = lines.filter((line) => line.thread === thread);
    if (own.length === 0) return [];
    const title = thread === 'setup' ? 'set-up, before all threads' : 'final check, after all threads';
    return [title, '-'.repeat(title.length), ...own.flatMap((line) => wrap(line.text, width - margin))].map(
      (line) => ' '.repeat(margin) + line,
    );
  });
}

/** `freed by task: task_munmap > do_munmap > remove_vma`, outermost call first. */
function callChains(finding: Finding, witness: Witness, width: number): string[] {
  return chainSteps(finding, witness.steps).flatMap(({ word, step }) => {
    const names = [...step.stack, step.place].map((place) => plain(place.function));
    const calls = names.filter((name, index) => name !== names[index - 1]);
    const who = word === step.thread ? plain(word) : `${word} (${plain(step.thread)})`;
    return calls.length < 2 ? [] : wrap(`${who}: ${calls.join(' > ')}`, width);
  });
}

/** By CPU, as lockdep orders them; threads of one CPU as they first appear. */
function columnsOf(rows: readonly Row[]): Column[] {
  const columns: (Column & { readonly cpu: number })[] = [];
  for (const { thread, cpu } of rows) {
    if (isAlone(thread) || columns.some((one) => one.thread === thread)) continue;
    const name = plain(thread);
    const bare = /^cpu\d|^rcu$/.test(name);
    columns.push({ thread, cpu, title: bare ? name : `${name} (CPU${cpu})` });
  }
  return columns.sort((a, b) => a.cpu - b.cpu);
}

/** Rows as lines: the function as a heading whenever it changes in a column, its steps below it. */
function linesOf(rows: readonly Row[], finding: Finding, witness: Witness): Line[] {
  const what = witness.role ?? finding.kind;
  const lines: Line[] = [];
  const functionOf = new Map<string, string>();
  const markOf = new Map<string, string | undefined>();
  for (const row of rows) {
    const { thread } = row;
    if (row.kind === 'skipped') {
      const where = row.inside === undefined ? '' : ` in ${plain(row.inside)}()`;
      lines.push({ thread, text: `  ... ${count(row.count, 'step')}${where}` });
      continue;
    }
    if (functionOf.get(thread) !== row.function) {
      functionOf.set(thread, row.function);
      lines.push({ thread, text: `${plain(row.function)}:` });
    }
    const arrow = row.last && !afterwards.has(finding.kind) ? `  <==${hard}${plain(what).replace(/ /g, hard)}` : '';
    // A call that the patch wrote gets its letter once, not at every step inside it.
    const mark = row.mark === undefined || markOf.get(thread) === row.mark ? {} : { mark: row.mark };
    markOf.set(thread, row.mark);
    lines.push({
      thread,
      text: `  ${short(actionText(row.last ? withoutValue(row.action, what) : row.action))}${arrow}`,
      ...mark,
    });
    for (const label of row.reached) lines.push({ thread, text: `  -- reached ${plain(label)}` });
  }
  return lines;
}

/** What is read from where nothing is any more has no meaning. */
export function withoutValue(action: string, what: string): string {
  return /^(use-after-free|null-deref|wild-access)$/.test(what) ? action.replace(/ = .*$/, '') : action;
}

/** Names as kernel people say them: `vma#1` for `vm_area_struct#1`, an atomic_t without its counter. */
export function short(text: string): string {
  return plain(text)
    .replace(/\bvm_area_struct#/g, 'vma#')
    .replace(/\b([a-z]\w*)_struct#/g, '$1#')
    .replace(/\.counter\b/g, '');
}

/** `down_read mm.mmap_lock` as the call it is. */
export function actionText(action: string): string {
  const call = /^([a-z_]\w*) ([^\s=]+)( = (?:taken|busy))?$/.exec(action);
  if (!call) return action;
  const [, verb = '', object = '', result = ''] = call;
  if (/^(read|write|free|alloc\w*|choose|add|sub|xchg)$/.test(verb)) return action;
  return `${verb.replace('_lock_trylock', '_trylock')}(${object})${result}`;
}

/** Found when nothing can run any more: the last step is not what is wrong. */
const afterwards: ReadonlySet<string> = new Set(['deadlock', 'hang', 'leak']);

/** What happened, and what every thread waits for and holds when it did. */
function endLines(finding: Finding, witness: Witness, columns: readonly Column[]): Line[] {
  const lastThread = witness.steps[witness.steps.length - 1]?.thread ?? finding.thread;
  const lines: Line[] = [];
  const facts = witness.role === undefined && finding.detail !== '' ? finding.detail.split('; ') : [];
  const waiting = facts.flatMap((fact) => {
    const [, thread = '', what = ''] = /^(\S+) (waits .*)$/.exec(fact) ?? [];
    return columns.some((one) => one.thread === thread) ? [{ thread, text: `  ${short(what)}`, fact }] : [];
  });
  lines.push(...waiting.map(({ thread, text }) => ({ thread, text })));
  const late = afterwards.has(finding.kind) && columns.some((one) => one.thread === finding.thread);
  const where = late ? finding.thread : lastThread;
  if (afterwards.has(finding.kind)) lines.push({ thread: where, text: `  <==${hard}${finding.kind}` });
  const rest = facts.filter((fact) => !waiting.some((one) => one.fact === fact));
  lines.push(...rest.map((fact) => ({ thread: where, text: `      ${short(fact)}` })));
  for (const { thread } of columns) {
    const last = [...witness.steps].reverse().find((step) => step.thread === thread);
    const held = heldText(last);
    if (held !== '') lines.push({ thread, text: `  holds ${short(held)}` });
  }
  return lines;
}

/** Widths that fit the room: the widest columns give way first. */
function widthsFor(wanted: readonly number[], room: number): number[] {
  const widths = [...wanted];
  while (widths.reduce((sum, one) => sum + one, 0) > room) {
    const widest = Math.max(...widths);
    if (widest <= 1) break;
    widths[widths.indexOf(widest)] = widest - 1;
  }
  return widths;
}

function asColumns(
  lines: readonly Line[],
  columns: readonly Column[],
  margin: number,
  widths: readonly number[],
): string[] {
  const blank = ' '.repeat(gap);
  const lay = (cells: readonly string[], mark = ''): string =>
    `${mark.padEnd(margin)}${cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(blank)}`.trimEnd();

  const out = [
    lay(columns.map((column, index) => column.title.slice(0, widths[index]))),
    lay(columns.map((_, index) => '-'.repeat(widths[index] ?? 0))),
  ];
  for (const line of lines) {
    const at = columns.findIndex((column) => column.thread === line.thread);
    wrap(line.text, widths[at] ?? narrowest).forEach((part, index) => {
      const cells = columns.map((_, column) => (column === at ? part : ''));
      out.push(lay(cells, index === 0 && line.mark !== undefined ? `[${line.mark}]` : ''));
    });
  }
  return out;
}

/** The fall-back for many threads: `thread: step`, one column. */
function asList(lines: readonly Line[], columns: readonly Column[], margin: number, width: number): string[] {
  const name = Math.min(20, Math.max(0, ...columns.map((column) => column.title.length)));
  return lines.flatMap((line) => {
    const title = columns.find((column) => column.thread === line.thread)?.title ?? line.thread;
    return wrap(line.text, width - margin - name - 2).map((part, index) => {
      const mark = index === 0 && line.mark !== undefined ? `[${line.mark}]` : '';
      return `${mark.padEnd(margin)}${(index === 0 ? `${title}:` : '').padEnd(name + 2)}${part}`.trimEnd();
    });
  });
}

/** Breaks at blanks where the next word then fits, else after `.`, `(`, `,`, `>` or `_`; further lines are indented deeper. */
function wrap(text: string, width: number): string[] {
  const indent = `${/^ */.exec(text)?.[0] ?? ''}    `;
  const lines: string[] = [];
  let rest = text;
  while (rest.length > width) {
    const least = lines.length === 0 ? indent.length - 4 : indent.length;
    const blank = rest.lastIndexOf(' ', width);
    const word = rest.slice(blank + 1).split(' ')[0] ?? '';
    let cut = blank;
    if (blank <= least || indent.length + word.length > width) {
      const inner = Math.max(...['.', '(', ',', '>', '_'].map((mark) => rest.lastIndexOf(mark, width - 1) + 1));
      if (inner > Math.max(blank, least) + 1) cut = inner;
      else if (blank <= least) cut = width;
    }
    lines.push(rest.slice(0, cut).trimEnd());
    rest = indent + rest.slice(cut).trimStart();
  }
  lines.push(rest);
  return lines.map((line) => line.replaceAll(hard, ' '));
}

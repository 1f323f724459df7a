/**
 * One finding of one case: what happened in a sentence, each run that shows it, the command that replays it. The run is
 * a readable table where there is no script; with one, `client/viewer.ts` puts the stepper in its place.
 */
import type { CellResult, Finding, Witness } from '../../result';
import { findingName, lengthOf } from '../../result';
import { withoutHash } from '../words';
import type { Occurrence } from '../findings';
import { traceRows, type Row } from '../trace-rows';
import { actionText, short, withoutValue } from '../trace-table';
import { axesOf, count, glyphs, replayCommand } from '../words';
import type { Book } from './book';
import { markup, lines, type Raw } from './escape';
import { axesText, caseId, findingId, link } from './names';
import { pack } from './pack';

export function finding(one: Occurrence, book: Book): Raw {
  const { cell, finding: found } = one;
  const name = findingName(found);
  const where = one.cells.length > 1 || axesOf(cell) !== '' ? markup` (${axesText(one.cells)})` : '';
  const word = markup`<span class="v ${found.severity}">${glyphs[found.severity]} ${found.severity}</span>`;
  return markup`<details class="finding ${found.severity}" id="${findingId(cell, name)}"><summary>${word} <code>${name}</code> in ${cell.case}${where}</summary><p>${link(caseId(cell), 'Asked')} in the model: ${sentence(found)}</p>${found.witnesses.map((witness, index) => run(cell, found, witness, index, book))}</details>
`;
}

function run(cell: CellResult, found: Finding, witness: Witness, index: number, book: Book): Raw {
  const { rows } = traceRows(found, witness);
  const shown = rows.flatMap((row) => (row.kind === 'step' ? [row.at] : []));
  const number = book.traces.add(witness.steps);
  const other = witness.elsewhere;
  const against =
    other &&
    markup` data-o="${book.traces.add(other.steps)}" data-ov="${other.version}" data-oe="${book.note(otherEnd(other))}"`;
  const id = findingId(cell, findingName(found));
  const own = table(found, witness, rows);
  const first = index === 0 ? book.first(own, id) : id;
  const told = first === id ? own : markup`<p>${link(first, 'The same steps')}.</p>`;
  const facts = `${count(witness.preemptions, 'preemption')}, ${count(lengthOf(witness.steps), 'step')}, ${witness.traceIs}`;
  const role = witness.role !== undefined && markup`<h5>${short(witness.role)}</h5>`;
  return markup`${role}<div class="run" data-t="${number}" data-s="${pack(distances(shown))}" data-v="${cell.version}" data-k="${found.kind}"${against}><noscript>${told}</noscript></div><p>Replay (${facts}):</p><pre class="cmd" tabindex="0">${lines(replayCommand(cell, withoutHash(witness.trace)).join('\n'))}</pre>`;
}

/** What became of the same schedule on another version. */
function otherEnd(other: NonNullable<Witness['elsewhere']>): string {
  if (other.findings.length > 0) return `ends in ${other.findings.join(', ')}`;
  if (other.stuck !== undefined) return `cannot go on (${other.stuck}); nothing was found on the way`;
  return 'runs to its end; nothing was found on the way';
}

/** Steps that are shown, each as its distance from the one before. */
function distances(shown: readonly number[]): number[] {
  return shown.map((at, index) => at - (shown[index - 1] ?? 0));
}

/** What ran into what, at which line. */
function sentence(found: Finding): Raw {
  const { place } = found;
  const last = found.witnesses[0]?.steps.at(-1)?.thread;
  const who = last === 'setup' ? 'the set-up' : last === 'finally' ? 'the final check' : found.thread;
  const what = markup`<b>${found.kind}</b>${found.detail === '' ? '' : markup` (${short(found.detail)})`}`;
  const where = markup`in <code>${place.function}()</code> of <code>${place.file}</code>${place.text === '' ? '' : markup`, at <code>${place.text}</code>`}.`;
  if (found.kind === 'leak') return markup`a run ends with ${what}; what is lost was made ${where}`;
  if (found.kind === 'deadlock' || found.kind === 'hang') {
    return markup`a run ends with ${what}; <code>${found.thread}</code> stands ${where}`;
  }
  return markup`<code>${who}</code> runs into ${what} ${where}`;
}

/** A column per CPU, time downward. End tags of cells and rows are left out: there are many of them. */
function table(found: Finding, witness: Witness, rows: readonly Row[]): Raw {
  const cpus = [...new Set(witness.steps.map((step) => step.cpu))].sort((a, b) => a - b);
  const threadsOf = (cpu: number): string =>
    [...new Set(witness.steps.filter((step) => step.cpu === cpu).map((step) => step.thread))].join(', ');
  const before = new Map<string, string>();
  let running: string | undefined;
  const body = rows.map((row) => {
    const column = cpus.indexOf(row.cpu);
    const blanks = cpus.slice(0, column).map(() => markup`<td>`);
    const switched = running !== undefined && running !== row.thread;
    const said = switched && threadsOf(row.cpu).includes(', ') ? markup`<u>${row.thread}</u> ` : '';
    running = row.thread;
    const mark = switched ? markup` class="w"` : '';
    if (row.kind === 'skipped') {
      const inside = row.inside === undefined ? '' : ` in ${row.inside}()`;
      return markup`<tr${mark}><td>${row.number}${blanks}<td>${said}… ${count(row.count, 'step')}${inside}
`;
    }
    const where = before.get(row.thread) === row.function ? '' : markup`<i>${row.function}:</i> `;
    before.set(row.thread, row.function);
    const labels = row.reached.map((label) => markup` <i>reached ${label}</i>`);
    const end = row.last && markup` <b>⇐ ${found.kind}</b>`;
    return markup`<tr${mark}><td>${row.number}${row.preemption && ' preempts'}${blanks}<td>${said}${where}${short(actionText(row.last ? withoutValue(row.action, found.kind) : row.action))}${labels}${end}
`;
  });
  return markup`<table class="t"><thead><tr><th>step${cpus.map((cpu) => markup`<th>CPU${cpu} (${threadsOf(cpu)})</th>`)}<tbody>
${body}</table>`;
}

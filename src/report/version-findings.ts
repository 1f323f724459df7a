/**
 * The findings of one version for formats that list them one by one: each once by its id, with the cell that tells it
 * cheapest, what became of it, and whether it is the version's own. It chooses; it prints nothing.
 */
import type { CellResult, Finding, ReviewItem, SeriesResult, Severity, Verdict, VersionInfo } from '../result';
import { findingName, lengthOf } from '../result';
import { cellsOf } from './cells-of';
import { decides } from './findings';
import { findingId } from './finding-id';
import { statusOfCell, type Present } from './finding-status';
import { worst } from './words';

export interface VersionFinding {
  readonly id: string;
  /** `kind@function`. */
  readonly name: string;
  readonly finding: Finding;
  readonly cell: CellResult;
  /** Every configuration that shows it, `cell` included. */
  readonly cells: readonly CellResult[];
  readonly status: Present;
  /** The version that this one stands on does not show it. */
  readonly own: boolean;
  /** Items whose claim it confirms. */
  readonly confirms: readonly ReviewItem[];
}

/** Cells of a version that were asked for, in the order of cases. */
export function askedCells(series: SeriesResult, version: string): CellResult[] {
  const asked = cellsOf(series, version).filter((cell) => cell.expected.kind !== 'skip');
  return series.cases.flatMap((info) => asked.filter((cell) => cell.case === info.name));
}

/** In the order of cases, then as found. */
export function findingsOfVersion(series: SeriesResult, version: VersionInfo): VersionFinding[] {
  const shown = new Map<string, { finding: Finding; cell: CellResult; cells: CellResult[] }>();
  for (const cell of askedCells(series, version.name)) {
    for (const finding of cell.findings) {
      const id = findingId(cell, finding);
      const known = shown.get(id);
      if (known === undefined) shown.set(id, { finding, cell, cells: [cell] });
      else {
        if (!known.cells.includes(cell)) known.cells.push(cell);
        if (stepsOf(finding) < stepsOf(known.finding)) Object.assign(known, { finding, cell });
      }
    }
  }
  return [...shown].map(([id, { finding, cell, cells }]) => ({
    id,
    name: findingName(finding),
    finding,
    cell,
    cells,
    status: presentStatus(series, cells, id),
    own: !baseHas(series, version, cells, id),
    confirms: series.items.filter((item) => decides(series, item, { cell, finding, cells })),
  }));
}

function stepsOf(finding: Finding): number {
  return finding.witnesses.reduce((sum, one) => sum + lengthOf(one.steps), 0);
}

/** New only where it is new in every configuration that shows it. */
function presentStatus(series: SeriesResult, cells: readonly CellResult[], id: string): Present {
  const all = cells.map((cell) => statusOfCell(series, cell).findings.find((one) => one.id === id)?.status);
  return all.includes('still') ? 'still' : all.includes('new') ? 'new' : 'first';
}

/** The version that it stands on shows the same finding to the same question, in some configuration. */
function baseHas(series: SeriesResult, version: VersionInfo, cells: readonly CellResult[], id: string): boolean {
  const names = new Set(cells.map((cell) => cell.case));
  return cellsOf(series, version.base ?? '').some(
    (cell) => names.has(cell.case) && cell.findings.some((finding) => findingId(cell, finding) === id),
  );
}

/** The answer about a version in one word, for tools that take no more. */
export interface VersionVerdict {
  readonly status: 'pass' | 'warn' | 'fail';
  /** One line; it says that it speaks of the model. */
  readonly summary: string;
}

/**
 * `fail`: a crash of its own, or it does not build as posted. `warn`: a warning of its own, a crash that is older than
 * it, a question without an answer. Undefined: nothing was asked.
 */
export function verdictOfVersion(series: SeriesResult, version: VersionInfo): VersionVerdict | undefined {
  const cells = askedCells(series, version.name);
  if (cells.length === 0) return undefined;
  const findings = findingsOfVersion(series, version);
  const own = (severity: Severity): number =>
    namesOf(findings.filter((one) => one.own && one.finding.severity === severity));
  const older = namesOf(findings.filter((one) => !one.own));
  const open = (verdict: Verdict): number =>
    new Set(cells.filter((cell) => cell.verdict === verdict).map((cell) => cell.case)).size;
  const questions = new Set(cells.map((cell) => cell.case)).size;
  const parts = [
    counted(own('crash'), 'crash', 'crashes'),
    counted(own('warn'), 'warning', 'warnings'),
    counted(older, 'finding that its base has too', 'findings that its base has too'),
    counted(open('inconclusive'), 'question without an answer', 'questions without an answer'),
    counted(
      open('refused'),
      'question that cannot be asked, for it does not build',
      'questions that cannot be asked, for it does not build',
    ),
  ].filter((part) => part !== '');
  const bad = own('crash') > 0 || open('refused') > 0;
  const status = bad ? 'fail' : worst(cells.map((cell) => cell.verdict)) === 'pass' ? 'pass' : 'warn';
  const found = parts.length === 0 ? 'nothing found within the bounds' : parts.join(', ');
  return { status, summary: `in the model, ${counted(questions, 'question', 'questions')} asked: ${found}` };
}

function namesOf(findings: readonly VersionFinding[]): number {
  return new Set(findings.map((one) => one.name)).size;
}

function counted(n: number, one: string, many: string): string {
  return n === 0 ? '' : `${n} ${n === 1 ? one : many}`;
}

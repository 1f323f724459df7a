/**
 * Results as the text of reports/out/results.json, and back. The text says each place and each chain of calls once, has
 * one cell a line, and adds what other programs would have to compute: ids of findings and what became of them.
 */
import type { CellResult, Finding, SeriesResult, SourcePlace, TraceStep, Witness } from '../result';
import { findingName } from '../result';
import { findingId } from './finding-id';
import { changeOf, statusOfCell, type FindingStatus, type Gone, type Present } from './finding-status';
import {
  resultsSchemaNumber,
  type ResultsCell,
  type ResultsFinding,
  type ResultsSeries,
  type ResultsStep,
  type ResultsWitness,
} from './results-schema';

export function resultsText(all: readonly SeriesResult[]): string {
  return `{"schema":${resultsSchemaNumber},"series":[${all.map(seriesText).join(',')}]}\n`;
}

/** @throws on a text that is not JSON, of another schema, or with an index that leads nowhere; the message says which. */
export function parseResults(text: string): SeriesResult[] {
  const value = JSON.parse(text) as { schema?: unknown; series?: unknown } | null;
  if (value?.schema !== resultsSchemaNumber) {
    throw new Error(`its schema is ${String(value?.schema)}, not ${resultsSchemaNumber}`);
  }
  if (!Array.isArray(value.series)) throw new Error('it has no list of series');
  // Written by resultsText, under the schema number just checked.
  return (value.series as ResultsSeries[]).map(decodeSeries);
}

/** An object with one element of each of its lists a line, so that a line of the file is a cell, a place, a version. */
function seriesText(result: SeriesResult): string {
  const { cells, ...rest } = result;
  const interned = new Interned();
  // Each is text before the next is encoded, so that only one is in memory as both.
  const lines = cells.map((cell) => JSON.stringify(new CellEncoder(result, cell, interned).cell()));
  // The types of both sides are alike but for the interned fields; what waist 2 adds is carried over as it is.
  const head: Omit<ResultsSeries, 'cells'> = {
    ...(rest as Omit<ResultsSeries, 'places' | 'stacks' | 'cells'>),
    places: interned.places,
    stacks: interned.stacks,
  };
  const fields = Object.entries(head).map(
    ([key, field]: [string, unknown]) =>
      `\n${JSON.stringify(key)}:${Array.isArray(field) ? listOf(field.map((one) => JSON.stringify(one))) : JSON.stringify(field)}`,
  );
  return `{${fields.join(',')},\n"cells":${listOf(lines)}}`;
}

function listOf(lines: readonly string[]): string {
  return lines.length === 0 ? '[]' : `[\n${lines.join(',\n')}]`;
}

/** Places and chains of calls by their first use. Most are one object in many steps, and known before they are read. */
class Interned {
  readonly places: SourcePlace[] = [];
  readonly stacks: number[][] = [];
  private readonly indices = new Map<SourcePlace | TraceStep['stack'], number>();
  private readonly byText = new Map<string, number>();

  place(place: SourcePlace): number {
    return this.index(place, this.places, () => place);
  }

  stack(stack: TraceStep['stack']): number {
    return this.index(stack, this.stacks, () => stack.map((call) => this.place(call)));
  }

  /** @param make the value as it is written; values of the same text are one */
  private index<T>(of: SourcePlace | TraceStep['stack'], all: T[], make: () => T): number {
    const seen = this.indices.get(of);
    if (seen !== undefined) return seen;
    const value = make();
    const text = JSON.stringify(value);
    const known = this.byText.get(text) ?? all.push(value) - 1;
    this.byText.set(text, known);
    this.indices.set(of, known);
    return known;
  }
}

class CellEncoder {
  private readonly statuses: ReadonlyMap<string, FindingStatus>;
  private readonly head: Pick<ResultsCell, 'change' | 'against' | 'gone'>;

  constructor(
    series: SeriesResult,
    private readonly one: CellResult,
    private readonly interned: Interned,
  ) {
    const status = statusOfCell(series, one);
    this.statuses = new Map(status.findings.map((found) => [found.id, found]));
    this.head = {
      change: changeOf(one, status),
      ...(status.against === undefined ? {} : { against: status.against }),
      gone: status.findings.flatMap(({ id, status: word, finding }) =>
        isGone(word) ? [{ id, name: findingName(finding), status: word }] : [],
      ),
    };
  }

  cell(): ResultsCell {
    const { findings, withouts, ...rest } = this.one;
    const encoded = findings.map((finding) => this.finding(finding));
    return {
      ...(rest as Omit<ResultsCell, 'findings' | 'withouts' | 'change' | 'against' | 'gone'>),
      ...this.head,
      findings: encoded,
      ...(withouts === undefined ? {} : { withouts: withouts as ResultsCell['withouts'] & object }),
    };
  }

  private finding(finding: Finding): ResultsFinding {
    const { place, witnesses, ...rest } = finding;
    const id = findingId(this.one, finding);
    const status = this.statuses.get(id)?.status;
    if (status === undefined || isGone(status)) throw new Error(`patch-oracle bug: no status of ${id}`);
    return {
      id,
      status,
      ...rest,
      place: this.interned.place(place),
      witnesses: witnesses.map((witness) => this.witness(witness)),
    };
  }

  private witness({ steps, elsewhere, ...rest }: Witness): ResultsWitness {
    const encode = (all: readonly TraceStep[]): ResultsStep[] => all.map((step) => this.step(step));
    return {
      ...rest,
      steps: encode(steps),
      ...(elsewhere === undefined
        ? {}
        : { elsewhere: { ...elsewhere, findings: [...elsewhere.findings], steps: encode(elsewhere.steps) } }),
    };
  }

  private step(step: TraceStep): ResultsStep {
    const { thread, cpu, place, stack, action, held, changed, reached, irqsOff, preemptOff, preemption, omitted } =
      step;
    return {
      thread,
      cpu,
      place: this.interned.place(place),
      ...(stack.length === 0 ? {} : { stack: this.interned.stack(stack) }),
      action,
      ...(held.length === 0 ? {} : { held: [...held] }),
      ...(changed.length === 0 ? {} : { changed: [...changed] }),
      ...(reached.length === 0 ? {} : { reached: [...reached] }),
      ...(irqsOff ? { irqsOff } : {}),
      ...(preemptOff ? { preemptOff } : {}),
      ...(preemption ? { preemption } : {}),
      ...(omitted === undefined ? {} : { omitted }),
    };
  }
}

function isGone(status: Present | Gone): status is Gone {
  return status === 'fixed' || status === 'masked' || status === 'unknown';
}

function decodeSeries(encoded: ResultsSeries): SeriesResult {
  const { places, stacks, cells, ...rest } = encoded;
  const place = (index: number): SourcePlace => at(places, index, 'place');
  const calls = stacks.map((stack) => stack.map(place));
  return { ...rest, cells: cells.map((cell) => decodeCell(cell, place, (index) => at(calls, index, 'stack'))) };
}

function decodeCell(
  cell: ResultsCell,
  place: (index: number) => SourcePlace,
  stack: (index: number) => readonly SourcePlace[],
): CellResult {
  const { change: _change, against: _against, gone: _gone, findings, ...rest } = cell;
  const decodeStep = (step: ResultsStep): TraceStep => ({
    thread: step.thread,
    cpu: step.cpu,
    place: place(step.place),
    stack: step.stack === undefined ? [] : stack(step.stack),
    action: step.action,
    held: step.held ?? [],
    changed: step.changed ?? [],
    reached: step.reached ?? [],
    irqsOff: step.irqsOff ?? false,
    preemptOff: step.preemptOff ?? false,
    preemption: step.preemption ?? false,
    ...(step.omitted === undefined ? {} : { omitted: step.omitted }),
  });
  const decodeFinding = ({ id: _id, status: _status, ...finding }: ResultsFinding): Finding => ({
    ...finding,
    place: place(finding.place),
    witnesses: finding.witnesses.map(({ steps, elsewhere, ...witness }) => ({
      ...witness,
      steps: steps.map(decodeStep),
      ...(elsewhere === undefined ? {} : { elsewhere: { ...elsewhere, steps: elsewhere.steps.map(decodeStep) } }),
    })),
  });
  return { ...rest, findings: findings.map(decodeFinding) };
}

function at<T>(list: readonly T[], index: number, what: string): T {
  const found = list[index];
  if (found === undefined) throw new Error(`it names ${what} ${index}, of ${list.length}`);
  return found;
}

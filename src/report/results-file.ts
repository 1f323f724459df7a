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
  const parts = all.map((series) => linesOf(encodeSeries(series)));
  return `{"schema":${resultsSchemaNumber},"series":[${parts.join(',')}]}\n`;
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
function linesOf(value: object): string {
  const fields = Object.entries(value).map(([key, field]: [string, unknown]) => {
    const own = Array.isArray(field)
      ? `[${field.map((one) => `\n${JSON.stringify(one)}`).join(',')}]`
      : JSON.stringify(field);
    return `\n${JSON.stringify(key)}:${own}`;
  });
  return `{${fields.join(',')}}`;
}

/** Values by their first use. */
class Interned<T> {
  readonly all: T[] = [];
  private readonly known = new Map<string, number>();

  index(value: T): number {
    const key = JSON.stringify(value);
    const known = this.known.get(key);
    if (known !== undefined) return known;
    this.known.set(key, this.all.length);
    return this.all.push(value) - 1;
  }
}

function encodeSeries(result: SeriesResult): ResultsSeries {
  const { cells, ...rest } = result;
  const places = new Interned<SourcePlace>();
  const stacks = new Interned<number[]>();
  const encoded = cells.map((cell) => new CellEncoder(result, cell, places, stacks).cell());
  // The types of both sides are alike but for the interned fields; what waist 2 adds is carried over as it is.
  return {
    ...(rest as Omit<ResultsSeries, 'places' | 'stacks' | 'cells'>),
    places: places.all,
    stacks: stacks.all,
    cells: encoded,
  };
}

class CellEncoder {
  private readonly statuses: ReadonlyMap<string, FindingStatus>;
  private readonly head: Pick<ResultsCell, 'change' | 'against' | 'gone'>;

  constructor(
    series: SeriesResult,
    private readonly one: CellResult,
    private readonly places: Interned<SourcePlace>,
    private readonly stacks: Interned<number[]>,
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
      place: this.places.index(place),
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
      place: this.places.index(place),
      ...(stack.length === 0 ? {} : { stack: this.stacks.index(stack.map((call) => this.places.index(call))) }),
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

/**
 * Findings as SARIF 2.1.0: a result for each finding of each version, on the patch line it belongs to, with a thread flow
 * for each CPU. The fingerprints are made from finding ids, so they survive moved lines.
 */
import {
  kinds,
  type Finding,
  type Kind,
  type SeriesResult,
  type SourcePlace,
  type TraceStep,
  type VersionInfo,
  type Witness,
} from '../result';
import { kindWords } from './kind-words';
import { patchLineInChain, type PatchLine } from './patch-line';
import type * as Sarif from './sarif-shape';
import { traceRows } from './trace-rows';
import { actionText, short } from './trace-table';
import { findingsOfVersion, type VersionFinding } from './version-findings';
import { axesOf, list, replayCommand, variantName } from './words';

/** Steps at least this important (see `weigh`) are essential to the reader. */
const essential = 7;

const rules = Object.keys(kinds) as readonly Kind[];

export function sarifLog(all: readonly SeriesResult[]): Sarif.Log {
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'patch-oracle', rules: rules.map(ruleOf) } },
        columnKind: 'utf16CodeUnits',
        results: all.flatMap((series) =>
          series.versions.flatMap((version) =>
            findingsOfVersion(series, version).map((one) => resultOf(series, version, one)),
          ),
        ),
      },
    ],
  };
}

export function renderSarif(all: readonly SeriesResult[]): string {
  return `${JSON.stringify(sarifLog(all), null, 1)}\n`;
}

function levelOf(kind: Kind): 'error' | 'warning' {
  return kinds[kind] === 'crash' ? 'error' : 'warning';
}

function ruleOf(kind: Kind): Sarif.Rule {
  const { what, tool } = kindWords[kind];
  return {
    id: kind,
    shortDescription: { text: what },
    help: {
      text: `Found in a model of the kernel by running every interleaving within stated bounds. In a kernel: ${tool}.`,
    },
    defaultConfiguration: { level: levelOf(kind) },
  };
}

function resultOf(series: SeriesResult, version: VersionInfo, one: VersionFinding): Sarif.Result {
  const { finding, cell } = one;
  const info = series.cases.find((found) => found.name === cell.case);
  const axes = one.cells.map(axesOf).filter((text) => text !== '');
  const detail = finding.detail === '' ? '' : `: ${short(finding.detail)}`;
  const text = `In the model of ${variantName(cell)}, ${finding.thread} runs into ${finding.kind} in ${finding.place.function}()${detail}. Case ${cell.case} asks: ${info?.question ?? ''}`;
  return {
    ruleId: finding.kind,
    ruleIndex: rules.indexOf(finding.kind),
    level: levelOf(finding.kind),
    message: { text },
    locations: [faultLocation(series, version, finding)],
    ...(info === undefined
      ? {}
      : {
          relatedLocations: [
            {
              id: 1,
              message: { text: `the case: ${info.title}` },
              physicalLocation: { artifactLocation: { uri: uri(info.file) } },
            },
          ],
        }),
    codeFlows: finding.witnesses
      .filter((witness) => witness.steps.length > 0)
      .map((witness) => flowOf(version, finding, witness)),
    partialFingerprints: {
      'patchOracleFinding/v1': `${series.series}/${one.id}`,
      'patchOracleFindingOfVersion/v1': `${series.series}/${version.name}/${one.id}`,
    },
    properties: {
      version: `${series.series}/${version.name}`,
      case: cell.case,
      configurations: axes,
      status: one.status,
      ownOfVersion: one.own,
      expected: one.cells.every((other) => other.asExpected),
      confirms: one.confirms.map((item) => `${item.id} ${item.who}, ${item.date}`),
      replay: finding.witnesses.map((witness) => replayCommand(cell, witness.trace, Infinity).join(' ')),
    },
  };
}

/** The patch line; of a finding that no patch has to do with, the place itself. */
function faultLocation(series: SeriesResult, version: VersionInfo, finding: Finding): Sarif.Location {
  const { place } = finding;
  const line = patchLineInChain(series, version, finding);
  if (line === undefined) return placeLocation(place, version);
  const snippet = patchText(series, line);
  return {
    physicalLocation: {
      artifactLocation: { uri: uri(line.patch) },
      region: { startLine: line.line, ...(snippet === undefined ? {} : { snippet: { text: snippet } }) },
    },
    logicalLocations: [logical(place)],
    message: { text: howText(line, place) },
  };
}

function howText(line: PatchLine, place: SourcePlace): string {
  const at = `${place.function}(): ${place.text}`;
  switch (line.how) {
    case 'wrote':
      return `this line of the patch is at fault, ${at}`;
    case 'shows':
      return `the patch leaves the line at fault as it was, ${at}`;
    case 'passes':
      return `the last line of the patch that the run passes; the line at fault is ${at}`;
    case 'removes':
      return `the run goes through the function that the patch takes this line from; the line at fault is ${at}`;
  }
}

function patchText(series: SeriesResult, line: PatchLine): string | undefined {
  const patches = series.versions.flatMap((version) => version.patches);
  return patches.find((one) => one.file === line.patch)?.text.split('\n')[line.line - 1];
}

function logical(place: SourcePlace): Sarif.LogicalLocation {
  return { name: place.function, fullyQualifiedName: `${place.file}:${place.function}`, kind: 'function' };
}

/** A line number is given only where the file at hand has that line: a case, a patch, the plain model. */
function placeLocation(place: SourcePlace, version: VersionInfo): Sarif.Location {
  const inCase = place.file.startsWith('cases/');
  const plain = version.base === undefined && version.patches.length === 0;
  const at =
    place.patch !== undefined
      ? { file: place.patch.patch, line: place.patch.line }
      : { file: inCase ? place.file : `src/kernel/${place.file}`, line: inCase || plain ? place.line : undefined };
  const region =
    at.line === undefined || at.line < 1
      ? {}
      : { region: { startLine: at.line, ...(place.text === '' ? {} : { snippet: { text: place.text } }) } };
  return {
    physicalLocation: { artifactLocation: { uri: uri(at.file) }, ...region },
    logicalLocations: [logical(place)],
  };
}

/** The steps that the trace table shows; `executionOrder` is their number in the whole trace, which `replay` prints. */
function flowOf(version: VersionInfo, finding: Finding, witness: Witness): Sarif.CodeFlow {
  const own = new Set(version.patches.map((one) => one.file));
  const { rows, weights } = traceRows(finding, witness, (patch) => own.has(patch));
  const shown = rows.flatMap((row) => (row.kind === 'step' ? [row] : []));
  const steps = shown.flatMap(({ at, number }) => {
    const step = witness.steps[at];
    return step === undefined ? [] : [{ at, number, step }];
  });
  const cpus = [...new Set(steps.map(({ step }) => step.cpu))].sort((a, b) => a - b);
  return {
    ...(witness.role === undefined ? {} : { message: { text: witness.role } }),
    threadFlows: cpus.map((cpu) => {
      const here = steps.filter(({ step }) => step.cpu === cpu);
      return {
        id: `CPU${cpu}`,
        message: { text: list([...new Set(here.map(({ step }) => step.thread))]) },
        locations: here.map(({ at, number, step }) => ({
          location: { ...placeLocation(step.place, version), message: { text: stepText(step) } },
          executionOrder: number,
          nestingLevel: step.stack.length,
          importance: (weights[at] ?? 0) >= essential ? ('essential' as const) : ('important' as const),
          ...(step.held.length === 0
            ? {}
            : { state: { held: { text: list(step.held.map((one) => `${one.lock} (${one.mode})`)) } } }),
        })),
      };
    }),
  };
}

function stepText(step: TraceStep): string {
  const labels = step.reached.map((label) => `; reached ${label}`).join('');
  return `${step.thread}: ${short(actionText(step.action))}${labels}`;
}

/** A path as a relative reference. */
function uri(file: string): string {
  return file.split('/').map(encodeURIComponent).join('/');
}

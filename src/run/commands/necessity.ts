/**
 * `necessity`: each barrier, lock operation, check and label that a version adds is taken out in turn, and
 * every case of the version is asked. What no case notices is what the suite cannot see yet.
 */
import { diagnose } from '../../base/diagnostics';
import type { Element } from '../../csrc';
import { renderNecessity } from '../../report';
import type { ElementNeed, Necessity, PatchLine } from '../../result';
import { Builds, macrosKey } from '../builds';
import { askAsIs, askChanged, sameFindings } from '../changed';
import { tell, type ExitCode, type Io } from '../io';
import { cellsThatNotice, keepNeeds } from '../kept-needs';
import { open, variantOf, workersOf } from '../open';
import type { Common } from '../open-root';
import { Pool } from '../pool';
import type { Cell } from '../prepare';
import { ProgressLine } from '../progress';
import type { Project } from '../project';
import { formatOf } from './blame';

export interface NecessityFlags extends Common {
  readonly jobs?: string;
  readonly format?: string;
}

export async function necessity(name: string, flags: NecessityFlags, io: Io): Promise<ExitCode> {
  const workers = workersOf(flags, io);
  if (typeof workers !== 'number') return tell(io, [workers]);
  const format = formatOf(flags.format, io);
  if (!format) return 2;
  const opened = open([name], flags, io);
  if (typeof opened === 'number') return opened;
  const { project, cells } = opened;
  const variant = variantOf(project, name, io);
  if (!variant) return 2;
  const pool = new Pool(project.root, workers);
  try {
    const asked = cellsThatNotice(cells);
    const elements = elementsOf(project, asked, variant);
    if (elements.length === 0) return tell(io, [diagnose('run-no-elements', { variant: name })]);
    const result = await needs(pool, asked, elements, io);
    const necessity = { ...variant, ...result };
    io.out(renderNecessity(necessity, format));
    const file = keepNeeds(project, asked, necessity);
    io.err(`left in ${file}: the HTML report says it beside the lines, from the next review on\n`);
    return 0;
  } finally {
    await pool.close();
  }
}

type OwnElement = Element & { readonly place: PatchLine };

/** Over all configs that the version's cases build it under; each element once. */
function elementsOf(
  project: Project,
  cells: readonly Cell[],
  { series, version }: { readonly series: string; readonly version: string },
): OwnElement[] {
  const builds = new Builds(project);
  const patches = project.series.find((one) => one.name === series)?.versions.get(version)?.patches ?? [];
  const configs = [...new Map(cells.map(({ config }) => [macrosKey(config), config])).values()];
  const found = new Map<string, OwnElement>();
  for (const config of configs) {
    const { model } = builds.build(series, version, config);
    const own = model?.elements((file, line) => patches.some((patch) => patch.file === file.origins.get(line)?.patch));
    for (const element of own ?? []) {
      const { file, start } = element.span;
      const origin = file.origins.get(file.position(start).line);
      if (!origin) continue;
      const text = patches.find((one) => one.file === origin.patch)?.text.split('\n')[origin.line - 1] ?? '';
      found.set(`${element.kind} ${file.name} ${start}`, { ...element, place: { ...origin, text } });
    }
  }
  return [...found.values()];
}

async function needs(
  pool: Pool,
  cells: readonly Cell[],
  elements: readonly OwnElement[],
  io: Io,
): Promise<Pick<Necessity, 'cells' | 'elements'>> {
  const progress = new ProgressLine(io, cells.length * (elements.length + 1));
  let done = 0;
  const counted = async <T>(answer: Promise<T>): Promise<T> => {
    const value = await answer;
    progress.finish(done++, 0);
    return value;
  };
  const before = await Promise.all(cells.map((cell) => counted(askAsIs(pool, cell))));
  const searched = cells.flatMap((cell, at) => {
    const found = before[at];
    return found ? [{ cell, found }] : [];
  });
  const needed = await Promise.all(
    elements.map(async (element): Promise<ElementNeed> => {
      const edits = element.edits.map(({ span, text }) => ({
        path: span.file.name,
        start: span.start,
        end: span.end,
        text,
      }));
      const answers = await Promise.all(
        searched.map(async ({ cell, found }) => ({
          cell,
          found,
          answer: await counted(askChanged(pool, cell, { kind: 'edits', edits })),
        })),
      );
      const refused = answers.find(({ answer }) => answer.problem?.kind === 'refused')?.answer.problem?.text;
      const { kind, function: name, text, place } = element;
      return {
        kind,
        function: name,
        text,
        place,
        ...(refused === undefined ? {} : { refused: refused.split('\n')[0] ?? '' }),
        noticed: answers
          .filter(({ answer, found }) => !answer.problem && !sameFindings(answer.found, found))
          .map(({ cell, found, answer }) => ({
            case: cell.case.name,
            config: cell.config.name,
            memory: cell.memory,
            before: found,
            after: answer.found,
          })),
        open: answers.filter(({ answer }) => answer.problem?.kind === 'inconclusive').length,
      };
    }),
  );
  progress.clear();
  return { cells: searched.length, elements: needed };
}

/**
 * Which lines that a version's own patches added are code, and which of them some explored run passed. A statement that
 * left no instruction (a jump, a copy that was folded away) says nothing and is in neither list. Pure.
 */
import type { LineFilter } from '../csrc';
import type { PlaceId, Program } from '../program';
import type { PatchLines } from '../result';
import type { Built } from './builds';

/** Chooses the lines that one of the patches wrote. */
export function linesOf(patches: readonly string[]): LineFilter {
  const own = new Set(patches);
  return (file, line) => {
    const origin = file.origins.get(line);
    return origin !== undefined && own.has(origin.patch);
  };
}

/** Places of the program that lie on such a line, each with the line's name; a call's line is that of all inside it. */
export class WatchedLines {
  /** Place -> names of lines: `mm/khugepaged.c:12`. */
  readonly places = new Map<PlaceId, readonly string[]>();
  private readonly functions = new Set<string>();
  private readonly known = new Set<string>();

  constructor(
    private readonly built: Built,
    program: Program,
    private readonly wanted: LineFilter,
  ) {
    const files = new Map([...(built.files?.values() ?? [])].map((file) => [file.name, file]));
    program.places.forEach((place, id) => {
      this.functions.add(place.function);
      const file = files.get(place.file);
      const own = file && wanted(file, place.line) ? [`${place.file}:${place.line}`] : [];
      // A caller's place is made before those inside the call.
      const outer = place.caller === undefined ? [] : (this.places.get(place.caller) ?? []);
      const all = [...new Set([...outer, ...own])];
      if (all.length > 0) this.places.set(id, all);
    });
    for (const unit of program.units) {
      for (const instr of unit.code)
        if ('at' in instr) for (const line of this.places.get(instr.at) ?? []) this.known.add(line);
    }
  }

  /** Per patch with such a line. @param executed places that some run passed */
  patchLines(executed: ReadonlySet<PlaceId>): Record<string, PatchLines> {
    const ran = new Set([...executed].flatMap((place) => this.places.get(place) ?? []));
    const found = new Map<string, { run: number[]; unrun: number[] }>();
    for (const { file, line, function: name } of this.built.model?.statementLines(this.wanted) ?? []) {
      const origin = file.origins.get(line);
      const key = `${file.name}:${line}`;
      if (!origin || (!this.known.has(key) && this.functions.has(name))) continue;
      const lines = found.get(origin.patch) ?? { run: [], unrun: [] };
      found.set(origin.patch, lines);
      (ran.has(key) ? lines.run : lines.unrun).push(origin.line);
    }
    for (const { run, unrun } of found.values()) for (const list of [run, unrun]) list.sort((a, b) => a - b);
    return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}

/** Places of a program as readers see them: file, line, quoted source, and the patch line that wrote it. */
import type { SourceFile } from '../base/source';
import type { Case } from '../case';
import type { PlaceId, Program } from '../program';
import type { SourcePlace } from '../result';
import type { Files } from './variants';

export type PlaceOf = (id: PlaceId) => SourcePlace;

/** Place ids of the program to places; each is made once. */
export function placesOf(program: Program, files: Files, one: Case): PlaceOf {
  const byName = new Map<string, SourceFile>([...files.values()].map((file) => [file.name, file]));
  // Text of the case is shown without the YAML key before it.
  const texts = [one.setup, one.finally, ...one.threads.map((thread) => thread.source)];
  const made = new Map<PlaceId, SourcePlace>();
  return (id) => {
    const known = made.get(id);
    if (known) return known;
    const place = program.places[id];
    if (!place) throw new Error(`patch-oracle bug: no place ${id} in the program`);
    const { file, line } = place;
    const inCase = file === one.file.name;
    const text = inCase
      ? (texts.map((source) => source?.line(line).trim() ?? '').find((found) => found !== '') ?? '')
      : (byName.get(file)?.line(line).trim() ?? '');
    const patch = byName.get(file)?.origins.get(line);
    const result = { file, line, function: place.function, text, ...(patch ? { patch } : {}) };
    made.set(id, result);
    return result;
  };
}

/** The place a finding belongs to: the caller of a primitive, not the primitive. */
export function attributed(program: Program, id: PlaceId): PlaceId {
  for (let at = id; ;) {
    const place = program.places[at];
    if (!place?.transparent || place.caller === undefined) return at;
    at = place.caller;
  }
}

/**
 * Places shared between results. What comes from a worker, or from the disk, has places and chains of calls
 * of its own; thousands of results that share theirs take a tenth of the memory. Nothing that is printed changes.
 */
import type { CellResult, SourcePlace, TraceStep } from '../result';

export class SharedPlaces {
  private readonly places = new Map<string, SourcePlace>();
  private readonly stacks = new Map<string, readonly SourcePlace[]>();
  private readonly numbers = new Map<SourcePlace, number>();

  share(cell: CellResult): CellResult {
    // Within one result, equal places are mostly one object already, and so are chains of calls.
    const seen = new Map<object, SourcePlace>();
    const place = (one: SourcePlace): SourcePlace => {
      const known = seen.get(one) ?? this.place(one);
      seen.set(one, known);
      return known;
    };
    const seenStacks = new Map<TraceStep['stack'], TraceStep['stack']>();
    const stack = (one: TraceStep['stack']): TraceStep['stack'] => {
      const known = seenStacks.get(one) ?? this.stack(one.map(place));
      seenStacks.set(one, known);
      return known;
    };
    const step = (one: TraceStep): TraceStep => ({ ...one, place: place(one.place), stack: stack(one.stack) });
    const findings = cell.findings.map((finding) => ({
      ...finding,
      place: place(finding.place),
      witnesses: finding.witnesses.map((witness) => ({ ...witness, steps: witness.steps.map(step) })),
    }));
    return { ...cell, findings };
  }

  private place(one: SourcePlace): SourcePlace {
    const key = JSON.stringify([one.file, one.line, one.function, one.text, one.patch]);
    const known = this.places.get(key) ?? one;
    if (known === one) {
      this.places.set(key, one);
      this.numbers.set(one, this.numbers.size);
    }
    return known;
  }

  private stack(places: readonly SourcePlace[]): readonly SourcePlace[] {
    const key = places.map((one) => this.numbers.get(one) ?? '?').join(' ');
    const known = this.stacks.get(key) ?? places;
    this.stacks.set(key, known);
    return known;
  }
}

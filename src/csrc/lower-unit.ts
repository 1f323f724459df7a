/**
 * One unit being lowered: its raw code, registers and frames, and the stack of inlined calls, each with
 * its bindings of locals. `Lowering` ties the files of lowering together without import cycles.
 */
import type { Expr, Instr, PlaceId, Reg } from '../program';
import type { Span } from '../base/source';
import { bug } from '../base/diagnostics';
import { register } from './fold';
import type { Bare, Builder } from './intrinsics';
import { pointerSlots, slotNames } from './layout';
import type { ProgramBuilder } from './lower-program';
import type { Label, RawUnit } from './raw-code';
import type { FunctionSymbol, LabelTarget, Local, Place, Statement, Value } from './typed';
import type { CType } from './types';

/** The object that an address points into, as far as the C text says: names `field`s. */
export interface Origin {
  readonly type: CType;
  /** The variable's name, where `type` gives a slot no name; '' for memory behind a pointer. */
  readonly name: string;
  /** Slots from its start. */
  readonly offset: number;
}

/** A value: one expression per slot. */
export interface Lowered {
  readonly exprs: readonly Expr[];
  /** For a pointer whose target is known. */
  readonly origin?: Origin;
  /** For a function name. */
  readonly symbol?: FunctionSymbol;
}

export type LoweredPlace =
  | { readonly kind: 'registers'; readonly regs: readonly Reg[] }
  /** A local that is never written after its initialiser. */
  | { readonly kind: 'value'; readonly value: Lowered }
  | {
      readonly kind: 'memory';
      readonly address: Expr;
      readonly origin: Origin;
      /** Set for one component of a word: its struct and index. */
      readonly component?: { readonly type: CType; readonly index: number };
    };

export type Binding =
  | { readonly kind: 'registers'; readonly regs: readonly Reg[] }
  | { readonly kind: 'value'; readonly value: Lowered }
  | { readonly kind: 'frame'; readonly frame: number };

/** One inlined call, or the unit's own text. */
export interface Instance {
  readonly name: string;
  readonly symbol: FunctionSymbol | undefined;
  readonly transparent: boolean;
  /** Where it is called; absent for the unit's own text. */
  readonly call: { readonly instance: Instance; readonly span: Span } | undefined;
  /** 0 for the unit's own text. */
  readonly depth: number;
  readonly bindings: Map<Local, Binding>;
  labels: Map<LabelTarget, Label> | undefined;
  /** Open blocks with the frames declared in them. */
  readonly scopes: { readonly id: number; readonly frames: number[] }[];
  readonly loops: { readonly break: Label; readonly continue: Label | undefined; readonly scopes: number }[];
  readonly returns: { readonly label: Label; readonly into: readonly Reg[] } | undefined;
  places: InFile | undefined;
}

/** Places of an instance in one file, by offset. Nearly all of an instance lie in one file. */
interface InFile {
  readonly file: Span['file'];
  readonly byStart: Map<number, PlaceId>;
  readonly more: InFile | undefined;
}

/** The recursive parts of lowering, given by lower.ts. */
export interface Lowering {
  value(unit: UnitBuilder, value: Value): Lowered;
  /** For its effect only. */
  effect(unit: UnitBuilder, value: Value): void;
  condition(unit: UnitBuilder, value: Value, yes: Label, no: Label): void;
  place(unit: UnitBuilder, place: Place): LoweredPlace;
  call(unit: UnitBuilder, value: Value & { readonly kind: 'call' }): Lowered;
  intrinsic(unit: UnitBuilder, value: Value & { readonly kind: 'intrinsic' }): Lowered;
  statement(unit: UnitBuilder, statement: Statement): void;
}

/** Thrown when inlining makes a unit larger than any search could use. */
export class TooLarge extends Error {
  constructor(
    readonly unit: string,
    readonly limit: number,
  ) {
    super(unit);
  }
}

const maxInstructions = 100_000;
/** Calls inside calls; deeper would exhaust the stack of the lowering itself. */
const maxDepth = 200;

export class UnitBuilder implements Builder {
  readonly raw: RawUnit;
  instance: Instance;
  /** Old values of `update` nodes being combined. */
  readonly holes = new Map<Value, Lowered>();
  /** Registers of locals that are written more than once, and the instance that may do so. */
  readonly mutable = new Map<Reg, Instance>();
  private labels = 0;
  private calls = 0;
  private span: Span | undefined;

  constructor(
    readonly program: ProgramBuilder,
    readonly lowering: Lowering,
    name: string,
    symbol: FunctionSymbol | undefined,
  ) {
    this.raw = { name, code: [], registers: [], frames: [] };
    this.instance = newInstance(name, symbol, undefined, undefined);
  }

  /** Takes the instruction over: it must be the caller's own. */
  emit(instruction: Bare): void {
    if (this.raw.code.length >= maxInstructions) throw new TooLarge(this.raw.name, maxInstructions);
    const placed: Bare & { at?: PlaceId } = instruction;
    placed.at = this.here();
    this.raw.code.push(placed as Instr);
  }

  /** Opens an inlined call inside the current one; its place is where the unit has moved to. */
  enter(symbol: FunctionSymbol, returns: Instance['returns']): Instance {
    const { instance, span } = this;
    const call = span && { instance, span };
    const inner = newInstance(symbol.name, symbol, call, returns);
    if (inner.depth > maxDepth || ++this.calls > maxInstructions) throw new TooLarge(this.raw.name, maxInstructions);
    return inner;
  }

  /** Following instructions belong to this span of the current instance. */
  moveTo(span: Span): void {
    this.span = span;
  }

  private here(): PlaceId {
    if (!this.span) throw bug('instruction without a place');
    return this.placeOf(this.instance, this.span);
  }

  /** Places are made when an instruction first needs them: most calls leave none behind. */
  private placeOf(instance: Instance, span: Span): PlaceId {
    let inFile = instance.places;
    while (inFile && inFile.file !== span.file) inFile = inFile.more;
    if (!inFile) instance.places = inFile = { file: span.file, byStart: new Map(), more: instance.places };
    let place = inFile.byStart.get(span.start);
    if (place === undefined) {
      const caller = instance.call && this.placeOf(instance.call.instance, instance.call.span);
      place = this.program.place(span, instance.name, caller, instance.transparent);
      inFile.byStart.set(span.start, place);
    }
    return place;
  }

  temporary(name: string, pointer: boolean): Reg {
    return this.raw.registers.push({ name, pointer }) - 1;
  }

  /** From here on the slots of a frame are 0. */
  startFrame(frame: number): void {
    this.raw.code.push({ op: 'frame-start', frame, at: this.here() });
  }

  /** One register per slot of a variable. */
  variable(name: string, type: CType): readonly Reg[] {
    const pointers = pointerSlots(type);
    return slotNames(type).map((path, index) => this.temporary(`${name}${path}`, pointers[index] ?? false));
  }

  frame(name: string, type: CType): number {
    const pointers = pointerSlots(type);
    const slots = slotNames(type).map((path, index) => ({ name: `${name}${path}`, pointer: pointers[index] ?? false }));
    const frame = this.raw.frames.push({ name, type: this.program.type(type, name), slots }) - 1;
    this.instance.scopes[this.instance.scopes.length - 1]?.frames.push(frame);
    return frame;
  }

  injected(site: string): string | undefined {
    const name = `${this.instance.name}:${site}`;
    return this.program.inject.has(name) ? name : undefined;
  }

  label(): Label {
    return this.labels++;
  }

  mark(label: Label): void {
    this.raw.code.push({ op: 'label', label });
  }

  jump(to: Label): void {
    this.emit({ op: 'jump', to });
  }

  set(dst: Reg, value: Expr): void {
    this.emit({ op: 'set', dst, value });
  }

  /** The value in a register of its own unless it is free to repeat. */
  stable(expr: Expr, name: string, pointer: boolean): Expr {
    if (this.isStable(expr)) return expr;
    const reg = this.temporary(name, pointer);
    this.set(reg, expr);
    return register(reg);
  }

  private isStable(expr: Expr): boolean {
    switch (expr.kind) {
      case 'const':
      case 'global':
      case 'frame':
      case 'cpu':
      case 'self':
        return true;
      case 'reg':
        return this.mutable.get(expr.reg) !== this.instance;
      case 'binary':
        // An address with a constant offset.
        return expr.op === '+' && expr.b.kind === 'const' && expr.a.kind === 'reg' && this.isStable(expr.a);
      case 'unary':
      case 'conditional':
        return false;
    }
  }

  /** Ends the frames of all scopes above the given height, innermost first. */
  leaveScopes(height: number): void {
    const { scopes } = this.instance;
    for (let index = scopes.length - 1; index >= height; index--) {
      for (const frame of scopes[index]?.frames ?? []) this.emit({ op: 'frame-end', frame });
    }
  }
}

function newInstance(
  name: string,
  symbol: FunctionSymbol | undefined,
  call: Instance['call'],
  returns: Instance['returns'],
): Instance {
  return {
    name,
    symbol,
    transparent: symbol?.transparent ?? false,
    call,
    depth: call ? call.instance.depth + 1 : 0,
    bindings: new Map(),
    labels: undefined,
    scopes: [],
    loops: [],
    returns,
    places: undefined,
  };
}
